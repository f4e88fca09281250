"""Centres, and what an administrator ought to look at, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.access import Role
from mrc.audit import AuditEntry
from mrc.db import db, transaction
from mrc.errors import Refused, Stale
from mrc.staff import service
from mrc.staff.models import Centre, User
from mrc.staff.rules import (
    CentreFault,
    Chore,
)
from tests.builders import PASSWORD, World, actor_of, make_user
from tests.conftest import NOW
from tests.staff.facts import CENTRE

# Centres


def test_a_centre_is_added_and_changed(world: World) -> None:
    administrator = actor_of(world.administrator)

    centre = service.add_centre(administrator, CENTRE)
    service.edit_centre(administrator, centre.ref, 1, replace(CENTRE, city="Lusail", is_active=False))

    saved = service.get_centre(administrator, centre.ref)
    assert (saved.city, saved.is_active, saved.version) == ("Lusail", False, 2)
    details = db.session.scalars(sa.select(AuditEntry.detail).order_by(AuditEntry.seq)).all()
    assert details == [{}, {"fields": ["city", "is_active"]}]


def test_two_centres_cannot_have_one_name(world: World) -> None:
    with pytest.raises(Refused) as refused:
        service.add_centre(actor_of(world.administrator), replace(CENTRE, name="Kathmandu centre"))

    assert refused.value.reason is CentreFault.NAME_TAKEN
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Centre)) == 2


def test_a_centre_with_staff_is_not_closed(world: World) -> None:
    with pytest.raises(Refused) as refused:
        service.edit_centre(actor_of(world.administrator), world.origin.ref, 1, replace(CENTRE, is_active=False))

    assert refused.value.reason is CentreFault.HAS_STAFF


def test_a_stale_centre_shows_both(world: World) -> None:
    administrator = actor_of(world.administrator)
    centre = service.add_centre(administrator, CENTRE)
    service.edit_centre(administrator, centre.ref, 1, replace(CENTRE, city="Lusail"))

    with pytest.raises(Stale) as stale:
        service.edit_centre(administrator, centre.ref, 1, replace(CENTRE, city="Wakra"))

    assert stale.value.fields == [("City", "Wakra", "Lusail")]


def test_what_needs_doing(world: World) -> None:
    with clock.held_at(NOW + timedelta(days=8)):
        found = service.to_do(actor_of(world.administrator))

    chores = [(line.chore, line.centre_name) for line in found]
    assert (Chore.ONE_ADMINISTRATOR, None) in chores
    assert (Chore.ACCOUNTS_UNUSED, None) in chores
    assert (Chore.CENTRE_INCOMPLETE, "Doha centre") in chores
    assert (Chore.DIRECTORY_EMPTY, None) not in chores


def test_nothing_needs_doing_when_all_is_in_order(world: World) -> None:
    make_user("second@network.example", Role.ADMINISTRATOR)
    with transaction():
        db.session.execute(sa.update(Centre).values(phone="+9771", opening_hours="always"))
        db.session.execute(sa.update(User).values(signed_in_at=NOW))

    assert service.to_do(actor_of(world.administrator)) == []


def test_an_empty_house_needs_a_centre_an_auditor_and_a_directory(context: Flask) -> None:
    administrator = service.create_administrator("adam@network.example", "Adam", PASSWORD)

    chores = [line.chore for line in service.to_do(actor_of(administrator))]

    assert chores == [Chore.ONE_ADMINISTRATOR, Chore.NO_AUDITOR, Chore.NO_CENTRE, Chore.DIRECTORY_EMPTY]
