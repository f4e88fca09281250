"""Commands of this room."""

import click


@click.group("reports")
def command() -> None:
    """Commands of this room."""
