"""The audit door: the record of who did what, a file of it, and whether somebody tampered with it."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, g, render_template, request, stream_with_context, url_for
from wtforms.fields import SelectChoice

from mrc import clock, refs
from mrc.access import Permission, Role
from mrc.areas import auditing, requires
from mrc.audit import Event
from mrc.i18n import gettext as _
from mrc.staff import service
from mrc.staff.forms import RecordFilterForm
from mrc.staff.rules import DetailKey, SignInFailure, SubjectKind, plain_cell
from mrc.wording import words


@auditing.get("/")
@requires(Permission.AUDIT_READ)
def show_log() -> Any:
    """Show the record, newest first."""
    form = _filter_form()
    if not form.validate():
        return render_template("audit/log.html", form=form, lines=[], older=None, asked={}), 422
    entries, after = service.show_log(g.actor, form.wanted(), request.args.get("after"))
    asked = {name: value for name, value in request.args.to_dict().items() if value and name != "after"}
    further: dict[str, Any] = {**asked, "after": after}
    older = url_for("audit.show_log", **further) if after else None
    return render_template(
        "audit/log.html", form=form, lines=[_line(entry) for entry in entries], older=older, asked=asked
    )


@auditing.get("/record.csv")
@requires(Permission.AUDIT_READ)
def take_out() -> Any:
    """Give the record, as filtered, as a file."""
    form = _filter_form()
    if not form.validate():
        return render_template("audit/log.html", form=form, lines=[], older=None, asked={}), 422
    batches = service.take_out(g.actor, form.wanted())
    name = f"waymark-record-{clock.today().isoformat()}.csv"
    return Response(
        stream_with_context(_rows(batches)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@auditing.route("/verification", methods=["GET", "POST"])
@requires(Permission.AUDIT_READ)
def verify_record() -> Any:
    """Show when the record was last verified; verify it now."""
    found = None
    if request.method == "POST":
        found = service.verify_record(g.actor)
    latest = service.latest_verification(g.actor)
    return render_template("audit/verification.html", latest=latest, found=found)


def _filter_form() -> RecordFilterForm:
    form = RecordFilterForm(request.args, meta={"csrf": False})
    centres = [SelectChoice(ref, name) for ref, name in service.centre_choices(g.actor)]
    form.centre.choices = [SelectChoice("", _("All centres")), *centres]
    return form


def _line(entry: Any) -> dict[str, Any]:
    return {
        "entry": entry,
        "event": _event(entry.event),
        "kind": words(SubjectKind.of(entry.subject_kind)) if entry.subject_kind else None,
        "details": [
            (_key(key), _said(entry.event, value))
            for key, value in entry.detail.items()
            if value not in (None, [], {}, "")
        ],
    }


def _said(event: str, value: Any) -> Any:
    """A value of an entry: in words where they are this room's, else the code or number that was recorded."""
    if event == Event.SIGN_IN_FAILED and value in set(SignInFailure):
        return words(SignInFailure(value))
    if event == Event.USER_CREATED and value in set(Role):
        return words(Role(value))
    return _value(value)


def _event(code: str) -> Any:
    return words(Event(code)) if code in set(Event) else code


def _key(key: str) -> Any:
    return words(DetailKey(key)) if key in set(DetailKey) else key


def _value(value: Any) -> str:
    """A value of an entry as text: codes and numbers as they were recorded."""
    if isinstance(value, list):
        return ", ".join(_value(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={_value(item)}" for key, item in value.items())
    return str(value)


def _rows(batches: Iterator[list[Any]]) -> Iterator[str]:
    heads = (
        _("Time (UTC)"),
        _("What was done"),
        _("Code"),
        _("Who"),
        _("E-mail address"),
        _("Role"),
        _("Centre"),
        _("About"),
        _("Reference"),
        _("Details"),
        _("Chain"),
        _("Number"),
    )
    # The mark at the front tells spreadsheets that this is UTF-8.
    yield "\ufeff" + _csv([heads])
    for batch in batches:
        yield _csv([_row(entry) for entry in batch])


def _row(entry: Any) -> tuple[str, ...]:
    line = _line(entry)
    return (
        entry.at.strftime("%Y-%m-%d %H:%M:%S"),
        str(line["event"]),
        entry.event,
        entry.actor_name or "",
        entry.actor_email or "",
        str(words(entry.role)),
        entry.centre or "",
        str(line["kind"] or ""),
        refs.spoken(entry.subject_ref) if entry.subject_ref else "",
        "; ".join(f"{key}: {value}" for key, value in line["details"]),
        str(entry.chain),
        str(entry.seq),
    )


def _csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[plain_cell(cell) for cell in row] for row in rows])
    return text.getvalue()
