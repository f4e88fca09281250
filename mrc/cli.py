"""The `mrc` command: everything an operator does to a Waymark without a browser."""

from collections import UserDict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup

import config
from mrc import audit, vault
from mrc.db import db, transaction
from mrc.errors import Misconfigured

# What rooms bring: the name of a command or group -> its module in the room, and its name there.
ROOM_COMMANDS = {
    "admin": ("mrc.staff.commands", "command"),
    "directory": ("mrc.directory.commands", "command"),
    "referrals": ("mrc.referrals.commands", "command"),
    "report": ("mrc.reports.commands", "command"),
    "demo": ("mrc.demo.commands", "command"),
    "wages": ("mrc.claims.commands", "wages_command"),
    "law": ("mrc.claims.commands", "law_command"),
}


class _Commands(UserDict[str, click.Command]):
    """The commands by name. A room is imported when one of its own is asked for, so that a short one starts soon."""

    def __getitem__(self, name: str) -> click.Command:
        if self.data.get(name) is None and name in ROOM_COMMANDS:
            module, attribute = ROOM_COMMANDS[name]
            self.data[name] = getattr(import_module(module), attribute)
        return self.data[name]

    def __contains__(self, name: object) -> bool:
        return name in self.data or name in ROOM_COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter({**ROOM_COMMANDS, **self.data})

    def __len__(self) -> int:
        return len({**ROOM_COMMANDS, **self.data})


def _create() -> Flask:
    from mrc import create_app

    try:
        return create_app()
    except (ValueError, Misconfigured) as error:
        raise click.ClickException(str(error)) from None


main = FlaskGroup(
    name="mrc",
    create_app=_create,
    add_default_commands=False,
    add_version_option=False,
    commands=_Commands(),
    help=__doc__,
)


@main.group("keys")
def keys_group() -> None:
    """The keys outside the database."""


@keys_group.command("create", with_appcontext=False)
@click.option("--if-missing", is_flag=True, help="Say nothing when there is a key file already.")
def create_keys(if_missing: bool) -> None:
    """Make the key file. Keep a copy of it apart from the backups: without it nothing can be read."""
    path = _settings().keys
    if path.exists():
        if if_missing:
            return
        raise click.ClickException(f"There is a key file at {path} already; it is not overwritten.")
    vault.Keys.fresh().save(path)
    click.echo(f"Keys written to {path}. Keep a copy apart from your backups.")


@keys_group.command("rotate")
@click.option("--batch", default=1000, show_default=True, help="How many data keys to rewrap in one transaction.")
def rotate_keys(batch: int) -> None:
    """Make a new master key and wrap every data key by it. Servers go on, and read the new key when they meet it."""
    settings = current_app.config["SETTINGS"]
    renewed = vault.keys().with_new_master()
    # The file knows both keys before the first row is rewrapped, so a rotation that breaks off loses nothing.
    renewed.save(settings.keys)
    current_app.extensions["mrc_keys"] = renewed
    count = vault.rewrap_all(batch, lambda done: click.echo(f"{done} keys rewrapped"))
    with transaction():
        audit.record(None, audit.Event.KEYS_ROTATED, rewrapped=count)
    click.echo(f"Done: {count} data keys are under master key {renewed.current}. Copy the key file.")
    click.echo("Restart the servers and the worker, then run `mrc keys forget` to drop the older master keys.")


@keys_group.command("forget")
@click.option("--batch", default=1000, show_default=True, help="How many data keys to rewrap in one transaction.")
def forget_keys(batch: int) -> None:
    """Drop the older master keys, after a rotation and a restart of all servers and the worker."""
    # A server that had not restarted yet may have wrapped new data keys by an older master key.
    count = vault.rewrap_all(batch, lambda done: click.echo(f"{done} keys rewrapped"))
    kept = vault.keys().only_current()
    current_app.extensions["mrc_keys"] = kept
    kept.save(current_app.config["SETTINGS"].keys)
    click.echo(f"Only master key {kept.current} is left; {count} data keys were rewrapped. Copy the key file.")


@main.group("audit")
def audit_group() -> None:
    """The record of who did what."""


@audit_group.command("verify")
@click.option("--checkpoint", type=click.Path(path_type=Path), help="Compare with a checkpoint file too.")
def verify_audit(checkpoint: Path | None) -> None:
    """Read the whole record and say whether it was tampered with; exit code 1 when it was."""
    if checkpoint is not None and not checkpoint.exists():
        raise click.ClickException(f"There is no checkpoint file at {checkpoint}.")
    try:
        count, faults = audit.verify(checkpoint)
    except Misconfigured as error:
        raise click.ClickException(str(error)) from None
    for fault in faults:
        click.echo(f"chain {fault.chain}, entry {fault.seq}: {fault.what}", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {count} entries.")
    click.echo(f"{count} entries, all in order.")


@audit_group.command("checkpoint")
@click.argument("path", type=click.Path(path_type=Path))
def checkpoint_audit(path: Path) -> None:
    """Write the newest hash of each chain to a file, to be kept on another machine."""
    click.echo(f"Checkpoint of {audit.write_checkpoint(path)} entries written to {path}.")


@main.command(with_appcontext=False)
@click.option("--demo", is_flag=True, help="Load the demo world when there are no people yet.")
@click.pass_context
def start(ctx: click.Context, demo: bool) -> None:
    """Make what is missing (keys, tables, with --demo the demo world), then serve."""
    from flask_migrate import upgrade

    from mrc.demo.commands import command as load_demo

    ctx.invoke(create_keys, if_missing=True)
    app = _create()
    with app.app_context():
        upgrade()
        if demo:
            ctx.invoke(load_demo, people=400, seed=1, if_empty=True)
        settings = app.config["SETTINGS"]
        click.echo(
            f"Waymark opens at {settings.public_url or f'http://{settings.host}:{settings.port}'}. Ctrl-C stops it."
        )
        ctx.invoke(serve)


@main.command()
@click.option("--host", help="Address to listen on; default is MRC_HOST.")
@click.option("--port", type=int, help="Port to listen on; default is MRC_PORT.")
@click.option("--processes", type=int, help="Number of web processes; default is MRC_PROCESSES.")
def serve(host: str | None, port: int | None, processes: int | None) -> None:
    """Serve Waymark with the production server."""
    from mrc import server

    settings = current_app.config["SETTINGS"]
    pending = server.pending_migrations()
    if pending:
        raise click.ClickException(f"The database lacks {len(pending)} migrations. Run `mrc db upgrade` first.")
    db.engine.dispose()
    server.run(host or settings.host, port or settings.port, processes or settings.processes)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def worker(once: bool) -> None:
    """Send what is in the outbox and sweep what is over, until stopped."""
    from mrc import worker as work

    if once:
        click.echo(f"{work.run_once(current_app)} messages handled.")
    else:
        work.run_forever(current_app)


@main.command(with_appcontext=False)
def doctor() -> None:
    """Check configuration, keys, database, fonts and catalogues, and say what to do."""
    from mrc import doctor as checks

    troubles = 0
    for check in checks.run():
        click.echo(f"{'ok  ' if check.is_well else 'FAIL'} {check.what}: {check.said}")
        troubles += not check.is_well
    if troubles:
        raise click.ClickException(f"{troubles} of the checks failed.")


def _settings() -> config.Settings:
    try:
        return config.from_environment()
    except ValueError as error:
        raise click.ClickException(str(error)) from None
