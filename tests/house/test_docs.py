"""The papers say what is there: every setting, every command with its options, every folder, every permission."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mrc.cli import main
from tests.house.tree import ROOT

DOCS = ROOT / "docs"
IN_CODE = set(re.findall(r"MRC_[A-Z0-9_]+", (ROOT / "config.py").read_text())) - {"MRC_"}


def test_every_setting_is_explained_and_every_explained_one_is_read() -> None:
    explained = set(re.findall(r"MRC_[A-Z0-9_]+", (DOCS / "settings.md").read_text()))
    assert (IN_CODE - explained, explained - IN_CODE) == (set(), set())


def test_no_paper_names_a_setting_that_is_not_there() -> None:
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        named = set(re.findall(r"MRC_[A-Z0-9_]+", path.read_text()))
        assert named - IN_CODE == set(), path.name


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield " ".join(("mrc", *before, name)), command


OURS = [(name, command) for name, command in commands(main) if not name.startswith("mrc db ")]
PAPER = (DOCS / "commands.md").read_text()


@pytest.mark.parametrize(("name", "command"), OURS, ids=[name for name, _command in OURS])
def test_every_command_is_explained_with_its_options(name: str, command: click.Command) -> None:
    lines = [line for line in PAPER.splitlines() if re.search(rf"`{re.escape(name)}[ `]", line)]
    options = [
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    ]

    assert lines, name
    assert [option for option in options if not any(option in line for line in lines)] == []


def test_every_explained_command_is_there() -> None:
    known = {name for name, _command in OURS} | {"mrc db upgrade"}
    explained = re.findall(r"^\| `(mrc [^`]*)`", PAPER, re.M)

    assert len(explained) == len(known)
    assert [
        line for line in explained if not any(line == name or line.startswith(f"{name} ") for name in known)
    ] == []


def test_every_command_says_what_it_does() -> None:
    assert [name for name, command in OURS if not (command.help or "").strip()] == []


def test_every_folder_has_its_line() -> None:
    text = (DOCS / "architecture.md").read_text()
    rooms = [path.name for path in (ROOT / "mrc").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    tops = ["migrations", "translations", "static", "templates", "tests", "docs"]

    assert [name for name in rooms if f"`mrc/{name}/`" not in text] == []
    assert [name for name in tops if f"`{name}/`" not in text] == []
    assert [name for name in re.findall(r"^\| `mrc/(\w+)/`", text, re.M) if name not in rooms] == []


def test_every_target_of_make_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.M).group(1).split())
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))
    assert phony - {"unit"} <= explained
    assert {"run", "test", "setup", "help", "messages", "screenshots", "bench"} <= explained


def links() -> list[tuple[Path, str]]:
    papers = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    return [
        (path, target)
        for path in papers
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text())
        if not target.startswith(("http:", "https:", "mailto:"))
    ]


def test_links_between_the_papers_lead_somewhere() -> None:
    broken = [f"{path.name}: {target}" for path, target in links() if not (path.parent / target).exists()]
    assert broken == []


def test_the_readme_says_how_to_begin() -> None:
    text = (ROOT / "README.md").read_text()
    assert all(word in text for word in ("make run", "make test", "docs/architecture.md"))
