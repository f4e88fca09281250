"""The step to the whole life of a referral, back and forth: every row stays, in the state that comes nearest."""

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from mrc.db import db
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import DeclineReason, ReferralOutcome
from tests import builders
from tests.builders import actor_of
from tests.referrals.scenes import facts_for, marked_case, sent

BEFORE, TO = "0007", "head"


def states() -> list[tuple[str, str | None, str | None]]:
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT state, decline_reason, outcome FROM referrals ORDER BY id")).all()
    db.engine.dispose()
    return [tuple(row) for row in rows]


def codes() -> list[str]:
    with db.engine.connect() as connection:
        found = connection.execute(sa.text("SELECT code FROM case_events ORDER BY id")).scalars().all()
    db.engine.dispose()
    return list(found)


def test_every_referral_keeps_the_nearest_state(app: Flask) -> None:
    with app.app_context():
        world = builders.make_world()
        pat = actor_of(world.partner)
        waits, begun, missed, given_back, helped = (sent(world) for _one in range(5))
        service.waitlist(pat, waits.ref, None)
        for referral in (begun, missed, given_back, helped):
            service.accept(pat, referral.ref)
        service.start(pat, begun.ref)
        service.write_back(pat, begun.ref, "hello")
        service.report(pat, missed.ref, ReferralOutcome.NO_SHOW, None)
        service.give_back(pat, given_back.ref, DeclineReason.LANGUAGE, None)
        service.report(pat, helped.ref, ReferralOutcome.HELPED, None)
        facts = facts_for(world.partner_organisation.ref, consent=None)
        service.save_draft(actor_of(world.caseworker), marked_case(world).ref, facts)
        db.session.remove()
        db.engine.dispose()

        downgrade(revision=BEFORE)
        older, events = states(), codes()
        upgrade(revision=TO)

        assert older == [
            ("accepted", None, None),
            ("accepted", None, None),
            ("completed", None, "no_show"),
            ("declined", "language", None),
            ("completed", None, "helped"),
        ]
        assert not {"referral_waitlisted", "referral_started", "referral_returned", "partner_wrote"} & set(events)
        assert states() == [*older[:2], ("no_show", None, "no_show"), *older[3:]]
        assert db.session.get(Referral, 3).ref == missed.ref
        assert sent(world).id > 5
