"""Pages of the conversation: read it, answer, translate a message, and the latest ones on the page of a case."""

from contextlib import nullcontext
from typing import Any

from flask import g, render_template, url_for

from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework.models import Case
from mrc.i18n import gettext as _
from mrc.messages import service
from mrc.messages.forms import ReplyForm, TranslationForm
from mrc.panels import panel
from mrc.staff import service as staff

LATEST = 3


@office.route("/cases/<ref:case_ref>/messages", methods=["GET", "POST"])
@requires(Permission.MESSAGE_READ)
def show_conversation(case_ref: str) -> Any:
    """The conversation of a case, and an answer to it."""
    case, messages = service.read_conversation(g.actor, case_ref)
    form = ReplyForm().offer(service.language_of(case))
    answer = done(
        form,
        lambda text: service.write(g.actor, case_ref, text, form.facts().language),
        _("Your message is saved. The worker can read it now."),
        url_for("office.show_conversation", case_ref=case_ref),
        before=lambda: nullcontext(service.reply_text(g.actor, case_ref, form.facts().text)),
    )
    if answer is not None:
        return answer
    people = {message.written_by_id for message in messages if message.written_by_id is not None}
    page = render_template(
        "messages/conversation.html",
        form=form,
        case_ref=case_ref,
        messages=messages,
        names=staff.names_of(people),
        may_write=may(g.actor, Permission.MESSAGE_SEND, case.subject),
    )
    return page, 422 if form.errors else 200


@office.route("/messages/<ref:message_ref>/translation", methods=["GET", "POST"])
@requires(Permission.MESSAGE_SEND)
def translate_message(message_ref: str) -> Any:
    """Put a translation beside a message."""
    message, case = service.get_message(g.actor, message_ref, Permission.MESSAGE_SEND)
    form = TranslationForm().offer(message.translation_language or g.actor.language)
    answer = done(
        form,
        lambda: service.translate(g.actor, message_ref, form.facts().text, form.facts().language),
        _("The translation is saved."),
        url_for("office.show_conversation", case_ref=case.ref, _anchor=f"m{message.ref}"),
    )
    if answer is not None:
        return answer
    if not form.is_submitted():
        form.text.data = message.translation
    page = render_template("messages/translate.html", form=form, message=message, case_ref=case.ref)
    return page, 422 if form.errors else 200


@panel("case_main", order=40)
def latest_messages(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The last few messages of a case, and the way to all of them."""
    if not may(actor, Permission.MESSAGE_READ, case.subject):
        return None
    messages = service.conversation(case.id, newest=LATEST)
    people = {message.written_by_id for message in messages if message.written_by_id is not None}
    return "messages/panel.html", {
        "case_ref": case.ref,
        "messages": messages,
        "names": staff.names_of(people),
        "unanswered_since": case.unanswered_since,
    }
