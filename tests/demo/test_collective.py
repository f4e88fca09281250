"""The collective claim of the demo world is one that the product itself could have made."""

from decimal import Decimal

import sqlalchemy as sa

from mrc.access import Permission
from mrc.casework.models import Case
from mrc.claims.models import CollectiveAssessment, CollectiveClaim, CollectiveShare, CollectiveWorker
from mrc.claims.service import collective as service
from mrc.db import db
from mrc.demo.collective import WORKERS
from mrc.staff.models import User
from tests import builders
from tests.demo.conftest import Demo


def test_there_is_one_with_names_and_amounts(demo: Demo) -> None:
    claim = db.session.scalars(sa.select(CollectiveClaim)).one()
    case = db.session.get(Case, claim.case_id)
    assert case is not None
    worker = db.session.get(User, case.caseworker_id)
    assert worker is not None
    view = service.get_collective(builders.actor_of(worker), claim.ref, Permission.CLAIM_RECORD)

    assert view.totals.workers == WORKERS == len({line.name for line in view.workers})
    assert view.totals.asked == view.assessments[0].owed
    assert all(line.stands.received is not None for line in view.workers)


def test_what_stands_is_what_was_computed_and_paid(demo: Demo) -> None:
    owed, total = db.session.execute(sa.select(CollectiveAssessment.owed, CollectiveAssessment.total)).one()
    sums = sa.select(sa.func.sum(CollectiveWorker.computed), sa.func.sum(CollectiveWorker.received))
    computed, received = db.session.execute(sums).one()

    assert Decimal(0) < owed == computed <= total
    assert received == db.session.scalar(sa.select(sa.func.sum(CollectiveShare.amount)))


def test_computed_anew_it_comes_to_the_same(demo: Demo) -> None:
    claim = db.session.scalars(sa.select(CollectiveClaim)).one()
    case = db.session.get(Case, claim.case_id)
    assert case is not None
    worker = db.session.get(User, case.caseworker_id)
    assert worker is not None
    before = db.session.scalar(sa.select(CollectiveAssessment.total))
    again = service.compute_collective(builders.actor_of(worker), claim.ref)

    assert again.total == before
