"""How pages answer a form: the deed once and a redirect, or the form again with what to mend."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import flash, redirect, request
from wtforms import FormField

from mrc.errors import Refused
from mrc.i18n import joined
from mrc.once import location_of, once
from mrc.wording import words


def done(
    form: Any,
    deed: Callable[..., Any],
    said: str | None = None,
    then: str | None = None,
    before: Callable[[], AbstractContextManager[Any]] | None = None,
) -> Any:
    """Do the deed of a valid form, once, say so, and lead on. None: show the form (again).

    The way leads to `then`, or to the address that the deed gives when only its outcome tells; a deed whose outcome
    belongs into the sentence says it itself. What takes long is made by `before`, while no transaction is open; the
    deed gets it.
    """
    if not form.validate_on_submit():
        return None

    def location(ready: Any) -> str:
        given = deed() if before is None else deed(ready)
        if said is not None:
            flash(said, "success")
        return then if then is not None else str(given)

    try:
        return redirect(_led(form, location, before or nullcontext), 303)
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


def _led(form: Any, deed: Callable[[Any], str], before: Callable[[], AbstractContextManager[Any]]) -> str:
    if "once" not in form:
        with before() as ready:
            return deed(ready)
    with once(_key_of(form), before) as outcome:
        if not outcome.is_done:
            outcome.location = deed(outcome.ready)
    return str(outcome.location)


def _key_of(form: Any) -> str | None:
    # A list of things to tick off carries one key in all its buttons; each of them sends it to an address of its own.
    return f"{form.once.data} {request.path}" if form.once.data else None


def show_refusal(form: Any, error: Refused) -> None:
    """Put the words of a refusal at its field, at the first box of a group, or at the head of the form."""
    sentence = str(words(error.reason))
    if error.items:
        sentence = sentence % {"items": joined([str(words(item)) for item in error.items])}
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
