"""A short form to say that something is wrong in the file, or is not wanted there."""

from contextlib import nullcontext
from typing import Any

from flask import g, render_template, url_for

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import harmless, migrant, requires
from mrc.i18n import gettext as _
from mrc.portal import service
from mrc.portal.forms import CorrectionForm


@migrant.route("/correct", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def correct(language: str) -> Any:
    """Ask that something is corrected or left out."""
    form = CorrectionForm()
    answer = done(
        form,
        lambda text: service.ask_to_correct(g.actor, text, language),
        _("We have your message. We will read it."),
        url_for("migrant.messages", language=language),
        before=lambda: nullcontext(service.own_text(g.actor, form.text.data or "")),
    )
    return answer or (render_template("portal/correct.html", form=form), 422 if form.errors else 200)
