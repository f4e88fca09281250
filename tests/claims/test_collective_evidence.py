"""The evidence for a collective claim: what its parts want, what is known of it, and who reads and writes it."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mrc.access import Actor
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.claims.models import CollectiveEvidenceStep
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules import ClaimFault
from mrc.claims.rules.collective import GivenWorker
from mrc.claims.rules.evidence import EvidenceItem, EvidenceState, SaidBy
from mrc.claims.service import collective, evidence
from mrc.claims.service.evidence import StepFacts
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people.rules import Holder
from tests import builders
from tests.claims.together import TODAY, listed, make_claim, path
from tests.page import Client
from tests.statements import statements_of

E, S = EvidenceItem, EvidenceState
FACTS = StepFacts(S.WITH_EMPLOYER, Holder.EMPLOYER, TODAY, SaidBy.WORKER, "बाकस में")


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def claim(world: builders.World) -> CollectiveClaim:
    return make_claim(world)


def test_it_wants_what_wages_need_until_its_parts_are_known(
    world: builders.World, claim: CollectiveClaim, actor: Actor
) -> None:
    before = {line.item for line in evidence.get_collective_evidence(actor, claim.ref).lines}
    listed(world, claim, [GivenWorker(2, "Ram", claimed=Decimal(10))])
    collective.compute_collective(actor, claim.ref)
    after = {line.item for line in evidence.get_collective_evidence(actor, claim.ref).lines}

    assert E.PAY_SLIPS in before
    assert E.NOTICE in after - before


def test_what_is_said_is_kept_sealed_under_the_claims_own_key(claim: CollectiveClaim, actor: Actor) -> None:
    evidence.record_collective_evidence(actor, claim.ref, E.CONTRACT, FACTS)

    line = evidence.get_collective_evidence(actor, claim.ref).line_of(E.CONTRACT)
    assert (line.state, line.last.note if line.last else None) == (S.WITH_EMPLOYER, "बाकस में")
    row = db.session.scalars(sa.select(CollectiveEvidenceStep)).one()
    assert row.data_key_id == claim.data_key_id
    with pytest.raises(DBAPIError, match="never changed"), transaction():
        db.session.execute(sa.update(CollectiveEvidenceStep).values(holder=Holder.SELF))


def test_nothing_is_said_of_a_closed_case_nor_by_a_stranger(
    world: builders.World, claim: CollectiveClaim, actor: Actor
) -> None:
    case = db.session.get_one(Case, claim.case_id)
    casework.close(builders.actor_of(world.supervisor), case.ref, Resolution.GOALS_MET, "Done.")

    with pytest.raises(Refused) as refused:
        evidence.record_collective_evidence(actor, claim.ref, E.CONTRACT, FACTS)
    assert refused.value.reason is ClaimFault.CASE_CLOSED
    stranger = builders.actor_of(world.other_caseworker)
    for deed in (
        lambda: evidence.record_collective_evidence(stranger, claim.ref, E.CONTRACT, FACTS),
        lambda: evidence.get_collective_evidence(stranger, claim.ref),
    ):
        with pytest.raises(NotFound):
            deed()


def test_the_number_of_queries_does_not_grow(claim: CollectiveClaim, actor: Actor) -> None:
    def asked() -> int:
        db.session.expire_all()
        return len(statements_of(lambda: evidence.get_collective_evidence(actor, claim.ref)))

    evidence.record_collective_evidence(actor, claim.ref, E.CONTRACT, FACTS)
    before = asked()
    for item in (E.CONTRACT, E.PAY_SLIPS, E.BANK):
        evidence.record_collective_evidence(actor, claim.ref, item, FACTS)

    assert asked() == before


def test_it_is_told_and_read_through_the_office_door(
    world: builders.World, client: Client, claim: CollectiveClaim
) -> None:
    client.sign_in(world.caseworker.email)
    form = path(claim, "/evidence/contract")

    wrong = client.submit(form, {"state": "with_employer", "since": "2027-01-01", "note": "kept"})
    assert wrong.status == 422
    assert wrong.form_values(form)["note"] == "kept"
    page = client.submit(form, {"state": "with_employer", "holder": "employer", "said_by": "worker", "note": "kept"})
    assert "Saved. What was known before stays to be read." in page.words()
    assert "kept" in page.words()
    assert "kept" in client.get(path(claim, "/evidence/print")).words()
    assert "A copy is held of 0 of" in client.get(path(claim)).words()
    assert client.get(path(claim, "/evidence/spoon")).status == 404
