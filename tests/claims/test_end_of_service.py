"""What the end of a job brings, country by country: published examples, with the article in the name of each test."""

from datetime import date
from decimal import Decimal

import pytest

from mrc.claims.rules.assessment import Payer, WhyNot
from mrc.claims.rules.ledger import Component
from tests.claims.employments import (
    assessed,
    codes,
    end_amount,
    end_line,
    end_lines,
    for_years,
    last_day,
    left_out,
)

D = Decimal
START = "2018-03-15"


def lasting(years: int, days: int = 0, start: str = START) -> dict[str, str]:
    return {"started_on": start, "ended_on": last_day(start, years, days)}


class TestEmirates:
    def test_art_51_five_years(self):
        assert end_amount("AE", "7500", **lasting(5)) == "26250.00"

    def test_art_51_seven_and_a_half_years(self):
        assert for_years("AE.end_of_service.2022", "10000", "7.5") == D("60000.00")

    def test_art_51_less_than_a_year(self):
        line = end_line("AE", "10000", **lasting(0, 328, "2022-03-15"))
        assert (str(line.amount), codes(line)) == ("0.00", ["service", "too_short_years"])

    def test_art_51_a_day_less_than_a_year_and_a_year(self):
        assert end_amount("AE", "10000", **lasting(0, 364, "2022-03-15")) == "0.00"
        assert end_amount("AE", "10000", **lasting(1, 0, "2022-03-15")) == "7000.00"

    def test_art_51_cap_of_two_years_wage_on_basic_or_whole_wage(self):
        line = end_line("AE", "10000", total="12000", **lasting(40, 0, "1983-01-01"))
        assert (str(line.amount), str(line.low), str(line.high)) == ("240000.00", "240000.00", "288000.00")
        assert codes(line)[-2:] == ["capped_at_months", "other_cap"]

    def test_art_51_2_resigning_no_longer_reduces(self):
        assert end_amount("AE", "7500", exit="resigned", **lasting(5)) == "26250.00"

    def test_art_51_narrow_grounds_may_take_it(self):
        line = end_line("AE", "7500", exit="dismissed_for_misconduct", **lasting(5))
        assert (str(line.amount), str(line.low), str(line.high)) == ("0.00", "0.00", "26250.00")
        assert codes(line)[-1] == "ending_may_take_it"

    def test_art_51_4_and_33_2_unpaid_absence_comes_off(self):
        whole = assessed("AE", "7500", unpaid_absence_days=30, **lasting(5, 30))
        assert str(whole.total) == "26250.00"
        assert (whole.years, whole.days) == (5, 0)
        assert codes(whole.lines[0])[0] == "absence_taken_off"

    def test_old_law_before_february_2022_is_not_computed(self):
        entry = left_out(assessed("AE", ended_on="2022-02-01"), Component.END_OF_SERVICE)
        assert (entry.why, entry.values) == (WhyNot.NO_RULE_THEN, {"date": date(2022, 2, 1)})

    def test_domestic_workers_need_a_lawyer(self):
        entry = left_out(assessed("AE", scope="domestic"), Component.END_OF_SERVICE)
        assert (entry.why, entry.values["rule"]) == (WhyNot.DRAFT, "AE.domestic.end_of_service")


class TestSaudiArabia:
    def test_art_84_seven_years(self):
        assert end_amount("SA", "10000", **lasting(7)) == "45000.00"

    def test_art_85_seven_years_resigned(self):
        assert end_amount("SA", "10000", exit="resigned", **lasting(7)) == "30000.00"

    def test_art_84_people_paid_by_the_day_need_the_wage_of_a_month(self):
        job = {"basis": "daily", **lasting(4, 0, "2021-01-01")}
        entry = left_out(assessed("SA", "100", **job), Component.END_OF_SERVICE)
        assert (entry.why, entry.values) == (WhyNot.FACT_LACKING, {"field": "pay.history"})
        history = [{"month": "2024-12", "total": "2600"}]
        assert end_amount("SA", "100", history=history, **job) == "5200.00"

    def test_art_85_exactly_five_years_resigned_is_disputed(self):
        line = end_line("SA", "10000", exit="resigned", **lasting(5))
        assert (str(line.amount), str(line.low), str(line.high)) == ("8333.33", "8333.33", "16666.67")
        assert "other_edge" in codes(line)

    def test_art_85_a_day_more_than_five_years_resigned(self):
        line = end_line("SA", "10000", exit="resigned", **lasting(5, 1))
        assert str(line.amount) == "16684.93"
        assert line.low == line.high

    def test_art_85_slightly_more_than_five_years_resigned(self):
        assert for_years("SA.end_of_service", "10000", "5.01", exit="resigned") == D("16733.33")

    @pytest.mark.parametrize(
        ("years", "days", "amount"),
        [(1, 328, "0.00"), (1, 364, "0.00"), (2, 0, "3333.33"), (9, 364, "49981.74"), (10, 0, "75000.00")],
    )
    def test_art_85_edges_of_resigning(self, years, days, amount):
        assert end_amount("SA", "10000", exit="resigned", **lasting(years, days, "2006-03-15")) == amount

    def test_art_87_force_majeure_in_full(self):
        assert end_amount("SA", "10000", exit="force_majeure", **lasting(3)) == "15000.00"

    def test_art_80_misconduct_needs_a_lawyer(self):
        entry = left_out(assessed("SA", exit="dismissed_for_misconduct"), Component.END_OF_SERVICE)
        assert entry.why is WhyNot.DRAFT_FOR_ENDING

    def test_domestic_workers_need_a_lawyer(self):
        entry = left_out(assessed("SA", scope="domestic"), Component.END_OF_SERVICE)
        assert (entry.why, entry.values["rule"]) == (WhyNot.DRAFT, "SA.domestic.end_of_service")


class TestQatar:
    def test_art_54_four_years(self):
        assert end_amount("QA", "6000", **lasting(4)) == "16800.00"

    def test_art_54_two_and_a_half_years(self):
        assert for_years("QA.end_of_service", "1000", "2.5") == D("1750.00")

    def test_art_54_less_than_a_year(self):
        assert end_amount("QA", "6000", **lasting(0, 364)) == "0.00"

    def test_art_61_misconduct_takes_it(self):
        line = end_line("QA", "6000", exit="dismissed_for_misconduct", **lasting(4))
        assert (str(line.amount), str(line.high), codes(line)) == ("0.00", "0.00", ["ending_gives_nothing"])

    def test_law_15_of_2017_domestic_workers(self):
        assert end_amount("QA", "1500", scope="domestic", **lasting(2)) == "2100.00"
        assert end_amount("QA", "1500", scope="domestic", **lasting(0, 364)) == "0.00"

    def test_law_15_of_2017_without_a_basic_wage_has_one_reading(self):
        line = end_line("QA", scope="domestic", basic=None, total="1800", **lasting(2))
        assert (str(line.amount), line.low) == ("2520.00", line.amount)

    def test_law_15_of_2017_speaks_of_the_wage(self):
        line = end_line("QA", "1500", scope="domestic", total="1800", **lasting(2))
        assert (str(line.amount), str(line.low)) == ("2520.00", "2100.00")


class TestKuwait:
    def test_art_51_ten_years_by_26_or_30_days(self):
        line = end_line("KW", "300", **lasting(10, 0, "2012-03-15"))
        assert (str(line.amount), str(line.low), str(line.high)) == ("2365.385", "2250.000", "2365.385")

    def test_art_53_three_and_a_half_years_resigned(self):
        rule = "KW.end_of_service.monthly"
        assert for_years(rule, "425", "3.5", places=3, exit="resigned") == D("429.087")
        assert for_years(rule, "425", "3.5", places=3, divisor=30, exit="resigned") == D("371.875")

    def test_art_53_the_same_in_days(self):
        line = end_line("KW", "425", exit="resigned", **lasting(3, 182))
        assert (str(line.amount), str(line.low)) == ("428.919", "371.729")

    @pytest.mark.parametrize(
        ("years", "days", "amount"),
        [
            (2, 364, "0.000"),
            (3, 0, "259.615"),
            (4, 364, "432.455"),
            (5, 0, "576.923"),
            (9, 364, "1576.375"),
            (10, 0, "2365.385"),
        ],
    )
    def test_art_53_edges_of_resigning(self, years, days, amount):
        assert end_amount("KW", "300", exit="resigned", **lasting(years, days, "2012-03-15")) == amount

    def test_art_51_cap_of_18_months(self):
        line = end_line("KW", "300", **lasting(30, 0, "1990-03-15"))
        assert (str(line.amount), str(line.low), str(line.high)) == ("5400.000", "5400.000", "5400.000")

    def test_art_51_people_paid_by_the_day(self):
        line = end_line("KW", "10", basis="daily", **lasting(7, 0))
        assert str(line.amount) == "800.000"
        assert (line.low, line.rule) == (line.amount, "KW.end_of_service.daily")

    def test_art_51_people_paid_by_the_day_cap_of_twelve_months(self):
        line = end_line("KW", "10", basis="daily", **lasting(30, 0, "1990-03-15"))
        assert (str(line.amount), str(line.high)) == ("3120.000", "3600.000")

    def test_art_51_people_paid_by_the_hour(self):
        assert end_amount("KW", "1.250", basis="hourly", **lasting(7, 0)) == "800.000"

    def test_law_68_of_2015_art_23_domestic_workers(self):
        assert end_amount("KW", "120", scope="domestic", exit="contract_ended", **lasting(2)) == "240.000"

    def test_law_68_of_2015_art_23_before_the_contract_is_completed(self):
        line = end_line("KW", "120", scope="domestic", exit="resigned", **lasting(2))
        assert (str(line.amount), str(line.low)) == ("240.000", "0.000")
        assert codes(line)[-1] == "ending_unsettled"


class TestBahrain:
    def test_art_116_five_years_before_march_2024(self):
        (line,) = end_lines(assessed("BH", "600", started_on="2019-03-01", ended_on="2024-02-29"))
        assert (str(line.amount), line.payer) == ("2100.000", Payer.EMPLOYER)

    def test_art_47_basic_wage_and_social_allowance(self):
        whole = assessed(
            "BH", "500", social_allowance="100", total="900", started_on="2019-03-01", ended_on="2024-02-29"
        )
        assert str(whole.total) == "2100.000"

    @pytest.mark.parametrize(("start", "amount"), [("2024-03-01", "25.200"), ("2021-03-01", "50.400")])
    def test_resolution_109_of_2023_one_month(self, start, amount):
        lines = end_lines(assessed("BH", "600", started_on=start, ended_on="2024-03-31"))
        insured = [line for line in lines if line.payer is Payer.SOCIAL_INSURANCE]
        assert [str(line.amount) for line in insured] == [amount]

    def test_resolution_109_of_2023_the_payer_changes(self):
        lines = end_lines(assessed("BH", "600", started_on="2022-03-01", ended_on="2026-02-28"))
        assert [(line.payer.value, str(line.amount)) for line in lines] == [
            ("employer", "600.000"),
            ("social_insurance", "907.200"),
        ]
        assert codes(lines[1])[-1] == "from_social_insurance"

    def test_resolution_109_of_2023_days_of_a_month(self):
        lines = end_lines(assessed("BH", "600", started_on="2024-03-01", ended_on="2024-08-15"))
        assert [str(line.amount) for line in lines] == ["138.600"]

    def test_domestic_workers_need_a_lawyer(self):
        assert left_out(assessed("BH", scope="domestic"), Component.END_OF_SERVICE).why is WhyNot.DRAFT


class TestOman:
    def test_art_61_six_years_under_the_new_law(self):
        assert end_amount("OM", "700", started_on="2023-08-01", ended_on="2029-07-31") == "4200.000"

    def test_art_61_and_art_39_two_years_under_each_law(self):
        line = end_line("OM", "500", started_on="2021-08-01", ended_on="2025-07-31")
        assert (str(line.amount), str(line.low), str(line.high)) == ("1500.000", "1500.000", "1521.233")
        assert line.rule == "OM.end_of_service.2003 + OM.end_of_service.2023"
        assert codes(line).count("other_date") == 2

    def test_art_39_old_law_alone(self):
        assert end_amount("OM", "500", started_on="2018-08-01", ended_on="2023-07-31") == "1750.000"

    def test_art_39_less_than_a_year(self):
        assert end_amount("OM", "500", started_on="2022-08-02", ended_on="2023-07-31") == "0.000"

    def test_art_39_old_part_shorter_than_its_minimum_is_disputed(self):
        line = end_line("OM", "500", started_on="2023-03-01", ended_on="2025-07-31")
        assert (str(line.amount), str(line.low), str(line.high)) == ("1104.795", "1000.000", "1209.589")

    def test_before_the_laws_on_record(self):
        job = {"started_on": "1990-01-01", "ended_on": "2002-12-31"}
        assert left_out(assessed("OM", **job), Component.END_OF_SERVICE).why is WhyNot.NO_RULE_THEN

    def test_domestic_workers_need_a_lawyer(self):
        assert left_out(assessed("OM", scope="domestic"), Component.END_OF_SERVICE).why is WhyNot.DRAFT


class TestJordan:
    def test_art_32_not_covered_by_social_security(self):
        assert end_amount("JO", "800", social_security_covered=False, **lasting(8)) == "6400.000"

    def test_art_32_covered_by_social_security(self):
        line = end_line("JO", "800", social_security_covered=True, **lasting(8))
        assert (str(line.amount), line.payer) == ("0.000", Payer.SOCIAL_INSURANCE)
        assert codes(line) == ["with_social_security"]

    def test_art_32_nobody_knows_whether_covered(self):
        entry = left_out(assessed("JO", "800"), Component.END_OF_SERVICE)
        assert (entry.why, entry.values) == (
            WhyNot.FACT_LACKING,
            {"field": "employment.social_security_covered"},
        )
