"""One day of work, typed by the worker."""

from typing import Any

from flask import g, render_template, url_for

from mrc import i18n
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import harmless, migrant, requires
from mrc.i18n import gettext as _
from mrc.portal import service
from mrc.portal.forms import DayForm


@migrant.route("/day", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_WRITE)
def day(language: str) -> Any:
    """Write down when work began and ended, and what was paid."""
    i18n.use(language, service.timezone_of(g.actor))
    form, here = DayForm(), url_for("migrant.day", language=language)
    answer = done(form, lambda: service.keep_day(g.actor, form.told(), language), _("Saved."), here)
    if answer is not None:
        return answer
    page = render_template("portal/day.html", form=form, currency=service.pay_currency(g.actor))
    return page, 422 if form.errors else 200
