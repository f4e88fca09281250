"""What a worker consented to, as they see it on their own pages, and how they take it back there."""

from dataclasses import dataclass

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.errors import NotFound
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import is_in_force
from mrc.portal.rules import WishKind
from mrc.portal.service.own import centre_of, held_case, own_case
from mrc.portal.service.wishes import keep_wish
from mrc.staff.models import Centre


@dataclass(frozen=True)
class Agreed:
    """One consent: its number among those of the case, with whom it shares something, and whether it holds."""

    number: int
    consent: Consent
    with_whom: str | None
    holds: bool


def agreed(actor: Actor) -> list[Agreed]:
    """What a worker consented to, what holds first and then the newest. By the second code, nothing."""
    if actor.by_second_code:
        return []
    case = own_case(actor, Permission.MIGRANT_RIGHTS)
    found = numbered(case)
    audit.look(actor, audit.Event.CASE_READ, case)
    return sorted(found, key=lambda entry: (not entry.holds, -entry.number))


def one_agreed(actor: Actor, number: int) -> Agreed:
    """One consent by its number. Raises NotFound."""
    case = own_case(actor, Permission.MIGRANT_RIGHTS)
    found = _find(case, number)
    audit.look(actor, audit.Event.CASE_READ, case)
    return found


def take_back(actor: Actor, number: int) -> None:
    """Take a consent back: partners see nothing more from then on, and who is in charge gets a task."""
    with transaction():
        case = held_case(actor, Permission.MIGRANT_RIGHTS)
        found = _find(case, number)
        people.end_consent(actor, db.session.get_one(Person, case.person_id), found.consent.id)
        keep_wish(actor, case, WishKind.CONSENT_ENDED)


def _find(case: Case, number: int) -> Agreed:
    found = next((entry for entry in numbered(case) if entry.number == number), None)
    if found is None:
        raise NotFound(number)
    return found


def numbered(case: Case) -> list[Agreed]:
    """The consents of a case, allowed already. None is ever taken out, so that a number stays what it is."""
    consents = people.consents_of_case(case.person_id, case.id)
    today = clock.today(centre_of(case).timezone)
    partners = people.organisation_names({consent.organisation_id for consent in consents})
    wanted = {consent.centre_id for consent in consents} - {None}
    rows = db.session.execute(sa.select(Centre.id, Centre.name).where(Centre.id.in_(wanted))) if wanted else ()
    centres = {row.id: row.name for row in rows}
    return [
        Agreed(
            number,
            consent,
            partners.get(consent.organisation_id or 0) or centres.get(consent.centre_id or 0),
            is_in_force(consent.withdrawn_at, consent.expires_on, today),
        )
        for number, consent in enumerate(consents, 1)
    ]
