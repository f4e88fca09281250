"""Plain functions that make what tests need, with good defaults."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import current_app

from mrc.access import Actor, Role
from mrc.casework.models import Case, CaseEvent, CaseIssue, StageEntry
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import FIRST_STEP, Party, Stage
from mrc.db import db, transaction
from mrc.directory.models import Organisation, Service, ServiceArea
from mrc.directory.rules import OrganisationKind
from mrc.people import service as people
from mrc.people.models import Person, PersonCentre
from mrc.refs import new_ref
from mrc.staff.models import Centre, User
from mrc.staff.rules import HostType
from mrc.staff.service import hash_password
from mrc.vault import DataKey

PASSWORD = "correct horse battery"


@dataclass
class World:
    """Two centres and one account of each role."""

    origin: Centre
    destination: Centre
    partner_organisation: Organisation
    caseworker: User
    colleague: User
    supervisor: User
    other_caseworker: User
    other_supervisor: User
    partner: User
    administrator: User
    auditor: User


@cache
def _hash(memory: int) -> str:
    return hash_password(PASSWORD)


def make_centre(name: str = "Kathmandu centre", country: str = "NP", **values: Any) -> Centre:
    """A centre."""
    centre = Centre(name=name, country=country, host_type=HostType.CSO, timezone="Asia/Kathmandu", **values)
    with transaction():
        db.session.add(centre)
    return centre


def make_user(email: str, role: Role, centre: Centre | None = None, organisation: Organisation | None = None) -> User:
    """An account with the password PASSWORD."""
    user = User(**_account(email, role, centre, organisation), centre=centre)
    with transaction():
        db.session.add(user)
    return user


def _account(email: str, role: Role, centre: Centre | None, organisation: Organisation | None) -> dict[str, Any]:
    return {
        "email": email,
        "name": email.split("@")[0].title(),
        "role": role,
        "password_hash": _hash(current_app.config["SETTINGS"].argon2_memory_kib),
        "centre_id": centre.id if centre else None,
        "organisation_id": organisation.id if organisation else None,
    }


def actor_of(user: User) -> Actor:
    """The actor that a signed-in user is."""
    return Actor(
        role=user.role,
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        centre_id=user.centre_id,
        organisation_id=user.organisation_id,
    )


def make_organisation(
    name: str = "Clinic of the test", kind: OrganisationKind = OrganisationKind.LEGAL_CLINIC, **values: Any
) -> Organisation:
    """A partner organisation with one service in its country; what a service has goes to it."""
    values = {"country": "QA", "is_public": True, **values}
    own = {key: values.pop(key) for key in list(values) if key not in Organisation.__mapper__.attrs}
    organisation = Organisation(name=name, name_folded=name.lower(), kind=kind, **values)
    nationalities = [organisation.sending_country] if organisation.sending_country else []
    service = Service(name=name, kind=kind, **{"nationalities": nationalities, **own})
    service.areas = [ServiceArea(country=organisation.country)]
    organisation.services = [service]
    with transaction():
        db.session.add(organisation)
    return organisation


def make_world() -> World:
    """Two centres, a partner organisation, and an account of each role."""
    with transaction():
        origin, destination = make_centre(), make_centre("Doha centre", "QA")
        clinic = make_organisation()
        db.session.flush()
        accounts = {
            "caseworker": _account("ana@origin.example", Role.CASEWORKER, origin, None),
            "colleague": _account("ben@origin.example", Role.CASEWORKER, origin, None),
            "supervisor": _account("sue@origin.example", Role.SUPERVISOR, origin, None),
            "other_caseworker": _account("omar@destination.example", Role.CASEWORKER, destination, None),
            "other_supervisor": _account("salma@destination.example", Role.SUPERVISOR, destination, None),
            "partner": _account("pat@clinic.example", Role.PARTNER, None, clinic),
            "administrator": _account("adam@network.example", Role.ADMINISTRATOR, None, None),
            "auditor": _account("aud@network.example", Role.AUDITOR, None, None),
        }
        # All in one statement, with references of their own: nearly every test begins here.
        rows = [{**values, "ref": new_ref()} for values in accounts.values()]
        making = sa.insert(User).returning(User, sort_by_parameter_order=True)
        users = dict(zip(accounts, db.session.scalars(making, rows), strict=True))
    return World(origin=origin, destination=destination, partner_organisation=clinic, **users)


def make_person(centre: Centre, name: str = "सीता गुरुङ", latin_name: str = "Sita Gurung", **values: Any) -> Person:
    """A person registered at a centre, who can be found by name."""
    values = {"nationality": "NP", "preferred_language": "ne", **values}
    person = Person(data_key=DataKey.fresh(), centre_id=centre.id, **values)
    person.name, person.latin_name = name, latin_name
    with transaction():
        db.session.add(person)
        db.session.flush()
        db.session.add(PersonCentre(person_id=person.id, centre_id=centre.id))
        people.index_names(person)
    return person


def make_case(centre: Centre, person: Person | None = None, caseworker: User | None = None, **values: Any) -> Case:
    """An open case at the first step of a stage, by default a wage claim about unpaid wages."""
    person = person or make_person(centre)
    stage = values.pop("stage", Stage.WAGE_CLAIM)
    issue = values.pop("issue", IssueCode.NON_PAYMENT)
    values = {"step": FIRST_STEP[stage], "primary_issue": issue, "destination_country": "QA", **values}
    case = Case(
        data_key=DataKey.fresh(),
        centre_id=centre.id,
        person_id=person.id,
        caseworker_id=caseworker.id if caseworker else None,
        stage=stage,
        **values,
    )
    with transaction():
        db.session.add(case)
        db.session.flush()
        db.session.add(CaseIssue(case_id=case.id, code=issue, is_primary=True))
        db.session.add(StageEntry(case_id=case.id, stage=stage))
        opened = CaseEvent(
            data_key=case.data_key,
            case_id=case.id,
            code=EventCode.OPENED,
            stage=stage,
            step=case.step,
            move=Party.CASEWORKER,
            role=Role.CASEWORKER,
            actor_id=case.caseworker_id,
        )
        db.session.add(opened)
    return case
