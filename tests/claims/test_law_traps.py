"""The ten traps of wage law: what a computation gets wrong when it takes one country's habits to another."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mrc.claims.rules.assessment import Payer, WhyNot
from mrc.claims.rules.engine import assess
from mrc.claims.rules.ledger import Component
from tests.claims.employments import assessed, codes, end_amount, end_line, end_lines, facts_of, left_out

D = Decimal


class TestBaseWage:
    @pytest.mark.parametrize(
        ("where", "amount"),
        [("AE", "2800.00"), ("QA", "2800.00"), ("OM", "2709.589"), ("SA", "3000.00"), ("KW", "3461.538")],
    )
    def test_basic_in_ae_qa_om_and_whole_in_sa_kw(self, where, amount):
        assert end_amount(where, "1000", total="1500") == amount

    @pytest.mark.parametrize("where", ["AE", "QA", "OM"])
    def test_a_whole_wage_never_stands_for_the_basic_one(self, where):
        entry = left_out(assessed(where, basic=None, total="1500"), Component.END_OF_SERVICE)
        assert (entry.why, entry.values) == (WhyNot.FACT_LACKING, {"field": "pay.basic"})

    def test_basic_wage_and_allowance_stand_for_a_whole_wage_that_nobody_told(self):
        line = end_line("SA", "900", total=None, social_allowance="100")
        assert (str(line.amount), codes(line)[1]) == ("2000.00", "whole_wage_assumed")

    def test_no_wage_at_all(self):
        facts = facts_of("SA")
        whole = assess(replace(facts, pay=replace(facts.pay, basic=None, total=None)))
        assert left_out(whole, Component.END_OF_SERVICE).values == {"field": "pay.total"}

    def test_the_hours_of_a_day_where_the_wage_is_by_the_hour(self):
        entry = left_out(assessed("KW", "1", basis="hourly", hours_per_day=None), Component.END_OF_SERVICE)
        assert entry.values == {"field": "pay.hours_per_day"}

    def test_last_full_month_in_hk(self):
        history = [{"month": "2024-11", "total": "9000"}, {"month": "2024-12", "total": "3000"}]
        job = {"exit": "redundancy", "history": history, "started_on": "2022-12-16"}
        assert str(end_line("HK", "6000", ended_on="2024-12-15", **job).amount) == "12000.00"
        assert str(end_line("HK", "6000", ended_on="2024-12-31", **job).amount) == "4087.67"

    def test_three_months_in_kr_over_their_calendar_days(self):
        job = {"started_on": "2022-03-01"}
        assert end_amount("KR", "2760000", ended_on="2023-02-28", **job) == "2760000"
        assert end_amount("KR", "2760000", ended_on="2023-05-31", **job) == "3380548"


class TestDayDivisor:
    def test_26_in_kw_and_30_beside_it(self):
        line = end_line("KW", "260", started_on="2024-01-01")
        assert (str(line.amount), str(line.low)) == ("150.000", "130.000")

    @pytest.mark.parametrize(("where", "amount"), [("AE", "210.00"), ("QA", "210.00"), ("TH", "900.00")])
    def test_30_in_ae_qa_th(self, where, amount):
        assert end_amount(where, "300", started_on="2024-01-01") == amount

    def test_365th_of_a_year_in_my(self):
        assert end_amount("MY", "365", started_on="2024-01-01") == "120.00"


class TestStepsAndProportions:
    def test_steps_in_th(self):
        assert end_amount("TH", started_on="2021-01-02") == end_amount("TH", started_on="2021-12-31")

    def test_proportions_in_ae(self):
        assert end_amount("AE", started_on="2021-01-02", ended_on="2023-12-31") == "2098.08"

    def test_months_rounded_up_in_tw(self):
        assert end_amount("TW", "1200", started_on="2024-11-30") == "200.00"
        assert end_amount("TW", "1200", started_on="2024-12-01") == "100.00"


class TestTierEdges:
    def test_five_years_in_sa(self):
        line = end_line("SA", "3000", started_on="2020-01-01", exit="resigned")
        assert (str(line.amount), str(line.high)) == ("2500.00", "5000.00")

    def test_five_years_in_kw(self):
        assert end_amount("KW", "260", started_on="2020-01-01") == "750.000"
        assert end_amount("KW", "260", started_on="2019-12-31") == "750.712"

    def test_years_with_their_fraction_in_hk(self):
        assert end_amount("HK", "3000", started_on="2021-12-31", exit="redundancy") == "6005.48"


class TestChangesOfLaw:
    def test_bh_1_march_2024(self):
        lines = end_lines(assessed("BH", "600", started_on="2024-02-01", ended_on="2024-03-31"))
        assert [(line.payer.value, str(line.amount)) for line in lines] == [
            ("employer", "23.836"),
            ("social_insurance", "25.200"),
        ]

    def test_om_31_july_2023(self):
        line = end_line("OM", "365", started_on="2022-07-31", ended_on="2023-08-01")
        assert str(line.amount) == "184.000"

    def test_hk_1_may_2025(self):
        job = {"exit": "redundancy", "mpf_covered": True, "history": [{"month": "2025-04", "total": "3000"}]}
        assert end_amount("HK", "6000", started_on="2023-05-01", ended_on="2025-04-30", **job) == "4000.00"
        assert end_amount("HK", "6000", started_on="2023-05-01", ended_on="2025-05-31", **job) == "4339.73"

    def test_ae_31_august_2024(self):
        before = assessed("AE", ended_on="2024-08-30").deadlines
        after = assessed("AE", ended_on="2024-08-31").deadlines
        assert [limit.rule for limit in before] == ["AE.limit.2022", "AE.limit.2024.older_jobs"]
        assert [limit.rule for limit in after] == ["AE.limit.2024"]

    def test_sa_19_february_2025(self):
        assert left_out(assessed("SA", ended_on="2025-02-18"), Component.NOTICE).why is WhyNot.NO_RULE
        assert left_out(assessed("SA", ended_on="2025-02-19"), Component.NOTICE).why is WhyNot.NOTICE_NOT_ASKED

    def test_th_5_may_2019(self):
        assert end_amount("TH", "300", started_on="1999-01-01", ended_on="2019-05-04") == "3000.00"
        assert end_amount("TH", "300", started_on="1999-01-01", ended_on="2019-05-05") == "4000.00"

    def test_my_1_january_2023(self):
        job = {"started_on": "2020-01-01"}
        assert left_out(assessed("MY", "3800", ended_on="2022-12-31", **job), Component.SEVERANCE)
        assert end_line("MY", "3800", ended_on="2023-01-01", **job).amount > 0


class TestAbsenceAndProbation:
    def test_unpaid_leave_comes_off_in_ae_only(self):
        assert end_amount("AE", "3650", started_on="2022-01-01", unpaid_absence_days=73) == "7161.00"
        assert end_amount("QA", "3650", started_on="2022-01-01", unpaid_absence_days=73) == "7665.00"

    def test_absence_that_leaves_less_than_a_year(self):
        job = {"started_on": "2023-01-01", "ended_on": "2023-12-31"}
        assert end_amount("AE", "3650", unpaid_absence_days=0, **job) == "2555.00"
        assert end_amount("AE", "3650", unpaid_absence_days=1, **job) == "0.00"


@pytest.mark.parametrize(
    ("where", "places"), [("KW", 3), ("BH", 3), ("OM", 3), ("JO", 3), ("KR", 0), ("AE", 2), ("TW", 2)]
)
def test_decimals_are_the_currencys_own(where, places):
    whole = assessed(where, "1000", social_security_covered=False)
    amounts = [whole.total, *(amount for line in whole.lines for amount in (line.amount, line.low, line.high))]
    assert {-amount.as_tuple().exponent for amount in amounts} == {places}


def test_two_clocks_for_one_claim_in_bh_and_sg():
    bahrain = assessed("BH", ended_on="2024-12-31").deadlines
    assert [(limit.claim, str(limit.act_by)) for limit in bahrain] == [
        (Component.DISMISSAL_COMPENSATION, "2025-01-29"),
        (None, "2025-12-30"),
    ]
    unpaid = [{"month": "2026-05", "due": "1000"}]
    ended = assessed("SG", ended_on="2026-06-30", unpaid=unpaid).deadlines
    going_on = assessed("SG", ended_on=None, exit=None, unpaid=unpaid).deadlines
    assert [str(limit.act_by) for limit in ended] == ["2026-12-29"]
    assert [str(limit.act_by) for limit in going_on] == ["2027-05-30"]


def test_another_payer_in_bh_kr_and_jo():
    assert {line.payer for line in end_lines(assessed("BH"))} == {Payer.EMPLOYER, Payer.SOCIAL_INSURANCE}
    assert end_line("KR").payer is Payer.INSURER
    assert end_line("JO", social_security_covered=True).payer is Payer.SOCIAL_INSURANCE
    assert end_line("JO", social_security_covered=False).payer is Payer.EMPLOYER


def test_sa_service_is_counted_in_gregorian_years():
    # Five Hijri years are 1,772 days, almost five months short of five years.
    line = end_line("SA", "3000", started_on="2020-02-25", ended_on="2024-12-31", exit="resigned")
    assert str(line.amount) == "2426.03"
