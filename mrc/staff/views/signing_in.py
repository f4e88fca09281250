"""Signing in and out, and the choice of language."""

import re
from typing import Any

from flask import abort, current_app, g, redirect, render_template, request, session, url_for
from flask_login import login_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from mrc import i18n, pages, sessions
from mrc.access import Role
from mrc.areas import DOORS, HOME, first_page, public
from mrc.classifications import own_name
from mrc.i18n import gettext as _
from mrc.staff import service
from mrc.staff.forms import SignInForm

_FIRST_PART = re.compile(r"/([a-z]{2,3}(?:-[A-Z]{2})?)(?=/|$)")


@public.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Let a member of staff or of a partner in."""
    if g.actor is not None and g.actor.role is not Role.MIGRANT:
        return redirect(url_for(first_page(g.actor)), 303)
    form = SignInForm()
    if form.validate_on_submit():
        user = service.sign_in(form.email.data or "", form.password.data or "", request.remote_addr or "")
        if user is not None:
            wanted = session.get("next")
            sessions.begin(sessions.current(), user_id=user.id)
            login_user(user)
            return redirect(_next_page(user.role, wanted), 303)
        form.form_errors = [
            _(
                "This e-mail address and password do not match, or there were many tries in a short time. "
                "Check both, or wait a few minutes and try again."
            )
        ]
    page = render_template("staff/sign_in.html", form=form, offered_languages=staff_languages())
    return page, 422 if form.errors else 200


@public.post("/sign-out")
def sign_out() -> Any:
    """End this session."""
    if g.actor is not None and g.actor.id is not None:
        service.sign_out(g.actor)
    sessions.end(sessions.current())
    answer = redirect(url_for("public.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@public.post("/language")
def choose_language() -> Any:
    """Speak another language from now on: kept in the account of staff, in the session of everybody else."""
    chosen = request.form.get("language", "")
    is_staff = g.actor is not None and g.actor.id is not None
    known = i18n.STAFF_LANGUAGES if is_staff else (*i18n.MIGRANT_LANGUAGES, *i18n.STAFF_LANGUAGES)
    if not i18n.is_one_of(chosen, known):
        abort(400)
    if is_staff:
        service.speak(g.actor, chosen)
    else:
        session["language"] = chosen
    path = _FIRST_PART.sub(lambda found: _renamed(found, chosen), request.form.get("next", ""), count=1)
    return redirect(path if _is_own_page(path) else "/", 303)


def _renamed(found: re.Match[str], language: str) -> str:
    # The migrant's pages carry their language in the address; the same page in the chosen one has another.
    is_language = found[1] in i18n.MIGRANT_LANGUAGES or found[1] == i18n.PSEUDO
    return f"/{language}" if is_language and found.start() == 0 else found[0]


def _is_own_page(path: str) -> bool:
    """Whether an address is a page of this house, so that nobody is led elsewhere."""
    if re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f\x7f]*", path) is None or "//" in path:
        return False
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    try:
        adapter.match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return True


def _next_page(role: Role, wanted: Any) -> str:
    prefix = door_of(role).url_prefix
    is_behind_own_door = isinstance(wanted, str) and (wanted == prefix or wanted.startswith(f"{prefix}/"))
    return wanted if is_behind_own_door and _is_own_page(wanted) else home_of(role)


def home_of(role: Role) -> str:
    """The first page of a role."""
    return url_for(HOME[role])


def door_of(role: Role) -> Any:
    """The door of a role."""
    return next(door for door in DOORS if door.roles is not None and role in door.roles)


def staff_languages() -> list[tuple[str, str]]:
    """The languages that staff can choose from, each under its own name."""
    return [(code, own_name(code)) for code in i18n.STAFF_LANGUAGES]


def frame() -> dict[str, Any]:
    """What the frame of a page about oneself needs: it has no door of its own, and stands in that of the role."""
    door = door_of(g.actor.role).name
    return {"door": door, "navigation": pages.navigation(door), "offered_languages": staff_languages()}
