"""The ledger: amounts of two writers add up, and a mistake is taken back without a trace being lost."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.claims import service
from mrc.claims.models import ClaimLine, LedgerEntry
from mrc.claims.rules import AmountKind, ClaimFacts, ClaimFault, Component, EntryFacts, LineFacts, Sums
from mrc.db import db
from mrc.errors import NotFound, Refused
from tests.builders import actor_of, make_case

D = Decimal
DAY = date(2026, 11, 1)


@pytest.fixture
def claim(world):
    case = make_case(world.origin, caseworker=world.caseworker)
    facts = ClaimFacts(None, "KW", "KWD", is_still_employed=True)
    return service.record_claim(
        actor_of(world.caseworker), case.ref, facts, [LineFacts(Component.UNPAID_WAGE, D("120.500"))]
    )


def record(world, claim, kind, amount):
    line = claim.lines[0]
    facts = EntryFacts(kind, DAY, ((line.id, D(amount)),))
    return service.record_amounts(actor_of(world.caseworker), claim.ref, facts).lines[0]


def test_a_payment_adds_to_one_that_another_wrote_meanwhile(world, claim):
    # The page was opened, and its claim loaded, before the colleague's payment came.
    view = service.get_claim(actor_of(world.caseworker), claim.ref)
    line_id = view.claim.lines[0].id
    elsewhere = {
        "line_id": line_id,
        "kind": AmountKind.RECEIVED,
        "amount": D("10.250"),
        "currency": "KWD",
        "happened_on": DAY,
        "recorded_at": clock.now(),
    }
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(sa.insert(LedgerEntry.__table__), elsewhere)

    line = record(world, view.claim, AmountKind.RECEIVED, "5.005")

    assert line.received == D("15.255")


def test_the_newest_claim_stands_and_the_first_stays_on_record(world, claim):
    line = record(world, claim, AmountKind.CLAIMED, "130")

    assert line.claimed == D("130")
    assert [entry.amount for entry in line.ledger] == [D("120.500"), D("130")]


@pytest.mark.parametrize(
    ("kind", "amounts", "stands"),
    [
        (AmountKind.RECEIVED, ["10", "1000"], D("10")),
        (AmountKind.OFFERED, ["10", "1000"], D("10")),
        (AmountKind.AWARDED, ["1000"], None),
    ],
)
def test_a_mistake_is_taken_back_and_both_entries_stay(world, claim, kind, amounts, stands):
    for amount in amounts:
        line = record(world, claim, kind, amount)
    mistake = line.ledger[-1]

    line = service.take_back(actor_of(world.caseworker), claim.ref, mistake.id).lines[0]

    assert getattr(line, kind) == stands
    assert [entry.takes_back_id for entry in line.ledger][-1] == mistake.id
    assert len(line.ledger) == len(amounts) + 2
    stored = sa.select(ClaimLine.__table__.c[str(kind)])
    assert db.session.execute(stored).scalar_one() == stands


def test_nothing_is_taken_back_twice_nor_what_was_claimed(world, claim):
    actor = actor_of(world.caseworker)
    line = record(world, claim, AmountKind.RECEIVED, "10")
    mistake, first = line.ledger[-1].id, line.ledger[0].id
    service.take_back(actor, claim.ref, mistake)

    for entry_id in (mistake, first, 999_999):
        with pytest.raises(Refused) as refused:
            service.take_back(actor, claim.ref, entry_id)
        assert refused.value.reason is ClaimFault.NOTHING_TO_TAKE_BACK


def test_another_centre_takes_nothing_back(world, claim):
    line = record(world, claim, AmountKind.RECEIVED, "10")

    with pytest.raises(NotFound):
        service.take_back(actor_of(world.other_caseworker), claim.ref, line.ledger[-1].id)


def test_totals_of_a_case_are_never_mixed_across_currencies(world, claim):
    case = service.get_claim(actor_of(world.caseworker), claim.ref).case
    for currency in ("KWD", "QAR"):
        facts = ClaimFacts(None, "KW", currency, is_still_employed=True)
        lines = [LineFacts(Component.LEAVE, D("1.25"))]
        service.record_claim(actor_of(world.caseworker), case.ref, facts, lines)

    totals = service.totals_of(service.of_case(case.id))

    assert totals == {"KWD": Sums(claimed=D("121.750")), "QAR": Sums(claimed=D("1.25"))}


def test_a_mistake_is_taken_back_on_the_page(world, claim, client):
    line = record(world, claim, AmountKind.RECEIVED, "10")
    client.sign_in(world.caseworker.email)
    page_url = f"/office/claims/{claim.ref[:3]}-{claim.ref[3:6]}-{claim.ref[6:]}"
    button = f"{page_url}/entries/{line.ledger[-1].id}/take-back"

    page = client.submit(page_url, {}, action=button)

    assert "Taken back" in page.words()
    assert button not in page.text
    assert len(page.all("s")) == 1


def test_a_mistake_taken_back_by_somebody_else_is_said(world, claim, client):
    line = record(world, claim, AmountKind.RECEIVED, "10")
    client.sign_in(world.caseworker.email)
    page_url = f"/office/claims/{claim.ref[:3]}-{claim.ref[3:6]}-{claim.ref[6:]}"
    button = f"{page_url}/entries/{line.ledger[-1].id}/take-back"
    form = client.get(page_url).form_values(button)
    service.take_back(actor_of(world.caseworker), claim.ref, line.ledger[-1].id)

    assert "This amount was taken back already." in client.post(button, form).words()
