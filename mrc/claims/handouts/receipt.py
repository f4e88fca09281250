"""The settlement receipt: what has arrived, for both sides to sign."""

from collections.abc import Iterator

from mrc import i18n
from mrc.claims.handouts.sheet import Part, facts, heading, notice, signature, table, text, title
from mrc.claims.handouts.source import Source, money_of, period
from mrc.claims.rules import AmountKind
from mrc.claims.rules.handouts import Handout
from mrc.i18n import gettext as _
from mrc.wording import words


def receipt(source: Source) -> Iterator[Part]:
    """The payments on record, and nothing that gives up what is still owed."""
    yield title(words(Handout.RECEIPT))
    yield facts([*source.whose(), (_("Date"), i18n.date(source.today))])
    yield heading(_("Received"))
    yield _payments(source)
    if source.sums.outstanding:
        yield text(_("Still to come: %(amount)s", amount=money_of(source.claim, source.sums.outstanding)))
    yield notice(_("This paper confirms the payments listed here and nothing else. It gives up no other claim."))
    yield signature(_("The worker: name, signature, day"))
    yield signature(_("Whoever paid: name, signature, day"))
    yield signature(_("For the centre: name, signature, stamp"))


def _payments(source: Source) -> Part:
    rows = [
        [
            f"{i18n.date(entry.happened_on)}\n{words(entry.method)}".strip(),
            f"{words(line.component)}\n{period(line)}".strip(),
            money_of(source.claim, entry.amount),
        ]
        for line, entry in source.entries({AmountKind.RECEIVED})
    ]
    total = [_("Total"), "", money_of(source.claim, source.sums.received)]
    return table([_("Day"), _("Part"), _("Amount")], rows, (3, 4, 3), (2,), total)
