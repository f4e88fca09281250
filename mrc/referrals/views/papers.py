"""Downloads of a referral: its form as PDF, its files for the partner; and finding one by its number or code."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for

from mrc.access import Actor, Permission, may
from mrc.areas import office, partner, requires
from mrc.documents.rules.names import DOWNLOAD_CSP, attachment
from mrc.errors import Refused, Unreadable
from mrc.panels import panel
from mrc.referrals import service
from mrc.referrals.rules import Copy
from mrc.wording import words


@office.get("/referrals/<ref:referral_ref>/form")
@requires(Permission.REFERRAL_SEND)
def print_referral(referral_ref: str) -> Any:
    """The referral form as PDF: one copy, or all three in one file."""
    asked = request.args.get("copy")
    if asked is not None and asked not in {copy.value for copy in Copy}:
        abort(404)
    wanted = (Copy(asked),) if asked else tuple(Copy)
    back = url_for("office.show_referral", referral_ref=referral_ref)
    return _paper(lambda: service.print_form(g.actor, referral_ref, wanted), back)


@partner.get("/referrals/<ref:referral_ref>/form", endpoint="print_referral")
@requires(Permission.REFERRAL_ANSWER)
def print_own_copy(referral_ref: str) -> Any:
    """The organisation's own copy of the referral form."""
    back = url_for("partner.open_referral", referral_ref=referral_ref)
    return _paper(lambda: service.print_own_copy(g.actor, referral_ref), back)


@partner.get("/referrals/<ref:referral_ref>/files/<int:place>")
@requires(Permission.REFERRAL_ANSWER)
def download_shared(referral_ref: str, place: int) -> Any:
    """A file that was shared, under a name that tells nothing."""
    try:
        name, document, pieces = service.open_file(g.actor, referral_ref, place)
    except Unreadable:
        return render_template("documents/unreadable.html"), 500
    response = Response(pieces, content_type=document.media_type)
    response.headers["Content-Disposition"] = attachment(name, name)
    response.headers["Content-Security-Policy"] = DOWNLOAD_CSP
    response.content_length = document.size
    return response


def _paper(made: Callable[[], tuple[str, bytes]], back: str) -> Any:
    """A paper as a download; what is too long for one is said on the page that asked for it."""
    try:
        name, content = made()
    except Refused as error:
        flash(str(words(error.reason)), "warning")
        return redirect(back, 303)
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = attachment(name, name)
    return response


@panel("search", order=20)
def referrals_by_number(text: str, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The referrals with this number, or that went out under this code."""
    if not may(actor, Permission.REFERRAL_SEND):
        return None
    lines = service.by_number(actor, text)
    return ("referrals/found_panel.html", {"lines": lines}) if lines else None
