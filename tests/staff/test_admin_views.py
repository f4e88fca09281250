"""The administrator's accounts and centres, through the door."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.access import Role
from mrc.db import db, transaction
from mrc.staff.models import Centre, User
from tests.builders import World, make_user
from tests.conftest import NOW
from tests.page import Client, Page
from tests.staff.facts import NEW, address_of, one

# Accounts


def first_password(page: Page) -> str:
    found = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page.words())
    assert found is not None
    return found[0]


def test_a_new_account_from_first_to_last_step(world: World, app: Flask) -> None:
    client, newcomer = Client(app), Client(app)
    client.sign_in("adam@network.example")

    shown = client.submit(
        "/admin/users/new",
        {"name": "Eva", "email": "Eva@origin.example", "role": "caseworker", "centre": world.origin.ref},
    )
    password = first_password(shown)
    landed = newcomer.sign_in("eva@origin.example", password)
    locked = newcomer.get("/office/", follow=False)
    newcomer.submit("/account/password", {"password_now": password, "password_new": NEW, "password_again": NEW})

    assert landed.response.request.path == "/account/password"
    assert locked.response.location == "/account/password"
    assert newcomer.get("/account", follow=False).status == 200


def test_until_the_first_password_is_changed_only_leaving_is_possible(world: World, client: Client) -> None:
    with transaction():
        db.session.execute(sa.update(User).where(User.id == world.administrator.id).values(must_change_password=True))
    client.sign_in("adam@network.example")

    shut = [client.get(path, follow=False) for path in ("/admin/", "/admin/users", "/account", "/sign-in")]
    left = client.submit("/account/password", {}, action="/sign-out", follow=False)

    assert {page.response.location for page in shut} == {"/account/password"}
    assert left.response.location == "/sign-in"


def test_a_first_password_is_shown_once(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    form = client.get("/admin/users/new").form_values("/admin/users/new")
    values = {**form, "name": "Eva", "email": "eva@origin.example", "role": "auditor"}

    first = client.post("/admin/users/new", values)
    again = client.post("/admin/users/new", values)

    assert first_password(first) not in again.text
    assert again.response.request.path.startswith("/admin/users/")
    assert one(sa.select(sa.func.count()).where(User.name == "Eva")) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Enter the person's name."),
        ({"email": "eva"}, "Write an e-mail address such as name@example.org."),
        ({"email": "ana@origin.example"}, "Another account has this e-mail address."),
        ({"centre": ""}, "Caseworkers and supervisors work in a centre."),
        ({"role": "partner"}, "A partner belongs to an organisation."),
        ({"role": "migrant"}, "Choose one of the list."),
        ({"role": "king"}, "Choose one of the list."),
        ({"language": "xx"}, "Choose one of the list."),
        ({"name": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_a_mistake_in_an_account_is_explained_and_nothing_is_lost(
    world: World, client: Client, values: dict[str, str], sentence: str
) -> None:
    client.sign_in("adam@network.example")
    good = {"name": "Eva", "email": "eva@origin.example", "role": "caseworker", "centre": world.origin.ref}

    page = client.submit("/admin/users/new", {**good, **values})

    assert page.status == 422
    assert sentence in page.words()
    kept = {**good, **values}
    assert page.form_values("/admin/users/new")["email"] == kept["email"]


def test_a_partner_account_finds_its_organisation(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    values = {"name": "Pia", "email": "pia@clinic.example", "role": "partner", "organisation_search": "clinic"}

    searched = client.submit("/admin/users/new", {**values, "search": "1"})
    client.post(
        "/admin/users/new",
        {**searched.form_values("/admin/users/new"), "organisation": world.partner_organisation.ref},
    )

    assert searched.status == 200
    assert "Clinic of the test" in searched.words()
    assert one(sa.select(User.organisation_id).where(User.name == "Pia")) == world.partner_organisation.id


def test_a_search_that_finds_nothing_says_so(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    page = client.submit("/admin/users/new", {"organisation_search": "zzz", "search": "1"})

    assert "No organisation that works now has this in its name." in page.words()


def test_a_change_of_role_signs_out_at_once(world: World, app: Flask) -> None:
    administrator, other = Client(app), Client(app)
    make_user("second@network.example", Role.ADMINISTRATOR)
    other.sign_in("second@network.example")
    administrator.sign_in("adam@network.example")
    ref = one(sa.select(User.ref).where(User.email == "second@network.example"))

    administrator.submit(f"/admin/users/{ref[:3]}-{ref[3:6]}-{ref[6:]}", {"role": "auditor"})

    assert other.get("/admin/", follow=False).response.location == "/sign-in"


def test_a_stale_edit_shows_both_texts_and_can_be_saved(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    path = address_of(world.caseworker)
    form = client.get(path).form_values(path)
    client.post(path, {**form, "name": "Ana Lima"})

    stale = client.post(path, {**form, "name": "Ana Silva"})

    assert stale.status == 409
    assert "Ana Lima" in stale.words()
    assert "Ana Silva" in stale.words()
    client.post(path, stale.form_values(path))
    assert one(sa.select(User.name).where(User.id == world.caseworker.id)) == "Ana Silva"


def test_an_account_is_closed_and_opened(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    path = address_of(world.caseworker)

    closed = client.submit(f"{path}/disable", {})
    opened = client.submit(path, {}, action=f"{path}/enable")

    assert "The account of Ana is closed." in closed.words()
    assert "The account of Ana is open again." in opened.words()


def test_closing_signs_out_at_once(world: World, app: Flask) -> None:
    administrator, other = Client(app), Client(app)
    administrator.sign_in("adam@network.example")
    other.sign_in("aud@network.example")

    administrator.submit(f"{address_of(world.auditor)}/disable", {})

    assert other.get("/audit/", follow=False).response.location == "/sign-in"


def test_ones_own_account_stays_open_and_administrator(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    path = address_of(world.administrator)

    closed = client.submit(f"{path}/disable", {})
    demoted = client.submit(path, {"role": "auditor"})
    reset = client.submit(f"{path}/password", {})

    assert "You cannot do this to your own account." in closed.words()
    assert demoted.status == 422
    assert "You cannot do this to your own account." in reset.words()
    assert client.get("/admin/", follow=False).status == 200


def test_a_reset_password_is_shown_once(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    path = f"{address_of(world.auditor)}/password"
    form = client.get(path).form_values(path)

    first = client.post(path, form)
    again = client.post(path, form)

    assert first_password(first) not in again.text
    assert again.response.request.path == address_of(world.auditor)


def test_accounts_are_listed_and_filtered(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    everybody = client.get("/admin/users")
    some = client.get(f"/admin/users?q=origin&role=caseworker&centre={world.origin.ref}&state=active")
    none = client.get("/admin/users?q=zzz")
    odd = client.get("/admin/users?role=king&after=1&state=x")

    assert "Salma" in everybody.words()
    assert ("Ana" in some.words(), "Sue" in some.words()) == (True, False)
    assert "No account is like this." in none.words()
    assert odd.status == 200


def test_the_first_page_says_what_to_do_and_nothing_about_cases(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    with clock.held_at(NOW + timedelta(minutes=1)):
        page = client.get("/admin/")

    assert "You are the only administrator." in page.words()
    assert "Doha centre" in page.words()


@pytest.mark.parametrize("path", ["/admin/users/4829137756", "/admin/users/1", "/admin/centres/x", "/admin/nothing"])
def test_what_is_not_there_is_not_found(world: World, client: Client, path: str) -> None:
    client.sign_in("adam@network.example")

    assert client.get(path).status == 404


def test_a_deed_on_an_account_that_is_not_there_is_not_found(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    form = client.get("/admin/users/new").form_values("/admin/users/new")

    assert client.post("/admin/users/123-456-7897/enable", {"csrf_token": form["csrf_token"]}).status == 404


# Centres


CENTRE = {
    "name": "Doha desk",
    "host_type": "union",
    "country": "QA Qatar",
    "city": "Doha",
    "address": "Street 1",
    "phone": "+974 4400 1122",
    "opening_hours": "Sun to Thu",
    "timezone": "Asia/Qatar",
    "is_active": "y",
}


def test_a_centre_is_added(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")

    page = client.submit("/admin/centres/new", CENTRE)

    assert "The centre is added." in page.words()
    assert "Doha desk" in page.words()
    assert one(sa.select(Centre.phone).where(Centre.name == "Doha desk")) == "+97444001122"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Enter the centre's name."),
        ({"name": "Kathmandu centre"}, "Another centre has this name."),
        ({"country": "Atlantis"}, "Choose one of the suggestions"),
        ({"country": ""}, "Choose the country."),
        ({"timezone": "Mars/Base"}, "There is no such time zone."),
        ({"timezone": ""}, "Enter the time zone."),
        ({"phone": "call us"}, "Write the number with its country code"),
        ({"host_type": "army"}, "Choose one of the list."),
    ],
)
def test_a_mistake_in_a_centre_is_explained_and_nothing_is_lost(
    world: World, client: Client, values: dict[str, str], sentence: str
) -> None:
    client.sign_in("adam@network.example")

    page = client.submit("/admin/centres/new", {**CENTRE, **values})

    assert page.status == 422
    assert sentence in page.words()
    assert page.form_values("/admin/centres/new")["address"] == "Street 1"


def test_a_centre_is_changed_and_a_stale_change_shows_both(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    ref = world.origin.ref
    path = f"/admin/centres/{ref[:3]}-{ref[3:6]}-{ref[6:]}"
    form = client.get(path).form_values(path)

    saved = client.post(path, {**form, "city": "Patan"})
    stale = client.post(path, {**form, "city": "Bhaktapur"})

    assert "Patan" in saved.words()
    assert stale.status == 409
    assert "Bhaktapur" in stale.words()


def test_a_centre_with_staff_is_not_closed(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    ref = world.origin.ref
    path = f"/admin/centres/{ref[:3]}-{ref[3:6]}-{ref[6:]}"
    form = {name: value for name, value in client.get(path).form_values(path).items() if name != "is_active"}

    page = client.post(path, form)

    assert page.status == 422
    assert "Somebody still works here." in page.words()
