"""A case, and a caseworker who is signed in, for the tests of pages."""

import pytest

from tests.builders import World, make_case
from tests.casework.addresses import ANA


@pytest.fixture
def case(world: World):
    """A wage claim of the first centre, with its caseworker."""
    return make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def ana(client, world: World):
    """The caseworker, signed in."""
    client.sign_in(ANA)
    return client
