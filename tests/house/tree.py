"""The files of the house, parsed once, for tests that read code and templates."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path below the root, as in "mrc/people/rules.py"."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """The dotted name, as in "mrc.people.rules"."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """The room the file belongs to, "" for the shared files."""
        pieces = self.name.split("/")
        return pieces[1] if len(pieces) > 2 else ""

    @property
    def part(self) -> str:
        """What the file is in its room: "rules", "models", "service", "forms", "views" or another name."""
        pieces = self.name.split("/")
        return pieces[2].removesuffix(".py") if len(pieces) > 2 else pieces[-1].removesuffix(".py")


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below some folders, and config.py when the root is asked for."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Source(path, path.read_text(), ast.parse(path.read_text())) for path in paths)


def templates() -> list[Path]:
    """Every template."""
    return sorted((ROOT / "templates").rglob("*.html"))


def template_name(path: Path) -> str:
    """A template's name as it is rendered."""
    return path.relative_to(ROOT / "templates").as_posix()
