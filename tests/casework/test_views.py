"""The pages of casework through the office door, as each role meets them."""

import re

import pytest
import sqlalchemy as sa

from mrc import refs, vault
from mrc.casework import service
from mrc.casework.models import Case, CaseEvent, Handover, Task
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import CaseStatus, Stage, Step
from mrc.db import db
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentFacts
from mrc.staff.service import verify_password
from tests.builders import actor_of, make_case, make_person

ANA, BEN, SUE = "ana@origin.example", "ben@origin.example", "sue@origin.example"
OMAR = "omar@destination.example"


def path(case, rest=""):
    return f"/office/cases/{refs.spoken(case.ref)}{rest}"


@pytest.fixture
def case(world):
    return make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def ana(client, world):
    client.sign_in(ANA)
    return client


def fresh(case):
    db.session.expire_all()
    return db.session.get(Case, case.id)


class TestMyWork:
    def test_it_names_a_person_a_reason_and_one_action(self, ana, case):
        page = ana.get("/office/")

        assert "सीता गुरुङ" in page.words()
        assert "Stands at “Taken in”. Your move since" in page.words()
        assert path(case) in {link.get("href") for link in page.all("a")}

    def test_a_good_day_says_so(self, client, world):
        client.sign_in(BEN)

        assert "Nothing waits for you. It is a good day" in client.get("/office/").words()

    @pytest.mark.parametrize("email", ["pat@clinic.example", "adam@network.example", "aud@network.example"])
    def test_the_office_is_closed_to_others(self, client, world, email):
        client.sign_in(email)

        assert client.get("/office/").status == 403


class TestOpening:
    def address(self, person):
        return f"/office/people/{refs.spoken(person.ref)}/cases/new"

    def test_the_case_is_opened_and_the_code_is_shown_exactly_once(self, ana, world):
        person = make_person(world.origin)
        address = self.address(person)

        slip = ana.submit(address, {"issues": ["NON_PAYMENT"], "summary": "Not paid since May."})
        again = ana.get(slip.response.request.path)

        case = db.session.scalars(sa.select(Case)).one()
        code = re.search(r"\d{4} \d{4} \d{4} \d{4}", slip.text).group()
        assert verify_password(case.code_hash, vault.peppered(refs.only_digits(code)))
        assert slip.root.get("lang") == "ne"
        assert refs.spoken(case.ref) in slip.text
        assert (again.status, code in again.text) == (410, False)

    def test_the_picture_leads_to_the_plain_address_alone(self, ana, world):
        slip = ana.submit(self.address(make_person(world.origin)), {"issues": ["NON_PAYMENT"]})

        assert "/ne/status" in slip.text
        assert not re.search(r"/status[?/#]", slip.text)
        assert "<svg" in slip.text

    def test_the_code_in_the_session_is_sealed(self, ana, world):
        values = {"issues": ["NON_PAYMENT"]}
        address = self.address(make_person(world.origin))
        form = ana.get(address).form_values(address)

        answer = ana.post(address, {**form, **values}, follow=False)
        kept = db.session.execute(sa.text("SELECT data FROM sessions")).scalars().all()
        slip = ana.get(answer.response.headers["Location"])
        code = re.search(r"\d{4} \d{4} \d{4} \d{4}", slip.text).group()

        assert "slip:" in str(kept)
        assert refs.only_digits(code) not in str(kept)

    def test_a_form_sent_twice_opens_one_case(self, ana, world):
        address = self.address(make_person(world.origin))
        values = {**ana.get(address).form_values(address), "issues": ["NON_PAYMENT"]}

        ana.post(address, values)
        ana.post(address, values)

        assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({}, "Choose at least one issue."),
            ({"issues": ["NON_PAYMENT", "FOOD"]}, "Choose the main issue among those you ticked."),
            ({"issues": ["NONSENSE"]}, "Choose from the list."),
            ({"issues": ["FOOD"], "caseworker": "99999"}, "Choose an active colleague of your centre."),
            ({"issues": ["FOOD"], "caseworker": "x"}, "Choose an active colleague of your centre."),
            ({"issues": ["FOOD"], "stage": "moon"}, "Choose one of the list."),
            ({"issues": ["FOOD"], "destination_country": "Atlantis"}, "Choose one of the suggestions"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, ana, world, values, sentence):
        page = ana.submit(self.address(make_person(world.origin)), {"summary": "Eight months.", **values})

        assert page.status == 422
        assert sentence in page.words()
        assert "Eight months." in page.words()
        assert db.session.scalars(sa.select(Case)).all() == []

    def test_the_employer_is_looked_up_and_chosen(self, ana, world):
        firm = respondents.add(actor_of(world.caseworker), RespondentFacts("Falcon Services WLL", "QA"))
        address = self.address(make_person(world.origin))
        typed = {"issues": ["NON_PAYMENT"], "employer_query": "falcon", "summary": "Kept."}

        found = ana.submit(address, {**typed, "search": "1"})
        slip = ana.post(address, {**found.form_values(address), **typed, "employer_choice": firm.ref})

        assert "Falcon Services WLL" in found.words()
        assert "Kept." in found.words()
        assert slip.status == 200
        case = db.session.scalars(sa.select(Case)).one()
        shown = service.show_case(actor_of(world.caseworker), case.ref).respondents
        assert [line.ref for line in shown] == [firm.ref]

    def test_an_unknown_employer_is_added_on_the_spot(self, ana, world):
        address = self.address(make_person(world.origin))
        typed = {"issues": ["FOOD"], "employer_query": "New Star", "employer_choice": "new"}

        without = ana.submit(address, typed)
        ana.submit(address, {**typed, "destination_country": "QA"})

        assert without.status == 422
        case = db.session.scalars(sa.select(Case)).one()
        shown = service.show_case(actor_of(world.caseworker), case.ref).respondents
        assert [(line.name, line.country) for line in shown] == [("New Star", "QA")]

    def test_a_name_that_nobody_chose_for_is_asked_about_before_anything_is_saved(self, ana, world):
        page = ana.submit(self.address(make_person(world.origin)), {"issues": ["FOOD"], "employer_query": "New Star"})

        assert "None of these: add it to the register" in page.words()
        assert db.session.scalars(sa.select(Case)).all() == []

    def test_a_new_code_is_given_after_asking(self, ana, case):
        asked = ana.get(path(case, "/code"))
        slip = ana.submit(path(case, "/code"), {})

        assert "The old code stops working" in asked.words()
        assert re.search(r"\d{4} \d{4} \d{4} \d{4}", slip.text)
        assert fresh(case).code_hash is not None

    def test_a_made_up_slip_shows_nothing(self, ana, case):
        page = ana.get(path(case, "/slip/abc"))

        assert page.status == 410
        assert "The code was shown already" in page.words()


class TestCasePage:
    def test_it_says_what_it_is_where_it_stands_and_what_to_do(self, ana, case):
        page = ana.get(path(case))

        for sentence in (
            "सीता गुरुङ",
            "Sita Gurung",
            refs.spoken(case.ref),
            "Wages not paid",
            "Wage claim",
            "Taken in",
        ):
            assert sentence in page.words()
        assert "It is your move." in page.words()
        (primary,) = [link for link in page.all("a") if "btn-primary" in (link.get("class") or "")]
        assert primary.text == "Safety questions asked"

    @pytest.mark.parametrize(("email", "status"), [(BEN, 200), (SUE, 200), (OMAR, 404)])
    def test_colleagues_see_it_and_other_centres_do_not(self, client, case, email, status):
        client.sign_in(email)

        assert client.get(path(case)).status == status

    @pytest.mark.parametrize(("email", "status"), [(ANA, 200), (BEN, 404), (SUE, 200), (OMAR, 404)])
    def test_a_restricted_case_is_open_to_its_team_and_the_supervisor(self, client, world, email, status):
        case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
        client.sign_in(email)

        assert client.get(path(case)).status == status

    @pytest.mark.parametrize(
        "show", ["all", "notes", "steps", "messages", "documents", "referrals", "money", "looks", "x"]
    )
    def test_every_filter_of_the_timeline_is_a_page(self, ana, case, show):
        assert ana.get(path(case, f"?show={show}&before=zzz")).status == 200

    def test_older_entries_are_one_link_away(self, ana, world, case):
        actor = actor_of(world.caseworker)
        for number in range(25):
            service.add_note(actor, case.ref, f"Note {number}.")

        page = ana.get(path(case))
        (older,) = [link.get("href") for link in page.all("a") if link.get("rel") == "next"]

        assert "Note 24." in page.words()
        assert "Note 3." in ana.get(older).words()

    def test_people_text_is_shown_as_text(self, ana, world, case):
        service.add_note(actor_of(world.caseworker), case.ref, "<script>alert(1)</script>")

        assert "&lt;script&gt;alert(1)" in ana.get(path(case)).text

    def test_the_summary_prints(self, ana, world, case):
        service.add_note(actor_of(world.caseworker), case.ref, "For the meeting.")

        page = ana.get(path(case, "/print"))

        assert "For the meeting." in page.words()
        assert "Confidential." in page.words()

    def test_a_person_shows_their_cases_and_the_way_to_open_one(self, ana, world):
        person = make_person(world.origin)
        case = make_case(world.origin, person, world.caseworker)

        links = {link.get("href") for link in ana.get(f"/office/people/{refs.spoken(person.ref)}").all("a")}

        assert {path(case), f"/office/people/{refs.spoken(person.ref)}/cases/new"} <= links


class TestMoving:
    def test_what_happened_is_saved_and_the_next_day_said(self, ana, case):
        page = ana.submit(
            path(case, "/events/safety_screened"), {"note": "Safe for now.", "happened_on": "19/11/2026"}
        )

        assert "Saved. Next look at this case: 22 Nov 2026." in page.words()
        assert "Happened on 19 Nov 2026" in page.words()
        assert fresh(case).step is Step.SAFETY_SCREENED

    @pytest.mark.parametrize(
        ("code", "values", "sentence"),
        [
            ("asked_migrant", {"note": ""}, "Write down what it is about"),
            ("safety_screened", {"happened_on": "21/11/2026"}, "This date lies in the future"),
            ("safety_screened", {"happened_on": "yesterday"}, "Write the date as year-month-day"),
            ("paid_in_full", {"note": "Kept."}, "This cannot follow now"),
        ],
    )
    def test_what_cannot_be_saved_is_said_at_once(self, ana, case, code, values, sentence):
        page = ana.submit(path(case, f"/events/{code}"), values)

        assert page.status == 422
        assert sentence in page.words()
        assert values.get("note", "") in page.words()

    @pytest.mark.parametrize("code", ["closed", "migrant_wrote", "nonsense", "referred"])
    def test_what_the_office_does_not_record_is_no_page(self, ana, case, code):
        assert ana.get(path(case, f"/events/{code}")).status == 404

    def test_a_note_is_written_from_the_case_page(self, ana, case):
        page = ana.submit(path(case), {"text": "He called from a friend's phone."}, action=path(case, "/notes"))

        assert "He called from a friend's phone." in page.words()

    def test_an_empty_note_is_asked_for_again(self, ana, case):
        page = ana.submit(path(case, "/notes"), {"text": " "})

        assert page.status == 422
        assert "Write the note." in page.words()

    def test_another_stage_needs_its_reason(self, ana, world):
        case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.PRE_DEPARTURE)

        refused = ana.submit(path(case, "/stage"), {"stage": "wage_claim"})
        page = ana.submit(path(case, "/stage"), {"stage": "wage_claim", "reason": "Home again already."})

        assert refused.status == 422
        assert "Say why" in refused.words()
        assert "not needed" in page.words()
        assert fresh(case).stage is Stage.WAGE_CLAIM

    def test_a_stage_that_is_none_is_refused(self, ana, case):
        assert ana.submit(path(case, "/stage"), {"stage": "moon"}).status == 422

    def test_a_case_is_closed_and_reopened(self, ana, case):
        closed = ana.submit(path(case, "/close"), {"resolution": "goals_met", "reason": "Paid and home."})
        page = ana.submit(path(case, "/reopen"), {"reason": "A second employer."})

        assert "This case is closed" in closed.words()
        assert "The case is open again" in page.words()
        assert fresh(case).status is CaseStatus.OPEN

    def test_closing_asks_how_and_why(self, ana, case):
        page = ana.submit(path(case, "/close"), {"reason": "Kept."})

        assert page.status == 422
        assert "Choose how it ended." in page.words()
        assert "Kept." in page.words()

    def test_danger_sends_the_caseworker_to_the_supervisor(self, ana, world):
        case = make_case(world.origin, caseworker=world.caseworker, issue=IssueCode.CONFINEMENT)

        page = ana.submit(path(case, "/close"), {"resolution": "goals_met", "reason": "Out."})

        assert page.status == 422
        assert "Ask your supervisor to close this case" in page.words()


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
        client.submit(path(case, "/hand-over"), {"to": str(world.destination.id), "note": "He flies on Monday."})
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
        client.http.delete_cookie("w")
        client.sign_in(ANA)
        stub = client.get(path(case))
        assert "This case was handed over" in stub.words()
        assert "Sita" not in stub.text

    def test_declining_needs_a_reason(self, client, world, case):
        offer = service.ask_hand_over(actor_of(world.caseworker), case.ref, world.destination.id, "Please.")
        address = f"/office/hand-overs/{refs.spoken(offer.ref)}"
        client.sign_in(OMAR)

        refused = client.submit(address, {"reason": ""}, action=f"{address}/decline")
        done = client.submit(address, {"reason": "No room."}, action=f"{address}/decline")

        assert refused.status == 422
        assert "Write why you cannot take it." in refused.words()
        assert "Declined." in done.words()

    def test_an_offer_is_withdrawn(self, ana, world, case):
        service.ask_hand_over(actor_of(world.caseworker), case.ref, world.destination.id, "Please.")

        page = ana.submit(path(case), {}, action=path(case, "/hand-over/withdraw"))

        assert "The offer is withdrawn." in page.words()

    def test_accepting_what_was_withdrawn_says_so(self, client, world, case):
        offer = service.ask_hand_over(actor_of(world.caseworker), case.ref, world.destination.id, "Please.")
        address = f"/office/hand-overs/{refs.spoken(offer.ref)}"
        client.sign_in(OMAR)
        values = client.get(address).form_values(f"{address}/accept")
        service.withdraw(actor_of(world.caseworker), case.ref)

        page = client.post(f"{address}/accept", values)

        assert "answered or withdrawn meanwhile" in page.words()


PAGES = (
    "",
    "/print",
    "/change",
    "/notes",
    "/tasks",
    "/stage",
    "/close",
    "/reopen",
    "/team",
    "/respondents",
    "/assign",
)


@pytest.mark.parametrize("rest", [*PAGES, "/hand-over", "/code", "/events/spoken_with"])
def test_nobody_from_elsewhere_opens_any_page_of_a_case(client, case, rest):
    client.sign_in(OMAR)

    assert client.get(path(case, rest)).status == 404


@pytest.mark.parametrize("rest", [*PAGES, "/hand-over", "/code", "/events/spoken_with"])
def test_a_stranger_is_asked_to_sign_in(client, case, rest):
    assert client.get(path(case, rest), follow=False).status == 303


@pytest.mark.parametrize("rest", ["/notes", "/close", "/code", "/events/spoken_with", "/hand-over/withdraw"])
def test_a_deed_without_its_token_is_not_done(ana, case, rest):
    page = ana.post(path(case, rest), {"text": "x", "reason": "x", "resolution": "goals_met"})

    assert page.status == 400
    codes = db.session.scalars(sa.select(CaseEvent.code)).all()
    assert codes == [EventCode.OPENED]


def test_a_closed_case_offers_to_be_reopened_and_nothing_else(ana, world, case):
    service.close(actor_of(world.caseworker), case.ref, Resolution.GOALS_MET, "Done.")

    page = ana.get(path(case))

    assert "Closed. Nobody has to do anything." in page.words()
    assert path(case, "/events/safety_screened") not in {link.get("href") for link in page.all("a")}
