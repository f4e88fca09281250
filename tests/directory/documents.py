"""Documents of HSDS with which the tests of the directory begin, and how they are read and written."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa

from mrc.db import db
from mrc.directory import service
from mrc.directory.models import Organisation
from mrc.directory.service import ImportResult

Document = dict[str, Any]


def quiet(done: int, total: int) -> None:
    """Nobody looks on."""


def named(text: str) -> str:
    """An id made of a text."""
    return str(uuid5(NAMESPACE_URL, text))


def term(taxonomy: str, code: str) -> Document:
    """A term of a taxonomy."""
    return {"id": named(code), "name": code, "description": code, "taxonomy": taxonomy, "code": code}


def offer(name: str = "Desk", *terms: tuple[str, str], areas: tuple[str, ...] = ("QA",), **values: Any) -> Document:
    """A service with what the terms say of it."""
    return {
        "id": named(name),
        "name": name,
        "status": "active",
        "attributes": [
            {"id": named(name + taxonomy + code), "taxonomy_term": term(taxonomy, code)} for taxonomy, code in terms
        ],
        "service_areas": [{"id": named(name + one), "extent": one, "extent_type": "iso3166"} for one in areas],
        **values,
    }


def organisation(name: str, *services: Document, **values: Any) -> Document:
    """An organisation with services."""
    return {
        "id": named("o" + name),
        "name": name,
        "description": "What it does",
        "services": list(services),
        **values,
    }


UNIT = {"id": named("u"), "name": "beds"}
ADDRESS = {"id": named("a"), "address_1": "Pier 1", "city": "Doha", "country": "QA", "address_type": "physical"}
FULL = organisation(
    "Harbour Union",
    offer(
        "Advice",
        ("kind", "union"),
        ("serves_nationality", "NP"),
        ("serves_nationality", "BD"),
        ("issue_codes", "NON_PAYMENT"),
        ("issue_codes", "Documents & mobility"),
        ("sector", "F"),
        ("sector", "50"),
        ("status_policy", "ANY_STATUS"),
        ("population", "women_only"),
        ("reports_to_authorities", "NO"),
        ("cost", "FREE"),
        ("timezone", "Asia/Qatar"),
        ("open_eligibility", "111"),
        areas=("QA", "BH-13"),
        languages=[{"id": named("l"), "code": "ne", "name": "Nepali"}, {"id": named("l2"), "name": "Some dialect"}],
        schedules=[{"id": named("t"), "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}],
        capacities=[{"id": named("c"), "unit": UNIT, "available": 4, "updated": "2026-11-20"}],
        assured_date="2026-10-01",
        fees_description="Members pay nothing",
    ),
    locations=[
        {
            "id": named("place"),
            "location_type": "physical",
            "latitude": 25.3,
            "longitude": 51.5,
            "addresses": [ADDRESS],
        }
    ],
    phones=[{"id": named("p"), "number": "+974 4444 5555"}],
    email="desk@union.example",
    website="https://union.example",
    x_unknown={"deep": [1, None, {"kept": True}]},
)


def load(folder: Path, data: Any, **options: Any) -> ImportResult:
    """Read documents into the directory."""
    path = folder / "directory.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return service.import_hsds(path, quiet, **options)


def stored(name: str) -> Organisation:
    """The organisation of a name."""
    ref = db.session.scalars(sa.select(Organisation.ref).where(Organisation.name == name)).one()
    return service.get_organisation(ref)


def exported(form: str = "json") -> Any:
    """The whole directory as it goes out."""
    file = io.BytesIO()
    service.export_hsds(file, form, quiet)
    return json.loads(file.getvalue()) if form == "json" else file.getvalue()


def count() -> int:
    """How many organisations there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) or 0
