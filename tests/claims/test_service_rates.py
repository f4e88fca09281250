"""Rates beside the entries of a ledger, and the sums of a claim in US dollars, on both databases."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from mrc.claims import service
from mrc.claims.rules import AmountKind, ClaimFault
from mrc.claims.rules.dollars import Dollars, Rate, RateFault, RateSource
from mrc.db import db, transaction
from mrc.errors import Refused
from tests.builders import actor_of
from tests.claims.settled import new_claim, pay

D = Decimal
RATE = Rate(D("3.64"), date(2026, 11, 19), RateSource.CENTRAL_BANK)


@pytest.fixture
def claim(world):
    return new_claim(world)


def test_an_entry_keeps_its_rate_and_the_claim_its_sum(world, claim):
    entry = pay(world, claim, "364", rate=RATE)
    db.session.expire_all()
    view = service.get_claim(actor_of(world.caseworker), claim.ref)

    assert entry.rate == RATE
    assert service.dollars_of(view.claim) == {AmountKind.RECEIVED: Dollars(D("100.00"), True)}


def test_a_payment_without_one_makes_the_sum_a_part(world, claim):
    pay(world, claim, "364", rate=RATE)
    pay(world, claim, "1")
    view = service.get_claim(actor_of(world.caseworker), claim.ref)
    assert service.dollars_of(view.claim) == {AmountKind.RECEIVED: Dollars(D("100.00"), False)}


def test_what_no_longer_counts_needs_no_rate(world, claim):
    pay(world, claim, "500", kind=AmountKind.OFFERED)
    pay(world, claim, "364", kind=AmountKind.OFFERED, rate=RATE)
    mistake = pay(world, claim, "1", rate=None)
    service.take_back(actor_of(world.caseworker), claim.ref, mistake.id)
    view = service.get_claim(actor_of(world.caseworker), claim.ref)
    assert service.dollars_of(view.claim) == {AmountKind.OFFERED: Dollars(D("100.00"), True)}


@pytest.mark.parametrize(
    ("rate", "fault", "field"),
    [
        (Rate(D(0), date(2026, 11, 19), RateSource.PEG), RateFault.NOT_A_RATE, "per_dollar"),
        (Rate(D("3.64"), date(2026, 11, 21), RateSource.PEG), ClaimFault.DATE_IN_FUTURE, "rate_on"),
    ],
)
def test_a_bad_one_is_refused(world, claim, rate, fault, field):
    with pytest.raises(Refused) as refused:
        pay(world, claim, "1", rate=rate)
    assert (refused.value.reason, refused.value.field) == (fault, field)


def test_a_claim_in_dollars_takes_none(world):
    with pytest.raises(Refused) as refused:
        pay(world, new_claim(world, currency="USD"), "1", rate=RATE)
    assert refused.value.reason is RateFault.IN_DOLLARS_ALREADY


@pytest.mark.parametrize("lacking", ["per_dollar", "rate_on", "rate_source"])
def test_the_database_keeps_no_half_of_one(world, claim, lacking):
    entry = pay(world, claim, "364", rate=RATE)
    with pytest.raises(IntegrityError), transaction():
        setattr(entry, lacking, None)
