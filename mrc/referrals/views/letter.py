"""The public way in by a link: its address, the code told by telephone, and the word of thanks at the end.

The address leads on at once, whatever it holds, so that it stays neither in the bar nor in the history. Nothing
here tells a stranger whether it opens anything.
"""

from base64 import b64decode, b64encode
from typing import Any

from flask import redirect, render_template, request, session, url_for

from mrc import sessions, vault
from mrc.areas import public
from mrc.i18n import gettext as _
from mrc.referrals import service
from mrc.referrals.forms import LetterForm
from mrc.referrals.rules.links import is_token

_PLACE = "session.link"


@public.get("/letter/<string:token>")
def follow_letter(token: str) -> Any:
    """Keep the secret of a link in the sealed cookie, and ask for the code."""
    if is_token(token):
        # Sealed even here: the session of somebody who is signed in lies in the database.
        sealed = vault.seal(vault.keys().purposes["session"], token.encode(), _PLACE)
        session["letter"] = b64encode(sealed).decode()
    return redirect(url_for("public.open_letter"), 303)


@public.route("/letter", methods=["GET", "POST"])
def open_letter() -> Any:
    """Ask for the code, and open the one referral that the link is for."""
    form = LetterForm()
    if form.validate_on_submit():
        language = session.get("language")
        address = request.remote_addr or ""
        ref = service.open_link(sessions.current(), _kept(), form.code.data or "", address)
        if ref is not None:
            if language is not None:
                session["language"] = language
            return redirect(url_for("partner.open_referral", referral_ref=ref), 303)
        form.form_errors = [
            _(
                "This link and this code do not open anything. Check the code, or follow the link in the message "
                "once more. After several tries, wait 15 minutes, or call the centre: it can send you a new link."
            )
        ]
    return render_template("referrals/letter.html", form=form), 422 if form.errors else 200


def _kept() -> str:
    """The secret of the link that was followed; nothing when there was none."""
    kept = session.get("letter")
    return vault.unseal(vault.keys().purposes["session"], b64decode(kept), _PLACE).decode() if kept else ""


@public.get("/letter/over")
def letter_over() -> str:
    """Thank somebody who came by a link, once what it opened is closed."""
    return render_template("referrals/letter_over.html")
