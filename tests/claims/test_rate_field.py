"""A rate as it is typed: figures of any script, and no comma that may mean thousands or decimals."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from mrc import i18n
from mrc.claims.forms.rates import RateField
from mrc.forms import BaseForm


class RateForm(BaseForm):
    """One rate."""

    rate = RateField("Rate")


@pytest.fixture(autouse=True)
def reading(sqlite_app: Flask) -> Iterator[None]:
    with sqlite_app.test_request_context("/"):
        i18n.use("en")
        yield
        i18n.use("en")


def read(text: str) -> Decimal:
    return RateForm(formdata=None, meta={"csrf": False}).rate.read(text)


@pytest.mark.parametrize(("text", "rate"), [("3.672", "3.672"), ("3,64", "3.64"), ("1310", "1310"), ("٣٫٦٤", "3.64")])
def test_a_rate_is_read_in_its_usual_forms(text: str, rate: str) -> None:
    assert read(text) == Decimal(rate)


def test_a_comma_before_three_figures_is_asked_for_once_more_where_it_may_mean_thousands() -> None:
    with pytest.raises(ValueError, match=r"1310 or 3\.672"):
        read("3,672")
    i18n.use("fr")
    assert read("3,672") == Decimal("3.672")
