"""Extra hours out of a diary, by the hours of each country's law."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules.asking import Question, questions
from mrc.claims.rules.diary_hours import Agreed, Counted, count, in_hours, normal_hours, received
from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.law_files import jurisdictions, law_of
from mrc.claims.rules.law_terms import TERMS, WrongValue
from mrc.employment.rules import DAY_MINUTES, DayFacts, DayKind

MONDAY = date(2026, 6, 1)
Q = Question


def counted(where: str, *days: DayFacts, first_weekday: int = 0, **agreed: Any) -> Counted:
    law = law_of(where)
    asked = questions(law, Scope.GENERAL, PayBasis.MONTHLY)
    return count(days, law, Scope.GENERAL, PayBasis.MONTHLY, asked, Agreed(**agreed), first_weekday)


def hours(where: str, *days: DayFacts, **agreed: Any) -> dict[Question, str]:
    """The hours of the only month."""
    (month,) = counted(where, *days, **agreed).months
    return {question: str(found) for question, found in month.hours.items()}


def times(start: float, end: float, day: date = MONDAY, **more: Any) -> DayFacts:
    is_next = end > 24
    return DayFacts(
        day, starts=round(start * 60), ends=round((end - 24 if is_next else end) * 60), ends_next_day=is_next, **more
    )


def week(*worked: float, kind: DayKind = DayKind.WORKING_DAY) -> list[DayFacts]:
    return [DayFacts(MONDAY + timedelta(days=n), hours=round(h * 60), kind=kind) for n, h in enumerate(worked)]


class TestDay:
    def test_hours_beyond_the_normal_day_of_the_law_are_extra(self):
        assert hours("KW", *week(10, 8, 7.5, 9.5)) == {Q.HOURS_DAY: "3.5", Q.HOURS_REST_DAY: "0"}

    def test_fewer_hours_that_were_agreed_count_instead(self):
        assert hours("KW", *week(10), day=6 * 60)[Q.HOURS_DAY] == "4"

    def test_more_hours_that_were_agreed_do_not(self):
        assert hours("KW", *week(10), day=12 * 60)[Q.HOURS_DAY] == "2"

    def test_a_break_is_no_work(self):
        assert hours("KW", times(8, 18, break_minutes=60))[Q.HOURS_DAY] == "1"

    def test_a_day_that_tells_only_of_pay_has_no_hours(self):
        assert counted("KW", DayFacts(MONDAY, pay=Decimal(5), currency="KWD")).months == ()


class TestNight:
    def test_ae_the_extra_hours_after_22_are_by_night(self):
        assert hours("AE", times(14, 25)) == {Q.HOURS_DAY: "0", Q.HOURS_NIGHT: "3"}

    def test_ae_the_night_ends_at_4(self):
        assert hours("AE", times(19, 30)) == {Q.HOURS_DAY: "2", Q.HOURS_NIGHT: "1"}

    def test_qa_the_night_begins_at_21_and_ends_at_6(self):
        assert hours("QA", times(12, 24)) == {Q.HOURS_DAY: "1", Q.HOURS_NIGHT: "3"}
        assert hours("QA", times(21, 31)) == {Q.HOURS_DAY: "1", Q.HOURS_NIGHT: "1"}

    def test_the_night_before_the_day_counts_too(self):
        assert hours("AE", times(0, 24)) == {Q.HOURS_DAY: "14", Q.HOURS_NIGHT: "2"}
        assert hours("QA", times(0.5, 5), day=60) == {Q.HOURS_DAY: "0", Q.HOURS_NIGHT: "3.5"}

    def test_hours_without_times_are_by_night_as_told_and_never_more_than_the_extra_ones(self):
        assert hours("AE", DayFacts(MONDAY, hours=600, night=60)) == {Q.HOURS_DAY: "1", Q.HOURS_NIGHT: "1"}
        assert hours("AE", DayFacts(MONDAY, hours=600, night=360)) == {Q.HOURS_DAY: "0", Q.HOURS_NIGHT: "2"}

    def test_om_names_a_night_rate_and_no_night_so_what_was_told_counts(self):
        assert hours("OM", times(14, 25, night=60)) == {Q.HOURS_DAY: "2", Q.HOURS_NIGHT: "1"}

    def test_kw_pays_the_night_like_the_day(self):
        assert hours("KW", times(14, 25, night=180)) == {Q.HOURS_DAY: "3", Q.HOURS_REST_DAY: "0"}


class TestWeek:
    def test_sg_what_a_week_has_beyond_44_hours_is_extra(self):
        found = counted("SG", *week(8, 8, 8, 8, 8, 8))

        assert found.months[0].hours == {Q.HOURS_DAY: Decimal(4)}
        assert [day.beyond_week for day in found.months[0].days] == [0, 0, 0, 0, 0, 240]

    def test_sg_hours_beyond_an_agreed_day_are_not_counted_twice(self):
        assert hours("SG", *week(10, 8, 8, 8, 8, 4), day=8 * 60)[Q.HOURS_DAY] == "2"
        assert hours("SG", *week(12, 12, 12, 12), day=8 * 60)[Q.HOURS_DAY] == "16"
        assert hours("SG", *week(12, 12, 12, 12))[Q.HOURS_DAY] == "4"

    def test_a_week_that_was_agreed_counts_where_the_law_names_none(self):
        assert hours("KW", *week(8, 8, 8, 8, 8, 8, 8), week=48 * 60)[Q.HOURS_DAY] == "8"

    def test_the_excess_of_a_week_over_two_months_goes_to_its_last_days(self):
        days = [DayFacts(date(2026, 6, 29) + timedelta(days=n), hours=480) for n in range(7)]
        found = counted("SG", *days)

        assert [(month.month.month, str(month.hours[Q.HOURS_DAY])) for month in found.months] == [(6, "0"), (7, "12")]

    def test_weeks_begin_as_they_do_in_the_country(self):
        days = [DayFacts(date(2026, 6, 4) + timedelta(days=n), hours=480) for n in range(6)]

        assert sum(m.hours[Q.HOURS_DAY] for m in counted("SG", *days, first_weekday=3).months) == 4
        assert sum(m.hours[Q.HOURS_DAY] for m in counted("SG", *days, first_weekday=0).months) == 0


class TestLeftOut:
    def test_kw_pays_hours_on_days_of_rest(self):
        assert hours("KW", *week(6, 5, kind=DayKind.REST_DAY)) == {Q.HOURS_DAY: "0", Q.HOURS_REST_DAY: "11"}

    def test_ae_has_no_reviewed_rule_for_days_of_rest_so_they_are_told_and_left_out(self):
        (month,) = counted("AE", *week(6, kind=DayKind.REST_DAY)).months

        assert month.left_out == {DayKind.REST_DAY: 360}
        assert month.hours == {Q.HOURS_DAY: 0, Q.HOURS_NIGHT: 0}

    def test_public_holidays_are_told_and_left_out(self):
        (month,) = counted("KW", *week(6, kind=DayKind.HOLIDAY)).months

        assert month.left_out == {DayKind.HOLIDAY: 360}

    @pytest.mark.parametrize("where", ["BH", "HK", "JO", "TH"])
    def test_a_country_without_a_reviewed_rule_shows_the_hours_and_proposes_none(self, where):
        (month,) = counted(where, *week(10), day=480).months

        assert month.hours == {}
        assert month.left_out == {DayKind.WORKING_DAY: 120}

    @pytest.mark.parametrize("where", ["BH", "HK", "TH"])
    def test_where_no_normal_hours_are_known_they_are_asked_for(self, where):
        assert counted(where, *week(10)) == Counted(lacks_hours=True)

    def test_days_outside_the_job_are_not_counted(self):
        found = counted("KW", *week(10, 10, 10), first=MONDAY + timedelta(days=1), last=MONDAY + timedelta(days=1))

        assert found.outside == 2
        assert found.months[0].hours[Q.HOURS_DAY] == 2


def test_om_each_month_counts_by_the_law_of_its_time():
    law = law_of("OM")
    for month in (date(2023, 7, 1), date(2023, 8, 1)):
        assert normal_hours(law, Scope.GENERAL, PayBasis.MONTHLY, month, Agreed()).day == 480


def test_the_night_of_the_law_files():
    found = {
        where: normal_hours(law_of(where), Scope.GENERAL, PayBasis.MONTHLY, MONDAY, Agreed()).night
        for where in jurisdictions()
    }

    assert {where: night for where, night in found.items() if night} == {"AE": (1320, 240), "QA": (1260, 360)}


@pytest.mark.parametrize("text", ["22-4", "22:00", "25:00-04:00", "22:00-04:60", "", 22])
def test_a_night_in_a_law_file_is_two_times(text):
    with pytest.raises(WrongValue):
        TERMS["night"][1](text)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0"), (60, "1"), (600, "10"), (90, "1.5"), (20, "0.333"), (40, "0.667"), (6000, "100"), (1, "0.017")],
)
def test_minutes_in_hours(minutes, text):
    assert format(in_hours(minutes), "f") == text


def test_pay_is_added_up_by_month_in_the_currency_of_the_claim():
    days = [
        DayFacts(MONDAY, pay=Decimal(10), currency="AED"),
        DayFacts(MONDAY + timedelta(days=1), pay=Decimal("0.5"), currency="AED"),
        DayFacts(MONDAY + timedelta(days=2), pay=Decimal(7), currency="USD"),
        DayFacts(MONDAY - timedelta(days=1), pay=Decimal(3), currency="AED"),
    ]

    assert received(days, "AED") == {date(2026, 5, 1): Decimal(3), MONDAY: Decimal("10.5")}


@st.composite
def diaries(draw: Any) -> list[DayFacts]:
    chosen = draw(st.lists(st.dates(date(2026, 5, 20), date(2026, 7, 10)), unique=True, min_size=1, max_size=20))
    found = []
    for day in chosen:
        kind = draw(st.sampled_from(DayKind))
        if draw(st.booleans()):
            start = draw(st.integers(0, DAY_MINUTES - 1))
            length = draw(st.integers(1, DAY_MINUTES))
            end = start + length
            is_next = end > DAY_MINUTES
            found.append(DayFacts(day, start, end - DAY_MINUTES * is_next, is_next, kind=kind))
        else:
            worked = draw(st.integers(0, DAY_MINUTES))
            found.append(DayFacts(day, hours=worked, night=draw(st.integers(0, worked)), kind=kind))
    return found


@given(diaries(), st.sampled_from(["AE", "QA", "OM", "KW", "SA", "SG"]), st.integers(60, 720), st.integers(600, 3600))
def test_extra_hours_are_never_negative_and_never_more_than_was_worked(days, where, day, week):
    found = counted(where, *days, day=day, week=week)

    for month in found.months:
        for working in month.days:
            assert 0 <= working.night <= working.extra <= working.worked
        worked = sum(working.worked for working in month.days)
        assert sum(Fraction(hours) for hours in month.hours.values()) <= Fraction(worked, 60) + Fraction(3, 2000)


@given(diaries(), st.sampled_from(["AE", "KW", "SG"]), st.integers(60, 720))
def test_fewer_normal_hours_never_bring_fewer_extra_hours(days, where, day):
    fewer, more = (
        sum(working.extra for month in counted(where, *days, day=agreed).months for working in month.days)
        for agreed in (day, day + 60)
    )

    assert fewer >= more


@given(diaries(), st.sampled_from(["AE", "KW", "SG"]))
def test_the_order_in_which_days_were_told_is_no_matter(days, where):
    assert counted(where, *days) == counted(where, *reversed(days))
