"""Recording a consent after somebody was taken in, and taking one back."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc import refs
from mrc.access import Permission
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.errors import NotFound
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.people import service
from mrc.people.forms.consent import ASKED_LATER, SharingForm
from mrc.people.views.explaining import explained


@office.route("/people/<ref:person_ref>/consents/new", methods=["GET", "POST"])
@requires(Permission.PERSON_WRITE)
def give_consent(person_ref: str) -> Any:
    """Record one consent."""
    person = service.read_person(g.actor, person_ref)
    form = SharingForm(data={"consent_language": person.preferred_language})
    answer = done(
        form,
        lambda: service.give_consent(g.actor, person, form.facts()),
        _("The consent is recorded."),
        _consents_of(person_ref),
    )
    if answer is not None:
        return answer
    page = render_template(
        "people/give_consent.html",
        form=form,
        person=person,
        explained=explained(ASKED_LATER, person.preferred_language),
    )
    return page, 422 if form.errors else 200


@office.route("/people/<ref:person_ref>/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PERSON_WRITE)
def withdraw_consent(person_ref: str, consent_id: int) -> Any:
    """Ask, then take a consent back."""
    case_ref = _case_asked()
    back = _consents_of(person_ref) if case_ref is None else _consents_of_case(case_ref)
    form = ConfirmForm()
    if request.method == "POST":
        said = _("The consent is taken back.")
        answer = done(form, lambda: service.withdraw_consent(g.actor, person_ref, consent_id), said, back)
        return answer or say_and_go(form, back)
    person = service.read_person(g.actor, person_ref)
    consent = next((given for given in person.consents if given.id == consent_id), None)
    if consent is None:
        raise NotFound(person_ref)
    return render_template(
        "people/withdraw_consent.html",
        person=person,
        consent=consent,
        organisation=service.organisation_names({consent.organisation_id}).get(consent.organisation_id or 0),
        case_ref=case_ref,
        back=back,
        form=form,
    )


def _case_asked() -> str | None:
    """The case from whose page somebody came, to lead them back there."""
    try:
        return refs.read_ref(request.args.get("case", ""))
    except ValueError:
        return None


def _consents_of_case(case_ref: str) -> str:
    return url_for("office.show_case", case_ref=case_ref, _anchor="consents")


def _consents_of(person_ref: str) -> str:
    return url_for("office.show_person", person_ref=person_ref, _anchor="consents")
