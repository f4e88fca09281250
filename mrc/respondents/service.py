"""What happens with employers and recruiters: they are found, added, read and kept right."""

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, refs, vault
from mrc.access import Actor, Permission
from mrc.db import db, transaction
from mrc.errors import NotFound, refuse_any
from mrc.names.index import CANDIDATES, NameIndex, likest
from mrc.names.latin import latin_form
from mrc.names.likeness import Asked, Likeness
from mrc.names.sealed import opened
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

NAMES = NameIndex("respondent", *(RespondentToken.__table__.c[name] for name in ("token", "respondent_id")))
# Firms carry common words, so a likeness of consonants alone is not enough to show one.
NEAREST = 60


def find(actor: Actor, text: str, limit: int = 20) -> list[FoundRespondent]:
    """Respondents by name in any script, by reference or by licence number, the likeliest first."""
    access.require(actor, Permission.RESPONDENT_READ)
    found = _find(text.strip()[:200])[:limit]
    audit.look(actor, audit.Event.RESPONDENT_READ)
    return found


def _find(text: str) -> list[FoundRespondent]:
    exact = _by_number(text)
    if exact:
        return _lines(exact)
    name = plain_firm(text)
    asked = Asked([name])
    lines = likest(NAMES.likeliest([name]), lambda ids: _lines(ids, asked))
    return [line for line in lines if line.nearest >= NEAREST]


def similar(actor: Actor, facts: RespondentFacts) -> list[FoundRespondent]:
    """Respondents already known that may be the one being added: like names in the country, or the licence."""
    access.require(actor, Permission.RESPONDENT_READ)
    found = _like(facts)
    audit.look(actor, audit.Event.RESPONDENT_READ)
    return found[:10]


def alike(actor: Actor, respondent: Respondent) -> list[FoundRespondent]:
    """Other entries that may be the same firm. Not for households: people of like names are seldom the same."""
    access.require(actor, Permission.RESPONDENT_READ)
    if respondent.is_household:
        return []
    return [found for found in _like(present(respondent)) if found.id != respondent.id and not found.is_household][:5]


def _like(facts: RespondentFacts) -> list[FoundRespondent]:
    names = _plain(facts)
    same = _by_licence(_licence_blind(facts.licence))
    asked = Asked(names)
    lines = _lines([*same, *(sharing.id for sharing in NAMES.likeliest(names))], asked)
    return [line for line in lines if line.id in same or (line.country == facts.country and _is_like(asked, line))]


def _is_like(asked: Asked, line: FoundRespondent) -> bool:
    alike = asked.likeness(_plain(line))
    return alike.is_whole or (alike.share_back >= 0.99 and alike.share >= 0.6) or alike.closeness >= 85


def facts(name: str, role: RespondentRole, country: str | None) -> RespondentFacts:
    """What is known of a respondent that is first named while working on a case."""
    return RespondentFacts(name=name, country=country or "", usual_role=role)


def add(actor: Actor, facts: RespondentFacts) -> Respondent:
    """Add a firm or a household to the register, which all centres share."""
    with transaction():
        access.require(actor, Permission.RESPONDENT_WRITE)
        refuse_any(fault_of(facts))
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
    respondent = get_respondent(actor, ref)
    audit.look(actor, audit.Event.RESPONDENT_READ, respondent)
    return respondent


def edit(actor: Actor, ref: str, version: int, facts: RespondentFacts) -> Respondent:
    """Change what is known; a save from an old page is refused."""
    with transaction():
        respondent = get_respondent(actor, ref)
        access.require(actor, Permission.RESPONDENT_WRITE)
        refuse_any(fault_of(facts))
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
    query = _COLUMNS.order_by(Respondent.id.desc()).limit(limit + 1)
    query = query.where(Respondent.country == country) if country else query
    query = query.where(Respondent.id < before) if before is not None else query
    rows = db.session.execute(query).all()
    lines = [_line(row) for row in rows[:limit]]
    audit.look(actor, audit.Event.RESPONDENT_READ)
    return lines, len(rows) > limit


def index_names(respondent: Respondent) -> None:
    """Make a respondent findable by every spelling of its name, with and without its legal form."""
    tokens = name_tokens(respondent.name, respondent.latin_name)
    db.session.execute(sa.delete(RespondentToken).where(RespondentToken.respondent_id == respondent.id))
    rows = [{"token": token, "respondent_id": respondent.id} for token in sorted(tokens)]
    if rows:
        db.session.execute(sa.insert(RespondentToken), rows)


def name_tokens(name: str | None, latin_name: str | None) -> set[int]:
    """The tokens under which a name is found in both spellings, with and without its legal form."""
    return NAMES.tokens(_plain_firms(name, latin_name))


def _write(respondent: Respondent, facts: RespondentFacts) -> None:
    for entry in fields(facts):
        setattr(respondent, entry.name, getattr(facts, entry.name))
    respondent.latin_name = facts.latin_name or latin_form(facts.name)
    respondent.licence_blind = _licence_blind(facts.licence)


def _licence_blind(licence: str | None) -> bytes | None:
    plain = refs.plain_number(licence or "")
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
    return list(db.session.scalars(_NUMBERED, {"ref": ref, "blind": _licence_blind(text)}))


# Made once, because every search reads them.
_NUMBERED = (
    sa.select(Respondent.id)
    .where(sa.or_(Respondent.ref == sa.bindparam("ref"), Respondent.licence_blind == sa.bindparam("blind")))
    .limit(CANDIDATES)
)
_COLUMNS = sa.select(
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
_CHOSEN = _COLUMNS.where(Respondent.id.in_(sa.bindparam("chosen", expanding=True)))


def _lines(ids: list[int], asked: Asked | None = None) -> list[FoundRespondent]:
    if not ids:
        return []
    lines = (_line(row, asked) for row in db.session.execute(_CHOSEN, {"chosen": ids}))
    return sorted(lines, key=lambda line: (-line.score, -line.id))


def _plain(named: Respondent | RespondentFacts | FoundRespondent) -> list[str]:
    """Both spellings of a name without its legal form."""
    return _plain_firms(named.name, named.latin_name)


def _plain_firms(*names: str | None) -> list[str]:
    return [plain_firm(name) for name in dict.fromkeys(names) if name]


def _line(row: Any, asked: Asked | None = None) -> FoundRespondent:
    name, latin = opened(row, "respondents")
    alike = asked.likeness(_plain_firms(name, latin)) if asked is not None else Likeness(1, 1, 100, 100)
    return FoundRespondent(
        id=row.id,
        ref=row.ref,
        name=name,
        latin_name=latin,
        usual_role=row.usual_role,
        is_household=row.is_household,
        country=row.country,
        city=row.city,
        score=alike.score,
        nearest=alike.nearest,
        is_same=alike.is_same,
    )
