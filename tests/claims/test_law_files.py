"""The files of the law: whole, graded, dated; and a fault in one names file, rule and key."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

import mrc
from mrc.claims.rules import law_files
from mrc.claims.rules.assessment import Grade
from mrc.claims.rules.forums import forums_of
from mrc.claims.rules.law import Formula
from mrc.claims.rules.law_files import FOLDER, WrongLaw, all_laws, jurisdictions, law_of, read
from mrc.claims.rules.ledger import Component
from mrc.classifications import currency_of, minor_units
from tests.house.tree import ROOT

RULE = """
[[rule]]
id = "AE.end"
component = "END_OF_SERVICE"
scope = ["general"]
formula = "per_year"
wage_base = "basic"
day_divisor = 30
tiers = [{ up_to = 5, days = 21 }, { days = 30 }]
valid_from = 2022-02-02
article = "Art. 51"
source = "A source"
grade = "B"
reviewer = ""
reviewed_on = ""
[rule.exits]
full = ["resigned", "dismissed", "contract_ended", "redundancy", "force_majeure", "retired", "died"]
nothing = ["dismissed_for_misconduct"]
"""
LIMIT = """
[[limit]]
id = "AE.limit"
claim = "ALL"
scope = ["general"]
period = 2
unit = "years"
clock = "end_of_employment"
before_filing = [{ step = "complaint", office = "An office", days = 5 }]
valid_from = 2022-02-02
article = "Art. 54"
source = "A source"
grade = "B"
reviewer = ""
reviewed_on = ""
"""
HEAD = 'jurisdiction = "AE"\ncurrency = "AED"\nminor_units = 2\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "AE.toml"
    path.write_text(text, encoding="utf-8")
    return path


def fault(tmp_path: Path, text: str) -> tuple[str, str]:
    with pytest.raises(WrongLaw) as caught:
        read(written(tmp_path, text))
    assert str(caught.value).startswith(caught.value.where)
    return caught.value.where, caught.value.key


def test_a_good_file_is_read(tmp_path):
    law = read(written(tmp_path, HEAD + RULE + LIMIT))
    assert (len(law.rules), len(law.limits)) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('component = "END_OF_SERVICE"', 'component = "END"', "component"),
        ('scope = ["general"]', 'scope = ["seafarer"]', "scope"),
        ('scope = ["general"]', "scope = []", "scope"),
        ('scope = ["general"]', 'scope = "general"', "scope"),
        ('scope = ["general"]', 'scope = ["general", "general"]', "scope"),
        ('formula = "per_year"', 'formula = "per_decade"', "formula"),
        ('formula = "per_year"', 'formula = "by_length"', "lengths"),
        ('wage_base = "basic"', 'wage_base = "gross"', "wage_base"),
        ('wage_base = "basic"\n', "", "wage_base"),
        ("day_divisor = 30", "day_divisor = 0", "day_divisor"),
        ("day_divisor = 30", "day_divisor = -30", "day_divisor"),
        ("day_divisor = 30", 'day_divisor = "thirty"', "day_divisor"),
        ("day_divisor = 30", "day_divisor = true", "day_divisor"),
        ("day_divisor = 30\n", "", "day_divisor"),
        ("{ up_to = 5, days = 21 }, { days = 30 }", "{ up_to = 5, days = 21 }", "tiers"),
        ("{ up_to = 5, days = 21 }", "{ up_to = 5, days = 21, months = 1 }", "tiers"),
        ("{ up_to = 5, days = 21 }", "{ up_to = 5.5, days = 21 }", "tiers"),
        ("{ up_to = 5, days = 21 }", "{ up_to = 5, percent = 21 }", "tiers"),
        ("{ up_to = 5, days = 21 }, { days = 30 }", "", "tiers"),
        ("valid_from = 2022-02-02", 'valid_from = "2022-02-02"', "valid_from"),
        ("valid_from = 2022-02-02", "valid_from = 2022-02-02T00:00:00", "valid_from"),
        ("valid_from = 2022-02-02\n", "", "valid_from"),
        ("valid_from = 2022-02-02", "valid_from = 2022-02-02\nvalid_to = 2022-02-01", "valid_to"),
        ('article = "Art. 51"', 'article = ""', "article"),
        ('article = "Art. 51"\n', "", "article"),
        ('source = "A source"\n', "", "source"),
        ('grade = "B"', 'grade = "C"', "grade"),
        ('grade = "B"\n', "", "grade"),
        ('reviewer = ""', 'reviewer = "A lawyer"', "reviewer"),
        ('reviewer = ""', "reviewer = 5", "reviewer"),
        ('reviewed_on = ""', "reviewed_on = 2026-01-01", "reviewer"),
        ('reviewed_on = ""', 'reviewed_on = "yesterday"', "reviewed_on"),
        ('reviewed_on = ""', 'reviewed_on = ""\ncolour = "green"', "colour"),
        ('reviewed_on = ""', 'reviewed_on = ""\nshare = 1', "share"),
        ('reviewed_on = ""', 'reviewed_on = ""\naccruing = "yes"', "accruing"),
        ('reviewed_on = ""', 'reviewed_on = ""\npayer = "state"', "payer"),
        ('nothing = ["dismissed_for_misconduct"]', "", "exits"),
        ('nothing = ["dismissed_for_misconduct"]', 'nothing = ["resigned"]', "exits"),
        ('nothing = ["dismissed_for_misconduct"]', 'never = ["dismissed_for_misconduct"]', "exits"),
        (RULE[-1:], '\n[[rule.reading]]\nstep = "other_edge"\ncolour = 1\n', "colour"),
        (RULE[-1:], "\n[[rule.reading]]\nday_divisor = 26\n", "step"),
        ('reviewed_on = ""', 'reviewed_on = ""\nreading = ["other_edge"]', "reading"),
        ('reviewed_on = ""', 'reviewed_on = ""\nabsence_excluded = "yes"', "absence_excluded"),
        ('reviewed_on = ""', 'reviewed_on = ""\nminimum_years = 0.5', "minimum_years"),
        ('reviewed_on = ""', 'reviewed_on = ""\nresignation = []', "resignation"),
        ('reviewed_on = ""', 'reviewed_on = ""\nresignation = [{ below = 2, share = 0 }]', "resignation"),
        (
            'reviewed_on = ""',
            'reviewed_on = ""\nresignation = [{ below = 2, to = 3, share = 0 }, { share = 1 }]',
            "resignation",
        ),
        (RULE.split("[rule.exits]")[1], "\n", "exits"),
    ],
)
def test_a_fault_of_a_rule_names_file_rule_and_key(tmp_path, old, new, key):
    changed = RULE + new if old == RULE[-1:] else RULE.replace(old, new)
    where, found = fault(tmp_path, HEAD + changed + LIMIT)
    assert where.removesuffix(", reading") == "AE.toml: AE.end"
    assert found == key


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('claim = "ALL"', 'claim = "EVERYTHING"', "claim"),
        ("period = 2", "period = 0", "period"),
        ("period = 2", 'period = "2"', "period"),
        ('unit = "years"', 'unit = "weeks"', "unit"),
        ('clock = "end_of_employment"', 'clock = "event"', "clock"),
        ('clock = "end_of_employment"', 'clock = "due_date"\nrunning = 1', "running"),
        ('step = "complaint"', 'step = "prayer"', "step"),
        ('office = "An office"', 'office = ""', "office"),
        ("days = 5", "days = 0", "days"),
        ("days = 5", "weeks = 5", "weeks"),
        ('article = "Art. 54"', "article = 54", "article"),
        ('article = "Art. 54"', 'article = "Art. 54"\nstops = "court_action"', "stops"),
        ('{ step = "complaint", office = "An office", days = 5 }', '"complaint"', "before_filing"),
    ],
)
def test_a_fault_of_a_time_limit_names_file_limit_and_key(tmp_path, old, new, key):
    where, found = fault(tmp_path, HEAD + RULE + LIMIT.replace(old, new))
    assert where.removesuffix(", before_filing") == "AE.toml: AE.limit"
    assert found == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "currency"),
        ("not toml", "file"),
        (HEAD.replace('"AE"', '"XX"') + RULE + LIMIT, "jurisdiction"),
        (HEAD.replace('"AED"', '"aed"') + RULE + LIMIT, "currency"),
        (HEAD.replace("= 2", "= 9") + RULE + LIMIT, "minor_units"),
        (HEAD.replace("= 2", '= 2\nname = "x"') + RULE + LIMIT, "name"),
        (HEAD + '[originals]\n"Labour Law" = 1\n' + RULE + LIMIT, "originals"),
        (HEAD.replace("= 2", '= 2\noriginals = "x"') + RULE + LIMIT, "originals"),
        (HEAD + RULE, "limit"),
        (HEAD + 'rule = "none"\n' + LIMIT, "rule"),
        (HEAD + RULE.replace('"AE.end"', '"KW.end"') + LIMIT, "id"),
        (HEAD + RULE.replace('id = "AE.end"\n', "") + LIMIT, "id"),
    ],
)
def test_a_fault_of_a_whole_file_names_it(tmp_path, text, key):
    assert fault(tmp_path, text) == ("AE.toml", key)


def test_one_name_for_two_rules(tmp_path):
    assert fault(tmp_path, HEAD + RULE + RULE + LIMIT) == ("AE.toml: AE.end", "id")


def test_a_draft_needs_no_formula(tmp_path):
    draft = "\n".join(
        line
        for line in RULE.splitlines()
        if line.split(" ")[0] not in {"formula", "wage_base", "day_divisor", "tiers"}
    )
    draft = draft.split("[rule.exits]")[0].replace('grade = "B"', 'grade = "unverified"')
    law = read(written(tmp_path, HEAD + draft + LIMIT))
    assert (law.rules[0].formula, law.rules[0].is_draft) == (Formula.NOT_COMPUTED, True)


def test_a_file_without_its_letters_is_refused(tmp_path):
    path = tmp_path / "AE.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(WrongLaw, match=r"AE\.toml"):
        read(path)


def test_a_wrong_file_stops_the_program(tmp_path, monkeypatch):
    written(tmp_path, HEAD)
    monkeypatch.setattr(law_files, "FOLDER", tmp_path)
    law_files.law_of.cache_clear()
    law_files.jurisdictions.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"AE\.toml: limit"):
            mrc.create_app()
    finally:
        monkeypatch.undo()
        law_files.law_of.cache_clear()
        law_files.jurisdictions.cache_clear()


def test_there_are_thirteen_countries():
    assert jurisdictions() == ("AE", "BH", "HK", "JO", "KR", "KW", "MY", "OM", "QA", "SA", "SG", "TH", "TW")


def test_no_law_is_found_outside_the_folder():
    with pytest.raises(KeyError):
        law_of("../../config")


@pytest.mark.parametrize("law", all_laws(), ids=lambda law: law.jurisdiction)
class TestEveryFile:
    def test_has_the_countrys_currency_with_its_decimals(self, law):
        assert law.currency == currency_of(law.jurisdiction)
        assert law.minor_units == minor_units(law.currency)

    def test_computes_nothing_without_a_source(self, law):
        assert [rule.id for rule in law.rules if rule.is_draft and rule.formula is not Formula.NOT_COMPUTED] == []

    def test_is_written_in_full_for_a_lawyer(self, law):
        text = (FOLDER / f"{law.jurisdiction}.toml").read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert "Conventions:" in text
        assert max(map(len, text.splitlines())) < 200

    def test_every_name_of_a_law_is_one_that_an_article_has(self, law):
        articles = [entry.article for entry in (*law.provisions, *forums_of(law.jurisdiction).forums)]
        articles += [reading.article for rule in law.rules for reading in rule.readings]
        assert [name for name in law.originals if not any(name in article for article in articles)] == []

    def test_nobody_has_signed_it_yet(self, law):
        assert {provision.reviewed_on for provision in law.provisions} == {None}

    def test_rules_of_one_component_do_not_overlap(self, law):
        for rule in law.rules:
            rivals = [
                other.id
                for other in law.rules
                if other is not rule
                and other.component is rule.component
                and other.scopes & rule.scopes
                and other.terms.bases == rule.terms.bases
                and other.valid_from <= (rule.valid_to or date.max)
                and rule.valid_from <= (other.valid_to or date.max)
                and not (other.terms.exits and not set(other.terms.exits) & set(rule.terms.exits))
            ]
            assert rivals == [], rule.id

    def test_has_a_time_limit_for_general_and_domestic_work(self, law):
        assert {scope for limit in law.limits for scope in limit.scopes} == {"general", "domestic"}


def test_the_files_are_part_of_the_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    patterns = settings["package-data"]["mrc.claims"]
    found = {path.name for pattern in patterns for path in (ROOT / "mrc/claims").glob(pattern)}
    assert found == {path.name for path in FOLDER.iterdir()}


def test_a_rule_is_stale_a_year_after_it_was_signed():
    (rule, *_rest) = law_of("AE").rules
    today = date(2026, 11, 20)
    assert rule.is_stale(today)
    signed = {"reviewer": "A lawyer", "reviewed_on": today - timedelta(days=365)}
    assert not type(rule)(**{**vars(rule), **signed}).is_stale(today)
    assert type(rule)(**{**vars(rule), **signed}).is_stale(today + timedelta(days=1))


def test_every_grade_and_formula_is_used():
    rules = [rule for law in all_laws() for rule in law.rules]
    assert {rule.grade for rule in rules} == set(Grade)
    assert {rule.formula for rule in rules} == set(Formula)
    assert {Component.END_OF_SERVICE, Component.SEVERANCE} <= {rule.component for rule in rules}


HOURS = RULE.split("[rule.exits]")[0].replace("per_year", "hours").replace(RULE.splitlines()[8] + "\n", "")


SPLIT = (
    RULE.replace("per_year", "capped_share")
    .replace("tiers = [{ up_to = 5, days = 21 }, { days = 30 }]", "")
    .replace(
        "day_divisor = 30",
        'share = "2/3"\nday_wages = 18\nyearly_cap = 15000\ntotal_cap = 390000\nsplit_on = 2025-05-01',
    )
)


@pytest.mark.parametrize(
    ("where", "name", "component"),
    [
        ("SA", "SA.fee_refund", Component.FEE_REFUND),
        ("OM", "OM.fee_refund.2023", Component.FEE_REFUND),
        ("OM", "OM.return_ticket.2023", Component.RETURN_TICKET),
        ("JO", "JO.domestic.fee_refund", Component.FEE_REFUND),
        ("TW", "TW.holiday", Component.HOLIDAY),
    ],
)
def test_graded_rights_that_no_fact_tells_of_stand_in_the_law_without_an_amount(where, name, component):
    (rule,) = [rule for rule in law_of(where).rules if rule.id == name]
    assert (rule.component, rule.formula, rule.grade) == (component, Formula.NOT_COMPUTED, Grade.B)


def test_a_day_of_a_rule_is_a_date(tmp_path):
    assert read(written(tmp_path, HEAD + SPLIT + LIMIT)).rules[0].terms.split_on == date(2025, 5, 1)
    wrong = SPLIT.replace("2025-05-01", '"2025-05-01"')
    assert fault(tmp_path, HEAD + wrong + LIMIT) == ("AE.toml: AE.end", "split_on")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("END_OF_SERVICE", "OVERTIME", "day_supplement"),
        ("END_OF_SERVICE", "REST_DAY", "rest_supplement"),
        ("day_divisor = 30\n", "", "day_divisor"),
    ],
)
def test_hours_need_a_supplement_and_a_way_to_an_hours_wage(tmp_path, old, new, key):
    assert fault(tmp_path, HEAD + HOURS.replace(old, new) + LIMIT) == ("AE.toml: AE.end", key)
