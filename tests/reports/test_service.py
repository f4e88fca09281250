"""The caseload list: what is asked, who may see it, pages without gaps, and paths that hold on either database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor
from mrc.audit import AuditEntry
from mrc.casework.models import Case, CaseTeamMember
from mrc.casework.rules.issues import IssueCode, IssueGroup
from mrc.casework.rules.stages import CaseStatus, Party, Priority, Stage
from mrc.db import db, transaction
from mrc.errors import NotAllowed
from mrc.people.models import Person
from mrc.reports import service
from mrc.reports.rules.caseload import Filters, Sort, Standing, Within
from mrc.reports.rules.paths import STRIDE, path_of
from mrc.reports.service import caseload
from mrc.reports.service.walking import Reach
from tests.builders import World, actor_of, make_case, make_person
from tests.reports.many import closed, make_many

TODAY = date(2026, 11, 20)
LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)


def refs_of(actor: Actor, filters: Filters) -> list[str]:
    return [line.ref for line in service.list_cases(actor, filters).lines]


def all_pages(actor: Actor, filters: Filters) -> list[str]:
    """The references on all pages from the first to the last."""
    found, page = [], service.list_cases(actor, filters)
    found += [line.ref for line in page.lines]
    while page.older:
        page = service.list_cases(actor, filters, after=page.older)
        found += [line.ref for line in page.lines]
    return found


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"stage": Stage.RETURN}, {"stage": Stage.RETURN}),
        ({"standing": Standing.OPEN}, {}),
        ({"standing": Standing.WAITING}, {"status": CaseStatus.WAITING, "move": Party.AUTHORITY}),
        ({"standing": Standing.CLOSED}, closed()),
        ({"issue": IssueCode.HOUSING}, {"issue": IssueCode.HOUSING}),
        ({"issue_group": IssueGroup.CONDITIONS_SAFETY}, {"issue": IssueCode.HOUSING}),
        ({"destination": "KW"}, {"destination_country": "KW"}),
        ({"move": Party.PARTNER}, {"status": CaseStatus.WAITING, "move": Party.PARTNER}),
        ({"priority": Priority.EMERGENCY}, {"priority": Priority.EMERGENCY}),
        ({"is_overdue": True}, {"next_due_on": TODAY - timedelta(days=1)}),
        ({"is_cold": True}, {"last_contact_at": LONG_AGO}),
        ({"is_unanswered": True}, {"unanswered_since": LONG_AGO}),
        ({"act_within": Within.MONTH}, {"act_by": TODAY + timedelta(days=30)}),
    ],
)
@pytest.mark.parametrize("sort", list(Sort))
def test_a_filter_finds_what_it_asks_for_and_nothing_else(
    world: World, asked: dict[str, Any], values: dict[str, Any], sort: Sort
) -> None:
    other = {"next_due_on": TODAY, "caseworker": world.caseworker}
    wanted = make_case(world.origin, **{**other, **values})
    opposite = closed() if asked.get("standing") in {Standing.OPEN, Standing.WAITING} else {}
    make_case(world.origin, **{**other, **opposite})

    assert refs_of(actor_of(world.supervisor), Filters(sort=sort, **asked)) == [wanted.ref]


def test_cases_of_somebody_of_nobody_and_without_a_date(world: World) -> None:
    mine = make_case(world.origin, caseworker=world.caseworker, next_due_on=TODAY)
    nobodys = make_case(world.origin)
    actor = actor_of(world.supervisor)

    assert refs_of(actor, Filters(caseworker_id=world.caseworker.id)) == [mine.ref]
    assert refs_of(actor, Filters(is_unassigned=True)) == [nobodys.ref]
    assert refs_of(actor, Filters(is_undated=True, sort=Sort.DUE)) == [nobodys.ref]
    assert refs_of(actor, Filters(sort=Sort.DUE)) == [mine.ref]
    assert refs_of(actor, Filters(standing=Standing.ALL, caseworker_id=world.colleague.id)) == []


def test_filters_together_ask_for_all_of_them(world: World) -> None:
    both = make_case(world.origin, stage=Stage.RETURN, destination_country="KW", priority=Priority.URGENT)
    make_case(world.origin, stage=Stage.RETURN, destination_country="KW")
    make_case(world.origin, stage=Stage.RETURN, priority=Priority.URGENT)

    asked = Filters(stage=Stage.RETURN, destination="KW", priority=Priority.URGENT)
    assert refs_of(actor_of(world.supervisor), asked) == [both.ref]


def test_each_order_begins_with_what_it_names(world: World) -> None:
    first = make_case(world.origin, next_due_on=TODAY, last_contact_at=clock.now())
    second = make_case(world.origin, next_due_on=TODAY - timedelta(days=9), last_contact_at=LONG_AGO)
    actor = actor_of(world.supervisor)

    assert refs_of(actor, Filters(sort=Sort.NEWEST)) == [second.ref, first.ref]
    assert refs_of(actor, Filters(sort=Sort.DUE)) == [second.ref, first.ref]
    assert refs_of(actor, Filters(sort=Sort.CONTACT)) == [second.ref, first.ref]


def test_a_line_says_what_needs_a_look(world: World) -> None:
    make_case(
        world.origin,
        caseworker=world.caseworker,
        next_due_on=TODAY - timedelta(days=1),
        last_contact_at=LONG_AGO,
        unanswered_since=LONG_AGO,
    )

    line = service.list_cases(actor_of(world.supervisor), Filters()).lines[0]

    assert (line.name, line.latin_name, line.caseworker) == ("सीता गुरुङ", "Sita Gurung", "Ana")
    assert (line.is_overdue, line.is_cold, line.is_unanswered) == (True, True, True)


def test_an_erased_person_is_listed_without_a_name(world: World) -> None:
    case = make_case(world.origin)
    with transaction():
        person = db.session.get(Person, case.person_id)
        person.data_key.destroy()

    line = service.list_cases(actor_of(world.supervisor), Filters()).lines[0]

    assert (line.ref, line.name, line.latin_name) == (case.ref, None, None)


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_have_no_gap_and_no_repeat_when_all_stand_at_one_moment(world: World, sort: Sort) -> None:
    moment = clock.now()
    ties = dict.fromkeys(("opened_at", "last_contact_at"), moment)
    make_many(world.origin, make_person(world.origin), 3 * service.PAGE + 2, next_due_on=TODAY, **ties)

    found = all_pages(actor_of(world.supervisor), Filters(sort=sort))

    assert len(found) == len(set(found)) == 3 * service.PAGE + 2


def test_a_page_leads_back_to_the_very_page_before(world: World) -> None:
    make_many(world.origin, make_person(world.origin), 3 * service.PAGE)
    actor = actor_of(world.supervisor)
    first = service.list_cases(actor, Filters())
    second = service.list_cases(actor, Filters(), after=first.older)
    third = service.list_cases(actor, Filters(), after=second.older)

    back = service.list_cases(actor, Filters(), before=third.newer)
    start = service.list_cases(actor, Filters(), before=back.newer)

    assert [line.ref for line in back.lines] == [line.ref for line in second.lines]
    assert [line.ref for line in start.lines] == [line.ref for line in first.lines]
    assert (first.newer, third.older, start.newer) == (None, None, None)


def test_a_case_opened_meanwhile_moves_nothing_on_later_pages(world: World) -> None:
    person = make_person(world.origin)
    make_many(world.origin, person, 2 * service.PAGE)
    actor = actor_of(world.supervisor)
    first = service.list_cases(actor, Filters())
    expected = refs_of_after(actor, first.older)

    make_many(world.origin, person, 1)

    assert refs_of_after(actor, first.older) == expected


def refs_of_after(actor: Actor, place: str | None) -> list[str]:
    return [line.ref for line in service.list_cases(actor, Filters(), after=place).lines]


@pytest.mark.parametrize("token", ["", "x", "1-2-3", "-", "zz-1", "ffffffffffffffffffffff-1", "1-ffffffffffffffffff"])
@pytest.mark.parametrize("sort", list(Sort))
def test_a_place_that_nobody_gave_out_is_the_start(world: World, token: str, sort: Sort) -> None:
    case = make_case(world.origin, next_due_on=TODAY)

    page = service.list_cases(actor_of(world.supervisor), Filters(sort=sort), after=token)

    assert [line.ref for line in page.lines] == [case.ref]


def test_a_rare_case_behind_many_is_found_by_looking_further(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caseload, "STRIDE", 40)
    person, actor = make_person(world.origin), actor_of(world.supervisor)
    rare = make_case(world.origin, person, priority=Priority.EMERGENCY, opened_at=LONG_AGO)
    make_many(world.origin, person, 100)
    asked = Filters(priority=Priority.EMERGENCY)

    page = service.list_cases(actor, asked)

    assert (page.lines, page.is_cut) == ([], True)
    assert all_pages(actor, asked) == [rare.ref]


@pytest.mark.parametrize("stride", [5, 7, 10])
def test_looking_further_loses_nothing_on_the_way_and_back(
    world: World, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr(caseload, "STRIDE", stride)
    person, actor = make_person(world.origin), actor_of(world.supervisor)
    make_many(world.origin, person, 10, priority=Priority.URGENT)
    make_many(world.origin, person, 30, opened_at=clock.now())
    make_many(world.origin, person, 10, priority=Priority.URGENT, opened_at=clock.now())
    asked = Filters(priority=Priority.URGENT)

    forth = all_pages(actor, asked)
    page, back = service.list_cases(actor, asked), []
    while page.older:
        page = service.list_cases(actor, asked, after=page.older)
    back += [line.ref for line in reversed(page.lines)]
    while page.newer:
        page = service.list_cases(actor, asked, before=page.newer)
        back += [line.ref for line in reversed(page.lines)]

    assert len(forth) == len(set(forth)) == 20
    assert back == list(reversed(forth))


def test_a_restricted_case_is_listed_to_its_team_and_the_supervisor_alone(world: World) -> None:
    case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
    everybody = Filters(standing=Standing.ALL)

    assert refs_of(actor_of(world.caseworker), everybody) == [case.ref]
    assert refs_of(actor_of(world.supervisor), everybody) == [case.ref]
    assert refs_of(actor_of(world.colleague), everybody) == []

    with transaction():
        db.session.add(CaseTeamMember(case_id=case.id, user_id=world.colleague.id))

    assert refs_of(actor_of(world.colleague), everybody) == [case.ref]


def test_another_centres_cases_are_never_listed(world: World) -> None:
    make_case(world.origin, caseworker=world.caseworker)
    # The case went to another centre, but its former caseworker still stands on it.
    gone = make_case(world.destination, caseworker=world.caseworker)

    assert refs_of(actor_of(world.other_supervisor), Filters()) == [gone.ref]
    assert gone.ref not in refs_of(actor_of(world.supervisor), Filters(caseworker_id=world.caseworker.id))
    assert gone.ref not in refs_of(actor_of(world.caseworker), Filters(caseworker_id=world.caseworker.id))


def test_a_partner_may_not_list(world: World) -> None:
    with pytest.raises(NotAllowed):
        service.list_cases(actor_of(world.partner), Filters())


def test_a_page_goes_on_record_with_codes_and_the_number_of_cases(world: World) -> None:
    make_case(world.origin, stage=Stage.RETURN)

    service.list_cases(actor_of(world.supervisor), Filters(stage=Stage.RETURN))

    query = sa.select(AuditEntry).where(AuditEntry.event == str(audit.Event.CASE_LISTED))
    entry = db.session.scalars(query).one()
    assert entry.detail == {"filters": {"stage": "return_reintegration"}, "results": 1}
    assert (entry.actor_id, entry.centre_id) == (world.supervisor.id, world.origin.id)


@pytest.fixture
def statements(world: World) -> Any:
    """Every SELECT that is sent, as (text, values)."""
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, text: str, values: Any, context: Any, many: bool) -> None:
        if text.startswith("SELECT cases."):
            seen.append((text, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


def test_a_page_takes_the_same_number_of_queries_however_many_cases(world: World, statements: list[Any]) -> None:
    actor, asked = actor_of(world.caseworker), Filters(priority=Priority.NORMAL)
    make_case(world.origin)
    statements.clear()
    service.list_cases(actor, asked)
    few = len(statements)

    make_many(world.origin, make_person(world.origin), 200)
    statements.clear()
    service.list_cases(actor, asked)

    assert len(statements) == few == 2


WAYS = [
    Filters(),
    Filters(standing=Standing.ALL),
    Filters(standing=Standing.CLOSED),
    Filters(standing=Standing.WAITING),
    Filters(stage=Stage.RETURN),
    Filters(issue=IssueCode.HOUSING),
    Filters(issue=IssueCode.HOUSING, standing=Standing.ALL),
    Filters(issue_group=IssueGroup.WAGES),
    Filters(destination="KW"),
    Filters(destination="KW", standing=Standing.CLOSED),
    Filters(caseworker_id=1),
    Filters(caseworker_id=1, standing=Standing.ALL),
    Filters(is_unassigned=True),
    Filters(is_unanswered=True),
    Filters(is_overdue=True, is_cold=True),
    Filters(move=Party.AUTHORITY, priority=Priority.EMERGENCY),
    Filters(sort=Sort.DUE),
    Filters(sort=Sort.DUE, is_overdue=True, stage=Stage.RETURN),
    Filters(sort=Sort.DUE, caseworker_id=1),
    Filters(sort=Sort.CONTACT, is_cold=True),
    Filters(sort=Sort.CONTACT, caseworker_id=1),
    Filters(act_within=Within.MONTH),
    Filters(act_within=Within.MONTH, caseworker_id=1),
    Filters(act_within=Within.QUARTER, stage=Stage.WAGE_CLAIM, is_overdue=True),
    Filters(act_within=Within.QUARTER, sort=Sort.DUE),
]


@pytest.fixture
def skewed(world: World) -> World:
    """Statistics from a time when hardly a case was open, and a burst of new ones of one kind since."""
    person = make_person(world.origin)
    make_many(world.origin, person, 2500, **closed(caseworker_id=world.caseworker.id))
    make_many(world.origin, person, 20, next_due_on=TODAY, destination_country="KW", stage=Stage.RETURN)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    soon = {"act_by": TODAY + timedelta(days=20)}
    burst = {**soon, "next_due_on": TODAY, "primary_issue": IssueCode.HOUSING, "unanswered_since": LONG_AGO}
    make_many(world.origin, person, 1500, caseworker_id=world.caseworker.id, **burst)
    return world


@pytest.mark.fresh_database
@pytest.mark.parametrize("is_later", [False, True])
def test_every_way_to_ask_walks_its_own_index_after_a_burst(
    skewed: World, statements: list[Any], is_later: bool
) -> None:
    supervisor, caseworker = actor_of(skewed.supervisor), actor_of(skewed.caseworker)
    taken = {}
    for filters in WAYS:
        asked = replace(filters, caseworker_id=skewed.caseworker.id) if filters.caseworker_id else filters
        for actor in (supervisor, caseworker):
            place = service.list_cases(actor, asked).older if is_later else None
            statements.clear()
            service.list_cases(actor, asked, after=place)
            path = path_of(asked, skewed.origin.id)
            taken |= {(path.index, text): plan_of(text, values) for text, values in statements}

    assert len({index for index, _text in taken}) == 16
    wrong = {index: plan for (index, _text), plan in taken.items() if index not in plan or "Sort" in plan}
    wrong |= {index: plan for (index, _text), plan in taken.items() if "TEMP B-TREE" in plan or "Seq Scan" in plan}
    assert wrong == {}


def plan_of(text: str, values: Any) -> str:
    """How the database would answer a statement, in its own words; the joined tables are small and do not count."""
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN (COSTS OFF) "
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(explain + text, values).all()
    lines = [str(row[-1]) for row in rows]
    return "\n".join(line for line in lines if "cases" in line or "Sort" in line or "TEMP" in line)


def test_a_page_that_looks_far_looks_at_no_more_than_a_stride(world: World) -> None:
    reach = Reach(path_of(Filters(), world.origin.id))
    make_many(world.origin, make_person(world.origin), STRIDE + 10)

    horizon = caseload._horizon(reach)

    assert horizon is not None
    query = sa.select(sa.func.count()).select_from(Case.__table__)
    within = Reach(reach.path, None, horizon).conditions()
    assert db.session.execute(query.where(*within)).scalar_one() == STRIDE
