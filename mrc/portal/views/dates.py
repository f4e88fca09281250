"""The worker's appointments: see them, say that one will come, ask for another time."""

from typing import Any

from flask import g, redirect, render_template, url_for

from mrc import i18n
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import harmless, migrant, requires
from mrc.i18n import gettext as _
from mrc.portal import service
from mrc.portal.forms import AppointmentForm
from mrc.wording.portal import DATES


@migrant.get("/dates")
@harmless
@requires(Permission.MIGRANT_CARD)
def dates(language: str) -> Any:
    """What is to come."""
    i18n.use(language, service.timezone_of(g.actor))
    # Each has a form, and so a key, of its own: going back and answering another one is no second sending.
    found = [(entry, AppointmentForm()) for entry in service.appointments(g.actor)]
    return render_template("portal/dates.html", appointments=found, labels=DATES)


@migrant.post("/dates/come")
@requires(Permission.MIGRANT_WRITE)
def will_come(language: str) -> Any:
    """Say that one will come."""
    form, back = AppointmentForm(), url_for("migrant.dates", language=language)
    answer = done(form, lambda: service.will_come(g.actor, form.about.data or ""), _("Thank you. We know it."), back)
    return answer or redirect(back, 303)


@migrant.post("/dates/other")
@requires(Permission.MIGRANT_WRITE)
def ask_other_time(language: str) -> Any:
    """Ask for another time; the way leads to the conversation, to say when."""
    form, back = AppointmentForm(), url_for("migrant.messages", language=language)
    answer = done(
        form,
        lambda: service.ask_other_time(g.actor, form.about.data or "", language),
        _("We will look for another time. Write here when you can come."),
        back,
    )
    return answer or redirect(back, 303)
