"""Powers of attorney: who may act for a worker who has left, recorded, completed with papers, and revoked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.claims.models import PowerOfAttorney, WageClaim
from mrc.claims.rules.gate import (
    EXPIRY_WARNED,
    PowerFacts,
    PowerFault,
    PowerScope,
    PowerState,
    fault_of_papers,
    fault_of_power,
    power_state,
)
from mrc.claims.service.hearings import IS_LIVE
from mrc.claims.service.recording import refuse_closed
from mrc.db import db, held, transaction
from mrc.errors import NotFound, Refused, refuse_any
from mrc.people import service as people
from mrc.staff import service as staff

MOST_SHOWN = 20


@dataclass(frozen=True)
class ShownPower:
    """A power of attorney, whether it can be used today, what its holder may do, and who revoked it."""

    power: PowerOfAttorney
    state: PowerState
    may_do: list[PowerScope]
    claim_ref: str | None
    revoked_by: str | None = None


@dataclass(frozen=True)
class EndingPower:
    """A power of attorney that ends soon, for the caseworker's list."""

    ref: str
    case_ref: str
    country: str
    valid_until: date
    person: Any


def powers_of(case_id: int, today: date, claim_id: int | None = None) -> list[ShownPower]:
    """The powers of attorney of a case, or those that stand for one claim of it; those in use first."""
    query = (
        sa.select(PowerOfAttorney, WageClaim.ref)
        .outerjoin(WageClaim, WageClaim.id == PowerOfAttorney.claim_id)
        .where(*_concerning(case_id, claim_id))
        .order_by(PowerOfAttorney.revoked_on.is_not(None), PowerOfAttorney.id.desc())
    )
    rows = db.session.execute(query.limit(MOST_SHOWN)).all()
    names = staff.names_of({power.revoked_by_id for power, _ref in rows if power.revoked_by_id})
    return [
        ShownPower(
            power,
            power_state(power.valid_until, power.revoked_on, today),
            [scope for scope in PowerScope if scope in power.may_do],
            claim_ref,
            names.get(power.revoked_by_id or 0),
        )
        for power, claim_ref in rows
    ]


def powers_not_shown(case_id: int, shown: list[ShownPower], claim_id: int | None = None) -> int:
    """How many powers of attorney there are beside those shown, where these fill the page."""
    if len(shown) < MOST_SHOWN:
        return 0
    query = sa.select(sa.func.count(PowerOfAttorney.id)).where(*_concerning(case_id, claim_id))
    return (db.session.scalar(query) or 0) - len(shown)


def _concerning(case_id: int, claim_id: int | None) -> list[sa.ColumnElement[bool]]:
    """WHERE for the powers of a case, or of them for those that stand for one claim."""
    found = [PowerOfAttorney.case_id == case_id]
    if claim_id is not None:
        found.append(sa.or_(PowerOfAttorney.claim_id.is_(None), PowerOfAttorney.claim_id == claim_id))
    return found


def record_power(actor: Actor, case_ref: str, facts: PowerFacts) -> PowerOfAttorney:
    """Put a power of attorney on record."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CLAIM_RECORD, for_update=True)
        refuse_closed(case)
        refuse_any(fault_of_power(facts, clock.today(actor.timezone)))
        power = PowerOfAttorney(
            data_key=case.data_key,
            case_id=case.id,
            claim_id=_claim_id(case, facts.claim_ref),
            country=facts.country,
            may_do=[scope.value for scope in PowerScope if scope in facts.may_do],
            form=facts.form,
            given_on=facts.given_on,
            valid_until=facts.valid_until,
            translated_on=facts.translated_on,
            legalised_on=facts.legalised_on,
            recorded_by_id=actor.id,
        )
        power.representative, power.contact = facts.representative, facts.contact
        db.session.add(power)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["power of attorney"])
    return power


def _claim_id(case: Case, ref: str | None) -> int | None:
    if ref is None:
        return None
    found = db.session.scalar(sa.select(WageClaim.id).where(WageClaim.ref == ref, WageClaim.case_id == case.id))
    if found is None:
        raise Refused(PowerFault.NOT_A_CLAIM, field="claim")
    return found


def get_power(
    actor: Actor, power_ref: str, permission: Permission = Permission.CLAIM_READ
) -> tuple[PowerOfAttorney, Case]:
    """A power of attorney and its case; held when it is to be written. Raises NotFound."""
    query = (
        sa.select(PowerOfAttorney, Case.ref)
        .join(Case, Case.id == PowerOfAttorney.case_id)
        .where(PowerOfAttorney.ref == power_ref)
    )
    is_written = permission is Permission.CLAIM_RECORD
    if is_written:
        query = held(query, PowerOfAttorney)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(power_ref)
    power, case_ref = found
    return power, casework.get_case(actor, case_ref, permission, for_update=is_written)


def complete_power(
    actor: Actor,
    power_ref: str,
    version: int,
    days: tuple[date | None, date | None],
    labels: tuple[str, str],
) -> PowerOfAttorney:
    """Note the days on which a power of attorney was translated and legalised."""
    with transaction():
        power, case = get_power(actor, power_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        _refuse_revoked(power)
        translated_on, legalised_on = days
        now = (power.translated_on, power.legalised_on)
        changed: list[tuple[str, object, object]] = [
            (labels[at], days[at], now[at]) for at in (0, 1) if days[at] != now[at]
        ]
        power.still_at(version, changed)
        refuse_any(fault_of_papers(power.given_on, translated_on, legalised_on, clock.today(actor.timezone)))
        power.translated_on, power.legalised_on = translated_on, legalised_on
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["power of attorney"])
    return power


def revoke_power(actor: Actor, power_ref: str, revoked_on: date, reason: str) -> PowerOfAttorney:
    """Revoke a power of attorney. It stays on record with the day and the reason, and never comes back.

    That is possible after the case is closed too: nobody may go on acting for a person who does not want it.
    """
    with transaction():
        power, case = get_power(actor, power_ref, Permission.CLAIM_RECORD)
        _refuse_revoked(power)
        if not reason:
            raise Refused(PowerFault.NEEDS_REASON, field="reason")
        if revoked_on > clock.today(actor.timezone):
            raise Refused(PowerFault.IN_FUTURE, field="revoked_on")
        if revoked_on < power.given_on:
            raise Refused(PowerFault.BEFORE_GIVEN, field="revoked_on")
        power.revoked_on, power.revoked_because, power.revoked_by_id = revoked_on, reason, actor.id
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["power of attorney revoked"])
    return power


def _refuse_revoked(power: PowerOfAttorney) -> None:
    if power.revoked_on is not None:
        raise Refused(PowerFault.IS_REVOKED)


def ending_powers(actor: Actor) -> tuple[list[EndingPower], bool]:
    """The powers of attorney in the actor's own cases that end within thirty days, and if there are more.

    The look is on record.
    """
    today = clock.today(actor.timezone)
    query = (
        sa.select(
            PowerOfAttorney.ref,
            Case.ref.label("case_ref"),
            PowerOfAttorney.country,
            PowerOfAttorney.valid_until,
            Case.person_id,
        )
        .join(Case, Case.id == PowerOfAttorney.case_id)
        .where(
            Case.caseworker_id == actor.id,
            IS_LIVE,
            casework.visible(actor),
            PowerOfAttorney.revoked_on.is_(None),
            PowerOfAttorney.valid_until.between(today, today + EXPIRY_WARNED),
        )
        .order_by(PowerOfAttorney.valid_until, PowerOfAttorney.id)
        .limit(MOST_SHOWN + 1)
    )
    found = db.session.execute(query).all()
    rows = found[:MOST_SHOWN]
    if not rows:
        return [], False
    persons = people.summary_of({row.person_id for row in rows})
    ending = [
        EndingPower(row.ref, row.case_ref, row.country, row.valid_until, persons.get(row.person_id)) for row in rows
    ]
    audit.look(actor, audit.Event.CASE_LISTED, filters=["powers of attorney"], results=len(ending))
    return ending, len(found) > MOST_SHOWN
