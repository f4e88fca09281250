"""Settlements on both databases: one stands, payments cover it, and who must act is told of what was missed."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case
from mrc.claims import service
from mrc.claims.models import Settlement
from mrc.claims.rules import AmountKind, ClaimFault
from mrc.claims.rules.settlements import (
    InstalmentState,
    SettlementEnd,
    SettlementFacts,
    SettlementFault,
    SettlementWay,
    Understood,
)
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.people.rules import ErasureReason
from tests.builders import actor_of
from tests.claims.settled import LATER, MISSED, SOON, agreed, case_ref, close, new_claim, pay, settle

D = Decimal


def due_on(claim):
    """The day that the case keeps, as the database has it."""
    return db.session.execute(sa.select(Case.instalment_due_on).where(Case.id == claim.case_id)).scalar_one()


def told(user):
    """Whom my work tells of, by the day of the first instalment."""
    lines, _more = service.due_instalments(actor_of(user))
    return [(line.case_ref, line.plan.pressing[0].due_on) for line in lines]


@pytest.fixture
def claim(world):
    return new_claim(world)


def shown(world, claim):
    view = service.get_claim(actor_of(world.caseworker), claim.ref)
    return service.settlements_of(view.claim, date(2026, 11, 20))


class TestRecording:
    def test_it_is_kept_whole_with_its_words_sealed(self, world, claim):
        settle(
            world,
            claim,
            MISSED,
            LATER,
            language="ne",
            understood=Understood.PARTLY,
            terms="By bank, on the last day",
            waiver="No further claims",
        )

        (one,) = shown(world, claim)
        assert (one.record.total, one.record.currency, one.stands) == (D(200), "QAR", True)
        assert (one.record.language, one.record.understood) == ("ne", Understood.PARTLY)
        assert (one.record.terms, one.record.waiver) == ("By bank, on the last day", "No further claims")
        assert [part.state for part in one.covered] == [InstalmentState.MISSED, InstalmentState.DUE]
        assert one.recorded_by == world.caseworker.name
        row = db.session.execute(sa.select(Settlement.terms_sealed, Settlement.waiver_sealed)).one()
        assert not any(b"bank" in text or b"claims" in text for text in row)

    def test_it_is_on_record(self, world, claim):
        settle(world, claim, LATER)
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.CLAIM_CHANGED)).one()
        assert entry.detail == {"claim": claim.ref, "fields": ["settlement"]}

    def test_a_fault_leaves_nothing(self, world, claim):
        facts = agreed(LATER)
        wrong = SettlementFacts(facts.agreed_on, D(99), facts.way, facts.instalments)
        with pytest.raises(Refused) as refused:
            service.record_settlement(actor_of(world.caseworker), claim.ref, wrong, None)

        assert (refused.value.reason, refused.value.field) == (SettlementFault.NOT_THE_TOTAL, "instalments")
        assert shown(world, claim) == []

    def test_a_newer_one_takes_its_place_and_the_older_stays_to_be_read(self, world, claim):
        first = settle(world, claim, MISSED)
        pay(world, claim, "40", on=date(2026, 11, 5))
        second = settle(world, claim, LATER, on=date(2026, 11, 10), replaces=first.ref)

        newer, older = shown(world, claim)
        assert (newer.record.ref, newer.stands, newer.received) == (second.ref, True, D(0))
        assert (older.record.ended_on, older.record.ended_how) == (date(2026, 11, 10), SettlementEnd.REPLACED)
        assert older.received == D(40)
        assert due_on(claim) == LATER

    def test_one_that_its_writer_did_not_see_is_not_replaced(self, world, claim):
        first = settle(world, claim, MISSED)
        for seen in (None, "1000000005"):
            with pytest.raises(Refused) as refused:
                settle(world, claim, LATER, replaces=seen)
            assert refused.value.reason is SettlementFault.ANOTHER_STANDS
        assert [one.record.ref for one in shown(world, claim)] == [first.ref]

    def test_the_database_lets_only_one_stand(self, world, claim):
        settle(world, claim, MISSED)
        second = Settlement(
            data_key=claim.data_key,
            claim_id=claim.id,
            agreed_on=MISSED,
            total=D(1),
            currency="QAR",
            way=SettlementWay.COURT,
        )
        with pytest.raises(IntegrityError), transaction():
            db.session.add(second)

    def test_another_centre_knows_of_none(self, world, claim):
        settlement = settle(world, claim, LATER)
        actor = actor_of(world.other_caseworker)
        with pytest.raises(NotFound):
            service.get_settlement(actor, claim.ref, settlement.ref)
        with pytest.raises(NotFound):
            service.record_settlement(actor, claim.ref, agreed(LATER), settlement.ref)
        with pytest.raises(NotFound):
            service.break_off(actor, claim.ref, settlement.ref, MISSED, "not kept")

    def test_a_settlement_of_another_claim_is_not_there(self, world, claim):
        foreign = settle(world, new_claim(world), LATER)
        with pytest.raises(NotFound):
            service.get_settlement(actor_of(world.caseworker), claim.ref, foreign.ref)

    def test_reading_one_is_on_record(self, world, claim):
        settlement = settle(world, claim, LATER)
        reads = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.event == Event.CASE_READ)
        before = db.session.scalar(reads)

        view, one = service.get_settlement(actor_of(world.supervisor), claim.ref, settlement.ref)

        assert (view.claim.ref, one.record.ref) == (claim.ref, settlement.ref)
        assert db.session.scalar(reads) == before + 1


class TestBreakingOff:
    def test_it_stays_with_its_reason_and_nothing_is_due_any_more(self, world, claim):
        settlement = settle(world, claim, MISSED)
        service.break_off(actor_of(world.caseworker), claim.ref, settlement.ref, date(2026, 11, 20), "Firm is gone")

        (one,) = shown(world, claim)
        assert (one.record.ended_how, one.record.ended_why) == (SettlementEnd.BROKEN_OFF, "Firm is gone")
        assert one.ended_by == world.caseworker.name
        assert due_on(claim) is None
        assert told(world.caseworker) == []

    @pytest.mark.parametrize(
        ("day", "fault"),
        [
            (date(2026, 10, 31), SettlementFault.ENDS_BEFORE_AGREED),
            (date(2026, 11, 21), ClaimFault.DATE_IN_FUTURE),
        ],
    )
    def test_not_before_it_began_nor_tomorrow(self, world, claim, day, fault):
        settlement = settle(world, claim, MISSED)
        with pytest.raises(Refused) as refused:
            service.break_off(actor_of(world.caseworker), claim.ref, settlement.ref, day, "why")
        assert (refused.value.reason, refused.value.field) == (fault, "happened_on")

    def test_only_once(self, world, claim):
        settlement = settle(world, claim, MISSED)
        actor = actor_of(world.caseworker)
        service.break_off(actor, claim.ref, settlement.ref, MISSED, "why")
        with pytest.raises(Refused) as refused:
            service.break_off(actor, claim.ref, settlement.ref, MISSED, "why")
        assert refused.value.reason is SettlementFault.NO_LONGER_STANDS

    def test_afterwards_a_new_one_replaces_nothing(self, world, claim):
        settlement = settle(world, claim, MISSED)
        service.break_off(actor_of(world.caseworker), claim.ref, settlement.ref, MISSED, "why")
        settle(world, claim, LATER, on=date(2026, 11, 20))
        assert [one.stands for one in shown(world, claim)] == [True, False]

    def test_what_is_paid_on_the_day_of_the_end_and_of_a_new_one_covers_one_of_them(self, world, claim):
        settlement = settle(world, claim, MISSED)
        service.break_off(actor_of(world.caseworker), claim.ref, settlement.ref, MISSED, "why")
        settle(world, claim, LATER, on=MISSED)
        pay(world, claim, "10", on=MISSED)
        assert [one.received for one in shown(world, claim)] == [D(10), D(0)]


class TestClosedCase:
    def test_nothing_is_agreed_until_it_is_opened_again(self, world, claim):
        settlement = settle(world, claim, MISSED)
        close(world, claim)
        with pytest.raises(Refused) as refused:
            settle(world, claim, LATER, replaces=settlement.ref)
        assert refused.value.reason is ClaimFault.CASE_CLOSED

    def test_waiting_for_money_that_will_not_come_is_ended(self, world, claim):
        settlement = settle(world, claim, MISSED)
        close(world, claim)
        service.break_off(actor_of(world.caseworker), claim.ref, settlement.ref, MISSED, "Firm is gone")
        assert told(world.caseworker) == []

    def test_money_that_does_not_come_is_told_all_the_same(self, world, claim):
        settle(world, claim, MISSED)
        close(world, claim)

        lines, _more = service.due_instalments(actor_of(world.caseworker))
        assert [(line.case_ref, line.is_closed) for line in lines] == [(case_ref(claim), True)]

        pay(world, claim, "100")
        assert told(world.caseworker) == []

    def test_a_person_who_was_erased_is_not_told_of(self, world, claim):
        settle(world, claim, MISSED)
        close(world, claim)
        case = db.session.get(Case, claim.case_id)
        person = people.summary_of({case.person_id})[case.person_id]
        people.erase(actor_of(world.supervisor), person.ref, ErasureReason.ASKED)

        assert told(world.caseworker) == []


class TestPayments:
    def test_each_moves_the_next_day_on_and_taking_it_back_moves_it_back(self, world, claim):
        settle(world, claim, MISSED, SOON, LATER)
        assert due_on(claim) == MISSED
        entry = pay(world, claim, "150")
        assert due_on(claim) == SOON
        service.take_back(actor_of(world.caseworker), claim.ref, entry.id)
        assert due_on(claim) == MISSED
        pay(world, claim, "300")
        assert due_on(claim) is None

    def test_payments_before_the_settlement_and_awards_cover_nothing(self, world, claim):
        settle(world, claim, MISSED)
        pay(world, claim, "100", on=date(2026, 10, 31))
        pay(world, claim, "100", kind=AmountKind.AWARDED)
        assert due_on(claim) == MISSED

    def test_the_case_keeps_the_earliest_day_of_all_its_claims(self, world, claim):
        settle(world, claim, LATER)
        case = db.session.get(Case, claim.case_id)
        other = new_claim(world, case, "USD")
        settle(world, other, SOON)
        assert due_on(claim) == SOON
        pay(world, other, "100")
        assert due_on(claim) == LATER

    def test_keeping_the_day_makes_no_version_of_the_case(self, world, claim):
        before = db.session.get(Case, claim.case_id).version
        settle(world, claim, LATER)
        db.session.expire_all()
        assert db.session.get(Case, claim.case_id).version == before
