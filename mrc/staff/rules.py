"""What is true of accounts: which passwords are good enough, and what kinds of host a centre has."""

import unicodedata
from enum import StrEnum

MIN_PASSWORD, MAX_PASSWORD = 12, 128


class HostType(StrEnum):
    """Who runs a centre (ILO TRIANGLE, three kinds of host)."""

    GOVERNMENT = "government"
    UNION = "union"
    CSO = "cso"


class PasswordFault(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    ABOUT_YOU = "about_you"
    WRONG = "wrong"


class UserFault(StrEnum):
    """Why an account cannot be saved so."""

    EMAIL_TAKEN = "email_taken"
    NEEDS_CENTRE = "needs_centre"
    NEEDS_ORGANISATION = "needs_organisation"
    OWN_ACCOUNT = "own_account"
    LAST_ADMINISTRATOR = "last_administrator"


def as_address(email: str) -> str:
    """An e-mail address as it is stored and looked up: without surrounding space, in small letters."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
