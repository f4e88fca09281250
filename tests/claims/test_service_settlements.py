"""Settlements on both databases: one stands, payments cover it, and who must act is told of what was missed."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseTeamMember
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.work import LIMIT
from mrc.claims import service
from mrc.claims.models import ClaimLine, Settlement
from mrc.claims.rules import AmountKind, ClaimFacts, ClaimFault, Component, EntryFacts, LineFacts, PaymentMethod
from mrc.claims.rules.dollars import Dollars, Rate, RateFault, RateSource
from mrc.claims.rules.settlements import (
    Instalment,
    InstalmentState,
    SettlementEnd,
    SettlementFacts,
    SettlementFault,
    SettlementWay,
    Understood,
)
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused
from mrc.people import service as people
from mrc.people.rules import ErasureReason
from tests.builders import actor_of, make_case
from tests.statements import statements_of

D = Decimal
# The tests' today is 20 November 2026.
MISSED, SOON, LATER = date(2026, 11, 19), date(2026, 11, 27), date(2026, 11, 28)


def new_claim(world, case=None, currency="QAR", caseworker=None):
    caseworker = caseworker or world.caseworker
    case = case or make_case(world.origin, caseworker=caseworker)
    facts = ClaimFacts(None, "QA", currency, is_still_employed=True)
    lines = [LineFacts(Component.UNPAID_WAGE, D(400)), LineFacts(Component.LEAVE, D(100))]
    return service.record_claim(actor_of(caseworker), case.ref, facts, lines)


@pytest.fixture
def claim(world):
    return new_claim(world)


def agreed(*days, on=date(2026, 11, 1), amount="100", **values):
    rows = tuple(Instalment(day, D(amount)) for day in days)
    return SettlementFacts(on, D(amount) * len(rows), SettlementWay.CONCILIATION, rows, **values)


def settle(world, claim, *days, replaces=None, actor=None, **values):
    return service.record_settlement(
        actor or actor_of(world.caseworker), claim.ref, agreed(*days, **values), replaces
    )


def pay(world, claim, amount, on=date(2026, 11, 20), kind=AmountKind.RECEIVED, rate=None):
    line_id = db.session.scalars(sa.select(ClaimLine.id).where(ClaimLine.claim_id == claim.id)).first()
    facts = EntryFacts(kind, on, ((line_id, D(amount)),), PaymentMethod.BANK, rate)
    return service.record_amounts(actor_of(world.caseworker), claim.ref, facts).lines[0].ledger[-1]


def shown(world, claim):
    view = service.get_claim(actor_of(world.caseworker), claim.ref)
    return service.settlements_of(view.claim, date(2026, 11, 20))


def due_on(claim):
    """The day that the case keeps, as the database has it."""
    return db.session.execute(sa.select(Case.instalment_due_on).where(Case.id == claim.case_id)).scalar_one()


def told(user):
    """Whom my work tells of, by the day of the first instalment."""
    lines, _more = service.due_instalments(actor_of(user))
    return [(line.case_ref, line.plan.pressing[0].due_on) for line in lines]


def case_ref(claim):
    return db.session.execute(sa.select(Case.ref).where(Case.id == claim.case_id)).scalar_one()


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


class TestClosedCase:
    def test_nothing_is_agreed_or_broken_off_until_it_is_opened_again(self, world, claim):
        settlement = settle(world, claim, MISSED)
        close(world, claim)
        actor = actor_of(world.caseworker)
        for deed in (
            lambda: settle(world, claim, LATER, replaces=settlement.ref),
            lambda: service.break_off(actor, claim.ref, settlement.ref, MISSED, "why"),
        ):
            with pytest.raises(Refused) as refused:
                deed()
            assert refused.value.reason is ClaimFault.CASE_CLOSED

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


def close(world, claim):
    casework.close(actor_of(world.supervisor), case_ref(claim), Resolution.SETTLED_AMICABLE, "settled")


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


class TestMyWork:
    def test_what_was_missed_and_what_comes_within_a_week_the_oldest_first(self, world):
        soon, later, missed = (new_claim(world) for _number in range(3))
        settle(world, soon, SOON)
        settle(world, later, LATER)
        settle(world, missed, MISSED)

        assert told(world.caseworker) == [(case_ref(missed), MISSED), (case_ref(soon), SOON)]
        lines, has_more = service.due_instalments(actor_of(world.caseworker))
        assert [line.plan.is_missed for line in lines] == [True, False]
        assert [line.person.name for line in lines] == ["सीता गुरुङ", "सीता गुरुङ"]
        assert has_more is False

    def test_nobody_else_is_told(self, world, claim):
        settle(world, claim, MISSED)
        for user in (world.colleague, world.supervisor, world.other_caseworker, world.other_supervisor):
            assert told(user) == []

    def test_partners_and_others_who_have_no_cases_are_told_nothing(self, world, claim):
        settle(world, claim, MISSED)
        for user in (world.partner, world.administrator, world.auditor):
            assert told(user) == []

    def test_who_leads_is_told_of_what_nobody_works_on(self, world, claim):
        settle(world, claim, MISSED)
        with transaction():
            db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(caseworker_id=None))

        assert told(world.supervisor) == [(case_ref(claim), MISSED)]
        for user in (world.caseworker, world.colleague, world.other_supervisor):
            assert told(user) == []

    def test_a_case_of_another_centre_is_not_told_even_to_its_worker(self, world, claim):
        settle(world, claim, MISSED)
        with transaction():
            db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(centre_id=world.destination.id))
        assert told(world.caseworker) == []

    def test_a_restricted_case_is_told_to_its_own_worker_alone(self, world, claim):
        settle(world, claim, MISSED)
        with transaction():
            db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(is_restricted=True))
            db.session.add(CaseTeamMember(case_id=claim.case_id, user_id=world.supervisor.id))
        assert told(world.caseworker) == [(case_ref(claim), MISSED)]
        assert told(world.colleague) == []

    def test_a_restricted_case_is_read_by_its_team_only(self, world, claim):
        settlement = settle(world, claim, MISSED)
        with transaction():
            db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(is_restricted=True))
        db.session.expire_all()
        with pytest.raises((NotFound, NotAllowed)):
            service.get_settlement(actor_of(world.colleague), claim.ref, settlement.ref)

    def test_more_than_fit_are_said_to_be_more_and_cost_no_more_queries(self, world):
        actor = actor_of(world.caseworker)
        settle(world, new_claim(world), MISSED)
        db.session.expire_all()
        few = statements_of(lambda: service.due_instalments(actor))
        for _number in range(LIMIT):
            settle(world, new_claim(world), MISSED)
        db.session.expire_all()
        many = statements_of(lambda: service.due_instalments(actor))
        lines, has_more = service.due_instalments(actor)

        assert (len(lines), has_more) == (LIMIT, True)
        assert len(many) == len(few)

    def test_the_look_is_on_record_when_there_is_something_to_see(self, world, claim):
        looks = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.event == Event.CASE_LISTED)
        told(world.caseworker)
        assert db.session.scalar(looks) == 0
        settle(world, claim, MISSED)
        told(world.caseworker)
        assert db.session.scalar(looks) == 1


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_my_work_walks_an_index_of_what_is_due(world):
    asked = statements_of(lambda: service.due_instalments(actor_of(world.caseworker)))
    (text, values) = next(statement for statement in asked if "instalment_due_on" in statement[0])
    plan = " ".join(row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values))
    assert "ix_cases_instalment_due" in plan


class TestRates:
    RATE = Rate(D("3.64"), date(2026, 11, 19), RateSource.CENTRAL_BANK)

    def test_an_entry_keeps_its_rate_and_the_claim_its_sum(self, world, claim):
        entry = pay(world, claim, "364", rate=self.RATE)
        db.session.expire_all()
        view = service.get_claim(actor_of(world.caseworker), claim.ref)

        assert entry.rate == self.RATE
        assert service.dollars_of(view.claim) == {AmountKind.RECEIVED: Dollars(D("100.00"), True)}

    def test_a_payment_without_one_makes_the_sum_a_part(self, world, claim):
        pay(world, claim, "364", rate=self.RATE)
        pay(world, claim, "1")
        view = service.get_claim(actor_of(world.caseworker), claim.ref)
        assert service.dollars_of(view.claim) == {AmountKind.RECEIVED: Dollars(D("100.00"), False)}

    def test_what_no_longer_counts_needs_no_rate(self, world, claim):
        pay(world, claim, "500", kind=AmountKind.OFFERED)
        pay(world, claim, "364", kind=AmountKind.OFFERED, rate=self.RATE)
        mistake = pay(world, claim, "1", rate=None)
        service.take_back(actor_of(world.caseworker), claim.ref, mistake.id)
        view = service.get_claim(actor_of(world.caseworker), claim.ref)
        assert service.dollars_of(view.claim) == {AmountKind.OFFERED: Dollars(D("100.00"), True)}

    @pytest.mark.parametrize(
        ("rate", "fault", "field"),
        [
            (Rate(D(0), date(2026, 11, 19), RateSource.PEG), RateFault.NOT_A_RATE, "per_dollar"),
            (Rate(D("3.64"), date(2026, 11, 21), RateSource.PEG), ClaimFault.DATE_IN_FUTURE, "rate_on"),
        ],
    )
    def test_a_bad_one_is_refused(self, world, claim, rate, fault, field):
        with pytest.raises(Refused) as refused:
            pay(world, claim, "1", rate=rate)
        assert (refused.value.reason, refused.value.field) == (fault, field)

    def test_a_claim_in_dollars_takes_none(self, world):
        with pytest.raises(Refused) as refused:
            pay(world, new_claim(world, currency="USD"), "1", rate=self.RATE)
        assert refused.value.reason is RateFault.IN_DOLLARS_ALREADY

    @pytest.mark.parametrize("lacking", ["per_dollar", "rate_on", "rate_source"])
    def test_the_database_keeps_no_half_of_one(self, world, claim, lacking):
        entry = pay(world, claim, "364", rate=self.RATE)
        with pytest.raises(IntegrityError), transaction():
            setattr(entry, lacking, None)
