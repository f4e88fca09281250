"""Commands for accounts: making the first administrator."""

import sys

import click
from flask.cli import AppGroup

from mrc.errors import Refused
from mrc.staff import service
from mrc.staff.rules import as_address, is_address, password_fault
from mrc.wording import words

command = AppGroup("admin", help="Accounts of administrators.")


@command.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, not from the keyboard.")
def create(email: str, name: str, password_stdin: bool) -> None:
    """Open an administrator's account: mrc admin create ADDRESS "NAME"."""
    email, name = as_address(email), name.strip()
    if not is_address(email):
        raise click.ClickException(f"{email} is not an e-mail address.")
    if not name:
        raise click.ClickException("Give the administrator's name.")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask()
    fault = password_fault(password, name, email)
    if fault is not None:
        raise click.ClickException(str(words(fault)))
    try:
        user = service.create_administrator(email, name, password)
    except Refused as refused:
        raise click.ClickException(str(words(refused.reason))) from None
    click.echo(f"{user.name} can sign in as {user.email}.")


def _ask() -> str:
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same once more")
    return answer
