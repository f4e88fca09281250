"""Whom a case is referred to: the wish for a consulate, and organisations that told of a conflict of interest."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry
from mrc.casework.models import Case, CaseEvent, CaseRespondent
from mrc.db import db, transaction
from mrc.directory.models import Organisation, ServiceArea
from mrc.directory.rules import OrganisationKind
from mrc.errors import Refused
from mrc.outbox import Outgoing
from mrc.people.models import Consent
from mrc.people.rules import ConsentForm, Documentation, Protection, Purpose
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    Caution,
    DeclineReason,
    ReferralFault,
    Refusal,
)
from mrc.vault import DataKey
from tests import builders
from tests.builders import actor_of
from tests.referrals.scenes import facts_for, marked_case, marked_person, sent


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def embassy(**values: Any) -> Organisation:
    values = {"country": "QA", "sending_country": "NP", **values}
    return builders.make_organisation("Embassy of Nepal", OrganisationKind.CONSULATE, **values)


def refused(world: builders.World, case: Case, **values: Any) -> ReferralFault:
    """The reason for which a referral is refused; and nothing at all was written."""
    before = [count(model) for model in (Referral, Consent, CaseEvent, Outgoing, AuditEntry)]
    target = values.pop("to", world.partner_organisation)

    with pytest.raises(Refused) as caught:
        service.send(actor_of(world.caseworker), case.ref, facts_for(target.ref, **values))

    assert [count(model) for model in (Referral, Consent, CaseEvent, Outgoing, AuditEntry)] == before
    return caught.value.reason


def wish(world: builders.World, case: Case, **values: Any) -> Consent:
    """The person's consent to be named to their consulate."""
    consent = Consent(
        data_key=DataKey.fresh(),
        person_id=case.person_id,
        purpose=Purpose.SHARE_WITH_CONSULATE,
        form=ConsentForm.WRITTEN,
        language="ne",
        **values,
    )
    with transaction():
        db.session.add(consent)
    return consent


def test_somebody_without_papers_is_named_to_their_consulate_only_when_they_ask_and_are_warned(
    world: builders.World,
) -> None:
    person = marked_person(world)
    with transaction():
        person.documentation = Documentation.UNDOCUMENTED
    case, office = marked_case(world, person), embassy()
    actor = actor_of(world.caseworker)

    before = service.propose(actor, case.ref, OrganisationKind.CONSULATE)
    assert refused(world, case, to=office) is ReferralFault.CONSULATE_NEEDS_REASON
    wish(world, case)
    after = service.propose(actor, case.ref, OrganisationKind.CONSULATE)

    assert [one.refusals for one in before.refused] == [(Refusal.CONSULATE_NEEDS_OPT_IN,)]
    assert before.proposed == ()
    assert [one.partner.ref for one in after.proposed] == [office.ref]
    assert Caution.WITHOUT_PAPERS in after.proposed[0].cautions


@pytest.mark.parametrize(
    "values", [{"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"expires_on": date(2026, 1, 1)}]
)
def test_a_wish_that_is_over_is_none(world: builders.World, values: dict[str, Any]) -> None:
    case = marked_case(world)
    embassy()
    wish(world, case, **values)

    found = service.propose(actor_of(world.caseworker), case.ref, OrganisationKind.CONSULATE)

    assert [one.refusals for one in found.refused] == [(Refusal.CONSULATE_NEEDS_OPT_IN,)]


def test_who_declined_a_conflict_of_interest_is_not_proposed_for_another_case_against_the_same_employer(
    world: builders.World,
) -> None:
    first = marked_case(world)
    second = marked_case(world)
    referral = sent(world, first)
    against = sa.select(CaseRespondent.respondent_id).where(CaseRespondent.case_id == first.id)
    with transaction():
        row = db.session.scalars(sa.select(CaseRespondent).where(CaseRespondent.case_id == second.id)).one()
        row.respondent_id = db.session.scalars(against).one()
    service.open_referral(actor_of(world.partner), referral.ref)
    service.decline(actor_of(world.partner), referral.ref, DeclineReason.CONFLICT_OF_INTEREST, None)

    found = service.propose(actor_of(world.caseworker), second.ref, OrganisationKind.LEGAL_CLINIC)

    assert [one.refusals for one in found.refused] == [(Refusal.CONFLICT,)]
    assert refused(world, second) is ReferralFault.CONFLICT


def test_a_consulate_of_many_countries_is_proposed_where_it_has_a_say(world: builders.World) -> None:
    office = embassy(country="KW")
    with transaction():
        office.services[0].areas.append(ServiceArea(country="QA", is_resident=False))

    case = marked_case(world)
    wish(world, case)

    proposal = service.propose(actor_of(world.caseworker), case.ref, OrganisationKind.CONSULATE)

    assert [one.partner.ref for one in proposal.proposed] == [office.ref]


@pytest.mark.parametrize("protection", list(Protection))
def test_what_is_known_of_the_person_keeps_consulates_away_whatever_the_wish(
    world: builders.World, protection: Protection
) -> None:
    person = marked_person(world)
    with transaction():
        person.protections = (protection,)
    case, office = marked_case(world, person), embassy()
    wish(world, case)

    found = service.propose(actor_of(world.caseworker), case.ref, OrganisationKind.CONSULATE)

    assert [one.refusals for one in found.refused] == [(Refusal.CONSULATE_NOT_SAFE,)]
    said = {"is_safe_to_ask_consulate": True, "consulate_reason": "A new passport."}
    assert refused(world, case, to=office, **said) is ReferralFault.CONSULATE_UNSAFE
