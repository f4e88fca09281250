"""The list of a collective claim as a file: its workers with their amounts, put on record before it leaves."""

import csv
import io
from decimal import Decimal
from typing import Any

import rustpy_xlsxwriter

from mrc import audit, i18n
from mrc.access import Actor, Permission
from mrc.claims.rules import AmountKind
from mrc.claims.service import collective
from mrc.classifications import minor_units
from mrc.db import transaction
from mrc.i18n import gettext as _
from mrc.i18n import pgettext
from mrc.reports.rules.export import Format, NamesReason, neutral
from mrc.reports.service.writing import BOM
from mrc.wording import words

REPORT = "collective_claim"


def export_workers(actor: Actor, collective_ref: str, kind: Format) -> bytes:
    """The workers of a collective claim by name and number, with what each claims, was awarded and received.

    Whoever works on the case may have it, because it is what the forum is given; each time is on record.
    """
    with transaction():
        claim, case = collective.load_collective(actor, collective_ref, Permission.CLAIM_RECORD)
        workers = collective.all_workers(claim)
        audit.record(
            actor,
            audit.Event.EXPORT_MADE,
            case,
            report=REPORT,
            format=str(kind),
            filters={"with_names": True, "reason": str(NamesReason.COLLECTIVE_CLAIM)},
            rows=len(workers),
        )
    rows = [_row(worker, claim.currency) for worker in workers]
    return _csv(rows) if kind is Format.CSV else _xlsx(rows)


def _row(worker: collective.ListedWorker, currency: str) -> dict[str, Any]:
    stands = worker.stands
    amounts = (stands.asked, stands.computed, stands.awarded, stands.received, stands.outstanding)
    cells = (worker.number, worker.name, worker.person_ref, currency, *(_amount(one, currency) for one in amounts))
    return dict(zip(_headings(), map(neutral, cells), strict=True))


def _amount(amount: Decimal | None, currency: str) -> Decimal | None:
    return None if amount is None else round(amount, minor_units(currency))


def _headings() -> list[str]:
    return [
        pgettext("column", "Number"),
        pgettext("column", "Name"),
        pgettext("column", "Number of the person here"),
        _("Currency"),
        *(str(words(kind)) for kind in AmountKind if kind is not AmountKind.OFFERED),
        _("Still to come"),
    ]


def _csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_headings())
    writer.writerows(row.values() for row in rows)
    return f"{BOM}{text.getvalue()}".encode()


def _xlsx(rows: list[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    rustpy_xlsxwriter.write_worksheet(
        rows or [dict.fromkeys(_headings())],
        file,
        freeze_row=1,
        freeze_col=2,
        bold_headers=True,
        sheet_view={"right_to_left": i18n.direction(i18n.language()) == "rtl"},
    )
    return file.getvalue()
