"""How a consent is recorded, and what must be confirmed before somebody is erased."""

from typing import Any

from mrc.forms import (
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    WordsField,
    WordsListField,
    long_text,
    required,
    short_text,
)
from mrc.i18n import lazy
from mrc.people.rules import (
    SHARING,
    ConsentFacts,
    ConsentForm,
    ConsentScope,
    ErasureReason,
    Purpose,
)
from mrc.pickers import LANGUAGES
from mrc.wording.people import TEXT_VERSION

# A referral and a hand-over ask for consent themselves, with whom it is for and what is shared.
ASKED_LATER = tuple(item for item in Purpose if item not in {Purpose.REFERRAL, Purpose.HAND_OVER})

CERTIFIED = lazy("Needed for a spoken consent: what you asked, what the person answered, where and when.")


class ConsentFields:
    """How a consent was given."""

    consent_form = WordsField(lazy("How it was given"), ConsentForm, default=ConsentForm.WRITTEN)
    consent_language = CodeField(
        lazy("Language it was explained in"), LANGUAGES, [required(lazy("Choose the language you explained it in."))]
    )
    interpreter = short_text(lazy("Interpreter, if there was one"))
    witness = short_text(
        lazy("Witness or guardian"), description=lazy("Needed when the consent was spoken or given by a guardian.")
    )
    certificate = long_text(lazy("What you certify"), description=CERTIFIED)
    expires_on = DayField(lazy("Holds until"), description=lazy("Leave empty if it holds until it is taken back."))

    def consent(self, purpose: Purpose, fields: tuple[str, ...] = ()) -> ConsentFacts:
        """One consent for one purpose."""
        given: Any = self
        return ConsentFacts(
            purpose=purpose,
            form=given.consent_form.data,
            language=given.consent_language.data,
            fields=fields,
            interpreter=given.interpreter.data or None,
            witness=given.witness.data or None,
            certificate=given.certificate.data or None,
            expires_on=given.expires_on.data,
            text_version=TEXT_VERSION,
        )


class SharingForm(ConsentFields, OnceForm):
    """One consent given later, to a purpose of its own."""

    purpose = WordsField(lazy("The person consents to"), Purpose, only=ASKED_LATER)
    fields = WordsListField(
        lazy("What may be shared"),
        ConsentScope,
        description=lazy("Only for sharing with an employer, a consulate or an authority."),
    )

    def facts(self) -> ConsentFacts:
        """The consent; fields belong to sharing alone."""
        purpose = self.purpose.data
        fields = tuple(str(item) for item in self.fields.data or ()) if purpose in SHARING else ()
        return self.consent(purpose, fields)


class EraseForm(BaseForm):
    """Why somebody is erased."""

    reason = WordsField(lazy("Why"), ErasureReason)
