"""What is true of partner organisations: their kinds, whom they serve, and when an entry has grown stale."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(days=180)
# A partner's word on free places is worth something for two weeks.
CAPACITY_LASTS = timedelta(days=14)


class OrganisationKind(StrEnum):
    """What a partner organisation is."""

    UNION = "union"
    CONSULATE = "consulate"
    LEGAL_CLINIC = "legal_clinic"
    LABOUR_OFFICE = "labour_office"
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


class Population(StrEnum):
    """Whom alone a service is for."""

    WOMEN_ONLY = "women_only"
    MEN_ONLY = "men_only"
    MINORS = "minors"
    FAMILIES = "families"
    LGBTQI = "lgbtqi"
    DISABILITY = "disability"


def is_stale(verified_on: date | None, today: date) -> bool:
    """Whether an entry was not confirmed within the last 180 days."""
    return verified_on is None or today - verified_on > STALE_AFTER


class ContactKind(StrEnum):
    """By what an organisation is reached."""

    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    ADDRESS = "address"


class Freshness(StrEnum):
    """How far an entry may be trusted."""

    VERIFIED = "verified"
    STALE = "stale"
    UNVERIFIED = "unverified"


class RowFault(StrEnum):
    """What is wrong with one cell of a file that is read into the directory."""

    MISSING = "missing"
    NOT_A_COUNTRY = "not_a_country"
    IN_ITS_OWN_COUNTRY = "in_its_own_country"
    NOT_A_PLACE_ON_EARTH = "not_a_place_on_earth"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_A_NUMBER_TO_CALL = "not_a_number_to_call"
    NOT_AN_ITEM = "not_an_item"
    TWICE = "twice"
    NOT_IN_THE_LIST = "not_in_the_list"
    TOO_LONG = "too_long"
    WRONG_NUMBER_OF_CELLS = "wrong_number_of_cells"
    WRONG_TYPE = "wrong_type"
    NOT_A_DAY = "not_a_day"


class FileFault(StrEnum):
    """Why a whole file is refused, untouched."""

    NOT_READABLE = "not_readable"
    NOT_ONE_TABLE = "not_one_table"
    NOT_TEXT = "not_text"
    NOT_A_TABLE = "not_a_table"
    NOT_JSON = "not_json"
    NOT_A_LIST = "not_a_list"
    NOT_A_PACKAGE = "not_a_package"
    COLUMNS_MISSING = "columns_missing"
    EMPTY = "empty"
    ROWS_REFUSED = "rows_refused"


class DirectoryFault(StrEnum):
    """Why an entry of the directory cannot be saved so."""

    SENDING_COUNTRY_MISSING = "sending_country_missing"
    SENDING_COUNTRY_NEEDLESS = "sending_country_needless"
    NOT_IN_OWN_COUNTRY = "not_in_own_country"


@dataclass(frozen=True)
class RowTrouble:
    """One cell that was refused: the line of the file, the column, what stood there, and what is wrong."""

    row: int
    column: str
    given: str
    fault: RowFault


@dataclass(frozen=True)
class Area:
    """A country, or a named part of one, in which an organisation has a say."""

    country: str
    subdivision: str | None = None
    is_resident: bool = True


@dataclass(frozen=True)
class Place:
    """An address of an organisation, and its point on the map when that is known."""

    address: str = ""
    city: str = ""
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    hsds_id: str = ""


@dataclass(frozen=True)
class ContactFacts:
    """One way to reach an organisation."""

    kind: ContactKind
    value: str


@dataclass(frozen=True)
class OrganisationFacts:
    """Everything a person says of an organisation; countries, languages, issues and sectors are codes."""

    kind: OrganisationKind
    name: str
    country: str
    city: str = ""
    sending_country: str | None = None
    description: str = ""
    website: str = ""
    languages: tuple[str, ...] = ()
    issue_codes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    cost: Cost = Cost.UNKNOWN
    status_policy: StatusPolicy = StatusPolicy.UNKNOWN
    reports_to_authorities: ReportsToAuthorities = ReportsToAuthorities.UNKNOWN
    populations: tuple[Population, ...] = ()
    status: OrganisationStatus = OrganisationStatus.ACTIVE
    is_public: bool = False


@dataclass(frozen=True)
class ServiceFacts:
    """Everything a person says of one service; an empty list does not restrict."""

    kind: OrganisationKind
    name: str
    status: OrganisationStatus = OrganisationStatus.ACTIVE
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    issue_codes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    populations: tuple[Population, ...] = ()
    cost: Cost = Cost.UNKNOWN
    status_policy: StatusPolicy = StatusPolicy.UNKNOWN
    reports_to_authorities: ReportsToAuthorities = ReportsToAuthorities.UNKNOWN
    hours: tuple[str, ...] = ()
    timezone: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Filters:
    """What somebody looks for in the directory; None and "" do not narrow the list."""

    text: str = ""
    kind: OrganisationKind | None = None
    country: str | None = None
    sending_country: str | None = None
    issue: str | None = None
    language: str | None = None
    only_active: bool = True
    is_to_check: bool = False
    near: tuple[float, float] | None = None
    within: int = 50


@dataclass(frozen=True)
class Mission:
    """One embassy or consulate as a file tells of it, with everything resolved to codes."""

    source_id: str
    name: str
    sending_country: str
    country: str
    city: str
    latitude: float | None
    longitude: float | None
    website: str
    phone: str
    email: str
    areas: tuple[Area, ...]
    status: OrganisationStatus
    as_of: date


# The mean radius of the Earth, and the length of one degree along a meridian, in kilometres.
EARTH_RADIUS, DEGREE = 6371.0088, 111.195


def distance(here: tuple[float, float], there: tuple[float, float]) -> float:
    """How far two points (latitude, longitude) are apart along the Earth, in kilometres (haversine)."""
    (south, west), (north, east) = (tuple(map(math.radians, point)) for point in (here, there))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


def box_around(point: tuple[float, float], within: float) -> tuple[float, float, float]:
    """How a circle is bounded: its southernmost and northernmost latitude, and the degrees of longitude aside."""
    latitude = point[0]
    south, north = max(-90.0, latitude - within / DEGREE), min(90.0, latitude + within / DEGREE)
    narrowest = math.cos(math.radians(max(abs(south), abs(north))))
    # Near a pole every meridian is close.
    return south, north, 180.0 if narrowest < 0.01 else min(180.0, within / (DEGREE * narrowest))


def freshness(verified_on: date | None, today: date) -> Freshness:
    """How far an entry may be trusted: never confirmed, confirmed lately, or too long ago."""
    if verified_on is None:
        return Freshness.UNVERIFIED
    return Freshness.STALE if is_stale(verified_on, today) else Freshness.VERIFIED


def fault_of(facts: OrganisationFacts) -> tuple[DirectoryFault, str] | None:
    """What keeps an entry from being saved and the field to mend, or None.

    A consulate speaks for the nationals of one state, in other states; nobody else has a sending state.
    """
    if facts.kind is not OrganisationKind.CONSULATE:
        needless = facts.sending_country is not None
        return (DirectoryFault.SENDING_COUNTRY_NEEDLESS, "sending_country") if needless else None
    if facts.sending_country is None:
        return DirectoryFault.SENDING_COUNTRY_MISSING, "sending_country"
    if facts.sending_country == facts.country:
        return DirectoryFault.NOT_IN_OWN_COUNTRY, "country"
    return None


def areas_of(host: str, served: Iterable[str]) -> tuple[Area, ...]:
    """The countries an organisation serves: always its own, and others as one that is not resident there."""
    others = sorted(set(served) - {host})
    return (Area(host), *(Area(country, is_resident=False) for country in others))


# How the kinds of missions of the source are named; another kind names itself ("Consulate General of Sweden").
_MISSIONS = {
    "embassy": "Embassy",
    "high commission": "High Commission",
    "assistant high commission": "Assistant High Commission",
    "consulate general": "Consulate General",
    "consulate": "Consulate",
    "honorary consulate": "Honorary Consulate",
    "apostolic nunciature": "Apostolic Nunciature",
    "apostolic delegation": "Apostolic Delegation",
    "de facto embassy": "Representation (de facto embassy)",
    "de facto consulate": "Representation (de facto consulate)",
    "liaison office": "Liaison Office",
    "consular office": "Consular Office",
    "consular agency": "Consular Agency",
    "interests section": "Interests Section",
    "representative office": "Representative Office",
    "trade office": "Trade Office",
    "permanent mission": "Permanent Mission",
    "diplomatic mission": "Diplomatic Mission",
}

_GONE = frozenset({"former", "closed", "defunct", "abandoned"})


def mission_name(kind: str, sender: str, place: str) -> str:
    """What to call a mission that has no name of its own: "Embassy of Nepal in Doha"."""
    known = _MISSIONS.get(bare_kind(kind))
    return f"{known} of {sender} in {place}" if known else f"{kind} ({sender}) in {place}"


def bare_kind(kind: str) -> str:
    """The kind of a mission without "former" or "closed"."""
    return " ".join(word for word in kind.lower().split() if word.strip("()") not in _GONE)


def mission_status(kind: str) -> OrganisationStatus:
    """Whether a mission still works, as far as its kind says so."""
    gone = any(word.strip("()") in _GONE for word in kind.lower().split())
    return OrganisationStatus.DEFUNCT if gone else OrganisationStatus.ACTIVE
