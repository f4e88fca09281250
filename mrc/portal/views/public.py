"""The public pages: choose a language, what the centres do, open one's own page, leave."""

from typing import Any

from flask import Response, current_app, g, jsonify, redirect, render_template, request, session, url_for
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from mrc import i18n, sessions
from mrc.access import Role
from mrc.areas import first_page, public
from mrc.classifications import own_name
from mrc.db import db
from mrc.http import FORGET
from mrc.i18n import gettext as _
from mrc.portal import service
from mrc.portal.forms import StatusForm
from mrc.staff import service as staff


@public.get("/")
def languages() -> Any:
    """Choose a language; whoever is signed in goes on to their own first page."""
    if g.actor is not None and g.actor.role is Role.MIGRANT:
        return redirect(url_for("migrant.card", language=g.language), 303)
    if g.actor is not None:
        home = first_page(g.actor)
        return redirect(url_for(home if home in current_app.view_functions else "public.account"), 303)
    first = g.language if g.language in i18n.MIGRANT_LANGUAGES else "en"
    codes = [first, *(code for code in i18n.MIGRANT_LANGUAGES if code != first)]
    choices = [(code, own_name(code), i18n.direction(code)) for code in codes]
    return render_template("public/languages.html", choices=choices, offered_languages=[])


@public.get("/<lang:language>/")
def home(language: str) -> Any:
    """What the centres do, and where they are."""
    if g.actor is None and session.get("language") != language:
        session["language"] = language
    return render_template("public/home.html", centres=staff.centres())


@public.route("/<lang:language>/status", methods=["GET", "POST"])
def status(language: str) -> Any:
    """Open one's own page with the number and the code."""
    if g.actor is not None and g.actor.role is Role.MIGRANT:
        return redirect(url_for("migrant.card", language=language), 303)
    form = StatusForm()
    if form.validate_on_submit():
        address = request.remote_addr or ""
        if service.open_status(sessions.current(), form.reference.data or "", form.code.data or "", address):
            session["language"] = language
            return redirect(url_for("migrant.card", language=language), 303)
        form.form_errors = [
            _(
                "This number and this code do not open anything. Check both. After several tries, wait 15 minutes, "
                "or call your centre: they can give you a new code."
            )
        ]
    return render_template("public/status.html", form=form), 422 if form.errors else 200


@public.get("/exit")
def exit_page() -> Any:
    """Lead away whoever is not signed in, and have the browser forget; no visit ends by following a link."""
    answer = redirect(current_app.config["SETTINGS"].exit_url, 303)
    # A link of another site reaches this too, without the cookie; it must not take away what it does not bring.
    is_ours = g.actor is None and request.headers.get("Sec-Fetch-Site") == "same-origin"
    answer.headers["Clear-Site-Data"] = FORGET if is_ours else '"cache"'
    return answer


@public.post("/exit")
def leave() -> Any:
    """End the visit and lead to a harmless site."""
    service.leave(g.actor, sessions.current())
    answer = Response(render_template("layouts/leave.html"))
    answer.headers["Clear-Site-Data"] = FORGET
    return answer


@public.get("/health")
def health() -> Any:
    """Whether this server and its database answer."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.remove()
        return jsonify(status="error"), 503
    return jsonify(status="ok")
