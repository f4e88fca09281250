"""What the makers of the demo world share: the rows, the centres, the partners, the register and the clock."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from mrc.demo.accounts import Accounts, Staffed
from mrc.demo.drawing import Arrival
from mrc.demo.register import Partner, Register
from mrc.demo.rows import Rows, Seal
from mrc.demo.walks import Walk


@dataclass
class World:
    """One demo world while it is being made."""

    rows: Rows
    seed: int
    now: datetime
    accounts: Accounts
    centres: list[Staffed]
    partners: list[Partner]
    register: Register
    neighbours: list[tuple[int, int]] = field(default_factory=list)

    def centre_of(self, arrival: Arrival) -> Staffed:
        """The centre that somebody comes to."""
        return self.centres[0] if arrival.is_at_home else self.centres[1]

    def other_than(self, centre: Staffed) -> Staffed:
        """The other centre, to which cases are handed over."""
        return self.centres[1] if centre is self.centres[0] else self.centres[0]


@dataclass
class Making:
    """One case while its rows are being made."""

    world: World
    arrival: Arrival
    walk: Walk
    random: Random
    seal: Seal
    person: Seal
    case_id: int
    case_ref: str
    person_id: int
    centre: Staffed
    worker_id: int
    respondent_id: int | None = None
    instalment_due_on: date | None = None

    @property
    def rows(self) -> Rows:
        """Where the rows of the case go."""
        return self.world.rows
