"""Papers made from a real claim: who may, what goes on record, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from mrc import i18n
from mrc.audit import AuditEntry, Event
from mrc.claims import service
from mrc.claims.models import WageClaim
from mrc.claims.rules import AmountKind, ClaimFacts, Component, EntryFacts, LineFacts
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.forums import forums_of
from mrc.claims.rules.handouts import Asked, Handout, HandoutFacts, HandoutFault
from mrc.claims.rules.path import FilingFacts, PathEvent, PathFacts
from mrc.claims.rules.settlements import Instalment, SettlementFacts, SettlementWay
from mrc.claims.service import handouts, path
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people.models import Person
from tests import builders
from tests.claims.employments import TODAY, data
from tests.core.test_printing import text_of
from tests.house.sample import make_sample

LETTER = HandoutFacts(Handout.DEMAND, ("ne", "ar"), None, Asked.COMPUTED, date(2026, 12, 4), True)
JOB = {"unpaid": [{"month": "2024-12", "due": "1000"}]}


@pytest.fixture
def claim(world: builders.World) -> WageClaim:
    """A claim of the sample, with a respondent, a file, a computation and a payment."""
    sample = make_sample(world, world.origin, world.caseworker, world.destination)
    actor = builders.actor_of(world.caseworker)
    claim = service.get_claim(actor, sample.values["claim_ref"]).claim
    facts = EntryFacts(AmountKind.RECEIVED, date(2026, 11, 2), ((claim.lines[0].id, Decimal(40)),))
    service.record_amounts(actor, claim.ref, facts)
    return claim


@pytest.fixture
def bare(world: builders.World) -> WageClaim:
    """A claim of which nothing else is on record."""
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    facts = ClaimFacts(None, "KR", "KRW", date(2021, 1, 1), date(2024, 12, 31))
    lines = [LineFacts(Component.UNPAID_WAGE, Decimal(500))]
    return service.record_claim(builders.actor_of(world.caseworker), case.ref, facts, lines)


def entries() -> list[Any]:
    query = sa.select(AuditEntry).where(AuditEntry.event == str(Event.EXPORT_MADE))
    return list(db.session.scalars(query.order_by(AuditEntry.at, AuditEntry.seq)))


@pytest.mark.parametrize("handout", Handout)
def test_every_paper_can_be_made_of_a_claim_and_is_on_record(
    world: builders.World, claim: WageClaim, handout: Handout
) -> None:
    actor = builders.actor_of(world.caseworker)
    name, content = handouts.make(actor, claim.ref, replace(LETTER, handout=handout))

    assert len(pypdfium2.PdfDocument(content)) > 0
    assert name == f"paper-{claim.ref}-{list(Handout).index(handout) + 1}.pdf"
    (entry,) = entries()
    assert entry.actor_id == world.caseworker.id
    assert entry.detail == {
        "report": str(handout),
        "format": "pdf",
        "filters": {"claim": claim.ref, "languages": ["ne", "ar"]},
    }


def test_the_same_day_gives_the_same_paper(world: builders.World, claim: WageClaim) -> None:
    actor = builders.actor_of(world.caseworker)
    for handout in Handout:
        facts = replace(LETTER, handout=handout)
        assert handouts.make(actor, claim.ref, facts) == handouts.make(actor, claim.ref, facts)


def test_what_was_spoken_before_is_spoken_after(world: builders.World, claim: WageClaim) -> None:
    handouts.make(builders.actor_of(world.caseworker), claim.ref, LETTER)

    assert i18n.language() == "en"


@pytest.mark.parametrize(
    ("handout", "fault"),
    [
        (Handout.COMPUTATION, HandoutFault.NO_ASSESSMENT),
        (Handout.DEMAND, HandoutFault.NO_RESPONDENT),
        (Handout.EVIDENCE, HandoutFault.NO_DOCUMENTS),
        (Handout.RECEIPT, HandoutFault.NOTHING_RECEIVED),
    ],
)
def test_what_is_refused_is_not_on_record(
    world: builders.World, bare: WageClaim, handout: Handout, fault: HandoutFault
) -> None:
    with pytest.raises(Refused) as refusal:
        handouts.make(builders.actor_of(world.caseworker), bare.ref, replace(LETTER, handout=handout))

    assert refusal.value.reason is fault
    assert entries() == []


def test_a_computation_of_another_claim_is_not_found(
    world: builders.World, claim: WageClaim, bare: WageClaim
) -> None:
    actor = builders.actor_of(world.caseworker)
    service.compute(actor, bare.ref, bare.version, Scope.GENERAL, data("KR", **JOB), "Facts")
    other = service.assessments_of(bare.id)[0].ref

    with pytest.raises(NotFound):
        handouts.make(actor, claim.ref, replace(LETTER, handout=Handout.COMPUTATION, assessment_ref=other))


def test_an_older_computation_can_still_be_printed(world: builders.World, bare: WageClaim) -> None:
    actor = builders.actor_of(world.caseworker)
    for wage in ("1000", "2000"):
        service.compute(actor, bare.ref, bare.version, Scope.GENERAL, data("KR", wage, **JOB), "Facts")
    newest, oldest = service.assessments_of(bare.id)
    facts = replace(LETTER, handout=Handout.COMPUTATION)

    newer = handouts.make(actor, bare.ref, facts)
    assert handouts.make(actor, bare.ref, replace(facts, assessment_ref=newest.ref)) == newer
    assert handouts.make(actor, bare.ref, replace(facts, assessment_ref=oldest.ref)) != newer


def test_a_settlement_is_enough_for_a_receipt(world: builders.World, bare: WageClaim) -> None:
    actor = builders.actor_of(world.caseworker)
    agreed = SettlementFacts(
        date(2026, 11, 10), Decimal(400), SettlementWay.NEGOTIATION, (Instalment(date(2026, 12, 1), Decimal(400)),)
    )
    facts = replace(LETTER, handout=Handout.RECEIPT, languages=("en", "en"))
    service.record_settlement(actor, bare.ref, replace(agreed, terms="In cash at the centre"), None)
    _name, content = handouts.make(actor, bare.ref, facts)

    assert "In cash at the centre" in text_of(content)
    assert "400\u00a0KRW" in text_of(content)
    service.break_off(actor, bare.ref, service.settlements_of(bare, TODAY)[0].record.ref, date(2026, 11, 12), "gone")
    with pytest.raises(Refused):
        handouts.make(actor, bare.ref, facts)


def test_a_filing_summary_tells_where_the_claim_was_and_where_it_goes(
    world: builders.World, claim: WageClaim
) -> None:
    actor = builders.actor_of(world.caseworker)
    first, second, *_rest = forums_of("QA").forums
    facts = replace(LETTER, handout=Handout.FILING, languages=("en", "en"))
    assert first.name in text_of(handouts.make(actor, claim.ref, facts)[1])

    filing = path.record_filing(
        actor, claim.ref, FilingFacts(first.id, None, date(2026, 11, 3), Decimal(1250), number="77/2026")
    )
    path.record_filing_step(actor, filing.ref, PathFacts(PathEvent.FAILED, date(2026, 11, 9)))
    told = " ".join(text_of(handouts.make(actor, claim.ref, facts)[1]).split())

    assert "3 Nov 2026: Filed" in told
    assert "77/2026" in told
    assert "9 Nov 2026: No settlement" in told
    assert second.name.split(" (")[0] in told


STRANGERS: list[Callable[[builders.World], Any]] = [
    lambda world: world.other_caseworker,
    lambda world: world.other_supervisor,
    lambda world: world.partner,
    lambda world: world.administrator,
    lambda world: world.auditor,
]


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_no_claim(world: builders.World, claim: WageClaim, who: Callable[..., Any]) -> None:
    actor = builders.actor_of(who(world))
    with pytest.raises(NotFound):
        handouts.choice_of(actor, claim.ref)
    with pytest.raises(NotFound):
        handouts.make(actor, claim.ref, LETTER)
    assert entries() == []


def test_a_restricted_case_is_for_its_team(world: builders.World, bare: WageClaim) -> None:
    case = handouts.choice_of(builders.actor_of(world.caseworker), bare.ref).case
    with transaction():
        case.is_restricted = True

    with pytest.raises(NotFound):
        handouts.make(builders.actor_of(world.colleague), bare.ref, replace(LETTER, handout=Handout.FILING))


def test_the_workers_and_the_forums_languages_are_proposed(world: builders.World, claim: WageClaim) -> None:
    choice = handouts.choice_of(builders.actor_of(world.caseworker), claim.ref)
    person = db.session.get(Person, choice.case.person_id)
    assert person is not None
    with transaction():
        person.preferred_language, person.spoken_languages = "so", ["ti", "hi"]
    again = handouts.choice_of(builders.actor_of(world.caseworker), claim.ref)

    assert (again.worker_language, again.forum_language) == ("hi", "ar")
    assert [record.ref for record in again.assessments] == [record.ref for record in service.assessments_of(claim.id)]
