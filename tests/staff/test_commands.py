"""The command that opens the first administrator's account."""

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.db import db
from mrc.staff.commands import command
from mrc.staff.models import User
from tests.page import Client

PASSWORD = "three tired mules sing"


def run(app: Flask, *arguments: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(command, list(arguments), input=typed)
    return result.exit_code, result.output


def test_an_administrator_is_made_and_signs_in(app: Flask, client: Client) -> None:
    code, said = run(app, "create", "Eva@network.example", "Eva Lima", "--password-stdin", typed=f"{PASSWORD}\n")

    assert (code, said) == (0, "Eva Lima can sign in as eva@network.example.\n")
    assert client.sign_in("eva@network.example", PASSWORD).response.request.path == "/admin/"


def test_a_password_is_asked_for_twice_and_not_shown(context: Flask) -> None:
    code, said = run(context, "create", "eva@network.example", "Eva", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert code == 0
    assert PASSWORD not in said


@pytest.mark.parametrize(
    ("email", "name", "password", "sentence"),
    [
        ("eva", "Eva", PASSWORD, "not an e-mail address"),
        ("eva@network.example", " ", PASSWORD, "Give the administrator's name"),
        ("eva@network.example", "Eva", "short", "at least 12 characters"),
        ("eva@network.example", "Eva", "Password123!", "guessed first"),
        ("eva@network.example", "Eva", "the network of mules", "guessed first"),
    ],
)
def test_what_is_unsafe_or_unreadable_is_refused(
    context: Flask, email: str, name: str, password: str, sentence: str
) -> None:
    code, said = run(context, "create", email, name, "--password-stdin", typed=f"{password}\n")

    assert code == 1
    assert sentence in said
    assert db.session.scalar(sa.select(User.id)) is None


def test_an_address_is_given_out_once(context: Flask) -> None:
    run(context, "create", "eva@network.example", "Eva", "--password-stdin", typed=f"{PASSWORD}\n")

    code, said = run(context, "create", "EVA@network.example", "Eva", "--password-stdin", typed=f"{PASSWORD}\n")

    assert code == 1
    assert "Another account has this e-mail address." in said
