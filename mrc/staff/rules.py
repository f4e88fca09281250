"""What is true of accounts: which passwords are good enough, and what kinds of host a centre has."""

import re
import unicodedata
import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

MIN_PASSWORD, MAX_PASSWORD = 12, 128
_PRODUCT = "waymark"
_WORDS = Path(__file__).parent / "data" / "common_words.txt"
# What fingers do on a keyboard when nobody has an idea: rows, the alphabet, and counting, in both directions.
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_RUNS = (*_ROWS, *(row[::-1] for row in _ROWS))
_SIGNS_AS_LETTERS = ("013457@$!", ("oieasta" + "si", "oleasta" + "sl"))
_MIN_OWN = 4

# An account that nobody uses is a door left open; after so long an administrator is asked about it.
IDLE_AFTER = timedelta(days=90)
UNUSED_AFTER = timedelta(days=7)
DIRECTORY_STALE_AFTER = timedelta(days=180)


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
    SAME = "same"


class UserFault(StrEnum):
    """Why an account cannot be saved so."""

    EMAIL_TAKEN = "email_taken"
    NEEDS_CENTRE = "needs_centre"
    NEEDS_ORGANISATION = "needs_organisation"
    OWN_ACCOUNT = "own_account"
    LAST_ADMINISTRATOR = "last_administrator"


class SignInFailure(StrEnum):
    """Why somebody could not sign in: for the record, never for the one who tries."""

    UNKNOWN = "unknown"
    PASSWORD = "password"  # noqa: S105
    INACTIVE = "inactive"
    THROTTLED = "throttled"


class CentreFault(StrEnum):
    """Why a centre cannot be saved so."""

    NAME_TAKEN = "name_taken"
    HAS_STAFF = "has_staff"


class AccountState(StrEnum):
    """How an account stands, for finding those that need a look."""

    ACTIVE = "active"
    DISABLED = "disabled"
    NEVER_USED = "never_used"
    IDLE = "idle"


class Chore(StrEnum):
    """Something an administrator ought to look at."""

    ACCOUNTS_UNUSED = "accounts_unused"
    ACCOUNTS_IDLE = "accounts_idle"
    ONE_ADMINISTRATOR = "one_administrator"
    NO_AUDITOR = "no_auditor"
    NO_CENTRE = "no_centre"
    CENTRE_WITHOUT_SUPERVISOR = "centre_without_supervisor"
    CENTRE_INCOMPLETE = "centre_incomplete"
    DIRECTORY_EMPTY = "directory_empty"
    DIRECTORY_STALE = "directory_stale"


class SubjectKind(StrEnum):
    """What an entry of the record is about."""

    USERS = "users"
    CENTRES = "centres"
    PEOPLE = "people"
    CASES = "cases"
    ORGANISATIONS = "organisations"
    RESPONDENTS = "respondents"
    DOCUMENTS = "documents"
    REFERRALS = "referrals"
    CLAIMS = "wage_claims"
    OTHER = "other"

    @classmethod
    def of(cls, table: str) -> "SubjectKind":
        """The kind of a table's rows."""
        return cls(table) if table in set(cls) else cls.OTHER


class DetailKey(StrEnum):
    """What an entry of the record may say besides who, what and about whom."""

    WHY = "why"
    PERMISSION = "permission"
    ROLE = "role"
    FIELDS = "fields"
    RESULTS = "results"
    FILTERS = "filters"
    PURPOSE = "purpose"
    ORGANISATION = "organisation"
    CODE = "code"
    FROM = "from"
    TO = "to"
    RESOLUTION = "resolution"
    KIND = "kind"
    ANSWER = "answer"
    MEMBERS = "members"
    RESTRICTED = "restricted"
    DOCUMENT = "document"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    REFERRAL = "referral"
    LINK = "link"
    REASON = "reason"
    OUTCOME = "outcome"
    CLAIM = "claim"
    REPORT = "report"
    FORMAT = "format"
    ROWS = "rows"
    REWRAPPED = "rewrapped"
    PEOPLE = "people"
    SEED = "seed"
    ENTRIES = "entries"
    FAULTS = "faults"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class AccountFacts:
    """What an administrator says of an account. `role` is the value of a role."""

    name: str
    email: str
    role: str
    language: str
    centre_ref: str | None = None
    organisation_ref: str | None = None


@dataclass(frozen=True)
class CentreFacts:
    """What an administrator says of a centre."""

    name: str
    host_type: HostType
    country: str
    city: str
    address: str
    phone: str
    opening_hours: str
    timezone: str
    is_active: bool
    demands_agreements: bool = False
    names_caseworker: bool = False


# The spans of each weekday (0 is Monday) in which a centre works, and its days off with their names.
Week = dict[int, tuple[tuple[time, time], ...]]
Holidays = dict[date, str]


@dataclass(frozen=True)
class Opening:
    """When a centre works by its own clocks: the spans of each weekday that has any (0 is Monday), and days off."""

    zone: str
    hours: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class RecordFilter:
    """Which entries are wanted."""

    event: str | None = None
    actor: str = ""
    role: str | None = None
    subject: str = ""
    centre: str = ""
    from_day: date | None = None
    to_day: date | None = None

    def said(self) -> dict[str, str]:
        """The filters that are set, for the record; a typed name is not put on record, only that there was one."""
        found = {name: str(value) for name, value in asdict(self).items() if value}
        return {**found, **({"actor": "by name or address"} if self.actor else {})}


def needs_centre(role: str) -> bool:
    """Whether somebody of this role works in one centre."""
    return role in {"caseworker", "supervisor"}


def needs_organisation(role: str) -> bool:
    """Whether somebody of this role belongs to a partner organisation."""
    return role == "partner"


def place_fault(role: str, has_centre: bool, has_organisation: bool) -> UserFault | None:
    """What is missing for a role: its centre, or its organisation."""
    if needs_centre(role) and not has_centre:
        return UserFault.NEEDS_CENTRE
    if needs_organisation(role) and not has_organisation:
        return UserFault.NEEDS_ORGANISATION
    return None


def is_address(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    return re.fullmatch(r"[^@\s<>(),;:\\\"]{1,64}@[^@\s<>(),;:\\\"]+\.[^@\s<>(),;:\\\".]{2,}", text) is not None


def as_address(email: str) -> str:
    """An e-mail address as it is stored and looked up: without surrounding space, in small letters."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def is_zone(name: str) -> bool:
    """Whether there is an IANA time zone of this name, such as 'Asia/Kathmandu'."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in zoneinfo.available_timezones() if zone == "UTC" or "/" in zone)


def password_fault(password: str, name: str = "", email: str = "") -> PasswordFault | None:
    """What is wrong with a new password; None when it is good enough."""
    folded = unicodedata.normalize("NFKC", password)
    if len(folded) < MIN_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(folded) > MAX_PASSWORD:
        return PasswordFault.TOO_LONG
    folded = folded.casefold()
    if any(own in folded for own in _own_words(name, email)):
        return PasswordFault.ABOUT_YOU
    return PasswordFault.COMMON if _is_common(folded) else None


def _own_words(name: str, email: str) -> set[str]:
    local, _at, host = as_address(email).partition("@")
    pieces = re.split(r"[\W_]+", f"{name.casefold()} {local} {host.rpartition('.')[0]}")
    return {_PRODUCT} | {piece for piece in pieces if len(piece) >= _MIN_OWN}


def _is_common(folded: str) -> bool:
    """Whether little is left of a password once common words, runs, years and repetitions are taken out."""
    if len(set(folded)) < 5:
        return True
    folded = re.sub(r"(19|20)\d\d", "", folded)
    signs, readings = _SIGNS_AS_LETTERS
    spellings = [folded, *(folded.translate(str.maketrans(signs, letters)) for letters in readings)]
    return any(_is_little(spelling) for spelling in spellings)


def _is_little(text: str) -> bool:
    found, left, at = set(), "", 0
    while at < len(text):
        word, run = _word_at(text, at), _run_at(text, at)
        if len(word) >= len(run) and word:
            found.add(word)
            at += len(word)
        elif run:
            at += len(run)
        else:
            left += text[at]
            at += 1
    return len(found) <= 2 and len(re.sub(r"[\W_]", "", left)) < _MIN_OWN


def _word_at(text: str, at: int) -> str:
    longest = min(len(text) - at, max(_common_words()))
    for length in range(longest, 2, -1):
        if text[at : at + length] in _common_words().get(length, ()):
            return text[at : at + length]
    return ""


def _run_at(text: str, at: int) -> str:
    best = 0
    for length in range(3, len(text) - at + 1):
        piece = text[at : at + length]
        if any(piece in run for run in _RUNS) or len(set(piece)) == 1:
            best = length
        else:
            break
    return text[at : at + best]


@cache
def _common_words() -> dict[int, frozenset[str]]:
    """The common words by their length."""
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    lengths = {len(word) for word in words}
    return {length: frozenset(word for word in words if len(word) == length) for length in lengths}


def plain_cell(text: str) -> str:
    """A text for a spreadsheet that no spreadsheet takes for a formula."""
    return f"'{text}" if re.match(r"\s*[=+\-@|%]|[\t\r\n]", text) else text
