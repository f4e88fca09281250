"""What happens at the worker's door, and what the office decides about it. Rooms above import this package alone."""

from mrc.portal.service.agreed import Agreed, agreed, one_agreed, take_back
from mrc.portal.service.copying import OwnCopy, own_copy
from mrc.portal.service.correcting import ask_to_correct
from mrc.portal.service.dates import Appointment, appointments, ask_other_time, will_come
from mrc.portal.service.diary import OwnDay, keep_day, pay_currency
from mrc.portal.service.ending import (
    ask_to_close,
    has_asked_to_close,
    has_said_how_it_was,
    how_it_was,
    is_closed,
    say_how_it_was,
    still_needs_help,
    words_of,
)
from mrc.portal.service.looks import Looks, who_looked
from mrc.portal.service.office import change_shown, read_own_page
from mrc.portal.service.opening import leave, open_status
from mrc.portal.service.own import (
    Card,
    choose_shown,
    own_case,
    own_file,
    own_text,
    read_messages,
    send_document,
    show_card,
    shown_to,
    shows_of,
    timezone_of,
    void_code,
    write_message,
)
from mrc.portal.service.second import (
    fresh_second,
    give_second,
    has_second,
    take_back_second,
    warn_of_second_codes,
)
from mrc.portal.service.warning import warnings_of
from mrc.portal.service.wishes import wishes_of

__all__ = [
    "Agreed",
    "Appointment",
    "Card",
    "Looks",
    "OwnCopy",
    "OwnDay",
    "agreed",
    "appointments",
    "ask_other_time",
    "ask_to_close",
    "ask_to_correct",
    "change_shown",
    "choose_shown",
    "fresh_second",
    "give_second",
    "has_asked_to_close",
    "has_said_how_it_was",
    "has_second",
    "how_it_was",
    "is_closed",
    "keep_day",
    "leave",
    "one_agreed",
    "open_status",
    "own_case",
    "own_copy",
    "own_file",
    "own_text",
    "pay_currency",
    "read_messages",
    "read_own_page",
    "say_how_it_was",
    "send_document",
    "show_card",
    "shown_to",
    "shows_of",
    "still_needs_help",
    "take_back",
    "take_back_second",
    "timezone_of",
    "void_code",
    "warn_of_second_codes",
    "warnings_of",
    "who_looked",
    "will_come",
    "wishes_of",
    "words_of",
    "write_message",
]
