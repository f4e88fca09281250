"""The two sides of a referral with which the tests of routing begin."""

from dataclasses import replace
from datetime import date

from mrc.casework.rules.issues import IssueCode
from mrc.directory.rules import Area, Cost, OrganisationKind, ReportsToAuthorities, StatusPolicy
from mrc.people.rules import Documentation
from mrc.referrals.rules import Flag, Partner, Seeker

TODAY = date(2026, 11, 20)
OPT_IN = frozenset({Flag.CONSULATE_OPT_IN})
SEEKER = Seeker(
    places=("QA",),
    work_country="QA",
    issues=frozenset({IssueCode.NON_PAYMENT}),
    nationalities=frozenset({"NP"}),
    languages=frozenset({"ne"}),
    sectors=frozenset({"F", "41", "410", "4100"}),
    documentation=Documentation.DOCUMENTED,
)
UNDOCUMENTED = replace(SEEKER, documentation=Documentation.UNDOCUMENTED)
WISHES = replace(SEEKER, flags=OPT_IN)
CLINIC = Partner(
    ref="1",
    name="Clinic",
    kind=OrganisationKind.LEGAL_CLINIC,
    service_id="s1",
    areas=(Area("QA"),),
    languages=frozenset({"ne", "en"}),
    issues=frozenset({"NON_PAYMENT"}),
    cost=Cost.FREE,
    status_policy=StatusPolicy.ANY_STATUS,
    reports_to_authorities=ReportsToAuthorities.NO,
    verified_on=TODAY,
)
UNION = replace(CLINIC, kind=OrganisationKind.UNION)
EMBASSY = replace(
    CLINIC,
    kind=OrganisationKind.CONSULATE,
    is_consular=True,
    nationalities=frozenset({"NP"}),
    languages=frozenset(),
    issues=frozenset(),
)
REPORTS = ReportsToAuthorities.YES
