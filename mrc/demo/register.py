"""The partner organisations and the employers and recruiters of the demo world."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from mrc.classifications.text import fold
from mrc.demo.accounts import Accounts, Staffed, make_partner
from mrc.demo.drawing import ABROAD, HOME, Arrival
from mrc.demo.names import load
from mrc.demo.places import hours_of, make_agreement, make_further_services, make_place
from mrc.demo.rows import Rows, Seal
from mrc.directory.models import Organisation, OrganisationContact, Service, ServiceArea
from mrc.directory.rules import Cost, OrganisationKind, ReportsToAuthorities, StatusPolicy
from mrc.directory.service import id_of
from mrc.respondents import service as respondents
from mrc.respondents.models import Respondent, RespondentToken
from mrc.respondents.rules import RespondentRole

_HOUSEHOLD = "97"
_PEOPLE_PER_EXTRA = 20
# The kinds whose members have accounts at the two places of the demo; elsewhere they answer by letter.
_WITH_ACCOUNT = (HOME, ABROAD)


@dataclass(frozen=True)
class Partner:
    """An organisation that cases are referred to, and the account of its member."""

    id: int
    kind: OrganisationKind
    country: str
    user_id: int
    languages: tuple[str, ...]


@dataclass
class Register:
    """Whom cases are against, by country and industry."""

    employers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    recruiters: dict[str, list[int]] = field(default_factory=dict)

    def employer_of(self, arrival: Arrival, random: Random) -> int | None:
        """An employer of the country, of the person's industry when there is one."""
        country = arrival.destination
        found = self.employers.get((country, arrival.industry)) or self.employers.get((country, ""))
        return random.choice(found) if found else None

    def recruiter_of(self, arrival: Arrival, random: Random) -> int | None:
        """A recruiter of the country of origin."""
        found = self.recruiters.get(arrival.origin)
        return random.choice(found) if found else None


def make_partners(rows: Rows, accounts: Accounts, centres: list[Staffed], random: Random) -> list[Partner]:
    """All invented organisations; gives those whose members have an account."""
    found = []
    for entry in load("organisations")["organisations"]:
        organisation_id = _make_organisation(rows, entry)
        make_agreement(rows, organisation_id, entry, centres)
        if entry["country"] in _WITH_ACCOUNT:
            user_id = make_partner(rows, accounts, organisation_id, entry, random)
            kind = OrganisationKind(entry["kind"])
            found.append(Partner(organisation_id, kind, entry["country"], user_id, tuple(entry["languages"])))
    return found


def _make_organisation(rows: Rows, entry: dict[str, Any]) -> int:
    ref, kind = rows.ref(Organisation), OrganisationKind(entry["kind"])
    organisation_id = rows.add(
        Organisation,
        ref=ref,
        hsds_id=id_of("demo", ref),
        kind=kind,
        name=entry["name"],
        name_folded=fold(entry["name"]),
        description=entry["native_name"],
        country=entry["country"],
        sending_country=entry.get("sending_country"),
        is_public=True,
        verified_on=rows.moment.date(),
        created_at=rows.moment,
        updated_at=rows.moment,
    )
    service_id = rows.add(
        Service,
        hsds_id=id_of("demo", ref, "service"),
        organisation_id=organisation_id,
        kind=kind,
        name=entry["name"],
        languages=entry["languages"],
        nationalities=[entry["sending_country"]] if entry.get("sending_country") else [],
        issue_codes=list(dict.fromkeys(entry["issue_codes"])),
        sectors=entry["sectors"],
        populations=entry["population"],
        hours=hours_of(entry),
        cost=Cost[entry["cost"]],
        status_policy=StatusPolicy[entry["status_policy"]],
        reports_to_authorities=ReportsToAuthorities[entry["reports_to_authorities"]],
    )
    rows.add(ServiceArea, service_id=service_id, country=entry["country"])
    make_further_services(rows, organisation_id, ref, entry)
    make_place(rows, organisation_id, ref, entry)
    rows.add(OrganisationContact, organisation_id=organisation_id, kind="email", value=entry["email"])
    return organisation_id


def make_register(rows: Rows, centres: list[Staffed], people: int, random: Random) -> Register:
    """The invented employers and recruiters, and more of them for a larger world."""
    register = Register()
    invented = load("respondents")["respondents"]
    for entry in [*invented, *_more(people // _PEOPLE_PER_EXTRA, random)]:
        respondent_id = _make_respondent(rows, centres[-1], entry, random)
        if entry["kind"] == "employer":
            register.employers.setdefault((entry["country"], entry["industry"]), []).append(respondent_id)
            if entry["industry"] != _HOUSEHOLD:
                register.employers.setdefault((entry["country"], ""), []).append(respondent_id)
        else:
            register.recruiters.setdefault(entry["country"], []).append(respondent_id)
    return register


def _more(count: int, random: Random) -> list[dict[str, str]]:
    countries = sorted(load("corridors")["monthly_wages"])
    industries = (_HOUSEHOLD, "41", "43", "81", "56", "80", "47")
    found = []
    for number in range(101, 101 + count):
        country = ABROAD if random.random() < 0.6 else random.choice(countries)
        industry = random.choice(industries)
        name = f"Private household {country}-{number}" if industry == _HOUSEHOLD else f"Works {country}-{number}"
        entry = {"name": f"{name} (demo)", "native_name": "", "country": country, "industry": industry}
        found.append({**entry, "kind": "employer"})
    return found


def _make_respondent(rows: Rows, centre: Staffed, entry: dict[str, str], random: Random) -> int:
    seal = Seal(rows)
    native, latin = entry["native_name"] or entry["name"], entry["name"]
    respondent_id = rows.add(
        Respondent,
        ref=rows.ref(Respondent),
        data_key_id=seal.id,
        usual_role=RespondentRole(entry["kind"]),
        is_household=entry["industry"] == _HOUSEHOLD,
        name_sealed=seal("respondents.name_sealed", native),
        latin_name_sealed=seal("respondents.latin_name_sealed", latin),
        contact_sealed=seal("respondents.contact_sealed", f"Demo Street {random.randrange(1, 200)}"),
        country=entry["country"],
        industry=entry["industry"],
        created_by_centre_id=centre.id,
        created_at=rows.moment,
    )
    for token in sorted(respondents.name_tokens(native, latin)):
        rows.add(RespondentToken, token=token, respondent_id=respondent_id)
    return respondent_id
