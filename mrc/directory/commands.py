"""`mrc directory`: read lists of partner organisations into the directory."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from mrc.directory import service
from mrc.directory.issues import ISSUES
from mrc.directory.rules import RowTrouble
from mrc.directory.service import FileRefused, ImportResult
from mrc.directory.service.embassies import AS_OF
from mrc.wording import words

SHOWN = 200

command = AppGroup("directory", help="Partner organisations: read lists of them from files.")
_path = click.argument("path", type=click.Path(path_type=Path))
_dry_run = click.option("--dry-run", is_flag=True, help="Write nothing; say what would happen.")


@command.group("import")
def import_group() -> None:
    """Read a file into the directory. What has not changed is left alone; entries not in the file stay."""


@import_group.command("embassies")
@_path
@_dry_run
@click.option("--strict", is_flag=True, help="Refuse the whole file when one row is bad.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=AS_OF.isoformat(),
    show_default=True,
    help="The day of which the file tells.",
)
def import_embassies(path: Path, dry_run: bool, strict: bool, as_of: datetime) -> None:
    """Read embassies and consulates, separated by ";", plain or .gz; a folder stands for the only table in it.

    Columns by name: operator (the sending state), jurisdictions (separated by "|"), country, city, latitude,
    longitude, phone, email, website, type, QID. Bad rows are refused and told; good rows are loaded, unverified.
    """
    try:
        result = service.import_embassies(path, _tell, as_of=as_of.date(), dry_run=dry_run, strict=strict)
    except FileRefused as error:
        raise _refused(path, error) from None
    _say(result, dry_run)


@import_group.command("organisations")
@_path
@_dry_run
def import_organisations(path: Path, dry_run: bool) -> None:
    """Read a list of unions, legal clinics, shelters and others; one bad cell refuses all of it.

    A table separated by commas or semicolons. Needed columns: kind (union, consulate, legal_clinic, shelter,
    health, authority, centre, other), name, country. Others: city, sending_country (of a consulate), languages,
    issue_codes, sectors, jurisdictions, phone, whatsapp, email, address, website, description, cost (free, sliding,
    paid), status_policy (any_status, documented_only), reports_to_authorities (no, yes), is_public (yes, no).
    Several values in one cell are separated by "|": languages "ne|en", sectors by ISIC division "41|97".
    """
    try:
        result = service.import_organisations(path, _tell, frozenset(map(str, ISSUES)), dry_run=dry_run)
    except FileRefused as error:
        raise _refused(path, error) from None
    _say(result, dry_run)


@import_group.command("hsds")
@_path
@_dry_run
def import_hsds(path: Path, dry_run: bool) -> None:
    """Read organisations of Open Referral HSDS 3: a JSON list, or tables in a folder or zip. One fault refuses all.

    Services carry what routing needs as attributes: a taxonomy_term whose taxonomy is kind, serves_nationality,
    issue_codes, sector, status_policy, population, reports_to_authorities, cost, timezone or verified_on, and whose
    code is the value. Where they may act is said by service_areas of the extent_type iso3166.
    """
    try:
        result = service.import_hsds(path, _tell, dry_run=dry_run)
    except FileRefused as error:
        raise _refused(path, error) from None
    _say(result, dry_run)


@import_group.command("laa")
@_path
@_dry_run
def import_laa(path: Path, dry_run: bool) -> None:
    """Read the legal aid directory of England and Wales: the folder of its two JSON files, or the advisers' one."""
    try:
        result = service.import_laa(path, _tell, dry_run=dry_run)
    except FileRefused as error:
        raise _refused(path, error) from None
    _say(result, dry_run)


@import_group.command("ohana")
@_path
@_dry_run
def import_ohana(path: Path, dry_run: bool) -> None:
    """Read the CSV tables of an Ohana directory from their folder, or from the one that holds it."""
    try:
        result = service.import_ohana(path, _tell, dry_run=dry_run)
    except FileRefused as error:
        raise _refused(path, error) from None
    _say(result, dry_run)


@command.group("export")
def export_group() -> None:
    """Write the directory to a file for others."""


@export_group.command("hsds")
@_path
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
def export_hsds(path: Path, form: str) -> None:
    """Write all organisations as Open Referral HSDS 3: a JSON list, or a zip with a CSV data package.

    What came in by `import hsds` goes out as it came, with its ids; what was changed here since is changed there too.
    """
    try:
        with path.open("wb") as file:
            count = service.export_hsds(file, form, _tell)
    except OSError as error:
        raise click.ClickException(f"{path.name}: {type(error).__name__}") from None
    click.echo(f"{count} organisations written to {path.name}.")


def _tell(done: int, total: int) -> None:
    click.echo(f"{done} of {total} entries", err=True)


def _told(trouble: RowTrouble) -> str:
    column = f", column {trouble.column}" if trouble.column else ""
    given = f' "{trouble.given}"' if trouble.given else ""
    return f"row {trouble.row}{column}:{given} {words(trouble.fault)}"


def _refused(path: Path, error: FileRefused) -> click.ClickException:
    for trouble in error.troubles[:SHOWN]:
        click.echo(_told(trouble), err=True)
    where = f" ({error.where})" if error.where else ""
    return click.ClickException(f"{path.name}: {words(error.reason)}{where} Nothing was changed.")


def _say(result: ImportResult, dry_run: bool) -> None:
    for trouble in result.troubles[:SHOWN]:
        click.echo(_told(trouble), err=True)
    if len(result.troubles) > SHOWN:
        click.echo(f"and {len(result.troubles) - SHOWN} more", err=True)
    for source_id in result.kept[:SHOWN]:
        click.echo(f"{source_id}: changed or verified by hand; the file was not followed", err=True)
    click.echo(
        f"{'Would be: ' if dry_run else ''}{result.added} added, {result.changed} changed, "
        f"{result.unchanged} unchanged, {len(result.kept)} kept as changed by hand, {result.refused} refused; "
        f"{result.absent} entries of this source are not in the file and stay."
    )
