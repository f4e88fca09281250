"""Pages of texts that came to the number of the centre: what waits, and who wrote one of them."""

from typing import Any

from flask import flash, g, render_template, url_for

from mrc import i18n
from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.i18n import gettext as _
from mrc.messages import service
from mrc.messages.forms import JudgeForm
from mrc.panels import panel


@office.get("/texts")
@requires(Permission.MESSAGE_READ)
def list_texts() -> Any:
    """What came to the number of the centre and belongs to nobody yet."""
    return render_template("messages/texts.html", waiting=service.texts_for(g.actor))


@office.route("/texts/<ref:text_ref>", methods=["GET", "POST"])
@requires(Permission.MESSAGE_SEND)
def judge_text(text_ref: str) -> Any:
    """Say who wrote a text, so that it comes into the conversation with them."""
    shown = service.read_text(g.actor, text_ref)
    form = JudgeForm().offer([(line.case_ref, _label(line)) for line in shown.candidates])

    def deed() -> str:
        case_ref = service.judge(g.actor, text_ref, form.case_ref(), form.check.data)
        if case_ref is None:
            flash(_("The text is not in any conversation."), "success")
            return url_for("office.list_texts")
        flash(_("The text is in the conversation."), "success")
        return url_for("office.show_conversation", case_ref=case_ref)

    answer = done(form, deed)
    if answer is not None:
        return answer
    return render_template("messages/text.html", form=form, shown=shown), 422 if form.errors else 200


def _label(line: service.Candidate) -> str:
    closed = _("closed case") if line.is_closed else _("open case")
    return _("%(name)s, %(ref)s (%(closed)s)", name=line.name, ref=i18n.ref(line.case_ref), closed=closed)


@panel("my_work", order=4)
def waiting_texts(_subject: None, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """How many texts wait for somebody to say who wrote them."""
    if not may(actor, Permission.MESSAGE_READ):
        return None
    count = len(service.waiting_for(actor))
    return ("messages/texts_work.html", {"count": count}) if count else None
