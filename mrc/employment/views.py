"""Pages of the working-time diary: its months, a week to type, a table to bring, and what the case shows of it."""

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, g, render_template, url_for

from mrc import clock, typed
from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.stages import Stage
from mrc.classifications import usual_currency
from mrc.documents import sheets
from mrc.documents.forms import upload_of
from mrc.documents.rules.names import attachment
from mrc.documents.rules.recognition import XLSX
from mrc.documents.rules.sheets import Line, SheetFault, SheetRefused, Trouble, text_lines
from mrc.employment import service
from mrc.employment.forms import TableForm, WeekForm, said, shown
from mrc.employment.rules import WEEK, DayKind
from mrc.errors import NotFound
from mrc.forms import clean_text
from mrc.i18n import gettext as _
from mrc.i18n import ngettext
from mrc.panels import panel
from mrc.wording.employment import COLUMNS, clock_words

# The stages in which somebody works, or claims what the work should have brought.
_STAGES = frozenset({Stage.EMPLOYMENT, Stage.WAGE_CLAIM})


@office.get("/cases/<ref:case_ref>/diary")
@requires(Permission.CASE_READ)
def show_diary(case_ref: str) -> Any:
    """The diary of a case by months."""
    diary = service.get_diary(g.actor, case_ref)
    may_write = diary.case.closed_at is None
    return render_template(
        "employment/show_diary.html",
        diary=diary,
        case=diary.case,
        case_ref=case_ref,
        may_write=may_write,
        hours=clock_words,
    )


@office.route("/cases/<ref:case_ref>/diary/<string:day>", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def type_week(case_ref: str, day: str) -> Any:
    """Type the week that a day lies in, seven days at once."""
    wanted = typed.day(day)
    if wanted is None or not 1900 <= wanted.year <= 2100:
        raise NotFound(day)
    week = service.get_week(g.actor, case_ref, wanted, Permission.CASE_WORK)
    days = [facts.day for facts in week.days]
    data = {**shown(week.days, usual_currency(week.case.destination_country)), "version": str(week.seen)}
    form = WeekForm(data=data).call_days(days)

    def deed() -> None:
        try:
            service.save_week(
                g.actor,
                case_ref,
                form.facts(days),
                form.seen_version(),
                lambda theirs: form.differences(days, theirs),
            )
        except service.DaysRefused as refused:
            form.show_faults(days, refused.faults)
            raise

    answer = done(form, deed, _("The week is saved."), _week_url(case_ref, _after(week)))
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        week = service.get_week(g.actor, case_ref, wanted, Permission.CASE_WORK)
    return _week_page(week, form), 422 if form.errors else 200


def _week_page(week: service.Week, form: WeekForm) -> str:
    case_ref = week.case.ref
    return render_template(
        "employment/type_week.html",
        form=form,
        case=week.case,
        case_ref=case_ref,
        days=[facts.day for facts in week.days],
        told=[said(facts) for facts in week.days],
        today=clock.today(g.actor.timezone),
        older=_week_url(case_ref, week.first - timedelta(days=WEEK)),
        newer=_week_url(case_ref, week.first + timedelta(days=WEEK)),
        here=_week_url(case_ref, week.first),
        columns={name: str(label) for name, label in COLUMNS.items()},
    )


def _after(week: service.Week) -> date:
    """The week to go on with: the next one, unless it has not begun yet."""
    following = week.first + timedelta(days=WEEK)
    return following if following <= clock.today(g.actor.timezone) else week.first


def _week_url(case_ref: str, day: date) -> str:
    return url_for("office.type_week", case_ref=case_ref, day=day.isoformat())


@office.route("/cases/<ref:case_ref>/diary/table", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def add_diary_table(case_ref: str) -> Any:
    """Put a table of days into a diary: a file, or rows that were pasted."""
    case = casework.get_case(g.actor, case_ref, Permission.CASE_WORK)
    form = TableForm()
    troubles: list[Trouble] = []

    def deed() -> str:
        try:
            count = service.add_table(g.actor, case_ref, _lines(form), form.replace.data)
        except SheetRefused as refused:
            troubles.extend(refused.troubles)
            raise
        flash(ngettext("%(num)s day is now in the diary.", "%(num)s days are now in the diary.", count), "success")
        return url_for("office.show_diary", case_ref=case_ref)

    answer = done(form, deed)
    if answer is not None:
        return answer
    page = render_template(
        "employment/add_table.html",
        form=form,
        case=case,
        case_ref=case_ref,
        troubles=troubles,
        columns={name: str(label) for name, label in COLUMNS.items()},
        kinds=list(DayKind),
    )
    return page, 422 if form.errors else 200


def _lines(form: TableForm) -> list[Line]:
    upload = upload_of(form.file.data)
    if upload is not None and form.pasted.data:
        raise SheetRefused(SheetFault.GIVEN_TWICE, field="file")
    if upload is None and not form.pasted.data:
        raise SheetRefused(SheetFault.NOTHING_GIVEN, field="file")
    if upload is None:
        return text_lines(form.pasted.data)
    try:
        lines = sheets.read_file(upload.file, upload.size)
        return [(number, [clean_text(cell) for cell in cells]) for number, cells in lines]
    except SheetRefused as refused:
        raise SheetRefused(refused.reason, refused.troubles, "file") from None


@office.get("/diary-template.xlsx")
@requires(Permission.CASE_WORK)
def diary_template() -> Response:
    """An empty workbook with the columns of a diary, for the last month."""
    response = Response(service.template(clock.today(g.actor.timezone)), content_type=XLSX.media_type)
    response.headers["Content-Disposition"] = attachment(_("Working-time diary") + ".xlsx", "diary.xlsx")
    return response


@panel("case_main", order=55)
def diary_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """How much of a diary there is, and the way to it."""
    if not may(actor, Permission.CASE_READ, case.subject):
        return None
    count, first, last = service.span_of(case.id)
    if not count and case.stage not in _STAGES:
        return None
    may_write = may(actor, Permission.CASE_WORK, case.subject) and case.closed_at is None
    return "employment/panel.html", {
        "case_ref": case.ref,
        "count": count,
        "first": first,
        "last": last,
        "week_url": _week_url(case.ref, last or clock.today(actor.timezone)) if may_write else None,
    }
