"""What people do with cases. Rooms above import this package alone."""

from mrc.casework.service.editing import (
    add_respondent,
    change_case,
    change_team,
    facts_of,
    may_change_team,
    print_of,
    remove_respondent,
)
from mrc.casework.service.handing import (
    Preview,
    ask_hand_over,
    assign,
    came_from,
    open_offer,
    preview,
    withdraw,
)
from mrc.casework.service.listing import cases_against, cases_of_person
from mrc.casework.service.moving import (
    add_note,
    close,
    enter_stage,
    happen,
    may_refuse,
    record_event,
    refresh_due,
    reopen,
    when_reopened,
)
from mrc.casework.service.opening import NewCode, open_case, reissue_code
from mrc.casework.service.package import Package, in_package
from mrc.casework.service.reading import get_case, visible
from mrc.casework.service.reminding import act_before
from mrc.casework.service.showing import Head, head, next_due, show_case
from mrc.casework.service.stubs import Kept, SentOffer, Stub, get_kept, get_stub, list_offers
from mrc.casework.service.taking import Offer, accept, decline, get_offer
from mrc.casework.service.tasks import add_task, finish_task, put_task
from mrc.casework.service.work import my_work

__all__ = [
    "Head",
    "Kept",
    "NewCode",
    "Offer",
    "Package",
    "Preview",
    "SentOffer",
    "Stub",
    "accept",
    "act_before",
    "add_note",
    "add_respondent",
    "add_task",
    "ask_hand_over",
    "assign",
    "came_from",
    "cases_against",
    "cases_of_person",
    "change_case",
    "change_team",
    "close",
    "decline",
    "enter_stage",
    "facts_of",
    "finish_task",
    "get_case",
    "get_kept",
    "get_offer",
    "get_stub",
    "happen",
    "head",
    "in_package",
    "list_offers",
    "may_change_team",
    "may_refuse",
    "my_work",
    "next_due",
    "open_case",
    "open_offer",
    "preview",
    "print_of",
    "put_task",
    "record_event",
    "refresh_due",
    "reissue_code",
    "remove_respondent",
    "reopen",
    "show_case",
    "visible",
    "when_reopened",
    "withdraw",
]
