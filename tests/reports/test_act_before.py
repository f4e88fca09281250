"""Cases that must act soon: found up to the last day, the nearest first, and never once they are closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mrc.casework import service as casework
from mrc.casework.rules.closing import Resolution
from mrc.db import transaction
from mrc.reports import service
from mrc.reports.rules.caseload import Filters, Standing, Within
from tests.builders import World, actor_of, make_case, make_person
from tests.reports.many import make_many
from tests.reports.test_service import all_pages, refs_of

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("within", list(Within))
@pytest.mark.parametrize("whose", ["everybody's", "one caseworker's"])
def test_cases_that_must_act_soon_are_found_up_to_the_last_day_and_the_nearest_first(
    world: World, within: Within, whose: str
) -> None:
    days = {"after": within.days + 1, "last": within.days, "today": 0, "passed": -400}
    made = {
        name: make_case(world.origin, caseworker=world.caseworker, act_by=TODAY + timedelta(days=number))
        for name, number in days.items()
    }
    make_case(world.origin, caseworker=world.caseworker)
    make_case(world.destination, act_by=TODAY)
    worker_id = world.caseworker.id if whose == "one caseworker's" else None

    found = refs_of(actor_of(world.supervisor), Filters(act_within=within, caseworker_id=worker_id))

    assert found == [made[name].ref for name in ("passed", "today", "last")]


def test_pages_of_cases_that_must_act_soon_end_where_the_next_ones_have_time(world: World) -> None:
    person, soon = make_person(world.origin), TODAY + timedelta(days=7)
    make_many(world.origin, person, service.PAGE + 3, act_by=soon)
    make_many(world.origin, person, service.PAGE, act_by=soon + timedelta(days=1))

    found = all_pages(actor_of(world.supervisor), Filters(act_within=Within.WEEK))

    assert len(found) == len(set(found)) == service.PAGE + 3


@pytest.mark.parametrize("standing", list(Standing))
def test_a_closed_case_need_not_act(world: World, standing: Standing) -> None:
    case = make_case(world.origin, caseworker=world.caseworker)
    actor, asked = actor_of(world.supervisor), Filters(standing=standing, act_within=Within.WEEK)
    with transaction():
        casework.act_before({case.id: {TODAY}})
    was_found = refs_of(actor, replace(asked, standing=Standing.LIVE))

    casework.close(actor, case.ref, Resolution.WITHDRAWN, "Asked to stop")

    assert (was_found, refs_of(actor, asked)) == ([case.ref], [])
