"""Directories in HSDS: what comes in, and what is refused and told at its place."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry
from mrc.db import db
from mrc.directory import service
from mrc.directory.models import Organisation
from mrc.directory.rules import (
    Cost,
    FileFault,
    OrganisationFacts,
    OrganisationKind,
    Population,
    ReportsToAuthorities,
    RowFault,
    StatusPolicy,
)
from mrc.directory.service import FileRefused
from tests import builders
from tests.directory.documents import FULL, Document, count, exported, load, offer, organisation, quiet, stored


def test_all_that_routing_needs_is_read(context: Any, tmp_path: Path) -> None:
    result = load(tmp_path, [FULL])

    found = stored("Harbour Union")
    (does,) = found.services
    assert result.added == 1
    assert (found.hsds_id, does.hsds_id) == (FULL["id"], FULL["services"][0]["id"])
    assert (found.kind, found.country, found.city, found.website) == ("union", "QA", "Doha", "https://union.example")
    assert (does.kind, does.nationalities, does.sectors) == (OrganisationKind.UNION, ["NP", "BD"], ["F", "50"])
    assert does.issue_codes == ["NON_PAYMENT", "DOCUMENTS_MOBILITY"]
    assert (does.status_policy, does.cost) == (StatusPolicy.ANY_STATUS, Cost.FREE)
    assert (does.reports_to_authorities, does.populations) == (ReportsToAuthorities.NO, [Population.WOMEN_ONLY])
    assert (does.languages, does.hours, does.timezone) == (["ne"], ["MO,TU 09:00–17:00"], "Asia/Qatar")
    assert (does.capacity, str(does.capacity_on), str(found.verified_on)) == (4, "2026-11-20", "2026-10-01")
    assert [(area.country, area.subdivision) for area in does.areas] == [("BH", "BH-13"), ("QA", None)]
    assert [(way.kind, way.value) for way in found.contacts] == [
        ("phone", "+974 4444 5555"),
        ("email", "desk@union.example"),
    ]
    assert [(place.city, place.latitude, place.longitude) for place in found.locations] == [("Doha", 25.3, 51.5)]


def test_what_is_not_said_does_not_restrict_and_the_policy_is_unknown(context: Any, tmp_path: Path) -> None:
    load(tmp_path, [organisation("Plain", offer("Hotline", areas=()))])

    (does,) = stored("Plain").services
    lists = (does.nationalities, does.issue_codes, does.sectors, does.populations, does.areas)
    assert all(one == [] for one in lists)
    assert does.is_everywhere
    assert (does.status_policy, does.kind) == (StatusPolicy.UNKNOWN, OrganisationKind.OTHER)


@pytest.mark.parametrize("code", ["ANY", "any"])
def test_any_nationality_is_none_in_particular(context: Any, tmp_path: Path, code: str) -> None:
    load(tmp_path, [organisation("Desk", offer("Desk", ("serves_nationality", code)))])

    assert stored("Desk").services[0].nationalities == []


def test_an_organisation_with_a_consulate_among_its_services_is_one(context: Any, tmp_path: Path) -> None:
    services = (
        offer("Shelter", ("kind", "shelter")),
        offer("Section", ("kind", "consulate"), ("serves_nationality", "NP")),
    )

    load(tmp_path, [organisation("Mission", *services)])

    assert (stored("Mission").kind, stored("Mission").sending_country) == (OrganisationKind.CONSULATE, "NP")


def without(part: Document, name: str) -> Document:
    return {key: value for key, value in part.items() if key != name}


@pytest.mark.parametrize(
    ("bad", "place", "fault"),
    [
        (without(FULL, "name"), "name", RowFault.MISSING),
        (without(FULL, "id"), "id", RowFault.MISSING),
        (FULL | {"name": 7}, "name", RowFault.WRONG_TYPE),
        (FULL | {"services": {}}, "services", RowFault.WRONG_TYPE),
        (organisation("X", without(offer(), "status")), "services[0].status", RowFault.MISSING),
        (organisation("X", offer(status="closed")), "services[0].status", RowFault.NOT_IN_THE_LIST),
        (organisation("X", offer(phones=[{"id": "1"}])), "services[0].phones[0].number", RowFault.MISSING),
        (organisation("X", offer(minimum_age="ten")), "services[0].minimum_age", RowFault.WRONG_TYPE),
        (
            organisation("X", offer("D", ("sector", "999"))),
            "services[0].attributes[0].taxonomy_term.code",
            RowFault.NOT_IN_THE_LIST,
        ),
        (
            organisation("X", offer("D", ("status_policy", "perhaps"))),
            "services[0].attributes[0].taxonomy_term.code",
            RowFault.NOT_IN_THE_LIST,
        ),
        (
            organisation("X", offer("D", ("issue_codes", "BAD_LUCK"))),
            "services[0].attributes[0].taxonomy_term.code",
            RowFault.NOT_IN_THE_LIST,
        ),
        (organisation("X", offer(areas=("XX",))), "services[0].service_areas[0].extent", RowFault.NOT_A_COUNTRY),
        (organisation("X", offer(assured_date="soon")), "services[0].assured_date", RowFault.NOT_A_DAY),
        (
            organisation("X", offer(capacities=[{"available": -1, "updated": "2026-01-01"}])),
            "services[0].capacities[0].available",
            RowFault.WRONG_TYPE,
        ),
        (
            organisation("X", offer(capacities=[{"available": 1}])),
            "services[0].capacities[0].updated",
            RowFault.MISSING,
        ),
        (
            organisation("X", locations=[{"id": "1", "location_type": "physical", "addresses": [{"city": "Doha"}]}]),
            "locations[0].addresses[0].country",
            RowFault.MISSING,
        ),
    ],
)
def test_one_fault_refuses_the_whole_file_and_is_told_at_its_place(
    context: Any, tmp_path: Path, bad: Document, place: str, fault: RowFault
) -> None:
    with pytest.raises(FileRefused) as caught:
        load(tmp_path, [organisation("Good", offer("Other")), bad])

    assert caught.value.reason is FileFault.ROWS_REFUSED
    assert (2, place, fault) in [(one.row, one.column, one.fault) for one in caught.value.troubles]
    assert {one.row for one in caught.value.troubles} == {2}
    assert count() == 0


def test_an_id_stands_for_one_thing(context: Any, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        load(tmp_path, [organisation("A", offer()), organisation("B", offer()), organisation("A")])

    found = [(one.row, one.column, one.fault) for one in caught.value.troubles]
    assert found == [(2, "services[0].id", RowFault.TWICE), (3, "id", RowFault.TWICE)]


def test_a_service_of_somebody_else_is_not_taken_over(context: Any, tmp_path: Path) -> None:
    load(tmp_path, [organisation("A", offer())])

    with pytest.raises(FileRefused) as caught:
        load(tmp_path, [organisation("B", offer())])

    assert [(one.column, one.fault) for one in caught.value.troubles] == [("services[0].id", RowFault.TWICE)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", FileFault.NOT_JSON),
        (b"[NaN]", FileFault.NOT_JSON),
        (b"[" * 100_000, FileFault.NOT_JSON),
        (b'"text"', FileFault.NOT_A_LIST),
        (b"{}", FileFault.NOT_A_LIST),
        (b"[]", FileFault.EMPTY),
        (b"\xff\xfe\x00", FileFault.NOT_TEXT),
        (b"[7]", FileFault.ROWS_REFUSED),
    ],
)
def test_what_is_no_list_of_organisations_is_refused(
    context: Any, tmp_path: Path, content: bytes, fault: FileFault
) -> None:
    path = tmp_path / "directory.json"
    path.write_bytes(content)

    with pytest.raises(FileRefused) as caught:
        service.import_hsds(path, quiet)

    assert caught.value.reason is fault


def test_a_dry_run_writes_nothing_and_tells_the_same(context: Any, tmp_path: Path) -> None:
    assert load(tmp_path, [FULL], dry_run=True).added == 1
    assert count() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_the_same_file_again_changes_nothing_and_a_newer_one_only_what_changed(context: Any, tmp_path: Path) -> None:
    other = organisation("Clinic", offer("Clinic", ("kind", "legal_clinic")))
    load(tmp_path, [FULL, other])
    before = [(one.id, one.ref, one.version) for one in db.session.scalars(sa.select(Organisation))]

    again = load(tmp_path, [FULL, other])
    newer = load(tmp_path, [FULL, other | {"name": "Law Clinic"}])

    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert (newer.added, newer.changed, newer.unchanged) == (0, 1, 1)
    assert stored("Law Clinic").services[0].hsds_id == other["services"][0]["id"]
    after = [(one.id, one.ref) for one in db.session.scalars(sa.select(Organisation).order_by(Organisation.id))]
    assert after == [(id, ref) for id, ref, _version in before]


def test_what_was_changed_or_checked_here_stands(world: builders.World, tmp_path: Path) -> None:
    load(tmp_path, [FULL, organisation("Clinic", offer("Clinic"))])
    actor = builders.actor_of(world.administrator)
    union, clinic = stored("Harbour Union"), stored("Clinic")
    facts = service.facts_of(union)
    moved = OrganisationFacts(**{**vars(facts), "city": "Lusail"})
    service.change_organisation(actor, union.ref, moved, 1, lambda theirs: [])
    service.confirm_organisation(actor, clinic.ref)

    result = load(tmp_path, [FULL | {"name": "New"}, organisation("Clinic", offer("Clinic") | {"name": "Renamed"})])

    assert sorted(result.kept) == sorted([union.hsds_id, clinic.hsds_id])
    assert stored("Harbour Union").city == "Lusail"


def test_entries_that_came_another_way_are_left_alone(world: builders.World, tmp_path: Path) -> None:
    own = world.partner_organisation

    result = load(tmp_path, exported())

    assert result.kept == (own.hsds_id,)
    assert (result.added, result.changed) == (0, 0)


def test_a_folder_stands_for_the_only_json_file_in_it(context: Any, tmp_path: Path) -> None:
    load(tmp_path, [FULL])

    assert service.import_hsds(tmp_path, quiet).unchanged == 1
