"""The administrator's first page and accounts."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from mrc.access import Permission, Role
from mrc.answers import done, say_and_go, show_refusal
from mrc.areas import admin, requires
from mrc.errors import Refused
from mrc.forms import ConfirmForm, OnceForm
from mrc.i18n import gettext as _
from mrc.once import once
from mrc.staff import service
from mrc.staff.forms import STAFF_ROLES, NewUserForm, UserFilterForm, UserForm
from mrc.staff.models import Centre, User


@admin.get("/")
@requires(Permission.USER_MANAGE)
def home() -> Any:
    """Show what needs doing."""
    return render_template("staff/home.html", chores=service.to_do(g.actor))


@admin.get("/users")
@requires(Permission.USER_MANAGE)
def list_users() -> Any:
    """List accounts."""
    form = UserFilterForm(request.args, meta={"csrf": False})
    centres = service.list_centres(g.actor)
    form.centre.choices = [
        SelectChoice("", _("All centres")),
        *(SelectChoice(centre.ref, centre.name) for centre in centres),
    ]
    form.validate()
    wanted = service.UserFilter((form.q.data or "")[:200], form.role.data, form.centre.data or "", form.state.data)
    users, after = service.list_users(g.actor, wanted, request.args.get("after"))
    older = {**request.args.to_dict(), "after": after} if after else None
    return render_template("staff/users.html", form=form, users=users, older=older)


@admin.route("/users/new", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def add_user() -> Any:
    """Open an account, and show its first password once."""
    form = NewUserForm(**_suggested())
    searched = _offer(form)
    if not searched and form.validate_on_submit():
        try:
            return _with_password(form, lambda password: service.add_user(g.actor, form.facts(), password))
        except Refused as refused:
            show_refusal(form, refused)
    page = render_template("staff/add_user.html", form=form, searched=searched)
    return page, 422 if form.errors else 200


def _with_password(form: OnceForm, deed: Callable[[service.OneTimePassword], User]) -> Any:
    """Give an account a first password, once, and show it; a form sent again leads to the account without it."""
    with once(form.once.data, lambda: nullcontext(service.OneTimePassword.fresh())) as outcome:
        if outcome.is_done:
            return redirect(str(outcome.location), 303)
        password = outcome.ready
        user = deed(password)
        outcome.location = url_for("admin.edit_user", user_ref=user.ref)
    return render_template("staff/one_time_password.html", user=user, password=password.plain)


@admin.route("/users/<ref:user_ref>", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def edit_user(user_ref: str) -> Any:
    """Show an account and change it."""
    user = service.get_user(g.actor, user_ref)
    form = UserForm(obj=_Filled(user))
    searched = _offer(form, user.centre)
    if not searched:
        answer = done(
            form,
            lambda: service.edit_user(g.actor, user_ref, form.seen_version(), form.facts()),
            _("Saved."),
            url_for("admin.edit_user", user_ref=user_ref),
        )
        if answer is not None:
            return answer
    page = render_template("staff/edit_user.html", form=form, user=user, searched=searched)
    return page, 422 if form.errors else 200


@admin.route("/users/<ref:user_ref>/disable", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def disable_user(user_ref: str) -> Any:
    """Ask, then close an account."""
    form, here = ConfirmForm(), url_for("admin.edit_user", user_ref=user_ref)
    user = service.get_user(g.actor, user_ref)
    if request.method == "GET":
        return render_template("staff/disable_user.html", user=user, form=form)
    said = _("The account of %(name)s is closed.", name=user.name)
    return done(form, lambda: service.disable_user(g.actor, user_ref), said, here) or say_and_go(form, here)


@admin.post("/users/<ref:user_ref>/enable")
@requires(Permission.USER_MANAGE)
def enable_user(user_ref: str) -> Any:
    """Open a closed account again."""
    user = service.enable_user(g.actor, user_ref)
    flash(_("The account of %(name)s is open again.", name=user.name), "success")
    return redirect(url_for("admin.edit_user", user_ref=user_ref), 303)


@admin.route("/users/<ref:user_ref>/password", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def reset_password(user_ref: str) -> Any:
    """Ask, then give an account a new first password and show it once."""
    form = ConfirmForm()
    user = service.get_user(g.actor, user_ref)
    if not form.validate_on_submit():
        return render_template("staff/reset_password.html", form=form, user=user)
    try:
        return _with_password(form, lambda password: service.reset_password(g.actor, user_ref, password))
    except Refused as refused:
        show_refusal(form, refused)
        return say_and_go(form, url_for("admin.edit_user", user_ref=user_ref))


def _suggested() -> dict[str, Any]:
    # Links on the first page lead here with the role and centre that are missing.
    role = next((role for role in STAFF_ROLES if role == request.args.get("role")), Role.CASEWORKER)
    return {"role": role, "centre": request.args.get("centre", ""), "language": g.actor.language}


class _Filled:
    """An account as its form wants it: its centre and organisation by reference."""

    def __init__(self, user: User) -> None:
        organisation = service.organisation_of(user.organisation_id)
        self.version, self.name, self.email = user.version, user.name, user.email
        self.role, self.language = user.role, user.language
        self.centre = user.centre.ref if user.centre else ""
        self.organisation = organisation.ref if organisation else None


def _offer(form: Any, present: Centre | None = None) -> bool:
    """Fill the choices of an account's form; whether the search button was pressed rather than the main one."""
    searched = request.method == "POST" and "search" in request.form
    found = service.find_organisations(form.organisation_search.data or "") if searched else []
    chosen = service.organisation_by(form.organisation.data) if form.organisation.data else None
    if chosen is not None and chosen not in found:
        found.insert(0, chosen)
    centres = service.centres()
    if present is not None and present not in centres:
        centres.append(present)
    form.offer(centres, found)
    return searched
