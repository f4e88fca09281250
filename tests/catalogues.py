"""The catalogues: extraction, what is missing at which door, and safe filling in by translators.

python -m tests.catalogues update            extract the strings, update every catalogue
python -m tests.catalogues status            what each language still lacks, by door
python -m tests.catalogues export LANG DOOR  the missing strings of a door as JSON (DOOR: paper, migrant, law, office)
python -m tests.catalogues fill LANG FILE    write the translations of such a file, checked, into the catalogue
"""

import json
import sys
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, meta

from mrc import i18n
from tests.message_faults import PLACEHOLDER, examples, faults_of

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
TEMPLATE = FOLDER / "messages.pot"
LANGUAGES = tuple(sorted({*i18n.STAFF_LANGUAGES, *i18n.PAPER_LANGUAGES} - {"en"}))
# A paper is a door too: what is handed over speaks more languages than there are pages for. So are the files of the
# law, whose sentences the office reads and a lawyer should look over together.
DOORS = ("paper", "migrant", "law", "office")

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "lazy": None,
    "lazy_p": ((1, "c"), 2),
}
HEADER = """\
# Words of Waymark{language}.
# {state}
#"""
DRAFT = "Unreviewed draft: no qualified person has signed these words off yet."

# What stands on the papers that are made from a wage claim.
PAPER_CODE = (
    "mrc/claims/handouts/",
    "mrc/i18n.py",
    "mrc/sheet.py",
    "mrc/wording/ledger.py",
    "mrc/wording/papers.py",
    "mrc/wording/wage_steps.py",
    "mrc/wording/wages.py",
)

# What a worker reads: these papers, the pages of their own door, and what is printed or sent in their language.
MIGRANT_TEMPLATES = ("portal/", "public/", "layouts/migrant.html", "layouts/leave.html", "errors/migrant.html")
MIGRANT_TEMPLATES += ("referrals/_read_aloud.html", "referrals/consent_sheet.html", "referrals/_parts.html")
MIGRANT_TEMPLATES += ("errors/expired.html", "casework/slip.html", "people/read_back.html", "directory/contacts.html")
MIGRANT_TEMPLATES += ("people/_written_down.html",)
MIGRANT_CODE = (
    "mrc/forms.py",
    "mrc/http.py",
    "mrc/people/views/explaining.py",
    "mrc/portal/",
    "mrc/referrals/paper.py",
    "mrc/wording/documents.py",
    "mrc/wording/fields.py",
    "mrc/wording/issues.py",
    "mrc/wording/letters.py",
    "mrc/wording/messages.py",
    "mrc/wording/migrant.py",
    "mrc/wording/packets.py",
    "mrc/wording/people.py",
    "mrc/wording/portal.py",
    "mrc/wording/respondents.py",
)


# Reading the strings


@cache
def extract() -> Catalog:
    """The strings of the code and the templates, as they are now."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    catalog = _new_catalog()
    found = extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True
    )
    for name, line, message, comments, context in found:
        if message:
            catalog.add(message, locations=[(Path(name).as_posix(), line)], auto_comments=comments, context=context)
    return catalog


def _new_catalog(locale: str | None = None) -> Catalog:
    language = f" in {i18n.locale_of(locale).english_name}" if locale else ""
    state = DRAFT if locale else "Made by `make messages`; do not edit."
    return Catalog(
        locale=locale.replace("-", "_") if locale else None,
        header_comment=HEADER.format(language=language, state=state),
        project="Waymark",
        version="1",
        charset="utf-8",
        fuzzy=False,
        msgid_bugs_address="the issues of the project",
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        revision_date=datetime(2026, 1, 1, tzinfo=UTC),
        last_translator=DRAFT if locale else None,
        language_team=locale or "none",
    )


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """A catalogue as it is on disk, an empty one when there is none."""
    path = path_of(language)
    if not path.exists():
        return _new_catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def read_template() -> Catalog:
    """The template as it is on disk."""
    with TEMPLATE.open("rb") as file:
        return read_po(file)


def to_bytes(catalog: Catalog) -> bytes:
    """A catalogue as it is written: sorted, with the names of files and without line numbers."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def write(path: Path, catalog: Catalog) -> bool:
    """Write a catalogue when it changed. Says whether it did."""
    content = to_bytes(catalog)
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def update() -> list[Path]:
    """Extract, and bring every catalogue up to date without guessing. Gives the files that changed."""
    template = extract()
    changed = [TEMPLATE] if write(TEMPLATE, template) else []
    for language in LANGUAGES:
        catalog = _new_catalog(language)
        before = read(language)
        for message in template:
            if message.id:
                _carry_over(catalog, message, before)
        if write(path_of(language), catalog):
            changed.append(path_of(language))
    return changed


def _carry_over(catalog: Catalog, message: Message, before: Catalog) -> None:
    known = before.get(message.id, message.context)
    string = known.string if known is not None and not known.fuzzy else ""
    is_plural = isinstance(message.id, tuple)
    if is_plural and not (isinstance(string, tuple) and len(string) == catalog.num_plurals):
        string = ("",) * catalog.num_plurals
    if not is_plural and not isinstance(string, str):
        string = ""
    catalog.add(
        message.id,
        string,
        locations=message.locations,
        auto_comments=message.auto_comments,
        context=message.context,
    )


# Doors


@cache
def migrant_templates() -> frozenset[str]:
    """The templates of the migrant's door and all that these extend, include or import."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    folder = ROOT / "templates"
    every = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.html")}
    waiting = [name for name in every if name.startswith(MIGRANT_TEMPLATES)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or name not in every:
            continue
        found.add(name)
        tree = environment.parse(every[name].read_text())
        waiting += [other for other in meta.find_referenced_templates(tree) if other]
        # A page that is framed differently for staff is read here in the migrant's frame only.
        waiting = [other for other in waiting if other not in {"layouts/office.html", "layouts/plain.html"}]
    return frozenset(f"templates/{name}" for name in found)


def doors_of(message: Message) -> set[str]:
    """The doors at which a string is read: always the office's catalogue, and the others where it stands there."""
    files = {name for name, _line in message.locations}
    if any(name.startswith(PAPER_CODE) for name in files):
        return {"paper", "migrant", "office"}
    is_migrants = any(name in migrant_templates() or name.startswith(MIGRANT_CODE) for name in files)
    doors = {"migrant", "office"} if is_migrants else {"office"}
    return doors | {"law"} if any(name.endswith(".toml") for name in files) else doors


def doors_needed(language: str) -> tuple[str, ...]:
    """The doors at which a language is offered."""
    if language in i18n.STAFF_LANGUAGES:
        return DOORS
    return ("paper", "migrant") if language in i18n.MIGRANT_LANGUAGES else ("paper",)


def is_translated(message: Message) -> bool:
    """Whether every form of a message is there."""
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings)


def missing(language: str, door: str) -> list[Message]:
    """The strings of a door that a language lacks, in the order of the catalogue."""
    catalog = read(language)
    known = {(entry.id, entry.context): entry for entry in catalog if entry.id}
    lacking = []
    for message in extract():
        if message.id and door in doors_of(message):
            entry = known.get((message.id, message.context))
            if entry is None or not is_translated(entry):
                lacking.append(message)
    return sorted(lacking, key=lambda entry: str(entry.id))


# Work for translators


def key_of(message: Message) -> str:
    """The key of a message in an exported file: the English text, after its context in brackets if it has one."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"[{message.context}] {text}" if message.context else str(text)


def export(language: str, door: str) -> dict[str, dict[str, Any]]:
    """The missing strings of a door, with all that a translator needs to know. `translation` is to be filled in."""
    catalog = _new_catalog(language)
    work: dict[str, dict[str, Any]] = {}
    for message in missing(language, door):
        entry: dict[str, Any] = {
            "where": sorted({name for name, _line in message.locations}),
            "comments": message.auto_comments,
            "placeholders": sorted({name for name, _kind in PLACEHOLDER.findall(str(message.id))}),
            "translation": "",
        }
        if isinstance(message.id, tuple):
            entry["plural"] = message.id[1]
            entry["forms_for_numbers"] = [", ".join(map(str, numbers[:6])) for numbers in examples(catalog)]
            entry["translation"] = [""] * catalog.num_plurals
        key = key_of(message)
        assert key not in work, key
        work[key] = entry
    return work


def fill(language: str, work: dict[str, Any]) -> list[str]:
    """Write translations into the catalogue. Gives the faults; an entry with a fault is not written."""
    catalog = read(language)
    known = {key_of(message): message for message in catalog if message.id}
    faults = []
    for key, given in work.items():
        translation = given.get("translation") if isinstance(given, dict) else given
        message = known.get(key)
        if message is None:
            faults.append(f"{key!r}: no such string")
        elif translation and any(translation):
            faults += _fill_in(catalog, message, translation)
    write(path_of(language), catalog)
    return faults


def _fill_in(catalog: Catalog, message: Message, translation: str | list[str]) -> list[str]:
    before = message.string
    if isinstance(message.id, tuple) is not isinstance(translation, list):
        return [f"{key_of(message)!r}: one text for a string, a list of forms for a plural"]
    message.string = tuple(translation) if isinstance(translation, list) else translation
    faults = faults_of(message, catalog)
    if faults:
        message.string = before
    return [f"{key_of(message)!r}: {fault}" for fault in faults]


# The command


def status() -> list[str]:
    """A line for each language and door."""
    lines = []
    for language in LANGUAGES:
        for door in DOORS:
            total = sum(1 for message in extract() if message.id and door in doors_of(message))
            lacking = len(missing(language, door))
            offered = "" if door in doors_needed(language) else " (not offered)"
            state = "complete" if not lacking else f"{lacking} of {total} missing"
            lines.append(f"{language:7} {door:8} {state}{offered}")
    return lines


def main(arguments: list[str]) -> int:
    """Run one command. Gives the exit code."""
    match arguments:
        case ["update"]:
            for path in update():
                _say(f"updated {path.relative_to(ROOT)}")
        case ["status"]:
            for line in status():
                _say(line)
        case ["export", language, door] if language in LANGUAGES and door in DOORS:
            _say(json.dumps(export(language, door), ensure_ascii=False, indent=1))
        case ["fill", language, file] if language in LANGUAGES:
            faults = fill(language, json.loads(Path(file).read_text()))
            for fault in faults:
                _say(fault)
            return 1 if faults else 0
        case _:
            _say(__doc__ or "")
            return 2
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
