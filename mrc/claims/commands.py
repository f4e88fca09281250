"""Wage claims without a browser: what the law on record says of one employment, and what of it needs a lawyer.

Neither command needs a database, keys or an instance folder, so that a clinic can call them from a script.
"""

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from mrc import clock, i18n
from mrc.claims.rules.assessment import Assessment, Deadline, Line
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts_reader import BadFacts, FactFault, Fault, read_facts
from mrc.claims.rules.forums import Forum, all_forums
from mrc.claims.rules.law import Law, Provision
from mrc.claims.rules.law_files import WrongLaw, all_laws, jurisdictions
from mrc.classifications import is_currency, minor_units
from mrc.wording import wages as words

_MAX_BYTES = 1024 * 1024
_BAD_INPUT = 2
_FAULTS_TOLD = 5


@click.group("wages")
def wages_command() -> None:
    """What is owed to a worker, by which article, and until when."""


@wages_command.command("assess")
@click.argument("file", type=click.Path(allow_dash=True))
def assess_wages(file: str) -> None:
    """Read the facts of one employment as JSON from FILE (- is standard input) and print the assessment as JSON."""
    try:
        facts = read_facts(_read(file), jurisdictions(), _places, clock.today())
        assessment = assess(facts)
    except BadFacts as error:
        click.echo(_told(error), err=True)
        raise click.exceptions.Exit(_BAD_INPUT) from None
    except WrongLaw as error:
        raise click.ClickException(str(error)) from None
    with i18n.speaking("en"):
        click.echo(json.dumps(as_json(assessment), ensure_ascii=False, indent=2))


def _places(currency: str) -> int | None:
    return minor_units(currency) if is_currency(currency) else None


def _told(error: BadFacts) -> str:
    """All faults on one line, the first few of them in full."""
    told = [f"{fault.name}: {words.fault_said(fault)}" for fault in error.faults[:_FAULTS_TOLD]]
    more = len(error.faults) - len(told)
    return " ".join([*told, f"(and {more} more)"] if more else told)


class _Object(dict[str, Any]):
    """A JSON object that remembers the names that stood in it twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _value in pairs]
        self.twice = sorted({name for name in names if names.count(name) > 1}) if len(self) < len(names) else []


def _read(file: str) -> object:
    """The data of a file as it was typed: no number of it becomes a float. Raises BadFacts."""
    try:
        content = sys.stdin.buffer.read(_MAX_BYTES + 1) if file == "-" else _content(Path(file))
        if len(content) > _MAX_BYTES:
            raise BadFacts([Fault("file", FactFault.TOO_LARGE)])
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_Object, parse_float=Decimal, parse_constant=str
        )
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BadFacts([Fault("file", FactFault.NOT_READABLE)]) from None
    except ValueError as error:
        if isinstance(error, BadFacts):
            raise
        # A whole number of thousands of digits is refused before it could keep the machine busy.
        raise BadFacts([Fault("file", FactFault.NOT_READABLE)]) from None


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_BYTES + 1)


def as_json(assessment: Assessment) -> dict[str, Any]:
    """The assessment as plain data, its working in the language spoken now; amounts are texts."""
    currency = assessment.currency
    return {
        "currency": currency,
        "total": str(assessment.total),
        "service": {"years": assessment.years, "days": assessment.days},
        "lines": [_line(line, currency) for line in assessment.lines],
        "deadlines": [_deadline(deadline) for deadline in assessment.deadlines],
        "not_included": [
            {"component": entry.component.name, "why": words.why_not(entry, currency)}
            for entry in assessment.not_included
        ],
    }


def _line(line: Line, currency: str) -> dict[str, Any]:
    return {
        "component": line.component.name,
        "amount": str(line.amount),
        "low": str(line.low),
        "high": str(line.high),
        "payer": line.payer.value,
        "rule": line.rule,
        "article": line.article,
        "grade": line.grade.value,
        "steps": [words.said(step, currency) for step in line.steps],
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "claim": deadline.claim.name if deadline.claim else "ALL",
        "act_by": deadline.act_by.isoformat() if deadline.act_by else None,
        "starts": deadline.starts.isoformat() if deadline.starts else None,
        "article": deadline.article,
        "grade": deadline.grade.value,
        "before_filing": [{"step": words.filing(step), "days": step.days} for step in deadline.before_filing],
    }


@click.group("law")
def law_command() -> None:
    """The law on record, by which wage claims are computed."""


@law_command.command("check")
def check_law() -> None:
    """Say for each country what nobody reviewed, what was reviewed more than a year ago, and what is a draft."""
    today = clock.today()
    try:
        laws = all_laws()
        forums = {found.jurisdiction: found.forums for found in all_forums()}
    except WrongLaw as error:
        raise click.ClickException(str(error)) from None
    for law in laws:
        _tell(law, forums[law.jurisdiction], today)


def _tell(law: Law, forums: tuple[Forum, ...], today: date) -> None:
    provisions = (*law.provisions, *forums)
    waiting = [(provision, _waits_for(provision, today)) for provision in provisions]
    waiting = [(provision, why) for provision, why in waiting if why]
    drafts = sum(provision.is_draft for provision in provisions)
    click.echo(
        f"{law.jurisdiction}: {len(law.rules)} rules, {len(law.limits)} time limits and {len(forums)} forums, "
        f"{drafts} drafts, {len(waiting)} for a lawyer to look at"
    )
    for provision, why in waiting:
        click.echo(f"  {provision.id}: {why} ({provision.article})")


def _waits_for(provision: Provision, today: date) -> str:
    parts = ["draft without a source"] if provision.is_draft else []
    if provision.reviewed_on is None:
        parts.append("never reviewed")
    elif provision.is_stale(today):
        parts.append(f"reviewed {provision.reviewed_on} by {provision.reviewer}, more than a year ago")
    return ", ".join(parts)
