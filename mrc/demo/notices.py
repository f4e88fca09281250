"""Notices to the worker of each message, with what became of them, and a few texts that came to a centre."""

from datetime import timedelta

import sqlalchemy as sa

from mrc import clock
from mrc.casework.models import Case
from mrc.db import db
from mrc.demo.walks import Happening
from mrc.demo.world import Making, World
from mrc.messages import service as messages
from mrc.messages.rules import Inlet
from mrc.outbox import Letter, Medium, Outgoing, SendingState
from mrc.people.models import Phone
from mrc.staff.models import Centre

# Of ten, six arrive for certain, two were sent, of one nobody knows, and one did not arrive.
_STATES = (
    *[SendingState.DELIVERED] * 6,
    SendingState.SENT,
    SendingState.SENT,
    SendingState.UNKNOWN,
    SendingState.FAILED,
)
_LEAVES, _ARRIVES = timedelta(minutes=2), timedelta(minutes=3)
# Which of the oldest open cases of a centre hear from their worker by telephone.
_TEXTS = 3


def make_notice(making: Making, event: Happening, number: int) -> None:
    """The notice of one message to the worker. Which number it has decides what became of it."""
    state = _STATES[number % len(_STATES)]
    is_sent = state in {SendingState.SENT, SendingState.DELIVERED}
    making.rows.add(
        Outgoing,
        ref=making.rows.ref(Outgoing),
        data_key_id=making.seal.id,
        case_id=making.case_id,
        person_id=making.person_id,
        medium=Medium.SMS,
        letter=Letter.NEWS_FOR_MIGRANT,
        language=making.arrival.language,
        state=state,
        tries=1,
        not_before=event.at,
        created_at=event.at,
        called_at=event.at + _LEAVES,
        sent_at=event.at + _LEAVES if is_sent else None,
        delivered_at=event.at + _ARRIVES if state is SendingState.DELIVERED else None,
        followed_at=event.at + _ARRIVES,
    )


def bring_texts(world: World) -> None:
    """A few texts that came to each centre, from telephones on file and from one that nobody knows."""
    for centre_id in (centre.id for centre in world.centres):
        ref = db.session.execute(sa.select(Centre.ref).where(Centre.id == centre_id)).scalar_one()
        query = (
            sa.select(Phone)
            .join(Case, Case.person_id == Phone.person_id)
            .where(Case.centre_id == centre_id, Case.closed_at.is_(None))
            .order_by(Case.id, Phone.id)
            .limit(_TEXTS)
        )
        with clock.held_at(world.now - timedelta(hours=5)):
            for number, phone in enumerate(db.session.scalars(query).all()):
                name = f"demo {centre_id} {number}"
                messages.receive_text(ref, Inlet.SMS, phone.number or "", "Please call me tonight.", name)
            messages.receive_text(ref, Inlet.WHATSAPP, "+15550100", "Is this the right number?", f"demo {centre_id}")
