"""Asking that a case is closed; and after it was: "I still need help", and how it was."""

import sqlalchemy as sa

from mrc import audit
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.casework.rules.stages import CaseStatus
from mrc.db import db, transaction
from mrc.errors import NotFound
from mrc.i18n import gettext as _
from mrc.messages import service as messages
from mrc.messages.service import Codeless
from mrc.portal.models import Satisfaction, Wish
from mrc.portal.rules import HowItWas, WishKind
from mrc.portal.service import second
from mrc.portal.service.own import held_case, own_case, own_text
from mrc.portal.service.wishes import is_open, keep_wish, say


def words_of(actor: Actor, text: str) -> Codeless | None:
    """What a worker wrote where nothing need be written, ready to be kept. Raises Refused when it holds a code."""
    return own_text(actor, text) if text.strip() else None


def has_asked_to_close(actor: Actor) -> bool:
    """Whether the worker's wish that the case is closed waits for somebody; by the second code, none does."""
    if actor.by_second_code:
        return False
    found = is_open(own_case(actor), WishKind.CLOSING)
    audit.look(actor, audit.Event.CASE_READ, own_case(actor))
    return found


def ask_to_close(actor: Actor, language: str) -> None:
    """Ask that the case is closed, once for as long as nobody dealt with it. Nothing is closed by it.

    By the second code it is kept apart, as everything that is written there.
    """

    def sentence() -> str:
        return _("I want us to finish our work together.")

    if actor.by_second_code:
        second.write(actor, Codeless(sentence()), language)
        return
    with transaction():
        case = held_case(actor, Permission.MIGRANT_RIGHTS)
        if case.status is CaseStatus.CLOSED or is_open(case, WishKind.CLOSING):
            return
        keep_wish(actor, case, WishKind.CLOSING)
        say(case, sentence, language)


def is_closed(actor: Actor) -> bool:
    """Whether the worker's case is closed."""
    return own_case(actor, Permission.MIGRANT_RIGHTS).status is CaseStatus.CLOSED


def still_needs_help(actor: Actor, text: Codeless | None, language: str) -> None:
    """Say after closing that help is still needed: the centre owes an answer, and may open the case again."""
    with transaction():
        case = _held_closed(actor)
        said = sa.select(Wish.id).where(Wish.case_id == case.id, Wish.kind == WishKind.STILL_NEEDS_HELP)
        if db.session.execute(said.where(Wish.at >= case.closed_at).limit(1)).one_or_none() is None:
            keep_wish(actor, case, WishKind.STILL_NEEDS_HELP)
        if text is None:
            say(case, lambda: _("I still need help."), language)
        else:
            messages.receive(case, text, language)


def has_said_how_it_was(actor: Actor) -> bool:
    """Whether a worker already said how it was."""
    case = own_case(actor, Permission.MIGRANT_RIGHTS)
    audit.look(actor, audit.Event.CASE_READ, case)
    return how_it_was(case.id) is not None


def say_how_it_was(actor: Actor, answer: HowItWas, text: Codeless | None, language: str) -> None:
    """Keep how it was, once: what was said first stays."""
    with transaction():
        case = _held_closed(actor)
        if how_it_was(case.id) is not None:
            return
        said = Satisfaction(data_key=case.data_key, case_id=case.id, answer=answer, language=language)
        said.text = text
        db.session.add(said)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["satisfaction"])


def how_it_was(case_id: int) -> Satisfaction | None:
    """What the worker of a case said of how it was."""
    return db.session.get(Satisfaction, case_id, populate_existing=True)


def _held_closed(actor: Actor) -> Case:
    """The worker's case, held. Raises NotFound when it is open, as when it was opened again meanwhile."""
    case = held_case(actor, Permission.MIGRANT_RIGHTS)
    if case.status is not CaseStatus.CLOSED:
        raise NotFound("closed case")
    return case
