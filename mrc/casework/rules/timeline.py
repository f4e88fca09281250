"""How the timeline of a case may be filtered."""

from enum import StrEnum

from mrc.casework.rules.events import EventCode


class Kind(StrEnum):
    """What a reader of the timeline wants to see."""

    ALL = "all"
    NOTES = "notes"
    STEPS = "steps"
    MESSAGES = "messages"
    DOCUMENTS = "documents"
    REFERRALS = "referrals"
    MONEY = "money"
    LOOKS = "looks"


class Look(StrEnum):
    """What somebody looked at."""

    CASE = "case"
    DOCUMENT = "document"
    MESSAGES = "messages"
    REFERRAL = "referral"
    STATUS_PAGE = "status_page"


# The names under which looks stand in the record of who did what.
LOOKS = {
    "case:read": Look.CASE,
    "document:read": Look.DOCUMENT,
    "message:read": Look.MESSAGES,
    "referral:read": Look.REFERRAL,
    "status:opened": Look.STATUS_PAGE,
}

_MONEY = frozenset(
    {
        EventCode.CLAIM_RECORDED,
        EventCode.CLAIM_COMPUTED,
        EventCode.OFFER_RECEIVED,
        EventCode.SETTLEMENT_SIGNED,
        EventCode.PART_PAID,
        EventCode.PAID_IN_FULL,
        EventCode.PAYMENT_GIVEN_UP,
    }
)

_ELSEWHERE = {
    Kind.NOTES: frozenset({EventCode.NOTE_ADDED, EventCode.SPOKEN_WITH, EventCode.CONTACT_FAILED}),
    Kind.MESSAGES: frozenset({EventCode.MIGRANT_WROTE, EventCode.MESSAGE_SENT}),
    Kind.DOCUMENTS: frozenset({EventCode.DOCUMENT_ADDED}),
    Kind.REFERRALS: frozenset(
        {
            EventCode.REFERRED,
            EventCode.REFERRAL_ACCEPTED,
            EventCode.REFERRAL_DECLINED,
            EventCode.REFERRAL_REPORTED,
            EventCode.REFERRAL_RECALLED,
            EventCode.REFERRAL_STOPPED,
            EventCode.REFERRAL_WAITLISTED,
            EventCode.REFERRAL_STARTED,
            EventCode.REFERRAL_RETURNED,
            EventCode.PARTNER_WROTE,
        }
    ),
}
_NOT_STEPS = frozenset().union(*_ELSEWHERE.values(), {EventCode.CODE_ISSUED})

CODES: dict[Kind, frozenset[EventCode]] = {
    Kind.ALL: frozenset(EventCode),
    **_ELSEWHERE,
    Kind.MONEY: _MONEY,
    Kind.STEPS: frozenset(EventCode) - _NOT_STEPS,
    Kind.LOOKS: frozenset(),
}
