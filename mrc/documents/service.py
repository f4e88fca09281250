"""What happens to evidence: it is added, read and removed. Its bytes lie sealed on disk; the row says whose."""

import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import sqlalchemy as sa
from flask import current_app

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.package import PackagePart
from mrc.db import afterwards, db, if_undone, transaction
from mrc.documents import storage
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, Upload, UploadFault
from mrc.documents.rules.cleaning import cleaned, is_cleanable, unchanged
from mrc.documents.rules.names import safe_name
from mrc.documents.rules.recognition import FileForm, recognise
from mrc.errors import NotFound, Refused
from mrc.vault import DataKey

_DAY = 24 * 60 * 60


@dataclass
class ReadyFile:
    """A file that was looked at, cleaned and sealed on disk for a case, and waits for its record."""

    name: str
    form: FileForm
    stored: storage.Stored
    is_added: bool = False


@contextmanager
def ready_file(
    actor: Actor,
    case: Case,
    upload: Upload | None,
    facts: DocumentFacts,
    permission: Permission = Permission.DOCUMENT_ADD,
) -> Iterator[ReadyFile]:
    """Look at a file, clean it and seal it for a case. Raises Refused when it is not taken.

    This takes long, so that it comes before the transaction that adds the file. If that never does, or fails, nothing
    of the file stays on disk.
    """
    access.require(actor, permission, case.subject)
    _check_room(case)
    file, form = _recognised(upload)
    assert upload is not None
    name = safe_name(upload.name, form, facts.kind.value.replace("_", "-"))
    ready = ReadyFile(name, form, _store(file, upload.size, form, facts, case.data_key))
    try:
        yield ready
    finally:
        if not ready.is_added:
            storage.remove(ready.stored.name)


def add(
    actor: Actor,
    case: Case,
    file: ReadyFile,
    facts: DocumentFacts,
    permission: Permission = Permission.DOCUMENT_ADD,
) -> Document:
    """Add a file to the case for which it was made ready. Raises Refused when the case takes no more."""
    with transaction():
        # Held until the end, so that two files at once cannot both be the last one that is allowed.
        db.session.refresh(case, with_for_update=True)
        access.require(actor, permission, case.subject)
        _check_room(case)
        # From here on the file goes with the transaction.
        if_undone(lambda: storage.remove(file.stored.name))
        file.is_added = True
        document = Document(
            data_key=case.data_key,
            case_id=case.id,
            kind=facts.kind,
            media_type=file.form.media_type,
            size=file.stored.size,
            stored_as=file.stored.name,
            original_held_by=facts.original_held_by,
            dated=facts.dated,
            added_by_role=actor.role,
            added_by_id=actor.id,
        )
        document.file_name = file.name
        document.note, document.sha256 = facts.note, file.stored.sha256
        db.session.add(document)
        db.session.flush()
        casework.happen(case, EventCode.DOCUMENT_ADDED, actor, subject_ref=document.ref)
        audit.record(actor, audit.Event.DOCUMENT_ADDED, case, document=document.ref, kind=facts.kind)
    return document


def _check_room(case: Case) -> None:
    query = sa.select(sa.func.count()).where(Document.case_id == case.id, Document.removed_at.is_(None))
    if db.session.execute(query).scalar_one() >= current_app.config["SETTINGS"].case_files:
        raise Refused(UploadFault.TOO_MANY, field="file")


def _recognised(upload: Upload | None) -> tuple[BinaryIO, FileForm]:
    if upload is None:
        raise Refused(UploadFault.MISSING, field="file")
    if upload.size > current_app.config["SETTINGS"].upload_megabytes * 1024 * 1024:
        raise Refused(UploadFault.TOO_LARGE, field="file")
    file = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, upload.file), 65_536))
    form = recognise(file, upload.size, upload.name)
    if isinstance(form, UploadFault):
        raise Refused(form, field="file")
    return file, form


def _store(file: BinaryIO, size: int, form: FileForm, facts: DocumentFacts, data_key: DataKey) -> storage.Stored:
    is_cleaned = is_cleanable(form) and not facts.keep_unchanged
    try:
        return storage.write(cleaned(file, size, form) if is_cleaned else unchanged(file), data_key.plain)
    except ValueError:
        raise Refused(UploadFault.DAMAGED, field="file") from None


def of_case(case_id: int) -> list[Document]:
    """The files of a case that were not removed, newest first."""
    query = sa.select(Document).where(Document.case_id == case_id, Document.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Document.id.desc())))


@casework.in_package(PackagePart.EVIDENCE)
def freeze_evidence(case: Case) -> list[dict[str, Any]]:
    """The index of the evidence for a hand-over: what each file is and its hash, without its name and its note."""
    return [
        {
            "kind": document.kind,
            "dated": document.dated.isoformat() if document.dated else None,
            "added_on": document.added_at.date().isoformat(),
            "size": document.size,
            "original_held_by": document.original_held_by,
            "sha256": document.sha256,
        }
        for document in reversed(of_case(case.id))
    ]


def get_document(actor: Actor, ref: str, permission: Permission = Permission.DOCUMENT_READ) -> tuple[Document, Case]:
    """A file's row and its case. Raises NotFound when the actor may not know of it, or it was removed."""
    query = sa.select(Document, Case.ref).join(Case, Case.id == Document.case_id)
    found = db.session.execute(query.where(Document.ref == ref, Document.removed_at.is_(None))).one_or_none()
    if found is None:
        raise NotFound(ref)
    document, case_ref = found
    return document, casework.get_case(actor, case_ref, permission)


def open_pieces(actor: Actor, ref: str) -> tuple[Document, Iterator[bytes]]:
    """A file to be handed out piece by piece. Raises Unreadable when it is missing or its start was altered."""
    document, case = get_document(actor, ref)
    pieces = pieces_of(document)
    audit.look(actor, audit.Event.DOCUMENT_READ, case, document=document.ref)
    return document, pieces


def pieces_of(document: Document) -> Iterator[bytes]:
    """A file piece by piece, for callers who have asked whether the actor may, and who put the look on record."""
    pieces = storage.read(document.stored_as, document.data_key.plain)
    first = next(pieces)
    return itertools.chain([first], pieces)


def read(actor: Actor, ref: str) -> tuple[Document, bytes]:
    """A file and all its bytes. Raises Unreadable when it is missing or was altered."""
    document, pieces = open_pieces(actor, ref)
    return document, b"".join(pieces)


def remove(actor: Actor, ref: str) -> Case:
    """Take a file away for good; that it was there stays known."""
    with transaction():
        document, case = get_document(actor, ref, Permission.DOCUMENT_ADD)
        document.removed_at = clock.now()
        name = document.stored_as
        afterwards(lambda: storage.remove(name))
        audit.record(actor, audit.Event.DOCUMENT_REMOVED, case, document=document.ref)
    return case


def sweep_files(older_than: int = _DAY) -> int:
    """Remove files that no record needs, after a crash, a removal or an erasure. Returns how many."""
    count = 0
    names = storage.names_older_than(older_than)
    while batch := list(itertools.islice(names, 500)):
        query = (
            sa.select(Document.stored_as)
            .join(DataKey, DataKey.id == Document.data_key_id)
            .where(Document.stored_as.in_(batch), Document.removed_at.is_(None), DataKey.wrapped.is_not(None))
        )
        needed = set(db.session.scalars(query))
        for name in set(batch) - needed:
            storage.remove(name)
            count += 1
    return count
