"""A referral to a partner without an account in a real browser: sent, opened by link and code, declined, and sent on
to the next one; in English and in Arabic."""

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mrc.db import db
from mrc.outbox import Letter, Outgoing
from mrc.refs import spoken
from mrc.staff.models import User
from tests import builders
from tests.journeys.browser import PHONE, grave_faults, is_wider_than_the_screen, visit
from tests.journeys.main_job import expect_form_again, path_of, press
from tests.journeys.people import sign_in, speak
from tests.journeys.server import Server, beside

PURPOSE = "कानुनी सल्लाह चाहियो"
SECRET = "यो कसैलाई नभन्नू"


def prepare(server: Server, language: str) -> str:
    """A case and an organisation without an account; gives the page on which the one is referred to the other."""
    with beside(server):
        email = server.staff("caseworker")["email"]
        worker = db.session.scalars(sa.select(User).where(User.email == email)).one()
        person = builders.make_person(worker.centre, f"यात्रा {language}", f"Yatra {language}")
        case = builders.make_case(worker.centre, person, worker)
        organisation = builders.make_organisation(f"A clinic by letter ({language})")
        return f"/office/cases/{spoken(case.ref)}/referrals/new/{spoken(organisation.ref)}"


def newest_letter(server: Server) -> str:
    """The address in the newest message, as its reader gets it."""
    with beside(server):
        query = sa.select(Outgoing).where(Outgoing.letter == Letter.REFERRAL_BY_LINK).order_by(Outgoing.id.desc())
        return urlsplit(str(db.session.scalars(query).first().opens)).path


def consent(page: Page) -> None:
    page.select_option("[name=given_as]", "written")
    page.fill("main [name=language]", "ne")
    page.fill("[name=expires_on]", "2099-01-01")
    page.check("[name=agreed]")
    press(page, "button[name=step][value=send]")
    assert not page.locator("[role=alert]").count(), page.locator("[role=alert]").all_inner_texts()


def send(page: Page, path: str) -> tuple[str, str]:
    """Refer the case, send a link, and read its code; gives the referral and the code."""
    page.goto(path)
    page.fill("[name=purpose]", PURPOSE)
    press(page, "button[name=step][value=save]")
    page.goto(path)
    assert page.input_value("[name=purpose]") == PURPOSE
    press(page, "button[name=step][value=look]")
    consent(page)
    referral = path_of(page)
    press(page, 'main a[href$="/link"]')
    page.fill("[name=email]", "desk@other.example")
    press(page)
    code = page.locator(".amount-large").inner_text()
    page.reload()
    assert code not in page.content()
    return referral, code


def answer(page: Page, letter: str, code: str, language: str, axe: Axe) -> None:
    """Follow the link, mistype the code, read, write back, send a file, and decline."""
    page.goto(letter)
    assert path_of(page) == "/letter"
    speak(page, language)
    assert grave_faults(page, axe) == []
    page.fill("[name=code]", "0000 0000")
    press(page, "main form button[type=submit]")
    expect_form_again(page)
    page.fill("[name=code]", code)
    press(page, "main form button[type=submit]")
    referral = path_of(page)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    expect(page.locator("#packet")).to_contain_text(PURPOSE)
    assert "Yatra" not in page.content()
    assert grave_faults(page, axe) == []
    assert not is_wider_than_the_screen(page)
    page.goto(f"{referral}/write")
    page.fill("[name=text]", SECRET)
    press(page)
    expect(page.locator("#thread")).to_contain_text(SECRET)
    page.goto(f"{referral}/file")
    page.set_input_files("[name=file]", {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Our letter"})
    press(page)
    for door in ("/partner/", "/office/", "/account"):
        assert page.goto(door).status == 403
    page.goto(f"{referral}/decline")
    page.locator("[name=reason]").first.select_option("no_capacity")
    press(page)
    assert path_of(page) == "/letter/over"
    page.goto(referral)
    assert path_of(page) == "/sign-in"
    page.goto(letter)
    page.fill("[name=code]", code)
    press(page, "main form button[type=submit]")
    expect_form_again(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_partner_without_an_account_declines_and_the_next_one_is_asked(
    chromium: Browser, server: Server, axe: Axe, language: str
) -> None:
    path = prepare(server, language)
    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        speak(page, language)
        referral, code = send(page, path)

    with visit(chromium, server.url, viewport=PHONE, language=language) as (page, _watch):
        answer(page, newest_letter(server), code, language, axe)

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        page.goto(referral)
        expect(page.locator("#thread")).to_contain_text(SECRET)
        assert page.locator('#thread a[href*="/documents/"]').count() == 1
        assert grave_faults(page, axe) == []
        press(page, f'form[action="{referral}/next"] button')
        expect(page.locator("#packet")).to_contain_text(PURPOSE)
        assert not page.is_checked("[name=agreed]")
        consent(page)
        assert path_of(page).startswith("/office/referrals/")
        assert path_of(page) != referral
        speak(page, "en")
