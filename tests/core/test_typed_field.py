"""What every field has in common that reads a datum from text: nothing typed is lost, and nothing is no datum."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mrc import pickers
from mrc.forms import BaseForm, CodeField, RefField, TypedField, required


class PaceField(TypedField):
    """Steps in a minute."""

    def read(self, text: str) -> int:
        """A whole number."""
        if not text.isdecimal():
            raise ValueError("Write it in figures.")
        return int(text)

    def show(self, datum: int) -> str:
        """With its unit."""
        return f"{datum} steps"


class WalkForm(BaseForm):
    """A field of each shade."""

    pace = PaceField("Pace")
    country = CodeField("Country", pickers.COUNTRIES, [required("Choose the country.")])
    number = RefField("Number", [required("Write the number.")])


@pytest.fixture(autouse=True)
def reading(sqlite_app: Flask) -> Iterator[None]:
    with sqlite_app.test_request_context("/"):
        yield


def sent(**values: str) -> WalkForm:
    form = WalkForm(formdata=MultiDict(values), meta={"csrf": False})
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "datum", "shown", "errors"),
    [
        (" 120\u202e ", 120, "120 steps", None),
        ("0", 0, "0 steps", None),
        (" fast ", None, "fast", ["Write it in figures."]),
        ("   ", None, "", None),
    ],
)
def test_a_datum_is_read_and_shown_or_comes_back_as_it_was_typed(
    typed: str, datum: int | None, shown: str, errors: Any
) -> None:
    form = sent(pace=typed)

    assert (form.pace.data, form.pace._value(), form.errors.get("pace")) == (datum, shown, errors)


def test_a_fresh_form_shows_the_datum_it_is_given() -> None:
    assert WalkForm(formdata=None, data={"pace": 90}).pace._value() == "90 steps"
    assert WalkForm(formdata=None).pace._value() == ""


@pytest.mark.parametrize("typed", ["", "   ", "\u202e", "\x00"])
def test_nothing_is_no_datum_where_one_is_needed(typed: str) -> None:
    form = sent(country=typed, number=typed)

    assert form.errors == {"country": ["Choose the country."], "number": ["Write the number."]}
