"""The time limits on the page of a case: in words that never say "too late", and for its own centre alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mrc import clock
from mrc.access import Actor, Role
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.claims import service
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.views.limits import limits_of_case
from mrc.referrals.rules import ConsentScope
from mrc.refs import spoken
from tests.builders import World, actor_of, make_case
from tests.house.sample import reads_own_language
from tests.page import Client, Page
from tests.portal.conftest import CODE, case_with_code
from tests.referrals.scenes import sent

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NEAR = date(2026, 12, 20)
# The day in both forms, and with it the words about it and its article, which nobody outside the centre reads.
DAYS = ("20 Dec 2026", "2026-12-20")
SIGNS = (*DAYS, "Time limits", "Act before", "Law 14/2004", "What must come first")


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


def record(world: World, case: Case, **values) -> None:
    """A claim whose limit comes a year after the job, by default the end of NEAR."""
    head = {"respondent_ref": None, "country": "QA", "currency": "QAR", "employed_from": date(2024, 1, 1)}
    facts = ClaimFacts(**{**head, "employed_to": date(2025, 12, 21), **values})
    part = LineFacts(Component.UNPAID_WAGE, Decimal(500), date(2025, 5, 1), date(2025, 5, 31))
    service.record_claim(actor_of(world.caseworker), case.ref, facts, [part])


@pytest.fixture
def case(world: World) -> Case:
    """A case that its worker can open, with a claim that must be brought before NEAR is over."""
    made = case_with_code(world).case
    record(world, made)
    return made


def page_of(case: Case) -> str:
    return f"/office/cases/{spoken(case.ref)}"


def shown(page: Page) -> str:
    """The words of the panel; none when it is not there."""
    panels = [part for part in page.all("section") if part.get("id") == "limits"]
    return " ".join(" ".join("".join(panel.itertext()).split()) for panel in panels)


def test_the_panel_says_by_when_and_what_must_come_first(world, client, case):
    client.sign_in(world.caseworker.email)

    assert shown(client.get(page_of(case))) == (
        "Time limits Act before 20 Dec 2026 (in 25 days) Claim All claims · Qatar Article Law 14/2004, Art. 10 "
        "Grade B: secondary source What must come first "
        "Complaint to: Ministry of Labour, Labour Relations Department – إدارة علاقات العمل (7 days) "
        "Claim to the committee: Labour Disputes Settlement Committees – لجان فض المنازعات العمالية (21 days)"
    )


def test_the_panel_speaks_arabic_and_leaves_law_and_offices_in_the_original(world, client, case):
    reads_own_language(world.caseworker, "ar")
    client.sign_in(world.caseworker.email)

    page = client.get(page_of(case))

    assert page.root.get("dir") == "rtl"
    assert shown(page) == (
        "المهل يجب التحرّك قبل 20 ديسمبر 2026 (بعد 25 يومًا) المطالبة كل المطالبات · قطر المادة Law 14/2004, Art. 10 "
        "الدرجة B: مصدر ثانوي ما يجب القيام به أولًا "
        "شكوى إلى: Ministry of Labour, Labour Relations Department – إدارة علاقات العمل (7 أيام) "
        "مطالبة أمام اللجنة: Labour Disputes Settlement Committees – لجان فض المنازعات العمالية (21 يومًا)"
    )


@pytest.mark.parametrize(
    ("language", "sentence", "stops"),
    [
        ("en", "Act before 30 May 2028 (in 552 days)", "Only an action in court stops the clock."),
        ("ar", "يجب التحرّك قبل 30 مايو 2028", "لا يوقف سريان المهلة إلا دعوى أمام المحكمة."),
    ],
)
def test_what_stops_the_clock_is_said(world, client, language, sentence, stops):
    case = make_case(world.origin, caseworker=world.caseworker)
    record(world, case, country="KR", currency="KRW")
    reads_own_language(world.caseworker, language)
    client.sign_in(world.caseworker.email)

    panel = shown(client.get(page_of(case)))

    assert sentence in panel
    assert stops in panel


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "The day to act before was 30 Jan 2026. "
            "Ask a lawyer at once: the limit may have been stopped or may start later.",
        ),
        ("ar", "كان اليوم الذي يجب التحرّك قبله 30 يناير 2026. اسأل محاميًا فورًا"),
    ],
)
def test_a_day_that_passed_sends_to_a_lawyer_and_never_says_too_late(world, client, language, sentence):
    case = make_case(world.origin, caseworker=world.caseworker)
    record(world, case, employed_to=date(2025, 1, 31))
    reads_own_language(world.caseworker, language)
    client.sign_in(world.caseworker.email)

    panel = shown(client.get(page_of(case)))

    assert sentence in panel
    assert "too late" not in panel


def test_a_limit_that_nothing_started_says_what_to_enter(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    record(world, case, employed_to=None, is_still_employed=True)
    client.sign_in(world.caseworker.email)

    panel = shown(client.get(page_of(case)))

    assert "enter which months were not paid, or the last day of work." in panel
    assert "Act before" not in panel


def test_the_nearest_limit_of_all_claims_stands_first(world, client, case):
    record(world, case, employed_to=date(2025, 12, 1))
    client.sign_in(world.caseworker.email)

    panel = shown(client.get(page_of(case)))

    assert panel.index("30 Nov 2026 (in 5 days)") < panel.index("20 Dec 2026 (in 25 days)")


def test_a_closed_case_shows_no_limit(world, client, case):
    casework.close(actor_of(world.supervisor), case.ref, Resolution.WITHDRAWN, "Asked to stop")
    client.sign_in(world.caseworker.email)

    page = client.get(page_of(case))

    assert page.status == 200
    assert shown(page) == ""


def found(signs: tuple[str, ...], page: Page) -> list[str]:
    return [sign for sign in signs if sign in page.text or sign in page.words()]


def test_another_centre_sees_nothing_of_it(world, client, case):
    pages = ("/office/", "/office/cases?worker=all&act=90")
    own = Client(client.app)
    own.sign_in(world.caseworker.email)
    client.sign_in(world.other_supervisor.email)

    assert client.get(page_of(case)).status == 404
    assert [bool(found(DAYS, own.get(path))) for path in pages] == [True, True]
    assert [found(DAYS, client.get(path)) for path in pages] == [[], []]


def test_a_partner_to_whom_everything_is_shared_sees_nothing_of_it(world, client, case):
    referral = sent(world, case, fields=frozenset(ConsentScope))
    client.sign_in(world.partner.email)

    page = client.get(f"/partner/referrals/{spoken(referral.ref)}")

    assert page.status == 200
    assert "500.00 QAR" in page.words()
    assert found(SIGNS, page) == []
    assert client.get(page_of(case)).status == 403


def test_the_worker_sees_nothing_of_it(client, case):
    card = client.submit("/en/status", {"reference": case.ref, "code": CODE})

    assert card.response.request.path == "/en/case"
    for page in (card, client.get("/en/case/messages"), client.get("/en/case/photo")):
        assert page.status == 200
        assert found(SIGNS, page) == []


@pytest.mark.parametrize("who", ["other_caseworker", "other_supervisor", "partner", "administrator", "auditor"])
def test_the_panel_is_for_its_own_centre_alone(world, case, who):
    assert limits_of_case(case, actor_of(world.caseworker)) is not None
    assert limits_of_case(case, actor_of(getattr(world, who))) is None


def test_the_panel_is_not_for_the_worker(case):
    assert limits_of_case(case, Actor(role=Role.MIGRANT, case_id=case.id)) is None
