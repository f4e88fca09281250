"""Referrals in a real browser, in English and in Arabic: to a partner with an account, taken back, and to a consulate
that may never be asked."""

import json
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mrc.db import db
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind
from mrc.people.rules import Protection
from mrc.refs import spoken
from mrc.staff.models import User
from tests import builders
from tests.journeys.browser import PHONE, grave_faults, is_wider_than_the_screen, visit
from tests.journeys.main_job import path_of, press
from tests.journeys.people import sign_in, speak
from tests.journeys.server import Server, beside
from tests.journeys.test_referral_by_link import consent

CLINIC = "Legal Clinic for Workers"
PURPOSE = "मजदुरको ज्याला माग्न सघाउनुहोस्"
DONE = "मजदुरले ज्याला पाए"
REFUSED = "contact with it could harm the person"
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


@dataclass(frozen=True)
class Begun:
    """Where a case stands and where it can be referred to a clinic with an account and to the person's consulate."""

    case: str
    clinic: str
    consulate: str


def begin(server: Server, name: str, *protections: Protection) -> Begun:
    """Somebody new who works abroad, as a caseworker knows them."""
    with beside(server):
        worker = db.session.scalars(sa.select(User).where(User.email == server.staff("caseworker")["email"])).one()
        person = builders.make_person(worker.centre, name, name, nationality="NP", protections=frozenset(protections))
        case = builders.make_case(worker.centre, person, worker, destination_country="QA")
        chosen = sa.select(Organisation).where(Organisation.country == "QA", Organisation.source.is_(None))
        clinic = db.session.scalars(chosen.where(Organisation.name.contains(CLINIC))).one()
        consulate = db.session.scalars(chosen.where(Organisation.kind == OrganisationKind.CONSULATE)).one()
        path = f"/office/cases/{spoken(case.ref)}"
        return Begun(
            path, f"{path}/referrals/new/{spoken(clinic.ref)}", f"{path}/referrals/new/{spoken(consulate.ref)}"
        )


def refer(page: Page, path: str) -> str:
    """Refer a case with the person's consent; gives the number of the referral."""
    page.goto(path)
    page.fill("[name=purpose]", PURPOSE)
    press(page, "button[name=step][value=look]")
    consent(page)
    return path_of(page).removeprefix("/office/referrals/")


@LANGUAGES
def test_a_partner_with_an_account_takes_a_case_on_and_reports(
    chromium: Browser, server: Server, axe: Axe, language: str
) -> None:
    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        speak(page, language)
        referral = refer(page, begin(server, f"Khata {language}").clinic)

    with visit(chromium, server.url, viewport=PHONE, language=language) as (page, _watch):
        sign_in(page, server.partner(CLINIC))
        speak(page, language)
        press(page, f'main a[href="/partner/referrals/{referral}"]')
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        expect(page.locator("#packet")).to_contain_text(PURPOSE)
        assert "Khata" not in page.content()
        press(page, f'form[action$="/{referral}/accept"] button')
        press(page, f'form[action$="/{referral}/start"] button')
        assert grave_faults(page, axe) == []
        assert not is_wider_than_the_screen(page)
        press(page, f'main a[href$="/{referral}/report"]')
        page.locator("[name=outcome]").first.select_option("settled")
        page.fill("[name=note]", DONE)
        press(page)
        assert path_of(page) == "/partner/"
        assert page.goto(f"/partner/referrals/{referral}").status == 404
        speak(page, "en")

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        page.goto(f"/office/referrals/{referral}")
        expect(page.locator("#answer")).to_contain_text(DONE)
        speak(page, "en")


@LANGUAGES
def test_what_is_recalled_closes_for_the_partner_who_is_reading_it(
    chromium: Browser, server: Server, language: str
) -> None:
    with (
        visit(chromium, server.url, language=language) as (office, _office),
        visit(chromium, server.url, language=language) as (partner, _partner),
    ):
        sign_in(office, server.staff("caseworker"))
        speak(office, language)
        referral = refer(office, begin(server, f"Phirta {language}").clinic)
        sign_in(partner, server.partner(CLINIC))
        partner.goto(f"/partner/referrals/{referral}")
        expect(partner.locator("#packet")).to_contain_text(PURPOSE)

        press(office, f'main a[href$="/{referral}/recall"]')
        press(office, f'form[action$="/{referral}/recall"] button')
        assert path_of(office) == f"/office/referrals/{referral}"

        with partner.expect_response(lambda answer: answer.url.endswith("/accept")) as answer:
            partner.locator(f'form[action$="/{referral}/accept"] button').click()
        assert answer.value.status == 404
        assert partner.goto(f"/partner/referrals/{referral}").status == 404
        partner.goto("/partner/")
        assert referral not in partner.content()
        speak(office, "en")


@LANGUAGES
def test_a_refugee_is_never_referred_to_a_consulate(chromium: Browser, server: Server, language: str) -> None:
    begun = begin(server, f"Sharan {language}", Protection.REFUGEE)
    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        speak(page, language)
        page.goto(f"{begun.case}/referrals/new?kind=consulate")
        consulate = begun.consulate.rsplit("/", 1)[1]
        refused = page.locator(f'main details li:has(a[href$="{consulate}"])')
        page.locator("main details.fold summary").last.click()
        expect(refused).to_be_visible()
        assert page.locator(f'a[href="{begun.consulate}"]').count() == 0

        assert page.goto(begun.consulate).status == 422
        reason = page.locator("main").inner_text()
        token = json.loads(str(page.locator("body").get_attribute("hx-headers")))["X-CSRFToken"]
        typed = {"step": "send", "csrf_token": token, "purpose": PURPOSE, "is_safe_to_ask_consulate": "y"}
        answer = page.request.post(begun.consulate, form={**typed, "consulate_reason": PURPOSE, "agreed": "y"})
        assert answer.status == 422
        assert PURPOSE not in answer.text()
        page.goto(begun.case)
        assert page.locator('main a[href^="/office/referrals/"]').count() == 0
        speak(page, "en")
    assert language != "en" or REFUSED in reason
