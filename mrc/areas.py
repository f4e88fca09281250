"""The doors: public, migrant, office, partner, admin and audit; each closed by default, each with its guard.

A room hangs its pages on a door. A page at a door other than the public one must say which permission it needs,
or the program does not start.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from mrc import access
from mrc.access import Actor, Permission, Role
from mrc.errors import NotAllowed

View = Callable[..., Any]


class Guarded(Protocol):
    """A page that says which permission it needs."""

    permission: Permission

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for the permission, then answer."""


class Door(Blueprint):
    """A blueprint that refuses a page without a permission, and visitors whose role has another door."""

    def __init__(self, name: str, prefix: str | None, roles: frozenset[Role] | None) -> None:
        super().__init__(name, __name__, url_prefix=prefix)
        self.roles = roles
        if roles is not None:
            self.before_request(self.guard)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """Hang a page on this door. Raises RuntimeError for a page that says nothing of who may enter."""
        if view_func is not None and self.roles is not None and not hasattr(view_func, "permission"):
            raise RuntimeError(f"{view_func.__module__}.{view_func.__name__} names no permission")
        super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def guard(self) -> Response | None:
        """Let in only whose role has this door; ask others to sign in, or turn them away."""
        assert self.roles is not None
        actor: Actor | None = g.get("actor")
        if actor is None:
            if Role.MIGRANT in self.roles:
                return redirect(url_for("public.status", language=g.language), 303)
            session["next"] = request.path if request.method == "GET" else None
            return redirect(url_for("public.sign_in"), 303)
        if actor.role not in self.roles:
            raise NotAllowed(f"door:{self.name}")
        if actor.by_second_code and not getattr(_view(), "is_harmless", False):
            return redirect(url_for("migrant.card", language=g.language), 303)
        return None


def _view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


public = Door("public", None, None)
migrant = Door("migrant", "/<lang:language>/case", frozenset({Role.MIGRANT}))
office = Door("office", "/office", frozenset({Role.CASEWORKER, Role.SUPERVISOR}))
partner = Door("partner", "/partner", frozenset({Role.PARTNER}))
admin = Door("admin", "/admin", frozenset({Role.ADMINISTRATOR}))
auditing = Door("audit", "/audit", frozenset({Role.AUDITOR}))
DOORS = (public, migrant, office, partner, admin, auditing)

HOME = {
    Role.CASEWORKER: "office.my_work",
    Role.SUPERVISOR: "office.my_work",
    Role.ADMINISTRATOR: "admin.home",
    Role.AUDITOR: "audit.show_log",
    Role.PARTNER: "partner.inbox",
}


# The first page of somebody who came by a link, whose role has more than the link opens.
HOME_BY_LINK = "partner.own_referral"


def first_page(actor: Actor) -> str:
    """The page on which somebody begins who works here or for a partner."""
    return HOME[actor.role] if actor.referral_id is None else HOME_BY_LINK


def requires(permission: Permission) -> Callable[[View], Guarded]:
    """Name the permission that a page needs; whether it holds for this very case, the service asks."""

    def name_permission(view: View) -> Guarded:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not access.may(g.get("actor"), permission):
                raise NotAllowed(permission)
            return view(*args, **kwargs)

        guarded = cast("Guarded", checked)
        guarded.permission = permission
        return guarded

    return name_permission


def harmless(view: View) -> View:
    """Mark a page of the worker's that knows what to show to the second code; from all others that code is led back.

    Its services must ask whether the actor came by it: every permission on the case is refused to such an actor.
    """
    cast("Any", view).is_harmless = True
    return view


def signed_in(view: View) -> View:
    """Mark a public page that only makes sense for somebody who is signed in, such as one's own account."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if g.get("actor") is None:
            return redirect(url_for("public.sign_in"), 303)
        return view(*args, **kwargs)

    return checked
