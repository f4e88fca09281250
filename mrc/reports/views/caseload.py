"""The caseload list, and giving the cases ticked in it to somebody."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from markupsafe import Markup

from mrc import refs
from mrc.access import Permission, Role
from mrc.answers import done
from mrc.areas import office, requires
from mrc.errors import Refused
from mrc.i18n import gettext as _
from mrc.i18n import joined, language, ngettext
from mrc.reports import service
from mrc.reports.forms import (
    Asked,
    AssignForm,
    choices,
    country_options,
    issue_choices,
    name_of_country,
    read_chosen,
    read_filters,
    said,
    write_chosen,
)
from mrc.reports.rules.caseload import Filters
from mrc.staff import service as staff
from mrc.wording import words

# Any reference will do: the address of a case is built once for a page and filled with each reference.
_SAMPLE = "1000000005"


def asked_in(values: Mapping[str, str], colleagues: list[service.Colleague], mine: bool) -> Asked:
    """What the values of an address or a form ask of the caseload."""
    return read_filters(values, {colleague.id for colleague in colleagues}, g.actor.id, mine)


@office.get("/cases")
@requires(Permission.CASE_FIND)
def list_cases() -> Any:
    """The caseload: a caseworker's own to begin with, the centre's on request and for supervisors."""
    colleagues = service.colleagues(g.actor)
    asked = asked_in(request.args, colleagues, mine=g.actor.role is Role.CASEWORKER)
    page = service.list_cases(g.actor, asked.filters, request.args.get("after"), request.args.get("before"))
    return render_template(
        "reports/list_cases.html",
        page=page,
        case_address=url_for("office.show_case", case_ref=_SAMPLE).removesuffix(refs.spoken(_SAMPLE)),
        said=said(language()),
        may_assign=g.actor.role is Role.SUPERVISOR,
        newer=_with(asked, before=page.newer),
        older=_with(asked, after=page.older),
        all_on_page=url_for("office.assign_cases", case=[line.ref for line in page.lines]),
        asked=asked,
        filters=_filter_form(language(), g.actor.id, tuple(asked.values.items()), tuple(colleagues)),
    )


@lru_cache(maxsize=128)
def _filter_form(
    code: str, reader_id: int, values: tuple[tuple[str, str], ...], colleagues: tuple[service.Colleague, ...]
) -> Markup:
    """The form of the filters, drawn. It is half of the page, and the same for everybody who asks the same."""
    asked = Asked(Filters(), dict(values))
    page = render_template("reports/_filter_form.html", **filter_fields(asked, list(colleagues)))
    return Markup(page)  # noqa: S704 - drawn by a template of ours


def filter_fields(asked: Asked, colleagues: list[service.Colleague]) -> dict[str, Any]:
    """What the filters of the caseload need to be drawn."""
    code = language()
    return {
        "asked": asked,
        "choices": choices(code),
        "issues": issue_choices(code),
        "countries": country_options(code),
        "chosen_country": name_of_country(asked.values["to"]) if "to" in asked.values else None,
        "colleagues": [person for person in colleagues if person.id != g.actor.id],
    }


def _with(asked: Asked, **place: str | None) -> str | None:
    if None in place.values():
        return None
    values: dict[str, Any] = {**asked.values, **place}
    return url_for("office.list_cases", **values)


@office.route("/cases/assign", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN)
def assign_cases() -> Any:
    """Read over the ticked cases, choose a caseworker, and give them all at once."""
    form = AssignForm().offer(staff.colleagues(g.actor))
    seen = read_chosen(request.form.getlist("seen"))

    def deed() -> None:
        assigned = service.assign_cases(g.actor, seen, form.to.data)
        _say(assigned, dict(staff.colleagues(g.actor))[form.to.data])

    answer = done(form, deed, then=url_for("office.list_cases")) if seen else None
    return answer or _choose(form, [case.ref for case in seen] or _ticked())


def _ticked() -> list[str]:
    return [text for text in request.values.getlist("case") if text.isdecimal() and len(text) == refs.LENGTH]


def _choose(form: AssignForm, ticked: list[str]) -> Any:
    try:
        chosen = service.choose_cases(g.actor, ticked)
    except Refused as error:
        flash(str(words(error.reason)), "warning")
        return redirect(url_for("office.list_cases"), 303)
    page = render_template(
        "reports/assign_cases.html",
        form=form,
        lines=[line for _seen, line in chosen],
        seen=[write_chosen(case) for case, _line in chosen],
        missing=len(set(ticked)) - len(chosen),
    )
    return page, 422 if form.errors else 200


def _say(assigned: service.Assigned, name: str) -> None:
    if assigned.count:
        flash(
            ngettext(
                "%(num)s case is now with %(person)s.",
                "%(num)s cases are now with %(person)s.",
                assigned.count,
                person=name,
            ),
            "success",
        )
    else:
        flash(_("Nothing had to be changed."), "info")
    if assigned.left:
        flash(
            ngettext(
                "%(num)s case changed meanwhile and was left as it is: %(refs)s.",
                "%(num)s cases changed meanwhile and were left as they are: %(refs)s.",
                len(assigned.left),
                refs=joined([refs.spoken(ref) for ref in assigned.left]),
            ),
            "warning",
        )
