"""A case with a code, as the worker on the other side of the counter has it."""

from dataclasses import dataclass

import pytest

from mrc import vault
from mrc.casework.models import Case
from mrc.staff import service as staff
from tests import builders

CODE = "4000123412345678"
SPOKEN = "4000 1234 1234 5678"


@dataclass
class Opened:
    """A case, and what it takes to open it."""

    case: Case
    ref: str
    code: str = CODE


def case_with_code(world: builders.World, code: str = CODE) -> Opened:
    hashed = staff.hash_password(vault.peppered(code))
    case = builders.make_case(world.origin, caseworker=world.caseworker, code_hash=hashed)
    return Opened(case, case.ref, code)


@pytest.fixture
def opened(world: builders.World) -> Opened:
    """A case that can be opened with CODE."""
    return case_with_code(world)
