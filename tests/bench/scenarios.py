"""What is measured: the pages people open most, asked for in the world at hand."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.bench.clients import Load
from tests.bench.ground import Ground

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_VARIANTS = 40
PAGE = 25
DEEP = 350


@dataclass(frozen=True)
class Scenario:
    """One thing to measure. `has_floor` says that its statements may be sent again as they are."""

    name: str
    load: Load
    has_floor: bool = True


@dataclass(frozen=True)
class SignedIn:
    """A client of the application in this process, and its cookies for the others."""

    client: FlaskClient
    headers: dict[str, str]


def sign_in(app: Flask, path: str, values: dict[str, str]) -> SignedIn:
    """Sign in as a person would, through the form."""
    client = app.test_client()
    token = _token(client, path)
    answer = client.post(path, data={"csrf_token": token, **values})
    assert answer.status_code == 303, (path, answer.status_code)
    cookies = [f"{cookie.key}={cookie.value}" for cookie in client._cookies.values()]
    return SignedIn(client, {"Cookie": "; ".join(cookies)})


def _token(client: FlaskClient, path: str) -> str:
    found = _TOKEN.search(client.get(path).get_data(as_text=True))
    assert found is not None, f"no form at {path}"
    return found[1]


def supervisor_of(place: Ground, app: Flask) -> SignedIn:
    """The supervisor of the centre abroad, who sees its whole caseload."""
    account = [one for one in place.accounts["staff"] if one["role"] == "supervisor"][-1]
    return sign_in(app, "/sign-in", {"email": account["email"], "password": account["password"]})


def worker_of(place: Ground, app: Flask) -> tuple[SignedIn, str]:
    """A worker with their own page open, and the language it is in."""
    told = next(one for one in place.accounts["migrants"] if one["language"] == "ne")
    values = {"reference": told["reference"], "code": told["code"]}
    return sign_in(app, f"/{told['language']}/status", values), told["language"]


def office_scenarios(place: Ground, app: Flask, who: SignedIn) -> list[Scenario]:
    """The pages of the office, as its supervisor asks for them."""
    with app.app_context():
        names, cases, people, deep = _samples()
    token = _token(who.client, people[0])
    opening = {
        "csrf_token": token,
        "issues": "NON_PAYMENT",
        "primary_issue": "NON_PAYMENT",
        "priority": "normal",
        "stage": "wage_claim",
        "caseworker": "",
    }

    def get(*addresses: str) -> Load:
        return Load(addresses, who.headers)

    return [
        Scenario("caseload, one status, first page", get("/office/cases?status=waiting")),
        Scenario(f"caseload, all, page {deep[0]}", get(f"/office/cases?status=all&after={deep[1]}")),
        Scenario("search by a person's full name", get(*(f"/office/search?q={quote(name)}" for name in names))),
        Scenario("case page", get(*(f"/office/cases/{ref}" for ref in cases))),
        Scenario("open a case (POST)", Load(tuple(people), who.headers, opening, 303), has_floor=False),
    ]


def worker_scenarios(who: SignedIn, language: str) -> list[Scenario]:
    """The worker's pages: the form that opens them, and the card."""
    return [
        Scenario("worker's sign-in form", Load((f"/{language}/status",))),
        Scenario("worker's card", Load((f"/{language}/case",), who.headers)),
    ]


def _samples() -> tuple[list[str], list[str], list[str], tuple[int, str]]:
    """Names, cases and people of the supervisor's centre, and the place of a page deep in its caseload."""
    from mrc.casework.models import Case
    from mrc.db import db
    from mrc.people.models import Person
    from mrc.reports.service.walking import Position
    from mrc.staff.models import Centre

    centre_id = db.session.execute(sa.select(sa.func.max(Centre.id))).scalar_one()
    here = sa.select(Case.ref, Case.id, Case.opened_at).where(Case.centre_id == centre_id, ~Case.is_restricted)
    ordered = here.order_by(Case.opened_at.desc(), Case.id.desc())
    count = db.session.execute(sa.select(sa.func.count()).where(Case.centre_id == centre_id)).scalar_one()
    page = max(2, min(DEEP, count // PAGE * 4 // 5))
    at = db.session.execute(ordered.offset((page - 1) * PAGE - 1).limit(1)).one()
    spread = max(1, count // _VARIANTS)
    cases = db.session.execute(ordered.where(Case.id % spread == 0).limit(_VARIANTS)).all()
    people: list[Any] = list(
        db.session.scalars(
            sa.select(Person)
            .where(Person.centre_id == centre_id, Person.id % spread == 1 % spread)
            .order_by(Person.id.desc())
            .limit(_VARIANTS)
        )
    )
    names = [person.latin_name for person in people]
    opening = [f"/office/people/{person.ref}/cases/new" for person in people]
    found = names, [row.ref for row in cases], opening, (page, Position(at.opened_at, at.id).token())
    db.session.remove()
    return found
