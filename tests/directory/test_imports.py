"""Files that are read into the directory: what loads, what is refused and told, and what stands."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry
from mrc.db import db
from mrc.directory import rules, service
from mrc.directory.issues import ISSUES
from mrc.directory.models import Organisation, OrganisationContact, Service, ServiceArea
from mrc.directory.rules import FileFault, Filters, OrganisationKind, RowFault, RowTrouble
from mrc.directory.service import FileRefused, ImportResult
from tests import builders

HERE = Path(__file__).parent
SAMPLE = HERE / "missions.csv"
WHOLE = HERE.parent.parent / "mrc" / "demo" / "data" / "embassies.csv.gz"
HEADER = "operator;jurisdictions;country;city;latitude;longitude;phone;email;website;type;QID"
CODES = frozenset(map(str, ISSUES))


def quiet(done: int, total: int) -> None:
    """Nobody looks on."""


def embassies(path: Path = SAMPLE, **options: Any) -> ImportResult:
    return service.import_embassies(path, quiet, **options)


def file_of(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def stored() -> list[tuple[Any, ...]]:
    columns = (Organisation.id, Organisation.ref, Organisation.source_digest, Organisation.version)
    return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(Organisation.id))]


def areas_of(source_id: str) -> list[tuple[str, str | None, bool]]:
    query = sa.select(ServiceArea.country, ServiceArea.subdivision, ServiceArea.is_resident)
    query = query.join(Service).join(Organisation).where(Organisation.source_id == source_id)
    return sorted((tuple(row) for row in db.session.execute(query)), key=str)


def by_item(source_id: str) -> Organisation:
    return db.session.scalars(sa.select(Organisation).where(Organisation.source_id == source_id)).one()


def test_the_sample_loads_what_is_right_and_tells_what_is_not(context: Any) -> None:
    result = embassies()

    assert (result.added, result.refused) == (52, 8)
    assert [(trouble.column, trouble.fault) for trouble in result.troubles] == [
        ("operator", RowFault.NOT_A_COUNTRY),
        ("operator", RowFault.NOT_A_COUNTRY),
        ("operator", RowFault.NOT_A_COUNTRY),
        ("country", RowFault.IN_ITS_OWN_COUNTRY),
        ("country", RowFault.IN_ITS_OWN_COUNTRY),
        ("country", RowFault.NOT_A_COUNTRY),
        ("country", RowFault.NOT_A_COUNTRY),
        ("operator", RowFault.NOT_A_COUNTRY),
    ]
    assert result.troubles[0] == RowTrouble(
        24, "operator", "Sovereign Military Order of Malta", RowFault.NOT_A_COUNTRY
    )


def test_an_embassy_is_unverified_as_of_2022_with_contacts_and_jurisdictions(context: Any) -> None:
    embassies()

    found = by_item("Q106686701")
    assert (found.name, found.kind) == ("Embassy of Nepal in Doha", OrganisationKind.CONSULATE)
    assert (found.sending_country, found.country, found.city) == ("NP", "QA", "Doha")
    assert (found.verified_on, found.as_of, found.source) == (None, date(2022, 11, 16), "wikidata")
    jakarta = service.get_organisation(
        db.session.scalars(
            sa.select(Organisation.ref).where(Organisation.sending_country == "ID", Organisation.country == "QA")
        ).one()
    )
    assert [(way.kind, way.value) for way in jakarta.contacts] == [
        ("phone", "+974-446-57945"),
        ("email", "doha.kbri@kemlu.go.id"),
    ]


def test_parts_of_a_country_belong_to_the_host_and_other_countries_are_served_from_afar(context: Any) -> None:
    embassies()

    barcelona = db.session.scalars(sa.select(Organisation.source_id).where(Organisation.city == "Barcelona")).one()
    assert areas_of(str(barcelona)) == [
        ("AD", None, False),
        ("ES", "Aragon", True),
        ("ES", "Balearic Islands", True),
        ("ES", "Catalonia", True),
    ]
    assert ("BR", "Salvador", True) in areas_of("Q113015727")
    assert "SV" not in {country for country, _part, _resident in areas_of("Q113015727")}


def test_one_item_with_two_sending_states_becomes_two_entries(context: Any) -> None:
    embassies()

    assert by_item("Q106686567:NP").name == "Embassy of Nepal in Kuwait City"
    assert by_item("Q106686567:IQ").sending_country == "IQ"


def test_a_folder_stands_for_the_only_table_in_it(context: Any, tmp_path: Path) -> None:
    (tmp_path / "SOURCE.txt").write_text("Where the table is from.", encoding="utf-8")
    (tmp_path / "missions.csv").write_bytes(SAMPLE.read_bytes())

    assert embassies(tmp_path).added == 52


@pytest.mark.parametrize("names", [[], ["one.csv", "two.csv.gz"]])
def test_a_folder_without_exactly_one_table_is_refused(context: Any, tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text(HEADER, encoding="utf-8")

    with pytest.raises(FileRefused) as refused:
        embassies(tmp_path)
    assert (refused.value.reason, refused.value.where) == (FileFault.NOT_ONE_TABLE, ", ".join(names))


def test_reading_the_same_file_again_changes_nothing(context: Any) -> None:
    embassies()
    before = stored()

    again = embassies()

    assert (again.added, again.changed, again.unchanged, again.refused) == (0, 0, 52, 8)
    assert stored() == before


def test_a_changed_row_changes_its_entry_alone(context: Any, tmp_path: Path) -> None:
    embassies()
    text = SAMPLE.read_text().replace("doha.kbri@kemlu.go.id", "new@kemlu.go.id").replace("Cyprus|Israel", "Israel")
    path = tmp_path / "newer.csv"
    path.write_text(text)
    untouched = {row[0]: row for row in stored()}

    result = embassies(path)

    moved = [row for row in stored() if row != untouched[row[0]]]
    assert (result.changed, result.unchanged, len(moved)) == (2, 50, 2)
    assert {row[3] for row in moved} == {2}
    assert areas_of("Q106686470") == [("IL", None, True)]
    values = db.session.scalars(sa.select(OrganisationContact.value)).all()
    assert "new@kemlu.go.id" in values
    assert "doha.kbri@kemlu.go.id" not in values


def test_what_people_changed_or_checked_by_hand_stands(world: builders.World, tmp_path: Path) -> None:
    embassies()
    actor = builders.actor_of(world.administrator)
    edited, checked = by_item("Q106686701"), by_item("Q106686470")
    facts = service.facts_of(service.get_organisation(edited.ref))
    by_hand = rules.OrganisationFacts(**{**vars(facts), "city": "West Bay"})
    service.change_organisation(actor, edited.ref, by_hand, 1, lambda theirs: [])
    service.confirm_organisation(actor, checked.ref)
    path = tmp_path / "newer.csv"
    path.write_text(SAMPLE.read_text().replace(";Doha;", ";Lusail;").replace("Cyprus|Israel", "Israel"))

    result = embassies(path)

    assert sorted(result.kept) == ["Q106686470", "Q106686701"]
    assert by_item("Q106686701").city == "West Bay"
    assert ("CY", None, False) in areas_of("Q106686470")


def test_a_dry_run_tells_the_same_and_writes_nothing(context: Any) -> None:
    result = embassies(dry_run=True)

    assert (result.added, result.refused) == (52, 8)
    assert stored() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_strict_refuses_the_whole_file(context: Any) -> None:
    with pytest.raises(FileRefused) as caught:
        embassies(strict=True)

    assert caught.value.reason is FileFault.ROWS_REFUSED
    assert len(caught.value.troubles) == 8
    assert stored() == []


def test_an_import_goes_on_record(context: Any) -> None:
    embassies()

    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.event == "directory:imported"
    assert entry.detail == {"kind": "embassies", "added": 52, "changed": 0, "unchanged": 0, "refused": 8}


GOOD = "Nepal;Qatar;Qatar;Doha;25.2;51.5;;;https://qa.example.org;embassy;Q42"


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        (GOOD.replace("Nepal;", "Atlantis;"), "operator", RowFault.NOT_A_COUNTRY),
        (GOOD.replace("Nepal;", ";"), "operator", RowFault.MISSING),
        (GOOD.replace(";Qatar;Doha", ";Nepal;Doha"), "country", RowFault.IN_ITS_OWN_COUNTRY),
        (GOOD.replace("25.2", "125.2"), "latitude", RowFault.NOT_A_PLACE_ON_EARTH),
        (GOOD.replace("51.5", "nan"), "longitude", RowFault.NOT_A_PLACE_ON_EARTH),
        (GOOD.replace("51.5", "east"), "longitude", RowFault.NOT_A_PLACE_ON_EARTH),
        (GOOD.replace("51.5;;", "51.5;call us;"), "phone", RowFault.NOT_A_NUMBER_TO_CALL),
        (GOOD.replace(";;;", ";;mailto:nobody;"), "email", RowFault.NOT_AN_ADDRESS),
        (GOOD.replace("https://qa.example.org", "javascript:alert(1)"), "website", RowFault.NOT_AN_ADDRESS),
        (GOOD.replace("embassy", ""), "type", RowFault.MISSING),
        (GOOD.replace("Q42", "42"), "QID", RowFault.NOT_AN_ITEM),
        (GOOD.replace("Doha", "D" * 2001), "city", RowFault.TOO_LONG),
        (GOOD + ";one too many", "", RowFault.WRONG_NUMBER_OF_CELLS),
        ("only one cell", "", RowFault.WRONG_NUMBER_OF_CELLS),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_column_while_the_good_one_loads(
    context: Any, tmp_path: Path, row: str, column: str, fault: RowFault
) -> None:
    result = embassies(file_of(tmp_path, row, GOOD.replace("Q42", "Q43")))

    assert [(trouble.row, trouble.column, trouble.fault) for trouble in result.troubles] == [(2, column, fault)]
    assert (result.added, result.refused) == (1, 1)


def test_the_same_mission_twice_is_read_once(context: Any, tmp_path: Path) -> None:
    result = embassies(file_of(tmp_path, GOOD, GOOD))

    assert (result.added, result.refused) == (1, 1)
    assert result.troubles[0] == RowTrouble(3, "QID", "Q42", RowFault.TWICE)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.COLUMNS_MISSING),
        (b"name;country\nx;y\n", FileFault.COLUMNS_MISSING),
        (HEADER.encode(), FileFault.EMPTY),
        (HEADER.encode() + b'\n"never closed;', FileFault.NOT_A_TABLE),
        (b"\xff\xfe\x00x", FileFault.NOT_TEXT),
        (b"\x89PNG\r\n\x1a\n\x00", FileFault.NOT_TEXT),
        (b"\x1f\x8bnot really compressed", FileFault.NOT_READABLE),
    ],
)
def test_what_is_no_such_table_is_refused_untouched(
    context: Any, tmp_path: Path, content: bytes, fault: FileFault
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(FileRefused) as caught:
        embassies(path)

    assert caught.value.reason is fault
    assert stored() == []


def test_a_file_that_is_not_there_is_refused(context: Any, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        embassies(tmp_path / "nowhere.csv")

    assert caught.value.reason is FileFault.NOT_READABLE


def test_a_compressed_file_with_a_byte_order_mark_reads_the_same(context: Any, tmp_path: Path) -> None:
    path = tmp_path / "missions.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + SAMPLE.read_bytes()))

    assert embassies(path).added == 52


def test_the_whole_world_is_read_and_every_row_is_accounted_for(context: Any) -> None:
    result = embassies(WHOLE)

    assert result.added + result.refused == 9852
    assert result.refused == 102
    nepal = service.search(Filters(kind=OrganisationKind.CONSULATE, country="QA", sending_country="NP"))
    assert [line.name for line in nepal] == ["Embassy of Nepal in Doha"]


LIST_HEADER = "kind,name,country,city,languages,issue_codes,sectors,jurisdictions,phone,email,website,cost"
CLINIC = "legal_clinic,Legal Desk,Qatar,Doha,ne|en,NON_PAYMENT|LATE_PAYMENT,,BH,+974 4444 5555,desk@example.org,,free"


def organisations(path: Path, **options: Any) -> ImportResult:
    return service.import_organisations(path, quiet, CODES, **options)


def test_a_list_of_our_own_loads_whole(context: Any, tmp_path: Path) -> None:
    union = "union,Builders’ Union,QA,,en,,41|43,,,,https://union.example.org,"

    result = organisations(file_of(tmp_path, CLINIC, union, header=LIST_HEADER))

    assert result.added == 2
    found = service.search(Filters(text="legal desk"))[0]
    desk = service.get_organisation(found.ref)
    does = desk.services[0]
    assert does.languages == ["ne", "en"]
    assert does.issue_codes == ["NON_PAYMENT", "LATE_PAYMENT"]
    assert [(area.country, area.is_resident) for area in does.areas] == [("BH", False), ("QA", True)]
    assert desk.verified_on is None


def test_semicolons_and_a_second_reading_of_our_own_list(context: Any, tmp_path: Path) -> None:
    path = file_of(tmp_path, CLINIC.replace(",", ";"), header=LIST_HEADER.replace(",", ";"))
    organisations(path)

    again = organisations(path)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        (CLINIC.replace("legal_clinic", "club"), "kind", RowFault.NOT_IN_THE_LIST),
        (CLINIC.replace("Legal Desk", ""), "name", RowFault.MISSING),
        (CLINIC.replace("Qatar", "Atlantis"), "country", RowFault.NOT_A_COUNTRY),
        (CLINIC.replace("ne|en", "ne|klingon"), "languages", RowFault.NOT_IN_THE_LIST),
        (CLINIC.replace("LATE_PAYMENT", "BAD_LUCK"), "issue_codes", RowFault.NOT_IN_THE_LIST),
        (CLINIC.replace(",,BH", ",999,BH"), "sectors", RowFault.NOT_IN_THE_LIST),
        (CLINIC.replace("BH", "Bahrein Island"), "jurisdictions", RowFault.NOT_A_COUNTRY),
        (CLINIC.replace("desk@example.org", "desk"), "email", RowFault.NOT_AN_ADDRESS),
        (CLINIC.replace(",free", ",cheap"), "cost", RowFault.NOT_IN_THE_LIST),
        (CLINIC.replace("legal_clinic", "consulate"), "sending_country", RowFault.MISSING),
    ],
)
def test_one_bad_cell_refuses_the_whole_list(
    context: Any, tmp_path: Path, row: str, column: str, fault: RowFault
) -> None:
    good = CLINIC.replace("Legal Desk", "Other Desk")

    with pytest.raises(FileRefused) as caught:
        organisations(file_of(tmp_path, good, row, header=LIST_HEADER))

    assert [(trouble.row, trouble.column, trouble.fault) for trouble in caught.value.troubles] == [(3, column, fault)]
    assert stored() == []


def test_the_command_tells_rows_columns_and_counts(app: Any, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    path = file_of(tmp_path, GOOD, GOOD.replace("Nepal;", "Atlantis;"))

    from mrc.directory.commands import command

    done = runner.invoke(command, ["import", "embassies", str(path)])
    refused = runner.invoke(command, ["import", "embassies", "--strict", str(path)])
    dry = runner.invoke(command, ["import", "embassies", "--dry-run", str(path)])

    assert done.exit_code == 0, done.output
    assert 'row 3, column operator: "Atlantis" This is not a country' in done.output
    assert "1 added, 0 changed, 0 unchanged" in done.output
    assert refused.exit_code == 1
    assert "Nothing was changed." in refused.output
    assert "Would be: 0 added, 0 changed, 1 unchanged" in dry.output
