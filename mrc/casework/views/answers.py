"""How the pages of this room answer a form: the deed once and a redirect, or the form again with what to mend."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, url_for

from mrc.access import Permission
from mrc.casework import service
from mrc.errors import Refused
from mrc.once import once
from mrc.wording import words


def done(form: Any, deed: Callable[[], str]) -> Any:
    """Do the deed of a valid form, once, and lead on to the address it gives. None: show the form (again)."""
    if not form.validate_on_submit():
        return None
    try:
        with once(form.once.data) as outcome:
            if not outcome.is_done:
                outcome.location = deed()
    except Refused as error:
        show_refusal(form, error)
        return None
    return redirect(outcome.location or "/", 303)


def show_refusal(form: Any, error: Refused) -> None:
    """Put the words of a refusal at its field, or at the head of the form."""
    sentence = words(error.reason)
    if error.field is not None and error.field in form:
        form[error.field].errors = [sentence]
    else:
        form.form_errors.append(sentence)


def form_page(
    template: str, form: Any, case_ref: str, permission: Permission = Permission.CASE_WORK, **more: Any
) -> Any:
    """A form about one case, under the name of its person."""
    head = service.head(g.actor, case_ref, permission)
    page = render_template(template, form=form, case=head.case, person=head.person, **more)
    return page, 422 if form.errors else 200


def say_and_go(form: Any, url: str) -> Any:
    """Nothing can be mended where there is only a button: say why it did not happen, and go on."""
    for sentence in form.form_errors:
        flash(str(sentence), "warning")
    return redirect(url, 303)


def case_url(case_ref: str, **more: Any) -> str:
    """The address of a case's page."""
    return url_for("office.show_case", case_ref=case_ref, **more)
