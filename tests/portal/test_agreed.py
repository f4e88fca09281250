"""The worker sees what they agreed to and takes it back; partners see nothing from then on."""

import pytest
import sqlalchemy as sa

from mrc.access import Actor, Role
from mrc.audit import AuditEntry, Event
from mrc.casework.models import Task
from mrc.db import db, transaction
from mrc.errors import NotFound
from mrc.people.models import Consent
from mrc.people.rules import ConsentForm, Purpose
from mrc.portal import service
from mrc.portal.models import Wish
from mrc.referrals import service as referrals
from tests import builders
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_second import give
from tests.portal.test_views import open_card
from tests.referrals import scenes


def consent(opened: Opened, purpose: Purpose = Purpose.CASE_MANAGEMENT) -> Consent:
    case = opened.case
    given = Consent(data_key=case.data_key, person_id=case.person_id, purpose=purpose, language="ne")
    given.form = ConsentForm.WRITTEN
    with transaction():
        db.session.add(given)
    return given


def test_what_was_agreed_is_read_and_taken_back_once(client: Client, opened: Opened) -> None:
    given = consent(opened)
    assert "More" in open_card(client, opened).words()
    page = client.get("/en/case/agreed")
    assert "Keeping a case" in page.words()
    assert str(opened.ref) not in page.text

    asked = client.get("/en/case/agreed/end?number=1").words()
    assert "cannot go on helping you" in asked
    answer = client.submit("/en/case/agreed/end?number=1", {})
    assert "It no longer holds" in answer.words()
    assert "already withdrawn" in client.submit("/en/case/agreed/end?number=1", {}).words()

    db.session.refresh(given)
    assert given.withdrawn_at is not None
    (task,) = db.session.scalars(sa.select(Task).where(Task.case_id == opened.case.id))
    assert "took back a consent" in str(task.title)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Wish)) == 1
    entries = sa.select(AuditEntry.role).where(AuditEntry.event == Event.CONSENT_WITHDRAWN)
    assert db.session.scalars(entries).all() == ["migrant"]


def test_a_partner_sees_nothing_once_the_worker_took_it_back(opened: Opened, world: builders.World) -> None:
    referral = scenes.sent(world, opened.case)
    partner = builders.actor_of(world.partner)
    referrals.open_referral(partner, referral.ref)
    worker = Actor(role=Role.MIGRANT, case_id=opened.case.id)

    (entry,) = [found for found in service.agreed(worker) if found.consent.id == referral.consent_id]
    assert entry.with_whom == world.partner_organisation.name
    service.take_back(worker, entry.number)

    with pytest.raises(NotFound):
        referrals.open_referral(partner, referral.ref)


def test_the_second_code_sees_that_nothing_was_agreed(client: Client, opened: Opened, world: builders.World) -> None:
    consent(opened)
    open_card(client, opened, give(world, opened))

    assert "Keeping a case" not in client.get("/en/case/agreed").words()
    assert client.get("/en/case/agreed/end?number=1").response.request.path == "/en/case"


def test_nobody_elses_consent_is_found(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    assert client.get("/en/case/agreed/end?number=1").status == 404
