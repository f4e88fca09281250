"""The pages of casework through the office door, as each role meets them."""

import pytest
import sqlalchemy as sa

from mrc import refs
from mrc.casework import service
from mrc.casework.models import CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import CaseStatus, Stage, Step
from mrc.db import db
from tests.builders import actor_of, make_case, make_person
from tests.casework.addresses import ANA, BEN, OMAR, SUE, fresh, path


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
