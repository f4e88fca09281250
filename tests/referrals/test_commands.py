"""`mrc referrals route`: what it prints of a directory that was read from a file, and what it refuses to read."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from mrc import clock
from mrc.cli import main
from mrc.directory import service as directory
from mrc.directory.rules import OrganisationKind
from mrc.referrals.rules import POINTS, Reason, Refusal
from tests.directory.documents import Document, load, named, offer, organisation
from tests.statements import statements_of

ASKED: dict[str, Any] = {
    "issue_codes": ["NON_PAYMENT"],
    "employment_country": "QA",
    "employment_subdivision": None,
    "nationalities": ["NP"],
    "sector_isic": "F",
    "languages": ["ne"],
    "documentation": "documented",
    "sex": "male",
    "age": 30,
    "flags": [],
    "kinds": [],
}
SPEAKS = [{"id": named("ne"), "code": "ne", "name": "Nepali"}]
UNION, CLINIC, CONSULATE = ("kind", "union"), ("kind", "legal_clinic"), ("kind", "consulate")
NEPAL = ("serves_nationality", "NP")


def answer(context: Flask, given: Any) -> Result:
    text = given if isinstance(given, bytes) else json.dumps(given).encode()
    return context.test_cli_runner().invoke(main, ["referrals", "route", "-"], input=text)


def routed(context: Flask, **changes: Any) -> dict[str, Any]:
    result = answer(context, ASKED | changes)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def codes(context: Flask, name: str, **changes: Any) -> list[str] | None:
    """The codes for which a service is refused; None when it is proposed."""
    found = routed(context, **changes)
    refused = {one["service_id"]: one["codes"] for one in found["refused"]}
    proposed = {one["service_id"] for one in found["candidates"]}
    assert (named(name) in refused) != (named(name) in proposed)
    return refused.get(named(name))


def test_candidates_and_refused_are_told_with_their_reasons(context: Flask, tmp_path: Path) -> None:
    general, trade = offer("General", UNION, languages=SPEAKS), offer("Trade", UNION, ("sector", "41"))
    load(
        tmp_path,
        [
            organisation("All", general),
            organisation("Builders", trade),
            organisation("X", offer("Off", status="defunct")),
        ],
    )

    found = routed(context)

    assert [(one["organization"], one["kind"]) for one in found["candidates"]] == [
        ("Builders", "union"),
        ("All", "union"),
    ]
    first = found["candidates"][0]
    assert first["service_id"] == named("Trade")
    assert {"code": "COVERS_INDUSTRY", "points": POINTS[Reason.COVERS_INDUSTRY]} in first["reasons"]
    assert all(one["score"] == sum(reason["points"] for reason in one["reasons"]) for one in found["candidates"])
    assert found["refused"] == [{"service_id": named("Off"), "organization": "X", "codes": ["INACTIVE"]}]
    assert answer(context, ASKED).stdout == answer(context, ASKED).stdout


@pytest.mark.parametrize(
    ("service", "changes", "expected"),
    [
        (offer("S", UNION), {}, None),
        (offer("S", status="inactive"), {}, ["INACTIVE"]),
        (offer("S", areas=("KW",)), {}, ["WRONG_COUNTRY"]),
        (offer("S", areas=("QA-DA",)), {"employment_subdivision": "QA-DA"}, None),
        (offer("S", areas=("QA-DA",)), {"employment_subdivision": "QA-RA"}, ["WRONG_COUNTRY"]),
        (offer("S", areas=()), {}, None),
        (offer("S", ("issue_codes", "HOUSING")), {}, ["WRONG_ISSUE"]),
        (offer("S", ("issue_codes", "Wages")), {}, None),
        (offer("S", ("issue_codes", "HOUSING")), {"issue_codes": []}, None),
        (offer("S", NEPAL), {"nationalities": ["BD"]}, ["WRONG_NATIONALITY"]),
        (offer("S", ("serves_nationality", "ANY")), {"nationalities": ["BD"]}, None),
        (offer("S", ("status_policy", "DOCUMENTED_ONLY")), {"documentation": "undocumented"}, ["STATUS_POLICY"]),
        (offer("S", ("status_policy", "documented_only")), {}, None),
        (offer("S", ("population", "women_only")), {}, ["POPULATION"]),
        (offer("S", ("population", "women_only")), {"sex": "female"}, None),
        (offer("S", ("population", "minors")), {}, ["POPULATION"]),
        (offer("S", ("population", "minors")), {"age": 17}, None),
        (offer("S", ("reports_to_authorities", "YES")), {}, None),
        (
            offer("S", ("reports_to_authorities", "YES")),
            {"documentation": "unknown"},
            ["REPORTS_TO_AUTHORITIES"],
        ),
        (offer("S", ("reports_to_authorities", "yes")), {"flags": ["refugee"]}, ["REPORTS_TO_AUTHORITIES"]),
        (offer("S", UNION, ("sector", "97")), {}, ["WRONG_SECTOR"]),
        (offer("S", UNION, ("sector", "97")), {"sector_isic": None}, None),
        (offer("S", UNION, ("sector", "97")), {"sector_isic": "9700"}, None),
        (offer("S", CONSULATE, NEPAL), {}, ["CONSULATE_NEEDS_OPT_IN"]),
        (offer("S", CONSULATE, NEPAL), {"flags": ["consulate_opt_in"]}, None),
        (offer("S", CONSULATE, NEPAL), {"flags": ["consulate_opt_in", "stateless"]}, ["CONSULATE_NOT_SAFE"]),
        (
            offer("S", CONSULATE, NEPAL),
            {"flags": ["consulate_opt_in"], "nationalities": []},
            ["CONSULATE_NOT_SAFE"],
        ),
        (
            offer("S", CONSULATE, NEPAL, areas=("KW", "BH")),
            {"flags": ["consulate_opt_in"], "employment_country": "BH"},
            None,
        ),
    ],
)
def test_each_refusal(
    context: Flask, tmp_path: Path, service: Document, changes: dict[str, Any], expected: list[str] | None
) -> None:
    load(tmp_path, [organisation("Office", service)])

    assert codes(context, "S", **changes) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, ["NO_CAPACITY"]), (15, None)])
def test_a_word_on_free_places_is_good_for_two_weeks(
    context: Flask, tmp_path: Path, days: int, expected: list[str] | None
) -> None:
    told = clock.today().toordinal() - days
    day = clock.today().fromordinal(told).isoformat()
    load(tmp_path, [organisation("O", offer("S", capacities=[{"id": "1", "available": 0, "updated": day}]))])

    assert codes(context, "S") == expected


def test_only_the_kinds_asked_for_are_weighed(context: Flask, tmp_path: Path) -> None:
    load(tmp_path, [organisation("A", offer("U", UNION)), organisation("B", offer("C", CLINIC))])

    found = routed(context, kinds=["legal_clinic", "labour_office"])

    assert [one["organization"] for one in found["candidates"]] == ["B"]
    assert found["refused"] == []


def test_every_refusal_has_the_name_it_is_known_by() -> None:
    assert {refusal.name for refusal in Refusal} == {
        "INACTIVE",
        "WRONG_COUNTRY",
        "WRONG_ISSUE",
        "WRONG_NATIONALITY",
        "STATUS_POLICY",
        "POPULATION",
        "NO_CAPACITY",
        "REPORTS_TO_AUTHORITIES",
        "NO_AGREEMENT",
        "CONFLICT",
        "WRONG_SECTOR",
        "CONSULATE_NEEDS_OPT_IN",
        "CONSULATE_NOT_SAFE",
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (b"", "file"),
        (b"[]", "file"),
        (b"\xff", "file"),
        (b"[" * 100_000, "file"),
        (b" " * (1024 * 1024 + 1), "file"),
        ({}, "employment_country"),
        (ASKED | {"employment_country": "Qatar"}, "employment_country"),
        (ASKED | {"employment_country": 7}, "employment_country"),
        (ASKED | {"employment_subdivision": "KW-KU"}, "employment_subdivision"),
        (ASKED | {"issue_codes": "NON_PAYMENT"}, "issue_codes"),
        (ASKED | {"issue_codes": ["NON_PAYMENT", "BAD_LUCK"]}, "issue_codes[1]"),
        (ASKED | {"nationalities": ["XX"]}, "nationalities[0]"),
        (ASKED | {"nationalities": [None]}, "nationalities[0]"),
        (ASKED | {"sector_isic": "0499"}, "sector_isic"),
        (ASKED | {"languages": ["klingon"]}, "languages[0]"),
        (ASKED | {"documentation": "maybe"}, "documentation"),
        (ASKED | {"sex": "?"}, "sex"),
        (ASKED | {"age": "30"}, "age"),
        (ASKED | {"age": True}, "age"),
        (ASKED | {"age": -1}, "age"),
        (ASKED | {"flags": ["refugees"]}, "flags[0]"),
        (ASKED | {"kinds": ["club"]}, "kinds[0]"),
        (ASKED | {"flag": []}, "flag"),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(context: Flask, given: Any, field: str) -> None:
    result = answer(context, given)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"{field}: ")
    assert result.stderr.count("\n") == 1


def test_a_file_is_read_by_its_name(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(ASKED))

    result = context.test_cli_runner().invoke(main, ["referrals", "route", str(path)])
    missing = context.test_cli_runner().invoke(main, ["referrals", "route", str(tmp_path / "none.json")])

    assert json.loads(result.stdout) == {"candidates": [], "refused": []}
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)


def test_more_services_are_no_more_queries(context: Flask, tmp_path: Path) -> None:
    def asked() -> int:
        found = statements_of(
            lambda: directory.services_for(OrganisationKind.UNION, ["QA"], ["NP"], ["ne"], ["NON_PAYMENT"])
        )
        return len(found)

    load(tmp_path, [organisation("First", offer("First", UNION))])
    few = asked()
    load(tmp_path, [organisation(f"O{number}", offer(f"S{number}", UNION)) for number in range(30)])

    assert asked() == few <= 3


def test_where_there_are_more_unions_than_are_weighed_that_of_the_trade_is_weighed_first(
    context: Flask, tmp_path: Path
) -> None:
    sectors = {"Domestic": [("sector", "97")], "General": [], "Builders": [("sector", "41")]}
    load(tmp_path, [organisation(name, offer(name, UNION, *sector)) for name, sector in sectors.items()])

    def weighed(*sectors: str) -> list[str]:
        asked = (OrganisationKind.UNION, ["QA"], ["NP"], ["ne"], ["NON_PAYMENT"], sectors)
        return [one.name for one in directory.services_for(*asked, limit=2)]

    assert weighed("F", "41") == ["Builders", "General"]
    assert weighed() == ["Domestic", "General"]
