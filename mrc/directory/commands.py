"""Commands of this room."""

import click


@click.group("directory")
def command() -> None:
    """Commands of this room."""
