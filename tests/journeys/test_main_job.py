"""The main job from sign-in to the record, in a real browser: in English and in Arabic, on both databases, and the
worker's part without scripts."""

from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import main_job as job
from tests.journeys.browser import PHONE, visit
from tests.journeys.people import sign_in, speak
from tests.journeys.server import Server

CLINIC = "Legal Clinic for Workers"
# Invented, and so different that nobody is taken for another one.
NAMES = (
    ("सीता परीक्षण", "Sita Parikshan"),
    ("बहादुर नमुनावाला", "Bahadur Namunawala"),
    ("फातिमा उदाहरण", "Fatima Udaharan"),
    ("गोविन्द कल्पित", "Govinda Kalpit"),
)
_numbers = count()


def begin(server: Server, language: str) -> job.Story:
    """Somebody new, whom nobody has taken in yet."""
    number = next(_numbers)
    return job.Story(
        server=server,
        language=language,
        name=NAMES[number][0],
        latin_name=NAMES[number][1],
        employer=f"Journey Trading {number}",
        phone=f"+9779841{number:02d}7345",
    )


def serve_the_worker(page: Page, story: job.Story) -> None:
    """What a caseworker does, from consent to the referral."""
    job.take_in(page, story)
    job.fill_in_sections(page, story)
    job.meet_a_duplicate(page, story)
    job.open_a_case(page, story)
    job.work_the_case(page, story)
    job.record_a_claim(page, story)
    job.refer(page, story, CLINIC)
    for text in (story.name, story.latin_name, story.reference, story.phone):
        job.find(page, story, text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_main_job(chromium: Browser, server: Server, language: str) -> None:
    story = begin(server, language)

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        speak(page, language)
        assert job.path_of(page) == "/office/"
        serve_the_worker(page, story)
        speak(page, "en")

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.partner(CLINIC))
        job.answer_as_partner(page, story)

    with visit(chromium, server.url, viewport=PHONE, scripts=False, language=language) as (page, _watch):
        job.read_as_worker(page, story)
        job.leave_as_worker(page, story)

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("supervisor"))
        speak(page, language)
        job.supervise(page, story)
        job.move_on_close_and_reopen(page, story)
        job.offer_to_another_centre(page, story)
        speak(page, "en")

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("supervisor", "doha"))
        job.accept_from_another_centre(page, story)

    with visit(chromium, server.url, language=language) as (page, _watch):
        sign_in(page, server.staff("auditor"))
        assert page.locator("main tbody tr").count() > 10
        assert page.goto(story.case).status == 403


def test_the_main_job_without_scripts_for_the_office(chromium: Browser, server: Server) -> None:
    story = begin(server, "en")

    with visit(chromium, server.url, scripts=False) as (page, _watch):
        sign_in(page, server.staff("caseworker"))
        job.take_in(page, story)
        job.fill_in_sections(page, story)
        job.open_a_case(page, story)
        job.work_the_case(page, story)
        job.record_a_claim(page, story)
        job.refer(page, story, CLINIC)
        job.find(page, story, story.name)


def test_the_main_job_on_postgresql(chromium: Browser, postgres_server: Server) -> None:
    story = begin(postgres_server, "en")

    with visit(chromium, postgres_server.url) as (page, _watch):
        sign_in(page, postgres_server.staff("caseworker"))
        job.take_in(page, story)
        job.fill_in_sections(page, story)
        job.open_a_case(page, story)
        job.work_the_case(page, story)
        job.record_a_claim(page, story)
        job.find(page, story, story.name)

    with visit(chromium, postgres_server.url, viewport=PHONE, scripts=False) as (page, _watch):
        job.read_as_worker(page, story)
        job.leave_as_worker(page, story)

    with visit(chromium, postgres_server.url) as (page, _watch):
        sign_in(page, postgres_server.staff("supervisor"))
        job.supervise(page, story)


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "administrator", "auditor", "partner"])
def test_each_role_lands_at_its_own_door_and_finds_the_others_shut(
    chromium: Browser, server: Server, role: str
) -> None:
    homes = {"administrator": "/admin/", "auditor": "/audit/", "partner": "/partner/"}
    own = homes.get(role, "/office/")
    account = server.partner(CLINIC) if role == "partner" else server.staff(role)

    with visit(chromium, server.url) as (page, _watch):
        sign_in(page, account)
        assert job.path_of(page) == own
        for door in {"/office/", "/admin/", "/audit/", "/partner/"} - {own}:
            assert page.goto(door).status == 403


def test_the_administrator_opens_an_account_that_can_sign_in(chromium: Browser, server: Server) -> None:
    with visit(chromium, server.url) as (page, _watch):
        sign_in(page, server.staff("administrator"))
        page.goto("/admin/users")
        assert page.locator("main tbody tr").count() > 5
        assert page.goto("/office/cases").status == 403


def test_a_worker_without_scripts_chooses_a_language_and_opens_the_card(chromium: Browser, server: Server) -> None:
    account = server.migrant("ur")
    with visit(chromium, server.url, viewport=PHONE, scripts=False, language="ur") as (page, _watch):
        page.goto("/")
        page.click('a[href="/ur/"]')
        assert page.locator("html").get_attribute("dir") == "rtl"
        page.click('a[href="/ur/status"] >> nth=0')
        page.fill("[name=reference]", account["reference"])
        page.fill("[name=code]", account["code"])
        page.click("main button[type=submit]")
        assert job.path_of(page) == "/ur/case"
        assert page.locator("main .steps li, main ol li").count() >= 4
