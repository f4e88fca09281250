"""Opening a case and the slip with its code, through the office door."""

import re

import pytest
import sqlalchemy as sa

from mrc import refs, vault
from mrc.casework import service
from mrc.casework.models import Case
from mrc.db import db, in_transaction
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentFacts
from mrc.staff import service as staff
from mrc.staff.service import verify_password
from tests.builders import actor_of, make_person
from tests.casework.addresses import fresh, path


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

    def test_nobody_waits_while_a_code_is_hashed(self, ana, world, case, monkeypatch):
        steps, hash_password = [], staff.hash_password
        monkeypatch.setattr(
            staff, "hash_password", lambda text: steps.append(in_transaction()) or hash_password(text)
        )
        address = self.address(make_person(world.origin))
        values = {**ana.get(address).form_values(address), "issues": ["NON_PAYMENT"]}

        for _time in range(2):
            ana.post(address, values, follow=False)
        ana.submit(path(case, "/code"), {})

        assert steps == [False, False]

    def test_a_made_up_slip_shows_nothing(self, ana, case):
        page = ana.get(path(case, "/slip/abc"))

        assert page.status == 410
        assert "The code was shown already" in page.words()
