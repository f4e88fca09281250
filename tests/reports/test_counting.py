"""The first report: open cases and issues, counted once, adding up, and hidden where they are small."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mrc.casework.models import CasePerson
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import CaseStatus, Party, Stage
from mrc.db import db, transaction
from mrc.errors import NotAllowed
from mrc.people.rules import Sex
from mrc.reports import service
from mrc.reports.rules.periods import Period
from tests.builders import World, actor_of, make_case, make_person
from tests.reports.many import closed

TODAY = date(2026, 11, 20)
LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)


def test_the_report_counts_every_open_case_once(world: World) -> None:
    make_case(world.origin, caseworker=world.caseworker, stage=Stage.RETURN)
    make_case(world.origin, caseworker=world.caseworker, status=CaseStatus.WAITING, move=Party.AUTHORITY)
    make_case(world.origin, next_due_on=TODAY - timedelta(days=1), last_contact_at=LONG_AGO, opened_at=LONG_AGO)
    make_case(world.origin, **closed())
    make_case(world.destination)

    report = service.caseload_report(actor_of(world.supervisor), Period())

    assert report.by_stage.total == 3
    assert report.by_stage.cells["wage_claim", "waiting"] == 1
    assert [(line.name, line.open, line.waiting, line.late, line.cold) for line in report.by_worker] == [
        (None, 1, 0, 1, 1),
        ("Ana", 1, 1, 0, 0),
    ]
    assert sum(line.total for line in report.by_worker) == report.by_stage.total
    assert report.by_worker[0].oldest_days == 50


def test_the_report_counts_who_must_act_before_when(world: World) -> None:
    for days in (-3, 0, 7, 8, 30, 31, 90, 91):
        make_case(world.origin, caseworker=world.caseworker, act_by=TODAY + timedelta(days=days))
    make_case(world.origin, caseworker=world.caseworker)
    make_case(world.origin, caseworker=world.colleague)
    make_case(world.origin, act_by=TODAY)
    make_case(world.origin, **closed(caseworker=world.caseworker))
    make_case(world.destination, act_by=TODAY)

    report = service.caseload_report(actor_of(world.supervisor), Period())

    assert [(line.name, line.act_within) for line in report.by_worker] == [
        (None, (1, 1, 1)),
        ("Ana", (3, 5, 7)),
        ("Ben", (0, 0, 0)),
    ]


def test_issues_by_sex_add_up_and_drop_nobody(world: World) -> None:
    women = make_person(world.origin, sex=Sex.FEMALE)
    unknown = make_person(world.origin)
    make_case(world.origin, women)
    make_case(world.origin, women, issue=IssueCode.HOUSING)
    collective = make_case(world.origin, unknown)
    with transaction():
        db.session.add(CasePerson(case_id=collective.id, person_id=women.id))

    report = service.caseload_report(actor_of(world.supervisor), Period())

    assert report.issues.cells["NON_PAYMENT", "female"] == 2
    assert report.issues.cells["NON_PAYMENT", "unknown"] == 1
    assert report.issues.total == report.groups.total == 4
    assert report.groups.row_totals["wages"] + report.groups.row_totals["conditions_safety"] == 4


@pytest.mark.parametrize(
    ("period", "count"),
    [
        (Period(), 2),
        (Period(date(2026, 10, 1), date(2026, 10, 1)), 1),
        (Period(date(2026, 10, 2), None), 1),
        (Period(None, date(2026, 9, 30)), 0),
    ],
)
def test_the_period_holds_its_first_and_its_last_day(world: World, period: Period, count: int) -> None:
    make_case(world.origin, opened_at=LONG_AGO)
    make_case(world.origin)

    assert service.caseload_report(actor_of(world.supervisor), period).groups.total == count


def test_what_is_published_hides_small_numbers_and_tells_of_no_caseworker(world: World) -> None:
    make_case(world.origin, caseworker=world.caseworker)

    report = service.caseload_report(actor_of(world.supervisor), Period(), is_published=True)

    assert (report.by_worker, report.issues) == ([], None)
    assert report.groups.row_totals["wages"] is None
    assert report.by_stage.total is None


@pytest.mark.parametrize("who", ["caseworker", "partner", "administrator", "auditor"])
def test_only_a_supervisor_reads_reports(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        service.caseload_report(actor_of(getattr(world, who)), Period())
