"""Wages not paid, hours beyond the agreed ones, leave: the sections on them, with the article in each test's name."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mrc.claims.rules.assessment import Grade, WhyNot
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Exit, Scope
from mrc.claims.rules.law import Effect
from mrc.claims.rules.law_files import jurisdictions, law_of
from mrc.claims.rules.ledger import Component
from tests.claims.employments import assessed, codes, facts_of, left_out, line_of

D = Decimal


def unpaid(month: str, due: str, paid: str = "0", deductions: str = "0") -> dict[str, str]:
    return {"month": month, "due": due, "paid": paid, "lawful_deductions": deductions}


def hours(month: str, day: str = "0", night: str = "0", rest: str = "0") -> dict[str, str]:
    return {"month": month, "hours_day": day, "hours_night": night, "hours_rest_day": rest}


class TestUnpaidWages:
    def test_what_was_due_less_deductions_and_what_was_paid(self):
        line = line_of(assessed("AE", unpaid=[unpaid("2024-05", "1000", "400", "50")]), Component.UNPAID_WAGE)
        assert (str(line.amount), codes(line)) == ("550.00", ["month_short"])

    def test_months_are_never_netted(self):
        months = [unpaid("2024-05", "1000", "700"), unpaid("2024-06", "1000", "1500")]
        line = line_of(assessed("QA", unpaid=months), Component.UNPAID_WAGE)
        assert (str(line.amount), codes(line)) == ("300.00", ["month_short", "month_not_short"])

    def test_paid_in_full_is_a_line_of_nothing(self):
        line = line_of(assessed("QA", unpaid=[unpaid("2024-05", "1000", "1000")]), Component.UNPAID_WAGE)
        assert (str(line.amount), codes(line)) == ("0.00", ["month_not_short"])

    @pytest.mark.parametrize("where", jurisdictions())
    @pytest.mark.parametrize("scope", list(Scope))
    def test_every_country_owes_them_to_everybody(self, where, scope):
        line = line_of(assessed(where, scope=scope.value, unpaid=[unpaid("2024-05", "900")]), Component.UNPAID_WAGE)
        assert (line.amount, line.low, line.high) == (D(900), D(900), D(900))
        assert line.grade in (Grade.A, Grade.B)

    def test_a_job_that_goes_on(self):
        whole = assessed("SA", ended_on=None, exit=None, unpaid=[unpaid("2026-05", "1000")])
        assert str(whole.total) == "1000.00"
        assert (whole.years, whole.days) == (None, None)

    def test_law_68_of_2015_minimum_wage_of_60(self):
        months = [unpaid("2024-05", "45", "45"), unpaid("2024-06", "80", "50")]
        line = line_of(assessed("KW", "45", scope="domestic", unpaid=months), Component.UNPAID_WAGE)
        assert (str(line.amount), codes(line)) == ("45.000", ["minimum_wage", "month_short", "month_short"])

    def test_law_68_of_2015_minimum_wage_not_in_another_currency(self):
        job = {"scope": "domestic", "currency": "USD", "unpaid": [unpaid("2024-05", "45", "5")]}
        assert str(line_of(assessed("KW", "45", **job), Component.UNPAID_WAGE).amount) == "40.00"

    def test_law_68_of_2015_minimum_wage_not_for_part_of_a_month(self):
        job = {"started_on": "2024-05-02", "scope": "domestic", "unpaid": [unpaid("2024-05", "45", "45")]}
        assert str(line_of(assessed("KW", "45", **job), Component.UNPAID_WAGE).amount) == "0.000"


class TestOvertime:
    def test_ae_art_19_25_by_day_and_50_by_night(self):
        months = [hours("2024-05", "10", "4")]
        line = line_of(assessed("AE", "2400", total="4000", overtime=months), Component.OVERTIME)
        assert (str(line.amount), str(line.low)) == ("185.00", "182.47")
        assert line.high == line.amount

    def test_ae_art_19_4_rest_day_needs_a_lawyer(self):
        entry = left_out(assessed("AE", overtime=[hours("2024-05", rest="8")]), Component.REST_DAY)
        assert (entry.why, entry.values) == (WhyNot.DRAFT, {"rule": "AE.rest_day.2022"})

    def test_sa_art_107_whole_hour_and_half_of_the_basic_hour(self):
        line = line_of(
            assessed("SA", "2400", total="3600", overtime=[hours("2024-05", "10", "2")]), Component.OVERTIME
        )
        assert str(line.amount) == "240.00"

    def test_qa_arts_73_and_74(self):
        line = line_of(
            assessed("QA", "2400", total="4000", overtime=[hours("2024-05", "10", "4")]), Component.OVERTIME
        )
        assert str(line.amount) == "185.00"

    def test_kw_art_66_by_26_or_30_days(self):
        line = line_of(assessed("KW", "208", overtime=[hours("2024-05", "10", "2")]), Component.OVERTIME)
        assert (str(line.amount), str(line.low)) == ("15.000", "13.000")

    def test_kw_art_67_rest_day(self):
        line = line_of(assessed("KW", "208", overtime=[hours("2024-05", rest="8")]), Component.REST_DAY)
        assert (str(line.amount), str(line.low)) == ("12.000", "10.400")

    def test_om_before_and_after_the_law_of_2023(self):
        months = [hours("2023-07", "10"), hours("2023-08", "10", "4")]
        lines = [
            line
            for line in assessed("OM", "240", total="400", overtime=months).lines
            if line.component is Component.OVERTIME
        ]
        assert [(line.rule, str(line.amount)) for line in lines] == [
            ("OM.overtime.2003", "12.500"),
            ("OM.overtime.2023", "18.500"),
        ]

    def test_sg_part_iv(self):
        line = line_of(assessed("SG", "1200", overtime=[hours("2024-05", "1")]), Component.OVERTIME)
        rate = next(step.values["rate"] for step in line.steps if step.code.value == "hours_with_supplement")
        hour = next(step.values["hour"] for step in line.steps if step.code.value == "hour_of_week")
        assert (round(hour, 4), round(rate, 4), str(line.amount)) == (D("6.2937"), D("9.4406"), "9.44")

    def test_sg_wages_above_the_undisputed_limit_need_a_lawyer(self):
        assert line_of(assessed("SG", "2600", overtime=[hours("2024-05", "1")]), Component.OVERTIME).amount > 0
        entry = left_out(assessed("SG", "2600.01", overtime=[hours("2024-05", "1")]), Component.OVERTIME)
        assert entry.why is WhyNot.DRAFT_ABOVE_WAGE

    @pytest.mark.parametrize("where", ["BH", "HK", "KR", "TH", "TW"])
    def test_drafts_never_compute(self, where):
        assert left_out(assessed(where, overtime=[hours("2024-05", "10")]), Component.OVERTIME).why is WhyNot.DRAFT

    @pytest.mark.parametrize("where", ["JO", "MY"])
    def test_a_rate_without_a_verified_hour_never_computes(self, where):
        entry = left_out(assessed(where, overtime=[hours("2024-05", "10", rest="8")]), Component.OVERTIME)
        assert entry.why is WhyNot.WAGE_UNSETTLED

    def test_a_basic_wage_that_nobody_told(self):
        job = {"basic": None, "total": "208", "overtime": [hours("2024-05", "10")]}
        entry = left_out(assessed("AE", **job), Component.OVERTIME)
        assert (entry.why, entry.values) == (WhyNot.FACT_LACKING, {"field": "pay.basic"})
        line = line_of(assessed("KW", **job), Component.OVERTIME)
        assert (str(line.amount), str(line.low), "other_wage" in codes(line)) == ("12.500", "10.833", False)

    def test_hours_of_a_day_that_nobody_told(self):
        line = line_of(
            assessed("AE", "2400", hours_per_day=None, overtime=[hours("2024-05", "10")]), Component.OVERTIME
        )
        assert (str(line.amount), "hours_assumed" in codes(line)) == ("125.00", True)

    @pytest.mark.parametrize(("basis", "wage"), [("daily", "80"), ("hourly", "10")])
    def test_people_paid_by_day_or_hour(self, basis, wage):
        line = line_of(assessed("AE", wage, basis=basis, overtime=[hours("2024-05", "10")]), Component.OVERTIME)
        assert str(line.amount) == "125.00"

    def test_months_before_the_rule_are_left_out(self):
        entry = left_out(
            assessed("AE", started_on="2021-01-01", overtime=[hours("2021-05", "10")]), Component.OVERTIME
        )
        assert entry.why is WhyNot.NO_RULE_THEN

    def test_domestic_workers_have_no_rule(self):
        entry = left_out(assessed("QA", scope="domestic", overtime=[hours("2024-05", "10")]), Component.OVERTIME)
        assert entry.why is WhyNot.NO_RULE


class TestLeave:
    def test_sa_arts_109_and_111_on_the_whole_wage(self):
        line = line_of(assessed("SA", "8000", total="10000", unused_leave_days="21"), Component.LEAVE)
        assert (str(line.amount), line.grade) == ("7000.00", Grade.B)

    def test_th_s_67_when_the_employer_ends_it(self):
        assert str(line_of(assessed("TH", "12000", unused_leave_days="6.5"), Component.LEAVE).amount) == "2600.00"

    def test_th_s_67_after_resigning_needs_a_lawyer(self):
        entry = left_out(assessed("TH", exit="resigned", unused_leave_days="6"), Component.LEAVE)
        assert entry.why is WhyNot.DRAFT_FOR_ENDING

    @pytest.mark.parametrize("where", ["AE", "QA", "KW", "HK", "KR", "MY", "TW"])
    def test_drafts_never_compute(self, where):
        assert left_out(assessed(where, unused_leave_days="6"), Component.LEAVE).why is WhyNot.DRAFT

    @pytest.mark.parametrize("where", ["BH", "JO", "OM", "SG"])
    def test_days_without_a_verified_wage_never_compute(self, where):
        assert left_out(assessed(where, unused_leave_days="6"), Component.LEAVE).why is WhyNot.WAGE_UNSETTLED

    def test_a_job_that_goes_on(self):
        entry = left_out(assessed("SA", ended_on=None, exit=None, unused_leave_days="6"), Component.LEAVE)
        assert entry.why is WhyNot.JOB_GOES_ON

    def test_before_the_rule(self):
        job = {"started_on": "1990-01-01", "ended_on": "1996-01-01", "unused_leave_days": "6"}
        assert left_out(assessed("TH", **job), Component.LEAVE).why is WhyNot.NO_RULE_THEN

    def test_domestic_workers_have_no_rule(self):
        assert (
            left_out(assessed("SA", scope="domestic", unused_leave_days="6"), Component.LEAVE).why is WhyNot.NO_RULE
        )

    def test_a_law_may_say_that_an_ending_gives_nothing(self):
        law = law_of("SA")
        (rule,) = [rule for rule in law.rules if rule.id == "SA.leave"]
        strict = replace(rule, terms=replace(rule.terms, exits={Exit.RESIGNED: Effect.NOTHING}))
        whole = assess(facts_of("SA", exit="resigned", unused_leave_days="6"), replace(law, rules=(strict,)))
        line = line_of(whole, Component.LEAVE)
        assert (str(line.amount), codes(line)) == ("0.00", ["ending_gives_nothing"])


class TestLeftOut:
    @pytest.mark.parametrize(
        ("where", "component", "why"),
        [
            ("AE", Component.NOTICE, WhyNot.NOTICE_NOT_ASKED),
            ("SA", Component.NOTICE, WhyNot.NO_RULE),
            ("QA", Component.NOTICE, WhyNot.DRAFT),
            ("BH", Component.INTEREST, WhyNot.GROWS_UNTIL_PAID),
            ("KR", Component.INTEREST, WhyNot.GROWS_UNTIL_PAID),
            ("AE", Component.DISMISSAL_COMPENSATION, WhyNot.COURT_DECIDES),
            ("SA", Component.DISMISSAL_COMPENSATION, WhyNot.DRAFT),
            ("AE", Component.DEDUCTION_REFUND, WhyNot.IN_UNPAID_WAGE),
            ("AE", Component.FEE_REFUND, WhyNot.NOT_ASKED),
            ("AE", Component.OVERTIME, WhyNot.NOTHING_ENTERED),
            ("AE", Component.UNPAID_WAGE, WhyNot.NOTHING_ENTERED),
        ],
    )
    def test_every_component_says_why(self, where, component, why):
        assert left_out(assessed(where), component).why is why

    def test_sa_notice_is_dated(self):
        entry = left_out(assessed("SA", ended_on="2025-02-19"), Component.NOTICE)
        assert (entry.why, entry.values["rule"]) == (WhyNot.NOTICE_NOT_ASKED, "SA.notice.2025")

    def test_no_component_is_passed_over_in_silence(self):
        for where in jurisdictions():
            whole = assessed(where, social_security_covered=False, unpaid=[unpaid("2024-05", "900")])
            told = {line.component for line in whole.lines} | {entry.component for entry in whole.not_included}
            assert set(Component) - told <= {Component.SEVERANCE, Component.END_OF_SERVICE}
            assert told & {Component.SEVERANCE, Component.END_OF_SERVICE}
