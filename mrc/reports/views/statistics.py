"""The first report on the screen, and as a sheet to print."""

from typing import Any

from flask import g, render_template, request

from mrc import clock
from mrc.access import Permission
from mrc.areas import office, requires
from mrc.casework.rules.issues import IssueGroup, issues_in
from mrc.casework.rules.stages import CaseStatus, Stage
from mrc.i18n import number
from mrc.people.rules import Sex
from mrc.reports import service
from mrc.reports.forms import PeriodForm
from mrc.reports.rules.caseload import Within
from mrc.reports.rules.periods import year_of
from mrc.wording import words

# The words of the codes that stand in the tables, which are texts there.
_KINDS = {"stage": Stage, "status": CaseStatus, "sex": Sex, "group": IssueGroup}


@office.get("/reports/caseload")
@requires(Permission.REPORT_READ)
def show_caseload() -> Any:
    """The open caseload by stage and caseworker, and issues by sex."""
    form, status = _period_form()
    report = service.caseload_report(g.actor, _period(form), is_published=request.args.get("published") == "1")
    return render_template("reports/show_caseload.html", form=form, **_drawn(report)), status


@office.get("/reports/caseload/print")
@requires(Permission.REPORT_READ)
def print_caseload() -> Any:
    """The report as it may be published, on a sheet."""
    form, status = _period_form()
    report = service.caseload_report(g.actor, _period(form), is_published=True)
    return render_template("reports/print_caseload.html", **_drawn(report)), status


def _period_form() -> tuple[PeriodForm, int]:
    usual = year_of(clock.today(g.actor.timezone))
    form = PeriodForm(formdata=request.args or None, data=vars(usual))
    is_good = form.validate()
    if is_good and form.period().fault is not None:
        form.ends_on.errors = [str(words(form.period().fault))]
    return form, 422 if form.errors else 200


def _period(form: PeriodForm) -> Any:
    return year_of(clock.today(g.actor.timezone)) if form.errors else form.period()


def _drawn(report: service.CaseloadReport) -> dict[str, Any]:
    members = {str(member): member for kind in _KINDS.values() for member in kind}
    return {
        "report": report,
        "spoken": {code: words(member) for code, member in members.items()},
        "within": tuple(Within),
        "issues_of": {str(group): issues_in(group) for group in IssueGroup},
        "stage_bars": _bars(report.by_stage.row_totals, Stage),
        "group_bars": _bars(report.groups.row_totals, IssueGroup),
    }


def _bars(totals: Any, kind: Any) -> list[dict[str, Any]]:
    known = [(words(kind(code)), count) for code, count in totals.items() if count is not None]
    return [{"label": label, "value": count, "text": number(count)} for label, count in known]
