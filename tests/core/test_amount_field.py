"""Money in a form: no more decimals than the currency has, and nothing that may be three or three thousand."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mrc import i18n, pickers
from mrc.forms import AmountField, BaseForm, CodeField


class PayForm(BaseForm):
    """An amount beside its currency."""

    amount = AmountField("Amount")
    currency = CodeField("Currency", pickers.CURRENCIES)


@pytest.fixture(autouse=True)
def reading(sqlite_app: Flask) -> Iterator[None]:
    with sqlite_app.test_request_context("/"):
        i18n.use("en")
        yield
        i18n.use("en")


def sent(amount: str, currency: str) -> PayForm:
    """The form after it was sent with these values."""
    form = PayForm(formdata=MultiDict({"amount": amount, "currency": currency}), meta={"csrf": False})
    form.validate()
    return form


@pytest.mark.parametrize(
    ("amount", "currency", "is_fine"),
    [
        ("1.5", "QAR", True),
        ("1.555", "QAR", False),
        ("1.555", "KWD", True),
        ("١٫٥٥٥", "KWD", True),
        ("1.555", "BHD", True),
        ("100", "JPY", True),
        ("100.5", "JPY", False),
        ("1.5500", "QAR", True),
        ("3.000", "KWD", True),
        ("6900000.00", "KRW", True),
    ],
)
def test_an_amount_has_no_more_decimals_than_its_currency(amount: str, currency: str, is_fine: bool) -> None:
    assert ("amount" not in sent(amount, currency).errors) is is_fine


@pytest.mark.parametrize("amount", ["3.000", "٣٫٠٠٠", "1,250.500"])
@pytest.mark.parametrize("currency", ["QAR", "KRW"])
def test_what_may_be_thousands_is_asked_for_once_more(amount: str, currency: str) -> None:
    form = sent(amount, currency)

    assert "3000 or 3000.00" in form.errors["amount"][0]
    assert form.amount._value() == format(form.amount.data, "f")


@pytest.mark.parametrize(("language", "is_asked"), [("en", False), ("fr", True), ("es", True), ("ar", False)])
def test_a_comma_may_mean_decimals_only_where_readers_write_them_so(language: str, is_asked: bool) -> None:
    i18n.use(language)

    assert ("amount" in sent("3,000", "QAR").errors) is is_asked
