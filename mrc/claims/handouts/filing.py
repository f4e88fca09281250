"""The filing summary: what an office that hears the claim needs on its first pages."""

from collections import Counter
from collections.abc import Iterator

from mrc import i18n
from mrc.claims.handouts.source import Filed, Source, country, in_lines, job, money_of, period
from mrc.claims.rules import AmountKind
from mrc.claims.rules.handouts import Handout
from mrc.i18n import gettext as _
from mrc.i18n import pgettext
from mrc.sheet import Part, facts, heading, own, points, signature, table, title
from mrc.wording import words

_BLANK = "_" * 24


def filing_summary(source: Source) -> Iterator[Part]:
    """Parties, job, claim, what came before, and the evidence by its kind."""
    yield title(words(Handout.FILING))
    forum = source.forum
    yield facts(
        [
            (pgettext("letter", "To"), "\n".join(map(own, forum.names)) if forum else ""),
            (_("Our number"), i18n.ref(source.claim.ref)),
            (_("Date"), i18n.date(source.today)),
        ]
    )
    yield heading(_("Worker"))
    yield facts(_worker(source))
    yield heading(_("Against whom"))
    yield facts(_employer(source))
    yield heading(_("Job"))
    yield facts(job(source.claim))
    yield heading(_("What is claimed"))
    yield _claimed(source)
    yield heading(_("What came before"))
    yield points(_before(source) or [_("Nothing is on record.")])
    yield heading(_("What the law asks before a court hears it"))
    yield points(source.filing_steps() or [_("Nothing is on record.")])
    yield heading(_("Evidence"))
    kinds = Counter(document.kind for document in source.documents)
    held = [f"{words(kind)}: {i18n.number(count)}" for kind, count in kinds.items()]
    yield points(held or [_("Nothing is on record.")])
    yield signature(_("The worker: name, signature, day"))
    yield signature(_("For the centre: name, signature, stamp"))


def _worker(source: Source) -> list[tuple[str, str]]:
    person = source.person
    return [
        (_("Name"), in_lines(person)),
        (_("Nationality"), country(person.nationality)),
        (_("Date of birth"), i18n.partial_date(person.birth_date, person.birth_precision)),
        # A paper may be lost on the way, so the number of the passport is written in at the counter.
        (_("Number of the passport, to be filled in by hand"), _BLANK),
        (_("Can be reached through"), own(source.centre.name)),
        (_("Address"), own(source.centre.address) if source.centre.address else ""),
        (_("Phone"), own(source.centre.phone) if source.centre.phone else ""),
    ]


def _employer(source: Source) -> list[tuple[str, str]]:
    respondent = source.respondent
    if respondent is None:
        return [(_("Name"), _("Not known yet"))]
    return [
        (_("Name"), in_lines(respondent)),
        (_("Licence or registration number"), own(respondent.licence) if respondent.licence else ""),
        (_("City"), own(respondent.city) if respondent.city else ""),
        (_("Country"), country(respondent.country)),
    ]


def _claimed(source: Source) -> Part:
    claim, sums = source.claim, source.sums
    rows = [
        [
            f"{words(line.component)}\n{period(line)}".strip(),
            *(money_of(claim, amount) or "–" for amount in (line.claimed, line.computed)),
        ]
        for line in claim.lines
    ]
    total = [_("Total"), *(money_of(claim, amount) or "–" for amount in (sums.claimed, sums.computed))]
    heads = [_("Part"), words(AmountKind.CLAIMED), words(AmountKind.COMPUTED)]
    return table(heads, rows, (4, 3, 3), (1, 2), total)


def _before(source: Source) -> list[str]:
    """What was brought where and decided, offered, awarded and paid, in the order of its days."""
    filed = [(step.day, f"{words(step.event)}: {_place(step)}") for step in source.filed]
    kinds = {AmountKind.OFFERED, AmountKind.AWARDED, AmountKind.RECEIVED}
    moved = [
        (
            entry.happened_on,
            f"{words(entry.kind)} {money_of(source.claim, entry.amount)} ({words(line.component)})",
        )
        for line, entry in source.entries(kinds)
    ]
    return [f"{i18n.date(day)}: {told}" for day, told in sorted(filed + moved, key=lambda found: found[0])]


def _place(step: Filed) -> str:
    return f"{own(step.office)}, {own(step.number)}" if step.number else own(step.office)
