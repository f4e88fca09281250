"""My work, and the cases of a person and against a respondent: what is listed for whom, and in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from mrc import audit, clock
from mrc.casework import service
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.stages import CaseStatus, Party, Priority
from mrc.casework.rules.tasks import TaskFacts, TaskKind
from mrc.casework.rules.work import WorkGroup
from mrc.db import db, transaction
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentFacts, RespondentRole
from tests.builders import actor_of, make_case, make_person
from tests.casework import offering
from tests.casework.test_service import recorded
from tests.statements import statements_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
QUIET = {"status": CaseStatus.WAITING, "move": Party.AUTHORITY, "last_contact_at": NOW - timedelta(days=1)}


def listed(user):
    """The groups of somebody's work as {kind: [references]}."""
    return {group.kind: refs_of(group) for group in service.my_work(actor_of(user))}


def refs_of(group):
    return [getattr(line, "case_ref", None) or line.ref for line in group.lines]


def test_a_day_without_anything_to_do_is_empty_and_still_on_record(world):
    make_case(world.origin, caseworker=world.caseworker, **QUIET)

    assert listed(world.caseworker) == {}
    assert recorded(audit.Event.CASE_LISTED)[0].detail == {"filters": ["my work"], "results": 0}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (WorkGroup.DANGER, {**QUIET, "priority": Priority.EMERGENCY}),
        (WorkGroup.MESSAGES, {**QUIET, "unanswered_since": NOW - timedelta(hours=2)}),
        (WorkGroup.DEADLINES, {**QUIET, "check_on": TODAY, "next_due_on": TODAY}),
        (WorkGroup.WAITING, {}),
        (WorkGroup.COLD, {**QUIET, "last_contact_at": NOW - timedelta(days=31)}),
    ],
)
def test_a_case_stands_under_its_reason_for_its_caseworker_alone(world, kind, values):
    case = make_case(world.origin, caseworker=world.caseworker, **values)

    assert listed(world.caseworker) == {kind: [case.ref]}
    assert case.ref not in str(listed(world.colleague))
    assert case.ref not in str(listed(world.other_supervisor))


def test_what_stands_above_is_not_repeated_below(world):
    case = make_case(
        world.origin,
        caseworker=world.caseworker,
        priority=Priority.EMERGENCY,
        last_contact_at=NOW - timedelta(days=60),
    )

    assert listed(world.caseworker) == {WorkGroup.DANGER: [case.ref]}


def test_tasks_are_listed_by_day_with_their_words_until_they_are_done(world):
    case = make_case(world.origin, caseworker=world.colleague, **QUIET)
    actor = actor_of(world.caseworker)
    later, sooner = (
        service.add_task(actor, case.ref, TaskFacts(TaskKind.CALL, title, day, world.caseworker.id))
        for title, day in (("File it", TODAY + timedelta(days=7)), ("Ring back", TODAY - timedelta(days=2)))
    )
    service.add_task(
        actor, case.ref, TaskFacts(TaskKind.CALL, "Far away", TODAY + timedelta(days=8), world.caseworker.id)
    )

    (group,) = service.my_work(actor)
    service.finish_task(actor, case.ref, sooner.ref)
    (after,) = service.my_work(actor)

    assert [line.title for line in group.lines] == ["Ring back", "File it"]
    assert [line.due_on for line in after.lines] == [later.due_on]


def remind(case, day):
    """Let the system remind of a day by which a case must act."""
    with transaction():
        service.act_before({case.id: {day}})


def test_a_reminder_is_shown_long_before_its_day_and_a_persons_own_task_is_not(world):
    case = make_case(world.origin, caseworker=world.caseworker, **QUIET)
    day = TODAY + timedelta(days=60)
    facts = TaskFacts(TaskKind.DEADLINE, "My own", day, world.caseworker.id)
    service.add_task(actor_of(world.caseworker), case.ref, facts)
    assert listed(world.caseworker) == {}

    remind(case, day)
    (group,) = service.my_work(actor_of(world.caseworker))

    lines = [(line.case_ref, line.title, line.task_kind, line.due_on) for line in group.lines]
    assert (group.kind, lines) == (WorkGroup.DEADLINES, [(case.ref, None, TaskKind.DEADLINE, day)])
    assert listed(world.colleague) == {}


@pytest.mark.parametrize(("days", "count"), [(90, 1), (91, 0), (0, 1), (-1, 0)])
def test_a_reminder_is_shown_from_ninety_days_before_to_the_day_itself(world, days, count):
    remind(make_case(world.origin, caseworker=world.caseworker, **QUIET), TODAY + timedelta(days=days))

    assert [len(group.lines) for group in service.my_work(actor_of(world.caseworker))] == [1] * count


def test_a_reminder_says_by_when_to_act_and_never_that_it_is_too_late(world, ana):
    case = make_case(world.origin, caseworker=world.caseworker, **QUIET)
    remind(case, TODAY + timedelta(days=60))

    early = ana.get("/office/").words()
    with clock.held_at(NOW + timedelta(days=61)):
        ana.sign_in(world.caseworker.email)
        after = ana.get("/office/").words()

    assert "Act before 19 Jan 2027 (in 60 days)" in early
    assert "The day to act before was 19 Jan 2027. Ask a lawyer at once" in after


def test_a_task_on_a_case_that_its_owner_may_not_see_any_more_is_not_listed(world):
    case = make_case(world.origin, caseworker=world.colleague, **QUIET)
    service.add_task(
        actor_of(world.colleague), case.ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY, world.caseworker.id)
    )
    db.session.execute(sa.text("UPDATE cases SET is_restricted = TRUE"))
    db.session.commit()

    assert listed(world.caseworker) == {}


def test_the_supervisor_sees_what_nobody_has_and_every_emergency(world):
    nobodys = make_case(world.origin)
    burning = make_case(world.origin, caseworker=world.caseworker, priority=Priority.EMERGENCY)
    make_case(world.destination)

    assert listed(world.supervisor) == {WorkGroup.DANGER: [burning.ref], WorkGroup.UNASSIGNED: [nobodys.ref]}
    assert WorkGroup.UNASSIGNED not in listed(world.caseworker)


def test_closed_cases_are_nobodys_work(world):
    case = make_case(world.origin, caseworker=world.caseworker, priority=Priority.EMERGENCY)
    service.close(actor_of(world.caseworker), case.ref, Resolution.GOALS_MET, "Done.")

    assert listed(world.caseworker) == {}


def test_offers_come_to_the_receiving_centre_and_restricted_ones_to_its_supervisor(world):
    plain, hidden = (
        make_case(world.origin, caseworker=world.caseworker, is_restricted=hidden) for hidden in (False, True)
    )
    offers = [offering.offer(actor_of(world.caseworker), case, world.destination).ref for case in (plain, hidden)]

    assert listed(world.other_caseworker)[WorkGroup.OFFERS] == offers[:1]
    assert listed(world.other_supervisor)[WorkGroup.OFFERS] == offers


def test_a_group_shows_ten_and_says_that_there_are_more(world):
    person = make_person(world.origin)
    for _ in range(11):
        make_case(world.origin, person, world.caseworker)

    (group,) = service.my_work(actor_of(world.caseworker))

    assert (group.kind, len(group.lines), group.has_more) == (WorkGroup.WAITING, 10, True)


def test_the_lines_name_the_people(world):
    make_case(world.origin, make_person(world.origin, "सीता गुरुङ", "Sita Gurung"), world.caseworker)

    (group,) = service.my_work(actor_of(world.caseworker))

    assert (group.lines[0].person.name, group.lines[0].person.latin_name) == ("सीता गुरुङ", "Sita Gurung")


def test_today_is_the_day_of_the_readers_own_zone(world):
    make_case(
        world.origin,
        caseworker=world.caseworker,
        **{**QUIET, "check_on": date(2026, 11, 21)},
        next_due_on=date(2026, 11, 21),
    )
    actor = actor_of(world.caseworker)
    eastern = type(actor)(**{**actor.__dict__, "timezone": "Asia/Kathmandu"})

    with clock.held_at(datetime(2026, 11, 20, 19, 0, tzinfo=UTC)):
        assert service.my_work(actor) == []
        assert [group.kind for group in service.my_work(eastern)] == [WorkGroup.DEADLINES]


def test_the_number_of_queries_does_not_grow_with_the_work(world):
    actor = actor_of(world.caseworker)
    make_case(world.origin, caseworker=world.caseworker)
    service.my_work(actor)
    few = queries(actor)
    for _ in range(15):
        case = make_case(world.origin, caseworker=world.caseworker, priority=Priority.EMERGENCY)
        service.add_task(actor, case.ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY))

    assert queries(actor) == few


def queries(actor):
    return len(statements_of(lambda: service.my_work(actor)))


def test_a_person_shows_the_cases_that_the_reader_may_see(world):
    person = make_person(world.origin)
    first = make_case(world.origin, person, world.caseworker)
    second = make_case(world.origin, person, world.caseworker, is_restricted=True)

    assert [line.ref for line in service.cases_of_person(actor_of(world.caseworker), person.id)] == [
        second.ref,
        first.ref,
    ]
    assert [line.ref for line in service.cases_of_person(actor_of(world.colleague), person.id)] == [first.ref]
    assert service.cases_of_person(actor_of(world.other_caseworker), person.id) == []


@pytest.mark.parametrize(("elsewhere", "told"), [(0, None), (2, None), (3, 3)])
def test_few_cases_elsewhere_are_not_counted_aloud(world, elsewhere, told):
    actor = actor_of(world.caseworker)
    firm = respondents.add(actor, RespondentFacts("Falcon Services", "QA"))
    own = make_case(world.origin, caseworker=world.caseworker)
    service.add_respondent(actor, own.ref, firm.ref, RespondentRole.EMPLOYER)
    for _ in range(elsewhere):
        case = make_case(world.destination, caseworker=world.other_caseworker)
        service.add_respondent(actor_of(world.other_caseworker), case.ref, firm.ref, RespondentRole.EMPLOYER)

    against = service.cases_against(actor, firm.id)

    assert ([line.ref for line in against.lines], against.elsewhere) == ([own.ref], told)
