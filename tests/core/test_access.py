"""Who may do what: every permission in one table, and the same answer from the table and from the database."""

from collections.abc import Iterator
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import access
from mrc.access import MAY, Actor, Permission, Role, Subject, may, require
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseTeamMember
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound
from tests import builders

OWN, FOREIGN = 1, 2
CASEWORK = {
    Permission.PERSON_READ,
    Permission.PERSON_WRITE,
    Permission.CASE_READ,
    Permission.CASE_OPEN,
    Permission.CASE_WORK,
    Permission.CASE_HAND_OVER,
    Permission.CODE_REISSUE,
    Permission.DOCUMENT_READ,
    Permission.DOCUMENT_ADD,
    Permission.MESSAGE_READ,
    Permission.MESSAGE_SEND,
    Permission.REFERRAL_SEND,
    Permission.CLAIM_READ,
    Permission.CLAIM_RECORD,
}
SUPERVISION = {
    Permission.CASE_ASSIGN,
    Permission.CASE_SIGN_OFF,
    Permission.REPORT_READ,
    Permission.REPORT_EXPORT,
}


def test_every_permission_is_in_the_table() -> None:
    assert set(MAY) == set(Permission)


def test_every_permission_is_held_by_somebody() -> None:
    assert all(MAY.values())


def test_nobody_may_nothing() -> None:
    assert not any(may(None, permission) for permission in Permission)


@pytest.mark.parametrize("role", list(Role))
def test_who_came_by_a_link_may_nothing_but_what_the_link_is_for(role: Role) -> None:
    actor = Actor(role=role, id=1, centre_id=OWN, organisation_id=3, case_id=5, referral_id=7, link_id=9)

    allowed = {permission for permission in Permission if may(actor, permission)}

    assert allowed <= {Permission.REFERRAL_ANSWER, Permission.REFERRAL_ATTACH}
    assert bool(allowed) is (role is Role.PARTNER)


def test_a_link_opens_one_referral_of_one_organisation() -> None:
    actor = Actor(role=Role.PARTNER, organisation_id=3, referral_id=7, link_id=9)
    subject = Subject(organisation_id=3, is_open_to_partner=True, referral_id=7)

    assert may(actor, Permission.REFERRAL_ANSWER, subject)
    assert not may(
        actor, Permission.REFERRAL_ANSWER, Subject(organisation_id=3, is_open_to_partner=True, referral_id=8)
    )
    assert not may(
        actor, Permission.REFERRAL_ANSWER, Subject(organisation_id=4, is_open_to_partner=True, referral_id=7)
    )
    assert not may(actor, Permission.REFERRAL_ANSWER, Subject(organisation_id=3, referral_id=7))


MIGRANTS = {Permission.MIGRANT_CARD, Permission.MIGRANT_WRITE, Permission.MIGRANT_RIGHTS}


@pytest.mark.parametrize("permission", sorted(set(Permission) - MIGRANTS))
def test_the_migrant_has_no_permission_of_the_staff(permission: Permission) -> None:
    actor = Actor(role=Role.MIGRANT, case_id=5, centre_id=OWN, organisation_id=1, id=1)

    assert not may(actor, permission)
    assert not may(actor, permission, Subject(centre_id=OWN, case_id=5))


@pytest.mark.parametrize("permission", sorted(MIGRANTS))
def test_the_migrant_has_one_case(permission: Permission) -> None:
    actor = Actor(role=Role.MIGRANT, case_id=5)

    assert may(actor, permission, Subject(case_id=5))
    assert not may(actor, permission, Subject(case_id=6))
    assert not may(Actor(role=Role.MIGRANT), permission, Subject())
    assert not any(may(Actor(role=role, case_id=5), permission) for role in Role if role is not Role.MIGRANT)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.PARTNER])
@pytest.mark.parametrize("permission", sorted(CASEWORK | SUPERVISION | {Permission.CASE_FIND, Permission.CASE_STUB}))
def test_who_does_no_casework_may_not_at_all(role: Role, permission: Permission) -> None:
    # Even somebody of the very centre, so that a wrongly set column opens nothing.
    actor = Actor(role=role, id=1, centre_id=OWN, organisation_id=OWN)

    assert not may(actor, permission)
    assert not may(actor, permission, Subject(centre_id=OWN, organisation_id=OWN, is_open_to_partner=True))


@pytest.mark.parametrize("permission", sorted(CASEWORK))
@pytest.mark.parametrize(
    ("role", "centre", "is_restricted", "is_on_team", "expected"),
    [
        (Role.CASEWORKER, OWN, False, False, True),
        (Role.CASEWORKER, OWN, False, True, True),
        (Role.CASEWORKER, OWN, True, False, False),
        (Role.CASEWORKER, OWN, True, True, True),
        (Role.CASEWORKER, FOREIGN, False, False, False),
        (Role.CASEWORKER, FOREIGN, False, True, False),
        (Role.CASEWORKER, FOREIGN, True, True, False),
        (Role.SUPERVISOR, OWN, False, False, True),
        (Role.SUPERVISOR, OWN, True, False, True),
        (Role.SUPERVISOR, OWN, True, True, True),
        (Role.SUPERVISOR, FOREIGN, False, False, False),
        (Role.SUPERVISOR, FOREIGN, True, True, False),
    ],
)
def test_casework_is_for_the_own_centre_and_restricted_cases_for_their_team(
    permission: Permission, role: Role, centre: int, is_restricted: bool, is_on_team: bool, expected: bool
) -> None:
    actor = Actor(role=role, id=7, centre_id=OWN)
    team = frozenset({7, 8} if is_on_team else {8})
    subject = Subject(centre_id=centre, is_restricted=is_restricted, team=team)

    assert may(actor, permission, subject) is expected


@pytest.mark.parametrize("permission", sorted(SUPERVISION))
def test_supervision_is_for_supervisors_of_the_centre(permission: Permission) -> None:
    supervisor, caseworker = (Actor(role=role, id=7, centre_id=OWN) for role in (Role.SUPERVISOR, Role.CASEWORKER))

    assert may(supervisor, permission, Subject(centre_id=OWN))
    assert not may(supervisor, permission, Subject(centre_id=FOREIGN))
    assert not may(caseworker, permission, Subject(centre_id=OWN, team=frozenset({7})))
    assert not may(caseworker, permission)


def test_a_centre_that_handed_a_case_over_sees_its_stub_only() -> None:
    actor = Actor(role=Role.CASEWORKER, id=7, centre_id=OWN)
    handed_over = Subject(centre_id=FOREIGN, former_centre_ids=frozenset({OWN}))

    assert may(actor, Permission.CASE_STUB, handed_over)
    assert not may(actor, Permission.CASE_READ, handed_over)
    assert not may(actor, Permission.CASE_STUB, Subject(centre_id=FOREIGN))


def test_an_actor_without_a_centre_has_none() -> None:
    actor = Actor(role=Role.CASEWORKER, id=7, centre_id=None)

    assert not may(actor, Permission.CASE_READ, Subject(centre_id=None))
    assert not may(actor, Permission.CASE_STUB, Subject(centre_id=FOREIGN, former_centre_ids=frozenset()))


@pytest.mark.parametrize(
    ("organisation", "is_open", "expected"), [(OWN, True, True), (OWN, False, False), (FOREIGN, True, False)]
)
def test_a_partner_sees_what_was_shared_while_it_is_open(organisation: int, is_open: bool, expected: bool) -> None:
    actor = Actor(role=Role.PARTNER, id=7, organisation_id=OWN)
    subject = Subject(organisation_id=organisation, is_open_to_partner=is_open)

    assert may(actor, Permission.REFERRAL_ANSWER, subject) is expected


def test_a_partner_without_an_organisation_sees_nothing() -> None:
    actor = Actor(role=Role.PARTNER, id=7, organisation_id=None)
    assert not may(actor, Permission.REFERRAL_ANSWER, Subject(organisation_id=None, is_open_to_partner=True))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ADMINISTRATOR, {"user:manage", "centre:manage", "directory:manage", "directory:read", "account:own"}),
        (Role.AUDITOR, {"audit:read", "account:own"}),
        (Role.PARTNER, {"referral:answer", "referral:attach", "organisation:own", "account:own"}),
    ],
)
def test_the_small_roles_may_exactly_this(role: Role, expected: set[str]) -> None:
    assert {str(permission) for permission in Permission if may(Actor(role=role, id=1), permission)} == expected


def test_require_raises_what_was_missing() -> None:
    with pytest.raises(NotAllowed, match="case:assign"):
        require(Actor(role=Role.CASEWORKER, id=1, centre_id=OWN), Permission.CASE_ASSIGN)

    require(Actor(role=Role.SUPERVISOR, id=1, centre_id=OWN), Permission.CASE_ASSIGN)


def actors(world: builders.World) -> Iterator[Actor]:
    for name in (
        "caseworker",
        "colleague",
        "supervisor",
        "other_caseworker",
        "other_supervisor",
        "partner",
        "administrator",
        "auditor",
    ):
        yield builders.actor_of(getattr(world, name))


def make_grid(world: builders.World) -> list[Case]:
    """Cases of both centres, restricted or not, with and without a caseworker and a team."""
    cases = []
    people = {centre.id: builders.make_person(centre) for centre in (world.origin, world.destination)}
    everybody = [world.caseworker, world.colleague, world.other_caseworker]
    for centre, is_restricted, worker, member in product(
        (world.origin, world.destination), (False, True), (None, *everybody), (None, *everybody)
    ):
        case = builders.make_case(centre, people[centre.id], worker, is_restricted=is_restricted)
        if member is not None:
            with transaction():
                db.session.add(CaseTeamMember(case_id=case.id, user_id=member.id))
        cases.append(case.ref)
    db.session.expunge_all()
    return list(db.session.scalars(sa.select(Case).where(Case.ref.in_(cases))))


def test_the_table_and_the_database_give_the_same_answer(world: builders.World) -> None:
    everybody = list(actors(world))
    cases = make_grid(world)
    assert len(cases) == 64

    for actor in everybody:
        seen = set(db.session.scalars(sa.select(Case.ref).where(casework.visible(actor))))
        allowed = {case.ref for case in cases if may(actor, Permission.CASE_READ, case.subject)}
        assert seen == allowed, actor

    assert any(may(everybody[0], Permission.CASE_READ, case.subject) for case in cases)
    assert not all(may(everybody[0], Permission.CASE_READ, case.subject) for case in cases)


def outcome(actor: Actor, ref: str, permission: Permission) -> str:
    try:
        casework.get_case(actor, ref, permission)
    except NotFound:
        return "unknown"
    except NotAllowed:
        return "known but not allowed"
    return "allowed"


@pytest.mark.parametrize("permission", [Permission.CASE_READ, Permission.CASE_WORK, Permission.CASE_ASSIGN])
def test_one_case_is_found_by_its_reference_when_it_is_in_the_list(
    world: builders.World, permission: Permission
) -> None:
    everybody = list(actors(world))
    cases = make_grid(world)

    for actor in everybody:
        seen = set(db.session.scalars(sa.select(Case.ref).where(casework.visible(actor))))
        for case in cases:
            expected = (
                "unknown"
                if case.ref not in seen
                else "allowed"
                if access.may(actor, permission, case.subject)
                else "known but not allowed"
            )
            assert outcome(actor, case.ref, permission) == expected


def test_a_reference_that_nobody_has_is_unknown_like_a_foreign_one(world: builders.World, app: Flask) -> None:
    actor = builders.actor_of(world.caseworker)
    foreign = builders.make_case(world.destination)

    assert outcome(actor, foreign.ref, Permission.CASE_READ) == "unknown"
    assert outcome(actor, "0000000000", Permission.CASE_READ) == "unknown"


def test_handing_the_team_over_takes_effect_at_once(world: builders.World) -> None:
    actor = builders.actor_of(world.colleague)
    case = builders.make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
    assert outcome(actor, case.ref, Permission.CASE_READ) == "unknown"

    with transaction():
        db.session.add(CaseTeamMember(case_id=case.id, user_id=actor.id))
    db.session.expire_all()

    assert outcome(actor, case.ref, Permission.CASE_READ) == "allowed"
