"""The gate before return and powers of attorney on both databases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus, Party, Stage, Step
from mrc.claims import service
from mrc.claims.models import PowerOfAttorney, ReturnAnswer
from mrc.claims.rules import ClaimFacts, ClaimFault, Component, LineFacts
from mrc.claims.rules.gate import (
    AnswerFacts,
    GateAnswer,
    GateFault,
    GateItem,
    PowerFacts,
    PowerFault,
    PowerForm,
    PowerScope,
    PowerState,
)
from mrc.claims.rules.path import PathEvent, PathFacts
from mrc.db import db
from mrc.errors import NotFound, Refused, Stale
from tests.builders import actor_of, make_case
from tests.claims.filings import filed
from tests.claims.settled import agreed
from tests.statements import statements_of

DAY = date(2026, 11, 2)
POWER = PowerFacts(
    "Amina Clinic", "QA", DAY, PowerForm.CONSULAR, frozenset({PowerScope.SETTLE, PowerScope.FILE}), "+974 5550 1234"
)


def going_home(world, **values):
    return make_case(world.origin, caseworker=world.caseworker, stage=Stage.RETURN, **values)


def settle(world, case, *items, answer=GateAnswer.DONE):
    for item in items:
        facts = AnswerFacts(item, answer, DAY, "a reason" if answer is GateAnswer.WAIVED else None)
        service.answer_item(actor_of(world.caseworker), case.ref, facts)


def record(world, case, code, note=None):
    return casework.record_event(actor_of(world.caseworker), case.ref, code, note)


def test_a_case_is_ready_to_travel_once_every_item_is_done_or_waived(world):
    case = going_home(world)
    settle(world, case, *list(GateItem)[:6])
    settle(world, case, *list(GateItem)[6:], answer=GateAnswer.WAIVED)

    record(world, case, EventCode.READY_TO_TRAVEL)

    assert (case.step, case.move) == (Step.READY_TO_TRAVEL, Party.MIGRANT)
    record(world, case, EventCode.RETURNED)
    assert case.step is Step.RETURNED


def test_a_shut_gate_names_exactly_what_is_still_open(world):
    case = going_home(world)
    settle(world, case, *(item for item in GateItem if item not in {GateItem.TICKET, GateItem.MANDATE}))

    with pytest.raises(Refused) as refusal:
        record(world, case, EventCode.READY_TO_TRAVEL, "a note opens no gate")

    assert refusal.value.reason is GateFault.STILL_OPEN
    assert refusal.value.items == (GateItem.TICKET, GateItem.MANDATE)
    assert case.step is Step.RETURN_NOTIFIED
    assert db.session.scalar(sa.select(CaseEvent.id).where(CaseEvent.code == EventCode.READY_TO_TRAVEL)) is None


def test_whoever_returned_unprepared_leaves_a_word_why(world):
    case = going_home(world)
    with pytest.raises(Refused) as refusal:
        record(world, case, EventCode.RETURNED)
    assert (refusal.value.reason, refusal.value.field) == (GateFault.SAY_WHY_OPEN, "note")
    assert refusal.value.items == tuple(GateItem)

    record(world, case, EventCode.RETURNED, "deported on the same day")

    assert case.step is Step.RETURNED


def test_the_gate_is_reached_before_the_return_and_kept_into_it(world):
    case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.WAGE_CLAIM)
    settle(world, case, GateItem.BANK_ACCOUNT)
    casework.enter_stage(actor_of(world.caseworker), case.ref, Stage.RETURN)

    assert GateItem.BANK_ACCOUNT not in service.gate_of(case.id).still_open


def test_an_answer_is_given_once_and_a_mistake_is_taken_back(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    settle(world, case, GateItem.TICKET)
    with pytest.raises(Refused) as twice:
        settle(world, case, GateItem.TICKET, answer=GateAnswer.WAIVED)
    assert (twice.value.reason, twice.value.field) == (GateFault.ANSWERED, "item")
    answer = db.session.scalars(sa.select(ReturnAnswer)).one()

    service.take_back_answer(actor, case.ref, answer.id)

    gate = service.gate_of(case.id)
    assert GateItem.TICKET in gate.still_open
    assert [line.item for line in gate.taken_back] == [GateItem.TICKET]
    with pytest.raises(Refused) as again:
        service.take_back_answer(actor, case.ref, answer.id)
    assert again.value.reason is GateFault.NOT_ANSWERED
    settle(world, case, GateItem.TICKET)
    assert db.session.scalar(sa.select(sa.func.count(ReturnAnswer.id))) == 2


def test_an_answer_says_by_whom_and_is_on_record(world):
    case = going_home(world)
    settle(world, case, GateItem.LEAVE, answer=GateAnswer.WAIVED)

    line = next(line for line in service.gate_of(case.id).lines if line.item is GateItem.LEAVE)

    assert (line.by, line.answer.reason, line.answer.done_on) == (world.caseworker.name, "a reason", None)
    detail = db.session.scalars(
        sa.select(AuditEntry.detail).where(AuditEntry.event == Event.CASE_CHANGED, AuditEntry.subject_ref == case.ref)
    ).one()
    assert detail == {"fields": ["before return", "leave"]}


def test_a_document_of_another_case_proves_nothing(world):
    case = going_home(world)

    facts = AnswerFacts(GateItem.TICKET, GateAnswer.DONE, DAY, None, "1000000005")
    with pytest.raises(Refused) as refusal:
        service.answer_item(actor_of(world.caseworker), case.ref, facts)

    assert (refusal.value.reason, refusal.value.field) == (GateFault.NO_SUCH_DOCUMENT, "document")


def test_what_is_on_record_elsewhere_is_shown_at_its_item(world):
    case = going_home(world)
    service.record_power(actor_of(world.caseworker), case.ref, POWER)

    on_record = {line.item for line in service.gate_of(case.id).lines if line.is_on_record}

    assert on_record == {GateItem.POWER_OF_ATTORNEY, GateItem.MANDATE}


MEANWHILE = {
    "an answer": lambda actor, case, claim, filing, power: service.answer_item(
        actor, case.ref, AnswerFacts(GateItem.TICKET, GateAnswer.DONE, DAY)
    ),
    "a settlement": lambda actor, case, claim, filing, power: service.record_settlement(
        actor, claim.ref, agreed(DAY, on=DAY), None
    ),
    "a step": lambda actor, case, claim, filing, power: service.record_filing_step(
        actor, filing.ref, PathFacts(PathEvent.ACCEPTED, DAY)
    ),
    "papers": lambda actor, case, claim, filing, power: service.complete_power(
        actor, power.ref, power.version, (DAY, None), ("Translated", "Legalised")
    ),
}


@pytest.mark.parametrize("deed", MEANWHILE.values(), ids=MEANWHILE)
def test_a_case_that_somebody_closed_meanwhile_takes_nothing_more(world, deed):
    case, claim, filing = filed(world)
    actor = actor_of(world.caseworker)
    power = service.record_power(actor, case.ref, POWER)
    closed = {"status": CaseStatus.CLOSED, "move": Party.NOBODY, "resolution": Resolution.WITHDRAWN}
    with db.engine.begin() as elsewhere:
        elsewhere.execute(sa.update(Case).values(closed_at=clock.now(), version=Case.version + 1, **closed))

    with pytest.raises(Refused) as refusal:
        deed(actor, case, claim, filing, power)

    assert refusal.value.reason is ClaimFault.CASE_CLOSED


def test_a_filing_that_was_taken_back_settles_nothing_before_a_return(world):
    case, _claim, filing = filed(world)

    def is_on_record():
        return GateItem.CLAIM_FILED in {line.item for line in service.gate_of(case.id).lines if line.is_on_record}

    assert is_on_record()
    service.take_back_filing_step(actor_of(world.caseworker), filing.ref, filing.steps[0].id)
    assert not is_on_record()


def test_the_gate_of_another_centre_is_unknown(world):
    case = going_home(world)
    settle(world, case, GateItem.TICKET)
    answer = db.session.scalars(sa.select(ReturnAnswer)).one()
    for stranger in (world.other_supervisor, world.partner, world.auditor):
        with pytest.raises(NotFound):
            service.answer_item(actor_of(stranger), case.ref, AnswerFacts(GateItem.LEAVE, GateAnswer.DONE, DAY))
        with pytest.raises(NotFound):
            service.take_back_answer(actor_of(stranger), case.ref, answer.id)
    other = make_case(world.destination, caseworker=world.other_caseworker)
    with pytest.raises(NotFound):
        service.take_back_answer(actor_of(world.other_caseworker), other.ref, answer.id)


def test_a_closed_case_keeps_its_gate_and_powers_but_a_power_can_be_revoked(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    power = service.record_power(actor, case.ref, POWER)
    casework.close(actor, case.ref, Resolution.GOALS_MET, "done")
    for deed in (
        lambda: settle(world, case, GateItem.TICKET),
        lambda: service.record_power(actor, case.ref, POWER),
        lambda: service.complete_power(actor, power.ref, power.version, (DAY, None), ("Translated", "Legalised")),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.reason is ClaimFault.CASE_CLOSED

    service.revoke_power(actor, power.ref, DAY, "a reason")
    assert service.powers_of(case.id, DAY)[0].state is PowerState.REVOKED


def test_a_power_of_attorney_is_shown_with_what_it_allows(world):
    case = going_home(world)
    service.record_power(actor_of(world.caseworker), case.ref, POWER)

    (shown,) = service.powers_of(case.id, DAY)

    assert (shown.power.representative, shown.power.contact) == ("Amina Clinic", "+974 5550 1234")
    assert (shown.state, shown.may_do) == (PowerState.VALID, [PowerScope.FILE, PowerScope.SETTLE])


def test_of_many_powers_those_in_use_are_shown_and_the_others_counted(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    old = service.record_power(actor, case.ref, POWER)
    service.revoke_power(actor, old.ref, DAY, "a reason")
    assert service.powers_not_shown(case.id, service.powers_of(case.id, DAY)) == 0
    for _number in range(20):
        service.record_power(actor, case.ref, POWER)

    shown = service.powers_of(case.id, DAY)

    assert {one.state for one in shown} == {PowerState.VALID}
    assert service.powers_not_shown(case.id, shown) == 1


def test_a_power_for_one_claim_is_not_shown_at_another(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    head = ClaimFacts(None, "QA", "QAR", is_still_employed=True)
    first, second = (
        service.record_claim(actor, case.ref, head, [LineFacts(Component.LEAVE, Decimal(5))]) for _each in range(2)
    )
    service.record_power(actor, case.ref, PowerFacts(**{**vars(POWER), "claim_ref": first.ref}))
    service.record_power(actor, case.ref, POWER)

    assert [shown.claim_ref for shown in service.powers_of(case.id, DAY, first.id)] == [None, first.ref]
    assert [shown.claim_ref for shown in service.powers_of(case.id, DAY, second.id)] == [None]
    with pytest.raises(Refused) as refusal:
        service.record_power(actor, case.ref, PowerFacts(**{**vars(POWER), "claim_ref": "1000000005"}))
    assert refusal.value.reason is PowerFault.NOT_A_CLAIM


def test_papers_are_completed_later_and_an_old_form_is_refused(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    power = service.record_power(actor, case.ref, POWER)
    labels = ("Translated on", "Legalised on")

    service.complete_power(actor, power.ref, 1, (DAY, None), labels)

    assert (power.translated_on, power.legalised_on) == (DAY, None)
    with pytest.raises(Stale):
        service.complete_power(actor, power.ref, 1, (DAY, DAY), labels)
    with pytest.raises(Refused) as refusal:
        service.complete_power(actor, power.ref, 2, (DAY - timedelta(days=1), None), labels)
    assert (refusal.value.reason, refusal.value.field) == (PowerFault.BEFORE_GIVEN, "translated_on")


@pytest.mark.parametrize(
    ("day", "reason", "fault"),
    [
        (DAY, "", PowerFault.NEEDS_REASON),
        (date(2027, 1, 1), "a reason", PowerFault.IN_FUTURE),
        (date(2026, 1, 1), "a reason", PowerFault.BEFORE_GIVEN),
    ],
)
def test_a_revocation_has_a_day_and_a_reason(world, day, reason, fault):
    case = going_home(world)
    power = service.record_power(actor_of(world.caseworker), case.ref, POWER)

    with pytest.raises(Refused) as refusal:
        service.revoke_power(actor_of(world.caseworker), power.ref, day, reason)

    assert refusal.value.reason is fault


def test_a_revoked_power_stays_on_record_and_never_comes_back(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    power = service.record_power(actor, case.ref, POWER)

    service.revoke_power(actor, power.ref, DAY, "asked for money")

    (shown,) = service.powers_of(case.id, DAY)
    assert (shown.state, shown.revoked_by) == (PowerState.REVOKED, world.caseworker.name)
    assert shown.power.revoked_because == "asked for money"
    with pytest.raises(Refused) as refusal:
        service.revoke_power(actor, power.ref, DAY, "again")
    assert refusal.value.reason is PowerFault.IS_REVOKED
    assert service.gate_of(case.id).lines[5].is_on_record is False


def test_my_work_warns_thirty_days_before_a_power_ends(world):
    case, actor = going_home(world), actor_of(world.caseworker)
    until = date(2027, 3, 1)
    power = service.record_power(actor, case.ref, PowerFacts(**{**vars(POWER), "valid_until": until}))

    def warned(day, whose=world.caseworker):
        with clock.held_at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            return [ending.ref for ending in service.ending_powers(actor_of(whose))[0]]

    assert warned(until - timedelta(days=31)) == []
    assert warned(until - timedelta(days=30)) == [power.ref]
    assert warned(until) == [power.ref]
    looks = sa.select(AuditEntry.detail).where(AuditEntry.event == Event.CASE_LISTED)
    assert db.session.scalars(looks).first() == {"filters": ["powers of attorney"], "results": 1}
    assert warned(until + timedelta(days=1)) == []
    assert warned(until, world.colleague) == []
    service.revoke_power(actor, power.ref, DAY, "a reason")
    assert warned(until) == []


def test_strangers_know_of_no_power(world):
    case = going_home(world)
    power = service.record_power(actor_of(world.caseworker), case.ref, POWER)
    for stranger in (world.other_supervisor, world.partner):
        with pytest.raises(NotFound):
            service.revoke_power(actor_of(stranger), power.ref, DAY, "a reason")
        with pytest.raises(NotFound):
            service.record_power(actor_of(stranger), case.ref, POWER)
    assert db.session.scalar(sa.select(sa.func.count(PowerOfAttorney.id))) == 1


def test_the_gate_takes_as_many_queries_for_one_answer_as_for_ten(world):
    case = going_home(world)
    settle(world, case, GateItem.TICKET)
    few = len(statements_of(lambda: service.gate_of(case.id)))
    settle(world, case, *(item for item in GateItem if item is not GateItem.TICKET))

    assert len(statements_of(lambda: service.gate_of(case.id))) <= few
