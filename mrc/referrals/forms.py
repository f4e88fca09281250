"""What may be typed when a case is referred, and when a partner answers."""

from datetime import date
from typing import Any, ClassVar

from wtforms import BooleanField, Form, HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from mrc.casework.rules.stages import Priority
from mrc.directory.rules import OrganisationKind
from mrc.forms import (
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    WordsField,
    WordsListField,
    clean_text,
    long_text,
    required,
    short_text,
)
from mrc.i18n import date as date_words
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.people.models import Consent
from mrc.people.rules import ConsentForm
from mrc.pickers import LANGUAGES
from mrc.referrals.rules import (
    ALWAYS_SHARED,
    ConsentScope,
    DeclineReason,
    NewConsent,
    ReferralFacts,
    ReferralOutcome,
)

NEW = "new"


class FindForm(Form):
    """Which kind of organisation is wanted; sent by GET."""

    kind = WordsField(lazy("Who could help?"), OrganisationKind, default=OrganisationKind.LEGAL_CLINIC)
    q = StringField(lazy("Search the directory by name or city"), filters=[clean_text])

    def text(self) -> str:
        """What was searched for."""
        return str(self.q.data or "")[:200]


class WhatForm(BaseForm):
    """The second step: what is asked for, and which fields are shared."""

    purpose = long_text(
        lazy("What you ask for"),
        required(lazy("Write what you ask the organisation to do.")),
        description=lazy("The organisation reads this text. Write no name and no number in it."),
    )
    priority = WordsField(lazy("How soon is an answer needed?"), Priority, default=Priority.NORMAL)
    shared = WordsListField(lazy("What is shared"), ConsentScope)
    is_safe_to_ask_consulate = BooleanField(
        lazy(
            "I asked: the person wants this contact, is not a refugee, has not asked for asylum and is not stateless."
        )
    )
    consulate_reason = short_text(lazy("Why the person wants contact with their embassy or consulate"))

    names = ("purpose", "priority", "shared", "is_safe_to_ask_consulate", "consulate_reason")

    def offer(self, known: tuple[ConsentScope, ...]) -> "WhatForm":
        """Offer the fields of which something is known; the number of the case is always shared and not asked."""
        self.shared.only = tuple(name for name in known if name not in ALWAYS_SHARED)
        return self

    def wanted(self) -> frozenset[ConsentScope]:
        """The fields that were ticked, and those that are always shared."""
        return ALWAYS_SHARED | frozenset(self.shared.data or ())


class SendForm(WhatForm, OnceForm):
    """The third step: the person's consent for exactly what was shown."""

    refused_at: ClassVar[dict[str, str]] = {"fields": "shared", "form": "given_as"}

    seen = HiddenField(validators=[InputRequired(message=lazy("Look at what is shared once more."))])
    consent = RadioField(lazy("Consent"), validate_choice=False, default=NEW)
    given_as = WordsField(lazy("How the consent is given"), ConsentForm)
    language = CodeField(lazy("Language it was asked in"), LANGUAGES)
    interpreter = short_text(lazy("Interpreter"))
    witness = short_text(lazy("Witness"), description=lazy("Needed for a spoken consent or that of a guardian."))
    expires_on = DayField(
        lazy("The consent ends on"), description=lazy("After this day the organisation sees nothing.")
    )
    agreed = BooleanField(lazy("I read this list to the person, and they agreed to exactly this."))

    def offer_consents(self, earlier: tuple[Consent, ...]) -> "SendForm":
        """Offer the consents given earlier that reach far enough, and a new one."""
        lines = [SelectChoice(str(one.id), _earlier(one)) for one in earlier]
        self.consent.choices = [SelectChoice(NEW, _("A new consent, given now")), *lines]
        return self

    def check_consent(self) -> bool:
        """Whether the part about consent is filled in; the errors stand at their fields."""
        known = {str(choice.value) for choice in self.consent.choices or []}
        if self.consent.data not in known:
            self.consent.errors = [_("This consent does not reach as far as what is shared. Ask for a new one.")]
            return False
        if self.consent.data != NEW:
            return True
        for field, sentence in (
            (self.agreed, _("Without consent there is no referral. Read the list to the person and ask.")),
            (self.language, _("Choose the language in which you asked.")),
            (self.expires_on, _("Enter the day on which the consent ends.")),
        ):
            if not field.data and not field.errors:
                field.errors = [sentence]
        return not (self.agreed.errors or self.language.errors or self.expires_on.errors)

    def facts(self, organisation_ref: str) -> ReferralFacts:
        """What was typed, as a value."""
        return ReferralFacts(
            organisation_ref=organisation_ref,
            purpose=self.purpose.data or "",
            priority=self.priority.data,
            fields=self.wanted(),
            consent=self._consent(),
            seen=self.seen.data,
            is_safe_to_ask_consulate=self.is_safe_to_ask_consulate.data,
            consulate_reason=self.consulate_reason.data or None,
        )

    def _consent(self) -> NewConsent | int | None:
        if self.consent.data != NEW:
            return int(self.consent.data)
        return NewConsent(
            form=str(self.given_as.data),
            language=str(self.language.data),
            interpreter=self.interpreter.data or None,
            witness=self.witness.data or None,
            expires_on=self.expires_on.data,
        )


def _earlier(consent: Consent) -> str:
    given = date_words(consent.given_at)
    if consent.expires_on is None:
        return _("The consent of %(date)s, without end", date=given)
    return _("The consent of %(date)s, until %(end)s", date=given, end=date_words(consent.expires_on))


class DeclineForm(OnceForm):
    """Why an organisation cannot take a referral."""

    reason = WordsField(lazy("Why you cannot take it"), DeclineReason)
    note = long_text(lazy("Note to the centre"), description=lazy("Needed when the reason is another one."))


class ReportForm(OnceForm):
    """What came of a referral."""

    outcome = WordsField(lazy("What came of it"), ReferralOutcome)
    note = long_text(lazy("Note to the centre"))


def defaults_for(language: str, expires_on: date) -> dict[str, Any]:
    """How the part about consent begins: in the person's language, and not for ever."""
    return {"language": language, "expires_on": expires_on, "consent": NEW, "agreed": False}
