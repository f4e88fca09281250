"""The worker's own pages: the card, messages, photos, what the card shows, and "that was not me"."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from flask import Response, g, render_template, session, url_for

from mrc import i18n, sessions
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import harmless, migrant, requires
from mrc.forms import ConfirmForm
from mrc.http import FORGET
from mrc.i18n import gettext as _
from mrc.portal import service
from mrc.portal.forms import OwnDocumentForm, OwnMessageForm, ShownForm
from mrc.portal.rules import asks_for_papers
from mrc.portal.service import Card
from mrc.wording.migrant import card_sentence, next_action, stage_words
from mrc.wording.portal import ACT_BEFORE, DATES, NEXT_CHECK, TURNS


@migrant.get("")
@harmless
@requires(Permission.MIGRANT_CARD)
def card(language: str) -> Any:
    """The worker's card: where things stand, whose turn it is, and the one next thing to do."""
    found = service.show_card(g.actor)
    i18n.use(language, found.centre.timezone)
    standing = found.standing
    opened = session.get("last_opened")
    return render_template(
        "portal/card.html",
        card=found,
        stages=[{"label": stage_words[line.stage], "state": line.state} for line in found.stages],
        sentence=card_sentence(standing),
        turn=TURNS[standing.move],
        action=next_action(standing),
        is_own_turn=standing.move == "migrant",
        dates=_dates(found),
        last_opened=datetime.fromisoformat(opened) if opened else None,
        wants_papers=asks_for_papers(standing.move, standing.step, standing.said),
    )


def _dates(found: Card) -> list[tuple[Any, Any]]:
    dates: list[tuple[Any, Any]] = [(DATES[kind], on) for kind, on in found.dates]
    dates += [(NEXT_CHECK, found.check_on)] if found.check_on is not None else []
    dates += [(ACT_BEFORE, found.act_by)] if found.act_by is not None else []
    return sorted(dates, key=lambda entry: entry[1])


@migrant.route("/messages", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_WRITE)
def messages(language: str) -> Any:
    """Read what the centre wrote, and write back."""
    form = OwnMessageForm()
    answer = done(
        form,
        lambda text: service.write_message(g.actor, text, language),
        _("We have your message. We will read it."),
        url_for("migrant.messages", language=language),
        before=lambda: nullcontext(service.own_text(g.actor, form.text.data or "")),
    )
    if answer is not None:
        return answer
    found = service.read_messages(g.actor)
    i18n.use(language, service.timezone_of(g.actor))
    page = render_template("portal/messages.html", form=form, messages=found)
    return page, 422 if form.errors else 200


@migrant.route("/photo", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_WRITE)
def send_document(language: str) -> Any:
    """Send a photo or another file to the centre."""
    form = OwnDocumentForm()
    answer = done(
        form,
        lambda file: service.send_document(g.actor, file, form.facts()),
        _("We have your file. We will look at it."),
        url_for("migrant.card", language=language),
        before=lambda: service.own_file(g.actor, form.upload(), form.facts()),
    )
    return answer or (render_template("portal/photo.html", form=form), 422 if form.errors else 200)


@migrant.route("/shown", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_CARD)
def choose_shown(language: str) -> Any:
    """Decide what stands on the card beside what always does."""
    form = ShownForm().offer(service.shown_to(g.actor))
    answer = done(
        form,
        lambda: service.choose_shown(g.actor, form.shows()),
        _("Saved."),
        url_for("migrant.card", language=language),
    )
    return answer or render_template("portal/shown.html", form=form)


@migrant.route("/not-me", methods=["GET", "POST"])
@harmless
@requires(Permission.MIGRANT_CARD)
def not_me(language: str) -> Any:
    """Say that somebody else opened this page: the code ends at once, and so does this visit."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("portal/not_me.html", form=form)
    service.void_code(g.actor)
    sessions.end(sessions.current())
    g.actor = None
    answer = Response(render_template("portal/voided.html"))
    answer.headers["Clear-Site-Data"] = FORGET
    return answer
