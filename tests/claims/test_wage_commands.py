"""The commands for clinics and scripts: JSON in, JSON out, one line for bad input; no database, keys or folder."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mrc import i18n
from mrc.claims import commands
from mrc.claims.rules.forums import Forums
from mrc.claims.rules.law import Law
from mrc.claims.rules.law_files import all_laws, jurisdictions
from mrc.cli import main
from tests.claims.employments import data
from tests.house.tree import ROOT

FULL = {
    "unpaid": [{"month": "2024-05", "due": "1000", "paid": "400", "lawful_deductions": "50"}],
    "overtime": [{"month": "2024-05", "hours_day": "10", "hours_night": "2", "hours_rest_day": "8"}],
    "unused_leave_days": "12",
}


def run(*arguments: str, given: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def answer(given: Any) -> dict[str, Any]:
    result = run("wages", "assess", "-", given=json.dumps(given))
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(given: bytes | str) -> str:
    result = run("wages", "assess", "-", given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_the_answer_has_the_form_that_scripts_rely_on():
    found = answer(data("KW", "250.000", exit="resigned", **FULL))
    assert list(found) == ["currency", "total", "service", "lines", "deadlines", "not_included"]
    assert found["service"] == {"years": 4, "days": 0}
    assert [list(line) for line in found["lines"]] == [
        ["component", "amount", "low", "high", "payer", "rule", "article", "grade", "steps"]
    ] * 4
    assert list(found["deadlines"][0]) == ["claim", "act_by", "starts", "article", "grade", "before_filing"]
    assert list(found["deadlines"][0]["before_filing"][0]) == ["step", "days"]
    assert list(found["not_included"][0]) == ["component", "why"]


def test_amounts_are_texts_with_the_currencys_decimals():
    found = answer(data("KW", "300", started_on="2015-01-01"))
    assert (found["currency"], found["total"]) == ("KWD", "2365.385")
    (line,) = found["lines"]
    assert {line[name] for name in ("amount", "low", "high")} == {"2365.385", "2250.000"}
    assert answer(data("KR", "2300000", started_on="2020-10-01", ended_on="2023-09-30"))["total"] == "6750000"


def test_days_are_iso_and_components_are_capital_letters():
    found = answer(data("BH", "600"))
    assert {line["component"] for line in found["lines"]} == {"END_OF_SERVICE"}
    assert [(limit["claim"], limit["act_by"], limit["starts"]) for limit in found["deadlines"]] == [
        ("DISMISSAL_COMPENSATION", "2025-01-29", "2024-12-31"),
        ("ALL", "2025-12-30", "2024-12-31"),
    ]


def test_a_limit_that_nothing_started_is_null():
    (limit,) = answer(data("SA", ended_on=None, exit=None))["deadlines"]
    assert (limit["act_by"], limit["starts"]) == (None, None)


@pytest.mark.parametrize("where", jurisdictions())
@pytest.mark.parametrize("ending", ["resigned", "dismissed", "dismissed_for_misconduct", "redundancy", "retired"])
def test_every_step_is_a_sentence_with_its_numbers(where, ending):
    for scope in ("general", "domestic"):
        found = answer(data(where, exit=ending, scope=scope, social_security_covered=False, **FULL))
        texts = [text for line in found["lines"] for text in line["steps"]]
        texts += [entry["why"] for entry in found["not_included"]]
        texts += [step["step"] for limit in found["deadlines"] for step in limit["before_filing"]]
        assert all(text.strip() and "%(" not in text and "_" not in text.replace(".", "") for text in plain(texts))


def plain(texts: list[str]) -> list[str]:
    """The texts without the names of rules and fields, which are codes on purpose."""
    return [text for text in texts if "(" not in text and "employment." not in text and "pay." not in text]


def test_the_working_reads_well():
    (line,) = answer(data("KW", "425", started_on="2021-07-02", exit="resigned"))["lines"]
    assert line["steps"] == [
        "Service from 2 Jul 2021 to 31 Dec 2024, both days included: 3 years and 183 days.",
        "Whole wage: 425.000 KWD.",
        "A day's wage: 425.000 KWD / 26 = 16.346154 KWD.",
        "15 × a day's wage for each year, for 3 years and 183 days: 858.508957 KWD.",
        "The worker resigned after 3 years and 183 days: 1/2 of it, 429.254478 KWD.",
        "Others divide the month by 30: 372.020548 KWD.",
        "Rounded half up at the end, to decimals of the currency (3): 429.254 KWD.",
    ]


def test_the_answer_is_english_whatever_is_spoken():
    with i18n.speaking("ar"):
        found = answer(data("AE", "7500"))
    assert found["lines"][0]["steps"][1] == "Basic wage: 7,500.00 AED."


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (b"", "file:"),
        (b"not json", "file:"),
        (b"\xff\xfe", "file:"),
        (b"[]", "file:"),
        (b"[" * 100000, "file:"),
        (b'{"jurisdiction": ' + b"9" * 10000 + b"}", "file:"),
        (b" " * (1024 * 1024 + 1), "file:"),
        (json.dumps(data("XX")), "jurisdiction:"),
        (json.dumps(data("AE", ended_on="2020-01-01")), "employment.ended_on:"),
        (json.dumps(data("AE", started_on="1800-01-01")), "employment.started_on:"),
        (json.dumps(data("AE", currency="ZZZ")), "pay.currency:"),
        (json.dumps(data("AE", basis=None)), "pay.basis:"),
        (json.dumps(data("AE", total=7500.5)), "pay.total:"),
        (json.dumps(data("AE", total=float("nan"))), "pay.total:"),
        (json.dumps(data("AE", total=float("inf"))), "pay.total:"),
        (
            json.dumps(data("AE", overtime=[{"month": "2024-05", "hours_day": float("inf")}])),
            "overtime[0].hours_day:",
        ),
        (
            json.dumps(data("AE", overtime=[{"month": "2024-05", "hours_day": 0.25}])).replace("0.25", "1e999"),
            "hours_day:",
        ),
        ('{"scope": "general", "scope": "domestic"}', "scope: This stands twice."),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(given, name):
    assert name in refused(given)


def test_many_faults_are_still_one_line():
    months = [{"month": "2024-05", "due": "x"} for _number in range(500)]
    line = refused(json.dumps(data("AE", unpaid=months)))
    assert "unpaid[0].due:" in line
    assert "more)" in line
    assert len(line) < 1000


def test_hours_typed_with_a_point_are_exact():
    months = [{"month": "2024-05", "hours_day": 0.1}]
    found = answer(data("AE", "2400", overtime=months))
    assert next(line for line in found["lines"] if line["component"] == "OVERTIME")["amount"] == "1.25"


def test_a_byte_order_mark_is_no_fault():
    result = run("wages", "assess", "-", given=b"\xef\xbb\xbf" + json.dumps(data("AE")).encode())
    assert result.exit_code == 0


def test_a_file_is_read_by_its_name(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(data("AE", "7500")))
    assert json.loads(run("wages", "assess", str(path)).stdout)["total"] == "21000.00"


@pytest.mark.parametrize("name", ["none.json", "."])
def test_a_file_that_is_not_there_is_one_line_too(tmp_path, name):
    result = run("wages", "assess", str(tmp_path / name))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_it_needs_no_database_no_keys_and_no_folder(tmp_path):
    folder = tmp_path / "none"
    done = subprocess.run(
        [sys.executable, "-c", "from mrc.cli import main; main()", "wages", "assess", "-"],
        input=json.dumps(data("AE", "7500")).encode(),
        env={**os.environ, "MRC_INSTANCE": str(folder), "MRC_PRODUCTION": "yes", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["total"] == "21000.00"
    assert not folder.exists()


def test_the_check_tells_drafts_and_what_nobody_reviewed():
    result = run("law", "check")
    assert result.exit_code == 0
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [head.split(":")[0] for head in heads] == list(jurisdictions())
    assert "  AE.leave.2022: draft without a source, never reviewed" in result.stdout
    assert "  AE.end_of_service.2022: never reviewed" in result.stdout
    assert "  TH.inspector: draft without a source, never reviewed" in result.stdout


def test_the_check_tells_what_was_reviewed_too_long_ago(monkeypatch):
    (law, *_rest) = all_laws()
    rule = law.rules[0]
    signed = [
        type(rule)(
            **{**vars(rule), "id": f"AE.{day}", "reviewer": "A lawyer", "reviewed_on": date.fromisoformat(day)}
        )
        for day in ("2025-11-19", "2025-11-20")
    ]
    monkeypatch.setattr(commands, "all_laws", lambda: (Law("AE", "AED", 2, tuple(signed), ()),))
    monkeypatch.setattr(commands, "all_forums", lambda: (Forums("AE", "Asia/Dubai", ()),))
    lines = run("law", "check").stdout.splitlines()
    assert lines[0] == "AE: 2 rules, 0 time limits and 0 forums, 0 drafts, 1 for a lawyer to look at"
    assert lines[1:] == [f"  AE.2025-11-19: reviewed 2025-11-19 by A lawyer, more than a year ago ({rule.article})"]


@pytest.mark.parametrize("arguments", [("wages", "assess", "-"), ("law", "check")])
def test_a_wrong_law_file_is_told_and_computes_nothing(tmp_path: Path, monkeypatch, arguments):
    def wrong(*_anything: object) -> None:
        raise commands.WrongLaw("AE.toml: AE.end", "grade", "is missing")

    monkeypatch.setattr(commands, "assess", wrong)
    monkeypatch.setattr(commands, "all_laws", wrong)
    result = run(*arguments, given=json.dumps(data("AE")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: AE.toml: AE.end: grade: is missing\n"
