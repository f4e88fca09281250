"""Severance pay, country by country: published examples, with the article in the name of each test."""

from decimal import Decimal

import pytest

from mrc.claims.rules.assessment import Grade, Payer, WhyNot
from mrc.claims.rules.ledger import Component
from tests.claims.employments import assessed, codes, end_amount, end_line, for_years, last_day, left_out

D = Decimal
START = "2018-03-15"


def lasting(years: int, days: int = 0, start: str = START) -> dict[str, str]:
    return {"started_on": start, "ended_on": last_day(start, years, days)}


class TestMalaysia:
    def test_reg_6_five_and_a_quarter_years(self):
        assert for_years("MY.severance.2023", "3800", "5.25") == D("13117.81")

    def test_reg_6_to_the_nearest_month(self):
        line = end_line("MY", "3800", started_on="2018-01-01", ended_on="2023-03-31")
        told = next(step for step in line.steps if step.code.value == "other_count")
        assert (str(line.amount), str(line.high)) == ("13109.25", "13117.81")
        assert round(told.values["amount"], 2) == D("13117.81")

    def test_reg_6_three_years(self):
        assert end_amount("MY", "2000", **lasting(3, 0, "2020-03-15")) == "2958.90"

    def test_reg_6_wages_of_the_last_twelve_months(self):
        history = [{"month": f"2024-{month:02}", "total": "2100"} for month in range(1, 13)]
        line = end_line("MY", "2000", started_on="2022-01-01", ended_on="2024-12-31", history=history)
        assert str(line.amount) == "3106.85"
        assert "average_wage" in codes(line)

    @pytest.mark.parametrize(
        ("years", "days", "amount"), [(0, 364, "0.00"), (1, 0, "657.53"), (1, 364, "1313.27"), (4, 364, "4928.80")]
    )
    def test_reg_6_lengths(self, years, days, amount):
        assert end_amount("MY", "2000", **lasting(years, days, "2022-03-15")) == amount

    @pytest.mark.parametrize(("years", "amount", "low"), [(2, "1972.60", "1315.07"), (5, "6575.34", "4931.51")])
    def test_reg_6_edges_are_disputed(self, years, amount, low):
        line = end_line("MY", "2000", **lasting(years))
        assert (str(line.amount), str(line.low), str(line.high)) == (amount, low, amount)
        assert "other_edge" in codes(line)

    @pytest.mark.parametrize("ending", ["resigned", "retired", "dismissed_for_misconduct"])
    def test_reg_4_endings_without_benefits(self, ending):
        line = end_line("MY", "2000", exit=ending)
        assert (str(line.amount), codes(line)) == ("0.00", ["ending_gives_nothing"])

    def test_wages_above_4000_since_2023(self):
        assert end_amount("MY", "4000", ended_on="2024-12-31") == "7890.41"
        assert codes(end_line("MY", "4000.01", ended_on="2024-12-31")) == ["wage_above_limit"]

    def test_wages_above_an_unverified_limit_before_2023(self):
        assert end_amount("MY", "2000", ended_on="2022-12-31") == "1972.60"
        entry = left_out(assessed("MY", "2000.01", ended_on="2022-12-31"), Component.SEVERANCE)
        assert entry.why is WhyNot.DRAFT_ABOVE_WAGE


class TestSingapore:
    def test_no_statutory_severance(self):
        entry = left_out(assessed("SG", "1000"), Component.SEVERANCE)
        assert (entry.why, entry.values["rule"]) == (WhyNot.DRAFT, "SG.severance")


class TestHongKong:
    def test_part_va_domestic_worker_six_years(self):
        assert end_amount("HK", "4990", scope="domestic", exit="redundancy", **lasting(6)) == "19960.00"

    def test_part_va_yearly_cap(self):
        assert end_amount("HK", "30000", exit="redundancy", **lasting(10, 0, "2014-03-15")) == "150000.00"

    def test_part_va_total_cap(self):
        assert end_amount("HK", "30000", exit="redundancy", **lasting(30, 0, "1994-03-15")) == "390000.00"

    def test_split_on_1_may_2025(self):
        history = [{"month": "2025-04", "total": "15000"}]
        line = end_line(
            "HK",
            "18000",
            exit="redundancy",
            mpf_covered=True,
            history=history,
            started_on="2021-05-01",
            ended_on="2027-04-30",
        )
        parts = [str(step.values["amount"]) for step in line.steps if step.code.value == "years_at_amount"]
        assert (str(line.amount), parts) == ("64000.00", ["40000", "24000"])

    def test_split_cuts_the_younger_part(self):
        line = end_line("HK", "30000", exit="redundancy", mpf_covered=True, **lasting(32, 0, "1994-05-01"))
        assert str(line.amount) == "390000.00"
        assert codes(line)[-1] == "capped_last_part"

    def test_split_does_not_concern_people_outside_the_mpf(self):
        history = [{"month": "2025-04", "total": "15000"}]
        job = {"exit": "redundancy", "history": history, "started_on": "2021-05-01", "ended_on": "2027-04-30"}
        assert end_amount("HK", "18000", scope="domestic", **job) == "72000.00"
        assert end_amount("HK", "18000", mpf_covered=False, **job) == "72000.00"

    def test_split_is_a_reading_when_nobody_knows_of_the_mpf(self):
        history = [{"month": "2025-04", "total": "15000"}]
        job = {"exit": "redundancy", "history": history, "started_on": "2021-05-01", "ended_on": "2027-04-30"}
        line = end_line("HK", "18000", **job)
        assert (str(line.amount), str(line.high)) == ("64000.00", "72000.00")
        assert "other_cover" in codes(line)

    def test_average_of_twelve_months_may_be_chosen(self):
        history = [{"month": f"2024-{month:02}", "total": "12000"} for month in range(1, 12)]
        history.append({"month": "2024-12", "total": "9000"})
        line = end_line("HK", "9000", exit="redundancy", history=history, started_on="2021-01-01")
        assert (str(line.amount), str(line.high)) == ("24000.00", "31333.33")

    def test_part_va_asks_two_years(self):
        line = end_line("HK", "9000", exit="redundancy", **lasting(1, 364))
        assert (str(line.amount), codes(line)[-1]) == ("0.00", "too_short_years")
        assert end_amount("HK", "9000", exit="redundancy", **lasting(2)) == "12000.00"

    @pytest.mark.parametrize("ending", ["dismissed", "contract_ended", "died"])
    def test_part_vb_asks_five_years(self, ending):
        assert end_amount("HK", "9000", exit=ending, **lasting(4, 364)) == "0.00"
        assert end_amount("HK", "9000", exit=ending, **lasting(5)) == "30000.00"

    @pytest.mark.parametrize("ending", ["resigned", "dismissed_for_misconduct"])
    def test_part_vb_endings_without_payment(self, ending):
        assert end_amount("HK", "9000", exit=ending, **lasting(6)) == "0.00"

    def test_part_vb_retiring_depends_on_age(self):
        line = end_line("HK", "9000", exit="retired", **lasting(6))
        assert (str(line.amount), str(line.low)) == ("36000.00", "0.00")

    def test_people_paid_by_the_piece_need_more_facts(self):
        entry = left_out(assessed("HK", "9000", basis="piece", exit="redundancy"), Component.SEVERANCE)
        assert (entry.why, entry.values) == (WhyNot.FACT_LACKING, {"field": "pay.basis"})

    def test_people_paid_by_the_day(self):
        line = end_line("HK", "500", basis="daily", exit="redundancy", **lasting(6))
        assert (str(line.amount), "days_a_year_capped" in codes(line)) == ("54000.00", True)
        assert end_amount("HK", "900", basis="daily", exit="redundancy", **lasting(6)) == "90000.00"


class TestKorea:
    def test_arts_4_and_8_three_months_over_their_days(self):
        line = end_line("KR", "2300000", exit="resigned", started_on="2020-10-01", ended_on="2023-09-30")
        assert (str(line.amount), line.payer) == ("6750000", Payer.INSURER)
        assert codes(line)[-1] == "from_insurer"

    def test_arts_4_and_8_wages_on_record(self):
        history = [
            {"month": "2023-07", "total": "2200000"},
            {"month": "2023-08", "total": "2300000"},
            {"month": "2023-09", "total": "2400000"},
        ]
        job = {"started_on": "2020-10-01", "ended_on": "2023-09-30", "history": history}
        assert end_amount("KR", "1900000", **job) == "6750000"

    def test_art_4_less_than_a_year(self):
        assert end_amount("KR", "2300000", **lasting(0, 364)) == "0"

    def test_arts_4_and_8_people_paid_by_the_day_need_a_record(self):
        job = {"basis": "daily", "started_on": "2022-10-01", "ended_on": "2023-09-30"}
        assert left_out(assessed("KR", "90000", **job), Component.END_OF_SERVICE).values == {"field": "pay.history"}

    def test_wages_of_part_of_a_month_count_by_its_days(self):
        history = [
            {"month": "2023-07", "total": "3100000"},
            {"month": "2023-08", "total": "3100000"},
            {"month": "2023-09", "total": "3000000"},
            {"month": "2023-10", "total": "1500000"},
        ]
        job = {"started_on": "2022-10-16", "ended_on": "2023-10-15", "history": history}
        assert end_amount("KR", "1900000", **job) == "3000000"

    def test_service_counts_in_days(self):
        line = end_line("KR", "2300000", started_on="2023-10-01", ended_on="2024-09-30")
        assert str(line.amount) == "2256164"

    @pytest.mark.parametrize("ending", ["resigned", "dismissed_for_misconduct", "contract_ended"])
    def test_art_8_any_ending(self, ending):
        assert end_line("KR", "2300000", exit=ending).amount > 0


class TestThailand:
    @pytest.mark.parametrize(("days", "amount"), [(119, "0.00"), (120, "12000.00"), (364, "12000.00")])
    def test_s_118_days(self, days, amount):
        assert end_amount("TH", "12000", **lasting(0, days, "2023-03-15")) == amount

    @pytest.mark.parametrize(
        ("years", "days", "amount", "grade"),
        [
            (1, 0, "36000.00", "A"),
            (2, 364, "36000.00", "A"),
            (3, 0, "72000.00", "A"),
            (6, 0, "96000.00", "A"),
            (10, 0, "120000.00", "A"),
            (19, 364, "120000.00", "A"),
            (20, 0, "160000.00", "B"),
        ],
    )
    def test_s_118_years(self, years, days, amount, grade):
        line = end_line("TH", "12000", **lasting(years, days, "2003-03-15"))
        assert (str(line.amount), line.grade) == (amount, Grade(grade))

    def test_s_118_before_5_may_2019(self):
        job = {"started_on": "1999-01-01"}
        assert end_amount("TH", "12000", ended_on="2019-05-04", **job) == "120000.00"
        assert end_amount("TH", "12000", ended_on="2019-05-05", **job) == "160000.00"

    @pytest.mark.parametrize("ending", ["resigned", "dismissed_for_misconduct"])
    def test_s_119_endings_without_severance(self, ending):
        assert codes(end_line("TH", "12000", exit=ending)) == ["ending_gives_nothing"]

    def test_s_118_projects_of_a_fixed_term(self):
        line = end_line("TH", "12000", exit="contract_ended", **lasting(2))
        assert (str(line.amount), str(line.low)) == ("36000.00", "0.00")
        assert end_line("TH", "12000", exit="contract_ended", **lasting(2, 1)).low == D("36000.00")

    def test_s_118_people_paid_by_the_day(self):
        assert end_amount("TH", "400", basis="daily", **lasting(1)) == "36000.00"


class TestTaiwan:
    def test_art_17_a_month_begun_counts(self):
        line = end_line("TW", "28590", started_on="2021-01-01", ended_on="2023-05-10")
        assert (str(line.amount), str(line.high)) == ("69092.50", "69092.50")

    def test_labor_pension_act_art_12_stands_beside_it(self):
        line = end_line("TW", "28590", started_on="2021-01-01", ended_on="2024-12-31")
        assert (str(line.amount), str(line.low)) == ("114360.00", "57180.00")
        assert "other_law" in codes(line)

    def test_labor_pension_act_art_12_six_months_at_most(self):
        line = end_line("TW", "28590", started_on="2005-01-01", ended_on="2024-12-31")
        assert (str(line.amount), str(line.low)) == ("571800.00", "171540.00")

    @pytest.mark.parametrize("ending", ["resigned", "contract_ended", "dismissed_for_misconduct"])
    def test_art_18_endings_without_severance(self, ending):
        assert codes(end_line("TW", "28590", exit=ending)) == ["ending_gives_nothing"]


@pytest.mark.parametrize("where", ["JO", "KR", "TH", "TW", "MY"])
def test_domestic_workers_without_a_rule_need_a_lawyer(where):
    entry = left_out(assessed(where, scope="domestic"), Component.END_OF_SERVICE)
    assert entry.why is WhyNot.NO_RULE
