"""The published schemas of HSDS 3, and what our profile asks less than they do.

The schemas ask for a state and a postcode in every address, which many countries do not have, for a description of
every organisation, and for an id and a description of every small part; directories in use lack them. Everything else
stands as published: what is required of organisations, services, places and telephones, the forms and the choices.
A null counts as left out.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from mrc.directory.rules import RowFault

ARCHIVE = Path(__file__).parents[2] / "data" / "hsds.zip"
RELAXED: dict[str, frozenset[str]] = {
    "address": frozenset({"id", "address_1", "state_province", "postal_code", "address_type"}),
    "organization": frozenset({"description"}),
    "attribute": frozenset({"id"}),
    "taxonomy_term": frozenset({"id", "name", "description"}),
    "service_area": frozenset({"id"}),
    "language": frozenset({"id"}),
    "schedule": frozenset({"id"}),
    "phone": frozenset({"id"}),
    "contact": frozenset({"id"}),
    "cost_option": frozenset({"id"}),
    "service_at_location": frozenset({"id"}),
}
MOST_TOLD = 20
_FAULTS = {"required": RowFault.MISSING, "enum": RowFault.NOT_IN_THE_LIST, "type": RowFault.WRONG_TYPE}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by the name of what they describe, with our profile applied."""
    found = {}
    with ZipFile(ARCHIVE) as archive:
        for name in archive.namelist():
            if name.startswith("schema/") and name.endswith(".json"):
                schema = json.loads(archive.read(name))
                entity = Path(name).stem
                # "name" and "path" at the top are the archive's own; only what a validator knows is kept.
                required = [one for one in schema.get("required", ()) if one not in RELAXED.get(entity, ())]
                found[entity] = {"type": "object", "properties": schema["properties"], "required": required}
    return found


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The published tables by the name of what they hold: the file, and the columns with their types."""
    with ZipFile(ARCHIVE) as archive:
        described = json.loads(archive.read("datapackage.json"))
    return {
        one["name"]: {
            "path": one["path"],
            "columns": {field["name"]: field.get("type", "string") for field in one["schema"]["fields"]},
        }
        for one in described["resources"]
    }


@cache
def _validator(entity: str) -> Draft202012Validator:
    resources = [(f"{name}.json", DRAFT202012.create_resource(schema)) for name, schema in schemas().items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(schemas()[entity], registry=registry)


def faults_of(organisation: object) -> list[tuple[str, str, RowFault]]:
    """What the schemas find wrong with an organisation and its services: the place, what stands there, and why."""
    known = without_nulls(organisation)
    found = list(_told(_validator("organization"), known, ""))
    services = known.get("services", []) if isinstance(known, dict) else []
    if not isinstance(services, list):
        return [*found, ("services", str(services), RowFault.WRONG_TYPE)]
    for place, service in enumerate(services):
        found += _told(_validator("service"), service, f"services[{place}].")
    return found[:MOST_TOLD]


def without_nulls(value: Any) -> Any:
    """The same without what is null: others write null where nothing is known."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def _told(validator: Draft202012Validator, value: object, before: str) -> Iterator[tuple[str, str, RowFault]]:
    for error in sorted(validator.iter_errors(value), key=lambda error: error.json_path):
        place = before + _path(error)
        if error.validator == "required" and isinstance(error.instance, dict):
            for name in error.validator_value:
                if name not in error.instance:
                    yield _joined(place, name), "", RowFault.MISSING
            continue
        given = error.instance if isinstance(error.instance, str | int | float) else ""
        yield place, str(given), _FAULTS.get(str(error.validator), RowFault.WRONG_TYPE)


def _path(error: ValidationError) -> str:
    path: str = error.json_path
    return path.removeprefix("$").removeprefix(".")


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place and not place.endswith(".") else f"{place}{name}"
