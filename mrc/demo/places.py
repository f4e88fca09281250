"""Where the partner organisations of the demo world are found, when they are open, what else they do, and with which
of them a centre has an agreement."""

from datetime import timedelta
from typing import Any

from mrc.demo.accounts import Staffed
from mrc.demo.rows import Rows
from mrc.directory.models import Agreement, Location, Service, ServiceArea
from mrc.directory.rules import Cost, OrganisationKind, ReportsToAuthorities, StatusPolicy
from mrc.directory.service import id_of

_GULF = ("SU,MO,TU,WE,TH 08:00–14:00", "SU,TU 16:00–19:00")
_ELSEWHERE = ("MO,TU,WE,TH,FR 09:00–17:00",)
_AROUND_THE_CLOCK = ("MO,TU,WE,TH,FR,SA,SU 00:00–24:00",)
_IN_THE_GULF = frozenset({"AE", "BH", "KW", "QA", "SA"})
# Capital or port, with a point somewhere in the middle of it: nobody is found there.
_CITIES = {
    "QA": ("Doha", 25.286, 51.533),
    "NP": ("Kathmandu", 27.708, 85.321),
    "AE": ("Dubai", 25.205, 55.271),
    "KW": ("Kuwait City", 29.376, 47.977),
    "HK": ("Hong Kong", 22.303, 114.177),
    "MY": ("Kuala Lumpur", 3.139, 101.687),
}
# What an organisation of a kind does beside what it is known for, and when, if not in its usual hours.
_FURTHER = {
    OrganisationKind.LEGAL_CLINIC: (("Advice by telephone", _AROUND_THE_CLOCK), ("Going along to court", ())),
    OrganisationKind.UNION: (("Advice at the place of work", ()),),
    OrganisationKind.SHELTER: (("Night line", _AROUND_THE_CLOCK),),
}


def make_place(rows: Rows, organisation_id: int, ref: str, entry: dict[str, Any]) -> None:
    """Where an organisation is found, in the cities whose place is known here."""
    if entry["country"] not in _CITIES:
        return
    city, latitude, longitude = _CITIES[entry["country"]]
    # One after another along a street, so that distances differ.
    step = organisation_id % 10 / 200
    rows.add(
        Location,
        hsds_id=id_of("demo", ref, "location"),
        organisation_id=organisation_id,
        address=f"Demo Street {organisation_id}",
        city=city,
        country=entry["country"],
        latitude=latitude + step,
        longitude=longitude + step,
    )


def hours_of(entry: dict[str, Any]) -> list[str]:
    """When an organisation is open: a shelter always, others in the week of their country."""
    if entry["kind"] == OrganisationKind.SHELTER:
        return list(_AROUND_THE_CLOCK)
    return list(_GULF if entry["country"] in _IN_THE_GULF else _ELSEWHERE)


def make_further_services(rows: Rows, organisation_id: int, ref: str, entry: dict[str, Any]) -> None:
    """What organisations at the two places of the demo offer beside their first service."""
    kind = OrganisationKind(entry["kind"])
    further = _FURTHER.get(kind, ()) if entry["country"] in {"QA", "NP"} else ()
    for number, (name, hours) in enumerate(further, 2):
        service_id = rows.add(
            Service,
            hsds_id=id_of("demo", ref, f"service {number}"),
            organisation_id=organisation_id,
            kind=kind,
            name=f"{name} (demo)",
            languages=entry["languages"][:2],
            nationalities=[],
            issue_codes=entry["issue_codes"][:3],
            sectors=entry["sectors"],
            populations=entry["population"],
            hours=list(hours) or hours_of(entry),
            cost=Cost.SLIDING if number > 2 else Cost.FREE,
            status_policy=StatusPolicy[entry["status_policy"]],
            reports_to_authorities=ReportsToAuthorities[entry["reports_to_authorities"]],
            capacity=6 * number,
            capacity_on=rows.moment.date(),
        )
        rows.add(ServiceArea, service_id=service_id, country=entry["country"])


def make_agreement(rows: Rows, organisation_id: int, entry: dict[str, Any], centres: list[Staffed]) -> None:
    """A centre has an agreement with the clinics and unions around it; that with a union ends within the year."""
    kind = OrganisationKind(entry["kind"])
    ends_on = rows.moment.date() + timedelta(days=300) if kind is OrganisationKind.UNION else None
    if kind not in {OrganisationKind.LEGAL_CLINIC, OrganisationKind.UNION}:
        return
    for centre in centres:
        if centre.country == entry["country"]:
            rows.add(Agreement, organisation_id=organisation_id, centre_id=centre.id, ends_on=ends_on)
