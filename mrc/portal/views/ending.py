"""Asking that the work together is finished; after it was: "I still need help", and how it was."""

from contextlib import nullcontext
from typing import Any

from flask import g, redirect, render_template, url_for

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import harmless, migrant, requires
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.portal import service
from mrc.portal.forms import HelpForm, HowItWasForm
from mrc.portal.rules import HowItWas


@migrant.route("/finish", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def finish(language: str) -> Any:
    """Ask that the case is closed; of a closed one the card says what can be done."""
    if not g.actor.by_second_code and service.is_closed(g.actor):
        return redirect(url_for("migrant.card", language=language), 303)
    form = ConfirmForm()
    answer = done(
        form,
        lambda: service.ask_to_close(g.actor, language),
        _("We have your message. We will read it."),
        url_for("migrant.card", language=language),
    )
    return answer or render_template("portal/finish.html", form=form, has_asked=service.has_asked_to_close(g.actor))


@migrant.route("/help", methods=["GET", "POST"])
@requires(Permission.MIGRANT_RIGHTS)
def help_again(language: str) -> Any:
    """Say after closing that help is still needed; of an open case the card says how to write."""
    if not service.is_closed(g.actor):
        return redirect(url_for("migrant.card", language=language), 303)
    form = HelpForm()
    answer = done(
        form,
        lambda text: service.still_needs_help(g.actor, text, language),
        _("We have your message. We will read it."),
        url_for("migrant.messages", language=language),
        before=lambda: nullcontext(service.words_of(g.actor, form.text.data or "")),
    )
    if answer is not None:
        return answer
    return render_template("portal/help.html", form=form), 422 if form.errors else 200


@migrant.route("/how-it-was", methods=["GET", "POST"])
@requires(Permission.MIGRANT_RIGHTS)
def how_it_was(language: str) -> Any:
    """Say once, after closing, how it was."""
    if not service.is_closed(g.actor):
        return redirect(url_for("migrant.card", language=language), 303)
    form = HowItWasForm()
    answer = done(
        form,
        lambda text: service.say_how_it_was(g.actor, form.answer.data or HowItWas.MIDDLING, text, language),
        _("Thank you. You told us how it was."),
        url_for("migrant.card", language=language),
        before=lambda: nullcontext(service.words_of(g.actor, form.text.data or "")),
    )
    if answer is not None:
        return answer
    has_said = service.has_said_how_it_was(g.actor)
    return render_template("portal/how_it_was.html", form=form, has_said=has_said), 422 if form.errors else 200
