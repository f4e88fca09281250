"""Nothing in the repository belongs to one machine, one registry, or one person."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SKIPPED = {".git", ".venv", "instance", "screenshots", "node_modules", "build", "__pycache__"}
BINARY = {".woff2", ".ttf", ".gz", ".png", ".jpg", ".ico", ".mo", ".db", ".pyc"}


def files() -> list[Path]:
    """What a clone holds: what git knows, or everything that is not built where there is no git."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
        found = [ROOT / name for name in listed.decode().split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not SKIPPED & set(path.relative_to(ROOT).parts)]
    return [path for path in found if path.is_file() and path.suffix not in BINARY]


def hits(pattern: str, but: tuple[str, ...] = ()) -> list[str]:
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("static/vendor/", *but)) or path == Path(__file__).resolve():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {hit}" for hit in re.findall(pattern, text)]
    return found


def test_there_are_files_to_look_at() -> None:
    assert len(files()) > 200


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/[\w.-]+",
        r"\.\./shared",
        r"/tmp/(?!waymark)\w+",
    ],
)
def test_no_path_of_a_machine(pattern: str) -> None:
    assert hits(pattern) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"--(?:extra-)?index-url",
        r"--trusted-host",
        r"files\.pythonhosted\.org",
        r"pypi\.org/simple",
        r"registry\.npmjs\.org",
        r"artifactory|nexus\.|devpi",
    ],
)
def test_no_host_of_a_registry(pattern: str) -> None:
    assert hits(pattern) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
        r"\bxox[baprs]-[A-Za-z0-9-]{10,}",
        r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ",
        r"postgresql(?:\+psycopg)?://\w+:(?!password@|…@)[^@\s\"'`{]+@",
    ],
)
def test_no_key_of_anybody(pattern: str) -> None:
    assert hits(pattern) == []


def test_requirements_name_no_address() -> None:
    for path in ROOT.glob("requirements*"):
        assert "http" not in path.read_text(), path.name


def test_every_requirement_is_pinned_with_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        requirements = re.findall(r"^([a-z0-9][\w.-]*(?:\[\w+\])?)(.*)$", text, re.M)
        assert requirements
        assert [package for package, rest in requirements if not re.match(r"==\S+( ;.*)? \\$", rest)] == []
        assert text.count("--hash=sha256:") >= len(requirements)


def test_nothing_that_is_built_is_kept() -> None:
    built = {".mo", ".pyc", ".db"}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert [name for name in listed.splitlines() if Path(name).suffix in built or name.startswith("instance/")] == []


def test_nobody_can_be_reached_by_what_is_written_here() -> None:
    """Addresses of e-mail end in a domain that is reserved for examples, or come from a published register."""
    pattern = r"[\w.+-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z][a-zA-Z0-9-]*)+"
    allowed = re.compile(
        r"@(?:[\w-]+\.)*(?:example|test|localhost|invalid)$|@example\.(?:org|com|net)-?$", re.IGNORECASE
    )
    data = (
        "mrc/classifications/data/",
        "tests/directory/",
        "mrc/demo/data/embassies",
        "tests/names/pairs/NOTICE.md",
        # Figures of a font that happen to look like letters round an "at".
        "templates/letters/fonts/NotoSansCJK",
    )
    assert [hit for hit in hits(pattern, data) if not allowed.search(hit)] == []
