"""Settlements through the office door: typed, read back, ended, and told of where somebody must act."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc.casework.models import Case
from mrc.casework.rules.stages import Step
from mrc.claims import service
from mrc.claims.models import Instalment, Settlement
from mrc.claims.rules.settlements import SettlementEnd, Understood
from mrc.db import db, transaction
from mrc.refs import spoken
from mrc.staff.service import hash_password
from mrc.vault import peppered
from tests.builders import actor_of, make_case
from tests.claims.settled import MISSED, SOON, claim_url, close, new_claim, settle, stored
from tests.house.sample import CODE, make_sample
from tests.page import Client

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


HEAD = {"agreed_on": "2026-11-01", "way": "conciliation", "total": "300"}
ROWS = {
    "instalments-0-due_on": "2026-11-30",
    "instalments-0-amount": "٢٠٠",
    "instalments-1-due_on": "31/12/2026",
    "instalments-1-amount": "100",
}


class TestRecording:
    def test_typed_rows_are_kept_and_shown_on_the_claim(self, office, claim):
        more = {"language": "Nepali", "understood": "yes", "terms": "by bank", "waiver": "no more claims"}
        page = office.submit(claim_url(claim, "/settlement/new"), {**HEAD, **ROWS, **more})

        assert page.status == 200
        assert "The settlement is saved." in page.words()
        assert "31 Dec 2026" in page.words()
        assert stored(Instalment.amount) == [D(200), D(100)]
        assert stored(Settlement.understood) == [Understood.YES]
        ref = stored(Settlement.ref)[0]
        one = office.get(claim_url(claim, f"/settlement/{spoken(ref)}")).words()
        assert "by bank" in one
        assert "no more claims" in one
        assert "Nepali" in one

    def test_equal_parts_are_written_into_the_rows_and_nothing_is_saved_yet(self, office, claim):
        path = claim_url(claim, "/settlement/new")
        page = office.submit(
            path,
            {**HEAD, "total": "100", "parts": "3", "first_due_on": "2026-12-31", "terms": "kept", "add": "parts"},
        )

        values = page.form_values(path)
        rows = [(values[f"instalments-{row}-due_on"], values[f"instalments-{row}-amount"]) for row in range(3)]
        assert rows == [("2026-12-31", "33.34"), ("2027-01-31", "33.33"), ("2027-02-28", "33.33")]
        assert "instalments-3-due_on" not in values
        assert values["terms"] == "kept"
        assert "Together 100.00 QAR" in page.words()
        assert stored(Settlement.id) == []

    def test_without_rows_the_parts_are_made_on_saving(self, office, claim):
        office.submit(claim_url(claim, "/settlement/new"), {**HEAD, "parts": "٣", "first_due_on": "2026-12-01"})
        assert stored(Instalment.due_on) == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]

    def test_what_lacks_for_equal_parts_is_said_at_its_field(self, office, claim):
        page = office.submit(claim_url(claim, "/settlement/new"), {"total": "", "parts": "100", "add": "parts"})
        assert page.status == 422
        for sentence in (
            "Enter the total that was agreed.",
            "Write a number from 1 to 60.",
            "Enter the day of the first part.",
        ):
            assert sentence in page.words()

    def test_a_row_is_added_and_nothing_typed_is_lost(self, office, claim):
        path = claim_url(claim, "/settlement/new")
        values = office.submit(path, {**HEAD, **ROWS, "add": "rows"}).form_values(path)
        assert values["instalments-0-amount"] == "200"
        assert "instalments-3-due_on" in values

    def test_a_wrong_sum_is_one_of_the_points_at_the_head_with_a_link_to_the_rows(self, office, claim):
        path = claim_url(claim, "/settlement/new")
        page = office.submit(path, {**HEAD, **ROWS, "instalments-1-amount": "99"})
        (link,) = [element for element in page.all("a") if element.get("href") == "#instalments"]
        assert "do not add up to the total" in "".join(link.itertext())
        assert "instalments" in [element.get("id") for element in page.all("fieldset")]

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"instalments-1-amount": "99"}, "do not add up to the total"),
            ({"instalments-1-amount": "x"}, "Write the amount in figures"),
            ({"instalments-1-amount": ""}, "Enter the amount."),
            ({"instalments-1-due_on": ""}, "Enter the day."),
            ({"instalments-1-due_on": "2026-11-30"}, "Two instalments fall on one day."),
            ({"instalments-1-due_on": "2026-10-30"}, "due before the day of the settlement"),
            ({"agreed_on": "2026-11-21"}, "This date lies in the future."),
            ({"agreed_on": ""}, "Enter the day it was agreed."),
            ({"way": ""}, "Choose how it came about."),
            ({"way": "by force"}, "Choose one of the list."),
            ({"total": "300.001"}, "may mean thousands"),
            ({"total": ""}, "Enter the total that was agreed."),
            ({"parts": "0"}, "Write a number from 1 to 60."),
        ],
    )
    def test_a_mistake_is_said_and_what_was_typed_comes_back(self, office, claim, changes, sentence):
        path = claim_url(claim, "/settlement/new")
        page = office.submit(path, {**HEAD, **ROWS, "waiver": "kept", **changes})

        assert page.status == 422
        assert sentence in page.words()
        values = page.form_values(path)
        assert values["waiver"] == "kept"
        assert values["instalments-0-due_on"] == "2026-11-30"
        assert stored(Settlement.id) == []

    def test_no_instalments_at_all_are_asked_for(self, office, claim):
        page = office.submit(claim_url(claim, "/settlement/new"), HEAD)
        assert page.status == 422
        assert "Enter at least one instalment" in page.words()

    def test_a_newer_one_takes_the_place_and_the_older_is_still_read(self, world, office, claim):
        older = settle(world, claim, MISSED)
        page = office.submit(claim_url(claim, "/settlement/new"), {**HEAD, **ROWS})

        assert "1 earlier settlement" in page.words()
        assert "Replaced by a newer one" in office.get(claim_url(claim, f"/settlement/{spoken(older.ref)}")).words()

    def test_one_recorded_meanwhile_is_shown_before_it_is_replaced(self, world, office, claim):
        path = claim_url(claim, "/settlement/new")
        form = office.get(path).form_values(path)
        first = settle(world, claim, MISSED)

        page = office.post(path, {**form, **HEAD, **ROWS})
        assert page.status == 422
        assert "Somebody recorded another settlement meanwhile." in page.words()
        assert f"/settlement/{spoken(first.ref)}" in page.text
        assert len(stored(Settlement.id)) == 1

        again = {**page.form_values(path), "once": form["once"]}
        assert office.post(path, again).status == 200
        assert stored(Settlement.ended_how) == [SettlementEnd.REPLACED, None]

    def test_a_mistake_in_the_form_does_not_hide_one_recorded_meanwhile(self, world, office, claim):
        path = claim_url(claim, "/settlement/new")
        form = office.get(path).form_values(path)
        settle(world, claim, MISSED)

        page = office.post(path, {**form, **HEAD, **ROWS, "total": "x"})
        page = office.post(path, {**page.form_values(path), "total": "300"})
        assert "Somebody recorded another settlement meanwhile." in page.words()

    def test_sent_twice_it_is_recorded_once(self, office, claim):
        path = claim_url(claim, "/settlement/new")
        form = office.get(path).form_values(path)
        for _time in range(2):
            assert office.post(path, {**form, **HEAD, **ROWS}).status == 200
        assert len(stored(Settlement.id)) == 1


class TestBreakingOff:
    def test_it_ends_with_its_reason(self, world, office, claim):
        path = claim_url(claim, f"/settlement/{spoken(settle(world, claim, MISSED).ref)}")
        page = office.submit(path + "/break-off", {"why": "Cheque bounced"})

        assert "The settlement is broken off." in page.words()
        assert "No settlement stands." in page.words()
        assert "Cheque bounced" in office.get(path).words()

    def test_it_needs_a_reason(self, world, office, claim):
        path = claim_url(claim, f"/settlement/{spoken(settle(world, claim, MISSED).ref)}/break-off")
        page = office.submit(path, {"why": " "})
        assert page.status == 422
        assert "Say why it is broken off." in page.words()

    def test_one_that_ended_is_not_broken_off_again(self, world, office, claim):
        settlement = settle(world, claim, MISSED)
        path = claim_url(claim, f"/settlement/{spoken(settlement.ref)}/break-off")
        service.break_off(actor_of(world.caseworker), claim.ref, settlement.ref, MISSED, "gone")
        page = office.submit(path, {"why": "gone"})
        assert page.status == 422
        assert "This settlement stands no longer." in page.words()


class TestTold:
    def test_a_missed_instalment_stands_on_claim_case_and_in_my_work(self, world, office, case, claim):
        settle(world, claim, MISSED, SOON)

        assert "1 instalment was missed: 100.00 QAR has not come." in office.get(claim_url(claim)).words()
        sentence = "100.00 QAR was due on 19 Nov 2026 (yesterday) and has not come."
        assert sentence in office.get(f"/office/cases/{spoken(case.ref)}").words()
        work = office.get("/office/")
        assert sentence in work.words()
        assert "100.00 QAR is due on 27 Nov 2026 (in 7 days)." in work.words()
        assert "Nothing waits for you." not in work.words()
        assert claim_url(claim, "/amounts/received") in [link.get("href") for link in work.all("a")]

    def test_two_missed_ones_are_told_together(self, world, office, claim):
        settle(world, claim, MISSED, date(2026, 11, 10))
        page = office.get("/office/").words()
        assert "2 instalments have not come, together 200.00 QAR. The first was due on 10 Nov 2026" in page

    def test_a_payment_ends_it(self, world, office, case, claim):
        settle(world, claim, MISSED)
        office.submit(claim_url(claim, "/amounts/received"), {"total": "100", "method": "bank"})

        for path in (f"/office/cases/{spoken(case.ref)}", "/office/"):
            assert "Agreed payments" not in office.get(path).words()
        assert "Paid" in office.get(claim_url(claim)).words()

    def test_a_closed_case_is_told_of_and_says_so(self, world, office, case, claim):
        settle(world, claim, MISSED)
        close(world, claim)
        assert "The case is closed. The money is still owed." in office.get("/office/").words()
        assert "has not come." in office.get(f"/office/cases/{spoken(case.ref)}").words()

    @pytest.mark.parametrize("who", ["colleague", "supervisor", "other_caseworker"])
    def test_others_see_nothing_of_it(self, world, client, claim, who):
        settle(world, claim, MISSED)
        client.sign_in(getattr(world, who).email)
        assert "Agreed payments" not in client.get("/office/").words()

    def test_a_restricted_case_is_no_business_of_a_colleague(self, world, client, case, claim):
        settlement = settle(world, claim, MISSED)
        with transaction():
            db.session.execute(sa.update(Case).where(Case.id == case.id).values(is_restricted=True))
        client.sign_in(world.colleague.email)
        for rest in ("", "/settlement/new", f"/settlement/{spoken(settlement.ref)}", "/remedies/new"):
            assert client.get(claim_url(claim, rest)).status == 404

    def test_the_page_leads_to_the_step_of_the_case_only_where_it_may_happen(self, world, office, case, claim):
        settle(world, claim, MISSED)
        event = f"/office/cases/{spoken(case.ref)}/events/settlement_signed"
        assert event not in office.get(claim_url(claim)).text
        with transaction():
            db.session.execute(sa.update(Case).where(Case.id == case.id).values(step=Step.CONCILIATION))
        assert event in office.get(claim_url(claim)).text
        assert office.get(event).status == 200


class TestStrangers:
    @pytest.mark.parametrize("rest", ["/settlement/new", "/remedies/new", "/sanctions/new"])
    def test_another_centre_finds_no_such_page(self, world, client, claim, rest):
        client.sign_in(world.other_caseworker.email)
        assert client.get(claim_url(claim, rest)).status == 404

    @pytest.mark.parametrize("who", ["partner", "administrator", "auditor"])
    def test_other_roles_are_turned_away(self, world, client, claim, who):
        client.sign_in(getattr(world, who).email)
        assert client.get(claim_url(claim, "/settlement/new")).status == 403

    def test_a_settlement_is_found_under_its_own_claim_alone(self, world, office, case, claim):
        settlement = settle(world, claim, MISSED)
        other = new_claim(world, case)
        assert office.get(claim_url(other, f"/settlement/{spoken(settlement.ref)}")).status == 404


class TestOtherDoors:
    def test_the_worker_reads_nothing_of_it_on_a_screen_that_others_may_see(self, world, client):
        case = make_case(world.origin, caseworker=world.caseworker, code_hash=hash_password(peppered(CODE)))
        claim = new_claim(world, case)
        card = client.submit("/en/status", {"reference": case.ref, "code": CODE}).words()
        settle(world, claim, MISSED)
        assert client.get("/en/case").words() == card

    def test_a_partner_reads_nothing_of_it_in_a_referral(self, app, world):
        sample = make_sample(world, world.origin, world.caseworker, world.destination)
        client = Client(app)
        client.sign_in(world.partner.email)
        page = client.get(f"/partner/referrals/{spoken(sample.values['referral_ref'])}")
        assert page.status == 200
        words = page.words() + client.get("/partner/").words()
        assert not [word for word in ("Settlement", "nstalment", "Agreed payments", "900.00") if word in words]


class TestClosed:
    def test_a_closed_case_takes_no_new_settlement(self, world, office, case, claim):
        path = claim_url(claim, "/settlement/new")
        form = office.get(path).form_values(path)
        close(world, claim)
        page = office.post(path, {**form, **HEAD, **ROWS})
        assert page.status == 422
        assert "This case is closed. Reopen it first." in page.words()
        assert path not in office.get(claim_url(claim)).text

    def test_what_comes_late_is_still_put_on_record(self, world, office, case, claim):
        close(world, claim)
        page = office.submit(claim_url(claim, "/remedies/new"), {"kind": "ticket", "step": "received"})
        assert "Return ticket" in page.words()
