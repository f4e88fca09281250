"""How pages answer a form: the deed once and a redirect, or the form again with what to mend."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from wtforms import FormField

from mrc.errors import Refused
from mrc.once import location_of, once
from mrc.wording import words


def done(form: Any, deed: Callable[[], Any], said: str | None = None, then: str | None = None) -> Any:
    """Do the deed of a valid form, once, say so, and lead on. None: show the form (again).

    The way leads to `then`, or to the address that the deed gives when only its outcome tells; a deed whose outcome
    belongs into the sentence says it itself.
    """
    if not form.validate_on_submit():
        return None

    def location() -> str:
        given = deed()
        if said is not None:
            flash(said, "success")
        return then if then is not None else str(given)

    try:
        return redirect(_once(form, location) if "once" in form else location(), 303)
    except Refused as error:
        show_refusal(form, error)
        return None


def done_before(form: Any) -> Any:
    """The way on when this very form did its deed already, as after a double click; None when it did not.

    For pages that ask about entries like a new one: asked after these were looked up, it never takes for another
    entry what the first sending made.
    """
    location = location_of(_key_of(form))
    return None if location is None else redirect(location, 303)


def _once(form: Any, deed: Callable[[], str]) -> str:
    with once(_key_of(form)) as outcome:
        if not outcome.is_done:
            outcome.location = deed()
    return str(outcome.location)


def _key_of(form: Any) -> str | None:
    # A list of things to tick off carries one key in all its buttons; each of them sends it to an address of its own.
    return f"{form.once.data} {request.path}" if form.once.data else None


def show_refusal(form: Any, error: Refused) -> None:
    """Put the words of a refusal at its field, at the first box of a group, or at the head of the form."""
    sentence = words(error.reason)
    name = form.refused_at.get(error.field, error.field)
    field = form[name] if name is not None and name in form else None
    while isinstance(field, FormField):
        field = next(iter(field.form))
    if field is None:
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]


def say_and_go(form: Any, url: str) -> Any:
    """Nothing can be mended where there is only a button: say why it did not happen, and go on."""
    for sentence in form.form_errors:
        flash(str(sentence), "warning")
    return redirect(url, 303)
