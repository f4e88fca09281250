"""Loads a demo world into an empty database: believable people, cases, partners and accounts, none of them real."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import sqlalchemy as sa
from flask import current_app

from mrc import audit, clock
from mrc.claims import service as claims
from mrc.db import db, transaction
from mrc.demo.accounts import FILE, Accounts, address, make_centres
from mrc.demo.cases import make_person_with_case
from mrc.demo.collective import make_collective
from mrc.demo.drawing import draw_arrival
from mrc.demo.names import DATA
from mrc.demo.notices import bring_texts
from mrc.demo.register import make_partners, make_register
from mrc.demo.rows import Rows
from mrc.demo.world import World
from mrc.directory.service import import_embassies
from mrc.people.models import Person

BATCH = 1000


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and where its accounts are told."""

    accounts: Accounts
    path: Path
    people: int
    rows: int


def accounts_path() -> Path:
    """Where the accounts of the demo are told."""
    instance: Path = current_app.config["SETTINGS"].instance
    return instance / FILE


def is_peopled() -> bool:
    """Whether anybody at all is registered here."""
    return db.session.execute(sa.select(Person.id).limit(1)).first() is not None


def load_embassies() -> None:
    """Put the world's embassies and consulates into the directory: real places, as of 2022 and unverified."""
    import_embassies(DATA / "embassies.csv.gz", lambda done, total: None)


def load_world(people: int, seed: int, tell: Callable[[str], None]) -> Loaded:
    """Make a world of that many people. The database must be empty of people; see the command for the guards."""
    now = clock.now().replace(microsecond=0)
    with transaction():
        world = _make_ground(people, seed, now)
        rows = world.rows.write()
    for start in range(0, people, BATCH):
        with transaction():
            for index in range(start, min(start + BATCH, people)):
                random = Random(f"{seed}/{index}")
                make_person_with_case(world, draw_arrival(index, random, now.year), random)
            rows += world.rows.write()
        if start + BATCH < people and (start + BATCH) % (5 * BATCH) == 0:
            tell(f"{start + BATCH} people")
    with transaction():
        rows += make_collective(world)
        # What follows is written as at work, so the database must know which numbers are taken.
        world.rows.settle()
        bring_texts(world)
        audit.record(None, audit.Event.DEMO_LOADED, people=people, seed=seed)
    claims.refresh_all_limits()
    path = accounts_path()
    world.accounts.save(path)
    return Loaded(world.accounts, path, people, rows)


def _make_ground(people: int, seed: int, now: datetime) -> World:
    """What everybody stands on: centres and staff, partners, employers and recruiters."""
    random, rows, accounts = Random(f"{seed}/ground"), Rows(seed, now), Accounts(address())
    centres = make_centres(rows, accounts, people, random)
    return World(
        rows=rows,
        seed=seed,
        now=now,
        accounts=accounts,
        centres=centres,
        partners=make_partners(rows, accounts, centres, random),
        register=make_register(rows, centres, people, random),
    )
