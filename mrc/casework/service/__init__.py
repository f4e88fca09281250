"""What people do with cases. Rooms above import this package alone."""

from mrc.casework.service.moving import add_note, close, enter_stage, happen, record_event, refresh_due, reopen
from mrc.casework.service.reading import get_case, visible

__all__ = [
    "add_note",
    "close",
    "enter_stage",
    "get_case",
    "happen",
    "record_event",
    "refresh_due",
    "reopen",
    "visible",
]
