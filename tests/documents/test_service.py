"""Adding, reading and removing evidence."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.access import Actor, Permission, Role
from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.events import EventCode
from mrc.db import db, transaction
from mrc.documents import service, storage
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload, UploadFault
from mrc.errors import NotAllowed, NotFound, Refused, Unreadable
from tests import builders
from tests.documents import samples
from tests.documents.adding import add

FACTS = DocumentFacts(EvidenceKind.PAY_SLIP, note="June, with a stamp")


def upload(data: bytes, name: str) -> Upload:
    return Upload(io.BytesIO(data), len(data), name)


def on_disk(app: Flask) -> list[Path]:
    return [path for path in app.config["SETTINGS"].files.rglob("*") if path.is_file()]


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


def added(actor: Actor, case: Case, data: bytes = samples.pdf(b"salary 900"), name: str = "slip.pdf") -> Document:
    return add(actor, case, upload(data, name), FACTS)


def test_what_is_added_is_read(actor: Actor, case: Case) -> None:
    document = added(actor, case)

    found, content = service.read(actor, document.ref)

    assert content == samples.pdf(b"salary 900")
    assert (found.file_name, found.note, found.media_type) == ("slip.pdf", "June, with a stamp", "application/pdf")


def test_adding_is_an_event_and_on_record(actor: Actor, case: Case) -> None:
    document = added(actor, case)

    events = db.session.scalars(sa.select(CaseEvent).where(CaseEvent.code == EventCode.DOCUMENT_ADDED)).all()
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.DOCUMENT_ADDED)).one()

    assert [event.subject_ref for event in events] == [document.ref]
    assert (entry.subject_ref, entry.detail) == (case.ref, {"document": document.ref, "kind": "pay_slip"})


def test_reading_is_on_record(actor: Actor, case: Case) -> None:
    document = added(actor, case)

    service.read(actor, document.ref)

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.DOCUMENT_READ)).one()
    assert entry.detail == {"document": document.ref}


def test_neither_name_nor_content_is_readable_at_rest(app: Flask, actor: Actor, case: Case) -> None:
    document = added(actor, case, samples.pdf(b"MARKER-OF-CONTENT"), "MARKER-OF-NAME.pdf")

    row = db.session.execute(sa.select(Document.__table__).where(Document.id == document.id)).one()
    stored = b"".join(path.read_bytes() for path in on_disk(app))

    assert b"MARKER" not in repr(row).encode()
    assert b"MARKER" not in stored
    assert "MARKER" not in str(on_disk(app))
    assert document.sha256 not in repr(row)


def test_a_photo_loses_its_notes(actor: Actor, case: Case) -> None:
    document = added(actor, case, samples.jpeg(), "photo.jpg")

    assert samples.MARKER not in service.read(actor, document.ref)[1]


def test_evidence_is_kept_unchanged_when_asked(actor: Actor, case: Case) -> None:
    facts = DocumentFacts(EvidenceKind.PHOTO, keep_unchanged=True)
    document = add(actor, case, upload(samples.jpeg(), "photo.jpg"), facts)

    assert service.read(actor, document.ref)[1] == samples.jpeg()


def test_a_photo_that_breaks_off_is_refused(app: Flask, actor: Actor, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        added(actor, case, samples.jpeg()[:900], "photo.jpg")

    assert refusal.value.reason is UploadFault.DAMAGED
    assert on_disk(app) == []


def test_no_file_is_refused(actor: Actor, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        add(actor, case, None, FACTS)

    assert (refusal.value.reason, refusal.value.field) == (UploadFault.MISSING, "file")


def test_a_file_that_is_too_large_is_refused(app: Flask, actor: Actor, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        add(actor, case, Upload(io.BytesIO(b"%PDF-"), 21 * 1024 * 1024, "a.pdf"), FACTS)

    assert refusal.value.reason is UploadFault.TOO_LARGE
    assert on_disk(app) == []


def test_a_case_takes_so_many_files_and_no_more(actor: Actor, case: Case, app: Flask) -> None:
    first = added(actor, case)
    with transaction():
        for number in range(99):
            copy = Document(
                data_key=case.data_key, case_id=case.id, kind=first.kind, media_type=first.media_type, size=1,
                stored_as=f"{number:032x}", added_by_role=Role.CASEWORKER,
            )  # fmt: skip
            db.session.add(copy)

    with pytest.raises(Refused) as refusal:
        added(actor, case)

    assert refusal.value.reason is UploadFault.TOO_MANY
    assert len(on_disk(app)) == 1


def test_a_file_whose_place_was_taken_meanwhile_is_refused_and_removed(
    app: Flask, actor: Actor, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], case_files=1))

    def add_late() -> None:
        with service.ready_file(actor, case, upload(samples.pdf(), "late.pdf"), FACTS) as file:
            added(actor, case)
            service.add(actor, case, file, FACTS)

    with pytest.raises(Refused) as refusal:
        add_late()

    assert refusal.value.reason is UploadFault.TOO_MANY
    assert [path.name for path in on_disk(app)] == [document.stored_as for document in service.of_case(case.id)]


def test_a_file_that_nobody_adds_is_removed(app: Flask, actor: Actor, case: Case) -> None:
    with service.ready_file(actor, case, upload(samples.pdf(), "a.pdf"), FACTS):
        assert len(on_disk(app)) == 1

    assert on_disk(app) == []


def test_a_stranger_makes_no_file_ready(app: Flask, world: builders.World, case: Case) -> None:
    stranger = builders.actor_of(world.other_caseworker)

    with pytest.raises(NotAllowed), service.ready_file(stranger, case, upload(samples.pdf(), "a.pdf"), FACTS):
        pass

    assert on_disk(app) == []


def test_a_failing_transaction_takes_the_file_with_it(app: Flask, actor: Actor, case: Case) -> None:
    def add_and_fail() -> None:
        with transaction():
            added(actor, case)
            raise RuntimeError("something later goes wrong")

    with pytest.raises(RuntimeError, match="later"):
        add_and_fail()

    assert on_disk(app) == []
    assert service.of_case(case.id) == []


def test_removing_deletes_the_file_and_keeps_the_row(app: Flask, actor: Actor, case: Case) -> None:
    document = added(actor, case)

    service.remove(actor, document.ref)

    assert on_disk(app) == []
    assert service.of_case(case.id) == []
    assert db.session.get(Document, document.id).removed_at == clock.now()
    with pytest.raises(NotFound):
        service.read(actor, document.ref)


def test_an_altered_file_is_not_handed_out_and_not_on_record_as_read(app: Flask, actor: Actor, case: Case) -> None:
    document = added(actor, case)
    path = storage.path_of(document.stored_as)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    with pytest.raises(Unreadable):
        service.read(actor, document.ref)

    assert db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.DOCUMENT_READ)).all() == []


def test_another_centre_does_not_know_of_the_file(world: builders.World, actor: Actor, case: Case) -> None:
    document = added(actor, case)
    stranger = builders.actor_of(world.other_caseworker)

    with pytest.raises(NotFound):
        service.read(stranger, document.ref)
    with pytest.raises(NotFound):
        service.remove(stranger, document.ref)
    with pytest.raises(NotAllowed):
        added(stranger, case)


def test_a_colleague_outside_the_team_of_a_restricted_case_does_not_know_of_it(
    world: builders.World, actor: Actor, case: Case
) -> None:
    document = added(actor, case)
    with transaction():
        case.is_restricted = True

    with pytest.raises(NotFound):
        service.read(builders.actor_of(world.colleague), document.ref)


def test_a_migrant_adds_to_the_own_case_alone(world: builders.World, case: Case) -> None:
    other = builders.make_case(world.origin)
    migrant = Actor(role=Role.MIGRANT, case_id=case.id)

    document = add(migrant, case, upload(samples.pdf(), "a.pdf"), FACTS, Permission.MIGRANT_WRITE)

    assert document.added_by_role is Role.MIGRANT
    with pytest.raises(NotAllowed):
        add(migrant, other, upload(samples.pdf(), "a.pdf"), FACTS, Permission.MIGRANT_WRITE)


def test_the_sweep_removes_only_what_no_record_needs(app: Flask, actor: Actor, world: builders.World) -> None:
    kept = added(actor, builders.make_case(world.origin, caseworker=world.caseworker))
    erased_case = builders.make_case(world.origin, caseworker=world.caseworker)
    added(actor, erased_case)
    storage.write([b"written before a crash"], b"k" * 32)
    (app.config["SETTINGS"].files / "00" / "00").mkdir(parents=True)
    (app.config["SETTINGS"].files / "00" / "00" / "half.new").write_bytes(b"half")
    with transaction():
        erased_case.data_key.destroy()

    assert service.sweep_files(older_than=-1) == 2

    assert [path.name for path in on_disk(app)] == [kept.stored_as]
