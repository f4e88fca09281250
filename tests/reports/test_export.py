"""Exports: safe cells, honest totals, no names without a reason, on record, and memory that does not grow."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from mrc import audit, clock, i18n
from mrc.access import Actor
from mrc.audit import AuditEntry
from mrc.casework.models import Case, CasePerson
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import Stage
from mrc.claims.models import ClaimLine, WageClaim
from mrc.claims.rules import AmountKind, Component
from mrc.claims.rules.collective import EntryGiven, GivenWorker
from mrc.claims.service import collective
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused
from mrc.people.rules import Sex
from mrc.reports import service
from mrc.reports.rules.caseload import Filters, Standing, Within
from mrc.reports.rules.export import ExportFacts, ExportFault, Format, NamesReason
from mrc.reports.service import export as exporting
from tests.builders import World, actor_of, make_case, make_person
from tests.claims import together
from tests.claims.together import TODAY
from tests.reports.many import closed, make_many

CSV = ExportFacts(Filters(), Format.CSV)


def text_of(actor: Actor | None, facts: ExportFacts, centre_ref: str | None = None) -> str:
    return b"".join(service.csv_pieces(service.prepare_export(actor, facts, centre_ref))).decode("utf-8")


def rows_of(actor: Actor | None, facts: ExportFacts = CSV, centre_ref: str | None = None) -> list[dict[str, str]]:
    lines = list(csv.reader(io.StringIO(text_of(actor, facts, centre_ref).removeprefix("\ufeff"), newline="")))
    lines = [line for line in lines if not line[0].startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def make_claim(case: Any, currency: str, *lines: dict[str, Decimal]) -> None:
    with transaction():
        claim = WageClaim(data_key=case.data_key, case_id=case.id, country="QA", currency=currency)
        db.session.add(claim)
        db.session.flush()
        for amounts in lines:
            db.session.add(ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE, **amounts))


def test_a_row_holds_standard_codes_and_words(world: World) -> None:
    person = make_person(world.origin, sex=Sex.FEMALE, birth_year=1990, occupation="9111", education="3")
    make_case(world.origin, person, caseworker=world.caseworker, stage=Stage.RETURN, issue=IssueCode.HOUSING)

    row = rows_of(actor_of(world.supervisor))[0]

    assert (row["Stage (code)"], row["Stage"]) == ("return_reintegration", "Return and reintegration")
    assert (row["Sex (code)"], row["Age band at opening"]) == ("female", "Y35-44")
    assert (row["Nationality (ISO alpha-3)"], row["Country of work (ISO alpha-3)"]) == ("NPL", "QAT")
    assert (row["Occupation (ISCO-08)"], row["Occupation"]) == ("9111", "Domestic cleaners and helpers")
    assert (row["Main issue (code)"], row["All issues (codes)"]) == ("HOUSING", "HOUSING")
    assert (row["Opened on"], row["Days open"], row["Closed on"]) == ("2026-11-20", "0", "")
    assert row["Workers in the case"] == "1"


def test_money_stands_by_currency_and_adds_up_within_a_case(world: World) -> None:
    case, other = make_case(world.origin), make_case(world.origin)
    make_claim(case, "KWD", {"claimed": Decimal("100.125")}, {"claimed": Decimal("0.005"), "received": Decimal(7)})
    make_claim(case, "QAR", {"claimed": Decimal(50), "awarded": Decimal(40)})
    make_claim(other, "KWD", {"claimed": Decimal(1)})
    make_claim(make_case(world.destination), "SAR", {"claimed": Decimal(9)})

    rows = {row["Case"]: row for row in rows_of(actor_of(world.supervisor))}

    row = rows[i18n.ref(case.ref)]
    assert (row["Claimed KWD"], row["Received KWD"], row["Awarded KWD"]) == ("100.130", "7.000", "")
    assert (row["Claimed QAR"], row["Awarded QAR"]) == ("50.00", "40.00")
    assert rows[i18n.ref(other.ref)]["Claimed QAR"] == ""
    assert "Claimed SAR" not in row


def test_money_of_a_collective_claim_is_that_of_its_workers(world: World) -> None:
    claim = together.make_claim(world, "QA", "QAR")
    case = db.session.get_one(Case, claim.case_id)
    make_claim(case, "QAR", {"claimed": Decimal(50), "received": Decimal(5)})
    own = [GivenWorker(2, "Ram", claimed=Decimal(100)), GivenWorker(3, "Sita", claimed=Decimal(200))]
    together.listed(world, claim, [*own, GivenWorker(4, "Gone", claimed=Decimal(999))])
    actor = actor_of(world.caseworker)
    collective.take_off_worker(actor, claim.ref, 3)
    collective.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(30)))

    (row,) = rows_of(actor_of(world.supervisor))

    assert (row["Claimed QAR"], row["Received QAR"], row["Offered QAR"]) == ("350.00", "35.00", "")


def test_the_currency_of_a_collective_claim_alone_has_its_columns(world: World) -> None:
    claim = together.make_claim(world, "OM", "OMR")
    together.listed(world, claim, [GivenWorker(2, "Ram", claimed=Decimal("1.5"))])

    assert rows_of(actor_of(world.supervisor))[0]["Claimed OMR"] == "1.500"


def test_a_row_says_by_when_the_case_must_act(world: World) -> None:
    case = make_case(world.origin, act_by=date(2027, 1, 30))
    make_case(world.origin)

    rows = {row["Case"]: row["Act before"] for row in rows_of(actor_of(world.supervisor))}
    (soon,) = rows_of(actor_of(world.supervisor), ExportFacts(Filters(act_within=Within.QUARTER), Format.CSV))

    assert sorted(rows.values()) == ["", "2027-01-30"]
    assert rows[i18n.ref(case.ref)] == soon["Act before"] == "2027-01-30"


def test_a_collective_case_is_one_row_with_all_its_workers(world: World) -> None:
    case, other = make_case(world.origin), make_person(world.origin)
    with transaction():
        db.session.add(CasePerson(case_id=case.id, person_id=other.id))

    assert [row["Workers in the case"] for row in rows_of(actor_of(world.supervisor))] == ["2"]


def test_names_stay_out_without_a_reason(world: World) -> None:
    make_case(world.origin)

    text = text_of(actor_of(world.supervisor), CSV)

    assert "Sita" not in text
    assert "सीता" not in text
    with pytest.raises(Refused) as refused:
        service.prepare_export(actor_of(world.supervisor), ExportFacts(Filters(), Format.CSV, with_names=True))
    assert (refused.value.reason, refused.value.field) == (ExportFault.NEEDS_REASON, "reason")


def test_names_with_a_reason_are_neutralised_and_on_record(world: World) -> None:
    make_case(world.origin, make_person(world.origin, "=HYPERLINK(1)", "-Sita"))
    facts = ExportFacts(Filters(), Format.CSV, True, NamesReason.COURT)

    row = rows_of(actor_of(world.supervisor), facts)[0]

    assert (row["Name"], row["Name in Latin letters"]) == ("'=HYPERLINK(1)", "'-Sita")
    assert record_of_export().detail["filters"] == {"with_names": True, "reason": "court"}


def record_of_export() -> AuditEntry:
    query = sa.select(AuditEntry).where(AuditEntry.event == str(audit.Event.EXPORT_MADE))
    return db.session.scalars(query).one()


def test_an_export_is_on_record_before_its_first_row(world: World) -> None:
    make_case(world.origin, stage=Stage.RETURN)
    make_case(world.origin)

    export = service.prepare_export(actor_of(world.supervisor), ExportFacts(Filters(stage=Stage.RETURN), Format.CSV))

    entry = record_of_export()
    assert entry.detail == {
        "report": "caseload",
        "format": "csv",
        "filters": {"stage": "return_reintegration"},
        "rows": 1,
    }
    assert (entry.actor_id, entry.centre_id) == (world.supervisor.id, world.origin.id)
    export.close()


def test_a_row_added_while_it_is_written_is_not_in_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 2)
    person = make_person(world.origin)
    make_many(world.origin, person, 5)
    export = service.prepare_export(actor_of(world.supervisor), CSV)
    pieces = export.rows()
    first = next(pieces)

    make_many(world.origin, person, 3)
    rest = [row for piece in pieces for row in piece]
    export.close()

    assert len(first) + len(rest) == export.count == 5


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_every_case_is_written_once_whatever_the_size_of_a_piece(
    world: World, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 2)
    make_many(world.origin, make_person(world.origin), count, opened_at=clock.now())

    references = [row["Case"] for row in rows_of(actor_of(world.supervisor))]

    assert len(references) == len(set(references)) == count


def test_the_file_begins_with_how_it_was_counted(world: World) -> None:
    make_case(world.origin)

    lines = text_of(actor_of(world.supervisor), ExportFacts(Filters(destination="QA"), Format.CSV)).split("\r\n")

    assert lines[0].startswith("\ufeff# Report: Caseload")
    assert any("Country of work: Qatar" in line for line in lines)
    assert "# Names: Left out." in lines
    assert any("# As of: 20 Nov 2026" in line for line in lines)


def test_another_centres_cases_are_not_in_it(world: World) -> None:
    mine = make_case(world.origin, caseworker=world.caseworker)
    make_case(world.destination, caseworker=world.caseworker)

    for filters in (Filters(), Filters(caseworker_id=world.caseworker.id)):
        rows = rows_of(actor_of(world.supervisor), ExportFacts(filters, Format.CSV))
        assert [row["Case"] for row in rows] == [i18n.ref(mine.ref)]


def test_the_operator_exports_one_centre_or_all(world: World) -> None:
    make_case(world.origin)
    make_case(world.destination)

    assert [row["Centre"] for row in rows_of(None, CSV, world.destination.ref)] == ["Doha centre"]
    assert [row["Centre"] for row in rows_of(None)] == ["Kathmandu centre", "Doha centre"]
    with pytest.raises(NotFound):
        service.prepare_export(None, CSV, "1234567890")


@pytest.mark.parametrize("who", ["caseworker", "partner", "administrator", "auditor"])
def test_only_a_supervisor_exports(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        service.prepare_export(actor_of(getattr(world, who)), CSV)


def test_a_workbook_holds_the_same_rows_and_its_method(world: World, tmp_path: Path) -> None:
    case = make_case(world.origin, next_due_on=date(2026, 12, 1))
    make_claim(case, "KWD", {"claimed": Decimal("100.125")})
    make_case(world.origin, **closed())
    facts = ExportFacts(Filters(standing=Standing.ALL), Format.XLSX)
    path = tmp_path / "caseload.xlsx"

    service.write_xlsx(service.prepare_export(actor_of(world.supervisor), facts), path)

    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Cases", "Method"]
    head, *rows = book.get_sheet_by_name("Cases").to_python()
    by_case = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    row = by_case[i18n.ref(case.ref)]
    assert len(rows) == 2
    assert (row["Claimed KWD"], row["Next date"], row["Opened on"]) == (
        100.125,
        date(2026, 12, 1),
        date(2026, 11, 20),
    )
    assert ["Cases", "2 cases"] in book.get_sheet_by_name("Method").to_python()


def test_a_workbook_of_nothing_still_has_its_headings(world: World, tmp_path: Path) -> None:
    path = tmp_path / "caseload.xlsx"

    service.write_xlsx(service.prepare_export(actor_of(world.supervisor), ExportFacts(Filters(), Format.XLSX)), path)

    assert CalamineWorkbook.from_path(path).get_sheet_by_name("Cases").to_python()[0][0] == "Case"


@pytest.mark.parametrize(("language", "is_rtl"), [("ar", True), ("fr", False)])
def test_a_workbook_is_read_in_the_direction_of_its_language(
    world: World, tmp_path: Path, language: str, is_rtl: bool
) -> None:
    path = tmp_path / "caseload.xlsx"
    with i18n.speaking(language):
        service.write_xlsx(
            service.prepare_export(actor_of(world.supervisor), ExportFacts(Filters(), Format.XLSX)), path
        )

    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert ('rightToLeft="1"' in sheet) is is_rtl


def test_headings_that_read_alike_in_a_language_stay_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    same = [exporting.Column("Same", lambda case: 1), exporting.Column("Same", lambda case: 2)]
    monkeypatch.setattr(exporting, "columns_of", lambda currencies, with_names: same)
    export = service.prepare_export(actor_of(world.supervisor), CSV)

    assert export.headings() == ["Same", "Same (2)"]
    export.close()


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def test_memory_does_not_grow_with_the_caseload(world: World, tmp_path: Path) -> None:
    make_many(world.origin, make_person(world.origin), 20_000)
    supervisor, xlsx = actor_of(world.supervisor), ExportFacts(Filters(), Format.XLSX)
    pieces = service.csv_pieces(service.prepare_export(supervisor, CSV))
    size = len(next(pieces)) + len(next(pieces))
    before = resident_megabytes()

    peaks = [(len(piece), resident_megabytes()) for piece in pieces]
    after_csv = resident_megabytes()
    service.write_xlsx(service.prepare_export(supervisor, xlsx), tmp_path / "caseload.xlsx")

    assert sum(length for length, _memory in peaks) + size > 4_000_000
    assert max(memory for _length, memory in peaks) - before < 20
    assert resident_megabytes() - after_csv < 40
    assert (
        len(CalamineWorkbook.from_path(tmp_path / "caseload.xlsx").get_sheet_by_name("Cases").to_python()) == 20_001
    )
