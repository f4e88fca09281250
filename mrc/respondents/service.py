"""What happens with employers and recruiters: they are found, added, read and kept right."""

from collections import Counter
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, refs, vault
from mrc.access import Actor, Permission
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people import matching
from mrc.people.rules import plain_number
from mrc.respondents.models import Respondent, RespondentToken
from mrc.respondents.rules import (
    FoundRespondent,
    RespondentFacts,
    RespondentField,
    RespondentRole,
    fault_of,
    plain_firm,
)
from mrc.vault import DataKey
from mrc.wording import words

CANDIDATES, PER_TOKEN = 100, 120
KIND = "respondent"
# Firms carry common words, so a likeness of consonants alone is not enough to show one.
WORSE, NEAREST = 25, 60


def find(actor: Actor, text: str, limit: int = 20) -> list[FoundRespondent]:
    """Respondents by name in any script, by reference or by licence number, the likeliest first."""
    access.require(actor, Permission.RESPONDENT_READ)
    text = text.strip()[:200]
    with transaction():
        exact = _by_number(text)
        found = _lines(exact, []) if exact else _lines(_by_name([text]), [text])
        best = max((line.score for line in found), default=0)
        found = [line for line in found if line.score >= best - WORSE and line.nearest >= NEAREST][:limit]
        audit.record(actor, audit.Event.RESPONDENT_READ)
    return found


def similar(actor: Actor, facts: RespondentFacts) -> list[FoundRespondent]:
    """Respondents already known that may be the one being added: like names in the country, or the licence."""
    access.require(actor, Permission.RESPONDENT_READ)
    names = [name for name in (facts.name, facts.latin_name) if name]
    blind = _licence_blind(facts.licence)
    with transaction():
        same = _by_licence(blind)
        lines = _lines([*same, *_by_name(names)], names)
        asked = matching.Asked([plain_firm(name) for name in names])
        found = [
            line for line in lines if line.id in same or (line.country == facts.country and _is_like(asked, line))
        ]
        audit.record(actor, audit.Event.RESPONDENT_READ)
    return found[:10]


def _is_like(asked: matching.Asked, line: FoundRespondent) -> bool:
    alike = asked.likeness(_plain(line))
    return alike.is_whole or (alike.share_back >= 0.99 and alike.share >= 0.6) or alike.closeness >= 85


def facts(name: str, role: RespondentRole, country: str | None) -> RespondentFacts:
    """What is known of a respondent that is first named while working on a case."""
    return RespondentFacts(name=name, country=country or "", usual_role=role)


def add(actor: Actor, facts: RespondentFacts) -> Respondent:
    """Add a firm or a household to the register, which all centres share."""
    with transaction():
        access.require(actor, Permission.RESPONDENT_WRITE)
        _check(facts)
        respondent = Respondent(data_key=DataKey.fresh(), created_by_centre_id=actor.centre_id)
        _write(respondent, facts)
        db.session.add(respondent)
        db.session.flush()
        index_names(respondent)
        audit.record(actor, audit.Event.RESPONDENT_ADDED, respondent)
    return respondent


def get_respondent(actor: Actor, ref: str) -> Respondent:
    """The respondent of a reference. Raises NotFound when there is none."""
    access.require(actor, Permission.RESPONDENT_READ)
    query = sa.select(Respondent).where(Respondent.ref == ref).execution_options(populate_existing=True)
    found: Respondent | None = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound(ref)
    return found


def read_respondent(actor: Actor, ref: str) -> Respondent:
    """The respondent, for a page that shows it: the look is put on record."""
    with transaction():
        respondent = get_respondent(actor, ref)
        audit.record(actor, audit.Event.RESPONDENT_READ, respondent)
    return respondent


def edit(actor: Actor, ref: str, version: int, facts: RespondentFacts) -> Respondent:
    """Change what is known; a save from an old page is refused."""
    with transaction():
        respondent = get_respondent(actor, ref)
        access.require(actor, Permission.RESPONDENT_WRITE)
        _check(facts)
        before = present(respondent)
        changed = [entry.name for entry in fields(facts) if getattr(before, entry.name) != getattr(facts, entry.name)]
        both = [(str(words(RespondentField(name))), getattr(facts, name), getattr(before, name)) for name in changed]
        respondent.still_at(version, list(both))
        if changed:
            _write(respondent, facts)
            db.session.flush()
            index_names(respondent)
            audit.record(actor, audit.Event.RESPONDENT_CHANGED, respondent, fields=changed)
    return respondent


def present(respondent: Respondent) -> RespondentFacts:
    """What is known now, in the form in which it is given."""
    return RespondentFacts(**{entry.name: getattr(respondent, entry.name) for entry in fields(RespondentFacts)})


def list_respondents(
    actor: Actor, country: str | None = None, before: int | None = None, limit: int = 25
) -> tuple[list[FoundRespondent], bool]:
    """The newest respondents, of one country or of all, and whether there are older ones."""
    access.require(actor, Permission.RESPONDENT_READ)
    query = _columns().order_by(Respondent.id.desc()).limit(limit + 1)
    query = query.where(Respondent.country == country) if country else query
    query = query.where(Respondent.id < before) if before is not None else query
    with transaction():
        rows = db.session.execute(query).all()
        audit.record(actor, audit.Event.RESPONDENT_READ)
    return [_line(row) for row in rows[:limit]], len(rows) > limit


def index_names(respondent: Respondent) -> None:
    """Make a respondent findable by every spelling of its name, with and without its legal form."""
    names = [plain_firm(name) for name in (respondent.name, respondent.latin_name) if name]
    db.session.execute(sa.delete(RespondentToken).where(RespondentToken.respondent_id == respondent.id))
    rows = [{"token": token, "respondent_id": respondent.id} for token in sorted(matching.search_tokens(KIND, names))]
    if rows:
        db.session.execute(sa.insert(RespondentToken), rows)


def _check(facts: RespondentFacts) -> None:
    fault = fault_of(facts)
    if fault is not None:
        raise Refused(fault[0], field=fault[1])


def _write(respondent: Respondent, facts: RespondentFacts) -> None:
    for entry in fields(facts):
        setattr(respondent, entry.name, getattr(facts, entry.name))
    respondent.latin_name = facts.latin_name or matching.latin_form(facts.name)
    respondent.licence_blind = _licence_blind(facts.licence)


def _licence_blind(licence: str | None) -> bytes | None:
    plain = plain_number(licence or "")
    return vault.blind("licence", plain) if plain else None


def _by_licence(blind: bytes | None) -> list[int]:
    if blind is None:
        return []
    query = sa.select(Respondent.id).where(Respondent.licence_blind == blind).limit(CANDIDATES)
    return list(db.session.scalars(query))


def _by_number(text: str) -> list[int]:
    """The respondent of a reference, or those of a licence number."""
    try:
        ref = refs.read_ref(text)
    except ValueError:
        ref = ""
    query = sa.select(Respondent.id).where(
        sa.or_(Respondent.ref == ref, Respondent.licence_blind == _licence_blind(text))
    )
    return list(db.session.scalars(query.limit(CANDIDATES)))


def _by_name(names: list[str]) -> list[int]:
    """Who shares most with a name: one short index walk for each token, in one query."""
    weights: dict[int, int] = {}
    for name in names:
        for text, weight in matching.asked_tokens(plain_firm(name)).items():
            token = vault.token(KIND, text)
            weights[token] = max(weight, weights.get(token, 0))
    if not weights:
        return []
    walks = [
        sa.select(
            sa.select(RespondentToken.token, RespondentToken.respondent_id)
            .where(RespondentToken.token == token)
            .order_by(RespondentToken.respondent_id.desc())
            .limit(PER_TOKEN)
            .subquery()
        )
        for token in weights
    ]
    score: Counter[int] = Counter()
    for row in db.session.execute(sa.union_all(*walks)):
        score[row.respondent_id] += weights[row.token]
    return sorted(score, key=lambda found: (-score[found], -found))[:CANDIDATES]


def _columns() -> Any:
    return sa.select(
        Respondent.id,
        Respondent.ref,
        Respondent.usual_role,
        Respondent.is_household,
        Respondent.country,
        Respondent.city,
        Respondent.name_sealed,
        Respondent.latin_name_sealed,
        DataKey.master_id,
        DataKey.wrapped,
    ).join(DataKey, DataKey.id == Respondent.data_key_id)


def _lines(ids: list[int], names: list[str]) -> list[FoundRespondent]:
    if not ids:
        return []
    lines = [_line(row) for row in db.session.execute(_columns().where(Respondent.id.in_(ids)))]
    asked = matching.Asked([plain_firm(name) for name in names]) if names else None
    scored = [_scored(line, asked) for line in lines]
    return sorted(scored, key=lambda line: (-line.score, -line.id))


def _scored(line: FoundRespondent, asked: matching.Asked | None) -> FoundRespondent:
    if asked is None:
        return replace(line, score=100.0, nearest=100.0)
    alike = asked.likeness(_plain(line))
    return replace(line, score=alike.score, nearest=alike.nearest)


def _plain(line: FoundRespondent) -> list[str | None]:
    return [plain_firm(name) for name in (line.name, line.latin_name) if name]


def _line(row: Any) -> FoundRespondent:
    def opened(sealed: bytes | None, place: str) -> str | None:
        return vault.open_text(row.master_id, row.wrapped, sealed, place)

    return FoundRespondent(
        id=row.id,
        ref=row.ref,
        name=opened(row.name_sealed, "respondents.name_sealed"),
        latin_name=vault.open_text(
            row.master_id, row.wrapped, row.latin_name_sealed, "respondents.latin_name_sealed"
        ),
        usual_role=row.usual_role,
        is_household=row.is_household,
        country=row.country,
        city=row.city,
    )
