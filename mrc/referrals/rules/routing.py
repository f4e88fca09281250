"""Who may be asked to help, and in which order they are proposed: hard refusals first, then points for plain reasons.

Nothing is decided here for a person: each candidate carries its reasons, each refused one too, and the caseworker
chooses. A consulate is never proposed to somebody whom contact with it may harm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mrc.casework.rules.issues import GROUP_OF, IssueCode
from mrc.casework.rules.stages import Stage
from mrc.directory.rules import (
    Cost,
    OrganisationKind,
    OrganisationStatus,
    ReportsToAuthorities,
    StatusPolicy,
    is_stale,
)
from mrc.referrals.rules.states import ReferralFault


class Reason(StrEnum):
    """Why an organisation is proposed."""

    IN_COUNTRY = "in_country"
    SPEAKS_FOR_NATIONALS = "speaks_for_nationals"
    SPEAKS_LANGUAGE = "speaks_language"
    TAKES_ISSUE = "takes_issue"
    TAKES_LIKE_ISSUES = "takes_like_issues"
    TAKES_EVERY_ISSUE = "takes_every_issue"
    COVERS_INDUSTRY = "covers_industry"
    COVERS_EVERY_INDUSTRY = "covers_every_industry"
    ANY_STATUS = "any_status"
    FREE = "free"
    CHECKED = "checked"


class Caution(StrEnum):
    """What to know or to bring before an organisation is asked."""

    NEEDS_INTERPRETER = "needs_interpreter"
    LANGUAGES_UNKNOWN = "languages_unknown"
    COSTS_MONEY = "costs_money"
    MAY_REPORT = "may_report"
    MAY_ASK_FOR_PAPERS = "may_ask_for_papers"
    NOT_CHECKED = "not_checked"
    ONLY_PARTS = "only_parts"
    NEEDS_WISH = "needs_wish"


class Refusal(StrEnum):
    """Why an organisation is not proposed."""

    INACTIVE = "inactive"
    OTHER_COUNTRY = "other_country"
    OTHER_ISSUES = "other_issues"
    DOCUMENTED_ONLY = "documented_only"
    REPORTS = "reports"
    NATIONALITY_UNKNOWN = "nationality_unknown"
    OTHER_NATIONALITY = "other_nationality"
    NOT_WHERE_THEY_WORK = "not_where_they_work"
    UNSAFE_WITHOUT_PAPERS = "unsafe_without_papers"
    UNSAFE_ISSUE = "unsafe_issue"
    UNSAFE_RESTRICTED = "unsafe_restricted"


# The points each reason brings. Kept in one place, so that they can be read, disputed and changed.
POINTS: dict[Reason, int] = {
    Reason.IN_COUNTRY: 3,
    Reason.SPEAKS_LANGUAGE: 3,
    Reason.TAKES_ISSUE: 3,
    Reason.COVERS_INDUSTRY: 3,
    Reason.TAKES_LIKE_ISSUES: 2,
    Reason.ANY_STATUS: 2,
    Reason.FREE: 2,
    Reason.CHECKED: 2,
    Reason.SPEAKS_FOR_NATIONALS: 1,
    Reason.TAKES_EVERY_ISSUE: 1,
    Reason.COVERS_EVERY_INDUSTRY: 1,
}
# With one of these, contact with a person's own state can expose them to those who exploited them.
_UNSAFE_FOR_CONSULATE = frozenset({IssueCode.TRAFFICKING_INDICATOR, IssueCode.FORCED_LABOUR_INDICATOR})

# A caseworker may still choose an organisation refused for one of these alone.
_MAY_BE_CHOSEN = frozenset({Refusal.OTHER_COUNTRY, Refusal.OTHER_ISSUES})
_FAULTS = {
    Refusal.INACTIVE: ReferralFault.ORGANISATION_INACTIVE,
    Refusal.DOCUMENTED_ONLY: ReferralFault.ORGANISATION_UNSAFE,
    Refusal.REPORTS: ReferralFault.ORGANISATION_UNSAFE,
}


@dataclass(frozen=True)
class Seeker:
    """What routing needs to know of a case and its person. `places` are the countries where help is sought."""

    places: tuple[str, ...]
    work_country: str | None
    issues: frozenset[IssueCode]
    nationalities: frozenset[str]
    languages: frozenset[str]
    industry: str | None = None
    is_undocumented: bool = False
    is_restricted: bool = False


@dataclass(frozen=True)
class Partner:
    """What routing needs to know of an organisation. `whole_places` are those served in all their parts."""

    ref: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    places: frozenset[str]
    whole_places: frozenset[str]
    sending_country: str | None
    languages: frozenset[str]
    issues: frozenset[str]
    sectors: frozenset[str]
    cost: Cost
    status_policy: StatusPolicy
    reports_to_authorities: ReportsToAuthorities
    verified_on: date | None


@dataclass(frozen=True)
class Candidate:
    """An organisation with its points, and with the reasons for and against it, the weightiest first."""

    partner: Partner
    points: int
    reasons: tuple[Reason, ...]
    cautions: tuple[Caution, ...]
    refusals: tuple[Refusal, ...]

    @property
    def may_be_chosen(self) -> bool:
        """Whether a caseworker may refer to it, proposed or not."""
        return set(self.refusals) <= _MAY_BE_CHOSEN


def places_of_help(stage: Stage, origin: str | None, destination: str | None) -> tuple[str, ...]:
    """The countries in which help is sought: where the person works, and before and after that their own too."""
    at_home = stage in {Stage.PRE_DEPARTURE, Stage.RETURN}
    order = (origin, destination) if at_home else (destination, None)
    return tuple(dict.fromkeys(country for country in order if country)) or ((origin,) if origin else ())


def refusals(seeker: Seeker, partner: Partner) -> tuple[Refusal, ...]:
    """Everything that speaks against asking an organisation at all."""
    found = []
    if partner.status is not OrganisationStatus.ACTIVE:
        found.append(Refusal.INACTIVE)
    if partner.kind is OrganisationKind.CONSULATE:
        return (*found, *_consular_refusals(seeker, partner))
    if not partner.places & set(seeker.places):
        found.append(Refusal.OTHER_COUNTRY)
    if _issue_reason(seeker, partner) is None:
        found.append(Refusal.OTHER_ISSUES)
    if seeker.is_undocumented and partner.status_policy is StatusPolicy.DOCUMENTED_ONLY:
        found.append(Refusal.DOCUMENTED_ONLY)
    if seeker.is_undocumented and partner.reports_to_authorities is ReportsToAuthorities.YES:
        found.append(Refusal.REPORTS)
    return tuple(found)


def _consular_refusals(seeker: Seeker, partner: Partner) -> tuple[Refusal, ...]:
    """A consulate helps its own nationals where it has a say. No known nationality may mean a refugee."""
    checks = (
        (not seeker.nationalities, Refusal.NATIONALITY_UNKNOWN),
        (
            bool(seeker.nationalities) and partner.sending_country not in seeker.nationalities,
            Refusal.OTHER_NATIONALITY,
        ),
        (seeker.work_country not in partner.places, Refusal.NOT_WHERE_THEY_WORK),
        (seeker.is_undocumented, Refusal.UNSAFE_WITHOUT_PAPERS),
        (bool(seeker.issues & _UNSAFE_FOR_CONSULATE), Refusal.UNSAFE_ISSUE),
        (seeker.is_restricted, Refusal.UNSAFE_RESTRICTED),
    )
    return tuple(refusal for holds, refusal in checks if holds)


def fault_of(seeker: Seeker, partner: Partner) -> ReferralFault | None:
    """What forbids a referral to an organisation, whoever chose it and however; None when it may be sent."""
    for refusal in refusals(seeker, partner):
        if refusal not in _MAY_BE_CHOSEN:
            return _FAULTS.get(refusal, ReferralFault.CONSULATE_UNSAFE)
    return None


def judge(seeker: Seeker, partner: Partner, today: date) -> Candidate:
    """An organisation with everything that speaks for and against it."""
    reasons = sorted(_reasons(seeker, partner, today), key=lambda reason: -POINTS[reason])
    return Candidate(
        partner=partner,
        points=sum(POINTS[reason] for reason in reasons),
        reasons=tuple(reasons),
        cautions=tuple(_cautions(seeker, partner, today)),
        refusals=refusals(seeker, partner),
    )


def propose(seeker: Seeker, partners: Iterable[Partner], today: date) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates, the fittest first, and those that are not proposed; equals stand in the order of names."""
    judged = sorted(
        (judge(seeker, partner, today) for partner in partners),
        key=lambda candidate: (-candidate.points, candidate.partner.name, candidate.partner.ref),
    )
    proposed = [candidate for candidate in judged if not candidate.refusals]
    return proposed, [candidate for candidate in judged if candidate.refusals]


def _reasons(seeker: Seeker, partner: Partner, today: date) -> set[Reason]:
    is_consulate = partner.kind is OrganisationKind.CONSULATE
    checks = (
        (bool(partner.places & set(seeker.places)), Reason.IN_COUNTRY),
        (is_consulate and partner.sending_country in seeker.nationalities, Reason.SPEAKS_FOR_NATIONALS),
        (bool(partner.languages & seeker.languages), Reason.SPEAKS_LANGUAGE),
        (partner.cost is Cost.FREE, Reason.FREE),
        (seeker.is_undocumented and partner.status_policy is StatusPolicy.ANY_STATUS, Reason.ANY_STATUS),
        (not is_stale(partner.verified_on, today), Reason.CHECKED),
    )
    found = {reason for holds, reason in checks if holds}
    others = () if is_consulate else (_issue_reason(seeker, partner), _industry_reason(seeker, partner))
    return found | {reason for reason in others if reason is not None}


def _issue_reason(seeker: Seeker, partner: Partner) -> Reason | None:
    if not partner.issues:
        return Reason.TAKES_EVERY_ISSUE
    if partner.issues & set(map(str, seeker.issues)):
        return Reason.TAKES_ISSUE
    groups = {GROUP_OF[issue] for issue in seeker.issues}
    alike = {str(issue) for issue, group in GROUP_OF.items() if group in groups}
    return Reason.TAKES_LIKE_ISSUES if partner.issues & alike else None


def _industry_reason(seeker: Seeker, partner: Partner) -> Reason | None:
    """Unions are organised by industry; a general union comes after the one of the trade."""
    if partner.kind is not OrganisationKind.UNION:
        return None
    if seeker.industry is not None and seeker.industry in partner.sectors:
        return Reason.COVERS_INDUSTRY
    return Reason.COVERS_EVERY_INDUSTRY if not partner.sectors else None


def _cautions(seeker: Seeker, partner: Partner, today: date) -> list[Caution]:
    is_consulate = partner.kind is OrganisationKind.CONSULATE
    speaks = bool(partner.languages & seeker.languages)
    reporting = partner.reports_to_authorities
    is_risk = seeker.is_undocumented and reporting is ReportsToAuthorities.UNKNOWN
    may_ask = partner.status_policy is StatusPolicy.UNKNOWN
    checks = (
        (is_consulate, Caution.NEEDS_WISH),
        (bool(partner.languages) and not speaks, Caution.NEEDS_INTERPRETER),
        (not partner.languages, Caution.LANGUAGES_UNKNOWN),
        (partner.cost in {Cost.PAID, Cost.SLIDING}, Caution.COSTS_MONEY),
        (is_risk or reporting is ReportsToAuthorities.YES, Caution.MAY_REPORT),
        (seeker.is_undocumented and may_ask, Caution.MAY_ASK_FOR_PAPERS),
        (is_consulate and seeker.work_country not in partner.whole_places, Caution.ONLY_PARTS),
        (is_stale(partner.verified_on, today), Caution.NOT_CHECKED),
    )
    return [caution for holds, caution in checks if holds]
