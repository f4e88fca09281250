"""The demand letter: what the respondent owes one worker, and by when the centre awaits an answer."""

from collections.abc import Iterator
from decimal import Decimal

from mrc import i18n
from mrc.claims.handouts.source import Source, country, in_lines, money_of, period
from mrc.claims.rules.assessment import Payer
from mrc.claims.rules.handouts import Asked, Handout
from mrc.i18n import gettext as _
from mrc.i18n import pgettext
from mrc.sheet import Part, facts, heading, money, own, points, signature, table, text, title
from mrc.wording import words


def demand(source: Source) -> Iterator[Part]:
    """The letter, signed by the centre. It names the worker and nothing else that the respondent does not know."""
    centre, respondent = source.centre, source.respondent
    assert respondent is not None
    yield title(words(Handout.DEMAND))
    yield facts(
        [
            (pgettext("letter", "To"), in_lines(respondent)),
            (_("City"), own(respondent.city) if respondent.city else ""),
            (_("Country"), country(respondent.country)),
            (pgettext("letter", "From"), own(centre.name)),
            (_("Address"), own(centre.address) if centre.address else ""),
            (_("Phone"), own(centre.phone) if centre.phone else ""),
            (_("Date"), i18n.date(source.today)),
            (_("Our number"), i18n.ref(source.claim.ref)),
        ]
    )
    yield heading(_("Pay of %(name)s", name=source.worker))
    yield text(_about(source))
    if source.asked is Asked.COMPUTED:
        yield from _by_law(source)
    else:
        yield from _as_claimed(source)
    yield text(_("Please pay this, or answer in writing, by %(date)s.", date=i18n.date(source.answer_by)))
    yield text(_("Please write to the centre and not to the worker."))
    steps = source.filing_steps()
    if steps:
        yield text(_("If nothing is agreed by then, the claim can be brought to where the law sends it:"))
        yield points(steps)
    yield text(_("This letter gives up no right of the worker."))
    yield signature(_("For the centre: name, signature, stamp"))


def _about(source: Source) -> str:
    claim = source.claim
    first, last = i18n.date(claim.employed_from), i18n.date(claim.employed_to)
    if first and last:
        told = _("%(name)s worked for you from %(first)s to %(last)s.", name=source.worker, first=first, last=last)
    elif first:
        told = _("%(name)s has worked for you since %(first)s.", name=source.worker, first=first)
    else:
        told = _("%(name)s worked for you.", name=source.worker)
    return " ".join((told, _("We write for this worker.")))


def _by_law(source: Source) -> Iterator[Part]:
    result = source.result
    assert result is not None
    where = source.law_of
    yield text(_("By the law of %(country)s the following is owed, each part by its article:", country=where))
    lines = [line for line in result.lines if line.payer is Payer.EMPLOYER and line.amount]
    rows = [
        [f"{words(line.component)}\n{source.cited(line.article)}", money(line.amount, result.currency)]
        for line in lines
    ]
    total = money(sum((line.amount for line in lines), Decimal(0)), result.currency)
    yield table([_("Part"), _("Amount")], rows, (3, 2), (1,), [_("Total"), total])


def _as_claimed(source: Source) -> Iterator[Part]:
    yield text(_("The following is claimed:"))
    rows = [
        [f"{words(line.component)}\n{period(line)}".strip(), money_of(source.claim, line.claimed)]
        for line in source.claim.lines
        if line.claimed
    ]
    total = [_("Total"), money_of(source.claim, source.sums.claimed)]
    yield table([_("Part"), _("Amount")], rows, (3, 2), (1,), total)
