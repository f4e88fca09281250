"""Rates, remedies and sanctions through the office door."""

from decimal import Decimal

import pytest

from mrc.claims import service
from mrc.claims.models import LedgerEntry, Remedy, RemedyEntry, Sanction
from mrc.claims.rules.dollars import RateSource
from mrc.db import db
from mrc.refs import spoken
from tests.builders import actor_of, make_case
from tests.claims.settled import claim_url, new_claim, pay, stored
from tests.statements import statements_of

D = Decimal


@pytest.fixture
def case(world):
    return make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def claim(world, case):
    return new_claim(world, case)


@pytest.fixture
def office(world, client):
    client.sign_in(world.caseworker.email)
    return client


class TestRemedies:
    NEW = {"kind": "documents", "step": "asked", "happened_on": "2026-11-02"}

    def test_it_goes_from_asked_to_received_and_a_mistake_is_taken_back(self, office, claim):
        page = office.submit(claim_url(claim, "/remedies/new"), self.NEW)
        assert "Asked for: 2 Nov 2026" in page.words()
        remedy = claim_url(claim, f"/remedies/{spoken(stored(Remedy.ref)[0])}")
        office.submit(remedy, {"step": "received", "happened_on": "2026-11-10"})
        mistake = stored(RemedyEntry.id)[-1]
        button = f"{remedy}/steps/{mistake}/take-back"

        page = office.submit(claim_url(claim), {}, action=button)

        assert "Taken back. It stays to be read." in page.words()
        assert [element.text for element in page.all("s")] == ["Received: 10 Nov 2026"]
        assert button not in page.text
        assert [at is None for at in stored(RemedyEntry.taken_back_at)] == [True, False]

    def test_nothing_is_taken_back_twice(self, world, office, claim):
        office.submit(claim_url(claim, "/remedies/new"), self.NEW)
        ref, number = stored(Remedy.ref)[0], stored(RemedyEntry.id)[0]
        button = claim_url(claim, f"/remedies/{spoken(ref)}/steps/{number}/take-back")
        form = office.get(claim_url(claim)).form_values(button)
        service.take_back_step(actor_of(world.supervisor), claim.ref, ref, number)
        assert "This was taken back already." in office.post(button, form).words()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"kind": ""}, "Choose what it is."),
            ({"kind": "gold"}, "Choose one of the list."),
            ({"step": ""}, "Choose what happened."),
            ({"happened_on": "2026-11-21"}, "This date lies in the future."),
            ({"happened_on": "soon"}, "Write the date"),
            ({"kind": "other"}, "Say in words what it is."),
        ],
    )
    def test_a_mistake_is_said(self, office, claim, changes, sentence):
        page = office.submit(claim_url(claim, "/remedies/new"), {**self.NEW, **changes})
        assert page.status == 422
        assert sentence in page.words()
        assert stored(Remedy.id) == []

    def test_its_words_are_sealed(self, office, claim):
        page = office.submit(
            claim_url(claim, "/remedies/new"), {**self.NEW, "kind": "other", "note": "tools of his own"}
        )
        assert "tools of his own" in page.words()
        assert b"tools" not in stored(Remedy.note_sealed)[0]

    def test_a_remedy_of_another_claim_is_not_there(self, world, office, case, claim):
        office.submit(claim_url(claim, "/remedies/new"), self.NEW)
        ref, number = stored(Remedy.ref)[0], stored(RemedyEntry.id)[0]
        other = new_claim(world, case)
        assert office.get(claim_url(other, f"/remedies/{spoken(ref)}")).status == 404
        button = claim_url(claim, f"/remedies/{spoken(ref)}/steps/{number}/take-back")
        form = office.get(claim_url(claim)).form_values(button)
        assert office.post(claim_url(other, f"/remedies/{spoken(ref)}/steps/{number}/take-back"), form).status == 404


class TestSanctions:
    NEW = {"kind": "fine", "authority": "Ministry of Labour", "happened_on": "2026-11-02", "note": "20,000"}

    def test_it_stands_apart_and_a_mistake_is_taken_back(self, office, claim):
        page = office.submit(claim_url(claim, "/sanctions/new"), self.NEW)
        assert "Ministry of Labour" in page.words()
        assert b"Ministry" not in stored(Sanction.authority_sealed)[0]
        button = claim_url(claim, f"/sanctions/{spoken(stored(Sanction.ref)[0])}/take-back")

        page = office.submit(claim_url(claim), {}, action=button)

        assert [element.text for element in page.all("s")] == ["Fine, 2 Nov 2026"]
        assert button not in page.text

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"kind": ""}, "Choose the sanction."),
            ({"authority": " "}, "Enter which authority did it."),
            ({"happened_on": ""}, "Enter the day."),
            ({"kind": "other", "note": ""}, "Say in words what it is."),
        ],
    )
    def test_a_mistake_is_said(self, office, claim, changes, sentence):
        page = office.submit(claim_url(claim, "/sanctions/new"), {**self.NEW, **changes})
        assert page.status == 422
        assert sentence in page.words()
        assert stored(Sanction.id) == []


class TestRates:
    RATE = {"per_dollar": "٣٫٦٤", "rate_on": "2026-11-19", "rate_source": "central_bank"}

    def test_a_rate_stands_beside_its_entry_and_in_the_sum(self, office, claim):
        page = office.submit(claim_url(claim, "/amounts/received"), {"total": "364", **self.RATE})
        assert "3.64 QAR for 1 US dollar on 19 Nov 2026" in page.words()
        for amount in ("80.00 USD", "20.00 USD", "In US dollars – – – – 100.00 USD"):
            assert amount in page.words()
        assert "partly" not in page.words()
        assert stored(LedgerEntry.per_dollar)[-1] == D("3.64")
        assert stored(LedgerEntry.rate_source)[-1] is RateSource.CENTRAL_BANK

        page = office.submit(claim_url(claim, "/amounts/received"), {"total": "1"})
        assert "100.00 USD partly" in page.words()

    def test_the_fixed_rate_is_proposed_in_words_and_never_filled_in(self, office, claim):
        path = claim_url(claim, "/amounts/received")
        page = office.get(path)
        assert "QAR is said to be fixed at 3.64 for 1 US dollar since 1 Jul 2001." in page.words()
        assert page.form_values(path)["per_dollar"] == ""
        office.submit(path, {"total": "364"})
        assert set(stored(LedgerEntry.per_dollar)) == {None}

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"per_dollar": ""}, "Enter the rate."),
            ({"rate_on": ""}, "Enter the day of the rate."),
            ({"rate_source": ""}, "Choose where the rate comes from."),
            ({"per_dollar": "cheap"}, "Write the rate in figures"),
            ({"per_dollar": "3.6400001"}, "Write the rate in figures"),
            ({"per_dollar": "0"}, "above zero"),
            ({"rate_on": "2026-11-21"}, "This date lies in the future."),
        ],
    )
    def test_a_rate_is_whole_or_none(self, office, claim, changes, sentence):
        path = claim_url(claim, "/amounts/received")
        page = office.submit(path, {"total": "364", **self.RATE, **changes})
        assert page.status == 422
        assert sentence in page.words()
        assert page.form_values(path)["total"] == "364"
        assert len(stored(LedgerEntry.id)) == 2

    def test_a_claim_in_dollars_is_asked_for_none(self, world, office, case):
        claim = new_claim(world, case, "USD")
        path = claim_url(claim, "/amounts/received")
        assert "per_dollar" not in office.get(path).form_values(path)
        assert office.submit(path, {"total": "5"}).status == 200


def test_the_page_of_a_claim_asks_no_more_for_more_of_everything(world, office, claim):
    def more():
        pay(world, claim, "1")
        office.submit(claim_url(claim, "/remedies/new"), TestRemedies.NEW)
        office.submit(claim_url(claim, "/sanctions/new"), TestSanctions.NEW)
        office.submit(
            claim_url(claim, "/settlement/new"),
            {"agreed_on": "2026-11-01", "way": "court", "total": "9", "parts": "3", "first_due_on": "2026-11-30"},
        )

    def asked():
        db.session.rollback()
        return len(statements_of(lambda: office.get(claim_url(claim))))

    more()
    few = asked()
    for _time in range(3):
        more()
    assert asked() == few
