"""Pages of the law on record: every country, and one country's rules, readable by a lawyer."""

from typing import Any

from flask import g, render_template

from mrc import clock
from mrc.access import Permission
from mrc.areas import office, requires
from mrc.claims.rules import Component
from mrc.claims.rules.forums import forums_of
from mrc.claims.rules.law_files import all_laws, jurisdictions, law_of
from mrc.errors import NotFound
from mrc.wording import law as law_words
from mrc.wording import wages as wage_words
from mrc.wording.path import forum_called


@office.get("/law")
@requires(Permission.CLAIM_READ)
def list_laws() -> Any:
    """The countries with a law on record, and how far each can be relied on."""
    today = clock.today(g.actor.timezone)
    return render_template("claims/list_laws.html", laws=all_laws(), today=today)


@office.get("/law/<string:jurisdiction>")
@requires(Permission.CLAIM_READ)
def show_law(jurisdiction: str) -> Any:
    """The rules and time limits of one country, each with its article, source, grade and review."""
    if jurisdiction not in jurisdictions():
        raise NotFound(jurisdiction)
    law = law_of(jurisdiction)
    order = list(Component)
    return render_template(
        "claims/show_law.html",
        law=law,
        rules=sorted(law.rules, key=lambda rule: (order.index(rule.component), rule.id)),
        forums=forums_of(jurisdiction),
        today=clock.today(g.actor.timezone),
        numbers_of=law_words.numbers_of,
        readings_of=law_words.readings_of,
        why_not=law_words.why_not_computed,
        period_of=law_words.period_of,
        note_of=law_words.note_of,
        forum_called=forum_called,
        filing=wage_words.filing,
    )
