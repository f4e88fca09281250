"""Texts that come to the number of a centre: kept until somebody makes sure who wrote them, then in the conversation.

Telephones are shared and lost, so a number alone says nothing. Nothing is ever answered by the system itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import phonenumbers
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mrc import access, audit, clock, vault
from mrc.access import Actor, Permission, Role, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.stages import CaseStatus
from mrc.db import db, held, transaction, write
from mrc.errors import NotFound, Refused
from mrc.i18n import gettext as _
from mrc.messages.models import ReceivedText
from mrc.messages.rules import LONGEST, Direction, Inlet, SenderCheck, TextFault, TextState, is_stop, without_codes
from mrc.messages.service.conversation import hear, keep, language_of
from mrc.messages.service.notices import put_call
from mrc.outbox import StoppedNumber, phone_mark, stops_at
from mrc.people import service as people
from mrc.people.models import Phone
from mrc.staff.models import Centre
from mrc.vault import DataKey

MOST_SHOWN = 50
LONGEST_SENDER = 40
# So long a text waits for somebody to say who wrote it.
KEPT = timedelta(days=30)
BATCH = 200


@dataclass(frozen=True)
class Candidate:
    """A case to which a text may belong, with the name of its person."""

    case_ref: str
    person_id: int
    name: str
    is_closed: bool


@dataclass(frozen=True)
class ShownText:
    """A text with the cases to which it may belong; none when its number is nobody's."""

    row: ReceivedText
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Waiting:
    """What waits for an actor: texts from numbers that are known, and those of which nobody knows who wrote them."""

    known: list[ShownText]
    unknown: list[ReceivedText]

    def __len__(self) -> int:
        return len(self.known) + len(self.unknown)


def receive_text(centre_ref: str, inlet: Inlet, sender: str, text: str, name: str) -> None:
    """Keep a text that came to the number of a centre, or honour a STOP. The same one is not kept twice."""
    try:
        with transaction():
            centre = db.session.scalar(sa.select(Centre).where(Centre.ref == centre_ref, Centre.is_active))
            if centre is None:
                raise NotFound(centre_ref)
            number = _number(sender)
            cases = _cases_of(phone_mark(number))
            if is_stop(text):
                _stop(phone_mark(number), cases)
            else:
                _keep_text(centre, inlet, number, without_codes(text[:LONGEST]), name, cases)
    except IntegrityError:
        # The same text was delivered twice at once, and the other one was faster.
        return


def _number(sender: str) -> str:
    """The number in E.164, which gateways write with a plus or without; the name of a sender that has none."""
    plain = "".join(sign for sign in sender if sign.isalnum())[:LONGEST_SENDER]
    try:
        parsed = phonenumbers.parse("+" + plain.removeprefix("00"), None)
    except phonenumbers.NumberParseException:
        return plain
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _cases_of(mark: bytes) -> list[Case]:
    """The cases of everybody who has a number; of somebody with open ones, those alone."""
    owners = sa.select(Phone.person_id).where(Phone.number_blind == mark)
    found = list(db.session.scalars(sa.select(Case).where(Case.person_id.in_(owners)).order_by(Case.id)))
    open_for = {case.person_id for case in found if case.status is not CaseStatus.CLOSED}
    return [case for case in found if case.status is not CaseStatus.CLOSED or case.person_id not in open_for]


def _keep_text(centre: Centre, inlet: Inlet, number: str, text: str, name: str, cases: list[Case]) -> None:
    mark = vault.blind("received text", f"{inlet} {name}")
    if db.session.scalar(sa.select(ReceivedText.id).where(ReceivedText.mark == mark)) is not None:
        return
    centres = {case.centre_id for case in cases}
    # Nobody sees the cases of two centres, so of such a number those who lead the called centre find out.
    row = ReceivedText(
        data_key=DataKey.fresh(),
        centre_id=next(iter(centres)) if len(centres) == 1 else centre.id,
        inlet=inlet,
        state=TextState.WAITING if len(centres) == 1 else TextState.UNKNOWN,
        number_blind=phone_mark(number),
        mark=mark,
    )
    row.number, row.text = number, text
    db.session.add(row)
    db.session.flush()
    audit.record(None, audit.Event.TEXT_RECEIVED, row)


def _stop(mark: bytes, cases: list[Case]) -> None:
    """Send nothing more to a number, and tell the caseworkers, who find another way."""
    if mark in stops_at({mark}):
        return
    db.session.add(StoppedNumber(number_blind=mark))
    db.session.flush()
    for case in cases:
        audit.record(None, audit.Event.STOP_HEARD, case)
        put_call(case, lambda: _("Text messages were stopped from a telephone of the worker. Agree on another way."))


def texts_for(actor: Actor) -> Waiting:
    """What waits for an actor; the look is on record when there is anything."""
    found = waiting_for(actor)
    if len(found):
        audit.look(actor, audit.Event.TEXT_READ, results=len(found))
    return found


def waiting_for(actor: Actor) -> Waiting:
    """What waits for an actor, the oldest first."""
    access.require(actor, Permission.MESSAGE_READ)
    rows = list(db.session.scalars(_waiting(actor)))
    known = _with_candidates(actor, rows)
    return Waiting([shown for shown in known if shown.candidates], list(_unknown(actor)))


def _waiting(actor: Actor) -> Any:
    """Texts from a number of somebody whose case the actor may see."""
    own = (
        sa.select(sa.literal(1))
        .select_from(Phone)
        .join(Case, Case.person_id == Phone.person_id)
        .where(Phone.number_blind == ReceivedText.number_blind, casework.visible(actor))
        .correlate(ReceivedText)
    )
    query = sa.select(ReceivedText).where(ReceivedText.state == TextState.WAITING, sa.exists(own))
    return query.order_by(ReceivedText.id).limit(MOST_SHOWN)


def _unknown(actor: Actor) -> Collection[ReceivedText]:
    if not access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id)):
        return []
    mine = (ReceivedText.centre_id == actor.centre_id, ReceivedText.state == TextState.UNKNOWN)
    return db.session.scalars(sa.select(ReceivedText).where(*mine).order_by(ReceivedText.id).limit(MOST_SHOWN)).all()


def _with_candidates(actor: Actor, rows: list[ReceivedText]) -> list[ShownText]:
    """Texts with the cases to which they may belong.

    Somebody who may not see the case of everyone who has the number sees none of them: the text could be about it.
    """
    marks = {row.number_blind for row in rows}
    is_mine = casework.visible(actor).label("is_mine")
    query = (
        sa.select(Phone.number_blind, Case.id, Case.ref, Case.person_id, Case.status, is_mine)
        .join(Case, Case.person_id == Phone.person_id)
        .where(Phone.number_blind.in_(marks))
        .order_by(Case.id.desc())
        .distinct()
    )
    found = db.session.execute(query).all() if marks else []
    hidden = {(line.number_blind, line.person_id) for line in found}
    hidden -= {(line.number_blind, line.person_id) for line in found if line.is_mine}
    shut = {mark for mark, _person in hidden}
    names = people.summary_of({line.person_id for line in found if line.is_mine})
    mine = [line for line in found if line.is_mine and line.number_blind not in shut]
    return [
        ShownText(row, tuple(_candidate(line, names) for line in mine if line.number_blind == row.number_blind))
        for row in rows
    ]


def _candidate(line: Any, names: dict[int, Any]) -> Candidate:
    person = names.get(line.person_id)
    name = (person.name or person.latin_name or "") if person else ""
    return Candidate(line.ref, line.person_id, name, line.status is CaseStatus.CLOSED)


def read_text(actor: Actor, text_ref: str) -> ShownText:
    """A text that waits, for somebody who may judge it; the look is on record. Raises NotFound."""
    found = _get(actor, text_ref)
    audit.look(actor, audit.Event.TEXT_READ, found.row, results=1)
    return found


def _get(actor: Actor, text_ref: str, for_update: bool = False) -> ShownText:
    query = sa.select(ReceivedText).where(ReceivedText.ref == text_ref)
    row = db.session.scalars(held(query, ReceivedText) if for_update else query).one_or_none()
    if row is None:
        raise NotFound(text_ref)
    if row.state is TextState.UNKNOWN:
        if not access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=row.centre_id)):
            raise NotFound(text_ref)
        return ShownText(row, ())
    shown = _with_candidates(actor, [row])[0] if row.state is TextState.WAITING else ShownText(row, ())
    if not shown.candidates:
        raise NotFound(text_ref)
    return shown


def judge(actor: Actor, text_ref: str, case_ref: str | None, check: SenderCheck | None) -> str | None:
    """Put a text into the conversation of the case to which it belongs. Gives the reference of that case.

    Without a case it is nobody's who was thought of: then those who lead the centre look at it, and what they know
    nobody for is put aside.
    """
    with transaction():
        shown = _get(actor, text_ref, for_update=True)
        row = shown.row
        if case_ref is None:
            _nobodys(actor, row)
        else:
            _take(actor, shown, case_ref, check)
        audit.record(actor, audit.Event.TEXT_JUDGED, row, outcome=row.state)
    return case_ref


def _nobodys(actor: Actor, row: ReceivedText) -> None:
    if row.state is TextState.WAITING:
        row.state = TextState.UNKNOWN
        return
    row.state = TextState.PUT_ASIDE
    _forget(actor, row)


def _take(actor: Actor, shown: ShownText, case_ref: str, check: SenderCheck | None) -> None:
    row = shown.row
    if check is None:
        raise Refused(TextFault.NEEDS_CHECK, field="check")
    if shown.candidates and case_ref not in {candidate.case_ref for candidate in shown.candidates}:
        raise Refused(TextFault.NO_SUCH_CASE, field="whose")
    case = _case_of(actor, case_ref)
    message = keep(case, Direction.FROM_MIGRANT, row.text or "", language_of(case), None)
    message.written_at, message.came_by_phone = row.received_at, True
    hear(case, message.ref)
    audit.record(Actor(role=Role.MIGRANT, case_id=case.id), audit.Event.MESSAGE_RECEIVED, case)
    row.state, row.checked_by = TextState.TAKEN, check
    _forget(actor, row)


def _case_of(actor: Actor, case_ref: str) -> Case:
    try:
        return casework.get_case(actor, case_ref, Permission.MESSAGE_SEND, for_update=True)
    except NotFound:
        raise Refused(TextFault.NO_SUCH_CASE, field="reference") from None


def _forget(actor: Actor, row: ReceivedText) -> None:
    """Forget who sent a text and what it says; what was taken stands in the conversation."""
    row.judged_at, row.judged_by_id = clock.now(), actor.id
    row.number, row.text, row.number_blind = None, None, None
    row.data_key.destroy()


def sweep_texts() -> int:
    """Forget texts for which nobody was found in thirty days, and what was judged so long ago. Returns how many."""
    with transaction():
        old = sa.select(ReceivedText).where(ReceivedText.received_at < clock.now() - KEPT).limit(BATCH)
        rows = db.session.scalars(old).all()
        for row in rows:
            row.data_key.destroy()
        db.session.flush()
        write(sa.delete(ReceivedText).where(ReceivedText.id.in_([row.id for row in rows])))
        return len(rows)
