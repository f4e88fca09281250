"""Saying that something is wrong in one's file, or that one does not want it kept or used so."""

from mrc.access import Actor, Permission
from mrc.db import transaction
from mrc.messages import service as messages
from mrc.messages.service import Codeless
from mrc.portal.rules import WishKind
from mrc.portal.service import second
from mrc.portal.service.own import held_case
from mrc.portal.service.wishes import keep_wish


def ask_to_correct(actor: Actor, text: Codeless, language: str) -> None:
    """Ask that something is corrected or left out: a message, and a task as long as none like it is open.

    By the second code it is kept apart, as everything that is written there.
    """
    if actor.by_second_code:
        second.write(actor, text, language)
        return
    with transaction():
        case = held_case(actor, Permission.MIGRANT_RIGHTS)
        keep_wish(actor, case, WishKind.CORRECTION)
        messages.receive(case, text, language)
