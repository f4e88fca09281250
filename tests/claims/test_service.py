"""Claims on both databases: all or nothing, the ledger, and who may see them."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.casework.models import CaseEvent, CaseRespondent
from mrc.casework.rules.events import EventCode
from mrc.claims import service
from mrc.claims.models import ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import (
    AmountKind,
    ClaimFacts,
    ClaimFault,
    ClaimFilters,
    Component,
    EntryFacts,
    LineFacts,
    PaymentMethod,
    Sums,
)
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused, Stale
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.vault import DataKey
from tests.builders import actor_of, make_case
from tests.claims.settled import close, new_claim, pay

D = Decimal
LINES = [
    LineFacts(Component.UNPAID_WAGE, D("120.500"), date(2026, 1, 1), date(2026, 1, 31)),
    LineFacts(Component.OVERTIME, D("30.250")),
]


def facts(**values):
    return ClaimFacts(
        **{"respondent_ref": None, "country": "KW", "currency": "KWD", "is_still_employed": True, **values}
    )


def recorded(world, **values):
    case = make_case(world.origin, caseworker=world.caseworker)
    return case, service.record_claim(actor_of(world.caseworker), case.ref, facts(**values), LINES)


def test_a_claim_is_recorded_with_its_lines_event_and_record(world):
    case, claim = recorded(world)

    view = service.get_claim(actor_of(world.caseworker), claim.ref)

    assert view.sums == Sums(claimed=D("150.750"))
    assert (
        db.session.scalar(sa.select(CaseEvent.subject_ref).where(CaseEvent.code == EventCode.CLAIM_RECORDED))
        == claim.ref
    )
    assert (
        db.session.scalar(sa.select(AuditEntry.subject_ref).where(AuditEntry.event == Event.CLAIM_RECORDED))
        == case.ref
    )


@pytest.mark.parametrize(
    ("values", "lines", "fault"),
    [
        ({}, [], ClaimFault.NO_LINES),
        ({"is_still_employed": False}, LINES, ClaimFault.NEEDS_END),
        ({"monthly_wage": D("1.2345")}, LINES, ClaimFault.TOO_MANY_DECIMALS),
        ({"respondent_ref": "1234567890"}, LINES, ClaimFault.NOT_A_RESPONDENT),
    ],
)
def test_a_refused_claim_leaves_nothing(world, values, lines, fault):
    case = make_case(world.origin, caseworker=world.caseworker)

    with pytest.raises(Refused) as refusal:
        service.record_claim(actor_of(world.caseworker), case.ref, facts(**values), lines)

    assert refusal.value.reason is fault
    assert db.session.scalar(sa.select(sa.func.count(WageClaim.id))) == 0
    assert (
        db.session.scalar(sa.select(sa.func.count(AuditEntry.seq)).where(AuditEntry.event == Event.CLAIM_RECORDED))
        == 0
    )


def test_what_is_still_to_come_is_counted_part_by_part(world):
    case = make_case(world.origin, caseworker=world.caseworker)
    actor = actor_of(world.caseworker)
    parts = [LineFacts(Component.UNPAID_WAGE, D(300)), LineFacts(Component.LEAVE, D(100))]
    claim = service.record_claim(actor, case.ref, facts(), parts)
    first = claim.lines[0].id
    for kind, amount in ((AmountKind.AWARDED, D(200)), (AmountKind.RECEIVED, D(250))):
        service.record_amounts(actor, claim.ref, EntryFacts(kind, clock.today(), ((first, amount),)))

    # What was paid beyond the award of one part covers nothing of the other, which nobody decided yet.
    assert service.get_claim(actor, claim.ref).outstanding == 100


def test_payments_add_up_and_a_newer_award_takes_the_place_of_the_older(world):
    actor = actor_of(world.caseworker)
    _case, claim = recorded(world)
    line = claim.lines[0]

    for kind, amount in (
        (AmountKind.AWARDED, "100"),
        (AmountKind.AWARDED, "90"),
        (AmountKind.RECEIVED, "40"),
        (AmountKind.RECEIVED, "10.125"),
    ):
        service.record_amounts(
            actor, claim.ref, EntryFacts(kind, date(2026, 11, 1), ((line.id, D(amount)),), PaymentMethod.CASH)
        )

    view = service.get_claim(actor, claim.ref)
    assert (view.sums.awarded, view.sums.received) == (D(90), D("50.125"))
    assert len(view.claim.lines[0].ledger) == 5


@pytest.mark.parametrize("kind", [AmountKind.CLAIMED, AmountKind.OFFERED, AmountKind.AWARDED])
def test_a_closed_case_takes_payments_and_no_other_amount(world, kind):
    claim = new_claim(world)
    before = pay(world, claim, "90", kind=kind)
    close(world, claim)

    with pytest.raises(Refused) as refusal:
        pay(world, claim, "80", kind=kind)
    assert refusal.value.reason is ClaimFault.CASE_CLOSED
    if kind is not AmountKind.CLAIMED:
        with pytest.raises(Refused) as refusal:
            service.take_back(actor_of(world.caseworker), claim.ref, before.id)
        assert refusal.value.reason is ClaimFault.CASE_CLOSED

    paid = pay(world, claim, "50")
    service.take_back(actor_of(world.caseworker), claim.ref, paid.id)
    assert service.get_claim(actor_of(world.caseworker), claim.ref).sums.received is None


def test_only_payments_keep_how_they_were_paid(world):
    actor = actor_of(world.caseworker)
    _case, claim = recorded(world)
    line = db.session.scalars(sa.select(ClaimLine)).first()

    service.record_amounts(
        actor, claim.ref, EntryFacts(AmountKind.OFFERED, date(2026, 11, 1), ((line.id, D(5)),), PaymentMethod.CASH)
    )

    assert db.session.scalar(sa.select(LedgerEntry.method).where(LedgerEntry.kind == AmountKind.OFFERED)) is None


def test_an_amount_of_tomorrow_is_refused(world):
    _case, claim = recorded(world)
    line = db.session.scalars(sa.select(ClaimLine)).first()

    with pytest.raises(Refused) as refusal:
        service.record_amounts(
            actor_of(world.caseworker),
            claim.ref,
            EntryFacts(AmountKind.RECEIVED, date(2026, 12, 1), ((line.id, D(5)),)),
        )

    assert refusal.value.reason is ClaimFault.DATE_IN_FUTURE


def test_a_line_of_another_claim_is_not_there(world):
    _case, claim = recorded(world)
    _other_case, other = recorded(world)
    foreign = db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id == other.id)).first()

    with pytest.raises(NotFound):
        service.record_amounts(
            actor_of(world.caseworker),
            claim.ref,
            EntryFacts(AmountKind.RECEIVED, date(2026, 11, 1), ((foreign.id, D(5)),)),
        )


def test_a_claim_is_against_somebody_the_case_is_against(world):
    case = make_case(world.origin, caseworker=world.caseworker)
    with transaction():
        respondent = Respondent(
            data_key=DataKey.fresh(),
            usual_role=RespondentRole.EMPLOYER,
            country="KW",
            created_by_centre_id=world.origin.id,
        )
        respondent.name = "Invented Builders"
        db.session.add(respondent)
        db.session.flush()
        db.session.add(CaseRespondent(case_id=case.id, respondent_id=respondent.id, role=RespondentRole.EMPLOYER))

    claim = service.record_claim(actor_of(world.caseworker), case.ref, facts(respondent_ref=respondent.ref), LINES)

    assert service.get_claim(actor_of(world.caseworker), claim.ref).respondent == "Invented Builders"
    assert service.respondents_of(case.id) == [(respondent.ref, "Invented Builders")]


def test_another_centre_knows_nothing_of_a_claim(world):
    _case, claim = recorded(world)

    with pytest.raises(NotFound):
        service.get_claim(actor_of(world.other_caseworker), claim.ref)
    assert service.list_claims(actor_of(world.other_supervisor), ClaimFilters()).claims == []


def test_the_list_shows_sums_and_only_what_is_unpaid_when_asked(world):
    actor = actor_of(world.supervisor)
    _case, claim = recorded(world)
    _case, paid = recorded(world)
    for line in db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id == paid.id)).all():
        service.record_amounts(
            actor, paid.ref, EntryFacts(AmountKind.RECEIVED, date(2026, 11, 1), ((line.id, line.claimed),))
        )

    everything = service.list_claims(actor, ClaimFilters()).claims
    unpaid = service.list_claims(actor, ClaimFilters("KWD", is_unpaid=True)).claims

    assert [one.ref for one in everything] == [paid.ref, claim.ref]
    assert everything[0].sums.received == D("150.750")
    assert [one.ref for one in unpaid] == [claim.ref]
    assert service.list_claims(actor, ClaimFilters("QAR")).claims == []


def test_an_old_version_of_the_head_is_refused_with_both_texts(world):
    actor = actor_of(world.caseworker)
    _case, claim = recorded(world, note="first")
    seen = claim.version
    labels = {"note": "What else to know"}
    service.change_claim(actor, claim.ref, seen, facts(note="second"), labels)

    with pytest.raises(Stale) as stale:
        service.change_claim(actor, claim.ref, seen, facts(note="third"), labels)

    assert stale.value.fields == [("What else to know", "third", "second")]
    assert service.get_claim(actor, claim.ref).claim.note == "second"


def test_lines_are_added(world):
    actor = actor_of(world.caseworker)
    case, claim = recorded(world)

    service.add_lines(actor, claim.ref, [LineFacts(Component.LEAVE, D("9.999"))])

    assert service.of_case(case.id)[0][1].claimed == D("160.749")
