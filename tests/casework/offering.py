"""Offers to another centre, on the consent of the person, for tests of what follows from them."""

from typing import Any

from mrc.access import Actor
from mrc.casework import service
from mrc.casework.models import Case, Handover
from mrc.casework.rules.package import CHOSEN, OfferFacts, PackagePart
from mrc.people.rules import ConsentFacts, ConsentForm, Purpose
from mrc.staff.models import Centre

AGREED = ConsentFacts(Purpose.HAND_OVER, ConsentForm.WRITTEN, "ne")


def offer(
    actor: Actor,
    case: Case,
    centre: Centre,
    note: str = "Please.",
    parts: tuple[PackagePart, ...] = CHOSEN,
    consent: Any = AGREED,
) -> Handover:
    """A case offered to a centre, with everything in the package."""
    return service.ask_hand_over(actor, case.ref, OfferFacts(centre.id, note, frozenset(parts), consent))
