"""Erasing a person, after saying what it destroys."""

from typing import Any

from flask import g, render_template, url_for

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import office, requires
from mrc.i18n import gettext as _
from mrc.people import service
from mrc.people.forms.consent import EraseForm


@office.route("/people/<ref:person_ref>/erase", methods=["GET", "POST"])
@requires(Permission.CASE_SIGN_OFF)
def erase_person(person_ref: str) -> Any:
    """Ask, then erase."""
    person = service.read_before_erasing(g.actor, person_ref)
    form, said = EraseForm(), _("The person is erased.")
    answer = done(
        form, lambda: service.erase(g.actor, person_ref, form.reason.data), said, url_for("office.list_people")
    )
    return answer or (render_template("people/erase.html", person=person, form=form), 422 if form.errors else 200)
