"""Erasing one person leaves the names of other workers of a collective claim, and no open claim loses a worker."""

import pytest
import sqlalchemy as sa

from mrc.casework import service as casework
from mrc.casework.models import Case, CasePerson
from mrc.casework.rules.closing import Resolution
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules.collective import GivenWorker
from mrc.claims.service import collective as service
from mrc.db import db, transaction
from mrc.errors import Refused
from mrc.people import service as people
from mrc.people.models import Person
from mrc.people.rules import ErasureReason, PersonFault
from tests import builders
from tests.claims.together import listed, make_claim


@pytest.fixture
def claim(world: builders.World) -> CollectiveClaim:
    return make_claim(world)


def close(world: builders.World, claim: CollectiveClaim) -> Case:
    case = db.session.get_one(Case, claim.case_id)
    casework.close(builders.actor_of(world.supervisor), case.ref, Resolution.GOALS_MET, "Done.")
    return case


def test_workers_known_by_name_alone_keep_their_names(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, [GivenWorker(2, "Somebody Else")])
    case, supervisor = close(world, claim), builders.actor_of(world.supervisor)

    people.erase(supervisor, db.session.get_one(Person, case.person_id).ref, ErasureReason.ASKED)
    db.session.expire_all()

    assert [worker.name for worker in service.all_workers(claim)] == ["Somebody Else"]
    assert db.session.get_one(Case, claim.case_id).data_key.wrapped is None


def test_a_claim_for_nobody_else_goes_with_its_person(world: builders.World, claim: CollectiveClaim) -> None:
    case, supervisor = close(world, claim), builders.actor_of(world.supervisor)
    ref = db.session.get_one(Person, case.person_id).ref
    people.erase(supervisor, ref, ErasureReason.ASKED)
    db.session.expire_all()

    assert (case.data_key.wrapped, claim.data_key.wrapped) == (None, None)


def test_who_is_on_the_list_of_an_open_claim_is_not_erased(world: builders.World, claim: CollectiveClaim) -> None:
    person = builders.make_person(world.origin, "राम", "Ram")
    listed(world, claim, [GivenWorker(2, None, person.ref)])
    with transaction():
        db.session.execute(sa.delete(CasePerson).where(CasePerson.person_id == person.id))

    with pytest.raises(Refused) as refused:
        people.erase(builders.actor_of(world.supervisor), person.ref, ErasureReason.ASKED)

    assert refused.value.reason is PersonFault.HAS_OPEN_CASE
