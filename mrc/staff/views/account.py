"""One's own account: name, language, password, and the places where one is signed in."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_login import current_user, login_user

from mrc import sessions
from mrc.access import Permission
from mrc.answers import show_refusal
from mrc.areas import public, requires, signed_in
from mrc.errors import Refused, Stale
from mrc.i18n import gettext as _
from mrc.staff import service
from mrc.staff.forms import OwnNameForm, PasswordForm
from mrc.staff.views.signing_in import frame, home_of

# Until the first password is changed, these are the only pages that open.
_OPEN_BEFORE = frozenset({"public.change_password", "public.sign_out", "public.choose_language", "static"})


@public.before_app_request
def change_password_first() -> Any:
    """Lead somebody with a password that others know to the page where it is changed."""
    if g.get("actor") is None or g.actor.id is None or not current_user.must_change_password:
        return None
    return None if request.endpoint in _OPEN_BEFORE else redirect(url_for("public.change_password"), 303)


@public.route("/account", methods=["GET", "POST"])
@signed_in
@requires(Permission.ACCOUNT_OWN)
def account() -> Any:
    """Show one's own account, and change one's name."""
    user = service.own(g.actor)
    form = OwnNameForm(obj=user)
    if form.validate_on_submit():
        try:
            service.rename_oneself(g.actor, form.seen_version(), form.name.data or "")
            flash(_("Saved."), "success")
            return redirect(url_for("public.account"), 303)
        except Stale as stale:
            form.version.data = str(stale.version)
            form.name.errors = [
                _(
                    "Your account was changed meanwhile; your name is %(name)s now. Save again to keep yours.",
                    name=user.name,
                )
            ]
    row = sessions.current().row
    assert row is not None
    places = service.own_sessions(g.actor, row.id)
    page = render_template("staff/account.html", form=form, user=user, places=places, **frame())
    return page, 422 if form.errors else 200


@public.route("/account/password", methods=["GET", "POST"])
@signed_in
@requires(Permission.ACCOUNT_OWN)
def change_password() -> Any:
    """Choose a new password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            user = service.change_password(g.actor, form.password_now.data or "", form.password_new.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            # Every session has ended; this one goes on under a new id.
            sessions.begin(sessions.current(), user_id=user.id)
            login_user(user)
            flash(_("Your password is changed. You are signed out everywhere else."), "success")
            return redirect(home_of(user.role), 303)
    is_first = current_user.must_change_password
    page = render_template("staff/change_password.html", form=form, is_first=is_first, **frame())
    return page, 422 if form.errors else 200


@public.post("/account/sessions/end")
@signed_in
@requires(Permission.ACCOUNT_OWN)
def end_session() -> Any:
    """End one of one's own sessions elsewhere."""
    service.end_own_session(g.actor, request.form.get("session", ""))
    flash(_("That session is ended."), "success")
    return redirect(url_for("public.account"), 303)
