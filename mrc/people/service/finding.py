"""Finding people by a name in any script and spelling, by a reference, a telephone number or the number of a paper.

The number of queries and of rows read does not grow with the register (see mrc.names.index).
"""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import phonenumbers
import sqlalchemy as sa

from mrc import access, audit, refs
from mrc.access import Actor, Permission, Role
from mrc.db import db
from mrc.names.index import CANDIDATES, likest
from mrc.names.likeness import Asked, Likeness
from mrc.names.sealed import opened
from mrc.people.models import Paper, Person, PersonCentre, Phone
from mrc.people.rules import Found, MatchReason, Registration
from mrc.people.service import cases
from mrc.people.service.indexing import NAMES, paper_blind, phone_blind
from mrc.vault import DataKey

# Whose nearest part is so much farther than that of the best one would only hide them; consonants alone are no name.
FARTHER, LEAST = 45, 40
_YEAR = re.compile(r"\b(19[2-9]\d|20[01]\d)\b")
_PHONE = re.compile(r"[+\d\s().\-/]{6,30}")


def find(actor: Actor, text: str, limit: int = 20) -> list[Found]:
    """People whom the actor may see, the likeliest first."""
    access.require(actor, Permission.PERSON_FIND)
    found = _with_cases(actor, _find(actor, text.strip()[:200])[:limit])
    audit.look(actor, audit.Event.PERSON_FOUND, results=len(found))
    return found


def find_everywhere(actor: Actor, text: str) -> tuple[list[Found], str | None]:
    """What `find` finds; and, when the text is the reference of a case that the actor knows, that reference."""
    found = find(actor, text)
    ref = _as_ref(text)
    return found, ref if ref is not None and cases.knows_case(actor, ref) else None


def possible_duplicates(actor: Actor, facts: Registration) -> list[Found]:
    """People already known who may be the one being registered, and why, the likeliest first."""
    access.require(actor, Permission.PERSON_FIND)
    phones = [phone_blind(phone.number) for phone in facts.phones]
    papers: list[bytes | None] = [blind for paper in facts.papers if (blind := paper_blind(paper.number)) is not None]
    names = [name for name in (facts.identity.name, facts.identity.latin_name) if name]
    by_phone, by_paper = _by_blinds(phones, papers)
    by_name = [sharing.id for sharing in NAMES.likeliest(names, facts.identity.birth_year, actor.centre_id)]
    asked = Asked(names)
    lines = _lines(actor, [*by_phone, *by_paper, *by_name], asked)
    judged = (_judged(line, facts, by_phone, by_paper, asked) for line in lines)
    likely = sorted((line for line in judged if line.reasons), key=lambda line: (-len(line.reasons), -line.score))
    found = _with_cases(actor, likely[:10])
    audit.look(actor, audit.Event.PERSON_FOUND, results=len(found))
    return found


def others_with(actor: Actor, person: Person) -> list[Found]:
    """Other people with one of this person's numbers or papers: a second record of them, or a shared phone."""
    access.require(actor, Permission.PERSON_FIND)
    phones = [phone.number_blind for phone in person.phones]
    by_phone, by_paper = _by_blinds(phones, [paper.number_blind for paper in person.papers])
    found = _with_cases(actor, _lines(actor, [*((by_phone | by_paper) - {person.id})]))
    audit.look(actor, audit.Event.PERSON_FOUND, results=len(found))
    return found


def _judged(line: Found, facts: Registration, by_phone: set[int], by_paper: set[int], asked: Asked) -> Found:
    """The reasons why somebody may be the same person; none when a likeness is too weak to stop anybody."""
    same = ((MatchReason.DOCUMENT, by_paper), (MatchReason.PHONE, by_phone))
    reasons = [reason for reason, ids in same if line.id in ids]
    apart = _years_apart(facts.identity.birth_year, line.birth_year)
    alike = asked.likeness([line.name, line.latin_name])
    is_near = apart is not None and apart <= 1
    by_whole_name = alike.is_whole and (bool(reasons) or apart is None or apart <= 2)
    if by_whole_name or (alike.is_half and is_near):
        reasons.append(MatchReason.NAME)
    if reasons and is_near:
        reasons.append(MatchReason.BIRTH_YEAR)
    return replace(line, reasons=tuple(reasons))


def _years_apart(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else abs(one - other)


def _find(actor: Actor, text: str) -> list[Found]:
    ref = _as_ref(text)
    exact = _by_ref(ref) if ref is not None else set()
    by_phone, by_paper = _by_blinds(_phone_blinds(text), [paper_blind(text)] if _may_be_paper(text) else [])
    exact |= by_phone | by_paper
    if exact:
        return _lines(actor, [*exact])
    year = next((int(year) for year in _YEAR.findall(text)), None)
    name = _YEAR.sub(" ", text).strip()
    if not name:
        return []
    asked = Asked([name])
    lines = likest(NAMES.likeliest([name], year, actor.centre_id), lambda ids: _lines(actor, ids, asked, year))
    floor = max(max((line.nearest for line in lines), default=0) - FARTHER, LEAST)
    return [line for line in lines if line.nearest >= floor]


def _as_ref(text: str) -> str | None:
    try:
        return refs.read_ref(text)
    except ValueError:
        return None


def _by_ref(ref: str) -> set[int]:
    return set(db.session.scalars(sa.select(Person.id).where(Person.ref == ref)))


def _may_be_paper(text: str) -> bool:
    plain = refs.plain_number(text)
    return 5 <= len(plain) <= 30 and any(sign.isdigit() for sign in plain)


def _phone_blinds(text: str) -> list[bytes]:
    """The blind indexes of every number in the world that the text may mean; none when it is no number."""
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    if not _PHONE.fullmatch(plain):
        return []
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    regions = [None] if plain.startswith("+") else sorted(phonenumbers.SUPPORTED_REGIONS)
    found = {_e164(plain, region) for region in regions} | {_e164("+" + plain.lstrip("+"), None)}
    return [phone_blind(number) for number in sorted(found - {""})]


def _e164(text: str, region: str | None) -> str:
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _by_blinds(phones: list[bytes], papers: list[bytes | None]) -> tuple[set[int], set[int]]:
    """The people with one of these numbers, and those with one of these papers."""
    papers = [blind for blind in papers if blind is not None]
    if not phones and not papers:
        return set(), set()
    query = sa.union_all(
        sa.select(sa.literal(True).label("is_phone"), Phone.person_id).where(Phone.number_blind.in_(phones)),
        sa.select(sa.literal(False), Paper.person_id).where(Paper.number_blind.in_(papers)),
    ).limit(2 * CANDIDATES)
    rows = db.session.execute(query).all()
    return {row.person_id for row in rows if row.is_phone}, {row.person_id for row in rows if not row.is_phone}


def _lines(actor: Actor, ids: list[int], asked: Asked | None = None, birth_year: int | None = None) -> list[Found]:
    """Those of the people whom the actor may see, ranked by how close their names come."""
    chosen = list(dict.fromkeys(ids))[: 2 * CANDIDATES]
    if not chosen:
        return []
    rows = db.session.execute(_people(actor.role), {"chosen": chosen, **cases.whose(actor)})
    return sorted((_line(row, asked, birth_year) for row in rows), key=lambda line: (-line.score, -line.id))


@cache
def _people(role: Role) -> sa.Executable:
    return (
        sa.select(
            Person.id,
            Person.ref,
            Person.birth_year,
            Person.sex,
            Person.nationality,
            Person.name_sealed,
            Person.latin_name_sealed,
            DataKey.master_id,
            DataKey.wrapped,
        )
        .join(DataKey, DataKey.id == Person.data_key_id)
        .join(PersonCentre, (PersonCentre.person_id == Person.id) & (PersonCentre.centre_id == cases.CENTRE))
        .where(
            Person.id.in_(sa.bindparam("chosen", expanding=True)),
            Person.erased_at.is_(None),
            cases.may_see_person(role),
        )
    )


def _with_cases(actor: Actor, found: list[Found]) -> list[Found]:
    """The same people with those of their cases that the actor may see."""
    known = cases.cases_of(actor, [line.id for line in found])
    return [replace(line, cases=tuple(known.get(line.id, ()))) for line in found]


def _line(row: Any, asked: Asked | None, birth_year: int | None) -> Found:
    name, latin = opened(row, "people")
    alike = asked.likeness([latin, name]) if asked is not None else Likeness(1, 1, 100, 100)
    score = alike.score
    if birth_year is not None and row.birth_year is not None:
        score += 15 if abs(row.birth_year - birth_year) <= 1 else -15
    return Found(
        id=row.id,
        ref=row.ref,
        name=name,
        latin_name=latin,
        birth_year=row.birth_year,
        sex=row.sex,
        nationality=row.nationality,
        score=score,
        nearest=alike.nearest,
        is_same=alike.is_same,
    )
