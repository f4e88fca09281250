"""What may be typed when workers of a collective claim are referred together, and when the organisation answers."""

import re
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from wtforms import HiddenField
from wtforms.validators import InputRequired

from mrc.casework.rules.stages import Priority
from mrc.claims.rules.collective import MOST_WORKERS
from mrc.claims.rules.referring import BEGINS_WITH, OFFERED, GroupFacts
from mrc.forms import (
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    TypedField,
    WordsField,
    WordsListField,
    long_text,
    required,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.people.rules import RECORDED, ConsentForm, ConsentScope
from mrc.pickers import LANGUAGES
from mrc.referrals.rules import NewConsent, ReferralOutcome

# A number, or the first and the last of several; int() reads the digits of every script.
_SPAN = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")
_BETWEEN = re.compile(r"[,;،\n]")
# A recording is of one person. Who was asked in a group signed, or a witness certifies what they said.
_KEPT = tuple(form for form in ConsentForm if form not in RECORDED)


class NumbersField(TypedField):
    """Numbers of workers, such as 1-20, 25; `data` is a set of them, or None."""

    def read(self, text: str) -> frozenset[int]:
        """The numbers in a text, spans written out."""
        found: set[int] = set()
        for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
            span = _SPAN.fullmatch(part)
            first = int(span[1]) if span else 0
            last = int(span[2] or span[1]) if span else 0
            if not 0 < first <= last < first + MOST_WORKERS:
                raise ValueError(_("Write the numbers on the list, such as 1-20, 25."))
            found.update(range(first, last + 1))
        return frozenset(found)

    def show(self, datum: frozenset[int]) -> str:
        """The numbers one by one, neighbours as a span."""
        spans: list[list[int]] = []
        for number in sorted(datum):
            if spans and number == spans[-1][1] + 1:
                spans[-1][1] = number
            else:
                spans.append([number, number])
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


class GroupForm(BaseForm):
    """What is asked for many workers, and which fields of each are shared."""

    purpose = long_text(
        lazy("What you ask for"),
        required(lazy("Write what you ask the organisation to do.")),
        description=lazy("The organisation reads this text. Write no name and no number in it."),
    )
    priority = WordsField(lazy("How soon is an answer needed?"), Priority, default=Priority.NORMAL)
    shared = WordsListField(lazy("What is shared of each worker"), ConsentScope, only=OFFERED, default=BEGINS_WITH)
    numbers = NumbersField(
        lazy("Which workers"),
        description=lazy("Their numbers on the list, such as 1-20, 25. Empty means all of them."),
    )

    names = ("purpose", "priority", "shared", "numbers")

    def facts(self, organisation_ref: str) -> GroupFacts:
        """What was typed, without a word about consent."""
        return GroupFacts(
            organisation_ref=organisation_ref,
            purpose=self.purpose.data or "",
            priority=self.priority.data,
            fields=frozenset(self.shared.data or ()),
            numbers=self.numbers.data or None,
        )


class GroupSendForm(GroupForm, OnceForm):
    """The same, with the consents of those who agreed just now."""

    refused_at: ClassVar[dict[str, str]] = {"form": "given_as"}

    seen = HiddenField(validators=[InputRequired(message=lazy("Look at what is shared once more."))])
    agreed = NumbersField(
        lazy("Who agreed to exactly this just now"),
        description=lazy("Their numbers. Read the list to each of them; whoever is not named here stays out."),
    )
    given_as = WordsField(lazy("How the consents are given"), ConsentForm, only=_KEPT)
    language = CodeField(lazy("Language it was asked in"), LANGUAGES)
    interpreter = short_text(lazy("Interpreter"))
    witness = short_text(lazy("Witness"), description=lazy("Needed for a spoken consent or that of a guardian."))
    certificate = long_text(lazy("What you certify"))
    expires_on = DayField(
        lazy("The consents end on"), description=lazy("After this day the organisation sees nothing.")
    )

    def check_consents(self) -> bool:
        """Whether the part about new consents is filled in, if there are any; the errors stand at their fields."""
        for field, sentence in (
            (self.language, _("Choose the language in which you asked.")),
            (self.expires_on, _("Enter the day on which the consents end.")),
        ):
            if self.agreed.data and not field.data and not field.errors:
                field.errors = [sentence]
        return not (self.language.errors or self.expires_on.errors)

    def facts(self, organisation_ref: str) -> GroupFacts:
        """What was typed, as a value."""
        asked = super().facts(organisation_ref)
        agreed = self.agreed.data or frozenset()
        return replace(asked, agreed=agreed, given=self._given() if agreed else None, seen=self.seen.data)

    def _given(self) -> NewConsent:
        return NewConsent(
            form=str(self.given_as.data),
            language=str(self.language.data),
            interpreter=self.interpreter.data or None,
            witness=self.witness.data or None,
            expires_on=self.expires_on.data,
            certificate=self.certificate.data or None,
        )


class GroupReportForm(OnceForm):
    """What came of a group referral as a whole."""

    outcome = WordsField(
        lazy("What came of it"),
        ReferralOutcome,
        only=tuple(outcome for outcome in ReferralOutcome if outcome is not ReferralOutcome.NO_SHOW),
    )
    note = long_text(lazy("Note to the centre"))


def defaults_for(language: str, expires_on: date) -> dict[str, Any]:
    """How the part about consent begins."""
    return {"language": language, "expires_on": expires_on}
