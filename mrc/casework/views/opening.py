"""Opening a case and the slip with the worker's code, which is shown exactly once."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import segno
from flask import current_app, flash, g, render_template, request, url_for
from markupsafe import Markup

from mrc import i18n, slips
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.forms import NEW, OpenCaseForm, RespondentPick, colleague_choices
from mrc.casework.rules.issues import IssueCode
from mrc.casework.views.answers import form_page
from mrc.errors import Refused
from mrc.forms import CodeField, ConfirmForm
from mrc.i18n import gettext as _
from mrc.people import service as people
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentFacts, RespondentFault, RespondentRole
from mrc.staff import service as staff

_PICKS = (("employer", RespondentRole.EMPLOYER), ("recruiter", RespondentRole.RECRUITER_ORIGIN))


@office.route("/people/<ref:person_ref>/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
def open_case(person_ref: str) -> Any:
    """Open a case for a person, and go to the slip with their code."""
    person = people.get_person(g.actor, person_ref, Permission.CASE_OPEN)
    form = OpenCaseForm()
    form.caseworker.choices = colleague_choices(staff.colleagues(g.actor), nobody=_("Nobody yet"))
    if request.method == "GET":
        form.caseworker.data = str(g.actor.id)
        form.origin_country.data = person.nationality
    picks = {prefix: RespondentPick(form, prefix) for prefix, _role in _PICKS}
    searched = _look_up(picks)
    if not searched:

        def deed(code: service.NewCode) -> str:
            added = _respondents_of(form, picks)
            case = service.open_case(g.actor, person_ref, form.facts(added), code)
            return _slip_url(case.ref, code.plain)

        answer = done(form, deed, before=_new_code)
        if answer is not None:
            return answer
    page = render_template(
        "casework/open_case.html", form=form, person=person, picks=picks, searched=searched, issue_of=IssueCode
    )
    return page, 422 if form.errors else 200


def _new_code() -> AbstractContextManager[service.NewCode]:
    return nullcontext(service.NewCode.fresh())


def _look_up(picks: dict[str, RespondentPick]) -> bool:
    """Fill the choices from the register. True when somebody has still to choose, so that nothing is saved yet."""
    if request.method == "GET":
        return False
    waits = request.form.get("search") is not None
    for pick in picks.values():
        if pick.query.data:
            pick.offer(respondents.find(g.actor, pick.query.data))
            waits = waits or pick.is_open()
    return waits


def _respondents_of(form: OpenCaseForm, picks: dict[str, RespondentPick]) -> tuple[tuple[str, RespondentRole], ...]:
    found = []
    for prefix, role in _PICKS:
        pick = picks[prefix]
        if not pick.query.data:
            continue
        country = form.origin_country if role is RespondentRole.RECRUITER_ORIGIN else form.destination_country
        found.append((chosen_or_added(pick, role, country), role))
    return tuple(found)


def chosen_or_added(pick: RespondentPick, role: RespondentRole, country: CodeField) -> str:
    """The reference of the respondent chosen, added to the register first when it is not there."""
    if pick.choice.data != NEW:
        return str(pick.choice.data)
    if not country.data:
        raise Refused(RespondentFault.NEEDS_COUNTRY, field=country.name)
    return respondents.add(g.actor, RespondentFacts(pick.query.data, country.data, role)).ref


def _slip_url(case_ref: str, code: str) -> str:
    return url_for("office.show_slip", case_ref=case_ref, key=slips.keep(case_ref, code))


@office.get("/cases/<ref:case_ref>/slip/<string:key>")
@requires(Permission.CODE_REISSUE)
def show_slip(case_ref: str, key: str) -> Any:
    """The slip with reference and code for the worker; a second look finds no code any more."""
    head = service.head(g.actor, case_ref, Permission.CODE_REISSUE)
    code = slips.take(case_ref, key)
    if code is None:
        return render_template("casework/slip_gone.html", case=head.case, person=head.person), 410
    language = head.language if head.language in i18n.MIGRANT_LANGUAGES else i18n.language()
    address = _public_address(language)
    centre = next((centre for centre in staff.centres() if centre.id == head.case.centre_id), None)
    own_words = {
        "language": g.language,
        "back": _("Go on to the case"),
        "once": _("Print this slip now and give it to the worker. The code is never shown again."),
    }
    with i18n.speaking(language):
        return render_template(
            "casework/slip.html",
            case=head.case,
            code=code,
            centre=centre,
            address=address,
            picture=_picture(address),
            office=own_words,
        )


def _public_address(language: str) -> str:
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return f"{base}/{language}/status"


def _picture(address: str) -> Markup:
    """The address as a QR code: nothing of the case is in it."""
    # segno draws nothing but shapes; the address is ours.
    return Markup(segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=False))  # noqa: S704


@office.route("/cases/<ref:case_ref>/code", methods=["GET", "POST"])
@requires(Permission.CODE_REISSUE)
def reissue_code(case_ref: str) -> Any:
    """Give a new code in person; the old one stops working at once."""
    form = ConfirmForm()

    def deed(code: service.NewCode) -> str:
        case = service.reissue_code(g.actor, case_ref, code)
        flash(_("The old code no longer works."), "success")
        return _slip_url(case.ref, code.plain)

    return done(form, deed, before=_new_code) or form_page(
        "casework/reissue_code.html", form, case_ref, Permission.CODE_REISSUE
    )
