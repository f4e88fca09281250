"""Handing out the list of a collective claim as a file."""

from flask import Response, g, request

from mrc import clock
from mrc.access import Permission
from mrc.areas import office, requires
from mrc.reports import service
from mrc.reports.rules.export import Format
from mrc.reports.views.exports import TYPES


@office.post("/collective/<ref:collective_ref>/export")
@requires(Permission.CLAIM_RECORD)
def export_collective(collective_ref: str) -> Response:
    """The workers of a collective claim as a workbook or as comma-separated text."""
    kind = Format.CSV if request.form.get("format") == Format.CSV else Format.XLSX
    content = service.export_workers(g.actor, collective_ref, kind)
    response = Response(content, content_type=TYPES[kind])
    name = f"workers-{clock.today(g.actor.timezone).isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
