"""The two sides of a referral as routing sees them: who seeks help, and one service that may give it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mrc.casework.rules.issues import IssueCode
from mrc.directory.rules import (
    Area,
    Cost,
    OrganisationKind,
    OrganisationStatus,
    ReportsToAuthorities,
    StatusPolicy,
)
from mrc.people.rules.kinds import Documentation, Sex
from mrc.referrals.rules.learning import NOTHING_KNOWN, TrackRecord


class Flag(StrEnum):
    """What makes contact with some organisations unsafe, or a service fit, for a person."""

    REFUGEE = "refugee"
    ASYLUM_SEEKER = "asylum_seeker"
    STATELESS = "stateless"
    TRAFFICKING = "trafficking"
    NATIONALITY_DISPUTED = "nationality_disputed"
    CONSULATE_OPT_IN = "consulate_opt_in"
    MINOR = "minor"
    FAMILY = "family"
    LGBTQI = "lgbtqi"
    DISABILITY = "disability"


@dataclass(frozen=True)
class Seeker:
    """What routing needs to know of a case and its person.

    `places` are the countries where help is sought. `sectors` are all codes of the industry's line: its section, its
    division and what lies below. `agreements` are the organisations with one; None where none is demanded.
    """

    places: tuple[str, ...]
    work_country: str | None
    issues: frozenset[IssueCode]
    nationalities: frozenset[str]
    languages: frozenset[str]
    sectors: frozenset[str] = frozenset()
    subdivision: str | None = None
    documentation: Documentation = Documentation.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    age: int | None = None
    flags: frozenset[Flag] = frozenset()
    is_restricted: bool = False
    conflicts: frozenset[str] = frozenset()
    agreements: frozenset[str] | None = None

    @property
    def is_undocumented(self) -> bool:
        """Whether the person is known to have no right to be where they are."""
        return self.documentation is Documentation.UNDOCUMENTED


@dataclass(frozen=True)
class Partner:
    """What routing needs to know of one service; an empty set does not restrict.

    `ref` and `name` are those of the organisation. `is_consular` holds for whatever a consulate offers.
    """

    ref: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus = OrganisationStatus.ACTIVE
    service_id: str = ""
    service: str = ""
    is_consular: bool = False
    areas: tuple[Area, ...] = ()
    nationalities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    cost: Cost = Cost.UNKNOWN
    status_policy: StatusPolicy = StatusPolicy.UNKNOWN
    reports_to_authorities: ReportsToAuthorities = ReportsToAuthorities.UNKNOWN
    capacity: int | None = None
    capacity_on: date | None = None
    verified_on: date | None = None
    record: TrackRecord = NOTHING_KNOWN
