"""How pages answer a form: the deed once and a redirect, or the form again with what to mend."""

from collections.abc import Callable
from typing import Any

from flask import redirect

from mrc.errors import Refused
from mrc.once import once
from mrc.wording import words


def done(form: Any, deed: Callable[[], str]) -> Any:
    """Do the deed of a valid form, once, and lead on to the address it gives. None: show the form (again)."""
    if not form.validate_on_submit():
        return None
    try:
        with once(form.once.data if "once" in form else None) as outcome:
            if not outcome.is_done:
                outcome.location = deed()
    except Refused as error:
        show_refusal(form, error)
        return None
    return redirect(str(outcome.location), 303)


def show_refusal(form: Any, error: Refused) -> None:
    """Put the words of a refusal at its field, or at the head of the form."""
    sentence = words(error.reason)
    if error.field is not None and error.field in form:
        form[error.field].errors = [sentence]
    else:
        form.form_errors.append(sentence)
