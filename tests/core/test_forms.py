"""The fields that rooms share: what they read, what they refuse, and that nothing typed is lost or breaks them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form as PlainForm
from wtforms import FormField

from mrc import clock, i18n, pickers
from mrc.casework.rules.stages import Stage
from mrc.forms import (
    AmountField,
    BaseForm,
    CodeField,
    DayField,
    PhoneField,
    RefField,
    WordsField,
    WordsListField,
    clean_text,
    errors_of,
    long_text,
    required,
    short_text,
)
from mrc.refs import new_ref, spoken


class Everything(BaseForm):
    """One field of every kind."""

    name = short_text("Name", required("Enter the name."))
    story = long_text("Story")
    day = DayField("Day")
    past = DayField("Past", past=True)
    amount = AmountField("Amount")
    currency = CodeField("Currency", pickers.CURRENCIES)
    phone = PhoneField("Phone", region="NP")
    ref = RefField("Reference")
    stage = WordsField("Stage", Stage, only=(Stage.EMPLOYMENT, Stage.RETURN), empty="None")
    stages = WordsListField("Stages", Stage)
    country = CodeField("Country", pickers.COUNTRIES)
    occupation = CodeField("Occupation", pickers.OCCUPATIONS)
    industry = CodeField("Industry", pickers.INDUSTRIES)
    education = CodeField("Education", pickers.EDUCATION)
    language = CodeField("Language", pickers.LANGUAGES)


FIELDS = sorted(name for name in Everything.__dict__ if not name.startswith("_") and name != "Meta")


@pytest.fixture(autouse=True)
def reading(sqlite_app: Flask) -> Iterator[None]:
    with sqlite_app.test_request_context("/"):
        i18n.use("en")
        yield
        i18n.use("en")


def sent(**values: Any) -> Everything:
    """The form after it was sent with these values."""
    data = MultiDict({"name": "Sita"})
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = Everything(formdata=data, meta={"csrf": False})
    form.validate()
    return form


def read(name: str, value: str) -> Any:
    form = sent(**{name: value})
    return form.errors.get(name) or form[name].data


DAYS = {
    "2026-05-12": date(2026, 5, 12),
    "2026-5-2": date(2026, 5, 2),
    "12/05/2026": date(2026, 5, 12),
    "12.5.2026": date(2026, 5, 12),
    "12 5 2026": date(2026, 5, 12),
    "٢٠٢٦-٠٥-١٢": date(2026, 5, 12),
    "१२/०५/२०२६": date(2026, 5, 12),
    "  2026-05-12 ": date(2026, 5, 12),
    "2024-02-29": date(2024, 2, 29),
    "": None,
    "   ": None,
}


@pytest.mark.parametrize("typed", DAYS)
def test_days_are_read(typed: str) -> None:
    assert read("day", typed) == DAYS[typed]


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30",
        "2025-02-29",
        "31/04/2026",
        "2026-13-01",
        "yesterday",
        "2026",
        "2026-05",
        "2026-05-12-01",
        "1899-12-31",
        "2101-01-01",
        "0001-01-01",
        "99999999999999999999-01-01",
        "1-1-" + "9" * 5000,
        "12/05/26",
        "2026-05-1²",
        "<script>",
        "--",
        "2026–05–12",
    ],
)
def test_what_is_no_day_is_refused_and_comes_back(typed: str) -> None:
    form = sent(day=typed)

    assert form.errors["day"] == ["Write the date as year-month-day, for example 2026-05-12."]
    assert form.day.data is None
    assert form.day._value() == clean_text(typed)


def test_a_day_to_come_is_refused_where_only_past_ones_make_sense() -> None:
    assert read("past", "2026-11-20") == date(2026, 11, 20)
    assert read("past", "2026-11-21") == ["This date lies in the future. Check it."]


@pytest.mark.parametrize(
    ("zone", "hour", "day", "is_taken"),
    [
        ("Asia/Kathmandu", 20, "2026-11-21", True),
        ("Asia/Kathmandu", 20, "2026-11-22", False),
        ("America/Lima", 2, "2026-11-19", True),
        ("America/Lima", 2, "2026-11-20", False),
    ],
)
def test_today_is_the_day_where_the_reader_is(zone: str, hour: int, day: str, is_taken: bool) -> None:
    i18n.use("en", zone)
    with clock.held_at(datetime(2026, 11, 20, hour, 0, tzinfo=UTC)):
        given = read("past", day)

    assert given == (date.fromisoformat(day) if is_taken else ["This date lies in the future. Check it."])


AMOUNTS = {
    "0": Decimal(0),
    "1250": Decimal(1250),
    "1250.50": Decimal("1250.50"),
    "1250,50": Decimal("1250.50"),
    "1,250.50": Decimal("1250.50"),
    "1,250": Decimal(1250),
    "1 250,5": Decimal("1250.5"),
    "1\u202f250,50": Decimal("1250.50"),
    "١٢٥٠٫٥": Decimal("1250.5"),
    "١٬٢٥٠": Decimal(1250),
    "१२५०": Decimal(1250),
    "999999999999.999": Decimal("999999999999.999"),
    "": None,
}


@pytest.mark.parametrize("typed", AMOUNTS)
def test_amounts_are_read_exactly(typed: str) -> None:
    assert read("amount", typed) == AMOUNTS[typed]


@pytest.mark.parametrize(
    "typed",
    [
        "-1",
        "+1",
        "1e5",
        "NaN",
        "Infinity",
        "abc",
        "1.2.3",
        "1250.5555",
        "1000000000000",
        "9" * 5000,
        ".",
        "½",
        "$5",
        "٫",
    ],
)
def test_what_is_no_amount_is_refused_and_comes_back(typed: str) -> None:
    form = sent(amount=typed)

    assert form.errors["amount"] == ["Write the amount in figures, for example 1250.50."]
    assert form.amount.data is None
    assert form.amount._value() == typed


PHONES = {
    "+974 5550 1234": "+97455501234",
    "00974 5550 1234": "+97455501234",
    "+97455501234": "+97455501234",
    "9841234567": "+9779841234567",
    "+٩٧٤ ٥٥٥٠ ١٢٣٤": "+97455501234",
    "": None,
}


@pytest.mark.parametrize("typed", PHONES)
def test_telephone_numbers_are_read(typed: str) -> None:
    assert read("phone", typed) == PHONES[typed]


@pytest.mark.parametrize(
    "typed", ["12", "hello", "+", "+999 1", "9" * 300, "\u200f", "tel:+974;ext=1;phone-context=x"]
)
def test_what_is_no_telephone_number_is_refused_or_nothing(typed: str) -> None:
    form = sent(phone=typed)

    assert form.phone.data is None or form.phone.data.startswith("+")
    assert form.errors.get("phone", ["Write the number with its country code, for example +974 5550 1234."]) == [
        "Write the number with its country code, for example +974 5550 1234."
    ]


def test_references_are_read_in_any_form() -> None:
    ref = new_ref()

    assert read("ref", spoken(ref)) == ref
    assert read("ref", ref[:-1] + str((int(ref[-1]) + 1) % 10)) == [
        "Check the number: it has ten digits, and one of them seems mistyped."
    ]


def test_a_word_of_the_list_is_read_and_anything_else_refused() -> None:
    assert read("stage", "employment") is Stage.EMPLOYMENT
    assert read("stage", "") is None
    assert read("stage", "wage_claim") == ["Choose one of the list."]
    assert read("stage", "no such stage") == ["Choose one of the list."]
    assert read("stage", "Stage.EMPLOYMENT") == ["Choose one of the list."]


def test_several_words_come_in_the_order_of_the_list() -> None:
    assert sent(stages=["return_reintegration", "employment"]).stages.data == [Stage.EMPLOYMENT, Stage.RETURN]
    assert sent(stages=["employment", "nonsense"]).errors["stages"] == ["Choose from the list."]
    assert sent(stages=[]).stages.data in (None, [])


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("country", "QA", "QA"),
        ("country", "qa", "QA"),
        ("country", "Qatar", "QA"),
        ("currency", "QAR", "QAR"),
        ("occupation", "9111", "9111"),
        ("education", "", None),
    ],
)
def test_codes_are_read_from_codes_and_titles(name: str, typed: str, code: str | None) -> None:
    assert read(name, typed) == code


@pytest.mark.parametrize("name", ["country", "currency", "occupation", "industry", "education", "language"])
def test_every_suggestion_can_be_sent_back(name: str) -> None:
    field = sent()[name]
    for code, title in field.suggestions():
        assert read(name, code) == code
        assert read(name, f"{code} {title}") == code


@pytest.mark.parametrize("name", ["country", "currency", "occupation", "industry", "education", "language"])
def test_an_unknown_code_is_refused_and_comes_back(name: str) -> None:
    form = sent(**{name: "no such thing"})

    assert form.errors[name] == ["Choose one of the suggestions, or leave this empty."]
    assert form[name].data is None
    assert form[name]._value() == "no such thing"


CLEANED = {
    "  Sita  ": "Sita",
    "a\x00b": "ab",
    "a\x1b[31mb": "a[31mb",
    "line\r\nline": "line\nline",
    "a\tb": "a\tb",
    "\ud800broken": "broken",
    "क\u200dष": "क\u200dष",
    "می\u200cخواهم": "می\u200cخواهم",
    "\u202eevil\u202c": "evil",
    "Jean\u00a0Paul": "Jean Paul",
    "李\u3000明": "李 明",
    "e\u0301": "e\u0301",
    "👩🏽\u200d⚕": "👩🏽\u200d⚕",
}


@pytest.mark.parametrize("typed", CLEANED)
def test_text_is_freed_of_what_nobody_typed(typed: str) -> None:
    assert clean_text(typed) == CLEANED[typed]
    assert read("story", typed) == CLEANED[typed]


def test_what_is_no_text_is_left_alone() -> None:
    assert clean_text(None) is None
    assert clean_text(5) == 5


@pytest.mark.parametrize(("name", "limit"), [("name", 200), ("story", 10_000)])
def test_text_has_a_limit_that_is_named(name: str, limit: int) -> None:
    assert sent(**{name: "x" * limit}).errors == {}
    form = sent(**{name: "x" * (limit + 1)})

    assert form.errors[name] == [f"Use at most {limit:,} characters."]
    assert form[name].data == "x" * (limit + 1)


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "\u202e"])
def test_nothing_is_not_enough_where_something_is_needed(typed: str) -> None:
    assert sent(name=typed).errors["name"] == ["Enter the name."]


@given(name=st.sampled_from(FIELDS), text=st.text(max_size=60))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_any_field(name: str, text: str) -> None:
    form = sent(**{name: text})

    assert set(form.errors) <= {name}
    assert isinstance(str(form[name]()), str)


@given(
    name=st.sampled_from(["day", "past", "amount", "phone", "ref"]),
    text=st.text(alphabet="0123456789٠٩०९-/.,+ eE\u200f\u066b\u066c()#*;ext", max_size=30),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_digits_break_the_fields_that_read_them(name: str, text: str) -> None:
    form = sent(**{name: text})

    assert set(form.errors) <= {name}
    assert isinstance(str(form[name]()), str)


def test_forms_ask_for_a_token_by_themselves() -> None:
    form = Everything(formdata=MultiDict({"name": "Sita"}))
    assert form.validate() is False
    assert "csrf_token" in form.errors


def test_errors_are_listed_in_the_order_of_the_fields() -> None:
    form = sent(name="", amount="x", day="x")
    assert [name for name, _sentence in errors_of(form)] == ["name", "day", "amount"]


def test_errors_of_inner_forms_are_listed_too() -> None:
    class Inner(PlainForm):
        day = DayField("Day")

    class Outer(BaseForm):
        inner = FormField(Inner)

    form = Outer(formdata=MultiDict({"inner-day": "x"}), meta={"csrf": False})
    form.validate()

    assert [sentence for _name, sentence in errors_of(form)] == [
        "Write the date as year-month-day, for example 2026-05-12."
    ]


def test_words_fields_offer_words_and_not_values() -> None:
    assert 'value="employment"' in str(sent().stage())
    assert ">employment<" not in str(sent().stage())
