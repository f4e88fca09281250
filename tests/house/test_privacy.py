"""What is sealed stays sealed: in the database, beside it, in files, in sessions, in the record, in logs; and is gone
once a person is erased."""

import json
import logging
import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import mrc
from mrc import vault
from mrc.access import Role
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.db import Base, db, transaction
from mrc.people import service as people
from mrc.people.models import NameToken, Paper, Person, Phone, TrustedPerson
from mrc.people.rules import ErasureReason
from mrc.staff.models import User
from tests import builders
from tests.house.sample import (
    BIRTH_DATE,
    CODE,
    Sample,
    everybody,
    make_sample,
    sealed_attributes,
    sealing_models,
)
from tests.page import Client

for _module in mrc.MODELS:
    import_module(_module)

# Text in clear columns, by reason. A column that is in none of these is sealed, or the test fails.
CLEAR = {
    "a reference, a code of a classification, a language or a country": {
        "audit_entries.subject_kind",
        "audit_entries.subject_ref",
        "case_events.subject_ref",
        "cases.destination_country",
        "cases.origin_country",
        "cases.ref",
        "centres.country",
        "centres.ref",
        "centres.timezone",
        "claim_assessments.currency",
        "claim_assessments.ref",
        "collective_assessments.currency",
        "collective_assessments.ref",
        "collective_claims.country",
        "collective_claims.currency",
        "collective_claims.ref",
        "group_referral_workers.ref",
        "group_referrals.ref",
        "satisfactions.language",
        "wishes.subject_ref",
        "claim_filings.forum",
        "claim_filings.ref",
        "claim_remedies.ref",
        "claim_sanctions.ref",
        "claim_settlements.currency",
        "claim_settlements.language",
        "claim_settlements.ref",
        "consents.fields",
        "consents.language",
        "consents.text_version",
        "diary_days.currency",
        "documents.media_type",
        "documents.ref",
        "door_warnings.language",
        "handovers.ref",
        "hearings.interpreter_language",
        "hearings.ref",
        "hearings.timezone",
        "ledger_entries.currency",
        "messages.language",
        "messages.ref",
        "messages.translation_language",
        "organisations.hsds_id",
        "organisations.ref",
        "outgoing.language",
        "outgoing.ref",
        "papers.issuer",
        "people.contact_channels",
        "people.education",
        "people.industry",
        "people.nationality",
        "people.occupation",
        "people.other_nationalities",
        "people.preferred_language",
        "people.ref",
        "people.spoken_languages",
        "powers_of_attorney.country",
        "powers_of_attorney.may_do",
        "powers_of_attorney.ref",
        "received_texts.ref",
        "referrals.candidates",
        "referrals.case_code",
        "group_referrals.fields",
        "referrals.fields",
        "referral_links.ref",
        "referrals.ref",
        "respondents.country",
        "respondents.industry",
        "respondents.ref",
        "tasks.ref",
        "trusted_people.country",
        "users.language",
        "users.ref",
        "wage_claims.country",
        "wage_claims.currency",
        "wage_claims.ref",
    },
    "dates, hours, amounts and codes that the law computes with, and what it gave for them": {
        "claim_assessments.facts",
        "claim_assessments.law_digest",
        "claim_assessments.result",
        "collective_assessments.law_digest",
        "collective_assessments.parts",
        "collective_claims.facts",
        "collective_results.facts",
        "collective_results.result",
        "collective_workers.facts",
        "wage_claims.facts",
    },
    "the city in which somebody works, counted in reports": {"cases.destination_city", "respondents.city"},
    "published by the centre about itself": {
        "centre_holidays.name",
        "centres.address",
        "centres.city",
        "centres.name",
        "centres.opening_hours",
        "centres.phone",
    },
    "published by an organisation about itself": {
        "locations.address",
        "locations.city",
        "locations.country",
        "locations.hsds_id",
        "locations.name",
        "organisation_contacts.kind",
        "organisation_contacts.note",
        "organisation_contacts.value",
        "organisations.city",
        "organisations.country",
        "organisations.description",
        "organisations.document",
        "organisations.name",
        "organisations.name_folded",
        "organisations.sending_country",
        "organisations.source",
        "organisations.source_digest",
        "organisations.source_id",
        "organisations.website",
        "service_areas.country",
        "service_areas.subdivision",
        "services.hours",
        "services.hsds_id",
        "services.issue_codes",
        "services.languages",
        "services.name",
        "services.nationalities",
        "services.populations",
        "services.sectors",
        "services.timezone",
    },
    "a member of staff at work, by whom the record knows who did what": {"users.email", "users.name"},
    "a slow or keyed hash, or a key in its wrapping": {
        "audit_entries.hash",
        "audit_heads.hash",
        "audit_heads.seal",
        "cases.code_hash",
        "data_keys.master_id",
        "data_keys.wrapped",
        "own_pages.second_hash",
        "outgoing.known_as",
        "papers.number_blind",
        "phones.number_blind",
        "received_texts.mark",
        "received_texts.number_blind",
        "referral_links.code_hash",
        "referral_links.token_hash",
        "respondents.licence_blind",
        "sessions.id_hash",
        "stopped_numbers.number_blind",
        "users.password_hash",
    },
    "of the machinery: an event, a role, a random name, an address of ours, a fixed sentence": {
        "audit_entries.detail",
        "audit_entries.event",
        "audit_entries.role",
        "documents.stored_as",
        "handovers.package_hash",
        "outgoing.trouble",
        "sessions.data",
        "used_forms.key",
        "used_forms.location",
    },
}


def clear_columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String | sa.JSON | sa.LargeBinary)
        and not isinstance(column.type, sa.Enum)
        and not column.name.endswith("_sealed")
    }


def test_every_text_is_sealed_or_clear_for_a_reason() -> None:
    listed = [name for names in CLEAR.values() for name in names]

    assert sorted(clear_columns() - set(listed)) == []
    assert sorted(set(listed) - clear_columns()) == []
    assert len(listed) == len(set(listed))


def test_every_sealed_column_is_read_through_the_vault() -> None:
    for mapper in Base.registry.mappers:
        columns = {column.key for column in mapper.columns if column.key.endswith("_sealed")}
        assert columns == set(sealed_attributes(mapper.class_).values()), mapper.class_


def test_every_model_with_sealed_columns_has_a_key() -> None:
    assert all(issubclass(model, vault.Sealing) for model in sealing_models())
    assert len(sealing_models()) > 12


@pytest.fixture
def sample(world: builders.World) -> Sample:
    return make_sample(world, world.origin, world.caseworker, world.destination)


def forms_of(text: str) -> list[bytes]:
    """A text in the ways in which it may lie on a disk."""
    return [text.encode(), json.dumps(text).strip('"').encode(), text.encode("utf-16-le")]


def found_in(content: bytes, texts: list[str]) -> list[str]:
    return [text for text in texts if any(form in content for form in forms_of(text))]


def every_row() -> bytes:
    """All rows of all tables as the database gives them to anybody who can read it."""
    rows = []
    with db.engine.connect() as connection:
        for name in sorted(db.metadata.tables):
            rows += [repr(tuple(row)) for row in connection.execute(sa.text(f"SELECT * FROM {name}"))]
    return "\n".join(rows).encode()


def secrets_of(sample: Sample) -> list[str]:
    # Letters to staff and partners go to addresses that are known from their accounts.
    accounts = set(db.session.scalars(sa.select(User.email)))
    return [*sorted(set(sample.marks) - accounts), BIRTH_DATE.isoformat(), CODE]


def test_there_are_marks_to_look_for(sample: Sample) -> None:
    rows = sum(db.session.scalar(sa.select(sa.func.count()).select_from(model)) > 0 for model in sealing_models())
    assert rows == len(sealing_models())
    assert len(set(sample.marks)) > 35
    assert sample.person.name in sample.marks
    assert sample.person.phones[0].number in sample.marks


def test_no_sealed_text_is_in_any_row(sample: Sample, world: builders.World) -> None:
    assert found_in(every_row(), secrets_of(sample)) == []


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_no_sealed_text_is_on_the_disk(app: Flask, sample: Sample) -> None:
    db.session.rollback()
    folder: Path = app.config["SETTINGS"].instance
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "template.db"]

    assert {path.name for path in files} >= {"test.db", "test.db-wal"}
    assert any("files" in path.parts for path in files)
    assert {path.name: found_in(path.read_bytes(), secrets_of(sample)) for path in files} == {
        path.name: [] for path in files
    }


def test_looking_round_leaves_no_sealed_text_behind(
    app: Flask, world: builders.World, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for role, user in everybody(world).items():
        client = Client(app)
        client.sign_in(user.email)
        if role in {Role.CASEWORKER, Role.SUPERVISOR}:
            client.get("/office/search", query_string={"q": sample.person.name})
            client.get("/office/people", query_string={"q": sample.person.name})
            client.get("/office/search", query_string={"q": sample.person.phones[0].number})
            client.get("/office/cases")
            client.get(f"/office/people/{sample.person.ref}")
            client.get(f"/office/cases/{sample.case.ref}")
            client.get("/office/nothing", query_string={"q": sample.person.name})
    migrant = Client(app)
    migrant.submit("/ne/status", {"reference": sample.case.ref, "code": CODE})
    migrant.submit("/ne/case/messages", {"text": sample.marks[0]})
    migrant.post("/ne/case/messages", {"text": sample.marks[1]})

    assert found_in(every_row(), secrets_of(sample)) == []
    assert found_in(caplog.text.encode(), secrets_of(sample)) == []


def erase(world: builders.World, sample: Sample) -> None:
    supervisor = builders.actor_of(world.supervisor)
    for case in db.session.scalars(sa.select(Case).where(Case.person_id == sample.person.id)).all():
        casework.close(supervisor, case.ref, Resolution.WITHDRAWN, "कारण")
    people.erase(supervisor, sample.person.ref, ErasureReason.ASKED)
    db.session.expunge_all()


def of_the_person(model: type[Any]) -> bool:
    """Whether what a model seals is about the person: all but the register of employers, letters on their way, and
    a collective claim with its list, its evidence and its group referrals, on which another worker stands."""
    of_many = {"collective_claims", "collective_workers", "collective_evidence_steps", "group_referrals"}
    return model.__tablename__ not in {"respondents", "outgoing", *of_many}


def test_erasing_a_person_leaves_nothing_that_can_be_opened(world: builders.World, sample: Sample) -> None:
    erase(world, sample)

    left = {
        f"{model.__tablename__}.{name}": getattr(row, name)
        for model in sealing_models()
        if of_the_person(model)
        for row in db.session.query(model)
        for name in sealed_attributes(model)
    }
    assert {name: text for name, text in left.items() if text is not None} == {}


def test_erasing_a_person_leaves_no_way_to_find_them(world: builders.World, sample: Sample) -> None:
    erase(world, sample)
    supervisor = builders.actor_of(world.supervisor)

    assert people.find(supervisor, sample.marks[0]) == []
    for model in (NameToken, Phone, Paper, TrustedPerson):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_erasing_a_person_empties_what_was_clear_and_told_of_them(world: builders.World, sample: Sample) -> None:
    with transaction():
        sample.person.contact_channels = ["call"]
    erase(world, sample)

    person = db.session.get(Person, sample.person.id)
    assert person.contact_channels == []
    assert person.erased_at is not None


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_erasing_a_person_leaves_no_trace_on_the_disk(app: Flask, world: builders.World, sample: Sample) -> None:
    numbers = [phone.number for phone in sample.person.phones]
    blinds = [phone.number_blind for phone in sample.person.phones]
    wrapped = db.session.scalars(
        sa.select(vault.DataKey.wrapped).where(vault.DataKey.id == sample.person.data_key_id)
    ).one()
    erase(world, sample)
    secret = secrets_of(sample)
    db.session.remove()
    db.engine.dispose()
    folder: Path = app.config["SETTINGS"].instance
    with closing(sqlite3.connect(folder / "test.db", isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    content = b"".join(path.read_bytes() for path in folder.glob("test.db*"))
    assert found_in(content, [*secret, *numbers]) == []
    assert wrapped is not None
    assert wrapped not in content
    assert [blind for blind in blinds if blind in content] == []
