"""The gate before return: each item done or waived, and the question that the events of travelling ask of it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.claims.models import Filing, FilingStep, PowerOfAttorney, ReturnAnswer, WageClaim
from mrc.claims.rules.gate import AnswerFacts, GateAnswer, GateFault, GateItem, fault_of_answer, still_open
from mrc.claims.rules.path import PathEvent
from mrc.claims.service.recording import refuse_closed
from mrc.db import db, transaction
from mrc.documents.models import Document
from mrc.errors import NotFound, Refused, refuse_any
from mrc.staff import service as staff


@dataclass(frozen=True)
class GateLine:
    """One item of the gate with its answer, if there is one, who gave it and which document stands behind it."""

    item: GateItem
    answer: ReturnAnswer | None = None
    by: str | None = None
    document: Document | None = None
    is_on_record: bool = False


@dataclass(frozen=True)
class Gate:
    """The gate of one case: its items in order, which of them are open, and answers that were taken back."""

    lines: list[GateLine]
    still_open: tuple[GateItem, ...]
    taken_back: list[GateLine]


def gate_of(case_id: int) -> Gate:
    """The gate of a case."""
    query = sa.select(ReturnAnswer).where(ReturnAnswer.case_id == case_id).order_by(ReturnAnswer.id)
    answers = list(db.session.scalars(query))
    names = staff.names_of({answer.answered_by_id for answer in answers if answer.answered_by_id})
    documents = _documents({answer.document_id for answer in answers if answer.document_id})
    known = _on_record(case_id)
    told = [
        GateLine(answer.item, answer, names.get(answer.answered_by_id or 0), documents.get(answer.document_id or 0))
        for answer in answers
    ]
    standing = {line.item: line for line in told if line.answer and line.answer.taken_back_at is None}
    lines = [standing.get(item) or GateLine(item, is_on_record=item in known) for item in GateItem]
    gone = [line for line in told if line.answer and line.answer.taken_back_at is not None]
    return Gate(lines, still_open(standing), gone)


def _documents(ids: set[int]) -> dict[int, Document]:
    found = db.session.scalars(sa.select(Document).where(Document.id.in_(ids))) if ids else ()
    return {document.id: document for document in found}


def open_items(case_id: int) -> tuple[GateItem, ...]:
    """The items of a case that are neither done nor waived."""
    query = sa.select(ReturnAnswer.item).where(ReturnAnswer.case_id == case_id, ReturnAnswer.taken_back_at.is_(None))
    return still_open(db.session.scalars(query))


def _on_record(case_id: int) -> set[GateItem]:
    """The items for which something is on record elsewhere, so that whoever answers may know."""
    taking_back = aliased(FilingStep)
    filed = sa.exists().where(
        WageClaim.case_id == case_id,
        Filing.claim_id == WageClaim.id,
        FilingStep.filing_id == Filing.id,
        FilingStep.event == PathEvent.FILED,
        FilingStep.takes_back_id.is_(None),
        # Without its first event a filing counts no more.
        ~sa.exists().where(taking_back.takes_back_id == FilingStep.id),
    )
    unrevoked = sa.exists().where(PowerOfAttorney.case_id == case_id, PowerOfAttorney.revoked_on.is_(None))
    has_filing, has_power = db.session.execute(sa.select(filed, unrevoked)).one()
    found = {GateItem.CLAIM_FILED} if has_filing else set()
    return found | ({GateItem.POWER_OF_ATTORNEY, GateItem.MANDATE} if has_power else set())


def answer_item(actor: Actor, case_ref: str, facts: AnswerFacts) -> ReturnAnswer:
    """Settle one item of the gate. Raises Refused when it is settled already."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CLAIM_RECORD, for_update=True)
        refuse_closed(case)
        refuse_any(fault_of_answer(facts, clock.today(actor.timezone)))
        if facts.item not in open_items(case.id):
            raise Refused(GateFault.ANSWERED, field="item")
        is_done = facts.answer is GateAnswer.DONE
        answer = ReturnAnswer(
            data_key=case.data_key,
            case_id=case.id,
            item=facts.item,
            answer=facts.answer,
            done_on=facts.done_on if is_done else None,
            document_id=_document_id(case, facts.document_ref),
            answered_by_id=actor.id,
        )
        answer.reason = facts.reason
        db.session.add(answer)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["before return", facts.item])
    return answer


def _document_id(case: Case, ref: str | None) -> int | None:
    if ref is None:
        return None
    query = sa.select(Document.id).where(
        Document.ref == ref, Document.case_id == case.id, Document.removed_at.is_(None)
    )
    found = db.session.scalar(query)
    if found is None:
        raise Refused(GateFault.NO_SUCH_DOCUMENT, field="document")
    return found


def take_back_answer(actor: Actor, case_ref: str, answer_id: int) -> ReturnAnswer:
    """Open an item again that was settled by mistake; the answer stays to be read."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CLAIM_RECORD, for_update=True)
        refuse_closed(case)
        answer = db.session.get(ReturnAnswer, answer_id, populate_existing=True)
        if answer is None or answer.case_id != case.id:
            raise NotFound(answer_id)
        if answer.taken_back_at is not None:
            raise Refused(GateFault.NOT_ANSWERED)
        answer.taken_back_at, answer.taken_back_by_id = clock.now(), actor.id
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["before return", answer.item])
    return answer


@casework.may_refuse(EventCode.READY_TO_TRAVEL)
def _is_shut(case: Case, note: str | None) -> None:
    left = open_items(case.id)
    if left:
        raise Refused(GateFault.STILL_OPEN, items=left)


@casework.may_refuse(EventCode.RETURNED)
def _says_why(case: Case, note: str | None) -> None:
    # People also travel unprepared; then the case keeps why, for whoever claims what is still open from afar.
    left = () if note else open_items(case.id)
    if left:
        raise Refused(GateFault.SAY_WHY_OPEN, field="note", items=left)


def documents_of(case_id: int) -> list[tuple[str, str, date]]:
    """The documents of a case as (reference, name, day), for the choice of what proves an item."""
    query = sa.select(Document).where(Document.case_id == case_id, Document.removed_at.is_(None))
    found = db.session.scalars(query.order_by(Document.id.desc()).limit(200))
    return [(row.ref, row.file_name or "", row.added_at.date()) for row in found]
