"""Templates and styles: nothing inline, nothing unsafe, nothing unused, and sides that turn with the script."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.house.tree import ROOT, sources, template_name, templates

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
EVERY = templates()
PARSED = {template_name(path): ENVIRONMENT.parse(path.read_text()) for path in EVERY}
TEXTS = {template_name(path): path.read_text() for path in EVERY}


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def found(pattern: str, text_of: Callable[[str], str]) -> list[str]:
    return [f"{name}: {hit}" for name, text in TEXTS.items() for hit in re.findall(pattern, text_of(text))]


def html_of(text: str) -> str:
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", without_comments(text), flags=re.DOTALL)


@pytest.mark.parametrize("pattern", [r"\|\s*safe\b", r"autoescape\s+false", r"Markup"])
def test_nothing_passes_unescaped(pattern: str) -> None:
    assert found(pattern, without_comments) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bstyle\s*=",
        r"<style\b",
        r"<script(?![^>]*\bsrc=)[^>]*>",
        r"\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
        r"src=\"(?:https?:)?//",
        r"<link[^>]+href=\"(?:https?:)?//",
        r"hx-on",
        r"<(?:iframe|object|embed|base)\b",
        r"http-equiv=\"(?!refresh\")",
    ],
)
def test_nothing_is_inline_or_from_elsewhere(pattern: str) -> None:
    assert found(pattern, html_of) == []


def test_no_address_is_built_from_what_is_made_to_be_read() -> None:
    """The filter for references holds them together with invisible marks, which no address may carry."""
    assert found(r"(?:href|value|action|src|name|id|for)=\"[^\"]*\|\s*ref\b", without_comments) == []


def test_only_the_way_out_goes_on_by_itself() -> None:
    assert [name for name, text in TEXTS.items() if "http-equiv" in without_comments(text)] == ["layouts/leave.html"]


def imported(tree: nodes.Template) -> list[str]:
    names = []
    for node in tree.find_all(nodes.FromImport):
        names += [name[1] if isinstance(name, tuple) else name for name in node.names]
    return names + [node.target for node in tree.find_all(nodes.Import)]


def test_nothing_is_imported_for_nothing() -> None:
    unused = []
    for name, tree in PARSED.items():
        used = {node.name for node in tree.find_all(nodes.Name)}
        unused += [f"{name}: {macro}" for macro in imported(tree) if macro not in used]
    assert unused == []


def referenced(tree: nodes.Template) -> set[str]:
    """The names of templates in extends, include, import and from, in any expression."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return {
        constant.value
        for node in tree.find_all(kinds)
        for constant in node.template.find_all(nodes.Const) or ()
        if isinstance(constant.value, str)
    } | {
        node.template.value
        for node in tree.find_all(kinds)
        if isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
    }


def named_in_code() -> set[str]:
    return {
        node.value
        for source in sources("mrc")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }


def test_every_template_that_is_named_exists() -> None:
    wanted = named_in_code() | {name for tree in PARSED.values() for name in referenced(tree)}
    assert sorted(name for name in wanted - set(PARSED) if "/" in name) == []


def test_every_template_is_reached() -> None:
    reached, waiting = set(), [name for name in named_in_code() if name in PARSED]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in PARSED:
            reached.add(name)
            waiting += list(referenced(PARSED[name]))
    assert sorted(set(PARSED) - reached) == []


def macros() -> list[tuple[str, str]]:
    return [(name, node.name) for name, tree in PARSED.items() for node in tree.find_all(nodes.Macro)]


def test_every_component_is_used() -> None:
    used = {macro for tree in PARSED.values() for macro in imported(tree)}
    inside = {node.name for tree in PARSED.values() for node in tree.find_all(nodes.Name)}
    unused = [f"{name}: {macro}" for name, macro in macros() if macro not in used | inside]
    assert unused == []


OURS = sorted((ROOT / "static" / "css").glob("*.css"))
# A side of the page by name does not turn with the script; where it must not turn, the reason stands beside it.
SIDED = re.compile(
    r"(?<![-\w])(?:margin|padding|border)-(?:left|right)\b|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_sides_turn_with_the_script(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert SIDED.findall(text) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_styles_fetch_nothing_from_elsewhere(path: Path) -> None:
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import", path.read_text()) == []


def test_scripts_of_ours_write_no_html_and_run_no_text() -> None:
    for path in (ROOT / "static" / "js").glob("*.js"):
        assert (
            re.findall(r"\beval\b|new Function|innerHTML|document\.write|insertAdjacentHTML", path.read_text()) == []
        )


def test_what_others_made_is_what_it_was() -> None:
    import hashlib

    folder = ROOT / "static" / "vendor"
    lines = (folder / "SHA256SUMS").read_text().split("\n")
    listed = {
        name.strip().lstrip("*"): digest for digest, _space, name in (line.partition(" ") for line in lines if line)
    }
    kept = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".js", ".css", ".woff2"}
    }
    assert {name: digest for name, digest in listed.items() if name in kept} == kept
