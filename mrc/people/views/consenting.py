"""Recording a consent after somebody was taken in, and taking one back."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_wtf import FlaskForm

from mrc.access import Permission
from mrc.areas import office, requires
from mrc.errors import NotFound, Refused
from mrc.i18n import gettext as _
from mrc.once import once
from mrc.people import service
from mrc.people.forms import say_why
from mrc.people.forms.consent import ASKED_LATER, SharingForm
from mrc.people.views.explaining import explained
from mrc.wording import words


@office.route("/people/<ref:person_ref>/consents/new", methods=["GET", "POST"])
@requires(Permission.PERSON_WRITE)
def give_consent(person_ref: str) -> Any:
    """Record one consent."""
    person = service.read_person(g.actor, person_ref)
    form = SharingForm(data={"consent_language": person.preferred_language})
    if form.validate_on_submit():
        try:
            with once(form.once.data) as outcome:
                if not outcome.is_done:
                    service.give_consent(g.actor, person, form.facts())
                    outcome.location = url_for("office.show_person", person_ref=person.ref) + "#consents"
                    flash(_("The consent is recorded."), "success")
            return redirect(str(outcome.location), 303)
        except Refused as error:
            say_why(form, error)
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
    form = FlaskForm()
    back = url_for("office.show_person", person_ref=person_ref) + "#consents"
    if request.method == "POST" and form.validate():
        try:
            service.withdraw_consent(g.actor, person_ref, consent_id)
            flash(_("The consent is taken back."), "success")
        except Refused as error:
            flash(str(words(error.reason)), "warning")
        return redirect(back, 303)
    person = service.read_person(g.actor, person_ref)
    consent = next((given for given in person.consents if given.id == consent_id), None)
    if consent is None:
        raise NotFound(person_ref)
    return render_template("people/withdraw_consent.html", person=person, consent=consent, back=back)
