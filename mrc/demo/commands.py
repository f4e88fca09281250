"""Commands of this room."""

import click


@click.group("demo")
def command() -> None:
    """Commands of this room."""
