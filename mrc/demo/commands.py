"""The command that fills an empty Waymark with a demo world."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from mrc import refs

if TYPE_CHECKING:
    from mrc.demo.accounts import Accounts

_SHOWN_MIGRANTS = 12


@click.command("demo")
@click.option("--people", default=400, show_default=True, type=click.IntRange(1, 1_000_000), help="How many people.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same world.")
@click.option("--if-empty", is_flag=True, help="When there are people already, only say where the accounts are told.")
@with_appcontext
def command(people: int, seed: int, if_empty: bool) -> None:
    """Fill an empty Waymark with invented people, cases, partners and accounts.

    The first sixty people are told with their codes and have evidence files; in a larger world the others have none.
    """
    from mrc.demo import loading

    if current_app.config["SETTINGS"].production:
        raise click.ClickException("This is a production system; the demo world does not belong here.")
    if loading.is_peopled():
        if not if_empty:
            raise click.ClickException("There are people in this database; the demo world needs an empty one.")
        _tell_where(loading.accounts_path())
        return
    click.echo(f"Making a demo world of {people} people …")
    loading.load_embassies()
    loaded = loading.load_world(people, seed, click.echo)
    _tell_accounts(loaded.accounts)
    click.echo(f"\nAll accounts and all codes of workers are in {loaded.path}.")


def _tell_where(path: Path) -> None:
    if path.exists():
        click.echo(f"The accounts of the demo are in {path}.")
    else:
        click.echo(f"There are people here already, and no demo accounts at {path}.")


def _tell_accounts(accounts: "Accounts") -> None:
    from mrc.demo.accounts import address

    click.echo(f"\nOpen {address()}/sign-in once it is served, and sign in as one of these:\n")
    _tell_table(("role", "address", "password"), [(a["role"], a["email"], a["password"]) for a in accounts.staff])
    partners = [(a["organisation"], a["email"], a["password"]) for a in accounts.partners]
    _tell_table(("partner", "address", "password"), partners)
    workers = [
        (one["language"], one["stage"], refs.spoken(one["reference"]), refs.spoken(one["code"]))
        for one in accounts.migrants[:_SHOWN_MIGRANTS]
    ]
    click.echo(f"Workers open their own page at {address()}/ with a reference and a code:\n")
    _tell_table(("language", "stage", "reference", "code"), workers)


def _tell_table(heads: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(line[place]) for line in (heads, *lines)) for place in range(len(heads))]
    for line in (heads, *lines):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    click.echo("")
