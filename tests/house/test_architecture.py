"""The house stands as drawn: rooms import downwards, rules are pure, one place commits, one place knows the time."""

import ast
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, Source, sources

# Which rooms each room may import, besides the shared files. A new edge is a decision.
BELOW: dict[str, set[str]] = {
    "classifications": set(),
    "names": set(),
    "wording": set(),
    "staff": set(),
    "people": {"staff"},
    "respondents": {"staff"},
    "directory": {"staff"},
    "casework": {"directory", "respondents", "people", "staff"},
    "documents": {"casework", "directory", "respondents", "people", "staff"},
    "employment": {"documents", "casework", "directory", "respondents", "people", "staff"},
    "messages": {"casework", "directory", "respondents", "people", "staff"},
    "referrals": {"messages", "documents", "casework", "directory", "respondents", "people", "staff"},
    "claims": {
        "referrals",
        "messages",
        "employment",
        "documents",
        "casework",
        "directory",
        "respondents",
        "people",
        "staff",
    },
    "portal": {
        "claims",
        "referrals",
        "messages",
        "employment",
        "documents",
        "casework",
        "directory",
        "respondents",
        "people",
        "staff",
    },
    "reports": {
        "claims",
        "referrals",
        "messages",
        "employment",
        "documents",
        "casework",
        "directory",
        "respondents",
        "people",
        "staff",
    },
}
# The demo world fills every room.
BELOW["demo"] = set(BELOW) - {"wording"}
# Words are about the enums of all rooms, so wording reads the rules of each; rooms read words only to show them.
LIBRARIES = {"classifications", "names", "wording"}

# Shared files that know rooms on purpose, each with its reason.
SHARED_THAT_KNOW_ROOMS = {
    "mrc/__init__.py",  # Wires everything together.
    "mrc/cli.py",  # Collects the commands of the rooms.
    "mrc/http.py",  # Loads the account behind a session.
    "mrc/sending.py",  # Asks the person's safe-contact rules at the moment of sending.
    "mrc/worker.py",  # Runs the sweeps of the rooms.
}
PURE_SHARED = {"mrc.errors", "mrc.access", "mrc.classifications", "mrc.refs"}
MAX_FILE, MAX_FUNCTION = 400, 40


def imports(source: Source) -> list[tuple[str, int, bool]]:
    """(module, line, whether it is only for type checkers) of every import, with names imported from packages."""
    found = []
    typing_only = {
        id(inner)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno, id(node) in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if base in {"mrc", "mrc.casework"} or (base.startswith("mrc.") and base.count(".") == 1):
                found += [(f"{base}.{alias.name}", node.lineno, id(node) in typing_only) for alias in node.names]
            found.append((base, node.lineno, id(node) in typing_only))
    return found


def room_of(module: str) -> str:
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 and pieces[0] == "mrc" and (ROOT / "mrc" / pieces[1]).is_dir() else ""


CODE = sources("mrc")


def test_every_room_is_drawn() -> None:
    rooms = {source.room for source in CODE} - {""}
    assert rooms <= set(BELOW)


def test_rooms_import_downwards() -> None:
    wrong = []
    for source in CODE:
        if not source.room or source.room == "wording":
            continue
        allowed = BELOW[source.room] | LIBRARIES | {source.room, ""}
        wrong += [
            f"{source.name}:{line} imports {module}"
            for module, line, _typing in imports(source)
            if room_of(module) not in allowed
        ]
    assert wrong == []


def test_shared_files_know_no_room() -> None:
    wrong = [
        f"{source.name}:{line} imports {module}"
        for source in CODE
        if not source.room and source.name not in SHARED_THAT_KNOW_ROOMS
        for module, line, _typing in imports(source)
        if room_of(module) not in LIBRARIES | {""}
    ]
    assert wrong == []


def test_words_read_nothing_but_enums() -> None:
    wrong = [
        f"{source.name}:{line} imports {module}"
        for source in CODE
        if source.room == "wording"
        for module, line, _typing in imports(source)
        if room_of(module) not in LIBRARIES | {""} and ".rules" not in module and module != f"mrc.{room_of(module)}"
    ]
    assert wrong == []


def test_rules_import_the_standard_library_and_rules_below() -> None:
    wrong = []
    for source in CODE:
        if source.part != "rules":
            continue
        wrong += [
            f"{source.name}:{line} imports {module}"
            for module, line, _typing in imports(source)
            if module.split(".")[0] not in sys.stdlib_module_names
            and not (module.startswith("mrc.") and ".rules" in module)
            and module not in {f"mrc.{room_of(module)}"}
            and not any(module == pure or module.startswith(f"{pure}.") for pure in PURE_SHARED)
            and module != "mrc"
        ]
    assert wrong == []


def test_rooms_read_each_others_rules_services_and_models_only() -> None:
    """Forms and views of another room are its own affair."""
    wrong = [
        f"{source.name}:{line} imports {module}"
        for source in CODE
        for module, line, _typing in imports(source)
        if room_of(module) not in LIBRARIES | {"", source.room}
        and source.name not in SHARED_THAT_KNOW_ROOMS
        and module.split(".")[2:3] == ["views"]
    ]
    assert wrong == []


FLASK_FREE = ("rules", "models", "service")


def test_rules_models_and_services_know_no_request() -> None:
    wrong = []
    for source in CODE:
        if source.part not in FLASK_FREE or source.room in {"", "demo"}:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {
                "flask",
                "flask_login",
                "flask_wtf",
            }:
                wrong += [
                    f"{source.name}:{node.lineno} imports {alias.name} of {node.module}"
                    for alias in node.names
                    if alias.name != "current_app"
                ]
    assert wrong == []


def test_only_the_database_file_commits() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in CODE
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit" and source.name != "mrc/db.py"
    ]
    assert wrong == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    # The age of a file is compared with the clock of the machine that wrote it.
    allowed = {"mrc/documents/storage.py"}
    asking = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today"), ("time", "time")}
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in CODE
        if source.name not in {"mrc/clock.py", *allowed}
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in asking
    ]
    assert wrong == []


def test_forms_and_views_do_not_query() -> None:
    # The health check asks the database whether it is there, and nothing else.
    allowed = {"mrc/portal/views/public.py"}
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in CODE
        if source.part in {"forms", "views"} and source.name not in allowed
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "session" and ast.unparse(node.value) == "db"
    ]
    assert wrong == []


def test_money_is_never_a_float() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in CODE
        if source.room == "claims"
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert wrong == []


def test_no_file_is_longer_than_it_can_be_read() -> None:
    long = {source.name: source.text.count("\n") for source in sources("mrc", "tests", "migrations/env.py")}
    assert {name: lines for name, lines in long.items() if lines > MAX_FILE} == {}


def test_no_function_is_longer_than_it_can_be_read() -> None:
    long = [
        f"{source.name}:{node.lineno} {node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for source in sources("mrc", "tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        source.name
        for source in sources("mrc", "tests")
        if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert silent == []


def test_no_room_has_a_drawer() -> None:
    names = {source.path.stem for source in sources("mrc", "tests")}
    assert names & {"utils", "util", "helpers", "helper", "manager", "misc", "common"} == set()


@pytest.mark.parametrize("room", sorted(set(BELOW) - LIBRARIES))
def test_every_room_has_tests_of_its_rules_service_and_views(room: str) -> None:
    folder = ROOT / "mrc" / room
    tests = " ".join(path.stem for path in (ROOT / "tests" / room).glob("test_*.py"))
    lacking = [
        part
        for part in ("rules", "service", "views")
        if ((folder / f"{part}.py").exists() or (folder / part).is_dir()) and part not in tests
    ]
    assert lacking == []


def test_every_shared_file_has_tests() -> None:
    # Tested where they are used: pages and panels by every view test, the words by house tests, the rest by name.
    elsewhere = {"__init__", "areas", "clock", "doctor", "errors", "outbox", "pages", "panels", "pickers", "server"}
    shared = {source.path.stem for source in CODE if not source.room}
    tested = {path.stem.removeprefix("test_") for path in Path(ROOT, "tests").rglob("test_*.py")}
    assert shared - elsewhere - tested == set()
