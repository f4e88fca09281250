"""Commands of this room."""

import click


@click.group("staff")
def command() -> None:
    """Commands of this room."""
