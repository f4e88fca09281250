"""What is true of partner organisations: their kinds, whom they serve, and when an entry has grown stale."""

from datetime import date, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(days=180)


class OrganisationKind(StrEnum):
    """What a partner organisation is."""

    UNION = "union"
    CONSULATE = "consulate"
    LEGAL_CLINIC = "legal_clinic"
    SHELTER = "shelter"
    HEALTH = "health"
    AUTHORITY = "authority"
    CENTRE = "centre"
    OTHER = "other"


class OrganisationStatus(StrEnum):
    """Whether an organisation works now (HSDS service status)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Cost(StrEnum):
    """What an organisation asks for its help."""

    FREE = "free"
    SLIDING = "sliding"
    PAID = "paid"
    UNKNOWN = "unknown"


class StatusPolicy(StrEnum):
    """Whether an organisation helps people without papers."""

    ANY_STATUS = "any_status"
    DOCUMENTED_ONLY = "documented_only"
    UNKNOWN = "unknown"


class ReportsToAuthorities(StrEnum):
    """Whether an organisation tells the authorities about the people it helps."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


def is_stale(verified_on: date | None, today: date) -> bool:
    """Whether an entry was not confirmed within the last 180 days."""
    return verified_on is None or today - verified_on > STALE_AFTER
