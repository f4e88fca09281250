"""HSDS as tables: a data package of CSV files, taken apart into rows and put together again without loss.

Each part of an organisation is a row of the table of its kind, which names what it is a part of. What the published
tables have no column for stands as JSON in a column of its own, so that it comes back as it went.
"""

import csv
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from mrc.directory.rules import FileFault
from mrc.directory.service.files import LARGEST, FileRefused
from mrc.directory.service.hsds.schemas import schemas, tables

REST = "x_more"
_WHOLE = "x_document"
Row = dict[str, Any]
# Parts that name their owner in another way than by a column of its own.
_LINKS = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}


def is_package(path: Path) -> bool:
    """Whether a path is a folder or a zip archive, in which tables are handed on."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def rows_of(documents: list[dict[str, Any]]) -> dict[str, list[Row]]:
    """The rows of all tables, by the name of what they hold; the same row is written once.

    Tables know a part by its id alone. Where documents say different things of one id, the later of them goes along
    whole in the row of its organisation, so that nothing is lost.
    """
    whole: set[int] = set()
    while True:
        found: dict[str, dict[str, Row]] = {}
        for place, document in enumerate(documents):
            _take_apart("organization", _folded(document) if place in whole else document, {}, found)
        rows = {entity: list(listed.values()) for entity, listed in found.items()}
        back = documents_of(rows)
        lost = {place for place, document in enumerate(documents) if place >= len(back) or back[place] != document}
        if lost <= whole:
            return rows
        whole |= lost


def _folded(document: dict[str, Any]) -> dict[str, Any]:
    """A document of which only the names fit into columns; the parts go along as they are."""
    return {_WHOLE: document, **{name: document[name] for name in ("id", "name") if document.get(name)}}


def _take_apart(entity: str, part: dict[str, Any], owner: Row, found: dict[str, dict[str, Row]]) -> None:
    columns, row, rest = tables()[entity]["columns"], dict(owner), {}
    parts: list[tuple[str, dict[str, Any], Row]] = []
    for name, value in part.items():
        below = _parts_of(entity).get(name)
        if below and _is_list_of_parts(value) and "id" in part:
            parts += [(below, one, _owned(entity, str(part["id"]), below)) for one in value]
        elif _one_of(entity, name) and isinstance(value, dict) and value.get("id") and f"{name}_id" not in part:
            row[f"{name}_id"] = value["id"]
            parts.append((_one_of(entity, name), value, {}))
        elif name in columns and name not in _owner_columns(entity) and _fits(value, columns[name]):
            row[name] = value
        else:
            rest[name] = value
    if rest:
        row[REST] = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    found.setdefault(entity, {}).setdefault(json.dumps(row, sort_keys=True), row)
    for below, one, owned in parts:
        _take_apart(below, one, owned, found)


def _is_list_of_parts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and one.get("id") for one in value)


def _parts_of(entity: str) -> dict[str, str]:
    """The lists of parts that a row of a table cannot hold, and what they hold."""
    properties = dict(schemas()[entity]["properties"])
    found = {
        name: Path(one["items"]["$ref"]).stem for name, one in properties.items() if "$ref" in one.get("items", {})
    }
    if entity == "organization":
        found["services"] = "service"
    return {name: below for name, below in found.items() if _owned(entity, "", below)}


def _one_of(entity: str, name: str) -> str:
    """What a single part is that a row names by its id, such as the term of an attribute; "" when it is none."""
    reference = str(schemas()[entity]["properties"].get(name, {}).get("$ref", ""))
    return Path(reference).stem if reference and f"{name}_id" in tables()[entity]["columns"] else ""


def _owned(entity: str, id: str, below: str) -> Row:
    """The columns by which a part says whose part it is."""
    columns = tables()[below]["columns"] if below in tables() else {}
    if f"{entity}_id" in columns:
        return {f"{entity}_id": id}
    link = _LINKS.get(below)
    return {link[0]: id, link[1]: entity} if link else {}


@cache
def _owner_columns(entity: str) -> frozenset[str]:
    """The columns of a table that say whose part a row is."""
    found = {column for owner in tables() for column in _owned(owner, "", entity) if entity in _kinds_below(owner)}
    return frozenset(found | set(_LINKS.get(entity, ())))


def _kinds_below(owner: str) -> frozenset[str]:
    return frozenset(_parts_of(owner).values())


def _fits(value: Any, kind: str) -> bool:
    """Whether a value comes back from a cell as it went: a text that is not empty, or a number where one stands."""
    if isinstance(value, str):
        return kind == "string" and value != ""
    return kind == "number" and isinstance(value, int | float) and not isinstance(value, bool)


def documents_of(rows: dict[str, list[Row]]) -> list[dict[str, Any]]:
    """The organisations that the rows of all tables tell of."""
    by_owner: dict[tuple[str, str, str], list[Row]] = {}
    by_id: dict[tuple[str, str], Row] = {}
    for entity, listed in rows.items():
        for row in listed:
            by_id.setdefault((entity, str(row.get("id", ""))), row)
            for owner, id in _owners(entity, row):
                by_owner.setdefault((owner, id, entity), []).append(row)
    return [_put_together("organization", row, by_owner, by_id, ()) for row in rows.get("organization", [])]


def _owners(entity: str, row: Row) -> Iterator[tuple[str, str]]:
    link = _LINKS.get(entity)
    if link:
        if row.get(link[0]) and row.get(link[1]):
            yield str(row[link[1]]), str(row[link[0]])
        return
    for owner in tables():
        if row.get(f"{owner}_id") and entity in _kinds_below(owner):
            yield owner, str(row[f"{owner}_id"])


def _put_together(
    entity: str,
    row: Row,
    by_owner: dict[tuple[str, str, str], list[Row]],
    by_id: dict[tuple[str, str], Row],
    above: tuple[str, ...],
) -> dict[str, Any]:
    id = str(row.get("id", ""))
    more = json.loads(row.get(REST, "{}"))
    if _WHOLE in more:
        return dict(more[_WHOLE])
    part = {name: value for name, value in row.items() if name != REST and name not in _owner_columns(entity)}
    here = (*above, entity)
    for name in tuple(part):
        below = _one_of(entity, name.removesuffix("_id")) if name.endswith("_id") else ""
        found = by_id.get((below, str(part[name]))) if below else None
        if found is not None and below not in here:
            part[name.removesuffix("_id")] = _put_together(below, found, by_owner, by_id, here)
            del part[name]
    for name, below in _parts_of(entity).items():
        listed = by_owner.get((entity, id, below), []) if below not in above else []
        if listed:
            part[name] = [_put_together(below, one, by_owner, by_id, here) for one in listed]
    return {**part, **more}


def write_package(documents: list[dict[str, Any]], file: BinaryIO) -> None:
    """Write a data package as a zip archive: one table each, and the description that says what they are."""
    rows = rows_of(documents)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in _files(rows):
            archive.writestr(name, content)


def _files(rows: dict[str, list[Row]]) -> Iterator[tuple[str, str]]:
    resources = []
    for entity, table in tables().items():
        listed = rows.get(entity, [])
        columns = [*table["columns"], REST] if any(REST in row for row in listed) else list(table["columns"])
        file = io.StringIO()
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
        fields = [{"name": name, "type": table["columns"].get(name, "string")} for name in columns]
        resources.append({"name": entity, "path": table["path"], "schema": {"fields": fields}})
        yield table["path"], file.getvalue()
    described = {"name": "waymark-directory", "profile": "tabular-data-package", "resources": resources}
    yield "datapackage.json", json.dumps(described, ensure_ascii=False, indent=2)


def read_package(path: Path) -> list[dict[str, Any]]:
    """The organisations of a data package, a folder or a zip archive. Raises FileRefused when it is none."""
    rows: dict[str, list[Row]] = {}
    try:
        for entity, table in tables().items():
            text = _in_folder(path, table["path"]) if path.is_dir() else _in_archive(path, table["path"])
            if text is not None:
                rows[entity] = _table(text, table["columns"], table["path"])
    except (OSError, BadZipFile, UnicodeDecodeError) as error:
        raise FileRefused(FileFault.NOT_READABLE, type(error).__name__) from None
    if not rows.get("organization"):
        raise FileRefused(FileFault.NOT_A_PACKAGE, tables()["organization"]["path"])
    return documents_of(rows)


def _in_folder(folder: Path, name: str) -> str | None:
    path = folder / name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return _decoded(file.read(LARGEST + 1))


def _in_archive(path: Path, name: str) -> str | None:
    with ZipFile(path) as archive:
        # A package may stand in a folder of its own inside the archive.
        found = [one for one in archive.namelist() if one == name or one.endswith(f"/{name}")]
        if not found:
            return None
        with archive.open(found[0]) as file:
            return _decoded(file.read(LARGEST + 1))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise FileRefused(FileFault.NOT_READABLE, f"> {LARGEST // 1024 // 1024} MB")
    return content.decode("utf-8-sig")


def _table(text: str, columns: dict[str, str], name: str) -> list[Row]:
    csv.field_size_limit(LARGEST)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        return [
            {column: _cell(cell, columns.get(column, "string")) for column, cell in row.items() if column and cell}
            for row in reader
        ]
    except csv.Error as error:
        raise FileRefused(FileFault.NOT_A_TABLE, f"{name}: {error}") from None


def _cell(text: str, kind: str) -> Any:
    """A number where one should stand; what is none stays a text, for the schema to refuse at its place."""
    if kind != "number":
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
