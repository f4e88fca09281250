"""Which service may be asked to help, and in which order they are proposed: hard refusals first, then points.

Nothing is decided here for a person: each candidate carries its reasons, each refused one too, and the caseworker
chooses. A consulate is never proposed to somebody whom contact with it may harm, nor before the person asked for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from mrc.casework.rules.issues import GROUP_OF, IssueCode
from mrc.casework.rules.stages import Stage
from mrc.directory.rules import (
    CAPACITY_LASTS,
    Area,
    Cost,
    OrganisationKind,
    OrganisationStatus,
    Population,
    ReportsToAuthorities,
    StatusPolicy,
    is_stale,
)
from mrc.people.rules.kinds import Documentation, Sex
from mrc.referrals.rules.sides import Flag, Partner, Seeker
from mrc.referrals.rules.states import ReferralFault

OF_AGE = 18


class Reason(StrEnum):
    """Why a service is proposed."""

    ANY_STATUS = "any_status"
    COVERS_INDUSTRY = "covers_industry"
    SPEAKS_LANGUAGE = "speaks_language"
    WENT_WELL = "went_well"
    TAKES_ISSUE = "takes_issue"
    TAKES_LIKE_ISSUES = "takes_like_issues"
    FREE = "free"
    CHECKED = "checked"
    IN_COUNTRY = "in_country"
    IN_THIS_PART = "in_this_part"
    SPEAKS_FOR_NATIONALS = "speaks_for_nationals"
    TAKES_EVERY_ISSUE = "takes_every_issue"
    COVERS_EVERY_INDUSTRY = "covers_every_industry"


class Caution(StrEnum):
    """What to know or to bring before a service is asked."""

    NEEDS_INTERPRETER = "needs_interpreter"
    LANGUAGES_UNKNOWN = "languages_unknown"
    COSTS_MONEY = "costs_money"
    REPORTS_TO_AUTHORITIES = "reports_to_authorities"
    MAY_REPORT = "may_report"
    MAY_ASK_FOR_PAPERS = "may_ask_for_papers"
    NOT_CHECKED = "not_checked"
    ONLY_PARTS = "only_parts"
    NEEDS_WISH = "needs_wish"
    WITHOUT_PAPERS = "without_papers"


class Refusal(StrEnum):
    """Why a service is not proposed."""

    INACTIVE = "inactive"
    WRONG_COUNTRY = "wrong_country"
    WRONG_ISSUE = "wrong_issue"
    WRONG_SECTOR = "wrong_sector"
    WRONG_NATIONALITY = "wrong_nationality"
    STATUS_POLICY = "status_policy"
    POPULATION = "population"
    NO_CAPACITY = "no_capacity"
    REPORTS_TO_AUTHORITIES = "reports_to_authorities"
    NO_AGREEMENT = "no_agreement"
    CONFLICT = "conflict"
    CONSULATE_NEEDS_OPT_IN = "consulate_needs_opt_in"
    CONSULATE_NOT_SAFE = "consulate_not_safe"


# The points each reason brings, in one place, so that they can be read, disputed and changed. The first three
# outweigh all that come after them together: who takes people without papers, then the union of the trade, then a
# common language come first, whatever else may speak for another. How referrals went brings so many at most.
POINTS: dict[Reason, int] = {
    Reason.ANY_STATUS: 80,
    Reason.COVERS_INDUSTRY: 40,
    Reason.SPEAKS_LANGUAGE: 20,
    Reason.WENT_WELL: 4,
    Reason.TAKES_ISSUE: 3,
    Reason.TAKES_LIKE_ISSUES: 2,
    Reason.FREE: 2,
    Reason.CHECKED: 2,
    Reason.IN_COUNTRY: 1,
    Reason.IN_THIS_PART: 1,
    Reason.SPEAKS_FOR_NATIONALS: 1,
    Reason.TAKES_EVERY_ISSUE: 1,
    Reason.COVERS_EVERY_INDUSTRY: 1,
}
# With one of these, contact with a person's own state can expose them to it or to those who exploited them.
_UNSAFE_ISSUES = frozenset({IssueCode.TRAFFICKING_INDICATOR, IssueCode.FORCED_LABOUR_INDICATOR})
_FLED = frozenset({Flag.REFUGEE, Flag.ASYLUM_SEEKER})
_UNSAFE_FLAGS = _FLED | {Flag.STATELESS, Flag.TRAFFICKING, Flag.NATIONALITY_DISPUTED}
# Whom a report to the authorities may harm beyond repair.
_HARMED_BY_REPORTS = _FLED | {Flag.TRAFFICKING}
_GROUPS = {Population.FAMILIES: Flag.FAMILY, Population.LGBTQI: Flag.LGBTQI, Population.DISABILITY: Flag.DISABILITY}

# A caseworker may still choose a service refused for these alone; of a consulate, for fewer.
_MAY_BE_CHOSEN = frozenset(
    {
        Refusal.WRONG_COUNTRY,
        Refusal.WRONG_ISSUE,
        Refusal.WRONG_SECTOR,
        Refusal.WRONG_NATIONALITY,
        Refusal.POPULATION,
        Refusal.NO_CAPACITY,
    }
)
_CONSULATE_MAY_BE_CHOSEN = frozenset(
    {Refusal.WRONG_ISSUE, Refusal.WRONG_SECTOR, Refusal.NO_CAPACITY, Refusal.CONSULATE_NEEDS_OPT_IN}
)
_FAULTS = {
    Refusal.INACTIVE: ReferralFault.ORGANISATION_INACTIVE,
    Refusal.STATUS_POLICY: ReferralFault.ORGANISATION_UNSAFE,
    Refusal.REPORTS_TO_AUTHORITIES: ReferralFault.ORGANISATION_UNSAFE,
    Refusal.NO_AGREEMENT: ReferralFault.NO_AGREEMENT,
    Refusal.CONFLICT: ReferralFault.CONFLICT,
}


@dataclass(frozen=True)
class Candidate:
    """A service with its points, and with the reasons for and against it, the weightiest first."""

    partner: Partner
    points: int
    reasons: tuple[Reason, ...]
    cautions: tuple[Caution, ...]
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def may_be_chosen(self) -> bool:
        """Whether a caseworker may refer to it, proposed or not."""
        return set(self.refusals) <= _choosable(self.partner)


def _choosable(partner: Partner) -> frozenset[Refusal]:
    return _CONSULATE_MAY_BE_CHOSEN if partner.is_consular else _MAY_BE_CHOSEN


def places_of_help(stage: Stage, origin: str | None, destination: str | None) -> tuple[str, ...]:
    """The countries in which help is sought: where the person works, and before and after that their own too."""
    at_home = stage in {Stage.PRE_DEPARTURE, Stage.RETURN}
    order = (origin, destination) if at_home else (destination, None)
    return tuple(dict.fromkeys(country for country in order if country)) or ((origin,) if origin else ())


def refusals(seeker: Seeker, partner: Partner, today: date) -> tuple[Refusal, ...]:
    """Everything that speaks against asking a service at all."""
    disclosed = seeker.nationalities or not partner.is_consular
    checks = (
        (partner.status is not OrganisationStatus.ACTIVE, Refusal.INACTIVE),
        (not _acts_there(seeker, partner), Refusal.WRONG_COUNTRY),
        (bool(seeker.issues) and _issue_reason(seeker, partner) is None, Refusal.WRONG_ISSUE),
        (
            bool(seeker.sectors and partner.sectors) and not seeker.sectors & partner.sectors,
            Refusal.WRONG_SECTOR,
        ),
        (
            bool(disclosed and partner.nationalities) and not seeker.nationalities & partner.nationalities,
            Refusal.WRONG_NATIONALITY,
        ),
        (
            seeker.is_undocumented and partner.status_policy is StatusPolicy.DOCUMENTED_ONLY,
            Refusal.STATUS_POLICY,
        ),
        (not _is_served(seeker, partner.populations), Refusal.POPULATION),
        (_is_full(partner, today), Refusal.NO_CAPACITY),
        (_would_be_reported(seeker, partner), Refusal.REPORTS_TO_AUTHORITIES),
        (seeker.agreements is not None and partner.ref not in seeker.agreements, Refusal.NO_AGREEMENT),
        (partner.ref in seeker.conflicts, Refusal.CONFLICT),
        (partner.is_consular and Flag.CONSULATE_OPT_IN not in seeker.flags, Refusal.CONSULATE_NEEDS_OPT_IN),
        (partner.is_consular and _is_unsafe_at_consulate(seeker), Refusal.CONSULATE_NOT_SAFE),
    )
    return tuple(refusal for holds, refusal in checks if holds)


def _is_unsafe_at_consulate(seeker: Seeker) -> bool:
    """No known nationality may mean a refugee; a restricted case has its reasons."""
    told = seeker.flags & _UNSAFE_FLAGS or seeker.issues & _UNSAFE_ISSUES
    return bool(told) or not seeker.nationalities or seeker.is_restricted


def _would_be_reported(seeker: Seeker, partner: Partner) -> bool:
    is_at_risk = seeker.documentation is not Documentation.DOCUMENTED or bool(
        seeker.flags & _HARMED_BY_REPORTS or IssueCode.TRAFFICKING_INDICATOR in seeker.issues
    )
    return partner.reports_to_authorities is ReportsToAuthorities.YES and is_at_risk


def _acts_there(seeker: Seeker, partner: Partner) -> bool:
    """Whether a service may act where help is sought: for a consulate that is where the person works."""
    places = {seeker.work_country} if partner.is_consular else set(seeker.places)
    return not partner.areas or any(area.country in places and _covers(area, seeker) for area in partner.areas)


def _covers(area: Area, seeker: Seeker) -> bool:
    """A part of a country is compared only when both sides name it by its ISO 3166-2 code."""
    is_coded = area.subdivision is not None and area.subdivision.startswith(f"{area.country}-")
    if not is_coded or seeker.subdivision is None or area.country != seeker.work_country:
        return True
    return area.subdivision == seeker.subdivision


def _is_served(seeker: Seeker, populations: frozenset[str]) -> bool:
    """Whether a service for some people alone is for this person; what is not known of them does not refuse."""
    if Population.WOMEN_ONLY in populations and seeker.sex is Sex.MALE:
        return False
    if Population.MEN_ONLY in populations and seeker.sex is Sex.FEMALE:
        return False
    groups = [flag for population, flag in _GROUPS.items() if population in populations]
    is_minor = Flag.MINOR in seeker.flags or seeker.age is None or seeker.age < OF_AGE
    if Population.MINORS in populations:
        return is_minor or any(flag in seeker.flags for flag in groups)
    return not groups or any(flag in seeker.flags for flag in groups)


def _is_full(partner: Partner, today: date) -> bool:
    """A word on free places that is older than two weeks tells nothing."""
    if partner.capacity is None or partner.capacity_on is None:
        return False
    return partner.capacity == 0 and today - partner.capacity_on <= CAPACITY_LASTS


def fault_of(seeker: Seeker, partner: Partner, today: date) -> ReferralFault | None:
    """What forbids a referral to a service, whoever chose it and however; None when it may be sent."""
    for refusal in refusals(seeker, partner, today):
        if refusal not in _choosable(partner):
            return _FAULTS.get(refusal, ReferralFault.CONSULATE_UNSAFE)
    return None


def judge(seeker: Seeker, partner: Partner, today: date) -> Candidate:
    """A service with everything that speaks for and against it."""
    reasons = sorted(_reasons(seeker, partner, today), key=lambda reason: (-points_for(reason, partner), reason))
    return Candidate(
        partner=partner,
        points=sum(points_for(reason, partner) for reason in reasons),
        reasons=tuple(reasons),
        cautions=tuple(_cautions(seeker, partner, today)),
        refusals=refusals(seeker, partner, today),
    )


def points_for(reason: Reason, partner: Partner) -> int:
    """What a reason brings to one service."""
    most = POINTS[reason]
    return min(partner.record.points, most) if reason is Reason.WENT_WELL else most


def propose(seeker: Seeker, partners: Iterable[Partner], today: date) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates, the fittest first, and those that are not proposed, without points; equals by their names."""
    proposed, refused = [], []
    for partner in partners:
        against = refusals(seeker, partner, today)
        if against:
            refused.append(Candidate(partner, 0, (), (), against))
        else:
            proposed.append(judge(seeker, partner, today))
    return sorted(proposed, key=_place), sorted(refused, key=_place)


def _place(one: Candidate) -> tuple[int, str, str, str]:
    return -one.points, one.partner.name, one.partner.ref, one.partner.service_id


def _reasons(seeker: Seeker, partner: Partner, today: date) -> set[Reason]:
    checks = (
        (bool(partner.areas) and _acts_there(seeker, partner), Reason.IN_COUNTRY),
        (
            seeker.subdivision is not None and any(a.subdivision == seeker.subdivision for a in partner.areas),
            Reason.IN_THIS_PART,
        ),
        (
            partner.is_consular and bool(partner.nationalities & seeker.nationalities),
            Reason.SPEAKS_FOR_NATIONALS,
        ),
        (_has_language(seeker, partner), Reason.SPEAKS_LANGUAGE),
        (partner.cost is Cost.FREE, Reason.FREE),
        (seeker.is_undocumented and partner.status_policy is StatusPolicy.ANY_STATUS, Reason.ANY_STATUS),
        (not is_stale(partner.verified_on, today), Reason.CHECKED),
        (partner.record.points > 0, Reason.WENT_WELL),
    )
    found = {reason for holds, reason in checks if holds}
    others = () if partner.is_consular else (_issue_reason(seeker, partner), _industry_reason(seeker, partner))
    return found | {reason for reason in others if reason is not None}


def _has_language(seeker: Seeker, partner: Partner) -> bool:
    """A language is common whatever its script or region: somebody who speaks zh is understood where zh-Hans is."""
    spoken = {language.partition("-")[0] for language in seeker.languages}
    return any(language.partition("-")[0] in spoken for language in partner.languages)


def _issue_reason(seeker: Seeker, partner: Partner) -> Reason | None:
    """Why a service takes the issue: by its code, by its group, because it takes others of that group, or all."""
    if not partner.issues:
        return Reason.TAKES_EVERY_ISSUE
    named, alike = _codes_for(seeker.issues)
    if partner.issues & named:
        return Reason.TAKES_ISSUE
    return Reason.TAKES_LIKE_ISSUES if partner.issues & alike else None


@lru_cache(maxsize=256)
def _codes_for(issues: frozenset[IssueCode]) -> tuple[frozenset[str], frozenset[str]]:
    """The codes by which a service may name these issues or their groups, and those of all issues in these groups."""
    groups = {GROUP_OF[issue] for issue in issues}
    named = {*map(str, issues), *(str(group).upper() for group in groups)}
    return frozenset(named), frozenset(str(issue) for issue, group in GROUP_OF.items() if group in groups)


def _industry_reason(seeker: Seeker, partner: Partner) -> Reason | None:
    """Unions are organised by industry; a general union comes after the one of the trade."""
    if partner.kind is not OrganisationKind.UNION:
        return None
    if seeker.sectors & partner.sectors:
        return Reason.COVERS_INDUSTRY
    return Reason.COVERS_EVERY_INDUSTRY if not partner.sectors else None


def _cautions(seeker: Seeker, partner: Partner, today: date) -> list[Caution]:
    reporting = partner.reports_to_authorities
    is_documented = seeker.documentation is Documentation.DOCUMENTED
    whole = {area.country for area in partner.areas if area.subdivision is None}
    parts = {area.country for area in partner.areas} - whole
    checks = (
        (partner.is_consular, Caution.NEEDS_WISH),
        (partner.is_consular and seeker.is_undocumented, Caution.WITHOUT_PAPERS),
        (bool(partner.languages) and not _has_language(seeker, partner), Caution.NEEDS_INTERPRETER),
        (not partner.languages, Caution.LANGUAGES_UNKNOWN),
        (partner.cost in {Cost.PAID, Cost.SLIDING}, Caution.COSTS_MONEY),
        (reporting is ReportsToAuthorities.YES, Caution.REPORTS_TO_AUTHORITIES),
        (not is_documented and reporting is ReportsToAuthorities.UNKNOWN, Caution.MAY_REPORT),
        (not is_documented and partner.status_policy is not StatusPolicy.ANY_STATUS, Caution.MAY_ASK_FOR_PAPERS),
        (seeker.work_country in parts, Caution.ONLY_PARTS),
        (is_stale(partner.verified_on, today), Caution.NOT_CHECKED),
    )
    return [caution for holds, caution in checks if holds]
