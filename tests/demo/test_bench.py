"""The measurements ask for pages that exist, and count what they send to the database."""

import json

import pytest

from tests.bench import capture, scenarios
from tests.bench.ground import Ground
from tests.demo.conftest import PEOPLE, Demo


@pytest.fixture
def place(served: Demo) -> Ground:
    """The demo world as the measurements see it."""
    accounts = json.loads(served.loaded.path.read_text())
    return Ground(served.kind, PEOPLE, {}, accounts, "", 0.0, 0.0, 0.0, ())


def test_the_offices_pages_are_there_and_send_few_statements(served: Demo, place: Ground) -> None:
    who = scenarios.supervisor_of(place, served.app)
    found = scenarios.office_scenarios(place, served.app, who)

    counts = {
        scenario.name: capture.count_of(capture.takes_of(served.app, who.client, scenario, 3))
        for scenario in found
        if scenario.has_floor
    }

    assert len(counts) == 4
    assert {name: count for name, count in counts.items() if not 1 <= count <= 40} == {}


def test_the_workers_pages_are_there(served: Demo, place: Ground) -> None:
    who, language = scenarios.worker_of(place, served.app)

    form, card = scenarios.worker_scenarios(who, language)

    assert capture.takes_of(served.app, served.app.test_client(), form, 1)
    assert capture.count_of(capture.takes_of(served.app, who.client, card, 2)) <= 15


def test_a_case_can_be_opened_again_and_again(served: Demo, place: Ground) -> None:
    who = scenarios.supervisor_of(place, served.app)
    opening = scenarios.office_scenarios(place, served.app, who)[-1].load
    values = dict(opening.body or {})

    answers = [who.client.post(opening.addresses[0], data={**values, "once": key}) for key in ("one", "two")]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location != answers[1].location
