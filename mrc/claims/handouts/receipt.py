"""The receipt: what was settled and what has arrived of it, for both sides to sign."""

from collections.abc import Iterator
from decimal import Decimal

from mrc import i18n
from mrc.claims.handouts.source import Agreed, Source, money_of, period
from mrc.claims.rules import AmountKind
from mrc.claims.rules.handouts import Handout
from mrc.i18n import gettext as _
from mrc.sheet import Part, as_written, facts, heading, notice, signature, table, text, title
from mrc.wording import words


def receipt(source: Source) -> Iterator[Part]:
    """The settlement that stands and the payments on record; the paper itself gives nothing up."""
    yield title(words(Handout.RECEIPT))
    yield facts([*source.whose(), (_("Date"), i18n.date(source.today))])
    if source.agreed is not None:
        yield from _settlement(source, source.agreed)
    if source.sums.received:
        yield heading(_("Received"))
        yield _payments(source)
    still_to_come = _still_to_come(source)
    if still_to_come:
        yield text(_("Still to come: %(amount)s", amount=money_of(source.claim, still_to_come)))
    yield notice(_given_up(source))
    yield signature(_("The worker: name, signature, day"))
    yield signature(_("Whoever paid: name, signature, day"))
    yield signature(_("For the centre: name, signature, stamp"))


def _still_to_come(source: Source) -> Decimal | None:
    """What has not arrived of the settlement that is to be signed; without one, of what was awarded or claimed."""
    if source.agreed is None:
        return source.outstanding
    return sum((part.missing for part in source.agreed.covered), Decimal(0))


def _given_up(source: Source) -> str:
    if source.agreed is not None and source.agreed.waiver:
        return _("This paper confirms what is listed here. It gives up nothing but what stands above.")
    return _("This paper confirms what is listed here and nothing else. It gives up no other claim.")


def _settlement(source: Source, agreed: Agreed) -> Iterator[Part]:
    yield heading(_("Settlement"))
    total = money_of(source.claim, agreed.total)
    yield facts([(_("Agreed on"), i18n.date(agreed.agreed_on)), (_("Total agreed"), total)])
    rows = [
        [i18n.date(part.due_on), *(money_of(source.claim, amount) for amount in (part.amount, part.covered))]
        for part in agreed.covered
    ]
    yield table([_("Instalment due on"), _("Amount"), _("Received of it")], rows, (4, 3, 3), (1, 2))
    for label, words_of_it in ((_("Terms"), agreed.terms), (_("What is given up by it"), agreed.waiver)):
        if words_of_it:
            yield text(label)
            yield as_written(words_of_it)


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
