"""Why contact could harm somebody: sealed, kept as it was ticked, and gone when nothing is ticked any more."""

import sqlalchemy as sa

from mrc.db import db, transaction
from mrc.people.models import Person
from mrc.people.rules import Protection
from tests import builders


def test_what_was_ticked_is_kept_sealed_and_goes_again(world: builders.World) -> None:
    person = builders.make_person(world.origin)
    with transaction():
        person.protections = (Protection.REFUGEE, Protection.TRAFFICKING)
    stored = db.session.execute(sa.select(Person.protections_sealed).where(Person.id == person.id)).scalar_one()

    assert person.protections == (Protection.REFUGEE, Protection.TRAFFICKING)
    assert stored is not None
    assert b"refugee" not in stored

    with transaction():
        person.protections = ()
    assert (person.protections, person.protections_sealed) == ((), None)
