"""The conversation at the office door."""

import pytest

from mrc import vault
from mrc.casework.models import Case
from mrc.db import transaction
from mrc.messages import service
from mrc.staff import service as staff
from tests import builders
from tests.page import Client


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def path(case: Case) -> str:
    return f"/office/cases/{case.ref[:3]}-{case.ref[3:6]}-{case.ref[6:]}/messages"


def test_the_conversation_shows_each_message_in_its_own_language(client: Client, case: Case, path: str) -> None:
    service.receive(case, "لم يدفعوا", "ar")
    client.sign_in("ana@origin.example")

    page = client.get(path)

    (own_words,) = [element for element in page.all("p") if element.get("class") == "own-words"]
    assert (own_words.text, own_words.get("lang"), own_words.get("dir")) == ("لم يدفعوا", "ar", "auto")


def test_an_answer_is_sent_in_the_language_of_the_worker(client: Client, case: Case, path: str) -> None:
    client.sign_in("ana@origin.example")

    page = client.submit(path, {"text": "हामी हेर्दैछौं"})

    assert "Your message is saved." in page.words()
    assert [(message.text, message.language) for message in service.conversation(case.id)] == [("हामी हेर्दैछौं", "ne")]


def test_an_answer_sent_twice_is_one(client: Client, case: Case, path: str) -> None:
    client.sign_in("ana@origin.example")
    form = {**client.get(path).form_values(path), "text": "hello"}

    client.post(path, form)
    client.post(path, form)

    assert len(service.conversation(case.id)) == 1


def test_an_empty_answer_is_told_at_the_field(client: Client, path: str) -> None:
    client.sign_in("ana@origin.example")

    page = client.submit(path, {"text": "  "})

    assert page.status == 422
    assert "Write what you want to say." in page.words()


def test_too_long_an_answer_comes_back_as_typed(client: Client, path: str) -> None:
    client.sign_in("ana@origin.example")

    page = client.submit(path, {"text": "x" * 4001})

    assert page.status == 422
    assert page.form_values(path)["text"].strip() == "x" * 4001


def test_an_unknown_language_is_told_at_the_field(client: Client, path: str) -> None:
    client.sign_in("ana@origin.example")

    assert client.submit(path, {"text": "hello", "language": "xx"}).status == 422


def test_a_translation_is_added_and_changed(client: Client, case: Case, path: str) -> None:
    message = service.receive(case, "لم يدفعوا", "ar")
    client.sign_in("ana@origin.example")
    page = f"/office/messages/{message.ref[:3]}-{message.ref[3:6]}-{message.ref[6:]}/translation"

    client.submit(page, {"text": "No pay"})
    shown = client.submit(page, {"text": "They did not pay"})

    assert "They did not pay" in shown.words()
    assert "Translation (English)" in shown.words()


@pytest.mark.parametrize("email", ["omar@destination.example", "salma@destination.example"])
def test_another_centre_finds_nothing(client: Client, path: str, email: str) -> None:
    client.sign_in(email)

    assert client.get(path).status == 404


def test_the_code_of_the_worker_goes_into_no_message(client: Client, case: Case, path: str) -> None:
    code = "4000123412345678"
    with transaction():
        case.code_hash = staff.hash_password(vault.peppered(code))
    client.sign_in("ana@origin.example")

    page = client.submit(path, {"text": "Your code is 4000 1234 1234 5678", "language": "ne"})

    assert page.status == 422
    assert "a code is given in person" in page.words()
    assert service.conversation(case.id) == []
