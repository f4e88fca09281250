"""By a link in a browser: one referral and nothing beside, before or after it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from mrc import clock, sending
from mrc.access import BY_LINK
from mrc.db import db
from mrc.documents.models import Document
from mrc.people import service as people
from mrc.people.models import Person
from mrc.referrals import service
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.rules import ConsentScope, LinkEnd, ReferralState
from mrc.referrals.rules.links import new_token
from mrc.refs import new_ref, spoken
from mrc.sessions import SessionRow
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.page import Client, Page
from tests.referrals.scenes import (
    MARKS,
    NEVER,
    facts_for,
    follow,
    linked,
    marked_case,
    sent,
    without_account,
)


def office(referral: Referral, rest: str = "") -> str:
    return f"/office/referrals/{spoken(referral.ref)}{rest}"


def inside(referral: Referral, rest: str = "") -> str:
    return f"/partner/referrals/{spoken(referral.ref)}{rest}"


def test_a_caseworker_sends_a_link_and_sees_its_code_once(world: builders.World, client: Client) -> None:
    organisation = without_account()
    case = marked_case(world)
    referral = service.send(actor_of(world.caseworker), case.ref, facts_for(organisation.ref))
    client.sign_in("ana@origin.example")
    assert "Nobody of this organisation has an account." in client.get(office(referral)).words()

    form = client.get(office(referral, "/link"))
    values = form.form_values(office(referral, "/link"))
    assert values["email"] == "desk@other.example"
    sent_page = client.post(office(referral, "/link"), values, follow=False)
    slip = sent_page.response.headers["Location"]
    shown, again = client.get(slip), client.get(slip)

    code = "".join(next(cell for cell in shown.all("bdi") if "amount-large" in (cell.get("class") or "")).itertext())
    assert len(code.replace(" ", "")) == 8
    assert again.status == 410
    assert code not in again.text
    assert "Waits to be sent" in client.get(office(referral)).words()


def test_a_wrong_address_comes_back(world: builders.World, client: Client) -> None:
    referral, _link = linked(world)
    client.sign_in("ana@origin.example")

    page = client.submit(office(referral, "/link"), {"email": "nowhere"})

    assert page.status == 422
    assert "name@example.org" in page.words()
    assert page.form_values(office(referral, "/link"))["email"] == "nowhere"


def test_a_partner_comes_by_a_link_answers_and_is_out(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    referral, link = linked(world, case)

    page = follow(client, link)
    assert page.response.request.path == inside(referral)
    assert "Please advise on unpaid wages." in page.words()
    accepted = client.submit(inside(referral), {}, action=inside(referral, "/accept"))
    started = client.submit(inside(referral), {}, action=inside(referral, "/start"))
    written = client.submit(inside(referral, "/write"), {"text": "When may we call?"})
    filed = client.submit(
        inside(referral, "/file"), {"file": (BytesIO(b"the letter"), "letter.txt"), "note": "Our letter"}
    )
    over = client.submit(inside(referral, "/report"), {"outcome": "advised", "useful": "yes", "words": "Thanks."})

    assert "Accepted. The centre has been told." in accepted.words()
    assert "Noted. The centre has been told." in started.words()
    assert "When may we call?" in written.words()
    assert "The centre has your file." in filed.words()
    assert over.response.request.path == "/letter/over"
    assert client.get(inside(referral)).response.request.path == "/sign-in"
    assert client.submit("/letter", {"code": link.code}).status == 422
    row = db.session.get_one(Referral, referral.id, populate_existing=True)
    assert (row.state, row.was_useful_to_partner, row.partner_words) == (ReferralState.COMPLETED, True, "Thanks.")
    assert db.session.scalars(sa.select(Document)).one().file_name == "letter.txt"


@pytest.mark.parametrize(
    "path",
    [
        "/partner/",
        "/partner/organisation",
        "/partner/members",
        "/office/",
        "/office/referrals",
        "/office/directory",
        "/admin/",
        "/audit/",
        "/account",
        "/account/password",
        "/en/case",
    ],
)
def test_every_other_page_is_closed_to_who_came_by_a_link(world: builders.World, client: Client, path: str) -> None:
    _referral, link = linked(world)
    follow(client, link)

    assert client.get(path).status == 403


def test_no_page_of_any_door_opens_to_a_link_but_those_that_answer_a_referral(
    app: Flask, world: builders.World, client: Client
) -> None:
    _referral, link = linked(world)
    follow(client, link)
    dummies = {"ref": new_ref(), "int": "1", "lang": "en"}
    opened = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission is None or permission in BY_LINK:
            continue
        values = {name: dummies.get(kind, "x") for name, kind in converters(rule).items()}
        path = app.url_map.bind("localhost").build(rule.endpoint, values)
        method = client.http.get if "GET" in rule.methods else client.http.post
        if method(path).status_code not in {400, 403}:
            opened.append(path)

    assert opened == []


def converters(rule: Rule) -> dict[str, str]:
    """What stands for each part of an address."""
    found = re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", str(rule))
    return {name: kind for kind, name in found}


def test_who_came_by_a_link_is_led_to_its_referral(world: builders.World, client: Client) -> None:
    referral, link = linked(world)
    page = follow(client, link)

    assert client.get("/").response.request.path == inside(referral)
    assert client.get("/sign-in").response.request.path == inside(referral)
    assert [
        place for place in page.all("a") if place.get("href") in {"/partner/", "/account", "/partner/members"}
    ] == []
    assert client.submit(inside(referral), {}, action="/sign-out").response.request.path == "/sign-in"
    assert client.get(inside(referral)).response.request.path == "/sign-in"


def test_another_referral_and_none_answer_alike(world: builders.World, client: Client) -> None:
    _referral, link = linked(world)
    other, foreign = linked(world)[0], sent(world)
    follow(client, link)

    unknown = client.get(f"/partner/referrals/{spoken(new_ref())}")

    assert unknown.status == 404
    for one in (other, foreign):
        for rest in ("", "/decline", "/report", "/waitlist", "/give-back", "/write", "/file"):
            answer = client.get(inside(one, rest))
            assert (answer.status, answer.words()) == (404, unknown.words())


@pytest.mark.parametrize("field", list(MARKS))
def test_a_link_shows_exactly_the_shared_field(world: builders.World, client: Client, field: ConsentScope) -> None:
    referral, link = linked(world, fields=frozenset({field}))
    follow(client, link)
    pages = [inside(referral), *(inside(referral, rest) for rest in ("/decline", "/waitlist", "/write", "/file"))]

    texts = "\n".join(client.get(path).text for path in pages)
    errors = client.submit(inside(referral, "/write"), {"text": ""}).text

    assert MARKS[field] in texts
    for text in (texts, errors):
        assert [mark for name, mark in MARKS.items() if name is not field and mark in text] == []
        assert [mark for mark in NEVER if mark in text] == []


def test_before_and_after_nothing_is_shown(world: builders.World, client: Client) -> None:
    referral, link = linked(world, fields=frozenset(ConsentScope))
    before = client.get(f"/letter/{link.token}")
    wrong = client.submit("/letter", {"code": "00000000"})
    follow(client, link)
    service.recall(actor_of(world.caseworker), referral.ref)
    after = [client.get(inside(referral)), client.get("/letter/over"), client.submit("/letter", {"code": link.code})]

    for page in (before, wrong, *after):
        assert "MARK" not in page.text
        assert referral.ref not in page.text
        assert spoken(referral.ref) not in page.text


def headers(page: Page) -> dict[str, str]:
    left_out = {"set-cookie", "content-length", "date"}
    return {name: value for name, value in page.response.headers.items() if name.lower() not in left_out}


def test_wrong_expired_ended_and_unknown_answer_alike(app: Flask, world: builders.World) -> None:
    _referral, link = linked(world)
    ended, dead = linked(world)
    service.end_link(actor_of(world.caseworker), ended.ref)

    def answer(token: str, code: str, after: timedelta = timedelta()) -> tuple[int, str, dict[str, str]]:
        with clock.held_at(NOW + after):
            visitor = Client(app)
            visitor.get(f"/letter/{token}")
            page = visitor.submit("/letter", {"code": code})
            return page.status, page.words(), headers(page)

    answers = [
        answer(link.token, "00000000"),
        answer(dead.token, dead.code),
        answer(new_token(), link.code),
        answer("no-token", link.code),
        answer(link.token, link.code, timedelta(days=15)),
    ]

    assert answers[0][0] == 422
    assert "do not open anything" in answers[0][1]
    assert all(one == answers[0] for one in answers)


def test_the_address_leads_on_and_is_kept_by_nobody(world: builders.World, client: Client) -> None:
    _referral, link = linked(world)

    first = client.get(f"/letter/{link.token}", follow=False)
    asked = client.get("/letter")

    assert (first.status, first.response.headers["Location"]) == (303, "/letter")
    for page in (first, asked):
        assert page.response.headers["Cache-Control"] == "no-store"
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert link.token not in page.text
        assert link.token not in str(page.response.headers)


def test_the_secret_lies_in_no_session_of_somebody_signed_in(world: builders.World, client: Client) -> None:
    referral, link = linked(world)
    client.sign_in("ana@origin.example")

    client.get(f"/letter/{link.token}")

    assert "letter" in str(db.session.scalars(sa.select(SessionRow.data)).all())
    assert link.token not in str(db.session.scalars(sa.select(SessionRow.data)).all())
    assert client.submit("/letter", {"code": link.code}).response.request.path == inside(referral)
    assert len(db.session.scalars(sa.select(SessionRow.link_id)).all()) == 1


def test_the_office_is_told_that_the_mail_server_is_away(
    world: builders.World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral, _link = linked(world)

    def away(*_given: object) -> None:
        raise sending.Unreachable("nobody there")

    monkeypatch.setattr(sending, "adapter", lambda medium: away)
    sending.send_due()
    client.sign_in("ana@origin.example")

    page = client.get(office(referral))

    assert "Not sent yet: the mail server does not answer" in page.words()
    assert "The referral stands." in page.words()


@pytest.mark.parametrize("code", ["", "1234", "12345678x", "1" * 61])
def test_a_typing_mistake_costs_no_try(world: builders.World, client: Client, code: str) -> None:
    _referral, link = linked(world)
    client.get(f"/letter/{link.token}")

    assert client.submit("/letter", {"code": code}).status == 422
    assert db.session.scalars(sa.select(ReferralLink.wrong_tries)).one() == 0


def test_a_code_is_read_in_any_digits(world: builders.World, client: Client) -> None:
    referral, link = linked(world)
    arabic = link.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    client.get(f"/letter/{link.token}")

    page = client.submit("/letter", {"code": f"{arabic[:4]} {arabic[4:]}"})

    assert page.response.request.path == inside(referral)


def test_in_arabic_the_partner_without_an_account_reads_from_the_right(world: builders.World, client: Client) -> None:
    referral, link = linked(world)
    client.get(f"/letter/{link.token}")
    client.submit("/letter", {"language": "ar"}, action="/language")

    page = client.submit("/letter", {"code": link.code})

    assert page.response.request.path == inside(referral)
    assert (page.root.get("dir"), page.root.get("lang")) == ("rtl", "ar")


def test_a_withdrawn_consent_ends_an_open_page_at_once(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    referral, link = linked(world, case)
    follow(client, link)
    person_ref = db.session.scalars(sa.select(Person.ref).where(Person.id == case.person_id)).one()
    people.withdraw_consent(actor_of(world.caseworker), person_ref, int(referral.consent_id or 0))

    assert client.get(inside(referral)).response.request.path == "/sign-in"
    assert db.session.scalars(sa.select(ReferralLink.ended_because)).one() is LinkEnd.NO_CONSENT


def test_the_office_ends_a_link_and_says_what_the_help_was_worth(world: builders.World, client: Client) -> None:
    referral, _link = linked(world)
    client.sign_in("ana@origin.example")

    ended = client.submit(office(referral, "/link/end"), {})
    early = client.submit(office(referral, "/judge"), {"useful": "yes"})
    written = client.submit(office(referral, "/write"), {"text": "Please call after six."})
    service.recall(actor_of(world.caseworker), referral.ref)
    judged = client.submit(office(referral, "/judge"), {"useful": "no", "words": "No answer for a week."})

    assert "The link opens nothing any more." in ended.words()
    assert "Ended by the centre" in ended.words()
    assert early.status == 422
    assert "Please call after six." in written.words()
    assert "No answer for a week." in judged.words()


@pytest.mark.parametrize("rest", ["", "/link", "/link/end", "/write", "/judge", "/recall"])
def test_a_stranger_finds_nothing_of_it(world: builders.World, client: Client, rest: str) -> None:
    referral, _link = linked(world)
    client.sign_in("omar@destination.example")

    assert client.get(office(referral, rest)).status == 404
