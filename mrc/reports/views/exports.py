"""The list of reports, and handing out the caseload as a file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Response, g, render_template, request, stream_with_context

from mrc import clock
from mrc.access import Permission
from mrc.answers import show_refusal
from mrc.areas import office, requires
from mrc.errors import Refused
from mrc.reports import service
from mrc.reports.forms import ExportForm
from mrc.reports.rules.export import Format
from mrc.reports.views.caseload import asked_in, filter_fields

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@office.get("/reports")
@requires(Permission.REPORT_READ)
def list_reports() -> Any:
    """What reports there are."""
    return render_template("reports/list_reports.html")


@office.route("/reports/export", methods=["GET", "POST"])
@requires(Permission.REPORT_EXPORT)
def export_caseload() -> Any:
    """Choose what to export, and get the file."""
    form = ExportForm()
    colleagues = service.colleagues(g.actor)
    asked = asked_in(request.values, colleagues, mine=False)
    if form.validate_on_submit():
        try:
            return _file(service.prepare_export(g.actor, form.facts(asked.filters)))
        except Refused as error:
            show_refusal(form, error)
    page = render_template("reports/export_caseload.html", form=form, **filter_fields(asked, colleagues))
    return page, 422 if form.errors else 200


def _file(export: service.Export) -> Response:
    kind = export.facts.format
    pieces = service.csv_pieces(export) if kind is Format.CSV else _workbook(export)
    response = Response(stream_with_context(pieces), content_type=TYPES[kind])
    response.call_on_close(export.close)
    name = f"caseload-{clock.today(g.actor.timezone).isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(export: service.Export) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="waymark-") as folder:
        path = Path(folder) / "export.xlsx"
        service.write_xlsx(export, path)
        with path.open("rb") as file:
            while piece := file.read(65536):
                yield piece
