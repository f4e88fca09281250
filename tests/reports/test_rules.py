"""What is true of filters, paths, tables, cells and periods."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mrc.casework.rules.issues import IssueCode, IssueGroup
from mrc.casework.rules.stages import Stage
from mrc.reports.rules.caseload import Filters, Sort, Standing, Within
from mrc.reports.rules.export import age_band, days_open, neutral
from mrc.reports.rules.paths import path_of
from mrc.reports.rules.periods import Period, PeriodFault, year_of
from mrc.reports.rules.tables import publishable, table_of

# The second ones hide their first mark behind silent ones, or begin with its full-width form.
FORMULAS = ["=1+1", "+97455501234", "-Ahmed", "@cmd", "|calc", "%0A", "\t=1", "\r=1", "\n=1", "  =1", "\tplain"]
DISGUISED = ["\ufeff=1", "\x00=1", "\u200f=1", "\u202e+1", "\x1b=1", "\uff1dSUM(A1)", "\uff0b1", "\uff0d1", "\uff20x"]


@pytest.mark.parametrize("cell", [*FORMULAS, *DISGUISED])
def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_becomes_text(cell: str) -> None:
    assert neutral(cell).startswith("'")
    assert not any(mark in neutral(cell) for mark in "\x00\ufeff\t\r\x1b")


@pytest.mark.parametrize(
    "cell", ["Sita Gurung", "सीता गुरुङ", "1=1", "a-b", "482-913-7756", "", "مريم بيگم", "'quoted"]
)
def test_an_ordinary_text_stays_as_it_is(cell: str) -> None:
    assert neutral(cell) == cell


@pytest.mark.parametrize("cell", [Decimal("-12.345"), -3, date(2026, 1, 2), None, True])
def test_numbers_and_dates_are_no_text(cell: object) -> None:
    assert neutral(cell) is cell


@pytest.mark.parametrize(
    ("birth_year", "band"),
    [
        (2012, "Y_LT15"),
        (2011, "Y15-24"),
        (2002, "Y15-24"),
        (2001, "Y25-34"),
        (1962, "Y55-64"),
        (1961, "Y_GE65"),
        (None, ""),
        (2030, ""),
    ],
)
def test_age_bands_are_those_of_ilostat(birth_year: int | None, band: str) -> None:
    assert age_band(birth_year, date(2026, 6, 1)) == band


def test_days_open_run_to_the_closing_or_to_today() -> None:
    assert days_open(date(2026, 1, 1), None, date(2026, 1, 31)) == 30
    assert days_open(date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 31)) == 10


def test_closed_cases_have_no_order_by_next_date() -> None:
    assert Filters(sort=Sort.DUE, standing=Standing.ALL).settled().sort is Sort.NEWEST
    assert Filters(sort=Sort.DUE, is_undated=True).settled().sort is Sort.NEWEST
    assert Filters(sort=Sort.DUE, standing=Standing.WAITING).settled().sort is Sort.DUE


def test_filters_go_on_record_as_codes_and_only_those_that_ask_something() -> None:
    asked = Filters(stage=Stage.RETURN, issue_group=IssueGroup.WAGES, caseworker_id=7, is_cold=True)

    assert Filters().codes() == {}
    assert asked.codes() == {
        "stage": "return_reintegration",
        "issue_group": "wages",
        "caseworker_id": 7,
        "is_cold": True,
    }


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(), "ix_cases_live_newest"),
        (Filters(standing=Standing.ALL), "ix_cases_all_newest"),
        (Filters(standing=Standing.CLOSED), "ix_cases_all_newest"),
        (Filters(standing=Standing.WAITING), "ix_cases_live_newest"),
        (Filters(stage=Stage.RETURN), "ix_cases_live_stage"),
        (Filters(stage=Stage.RETURN, standing=Standing.ALL), "ix_cases_all_newest"),
        (Filters(issue=IssueCode.HOUSING), "ix_cases_live_issue"),
        (Filters(issue=IssueCode.HOUSING, standing=Standing.CLOSED), "ix_cases_all_issue"),
        (Filters(issue_group=IssueGroup.WAGES), "ix_cases_live_newest"),
        (Filters(destination="QA"), "ix_cases_live_destination"),
        (Filters(destination="QA", standing=Standing.ALL), "ix_cases_all_destination"),
        (Filters(caseworker_id=7), "ix_cases_live_worker"),
        (Filters(caseworker_id=7, standing=Standing.ALL), "ix_cases_all_worker"),
        (Filters(is_unanswered=True), "ix_cases_unanswered"),
        (Filters(sort=Sort.DUE), "ix_cases_live_due"),
        (Filters(sort=Sort.DUE, caseworker_id=7), "ix_cases_live_worker_due"),
        (Filters(sort=Sort.CONTACT), "ix_cases_live_contact"),
        (Filters(sort=Sort.CONTACT, caseworker_id=7), "ix_cases_live_worker_contact"),
        (Filters(act_within=Within.WEEK), "ix_cases_live_act_by"),
        (Filters(act_within=Within.WEEK, standing=Standing.WAITING), "ix_cases_live_act_by"),
        (Filters(act_within=Within.WEEK, caseworker_id=7), "ix_cases_live_worker_act_by"),
        (Filters(act_within=Within.WEEK, standing=Standing.ALL), "ix_cases_all_newest"),
        (Filters(act_within=Within.WEEK, sort=Sort.DUE), "ix_cases_live_due"),
    ],
)
def test_each_way_to_ask_has_its_path(filters: Filters, index: str) -> None:
    assert path_of(filters, 1).index == index


def test_a_table_adds_up() -> None:
    table = table_of({("a", "x"): 3, ("a", "y"): 4, ("b", "y"): 5}, ["a", "b"], ["x", "y"])

    assert table.cells["b", "x"] == 0
    assert table.row_totals == {"a": 7, "b": 5}
    assert table.column_totals == {"x": 3, "y": 9}
    assert table.total == 12


def test_a_count_without_a_place_is_not_dropped_silently() -> None:
    with pytest.raises(KeyError):
        table_of({("a", "z"): 1}, ["a"], ["x"])


def test_a_small_count_is_hidden_with_what_would_give_it_away() -> None:
    counts = {("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 50, ("b", "y"): 60, ("c", "x"): 7, ("c", "y"): 8}
    shown = publishable(table_of(counts, ["a", "b", "c"], ["x", "y"]))

    # The row of the small count loses its other cell, each column its smallest other one; all totals stay.
    assert {place for place, count in shown.cells.items() if count is None} == {
        ("a", "x"),
        ("a", "y"),
        ("c", "x"),
        ("c", "y"),
    }
    assert shown.row_totals == {"a": 43, "b": 110, "c": 15}
    assert shown.total == 168


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    counts = {("a", "x"): 5, ("b", "x"): 0}

    assert publishable(table_of(counts, ["a", "b"], ["x"])) == table_of(counts, ["a", "b"], ["x"])


def test_a_small_total_is_hidden_too() -> None:
    shown = publishable(table_of({("a", "x"): 2}, ["a", "b"], ["x", "y"]))

    assert shown.cells["a", "x"] is None
    assert shown.row_totals["a"] is None
    assert shown.total is None


def test_a_period_counts_its_days_in_the_zone_of_the_centre() -> None:
    begin, end = Period(date(2026, 1, 1), date(2026, 1, 31)).moments("Asia/Kathmandu")

    assert begin == datetime(2025, 12, 31, 18, 15, tzinfo=UTC)
    assert end == datetime(2026, 1, 31, 18, 15, tzinfo=UTC)
    assert Period().moments("UTC") == (None, None)


def test_a_period_that_runs_backwards_is_refused() -> None:
    assert Period(date(2026, 2, 1), date(2026, 1, 1)).fault is PeriodFault.BACKWARDS
    assert Period(date(2026, 1, 1), date(2026, 1, 1)).fault is None
    assert year_of(date(2026, 5, 6)) == Period(date(2026, 1, 1), date(2026, 5, 6))
