"""What a day's work is made of: the groups of things to do now, in the order of their weight."""

from datetime import timedelta
from enum import StrEnum

LIMIT = 10
SOON = timedelta(days=7)


class WorkGroup(StrEnum):
    """Why something stands on the list of things to do."""

    DANGER = "danger"
    MESSAGES = "messages"
    DEADLINES = "deadlines"
    OFFERS = "offers"
    LATE_OFFERS = "late_offers"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    COLD = "cold"
