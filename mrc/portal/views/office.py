"""What the office decides about the worker's own page: what it shows, a second code, and warnings from it."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import g, render_template, url_for

from mrc import slips
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.service import NewCode
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.portal import service
from mrc.portal.forms import ShownForm


@panel("case_main", order=5)
def warnings_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """What the office must know of the worker's door, first of all."""
    found = service.warnings_of(case.id)
    return ("portal/panels/warnings.html", {"warnings": found}) if found else None


@panel("case_main", order=6)
def wishes_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """What the worker decided or asked for on their own page."""
    found = service.wishes_of(case.id)
    said = service.how_it_was(case.id) if may(actor, Permission.CASE_SIGN_OFF, case.subject) else None
    return ("portal/panels/wishes.html", {"wishes": found, "how_it_was": said}) if found or said else None


@panel("case_side", order=10)
def page_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """How the worker's own page stands."""
    if not may(actor, Permission.CASE_WORK, case.subject):
        return None
    return "portal/panels/own_page.html", {"case": case, "page": service.read_own_page(case)}


@office.route("/cases/<ref:case_ref>/own-page", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def change_own_page(case_ref: str) -> Any:
    """Write down what the worker wants to see on their own page."""
    head = casework.head(g.actor, case_ref, Permission.CASE_WORK)
    form = ShownForm().offer(service.shows_of(head.case.id))
    answer = done(
        form,
        lambda: service.change_shown(g.actor, case_ref, form.shows()),
        _("Saved."),
        url_for("office.show_case", case_ref=case_ref),
    )
    return answer or render_template("portal/own_page.html", form=form, case=head.case, person=head.person)


@office.route("/cases/<ref:case_ref>/second-code", methods=["GET", "POST"])
@requires(Permission.CODE_REISSUE)
def give_second_code(case_ref: str) -> Any:
    """Give the worker, in person, a second code that opens a harmless page."""
    form = ConfirmForm()

    def fresh() -> AbstractContextManager[NewCode]:
        return nullcontext(service.fresh_second(g.actor, case_ref))

    def deed(code: NewCode) -> str:
        case = service.give_second(g.actor, case_ref, code)
        return url_for("office.show_slip", case_ref=case.ref, key=slips.keep(case.ref, code.plain))

    answer = done(form, deed, before=fresh)
    if answer is not None:
        return answer
    head = casework.head(g.actor, case_ref, Permission.CODE_REISSUE)
    page = render_template(
        "portal/second_code.html",
        form=form,
        case=head.case,
        person=head.person,
        has_second=service.has_second(head.case),
    )
    return page, 422 if form.errors else 200


@office.post("/cases/<ref:case_ref>/second-code/end")
@requires(Permission.CODE_REISSUE)
def end_second_code(case_ref: str) -> Any:
    """End the second code."""
    form, back = ConfirmForm(), url_for("office.show_case", case_ref=case_ref)
    answer = done(
        form,
        lambda: service.take_back_second(g.actor, case_ref),
        _("The second code no longer works."),
        back,
    )
    return answer or say_and_go(form, back)
