"""Changing a case, its team and its tasks: what is written, refused and put on record."""

from datetime import date

import pytest

from mrc import audit
from mrc.casework import service
from mrc.casework.models import CaseRespondent, Task
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.opening import CaseFault, TeamFacts
from mrc.casework.rules.stages import Priority
from mrc.casework.rules.tasks import TaskFacts, TaskFault, TaskKind
from mrc.db import db
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentFacts, RespondentRole
from tests.builders import actor_of, make_case
from tests.casework.test_service import TODAY, count, facts, recorded


class TestEditing:
    def test_changed_facts_are_named_in_the_record_but_not_told(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        before = service.facts_of(service.head(actor, case.ref).case)
        wanted = facts(IssueCode.NON_PAYMENT, priority=Priority.URGENT, destination_country="SA", summary="Hidden.")

        service.change_case(actor, case.ref, wanted, case.version, service.print_of(before), [])

        assert (case.priority, case.destination_country, case.summary) == (Priority.URGENT, "SA", "Hidden.")
        assert recorded(audit.Event.CASE_CHANGED)[0].detail == {
            "fields": ["priority", "destination_country", "summary"]
        }

    def test_the_main_issue_can_be_exchanged(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        before = service.facts_of(service.head(actor, case.ref).case)
        wanted = facts(IssueCode.NON_PAYMENT, IssueCode.FOOD, primary=IssueCode.FOOD, destination_country="QA")

        service.change_case(actor, case.ref, wanted, case.version, service.print_of(before), [])

        after = service.facts_of(service.head(actor, case.ref).case)
        assert (after.primary_issue, set(after.issues)) == (IssueCode.FOOD, {IssueCode.FOOD, IssueCode.NON_PAYMENT})

    def test_two_people_editing_lose_nothing(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        version, seen = case.version, service.print_of(service.facts_of(service.head(actor, case.ref).case))
        service.change_case(actor, case.ref, facts(destination_country="SA"), version, seen, [])

        with pytest.raises(Stale) as stale:
            service.change_case(
                actor, case.ref, facts(destination_country="KW"), version, seen, [("Country", "KW", "SA")]
            )

        db.session.refresh(case)
        assert stale.value.fields == [("Country", "KW", "SA")]
        assert case.destination_country == "SA"

    def test_an_event_in_between_takes_nothing_away_from_whoever_edits(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        version, seen = case.version, service.print_of(service.facts_of(service.head(actor, case.ref).case))
        service.record_event(actor, case.ref, EventCode.SAFETY_SCREENED)

        service.change_case(actor, case.ref, facts(destination_country="SA"), version, seen, [])

        assert case.destination_country == "SA"

    def test_violence_added_later_restricts_the_case(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.supervisor)
        seen = service.print_of(service.facts_of(service.head(actor, case.ref).case))

        service.change_case(
            actor,
            case.ref,
            facts(IssueCode.NON_PAYMENT, IssueCode.CONFINEMENT, primary=IssueCode.NON_PAYMENT),
            case.version,
            seen,
            [],
        )

        assert case.is_restricted
        assert case.subject.team == {world.caseworker.id, world.supervisor.id}

    def test_respondents_are_put_on_a_case_once_and_taken_off(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        firm = respondents.add(actor, RespondentFacts("Falcon Services", "QA"))

        service.add_respondent(actor, case.ref, firm.ref, RespondentRole.EMPLOYER)
        service.add_respondent(actor, case.ref, firm.ref, RespondentRole.EMPLOYER)
        shown = [line.name for line in service.show_case(actor, case.ref).respondents]
        service.remove_respondent(actor, case.ref, firm.ref, RespondentRole.EMPLOYER)

        assert shown == ["Falcon Services"]
        assert count(CaseRespondent) == 0
        assert [entry.detail for entry in recorded(audit.Event.CASE_CHANGED)] == [{"fields": ["respondents"]}] * 2
        with pytest.raises(NotFound):
            service.remove_respondent(actor, case.ref, firm.ref, RespondentRole.EMPLOYER)


class TestTeam:
    def test_the_caseworker_restricts_a_case_to_a_team(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)

        service.change_team(actor_of(world.caseworker), case.ref, TeamFacts(True, frozenset({world.supervisor.id})))

        assert case.subject.team == {world.caseworker.id, world.supervisor.id}
        with pytest.raises(NotFound):
            service.get_case(actor_of(world.colleague), case.ref)
        assert recorded(audit.Event.CASE_TEAM_CHANGED)[0].detail == {
            "members": [world.supervisor.id],
            "restricted": True,
        }

    def test_another_colleague_does_not_decide_who_sees_it(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)

        with pytest.raises(NotAllowed):
            service.change_team(actor_of(world.colleague), case.ref, TeamFacts(True))

    @pytest.mark.parametrize(
        ("issue", "team", "fault"),
        [
            (IssueCode.CONFINEMENT, lambda world: TeamFacts(False), CaseFault.STAYS_RESTRICTED),
            (
                IssueCode.FOOD,
                lambda world: TeamFacts(True, frozenset({world.other_caseworker.id})),
                CaseFault.NO_SUCH_COLLEAGUE,
            ),
        ],
    )
    def test_what_would_expose_somebody_is_refused(self, world, issue, team, fault):
        case = make_case(world.origin, caseworker=world.caseworker, issue=issue, is_restricted=True)

        with pytest.raises(Refused) as refused:
            service.change_team(actor_of(world.caseworker), case.ref, team(world))

        assert refused.value.reason is fault

    def test_a_case_without_caseworker_is_not_restricted_to_nobody(self, world):
        case = make_case(world.origin)

        with pytest.raises(Refused) as refused:
            service.change_team(actor_of(world.supervisor), case.ref, TeamFacts(True))

        assert refused.value.reason is CaseFault.TEAM_NEEDS_SOMEBODY


class TestTasks:
    def test_the_next_day_of_a_case_follows_its_open_tasks(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)

        task = service.add_task(actor, case.ref, TaskFacts(TaskKind.HEARING, "Hearing in Doha", date(2026, 12, 1)))
        with_task = case.next_due_on
        service.finish_task(actor, case.ref, task.ref)

        assert task.assignee_id == world.caseworker.id
        assert (with_task, case.next_due_on) == (date(2026, 12, 1), None)
        assert b"Hearing" not in task.title_sealed
        assert len(recorded(audit.Event.TASK_ADDED)) == len(recorded(audit.Event.TASK_DONE)) == 1

    @pytest.mark.parametrize(
        ("who", "is_restricted", "fault"),
        [("other_caseworker", False, TaskFault.NO_SUCH_PERSON), ("colleague", True, TaskFault.NOT_ON_TEAM)],
    )
    def test_a_task_goes_only_to_somebody_who_sees_the_case(self, world, who, is_restricted, fault):
        case = make_case(world.origin, caseworker=world.caseworker, is_restricted=is_restricted)
        wanted = TaskFacts(TaskKind.CALL, "Ring back", TODAY, getattr(world, who).id)

        with pytest.raises(Refused) as refused:
            service.add_task(actor_of(world.caseworker), case.ref, wanted)

        assert refused.value.reason is fault
        assert count(Task) == 0

    def test_a_task_is_done_once_and_on_its_own_case(self, world):
        case, other = (make_case(world.origin, caseworker=world.caseworker) for _ in range(2))
        actor = actor_of(world.caseworker)
        task = service.add_task(actor, case.ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY))

        with pytest.raises(NotFound):
            service.finish_task(actor, other.ref, task.ref)
        service.finish_task(actor, case.ref, task.ref)
        with pytest.raises(Refused) as refused:
            service.finish_task(actor, case.ref, task.ref)

        assert refused.value.reason is TaskFault.ALREADY_DONE

    def test_a_closed_case_takes_no_task(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        service.close(actor, case.ref, Resolution.GOALS_MET, "Done.")

        with pytest.raises(Refused):
            service.add_task(actor, case.ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY))
