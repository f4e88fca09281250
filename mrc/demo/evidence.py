"""The evidence files of the cases that are shown: sealed on disk as any other, with their rows."""

from datetime import timedelta

from mrc.access import Role
from mrc.casework.rules.events import EventCode
from mrc.demo import files
from mrc.demo.walks import Happening
from mrc.demo.world import Making
from mrc.documents import storage
from mrc.documents.models import Document
from mrc.documents.rules import EvidenceKind
from mrc.people.rules import Holder


def make_document(making: Making, event: Happening) -> str | None:
    """The file that was added by an event; gives its reference."""
    if event.code is not EventCode.DOCUMENT_ADDED:
        return None
    kind, name, media_type, content = _draw(making, event)
    stored = storage.write([content], making.seal.key)
    ref, seal = making.rows.ref(Document), making.seal
    making.rows.add(
        Document,
        ref=ref,
        case_id=making.case_id,
        data_key_id=seal.id,
        kind=kind,
        file_name_sealed=seal("documents.file_name_sealed", name),
        sha256_sealed=seal("documents.sha256_sealed", stored.sha256),
        media_type=media_type,
        size=stored.size,
        stored_as=stored.name,
        original_held_by=making.random.choice((Holder.SELF, Holder.SELF, Holder.EMPLOYER, Holder.UNKNOWN)),
        dated=event.at.date() - timedelta(days=making.random.randrange(20, 400)),
        added_by_role=Role.CASEWORKER,
        added_by_id=making.worker_id,
        added_at=event.at,
    )
    return ref


def _draw(making: Making, event: Happening) -> tuple[EvidenceKind, str, str, bytes]:
    chance = making.random.random()
    if chance < 0.4:
        month = (event.at - timedelta(days=45)).strftime("%Y-%m")
        lines = files.pay_slip(making.arrival, month)
        return EvidenceKind.PAY_SLIP, f"pay slip {month}.pdf", "application/pdf", files.make_pdf(lines)
    if chance < 0.65:
        lines = files.contract(making.arrival)
        return EvidenceKind.CONTRACT, "contract.pdf", "application/pdf", files.make_pdf(lines)
    return EvidenceKind.PHOTO, "photo of the paper.png", "image/png", files.make_png(making.random)
