"""The deeds of casework on both databases: what they write, refuse, and put on record."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrc import audit, clock, vault
from mrc.access import Role
from mrc.casework import service
from mrc.casework.models import Case, CaseEvent, CaseIssue, StageEntry
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode, EventFault, next_steps
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.opening import CaseFacts, CaseFault, OpeningFacts
from mrc.casework.rules.stages import CaseStatus, Party, Priority, Stage, Step
from mrc.claims import service as claims
from mrc.claims.rules.gate import AnswerFacts, GateAnswer, GateItem
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.respondents.rules import RespondentRole
from mrc.sessions import SessionRow
from mrc.staff.service import verify_password
from tests.builders import actor_of, make_case, make_person

TODAY = date(2026, 11, 20)
CODE = service.NewCode("4000123412345678", "the hash of it")


def facts(*issues, primary=None, priority=Priority.NORMAL, **more):
    return CaseFacts(issues or (IssueCode.NON_PAYMENT,), primary, priority, **more)


def opening(user, *issues, **more):
    values = {"stage": Stage.WAGE_CLAIM, "caseworker_id": user.id, **more}
    return OpeningFacts(facts(*issues, summary="Three months unpaid."), **values)


def recorded(event):
    query = sa.select(audit.AuditEntry).where(audit.AuditEntry.event == str(event)).order_by(audit.AuditEntry.seq)
    return db.session.scalars(query).all()


def events_of(case):
    query = sa.select(CaseEvent.code).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return db.session.scalars(query).all()


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


class TestOpening:
    def test_a_case_is_opened_with_its_code_and_its_first_look(self, world):
        person = make_person(world.origin)

        code = service.NewCode.fresh()
        case = service.open_case(actor_of(world.caseworker), person.ref, opening(world.caseworker), code)

        assert (case.stage, case.step, case.move) == (Stage.WAGE_CLAIM, Step.INTAKE, Party.CASEWORKER)
        assert case.next_due_on == TODAY + timedelta(days=14)
        assert case.primary_issue is IssueCode.NON_PAYMENT
        assert len(code.plain) == 16
        assert verify_password(case.code_hash, vault.peppered(code.plain))
        assert events_of(case) == [EventCode.OPENED]
        assert [entry.subject_ref for entry in recorded(audit.Event.CASE_OPENED)] == [case.ref]
        assert len(recorded(audit.Event.CODE_ISSUED)) == 1

    def test_the_code_and_the_summary_stand_nowhere_in_clear(self, world):
        person = make_person(world.origin)

        code = service.NewCode.fresh()
        case = service.open_case(actor_of(world.caseworker), person.ref, opening(world.caseworker), code)
        stored = db.session.execute(sa.text("SELECT * FROM cases WHERE id = :id"), {"id": case.id}).one()

        assert code.plain not in repr(stored)
        assert code.plain not in repr(code)
        assert "Three months" not in repr(stored)
        assert case.summary == "Three months unpaid."

    def test_several_issues_are_kept_and_one_is_primary(self, world):
        person = make_person(world.origin)
        wanted = OpeningFacts(
            facts(IssueCode.NON_PAYMENT, IssueCode.FOOD, primary=IssueCode.FOOD), Stage.EMPLOYMENT, None
        )

        case = service.open_case(actor_of(world.caseworker), person.ref, wanted, CODE)
        rows = db.session.execute(sa.select(CaseIssue.code, CaseIssue.is_primary).where(CaseIssue.case_id == case.id))

        assert {tuple(row) for row in rows} == {(IssueCode.NON_PAYMENT, False), (IssueCode.FOOD, True)}

    def test_violence_restricts_a_case_and_keeps_it_readable_to_its_opener(self, world):
        person = make_person(world.origin)
        actor = actor_of(world.caseworker)
        wanted = OpeningFacts(facts(IssueCode.CONFINEMENT), Stage.EMPLOYMENT, None)

        case = service.open_case(actor, person.ref, wanted, CODE)

        assert case.is_restricted
        assert service.get_case(actor, case.ref) is case
        with pytest.raises(NotFound):
            service.get_case(actor_of(world.colleague), case.ref)

    @pytest.mark.parametrize(
        ("issues", "primary", "fault", "field"),
        [
            ((), None, CaseFault.NEEDS_ISSUE, "issues"),
            ((IssueCode.FOOD, IssueCode.HOUSING), None, CaseFault.PRIMARY_NOT_CHOSEN, "primary_issue"),
        ],
    )
    def test_issues_that_are_not_in_order_leave_nothing_behind(self, world, issues, primary, fault, field):
        person = make_person(world.origin)
        wanted = OpeningFacts(CaseFacts(issues, primary, Priority.NORMAL), Stage.EMPLOYMENT, None)

        with pytest.raises(Refused) as refused:
            service.open_case(actor_of(world.caseworker), person.ref, wanted, CODE)

        assert (refused.value.reason, refused.value.field) == (fault, field)
        assert (count(Case), count(CaseEvent), recorded(audit.Event.CASE_OPENED)) == (0, 0, [])

    def test_a_caseworker_of_another_centre_cannot_be_given_a_new_case(self, world):
        person = make_person(world.origin)

        with pytest.raises(Refused) as refused:
            service.open_case(actor_of(world.caseworker), person.ref, opening(world.other_caseworker), CODE)

        assert refused.value.reason is CaseFault.NO_SUCH_COLLEAGUE
        assert count(Case) == 0

    def test_both_or_neither_an_unknown_respondent_leaves_no_case(self, world):
        person = make_person(world.origin)
        wanted = opening(world.caseworker, respondents=(("1234567890", RespondentRole.EMPLOYER),))

        with pytest.raises(Refused):
            service.open_case(actor_of(world.caseworker), person.ref, wanted, CODE)

        assert (count(Case), count(CaseIssue), count(StageEntry)) == (0, 0, 0)

    def test_a_person_of_another_centre_is_not_there(self, world):
        person = make_person(world.destination)

        with pytest.raises(NotFound):
            service.open_case(actor_of(world.caseworker), person.ref, opening(world.caseworker), CODE)

    def test_a_new_code_kills_the_old_one_and_whoever_is_signed_in_with_it(self, world):
        person = make_person(world.origin)
        actor = actor_of(world.caseworker)
        old, new = service.NewCode.fresh(), service.NewCode.fresh()
        case = service.open_case(actor, person.ref, opening(world.caseworker), old)
        ends = clock.now() + timedelta(hours=1)
        with transaction():
            db.session.add(SessionRow(id_hash=b"x", case_id=case.id, data={}, idle_ends_at=ends, ends_at=ends))

        service.reissue_code(actor, case.ref, new)

        assert not verify_password(case.code_hash, vault.peppered(old.plain))
        assert verify_password(case.code_hash, vault.peppered(new.plain))
        assert count(SessionRow) == 0
        assert events_of(case)[-1] is EventCode.CODE_ISSUED
        assert len(recorded(audit.Event.CODE_ISSUED)) == 2


class TestMoving:
    def test_an_event_moves_the_case_and_starts_the_clock(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)

        service.record_event(actor_of(world.caseworker), case.ref, EventCode.SAFETY_SCREENED, "Safe for now.")

        assert (case.step, case.move, case.status) == (Step.SAFETY_SCREENED, Party.CASEWORKER, CaseStatus.OPEN)
        assert case.next_due_on == TODAY + timedelta(days=2)
        assert case.said is EventCode.SAFETY_SCREENED
        entry = recorded(audit.Event.CASE_EVENT_RECORDED)[0]
        assert entry.detail == {"code": "safety_screened", "before": "intake", "after": "safety_screened"}

    @pytest.mark.parametrize(
        ("code", "note", "day", "fault"),
        [
            (EventCode.PAID_IN_FULL, None, None, EventFault.NOT_HERE),
            (EventCode.CLOSED, "x", None, EventFault.NOT_HERE),
            (EventCode.ASKED_MIGRANT, None, None, EventFault.NEEDS_NOTE),
            (EventCode.SAFETY_SCREENED, None, TODAY + timedelta(days=1), EventFault.FUTURE),
        ],
    )
    def test_what_the_table_does_not_allow_changes_nothing(self, world, code, note, day, fault):
        case = make_case(world.origin, caseworker=world.caseworker)

        with pytest.raises(Refused) as refused:
            service.record_event(actor_of(world.caseworker), case.ref, code, note, day)

        db.session.refresh(case)
        assert refused.value.reason is fault
        assert (case.step, events_of(case)) == (Step.INTAKE, [EventCode.OPENED])
        assert recorded(audit.Event.CASE_EVENT_RECORDED) == []

    def test_a_note_is_sealed_and_moves_nothing(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)

        event = service.add_note(actor_of(world.caseworker), case.ref, "She is afraid of the foreman.")

        assert b"foreman" not in event.note_sealed
        assert (event.note, case.step) == ("She is afraid of the foreman.", Step.INTAKE)
        assert len(recorded(audit.Event.CASE_NOTE_ADDED)) == 1

    def test_leaving_a_stage_out_needs_a_reason_and_shows_it(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.EMPLOYMENT)
        actor = actor_of(world.caseworker)

        with pytest.raises(Refused) as refused:
            service.enter_stage(actor, case.ref, Stage.RETURN)
        service.enter_stage(actor, case.ref, Stage.RETURN, "Nothing is owed.")
        page = service.show_case(actor, case.ref)

        assert refused.value.reason is EventFault.NEEDS_REASON
        shown = {line.stage: (line.state, line.reason) for line in page.stages}
        assert shown == {
            Stage.PRE_DEPARTURE: ("todo", None),
            Stage.EMPLOYMENT: ("done", None),
            Stage.WAGE_CLAIM: ("skipped", "Nothing is owed."),
            Stage.RETURN: ("current", None),
        }

    def test_a_case_cannot_jump_to_a_stage_that_does_not_follow(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.EMPLOYMENT)

        with pytest.raises(Refused) as refused:
            service.enter_stage(actor_of(world.caseworker), case.ref, Stage.PRE_DEPARTURE, "why not")

        assert refused.value.reason is EventFault.NOT_A_NEXT_STAGE

    def test_a_closed_case_waits_for_nobody_and_can_be_reopened_where_it_was(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        service.record_event(actor, case.ref, EventCode.SAFETY_SCREENED)

        service.close(actor, case.ref, Resolution.GOALS_MET, "All settled.")
        closed = (case.status, case.move, case.next_due_on, case.resolution)
        service.reopen(actor, case.ref, "The second instalment did not come.")

        assert closed == (CaseStatus.CLOSED, Party.NOBODY, None, Resolution.GOALS_MET)
        assert (case.status, case.step, case.reopened_times) == (CaseStatus.OPEN, Step.SAFETY_SCREENED, 1)
        assert (case.closed_at, case.resolution) == (None, None)
        assert len(recorded(audit.Event.CASE_CLOSED)) == len(recorded(audit.Event.CASE_REOPENED)) == 1

    def test_a_closed_case_still_hears_the_worker_and_stays_closed(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        service.close(actor_of(world.caseworker), case.ref, Resolution.GOALS_MET, "All settled.")

        with transaction():
            service.happen(case, EventCode.MIGRANT_WROTE, None)

        assert (case.status, case.move, case.check_on) == (CaseStatus.CLOSED, Party.NOBODY, None)

    @pytest.mark.parametrize(
        ("deed", "fault"),
        [
            (lambda actor, ref: service.record_event(actor, ref, EventCode.SPOKEN_WITH), EventFault.CASE_CLOSED),
            (lambda actor, ref: service.enter_stage(actor, ref, Stage.RETURN), EventFault.CASE_CLOSED),
            (lambda actor, ref: service.close(actor, ref, Resolution.GOALS_MET, "x"), EventFault.CASE_CLOSED),
            (lambda actor, ref: service.reopen(actor, ref, ""), EventFault.NEEDS_REASON),
        ],
    )
    def test_a_closed_case_is_not_moved(self, world, deed, fault):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        service.close(actor, case.ref, Resolution.GOALS_MET, "All settled.")

        with pytest.raises(Refused) as refused:
            deed(actor, case.ref)

        assert refused.value.reason is fault

    def test_an_open_case_cannot_be_reopened(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)

        with pytest.raises(Refused) as refused:
            service.reopen(actor_of(world.caseworker), case.ref, "again")

        assert refused.value.reason is EventFault.CASE_OPEN

    def test_danger_is_closed_by_the_supervisor_alone(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, issue=IssueCode.CONFINEMENT)

        with pytest.raises(Refused) as refused:
            service.close(actor_of(world.caseworker), case.ref, Resolution.GOALS_MET, "She is out.")
        service.close(actor_of(world.supervisor), case.ref, Resolution.GOALS_MET, "She is out.")

        assert refused.value.reason is EventFault.NEEDS_SIGN_OFF
        assert case.status is CaseStatus.CLOSED


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stage=st.sampled_from(list(Stage)), choices=st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_random_legal_walks_satisfy_every_check_of_the_database(world, stage, choices):
    case = make_case(world.origin, caseworker=world.caseworker, stage=stage)
    actor = actor_of(world.caseworker)
    # Nobody is ready to travel before all of this is settled.
    for item in GateItem:
        claims.answer_item(actor, case.ref, AnswerFacts(item, GateAnswer.WAIVED, reason="not needed"))

    for choice in choices:
        offered = next_steps(case.stage, case.step)
        service.record_event(actor, case.ref, offered[choice % len(offered)].code, "because")
    service.close(actor, case.ref, Resolution.GOALS_MET, "Done.")
    service.reopen(actor, case.ref, "Not done.")

    assert len(events_of(case)) == 1 + len(choices) + 2


def test_an_event_outside_a_transaction_is_refused(world):
    case = make_case(world.origin)

    with pytest.raises(RuntimeError):
        service.happen(case, EventCode.SPOKEN_WITH, None)


def test_a_stolen_key_column_alone_opens_no_note(world):
    case = make_case(world.origin, caseworker=world.caseworker)
    event = service.add_note(actor_of(world.caseworker), case.ref, "Secret.")

    with pytest.raises(Exception, match="cannot be opened"):
        vault.unseal(b"0" * 32, event.note_sealed, "case_events.note_sealed")


def test_the_event_says_who_recorded_it(world):
    case = make_case(world.origin, caseworker=world.caseworker)

    event = service.record_event(actor_of(world.supervisor), case.ref, EventCode.SPOKEN_WITH)

    assert (event.role, event.actor_id) == (Role.SUPERVISOR, world.supervisor.id)
