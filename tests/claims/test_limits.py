"""Time limits: the last safe day, the steps before it, what stops the clock; the article is in each test's name."""

from datetime import date

import pytest

from mrc.claims.rules.assessment import BeforeFiling, ClockStart, Deadline, Grade, StopsClock
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.limits import last_safe_day
from tests.claims.employments import assessed

MAY = [{"month": "2024-05", "due": "1000"}]


def told(where: str, **changes) -> list[tuple[str, str, str]]:
    """The limits of a job as rule, last safe day and start."""
    return [(limit.rule, str(limit.act_by), str(limit.starts)) for limit in assessed(where, **changes).deadlines]


def limit_of(where: str, rule: str, **changes) -> Deadline:
    (limit,) = [limit for limit in assessed(where, **changes).deadlines if limit.rule == rule]
    return limit


@pytest.mark.parametrize(
    ("starts", "period", "unit", "last"),
    [
        ("2024-03-10", 1, "years", "2025-03-09"),
        ("2024-03-10", 2, "years", "2026-03-09"),
        ("2024-02-29", 1, "years", "2025-02-27"),
        ("2024-02-29", 4, "years", "2028-02-28"),
        ("2024-08-31", 6, "months", "2025-02-27"),
        ("2024-06-30", 6, "months", "2024-12-29"),
        ("2024-11-30", 3, "months", "2025-02-27"),
        ("2024-12-31", 30, "days", "2025-01-29"),
    ],
)
def test_the_last_safe_day_is_the_day_before(starts, period, unit, last):
    assert last_safe_day(date.fromisoformat(starts), period, unit) == date.fromisoformat(last)


def test_ae_art_54_two_years_from_the_end():
    assert told("AE") == [("AE.limit.2024", "2026-12-30", "2024-12-31")]


def test_ae_art_54_one_year_from_the_due_date_before_31_august_2024():
    assert told("AE", ended_on="2024-07-31", unpaid=MAY) == [
        ("AE.limit.2022", "2025-05-30", "2024-05-31"),
        ("AE.limit.2024.older_jobs", "2026-07-30", "2024-07-31"),
    ]
    grades = [limit.grade for limit in assessed("AE", ended_on="2024-07-31").deadlines]
    assert grades == [Grade.B, Grade.UNVERIFIED]


def test_sa_twelve_months_after_21_days_of_settlement():
    limit = limit_of("SA", "SA.limit")
    assert (str(limit.act_by), limit.stops) == ("2025-12-30", (StopsClock.EXCUSE_OR_ADMISSION,))
    assert [(step.step, step.days) for step in limit.before_filing] == [(BeforeFiling.SETTLEMENT, 21)]


def test_qa_one_year_after_7_days_and_three_weeks():
    limit = limit_of("QA", "QA.limit")
    assert str(limit.act_by) == "2025-12-30"
    assert [(step.step, step.days) for step in limit.before_filing] == [
        (BeforeFiling.COMPLAINT, 7),
        (BeforeFiling.COMMITTEE, 21),
    ]


def test_kw_one_year_from_the_end_of_the_contract():
    assert told("KW") == [("KW.limit", "2025-12-30", "2024-12-31")]


def test_bh_arts_135_and_136():
    assert told("BH") == [
        ("BH.limit.dismissal", "2025-01-29", "2024-12-31"),
        ("BH.limit", "2025-12-30", "2024-12-31"),
    ]


def test_om_art_9_one_year_from_entitlement_after_30_days_of_settlement():
    limit = limit_of("OM", "OM.limit.2023", unpaid=MAY)
    assert (str(limit.act_by), str(limit.starts), limit.grade) == ("2025-05-30", "2024-05-31", Grade.UNVERIFIED)
    assert [step.days for step in limit.before_filing] == [30]
    assert limit_of("OM", "OM.limit.2003", ended_on="2023-07-31").grade is Grade.B


def test_jo_art_138_unverified_still_warns():
    limit = limit_of("JO", "JO.limit", unpaid=MAY)
    assert (str(limit.act_by), limit.grade) == ("2026-05-30", Grade.UNVERIFIED)


def test_my_six_years_and_60_days_unverified_still_warn():
    assert told("MY", unpaid=MAY) == [
        ("MY.limit.dismissal", "2025-02-28", "2024-12-31"),
        ("MY.limit", "2030-05-30", "2024-05-31"),
    ]


def test_sg_six_months_after_the_last_day_or_a_year_while_it_goes_on():
    assert told("SG", unpaid=MAY) == [("SG.limit.ended", "2025-06-29", "2024-12-31")]
    assert told("SG", ended_on=None, exit=None, unpaid=MAY) == [("SG.limit.running", "2025-05-30", "2024-05-31")]
    assert limit_of("SG", "SG.limit.ended").before_filing[0].step is BeforeFiling.MEDIATION


def test_hk_three_months_for_severance_and_twelve_for_the_board():
    assert told("HK", exit="redundancy", unpaid=MAY) == [
        ("HK.limit.severance", "2025-03-30", "2024-12-31"),
        ("HK.limit.adjudication", "2025-05-30", "2024-05-31"),
        ("HK.limit.contract", "2030-05-30", "2024-05-31"),
    ]
    assert "HK.limit.severance" not in [limit.rule for limit in assessed("HK", exit="resigned").deadlines]


def test_kr_arts_49_and_10_a_petition_does_not_stop_the_clock():
    limits = assessed("KR", unpaid=MAY).deadlines
    assert [(limit.claim, str(limit.act_by)) for limit in limits] == [
        (None, "2027-05-30"),
        (Component.END_OF_SERVICE, "2027-12-30"),
    ]
    assert {limit.stops for limit in limits} == {(StopsClock.COURT_ACTION,)}
    assert {step.step for limit in limits for step in limit.before_filing} == {
        BeforeFiling.PETITION_CLOCK_RUNS,
        BeforeFiling.INSURANCE_CLAIM,
    }


def test_th_ccc_193_two_and_ten_years():
    assert told("TH", unpaid=MAY) == [
        ("TH.limit.wages", "2026-05-30", "2024-05-31"),
        ("TH.limit.severance", "2034-12-30", "2024-12-31"),
    ]


def test_tw_five_years():
    assert told("TW", unpaid=MAY) == [("TW.limit.wages", "2029-05-30", "2024-05-31")]


def test_qa_law_15_of_2017_domestic_workers():
    assert limit_of("QA", "QA.domestic.limit", scope="domestic").grade is Grade.B


@pytest.mark.parametrize("where", jurisdictions())
@pytest.mark.parametrize("scope", list(Scope))
def test_nobody_is_without_a_warning(where, scope):
    ended = assessed(where, scope=scope.value).deadlines
    assert any(limit.act_by for limit in ended)
    assert all(limit.article for limit in ended)


class TestWhenItStarts:
    def test_nothing_starts_while_the_job_goes_on_and_the_law_counts_from_its_end(self):
        (limit,) = assessed("SA", ended_on=None, exit=None, unpaid=[{"month": "2026-05", "due": "1"}]).deadlines
        assert (limit.act_by, limit.starts, limit.clock) == (None, None, ClockStart.END_OF_EMPLOYMENT)

    def test_the_oldest_wage_owed_starts_it_where_the_law_counts_from_due_dates(self):
        months = [{"month": "2026-07", "due": "1000"}, {"month": "2026-05", "due": "1000"}]
        assert told("JO", ended_on=None, exit=None, unpaid=months) == [("JO.limit", "2028-05-30", "2026-05-31")]

    def test_a_month_that_was_paid_starts_nothing(self):
        months = [{"month": "2026-05", "due": "1000", "paid": "1000"}]
        assert told("JO", ended_on=None, exit=None, unpaid=months) == [("JO.limit", "None", "None")]

    def test_overtime_that_was_not_paid_starts_it(self):
        months = [{"month": "2024-03", "hours_day": "1"}]
        assert told("JO", overtime=months) == [("JO.limit", "2026-03-30", "2024-03-31")]

    def test_without_a_wage_owed_the_end_starts_it(self):
        assert told("JO") == [("JO.limit", "2026-12-30", "2024-12-31")]

    def test_the_wage_of_the_last_month_is_due_on_the_last_day(self):
        months = [{"month": "2024-12", "due": "1000"}]
        assert told("JO", ended_on="2024-12-10", unpaid=months) == [("JO.limit", "2026-12-09", "2024-12-10")]

    def test_an_end_that_nobody_knows_starts_nothing_by_itself(self):
        assert told("SA", ended_on=None, exit="dismissed") == [("SA.limit", "None", "None")]
        assert told("JO", ended_on=None, exit="dismissed", unpaid=MAY) == [("JO.limit", "2026-05-30", "2024-05-31")]
