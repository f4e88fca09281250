"""The second code: it opens a page like any other that holds nothing of the case, and the office is warned."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from mrc import audit, clock, vault
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.service import NewCode
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.messages.rules import Direction, code_candidates
from mrc.messages.service import Codeless
from mrc.portal.models import DoorWarning, OwnPage
from mrc.portal.rules import OwnPageFault, Shows, Standing, WarningKind, harmless, stands_beside
from mrc.portal.service.warning import warn
from mrc.refs import new_code
from mrc.staff.service import passwords

BATCH = 100


@dataclass(frozen=True)
class Written:
    """A message that was written by the second code, shown there as any message is."""

    written_at: datetime
    language: str
    text: str | None
    direction: Direction = Direction.FROM_MIGRANT
    translation: str | None = None
    translation_language: str | None = None


def case_behind(actor: Actor) -> Case:
    """The case to which either code belongs. What is shown of it is for the caller to decide. Raises NotFound."""
    case = db.session.get(Case, actor.case_id) if actor.case_id is not None else None
    if case is None:
        raise NotFound("case")
    return case


def keeper(actor: Actor) -> Actor:
    """The actor as whom what came by the second code is kept."""
    return replace(actor, by_second_code=False)


def standing_of(case: Case) -> Standing:
    """A standing that tells nothing of the case."""
    return harmless(case.stage)


def written(actor: Actor, newest: int) -> list[Written]:
    """What was written by the second code, oldest first. It is on record as any reading is."""
    with transaction():
        case = case_behind(actor)
        query = (
            sa.select(DoorWarning)
            .where(DoorWarning.case_id == case.id, DoorWarning.kind == WarningKind.SECOND_WROTE)
            .order_by(DoorWarning.id.desc())
            .limit(newest)
        )
        rows = db.session.scalars(query).all()[::-1]
        audit.record(actor, audit.Event.MESSAGES_READ, case)
    return [Written(row.at, row.language, row.text) for row in rows]


def write(actor: Actor, text: Codeless, language: str) -> None:
    """Keep what was written by the second code apart from the conversation, for the office to read as what it is."""
    with transaction():
        case = case_behind(actor)
        warn(case, WarningKind.SECOND_WROTE, text=text, language=language)
        audit.record(actor, audit.Event.MESSAGE_RECEIVED, case)


def holds_second(case: Case, text: str) -> bool:
    """Whether the second code of a case stands in a text, in digits of any script."""
    page = db.session.get(OwnPage, case.id)
    if page is None or page.second_hash is None:
        return False
    second_hash = page.second_hash
    return any(passwords.verify_password(second_hash, vault.peppered(found)) for found in code_candidates(text))


def page_of(case: Case) -> OwnPage:
    """The row of a case's page, made when there is none yet. The caller holds the case, so that only one is made."""
    page = db.session.get(OwnPage, case.id, populate_existing=True)
    if page is None:
        page = OwnPage(case_id=case.id)
        page.shows_money = page.shows_limits = page.second_shows_money = page.second_shows_limits = False
        db.session.add(page)
    return page


def shown(case_id: int) -> Shows:
    """What somebody chose by the second code."""
    page = db.session.get(OwnPage, case_id)
    return Shows(page.second_shows_money, page.second_shows_limits) if page is not None else Shows()


def choose_shown(actor: Actor, shows: Shows) -> None:
    """Keep what somebody chooses by the second code, apart from what the worker chose."""
    with transaction():
        case = case_behind(actor)
        db.session.refresh(case, with_for_update=True)
        page = page_of(case)
        page.second_shows_money, page.second_shows_limits = shows.money, shows.limits
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["own page"])


def has_second(case: Case) -> bool:
    """Whether a second code works for a case."""
    page = db.session.get(OwnPage, case.id)
    return page is not None and stands_beside(page.second_hash, case.code_hash)


def fresh_second(actor: Actor, case_ref: str) -> NewCode:
    """A new second code, made beside the first one of a case. Raises Refused while there is no first one."""
    case = casework.get_case(actor, case_ref, Permission.CODE_REISSUE)
    if case.code_hash is None:
        raise Refused(OwnPageFault.NO_FIRST_CODE)
    plain = new_code()
    return NewCode(plain, passwords.hash_like(case.code_hash, vault.peppered(plain)))


def give_second(actor: Actor, case_ref: str, code: NewCode) -> Case:
    """Give the worker a second code in person; one given before dies."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CODE_REISSUE, for_update=True)
        if not stands_beside(code.hash, case.code_hash):
            raise Refused(OwnPageFault.NO_FIRST_CODE)
        page = page_of(case)
        page.second_hash, page.second_issued_at = code.hash, clock.now()
        page.second_opened_at = page.warned_at = None
        audit.record(actor, audit.Event.CODE_ISSUED, case)
    return case


def take_back_second(actor: Actor, case_ref: str) -> Case:
    """End a second code."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CODE_REISSUE, for_update=True)
        page = page_of(case)
        page.second_hash = page.second_issued_at = None
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["second code"])
    return case


def warn_of_second_codes() -> int:
    """Warn of each opening by a second code, once. Returns how many warnings were written.

    It is done later and not while somebody signs in, so that both codes take the same time there; the moment of
    opening stands in the database by then, so that nothing is lost.
    """
    waits = (
        OwnPage.second_opened_at.is_not(None),
        sa.or_(OwnPage.warned_at.is_(None), OwnPage.warned_at < OwnPage.second_opened_at),
    )
    waiting = db.session.scalars(sa.select(OwnPage.case_id).where(*waits).limit(BATCH)).all()
    warned = 0
    for case_id in waiting:
        with transaction():
            case = db.session.execute(
                sa.select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
            ).scalar_one()
            page = db.session.get(OwnPage, case_id, populate_existing=True)
            opened_at = page.second_opened_at if page is not None else None
            if page is None or opened_at is None or (page.warned_at is not None and page.warned_at >= opened_at):
                continue
            warn(case, WarningKind.SECOND_OPENED, at=opened_at)
            page.warned_at = opened_at
            warned += 1
    return warned
