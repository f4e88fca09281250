"""Who is signed in, for the tests of pages."""

import pytest

from tests.builders import World
from tests.page import Client


@pytest.fixture
def office(world: World, client: Client) -> Client:
    """A caseworker of the origin centre, signed in."""
    client.sign_in("ana@origin.example")
    return client


@pytest.fixture
def supervisor(world: World, client: Client) -> Client:
    """The supervisor of the origin centre, signed in."""
    client.sign_in("sue@origin.example")
    return client
