"""The referral form as agencies exchange it, said in one language at a time: a copy for each of the three sides.

It is written from the packet as it was frozen, and knows neither the file nor the database.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mrc import i18n
from mrc.casework.rules.stages import Priority
from mrc.classifications import country_name, language_name
from mrc.i18n import gettext as _
from mrc.i18n import pgettext
from mrc.people.rules import ConsentForm, ConsentScope
from mrc.referrals.rules import Copy
from mrc.referrals.rules.packets import Packet, SharedFile, ShownField
from mrc.sheet import Part, as_written, code, facts, heading, money, notice, own, points, signature, text, title
from mrc.wording import words
from mrc.wording.papers import size_words
from mrc.wording.people import hours_in_words

_BLANK = "_" * 30
_WHO = frozenset(
    {
        ConsentScope.NAME,
        ConsentScope.SEX,
        ConsentScope.AGE,
        ConsentScope.NATIONALITY,
        ConsentScope.LANGUAGES,
        ConsentScope.PHONE,
        ConsentScope.SAFE_CONTACT,
    }
)
# A paper may be lost, and the number of the case is half the key to the worker's page; that of the referral will do.
_UNPRINTED = frozenset({ConsentScope.CASE_REFERENCE})


@dataclass(frozen=True)
class Side:
    """One of the two agencies: its name and how it is reached."""

    name: str
    address: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """The consent on which a packet goes out; it is never changed once it is given."""

    form: ConsentForm
    language: str
    given_on: date
    expires_on: date | None
    witness: str | None
    fields: tuple[ConsentScope, ...]


@dataclass(frozen=True)
class Form:
    """All that the copies of one referral form may tell. Its moments are by the clocks of the centre."""

    ref: str
    priority: Priority
    sent_at: datetime
    answer_due_at: datetime
    packet: Packet
    sender: Side
    sent_by: str
    receiver: Side
    given: Given
    timezone: str


def copy_of(form: Form, copy: Copy) -> Iterator[Part]:
    """One copy, part by part."""
    return _persons(form) if copy is Copy.PERSON else _whole(form, copy)


def header_of(form: Form, copy: Copy) -> str:
    """What stands at the head of each page. The person's copy names nobody: they may be searched."""
    return "" if copy is Copy.PERSON else f"{form.sender.name} · {i18n.ref(form.ref)}"


def _persons(form: Form) -> Iterator[Part]:
    """What somebody can carry anywhere: whom to call and until when, and not a word of what it is about."""
    yield title(_("A note for you"))
    yield facts(
        [
            (_("Number"), i18n.ref(form.ref)),
            (_("Date"), i18n.date(form.sent_at.date())),
            (_("Phone"), _lines(form.sender.phones)),
            (_("You hear from us by"), i18n.date(form.answer_due_at.date())),
            (_("You agreed until"), i18n.date(form.given.expires_on) if form.given.expires_on else _("No end")),
        ]
    )
    yield points(
        [
            _("You agreed that we ask somebody to help. They read what was read out to you, and nothing else."),
            _("You can change your mind on any day. Call and say the number above; then they see nothing any more."),
            _("If you hear nothing by the day above, call."),
        ]
    )
    yield heading(_("To be filled in by hand, if that is safe for you"))
    yield facts([(_("Where to go"), _BLANK), (_("Day and time"), _BLANK), (_("Whom to ask for"), _BLANK)])
    yield notice(_("Keep this paper where only you find it."))


def _whole(form: Form, copy: Copy) -> Iterator[Part]:
    packet = form.packet
    yield title(_("Referral form"))
    yield text(words(copy))
    yield from _head(form, copy)
    yield heading(_("Person"))
    yield facts([*_code(packet), *_rows(line for line in packet.fields if line.field in _WHO)])
    yield heading(_("What is asked"))
    if packet.services:
        yield points(str(words(service)) for service in packet.services)
    yield as_written(packet.purpose)
    if packet.given:
        yield heading(_("What was already done"))
        yield as_written(packet.given)
    yield from _situation(packet)
    if packet.files:
        yield heading(_("Files"))
        for place, file in enumerate(packet.files, 1):
            yield text(f"{i18n.number(place)}. {told(file)}")
            yield code("SHA-256", file.sha256 or "–")
    yield from _consent(form, copy)
    yield from _follow_up(form)


def _head(form: Form, copy: Copy) -> Iterator[Part]:
    yield facts(
        [
            (_("Number"), i18n.ref(form.ref)),
            (_("How soon"), str(words(form.priority))),
            (_("Date of the referral"), i18n.date(form.sent_at.date())),
            (_("Answer due by"), i18n.moment(form.answer_due_at, form.timezone)),
            (_("Handed over, and how"), _BLANK),
        ]
    )
    yield heading(pgettext("letter", "From"))
    yield facts([*_side(form.sender), (_("Sent by"), own(form.sent_by) if copy is Copy.REFERRING else "")])
    yield heading(pgettext("letter", "To"))
    yield facts(_side(form.receiver))


def _side(side: Side) -> list[tuple[str, str]]:
    return [
        (_("Name"), own(side.name)),
        (_("Address"), own(side.address) if side.address else ""),
        (_("Phone"), _lines(side.phones)),
        (_("E-mail"), _lines(side.emails)),
    ]


def _lines(values: tuple[str, ...]) -> str:
    return "\n".join(f"\u2066{value}\u2069" for value in values)


def _code(packet: Packet) -> list[tuple[str, str]]:
    return [(_("Case code, in place of the name"), i18n.ref(packet.code))] if packet.code else []


def _situation(packet: Packet) -> Iterator[Part]:
    rest = [line for line in packet.fields if line.field not in _WHO | _UNPRINTED]
    if rest:
        yield heading(_("The case"))
        yield facts(_rows(line for line in rest if line.field is not ConsentScope.SUMMARY))
    for line in rest:
        if line.field is ConsentScope.SUMMARY:
            yield text(str(words(line.field)))
            yield as_written(line.value)


def _rows(lines: Iterator[ShownField]) -> list[tuple[str, str]]:
    return [(str(words(line.field)), spoken(line)) for line in lines]


def _consent(form: Form, copy: Copy) -> Iterator[Part]:
    given = form.given
    by_guardian = given.form is ConsentForm.GUARDIAN
    yield heading(_("Consent"))
    yield text(_("It was agreed that this organisation sees what is listed here, for what is asked here alone."))
    listed = [str(words(field)) for field in ConsentScope if field in given.fields]
    yield facts(
        [
            (_("What they may see"), "\n".join(listed)),
            (_("Consent given by"), _("A parent or guardian") if by_guardian else _("The person themselves")),
            (_("How the consent is given"), str(words(given.form))),
            (_("Language it was asked in"), language_name(given.language, i18n.language())),
            (_("Given on"), i18n.date(given.given_on)),
            (_("Holds until"), i18n.date(given.expires_on) if given.expires_on else _("No end")),
            (_("Witness"), own(given.witness) if given.witness and copy is Copy.REFERRING else ""),
        ]
    )
    yield signature(_("The person, or who agreed for them: signature or mark, day"))
    if given.form is not ConsentForm.WRITTEN:
        yield signature(_("Witness: signature, day"))


def _follow_up(form: Form) -> Iterator[Part]:
    yield heading(_("What follows"))
    yield points(
        [
            _(
                "%(name)s says by %(moment)s whether it takes this on.",
                name=own(form.receiver.name),
                moment=i18n.moment(form.answer_due_at, form.timezone),
            ),
            _("%(name)s tells the person, and asks again if no answer comes.", name=own(form.sender.name)),
            _("When the work is over, the organisation tells the centre what came of it."),
        ]
    )
    yield notice(_("Do not pass this on. If the person withdraws their consent, destroy this paper and say so."))
    yield signature(_("For the centre: name, signature, stamp"))
    yield signature(_("For the organisation: name, signature, day received"))


def told(file: SharedFile) -> str:
    """What is said of a file in place of its name: its kind, the day on it, and its size."""
    known = [str(words(file.kind)), i18n.date(file.dated), size_words(file.size)]
    return " · ".join(part for part in known if part)


def spoken(line: ShownField) -> str:
    """A field of a packet in words; pages draw the same in their own way."""
    speak = _SPEAKERS.get(line.field)
    return speak(line.value) if speak else own(line.value)


def _named(value: Any) -> str:
    names = dict.fromkeys(name for name in (value["name"], value["latin_name"]) if name)
    shown = "\n".join(map(own, names))
    return f"{shown}\n{_('(not the real name)')}" if value["is_alias"] else shown


def _languages(value: Any) -> str:
    known = i18n.joined([language_name(each, i18n.language()) for each in value["codes"]])
    return f"{known}\n{_('needs an interpreter')}" if value["needs_interpreter"] else known


def _safe_contact(value: Any) -> str:
    ways = i18n.joined([str(words(channel)) for channel in value["channels"]])
    theirs = [own(text) for text in (value["hours"], value["note"]) if text]
    hours = hours_in_words(value.get("safe_hours"))
    return "\n".join(part for part in (ways, str(words(value["may_call"])), hours, *theirs) if part)


def _place(value: Any) -> str:
    country = country_name(value["country"], i18n.language())
    return f"{own(value['city'])}\n{country}" if value["city"] else country


_SPEAKERS: dict[ConsentScope, Callable[[Any], str]] = {
    ConsentScope.NAME: _named,
    ConsentScope.SEX: lambda sex: str(words(sex)),
    ConsentScope.AGE: i18n.number,
    ConsentScope.NATIONALITY: lambda codes: i18n.joined([country_name(code, i18n.language()) for code in codes]),
    ConsentScope.LANGUAGES: _languages,
    ConsentScope.PHONE: lambda numbers: _lines(tuple(numbers)),
    ConsentScope.SAFE_CONTACT: _safe_contact,
    ConsentScope.STAGE: lambda stage: str(words(stage)),
    ConsentScope.ISSUES: lambda issues: "\n".join(str(words(issue)) for issue in issues),
    ConsentScope.DESTINATION: _place,
    ConsentScope.RESPONDENTS: lambda all_: "\n".join(f"{own(name)} ({words(role)})" for name, role in all_),
    ConsentScope.CLAIM: lambda sums: "\n".join(money(amount, currency) for amount, currency in sums),
    ConsentScope.PAPERS_HELD: lambda papers: "\n".join(f"{words(kind)}: {words(who)}" for kind, who in papers),
}
