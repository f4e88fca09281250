"""Signing in and out, language and one's own account, through the doors."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.audit import AuditEntry, Event
from mrc.db import db, transaction
from mrc.staff.models import User
from tests.builders import PASSWORD, World
from tests.page import Client, Page
from tests.staff.facts import NEW, one


def try_in(client: Client, email: str, password: str) -> Page:
    return client.submit("/sign-in", {"email": email, "password": password}, follow=False)


# Signing in


@pytest.mark.parametrize(
    ("email", "home"),
    [
        ("ana@origin.example", "/office/"),
        ("sue@origin.example", "/office/"),
        ("pat@clinic.example", "/partner/"),
        ("adam@network.example", "/admin/"),
        ("aud@network.example", "/audit/"),
    ],
)
def test_each_role_is_led_to_its_own_door(world: World, client: Client, email: str, home: str) -> None:
    page = try_in(client, email, PASSWORD)

    assert page.status == 303
    assert page.response.location.startswith(home)


@pytest.mark.parametrize(
    ("email", "doors"),
    [
        ("ana@origin.example", ("/admin/", "/admin/users", "/audit/", "/audit/record.csv", "/partner/")),
        ("sue@origin.example", ("/admin/", "/admin/centres", "/audit/", "/partner/")),
        ("pat@clinic.example", ("/admin/", "/audit/", "/office/")),
        ("adam@network.example", ("/audit/", "/audit/verification", "/office/", "/partner/")),
        ("aud@network.example", ("/admin/", "/admin/users/new", "/office/", "/partner/")),
    ],
)
def test_other_doors_stay_shut(world: World, client: Client, email: str, doors: tuple[str, ...]) -> None:
    client.sign_in(email)

    assert {client.get(door, follow=False).status for door in doors} <= {403, 404}


@pytest.mark.parametrize("path", ["/admin/", "/admin/users", "/admin/centres", "/audit/", "/audit/verification"])
def test_strangers_are_asked_to_sign_in_and_led_back(world: World, client: Client, path: str) -> None:
    email = "aud@network.example" if path.startswith("/audit") else "adam@network.example"

    asked = client.get(path, follow=False)
    page = try_in(client, email, PASSWORD)

    assert (asked.status, asked.response.location) == (303, "/sign-in")
    assert page.response.location == path


def test_nobody_is_led_to_a_door_that_is_not_theirs(world: World, client: Client) -> None:
    client.get("/admin/users")

    assert try_in(client, "aud@network.example", PASSWORD).response.location == "/audit/"


def test_unknown_wrong_closed_and_throttled_get_the_same_answer(world: World, app: Flask) -> None:
    with transaction():
        db.session.execute(sa.update(User).where(User.email == "ben@origin.example").values(is_active=False))
    tries = [
        ("ana@origin.example", "wrong password"),
        ("bob@origin.example", "wrong password"),
        ("ben@origin.example", PASSWORD),
        *[("sue@origin.example", "wrong password")] * 6,
    ]

    answers = [try_in(Client(app), email, password) for email, password in tries]

    bodies = {
        re.sub(r'(csrf_token" value|X-CSRFToken": )[^>]*', "", answer.text).replace(email, "")
        for answer, (email, _p) in zip(answers, tries, strict=True)
    }
    headers = {tuple(sorted(set(answer.response.headers.keys()))) for answer in answers}
    assert {answer.status for answer in answers} == {422}
    assert len(bodies) == 1
    assert len(headers) == 1


def test_what_was_typed_stays_but_never_the_password(world: World, client: Client) -> None:
    page = try_in(client, "ana@origin.example", "my wrong password")

    assert page.form_values("/sign-in")["email"] == "ana@origin.example"
    assert "my wrong password" not in page.text


@pytest.mark.parametrize(
    ("email", "password"),
    [("", ""), ("ana@origin.example", ""), ("\x00", "\x00"), ("a" * 500, "x"), ("ana@origin.example", "x" * 5000)],
)
def test_what_cannot_be_a_sign_in_is_answered_at_the_field(
    world: World, client: Client, email: str, password: str
) -> None:
    assert try_in(client, email, password).status == 422


def test_a_claimed_address_does_not_start_a_new_count(world: World, client: Client) -> None:
    for number in range(5):
        client.submit(
            "/sign-in",
            {"email": "ana@origin.example", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"},
        )

    assert try_in(client, "ana@origin.example", PASSWORD).status == 422


def test_signing_in_gives_a_new_cookie_and_the_old_one_opens_nothing(world: World, app: Flask) -> None:
    client = Client(app)
    client.get("/admin/")
    before = client.http.get_cookie("w").value
    client.sign_in("adam@network.example")
    after = client.http.get_cookie("w").value
    thief = Client(app)
    thief.http.set_cookie("w", before)

    assert before != after
    assert thief.get("/admin/", follow=False).status == 303


def test_signing_out_is_final(world: World, app: Flask) -> None:
    client = Client(app)
    client.sign_in("adam@network.example")
    kept = client.http.get_cookie("w").value

    page = client.submit("/admin/", {}, action="/sign-out", follow=False)
    client.http.set_cookie("w", kept)

    assert (page.status, page.response.location) == (303, "/sign-in")
    assert client.get("/admin/", follow=False).response.location == "/sign-in"
    assert one(sa.select(AuditEntry.event).where(AuditEntry.event == Event.SIGNED_OUT)) is not None


def test_a_link_signs_nobody_out(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    assert client.get("/sign-out").status == 405
    assert client.get("/admin/", follow=False).status == 200


def test_a_form_from_another_site_or_without_a_token_is_refused(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    assert client.post("/sign-out", {}).status == 400
    assert client.submit("/admin/", {}, action="/sign-out", headers={"Origin": "https://evil.example"}).status == 400
    assert client.get("/admin/", follow=False).status == 200


# Language


def test_a_stranger_chooses_a_language_before_signing_in(world: World, client: Client) -> None:
    page = client.submit("/sign-in", {"language": "ar"}, action="/language")

    assert (page.root.get("lang"), page.root.get("dir")) == ("ar", "rtl")
    assert page.form_values("/sign-in")["email"] == ""


def test_the_language_of_staff_is_kept_in_the_account(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    page = client.submit("/admin/users", {"language": "ar"}, action="/language")

    assert page.root.get("dir") == "rtl"
    assert page.response.request.path == "/admin/users"
    assert one(sa.select(User.language).where(User.email == "adam@network.example")) == "ar"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/sign-in//evil.example",
        "javascript:alert(1)",
        "/nowhere",
        "/sign-out",
        "",
        "/sign-in\r\nSet-Cookie: a=b",
    ],
)
def test_the_choice_of_language_leads_nowhere_else(world: World, client: Client, target: str) -> None:
    page = client.submit("/sign-in", {"language": "fr", "next": target}, action="/language", follow=False)

    assert (page.status, page.response.location) == (303, "/")


def test_a_page_that_carries_its_language_is_shown_in_the_chosen_one(world: World, client: Client) -> None:
    page = client.submit("/sign-in", {"language": "ne", "next": "/en/status"}, action="/language", follow=False)

    assert page.response.location == "/ne/status"


def test_an_unknown_language_is_refused(world: World, client: Client) -> None:
    assert client.submit("/sign-in", {"language": "xx"}, action="/language").status == 400


# One's own account


def test_the_account_page_shows_what_is_set_and_where_one_is_signed_in(world: World, app: Flask) -> None:
    Client(app).sign_in("ana@origin.example")
    client = Client(app)
    client.sign_in("ana@origin.example")

    page = client.get("/account")

    assert "ana@origin.example" in page.words()
    assert "Kathmandu centre" in page.words()
    assert page.words().count("Since ") == 2
    assert page.words().count("End this session") == 1


def test_another_session_is_ended_from_the_account_page(world: World, app: Flask) -> None:
    elsewhere, client = Client(app), Client(app)
    elsewhere.sign_in("adam@network.example")
    client.sign_in("adam@network.example")

    client.submit("/account", {}, action="/account/sessions/end")

    assert elsewhere.get("/admin/", follow=False).status == 303
    assert client.get("/admin/", follow=False).status == 200


def test_a_session_that_is_over_cannot_be_ended_again(world: World, app: Flask) -> None:
    elsewhere, client = Client(app), Client(app)
    elsewhere.sign_in("adam@network.example")
    client.sign_in("adam@network.example")

    assert client.submit("/account", {"session": "abc"}, action="/account/sessions/end").status == 404


def test_an_own_name_is_saved(world: World, client: Client) -> None:
    client.sign_in("ana@origin.example")

    page = client.submit("/account", {"name": "Ana Lima"})

    assert "Saved." in page.words()
    assert page.form_values("/account")["name"] == "Ana Lima"


def test_an_own_name_changed_meanwhile_keeps_what_was_typed(world: World, client: Client) -> None:
    client.sign_in("ana@origin.example")
    form = client.get("/account").form_values("/account")
    with transaction():
        db.session.get_one(User, world.caseworker.id).name = "Ana of the desk"

    page = client.post("/account", {**form, "name": "Ana Lima"})

    assert page.status == 422
    assert "Ana of the desk" in page.words()
    again = client.post("/account", page.form_values("/account"))
    assert again.form_values("/account")["name"] == "Ana Lima"


def test_changing_the_password_signs_out_everywhere_else(world: World, app: Flask) -> None:
    elsewhere, client = Client(app), Client(app)
    elsewhere.sign_in("adam@network.example")
    client.sign_in("adam@network.example")
    before = client.http.get_cookie("w").value

    page = client.submit("/account/password", {"password_now": PASSWORD, "password_new": NEW, "password_again": NEW})

    assert page.status == 200
    assert client.http.get_cookie("w").value != before
    assert elsewhere.get("/admin/", follow=False).status == 303
    assert client.get("/admin/", follow=False).status == 200


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"password_now": "wrong"}, "not your present password"),
        ({"password_again": "other"}, "The two new passwords differ."),
        ({"password_new": "short", "password_again": "short"}, "Use at least 12 characters."),
        ({"password_new": "Password123!", "password_again": "Password123!"}, "guessed first"),
        ({"password_now": ""}, "Enter your present password."),
    ],
)
def test_a_bad_new_password_is_explained_at_its_field(
    world: World, client: Client, values: dict[str, str], sentence: str
) -> None:
    client.sign_in("ana@origin.example")

    page = client.submit(
        "/account/password", {"password_now": PASSWORD, "password_new": NEW, "password_again": NEW, **values}
    )

    assert page.status == 422
    assert sentence in page.words()
    assert NEW not in page.text


def test_strangers_have_no_account_page(world: World, client: Client) -> None:
    assert client.get("/account", follow=False).response.location == "/sign-in"
    assert client.get("/account/password", follow=False).response.location == "/sign-in"
