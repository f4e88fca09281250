"""The two centres of the demo world, the accounts of their staff and partners, and the file that tells them."""

import json
import os
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from random import Random
from typing import Any

from flask import current_app

from mrc.access import Role
from mrc.demo.drawing import ABROAD, HOME
from mrc.demo.names import FEMALE, MALE, load, make_name, make_phone
from mrc.demo.rows import Rows
from mrc.staff.models import Centre, CentreHours, User
from mrc.staff.rules import HostType
from mrc.staff.service import hash_password

FILE = "demo-accounts.json"
_CASES_PER_WORKER, _FEWEST, _MOST = 200, 3, 25
_CENTRES = (
    (HOME, "Kathmandu Migrant Resource Centre (demo)", "Kathmandu", "Asia/Kathmandu", HostType.GOVERNMENT),
    (ABROAD, "Doha Migrant Resource Centre (demo)", "Doha", "Asia/Qatar", HostType.UNION),
)
# Names of the staff are drawn as people from these countries bear them.
# From Sunday to Thursday; 0 is Monday.
_WORKING_DAYS = (6, 0, 1, 2, 3)
_STAFF_FROM = {HOME: ("NP",), ABROAD: ("EG", "IN", "NP", "PH", "KE")}


def address() -> str:
    """Where this Waymark is reached."""
    settings = current_app.config["SETTINGS"]
    return settings.public_url or f"http://{settings.host}:{settings.port}"


@dataclass
class Staffed:
    """A centre and who works there, by their ids."""

    id: int
    country: str
    caseworkers: list[int] = field(default_factory=list)
    supervisor: int = 0

    @property
    def is_at_home(self) -> bool:
        """Whether it is the centre at origin."""
        return self.country == HOME


@dataclass
class Accounts:
    """Everybody who can sign in, as it is told to whoever loaded the demo."""

    url: str = ""
    staff: list[dict[str, str]] = field(default_factory=list)
    partners: list[dict[str, str]] = field(default_factory=list)
    migrants: list[dict[str, str]] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """What the file holds."""
        return {"url": self.url, "staff": self.staff, "partners": self.partners, "migrants": self.migrants}

    def save(self, path: Path) -> None:
        """Write the file, readable by its owner alone, whole or not at all."""
        draft = path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self.content(), file, indent=1, ensure_ascii=False)
        draft.replace(path)


def make_password(random: Random) -> str:
    """Four words and two digits: long enough to be strong, and typed without looking twice."""
    words = random.sample(load("deeds")["words"], 4)
    return "-".join(words) + f"-{random.randrange(10, 100)}"


def make_centres(rows: Rows, accounts: Accounts, people: int, random: Random) -> list[Staffed]:
    """The centre at home and the one abroad, each with caseworkers, a supervisor, an administrator and an auditor."""
    return [_make_centre(rows, accounts, entry, people, random) for entry in _CENTRES]


def _make_centre(rows: Rows, accounts: Accounts, entry: Any, people: int, random: Random) -> Staffed:
    country, name, city, timezone, host = entry
    centre = Staffed(
        id=rows.add(
            Centre,
            ref=rows.ref(Centre),
            name=name,
            host_type=host,
            country=country,
            city=city,
            address=f"{city}, Demo Street 1",
            phone=make_phone(country, random),
            opening_hours="Sun-Thu 09:00-17:00",
            timezone=timezone,
            created_at=rows.moment,
        ),
        country=country,
    )
    for weekday in _WORKING_DAYS:
        rows.add(CentreHours, centre_id=centre.id, weekday=weekday, opens=time(9), closes=time(17))
    workers = min(_MOST, max(_FEWEST, people // _CASES_PER_WORKER // len(_CENTRES)))
    for number in range(1, workers + 1):
        email = f"caseworker{number}@{city.lower()}.example"
        centre.caseworkers.append(_make_staff(rows, accounts, email, Role.CASEWORKER, centre, random))
    email = f"supervisor@{city.lower()}.example"
    centre.supervisor = _make_staff(rows, accounts, email, Role.SUPERVISOR, centre, random)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        _make_staff(rows, accounts, f"{role}@{city.lower()}.example", role, centre, random)
    return centre


def _make_staff(rows: Rows, accounts: Accounts, email: str, role: Role, centre: Staffed, random: Random) -> int:
    password = make_password(random)
    accounts.staff.append({"role": str(role), "email": email, "password": password})
    name = make_name(random.choice(_STAFF_FROM[centre.country]), random.choice((FEMALE, MALE)), random)
    return _make_user(rows, email, name.latin, password, role, centre_id=centre.id)


def make_partner(rows: Rows, accounts: Accounts, organisation_id: int, entry: dict[str, Any], random: Random) -> int:
    """An account of a partner organisation's member; its address is the organisation's own."""
    password = make_password(random)
    accounts.partners.append({"email": entry["email"], "password": password, "organisation": entry["name"]})
    name = make_name(random.choice(("NP", "IN", "KE", "PH", "EG")), random.choice((FEMALE, MALE)), random)
    return _make_user(rows, entry["email"], name.latin, password, Role.PARTNER, organisation_id=organisation_id)


def _make_user(rows: Rows, email: str, name: str, password: str, role: Role, **belongs: int) -> int:
    return rows.add(
        User,
        ref=rows.ref(User),
        email=email,
        name=name,
        password_hash=hash_password(password),
        role=role,
        created_at=rows.moment,
        **belongs,
    )
