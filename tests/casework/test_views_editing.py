"""Changing a case and handing it over, through the office door."""

import sqlalchemy as sa

from mrc import refs
from mrc.casework import service
from mrc.casework.models import Handover, Task
from mrc.db import db
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentFacts
from tests.builders import actor_of, make_case
from tests.casework import offering
from tests.casework.addresses import ANA, BEN, OMAR, fresh, path


def offered_by_form(client, case, centre, **more):
    """The pages of an offer, up to the answer to its second step."""
    here = path(case, "/hand-over")
    wanted = {"to": str(centre.id), "note": "He flies on Monday.", "parts": ["summary", "evidence"]}
    preview = client.submit(here, {**wanted, "step": "look"})
    assert preview.status == 200, preview.words()
    return client.post(here, {**preview.form_values(here), **wanted, "step": "offer", **more})


class TestEditing:
    def test_the_facts_are_changed(self, ana, case):
        page = ana.submit(path(case, "/change"), {"summary": "Two months.", "destination_country": "Kuwait"})

        assert "Two months." in page.words()
        assert fresh(case).destination_country == "KW"

    def test_two_people_editing_see_both_texts_and_decide(self, ana, client, case):
        address = path(case, "/change")
        values = ana.get(address).form_values(address)
        ana.submit(address, {"summary": "Theirs."})

        stale = ana.post(address, {**values, "summary": "Mine."})
        saved = ana.post(address, {**stale.form_values(address), "summary": "Both."})

        assert stale.status == 409
        assert "Theirs." in stale.words()
        assert "Mine." in stale.words()
        assert saved.status == 200
        assert fresh(case).summary == "Both."

    def test_an_employer_is_put_on_the_case_and_taken_off(self, ana, case):
        typed = {"respondent_query": "New Star", "respondent_choice": "new", "country": "Qatar", "role": "employer"}

        page = ana.submit(path(case, "/respondents"), typed)
        (removal,) = [
            form.get("action") for form in page.all("form") if (form.get("action") or "").endswith("/remove")
        ]
        after = ana.submit(path(case), {}, action=removal)

        assert "New Star" in page.words()
        assert "Nobody named yet." in after.words()

    def test_a_respondent_is_looked_up_first(self, ana, world, case):
        respondents.add(actor_of(world.caseworker), RespondentFacts("Falcon Services WLL", "QA"))

        page = ana.submit(path(case, "/respondents"), {"respondent_query": "Falcon", "search": "1"})

        assert "Falcon Services WLL" in page.words()

    def test_a_removal_of_nothing_known_is_refused(self, ana, case):
        token = ana.get(path(case)).form_values(path(case, "/notes"))["csrf_token"]
        address = path(case, "/respondents/123-456-7897/remove")

        assert ana.post(address, {"csrf_token": token, "role": "moon"}).status in {400, 404}

    def test_a_task_is_added_and_done(self, ana, case):
        page = ana.submit(path(case, "/tasks"), {"title": "Ring the sister", "due_on": "2026-11-18", "kind": "call"})
        task = db.session.scalars(sa.select(Task)).one()
        after = ana.submit(path(case), {}, action=path(case, f"/tasks/{refs.spoken(task.ref)}/done"))

        assert "Was due 18 Nov 2026 (2 days ago)" in page.words()
        assert "The task is done." in after.words()

    def test_a_task_without_day_is_asked_for_again(self, ana, case):
        page = ana.submit(path(case, "/tasks"), {"title": "Ring the sister"})

        assert page.status == 422
        assert "Enter the day by which it must be done." in page.words()

    def test_the_caseworker_chooses_the_team(self, ana, world, case):
        page = ana.submit(path(case, "/team"), {"is_restricted": "y", "members": [str(world.colleague.id)]})

        assert "Its team and the supervisors" in page.words()
        assert fresh(case).subject.team == {world.caseworker.id, world.colleague.id}

    def test_a_colleague_is_told_who_decides(self, client, case):
        client.sign_in(BEN)

        assert "Ask one of them." in client.get(path(case, "/team")).words()


class TestHanding:
    def test_a_colleague_gets_the_case(self, ana, world, case):
        page = ana.submit(path(case, "/assign"), {"to": str(world.colleague.id), "note": "On leave."})

        assert "The case is now with Ben." in page.words()
        assert fresh(case).caseworker_id == world.colleague.id

    def test_whoever_gives_a_restricted_case_away_goes_back_to_their_work(self, ana, world):
        case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)

        page = ana.submit(path(case, "/assign"), {"to": str(world.colleague.id)})

        assert page.response.request.path == "/office/"

    def test_another_centre_reads_what_it_is_about_but_no_name_and_accepts(self, client, world, case):
        client.sign_in(ANA)
        offered_by_form(client, case, world.destination, agreed="y")
        offer = db.session.scalars(sa.select(Handover)).one()
        address = f"/office/hand-overs/{refs.spoken(offer.ref)}"
        client.http.delete_cookie("w")
        client.sign_in(OMAR)

        work, page = client.get("/office/"), client.get(address)
        mine = client.submit(address, {}, action=f"{address}/accept")

        assert "Kathmandu centre offered you this case" in work.words()
        assert "He flies on Monday." in page.words()
        assert "Sita" not in page.text
        assert "सीता" not in page.text
        assert "The case is yours now." in mine.words()
        assert "Sita Gurung" in mine.words()
        assert f"{address}/package" in mine.text
        assert "Unchanged since it was offered." in client.get(f"{address}/package").words()
        client.http.delete_cookie("w")
        client.sign_in(ANA)
        stub = client.get(path(case))
        assert "This case was handed over" in stub.words()
        assert "Sita" not in stub.text

    def test_declining_needs_a_reason(self, client, world, case):
        offer = offering.offer(actor_of(world.caseworker), case, world.destination, "Please.")
        address = f"/office/hand-overs/{refs.spoken(offer.ref)}"
        client.sign_in(OMAR)

        refused = client.submit(address, {"reason": ""}, action=f"{address}/decline")
        done = client.submit(address, {"reason": "No room."}, action=f"{address}/decline")

        assert refused.status == 422
        assert "Write why you cannot take it." in refused.words()
        assert "Declined." in done.words()

    def test_an_offer_is_withdrawn(self, ana, world, case):
        offering.offer(actor_of(world.caseworker), case, world.destination, "Please.")

        page = ana.submit(path(case), {}, action=path(case, "/hand-over/withdraw"))

        assert "The offer is withdrawn." in page.words()

    def test_accepting_what_was_withdrawn_says_so(self, client, world, case):
        offer = offering.offer(actor_of(world.caseworker), case, world.destination, "Please.")
        address = f"/office/hand-overs/{refs.spoken(offer.ref)}"
        client.sign_in(OMAR)
        values = client.get(address).form_values(f"{address}/accept")
        service.withdraw(actor_of(world.caseworker), case.ref)

        page = client.post(f"{address}/accept", values)

        assert "answered or withdrawn meanwhile" in page.words()


class TestOffering:
    def test_the_first_step_asks_for_centre_and_note_and_keeps_what_was_ticked(self, ana, world, case):
        page = ana.submit(path(case, "/hand-over"), {"to": "0", "note": "", "parts": ["claims"], "step": "look"})
        elsewhere = ana.submit(path(case, "/hand-over"), {"to": str(world.origin.id), "note": "x", "step": "look"})
        bent = ana.submit(path(case, "/hand-over"), {"parts": ["about"], "note": "x", "step": "look"})

        assert (page.status, elsewhere.status, bent.status) == (422, 422, 422)
        assert "Write what the other centre should know" in page.words()
        assert "The case is there already." in elsewhere.words()

    def test_without_consent_nothing_is_offered_and_what_was_typed_comes_back(self, ana, world, case):
        page = offered_by_form(ana, case, world.destination, interpreter="Rama")

        assert page.status == 422
        assert "Without consent nothing is handed over." in page.words()
        assert page.form_values(path(case, "/hand-over"))["interpreter"] == "Rama"
        assert db.session.scalars(sa.select(Handover)).all() == []

    def test_a_spoken_consent_needs_a_witness_and_says_so_at_its_field(self, ana, world, case):
        page = offered_by_form(ana, case, world.destination, agreed="y", consent_form="verbal_certified")

        assert page.status == 422
        assert 'id="witness-error"' in page.text

    def test_the_sender_can_change_what_is_shown(self, ana, world, case):
        here = path(case, "/hand-over")
        wanted = {"to": str(world.destination.id), "note": "He flies.", "parts": ["summary"]}
        preview = ana.submit(here, {**wanted, "step": "look"})

        page = ana.post(here, {**preview.form_values(here), "step": "back"})

        assert page.form_values(here)["parts"] == ["summary"]
        assert page.form_values(here)["note"] == "He flies."

    def test_the_offer_can_be_read_and_printed_and_a_stranger_finds_nothing(self, client, world, case):
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        address = f"/office/hand-overs/{refs.spoken(offer.ref)}/package"
        client.sign_in(ANA)
        printed = client.get(address)
        client.http.delete_cookie("w")
        client.sign_in(OMAR)

        assert "Unchanged since it was offered." in printed.words()
        assert offer.package_hash in printed.text
        assert "Sita" not in printed.text
        assert client.get(address).status == 404

    def test_a_case_goes_back_to_where_it_came_from_first(self, client, world, case):
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        service.accept(actor_of(world.other_caseworker), offer.ref)
        client.sign_in(OMAR)

        page = client.get(path(case, "/hand-over"))

        assert page.form_values(path(case, "/hand-over"))["to"] == [str(world.origin.id)]

    def test_what_was_offered_is_found_again(self, ana, world, case):
        empty = ana.get("/office/hand-overs")
        offering.offer(actor_of(world.caseworker), case, world.destination)

        page = ana.get("/office/hand-overs?before=x")

        assert "Nothing was offered to another centre yet." in empty.words()
        assert "Doha centre" in page.words()
        assert path(case) in page.text
