"""What the worker agreed to: to see it, and to take it back; and the page that leads to this and other rights."""

from typing import Any

from flask import g, redirect, render_template, request, url_for

from mrc import i18n
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import harmless, migrant, requires
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.people.rules import ConsentScope, Purpose
from mrc.portal import service
from mrc.portal.service import Agreed
from mrc.wording import words
from mrc.wording.people import ANY_TIME, EXPLAINED

_NEEDED = frozenset({Purpose.SERVICE, Purpose.CASE_MANAGEMENT})


@migrant.get("/more")
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def more(language: str) -> Any:
    """The way to everything that stands not on the card."""
    is_closed = not g.actor.by_second_code and service.is_closed(g.actor)
    return render_template("portal/more.html", is_closed=is_closed)


@migrant.get("/agreed")
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def agreed(language: str) -> Any:
    """What the worker agreed to, for what, with whom, until when."""
    i18n.use(language, service.timezone_of(g.actor))
    found = [(entry, EXPLAINED[entry.consent.purpose], _shared(entry)) for entry in service.agreed(g.actor)]
    return render_template("portal/agreed.html", entries=found, any_time=ANY_TIME)


@migrant.route("/agreed/end", methods=["GET", "POST"])
@requires(Permission.MIGRANT_RIGHTS)
def take_back(language: str) -> Any:
    """Ask once, then take back the consent of a number in the list."""
    number = request.args.get("number", type=int)
    back = url_for("migrant.agreed", language=language)
    if number is None:
        return redirect(back, 303)
    form = ConfirmForm()
    answer = done(
        form,
        lambda: service.take_back(g.actor, number),
        _("You took it back. It no longer holds."),
        back,
    )
    if answer is not None:
        return answer
    found = service.one_agreed(g.actor, number)
    is_needed = found.consent.purpose in _NEEDED
    page = render_template("portal/take_back.html", form=form, entry=found, is_needed=is_needed)
    return page, 422 if form.errors else 200


def _shared(entry: Agreed) -> list[str]:
    return [str(words(ConsentScope(name))) for name in entry.consent.fields]
