"""Reports without a browser: exports of the caseload for the operator, put on record like any other."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from mrc import i18n
from mrc.casework.rules.issues import IssueCode, IssueGroup
from mrc.casework.rules.stages import Party, Priority, Stage
from mrc.classifications import is_country
from mrc.errors import NotFound, Refused
from mrc.refs import read_ref
from mrc.reports import service
from mrc.reports.rules.caseload import Filters, Standing, Within
from mrc.reports.rules.export import ExportFacts, Format, NamesReason
from mrc.wording import words

command = AppGroup("report", help="Reports and exports.")


def _one_of(kind: type[StrEnum]) -> click.Choice[Any]:
    return click.Choice([str(member) for member in kind])


@command.command("caseload")
@click.option("--centre", help="The reference of one centre; without it, all centres.")
@click.option("--format", "kind", type=_one_of(Format), help="Without it, from the name of the file, else CSV.")
@click.option("--output", type=click.Path(dir_okay=False, allow_dash=True), default="-", show_default=True)
@click.option("--language", type=click.Choice(i18n.STAFF_LANGUAGES), default="en", show_default=True)
@click.option("--status", type=_one_of(Standing), default=str(Standing.LIVE), show_default=True)
@click.option("--stage", type=_one_of(Stage))
@click.option("--issue", type=_one_of(IssueCode))
@click.option("--issue-group", type=_one_of(IssueGroup))
@click.option("--destination", help="The country of work as two letters (ISO 3166-1).")
@click.option("--move", type=_one_of(Party), help="Whom the case waits for.")
@click.option("--priority", type=_one_of(Priority))
@click.option("--overdue", is_flag=True, help="Only cases whose next date has passed.")
@click.option("--cold", is_flag=True, help="Only cases without contact for 30 days.")
@click.option("--act-within", type=_one_of(Within), help="Only cases that must act within so many days.")
@click.option("--names-because", type=_one_of(NamesReason), help="Put names into it, and why.")
def export_caseload(kind: str | None, output: str, language: str, centre: str | None, **asked: Any) -> None:
    """Export the caseload as CSV or XLSX. Every export is put on record."""
    file_format = Format(kind) if kind else Format.XLSX if output.endswith(".xlsx") else Format.CSV
    if file_format is Format.XLSX and output == "-":
        raise click.ClickException("A workbook needs a file: name one with --output.")
    reason = NamesReason(asked["names_because"]) if asked["names_because"] else None
    facts = ExportFacts(_filters(**asked), file_format, reason is not None, reason)
    with i18n.speaking(language):
        try:
            export = service.prepare_export(None, facts, _centre(centre))
        except NotFound:
            raise click.ClickException(f"There is no centre {centre}.") from None
        except Refused as error:
            raise click.ClickException(str(words(error.reason))) from None
        _write(export, output)
    click.echo(f"{export.count} cases exported.", err=True)


def _filters(**asked: Any) -> Filters:
    if asked["destination"] and not is_country(asked["destination"]):
        raise click.ClickException(f"{asked['destination']} is not a country code such as QA.")

    def member(kind: type[StrEnum], name: str) -> Any:
        return kind(asked[name]) if asked[name] else None

    return Filters(
        standing=Standing(asked["status"]),
        stage=member(Stage, "stage"),
        issue=member(IssueCode, "issue"),
        issue_group=member(IssueGroup, "issue_group"),
        destination=asked["destination"],
        move=member(Party, "move"),
        priority=member(Priority, "priority"),
        is_overdue=asked["overdue"],
        is_cold=asked["cold"],
        act_within=member(Within, "act_within"),
    )


def _centre(text: str | None) -> str | None:
    try:
        return read_ref(text) if text else None
    except ValueError:
        raise click.ClickException(f"{text} is not a reference: it has ten digits.") from None


def _write(export: service.Export, output: str) -> None:
    if output == "-":
        for piece in service.csv_pieces(export):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    # The file gets its name once it is whole, so that a report that broke off is not taken for one.
    draft = path.with_name(f".{path.name}.new")
    if export.facts.format is Format.XLSX:
        service.write_xlsx(export, draft)
    else:
        with draft.open("wb") as file:
            file.writelines(service.csv_pieces(export))
    draft.replace(path)
