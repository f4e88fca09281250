"""What the office decides about the worker's own page, with the worker."""

from dataclasses import dataclass

from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.portal.models import OwnPage
from mrc.portal.rules import Shows, stands_beside
from mrc.portal.service.own import keep_shown, shown_on


@dataclass(frozen=True)
class OwnPageView:
    """What the case page says of the worker's own page."""

    has_code: bool
    has_second: bool
    shows: Shows


def read_own_page(case: Case) -> OwnPageView:
    """How the worker's own page stands, for a page about a case that was allowed already."""
    page = db.session.get(OwnPage, case.id)
    has_second = page is not None and stands_beside(page.second_hash, case.code_hash)
    return OwnPageView(case.code_hash is not None, has_second, shown_on(page))


def change_shown(actor: Actor, case_ref: str, shows: Shows) -> Case:
    """Write down what the worker wants to see on their own page."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        keep_shown(actor, case, shows)
    return case
