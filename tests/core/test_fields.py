"""What the forms library finds wrong by itself is said in our own sentences, which tell what to do."""

import ast
from pathlib import Path

import wtforms

from mrc.wording.fields import SPOKEN, LibraryMessages
from tests.house.tree import sources

# Fields and validators of the library that nothing here uses, so that their sentences are never read.
UNUSED = {
    "Choices cannot be None.",
    "Date must be at least %(min)s.",
    "Date must be at most %(max)s.",
    "Date must be between %(min)s and %(max)s.",
    "Field must be at least %(min)d character long.",
    "Field must be between %(min)d and %(max)d characters long.",
    "Field must be equal to %(other_name)s.",
    "Field must be exactly %(max)d character long.",
    "Invalid IP address.",
    "Invalid Mac address.",
    "Invalid URL.",
    "Invalid UUID.",
    "Invalid field name '%s'.",
    "Invalid input.",
    "Invalid value, can't be any of: %(values)s.",
    "Invalid value, must be one of: %(values)s.",
    "Not a valid date value.",
    "Not a valid datetime value.",
    "Not a valid decimal value.",
    "Not a valid float value.",
    "Not a valid integer value.",
    "Not a valid time value.",
    "Not a valid week value.",
    "Number must be at least %(min)s.",
    "Number must be at most %(max)s.",
    "Number must be between %(min)s and %(max)s.",
    "This field cannot be edited.",
    "This field is disabled and cannot have a value.",
}
UNUSED_NAMES = {
    "AnyOf",
    "DataRequired",
    "DateTimeField",
    "DecimalField",
    "EqualTo",
    "FloatField",
    "IPAddress",
    "IntegerField",
    "MacAddress",
    "NoneOf",
    "NumberRange",
    "Regexp",
    "TimeField",
    "URL",
    "UUID",
    "WeekField",
}


def said_by_the_library() -> set[str]:
    folder = Path(wtforms.__file__).parent
    calls = [
        node
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"gettext", "ngettext"}
    ]
    firsts = [call.args[0] for call in calls]
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_sentence_of_the_library_is_ours_or_never_read() -> None:
    assert said_by_the_library() == set(SPOKEN) | UNUSED


def test_what_is_never_read_is_not_used() -> None:
    used = {
        alias.name
        for source in sources("mrc")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for alias in node.names
    }
    assert used & UNUSED_NAMES == set()


def test_a_sentence_that_we_do_not_know_is_still_said() -> None:
    assert LibraryMessages().gettext("Odd.") == "Odd."
    assert LibraryMessages().ngettext("%(n)d thing", "%(n)d things", 2) == "%(n)d things"


def test_our_sentences_hold_no_placeholder_of_the_library() -> None:
    assert all("%" not in str(sentence) for sentence in SPOKEN.values())
