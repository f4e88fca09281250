"""The public pages and the worker's own, through a browser without scripts."""

import gzip
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.casework.models import Task
from mrc.casework.rules.stages import Party
from mrc.casework.rules.tasks import TaskKind
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.i18n import MIGRANT_LANGUAGES
from mrc.messages import service as messages
from tests import builders
from tests.conftest import NOW
from tests.documents import samples
from tests.page import Client, Page
from tests.portal.conftest import CODE, SPOKEN, Opened

STATIC = Path(__file__).resolve().parents[2] / "static"
BUDGET = 14_000


def open_card(client: Client, opened: Opened, code: str = CODE, language: str = "en") -> Page:
    return client.submit(f"/{language}/status", {"reference": opened.ref, "code": code})


def weight(page: Page) -> int:
    """The bytes of a page with its style sheets and scripts, compressed as a server sends them."""
    parts = [link.get("href") for link in page.all("link") if link.get("rel") == "stylesheet"]
    parts += [script.get("src") for script in page.all("script")]
    files = [(STATIC / part.split("?")[0].removeprefix("/static/")).read_bytes() for part in parts]
    return sum(len(gzip.compress(part, 6)) for part in [page.text.encode(), *files])


def in_bengali(digits: str) -> str:
    return digits.translate({ord(str(value)): chr(0x09E6 + value) for value in range(10)})


def test_languages_are_offered_each_in_its_own_script_the_likeliest_first(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "ne-NP,ne;q=0.9,en;q=0.5"})

    choices = [(link.get("lang"), link.text) for link in page.all("a") if link.get("hreflang")]
    assert choices[0] == ("ne", "नेपाली")
    assert ("ar", "العربية") in choices


def test_a_chosen_language_is_remembered(client: Client) -> None:
    client.get("/ur/")

    assert next(link.get("lang") for link in client.get("/").all("a") if link.get("hreflang")) == "ur"


@pytest.mark.parametrize("language", MIGRANT_LANGUAGES)
def test_the_public_pages_stand_in_every_language(client: Client, language: str) -> None:
    for path in (f"/{language}/", f"/{language}/status"):
        page = client.get(path)

        assert page.status == 200
        assert page.root.get("lang") == language


def test_an_unknown_language_is_no_page(client: Client) -> None:
    assert client.get("/xx/").status == 404


def test_the_centres_that_are_open_are_shown(client: Client, world: builders.World) -> None:
    with transaction():
        world.origin.phone, world.origin.opening_hours = "+977 1 5550100", "Sun-Fri 9-17"
        world.destination.is_active = False

    text = client.get("/en/").words()

    assert "Kathmandu centre" in text
    assert "+977 1 5550100" in text
    assert "Doha centre" not in text


@pytest.mark.parametrize("code", [CODE, SPOKEN, "4000-1234-1234-5678", in_bengali(SPOKEN), "\u200f" + SPOKEN + " "])
def test_a_code_is_read_in_any_script(client: Client, opened: Opened, code: str) -> None:
    page = open_card(client, opened, code)

    assert page.response.request.path == "/en/case"
    assert "Where things stand" in page.words()


@pytest.mark.parametrize(
    "typed", ["482-913-7756x", "1234567890", "1", "\0", "a" * 5000, "😀", "٤٨٢", "%00", "0" * 60]
)
def test_a_mistyped_number_is_told_and_costs_no_try(client: Client, opened: Opened, typed: str) -> None:
    for _try in range(12):
        page = client.submit("/en/status", {"reference": typed, "code": CODE})
        assert page.status == 422
        assert "ten digits" in page.words()

    assert open_card(client, opened).status == 200


@pytest.mark.parametrize("typed", ["400012341234567", "40001234123456789", "secret", "4" * 5000, "12😀"])
def test_a_mistyped_code_is_told_and_costs_no_try(client: Client, opened: Opened, typed: str) -> None:
    for _try in range(12):
        page = client.submit("/en/status", {"reference": opened.ref, "code": typed})
        assert page.status == 422
        assert "sixteen digits" in page.words()

    assert open_card(client, opened).status == 200


def test_a_form_of_a_megabyte_runs_no_hash(client: Client, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_hash(*_arguments: Any) -> bool:
        raise AssertionError("a hash was run")

    monkeypatch.setattr("mrc.staff.service.verify_password", no_hash)

    assert client.submit("/en/status", {"reference": opened.ref, "code": "1" * 1_000_000}).status == 422


def answer_to(client: Client, ref: str, code: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Status, body without its form token, and headers without cookies and their lengths."""
    response = client.submit("/en/status", {"reference": ref, "code": code}).response
    body = re.sub(rb'name="csrf_token" value="[^"]+"', b"", response.data)
    headers = [pair for pair in response.headers if pair[0] not in {"Set-Cookie", "Content-Length"}]
    return response.status_code, body, headers


def test_all_refusals_are_one_and_the_same(app: Flask, client: Client, opened: Opened, world: builders.World) -> None:
    other = builders.make_case(world.origin)
    wrong = answer_to(client, opened.ref, "9" * 16)
    with transaction():
        db.session.get(type(opened.case), opened.case.id).code_hash = None
    without_code = answer_to(client, opened.ref, CODE)
    with transaction():
        opened.case.data_key.destroy()
    erased = answer_to(client, opened.ref, CODE)
    ref = opened.ref
    with transaction():
        db.session.execute(sa.update(type(other)).where(type(other).id == opened.case.id).values(ref="1000000009"))
    unknown = answer_to(client, ref, CODE)
    for _try in range(5):
        throttled = answer_to(client, ref, CODE)

    assert wrong == without_code == erased == unknown == throttled
    assert wrong[0] == 422


def test_the_code_never_comes_back_and_the_number_does(client: Client, opened: Opened) -> None:
    page = client.submit("/en/status", {"reference": opened.ref, "code": "9" * 16})

    assert "9999" not in page.text
    assert f"{opened.ref[:3]}-{opened.ref[3:6]}-{opened.ref[6:]}" in page.text


def test_signing_in_begins_a_new_session(client: Client, opened: Opened) -> None:
    client.get("/en/status")
    before = client.http.get_cookie("w").value

    open_card(client, opened)

    assert client.http.get_cookie("w").value != before
    assert CODE not in client.http.get_cookie("w").value


def test_the_card_says_where_things_stand(client: Client, opened: Opened) -> None:
    with transaction():
        opened.case.move, opened.case.status = Party.MIGRANT, "waiting"
        opened.case.check_on = NOW.date() + timedelta(days=4)
        for kind, days in ((TaskKind.HEARING, 9), (TaskKind.TO_DO, 2), (TaskKind.MEETING, -3)):
            task = Task(data_key=opened.case.data_key, case_id=opened.case.id, kind=kind)
            task.title, task.due_on = "SECRET-OF-THE-OFFICE", NOW.date() + timedelta(days=days)
            db.session.add(task)

    page = open_card(client, opened)
    text = page.words()

    assert "It is your turn." in text
    assert "Important date 29 Nov 2026 (in 9 days)" in text
    assert "We look at it again 24 Nov 2026 (in 4 days)" in text
    assert "Meeting" not in text
    assert "SECRET" not in page.text
    assert "opened for the first time" in text
    assert len([item for item in page.all("li") if "step" in item.get("class", "")]) == 4
    assert len([link for link in page.all("a") if "btn-primary" in link.get("class", "")]) == 1


def test_the_card_names_nobody(client: Client, opened: Opened) -> None:
    page = open_card(client, opened)

    assert page.all("title")[0].text == "Waymark"
    assert opened.ref not in page.text.replace("-", "")
    assert "Gurung" not in page.text
    assert "सीता" not in page.text


def test_the_time_before_is_shown(client: Client, opened: Opened) -> None:
    open_card(client, opened)
    leave(client)

    with clock.held_at(NOW + timedelta(hours=5)):
        text = open_card(client, opened).words()

    assert "Last opened: 20 Nov 2026, 14:45." in text


def leave(client: Client) -> Page:
    return client.submit("/en/case", {}, action="/exit")


def test_the_worker_reads_and_writes(client: Client, opened: Opened, world: builders.World) -> None:
    messages.write(builders.actor_of(world.caseworker), opened.ref, "तपाईंको चिठी आयो", "ne")
    open_card(client, opened)

    assert "Read 1 new message" in client.get("/en/case").words()
    assert "तपाईंको चिठी आयो" in client.get("/en/case/messages").words()
    assert "Read 1 new message" not in client.get("/en/case").words()

    page = client.submit("/en/case/messages", {"text": "म आउँछु"})

    assert "म आउँछु" in page.words()
    assert [message.language for message in messages.conversation(opened.case.id)] == ["ne", "en"]


@pytest.mark.parametrize(
    "text", [f"my code is {SPOKEN}", in_bengali(CODE), "4000.1234.1234.5678", "12345678901234567890123456789012"]
)
def test_the_code_cannot_be_sent(client: Client, opened: Opened, text: str) -> None:
    open_card(client, opened)

    page = client.submit("/en/case/messages", {"text": text})

    assert page.status == 422
    assert "secret code" in page.words()
    assert messages.conversation(opened.case.id) == []


def test_other_long_numbers_can_be_sent(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    page = client.submit("/en/case/messages", {"text": "My account is 1234 5678 9012 3456"})

    assert page.status == 200


def send(client: Client, data: bytes, name: str, **values: str) -> Page:
    return client.submit("/en/case/photo", {"file": (io.BytesIO(data), name), "kind": "pay_slip", **values})


def test_a_photo_is_sent_and_loses_its_notes(client: Client, opened: Opened, world: builders.World) -> None:
    open_card(client, opened)

    page = send(client, samples.jpeg(), "IMG_20260601.jpg", note="June")

    assert "We have your file" in page.words()
    (document,) = documents.of_case(opened.case.id)
    content = documents.read(builders.actor_of(world.caseworker), document.ref)[1]
    assert samples.MARKER not in content
    db.session.refresh(opened.case)
    assert opened.case.unanswered_since == NOW
    assert opened.case.move is Party.CASEWORKER


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "", "Choose a file."),
        (b"", "a.pdf", "This file is empty."),
        (b"MZ\0\0", "a.exe", "cannot be taken"),
        (samples.pdf(), f"{SPOKEN}.pdf", "secret code"),
        (f"my code: {SPOKEN}".encode(), "a.txt", "secret code"),
    ],
)
def test_a_file_that_is_not_taken_is_answered_on_the_form(
    client: Client, opened: Opened, data: bytes, name: str, said: str
) -> None:
    open_card(client, opened)

    page = send(client, data, name, note="June")

    assert page.status == 422
    assert said in page.words()
    assert page.form_values("/en/case/photo")["note"] == "June"
    assert page.form_values("/en/case/photo")["kind"] == ["pay_slip"]
    assert documents.of_case(opened.case.id) == []


def test_the_way_to_another_language_keeps_the_place(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    page = client.get("/en/case/messages")
    there = next(link.get("href") for link in page.all("a") if link.get("hreflang") == "ar")

    assert there == "/ar/case/messages"
    assert client.get(there).root.get("dir") == "rtl"


def test_the_door_is_closed_to_everybody_else(client: Client, world: builders.World) -> None:
    assert client.get("/en/case").response.request.path == "/en/status"
    client.sign_in("ana@origin.example")
    assert client.get("/en/case").status == 403


def test_a_worker_reaches_no_page_of_the_office(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    assert client.get(f"/office/cases/{opened.ref}/messages", follow=False).status == 403


def test_nothing_of_these_pages_is_kept_by_a_browser(client: Client, opened: Opened) -> None:
    assert open_card(client, opened).response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "ar", "bn"])
def test_the_first_load_is_light(client: Client, opened: Opened, world: builders.World, language: str) -> None:
    sign_in = client.get(f"/{language}/status")
    card = open_card(client, opened, language=language)

    assert weight(sign_in) < BUDGET
    assert weight(card) < BUDGET


def test_health(client: Client) -> None:
    answer = client.http.get("/health")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_health_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_arguments: Any, **_options: Any) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(db.session, "execute", gone)

    answer = client.http.get("/health")

    assert (answer.status_code, answer.json) == (503, {"status": "error"})
