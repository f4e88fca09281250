"""A wage claim in a real browser: told, computed, taken over, settled in instalments, filed, and printed for the
worker and the forum; in English and in Arabic."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mrc import clock
from mrc.claims import service as claims
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.db import db
from mrc.refs import spoken
from mrc.staff.models import User
from tests import builders
from tests.journeys.browser import PHONE, grave_faults, is_wider_than_the_screen, visit
from tests.journeys.main_job import expect_form_again, path_of, press
from tests.journeys.people import sign_in, speak
from tests.journeys.server import Server, beside

JOB = {"started_on": "2020-01-01", "ended_on": "2024-12-31", "total": "300", "basic": "300"}


def prepare(server: Server, language: str) -> str:
    """A case in Kuwait with a claim that says no more than the job; gives the page of the claim."""
    with beside(server):
        email = server.staff("caseworker")["email"]
        worker = db.session.scalars(sa.select(User).where(User.email == email)).one()
        person = builders.make_person(worker.centre, f"दावी {language}", f"Dabi {language}")
        case = builders.make_case(worker.centre, person, worker)
        head = ClaimFacts(None, "KW", "KWD", date(2020, 1, 1), date(2024, 12, 31), monthly_wage=Decimal(300))
        line = LineFacts(Component.UNPAID_WAGE, Decimal(300))
        claim = claims.record_claim(builders.actor_of(worker), case.ref, head, [line])
        return f"/office/claims/{spoken(claim.ref)}"


def look(page: Page, axe: Axe) -> None:
    assert grave_faults(page, axe) == []
    assert not is_wider_than_the_screen(page)


def tell(page: Page, claim: str, axe: Axe) -> None:
    """Type the facts and watch the amount grow; a job without its end is not computed."""
    page.goto(f"{claim}/facts")
    for name, value in JOB.items():
        page.fill(f"[name={name}]", value)
    press(page, "button[name=do][value=compute]")
    expect_form_again(page)
    page.select_option("[name=exit]", "dismissed")
    page.fill("[name=unpaid-0-month]", "2024-12")
    so_far = page.locator("[aria-live=polite] .amount-large")
    page.fill("[name=unpaid-0-due]", "100")
    page.keyboard.press("Tab")
    expect(so_far).to_contain_text("965.385")
    page.fill("[name=unpaid-0-due]", "300")
    page.keyboard.press("Tab")
    expect(so_far).to_contain_text("1,165.385")
    look(page, axe)
    press(page, "button[name=do][value=compute]")
    assert "/assessments/" in path_of(page)
    look(page, axe)
    press(page, "main .actions form button")
    assert path_of(page) == claim
    expect(page.locator("main")).to_contain_text("1,165.385")


def settle(page: Page, claim: str, axe: Axe) -> None:
    """Settle in three equal parts, of which the first is missed."""
    page.goto(f"{claim}/settlement/new")
    page.fill("[name=agreed_on]", "2025-01-10")
    page.select_option("[name=way]", "negotiation")
    page.fill("[name=total]", "1000")
    page.fill("[name=parts]", "3")
    page.fill("[name=first_due_on]", "2025-02-01")
    press(page, "button[name=add][value=parts]")
    assert page.input_value("[name=instalments-0-amount]") == "333.334"
    press(page)
    look(page, axe)
    page.goto(claim)
    expect(page.locator("main")).to_contain_text("333.334")
    look(page, axe)


def file(page: Page, claim: str, axe: Axe) -> None:
    """Record where the claim was brought; the page then tells what comes next."""
    page.goto(f"{claim}/filings/new")
    page.fill("[name=filed_on]", f"{clock.today():%Y-%m-%d}")
    page.fill("[name=asked]", "1165.385")
    press(page)
    look(page, axe)


def print_out(page: Page, claim: str, folder: Path, axe: Axe) -> None:
    """Take the statement out in the worker's and the forum's language."""
    page.goto(f"{claim}/letters")
    page.select_option("[name=handout]", "computation")
    page.select_option("[name=worker_language]", "ne")
    look(page, axe)
    with page.expect_download() as found:
        page.locator("main form .btn-primary[type=submit]").click()
    path = folder / "statement.pdf"
    found.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert found.value.suggested_filename.isascii()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_wage_claim_is_told_computed_settled_filed_and_printed(
    chromium: Browser, server: Server, axe: Axe, language: str, tmp_path: Path
) -> None:
    claim = prepare(server, language)
    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        speak(page, language)
        tell(page, claim, axe)
        settle(page, claim, axe)
        file(page, claim, axe)
        print_out(page, claim, tmp_path, axe)
        page.goto("/office/")
        expect(page.locator(f'main a[href^="{claim}"]').first).to_be_visible()
        look(page, axe)
        page.set_viewport_size(PHONE)
        page.goto(claim)
        look(page, axe)
        speak(page, "en")
