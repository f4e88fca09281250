"""`mrc referrals`: whom somebody could be referred to, without a browser, from the directory in the database."""

import json
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
from flask.cli import AppGroup

from mrc.casework.rules.issues import IssueCode
from mrc.classifications import is_country, is_language, isic4
from mrc.directory.rules import OrganisationKind
from mrc.people.rules import Documentation, Sex
from mrc.referrals import service
from mrc.referrals.rules import Candidate, Flag, Seeker, points_for

_MAX_BYTES = 1024 * 1024
_BAD_INPUT = 2
_MOST_ITEMS = 200
_FINER = re.compile(r"[0-9]{3,4}")
_PART = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "X": Sex.OTHER}
Member = TypeVar("Member", bound=StrEnum)

command = AppGroup("referrals", help="Referrals: whom somebody could be referred to.")


class _BadInput(Exception):
    """What cannot be read: the field, and what is wrong with it."""


@command.command("route")
@click.argument("file", type=click.Path(allow_dash=True))
def route(file: str) -> None:
    """Read what somebody needs as JSON from FILE (- is standard input); print who could help, and who not, with why.

    Fields: employment_country; and, as far as known, employment_subdivision, issue_codes, nationalities, sector_isic,
    languages, documentation, sex, age, flags and kinds. Without kinds, services of every kind are weighed.
    """
    try:
        seeker, kinds = _asked(_read(file))
    except _BadInput as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(_BAD_INPUT) from None
    proposed, refused = service.route(seeker, kinds)
    answer = {
        "candidates": [_proposed(one) for one in proposed],
        "refused": [
            _refused(one) for one in sorted(refused, key=lambda one: (one.partner.name, one.partner.service_id))
        ],
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _proposed(one: Candidate) -> dict[str, Any]:
    reasons = [{"code": reason.name, "points": points_for(reason, one.partner)} for reason in one.reasons]
    warnings = [{"code": caution.name, "points": 0} for caution in one.cautions]
    return {
        "service_id": one.partner.service_id,
        "organization": one.partner.name,
        "kind": str(one.partner.kind),
        "score": one.points,
        "reasons": [*reasons, *warnings],
    }


def _refused(one: Candidate) -> dict[str, Any]:
    return {
        "service_id": one.partner.service_id,
        "organization": one.partner.name,
        "codes": [refusal.name for refusal in one.refusals],
    }


def _read(file: str) -> dict[str, Any]:
    try:
        content = sys.stdin.buffer.read(_MAX_BYTES + 1) if file == "-" else _content(Path(file))
        data = json.loads(content.decode("utf-8-sig")) if len(content) <= _MAX_BYTES else None
    except (OSError, ValueError, RecursionError):
        raise _BadInput("file: This is not a file with JSON in UTF-8.") from None
    if not isinstance(data, dict):
        raise _BadInput("file: This is not one JSON object of at most 1 MB.")
    return data


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_BYTES + 1)


_FIELDS = (
    "issue_codes",
    "employment_country",
    "employment_subdivision",
    "nationalities",
    "sector_isic",
    "languages",
    "documentation",
    "sex",
    "age",
    "flags",
    "kinds",
)


def _asked(data: dict[str, Any]) -> tuple[Seeker, list[OrganisationKind]]:
    strange = sorted(set(data) - set(_FIELDS))
    if strange:
        raise _BadInput(f"{strange[0][:80]}: There is no such field.")
    country = _country(data.get("employment_country"), "employment_country")
    seeker = Seeker(
        places=(country,),
        work_country=country,
        subdivision=_subdivision(data.get("employment_subdivision"), country),
        issues=frozenset(_several(data, "issue_codes", lambda text, name: _member(text.upper(), IssueCode, name))),
        nationalities=frozenset(_several(data, "nationalities", _country)),
        languages=frozenset(_several(data, "languages", _language)),
        sectors=_sector(data.get("sector_isic")),
        documentation=_member(data.get("documentation") or "unknown", Documentation, "documentation"),
        sex=_sex(data.get("sex")),
        age=_age(data.get("age")),
        flags=frozenset(_several(data, "flags", lambda text, name: _member(text, Flag, name))),
    )
    return seeker, _several(data, "kinds", lambda text, name: _member(text, OrganisationKind, name))


Read = TypeVar("Read")


def _several(data: dict[str, Any], name: str, read: Callable[[str, str], Read]) -> list[Read]:
    given = data.get(name)
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > _MOST_ITEMS:
        raise _BadInput(f"{name}: Give a list of at most {_MOST_ITEMS} codes.")
    return [read(_text(one, f"{name}[{place}]"), f"{name}[{place}]") for place, one in enumerate(given)]


def _text(given: object, name: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise _BadInput(f"{name}: Give a text.")
    return given.strip()


def _member(given: object, kind: type[Member], name: str) -> Member:
    text = _text(given, name)
    try:
        return kind(text if text in set(kind) else text.lower())
    except ValueError:
        raise _BadInput(f"{name}: This is none of {', '.join(kind)}.") from None


def _country(given: object, name: str) -> str:
    text = _text(given, name).upper()
    if not is_country(text):
        raise _BadInput(f"{name}: This is not the ISO 3166 code of a country, such as QA.")
    return text


def _subdivision(given: object, country: str) -> str | None:
    if given is None:
        return None
    text = _text(given, "employment_subdivision").upper()
    if not _PART.fullmatch(text) or not text.startswith(f"{country}-"):
        raise _BadInput(f"employment_subdivision: This is not the ISO 3166-2 code of a part of {country}.")
    return text


def _language(given: object, name: str) -> str:
    text = _text(given, name)
    if not is_language(text) and not is_language(text.partition("-")[0].lower()):
        raise _BadInput(f"{name}: This is not the BCP 47 code of a language, such as ne.")
    return text


def _sector(given: object) -> frozenset[str]:
    if given is None:
        return frozenset()
    text = _text(given, "sector_isic").upper()
    # Surveys write classes and groups; unions and other services are listed by the division these lie in.
    if _FINER.fullmatch(text):
        text = text[:2]
    if not isic4.is_known(text):
        raise _BadInput("sector_isic: This is not the code of an ISIC section, division, group or class.")
    return service.line_of(text)


def _sex(given: object) -> Sex:
    if given is None:
        return Sex.UNKNOWN
    text = _text(given, "sex")
    return _SEXES.get(text.upper()) or _member(text, Sex, "sex")


def _age(given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 130:
        raise _BadInput("age: Give a whole number of years from 0 to 130, or null.")
    return given
