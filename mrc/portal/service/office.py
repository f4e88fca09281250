"""What the office decides about the worker's own page, with the worker."""

from dataclasses import dataclass

from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.db import transaction
from mrc.portal.models import DoorWarning
from mrc.portal.rules import Shows
from mrc.portal.service.own import keep_shown, shows_of
from mrc.portal.service.second import has_second
from mrc.portal.service.warning import warnings_of


@dataclass(frozen=True)
class OwnPageView:
    """What the case page says of the worker's own page."""

    has_code: bool
    has_second: bool
    shows: Shows
    warnings: list[DoorWarning]


def read_own_page(case: Case) -> OwnPageView:
    """How the worker's own page stands, for a page about a case that was allowed already."""
    return OwnPageView(case.code_hash is not None, has_second(case), shows_of(case.id), warnings_of(case.id))


def change_shown(actor: Actor, case_ref: str, shows: Shows) -> Case:
    """Write down what the worker wants to see on their own page."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        keep_shown(actor, case, shows)
    return case
