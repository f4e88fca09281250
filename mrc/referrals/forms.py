"""What may be typed when a case is referred, and when a partner answers."""

from datetime import date
from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, Form, HiddenField, RadioField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from mrc.casework.rules.stages import Priority
from mrc.directory.rules import OrganisationKind
from mrc.documents.forms import ACCEPT, upload_of
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.forms import (
    SHORT,
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    TypedField,
    WordsField,
    WordsListField,
    at_most,
    clean_text,
    long_text,
    required,
    short_text,
)
from mrc.i18n import date as date_words
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p
from mrc.messages.rules import LONGEST
from mrc.people.forms.consent import CERTIFIED
from mrc.people.models import Consent
from mrc.people.rules import ConsentForm
from mrc.pickers import LANGUAGES
from mrc.referrals.rules import (
    ALWAYS_SHARED,
    Asked,
    ConsentScope,
    DeclineReason,
    DueSoon,
    Feedback,
    InboxFilter,
    NewConsent,
    ReferralFacts,
    ReferralOutcome,
    ReferralState,
    ServiceAsked,
)
from mrc.referrals.rules.links import CODE_DIGITS
from mrc.refs import only_digits
from mrc.wording import words

NEW, YES, NO = "new", "yes", "no"
_NO_NAMES = lazy("Write no name and no number in it.")
# Films are not taken as files, so that no consent here can rest on one.
_KEPT_HERE = tuple(form for form in ConsentForm if form is not ConsentForm.VIDEO)
_PARTNER_STATES = tuple(
    state for state in ReferralState if state not in {ReferralState.DRAFT, ReferralState.RECALLED}
)


def _useful(label: Any, *validators: Any) -> RadioField:
    choices = [SelectChoice(YES, lazy("Yes")), SelectChoice(NO, lazy("No"))]
    return RadioField(label, choices=choices, validators=list(validators) or [Optional()])


def _feedback(form: Any) -> Feedback | None:
    if form.useful.data not in {YES, NO}:
        return None
    return Feedback(form.useful.data == YES, form.words.data or None)


class FindForm(Form):
    """Which kind of organisation is wanted; sent by GET."""

    kind = WordsField(lazy("Who could help?"), OrganisationKind, default=OrganisationKind.LEGAL_CLINIC)
    q = StringField(lazy("Search the directory by name or city"), filters=[clean_text])

    def text(self) -> str:
        """What was searched for."""
        return str(self.q.data or "")[:200]


class FilesField(SelectMultipleField):
    """Files of the case as checkboxes; one that went meanwhile is not among what was chosen."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def chosen(self) -> tuple[str, ...]:
        """The references of those chosen that are there, in the order in which they are offered."""
        return tuple(str(choice.value) for choice in self.choices or [] if choice.value in (self.data or ()))


class WhatForm(BaseForm):
    """The second step: what is asked for, which fields and files are shared, and whether under a code."""

    purpose = long_text(
        lazy("What you ask for"),
        required(lazy("Write what you ask the organisation to do.")),
        description=lazy("The organisation reads this text. Write no name and no number in it."),
    )
    services = WordsListField(lazy("Services asked for"), ServiceAsked)
    already_given = long_text(
        lazy("What was already done"),
        description=lazy("By you or by others, so that nobody does it twice. Write no name and no number in it."),
    )
    priority = WordsField(lazy("How soon is an answer needed?"), Priority, default=Priority.NORMAL)
    is_coded = BooleanField(lazy("Send it under a code: without the name and without the number of the case"))
    shared = WordsListField(lazy("What is shared"), ConsentScope)
    documents = FilesField(
        lazy("Files that go with it"),
        coerce=str,
        validate_choice=False,
        description=lazy("They go as they are. Look whether they name somebody; their own names do not go out."),
    )
    is_safe_to_ask_consulate = BooleanField(
        lazy(
            "I asked: the person wants this contact, is not a refugee, has not asked for asylum and is not stateless."
        )
    )
    consulate_reason = short_text(lazy("Why the person wants contact with their embassy or consulate"))

    names = (
        "purpose",
        "services",
        "already_given",
        "priority",
        "is_coded",
        "shared",
        "documents",
        "is_safe_to_ask_consulate",
        "consulate_reason",
    )

    def offer(self, known: tuple[ConsentScope, ...], files: tuple[Document, ...] = ()) -> "WhatForm":
        """Offer the fields of which something is known, and the files; the number of the case is not asked."""
        self.shared.only = tuple(name for name in known if name not in ALWAYS_SHARED)
        self.documents.choices = [SelectChoice(file.ref, _told(file)) for file in files]
        return self

    def asked(self) -> Asked:
        """What goes along beside the fields of the file."""
        return Asked(
            services=tuple(self.services.data or ()),
            given=self.already_given.data or "",
            documents=self.documents.chosen(),
            is_coded=bool(self.is_coded.data),
        )

    def wanted(self) -> frozenset[ConsentScope]:
        """The fields that were ticked, and those that are always shared."""
        return ALWAYS_SHARED | frozenset(self.shared.data or ())

    def draft(self, organisation_ref: str) -> ReferralFacts:
        """What was typed so far, without a word about consent."""
        return ReferralFacts(
            organisation_ref=organisation_ref,
            purpose=self.purpose.data or "",
            priority=self.priority.data,
            fields=self.wanted(),
            consent=None,
            asked=self.asked(),
        )


class SendForm(WhatForm, OnceForm):
    """The third step: the person's consent for exactly what was shown."""

    refused_at: ClassVar[dict[str, str]] = {"fields": "shared", "form": "given_as", "file": "recording"}

    seen = HiddenField(validators=[InputRequired(message=lazy("Look at what is shared once more."))])
    consent = RadioField(lazy("Consent"), validate_choice=False, default=NEW)
    given_as = WordsField(lazy("How the consent is given"), ConsentForm, only=_KEPT_HERE)
    language = CodeField(lazy("Language it was asked in"), LANGUAGES)
    interpreter = short_text(lazy("Interpreter"))
    witness = short_text(lazy("Witness"), description=lazy("Needed for a spoken consent or that of a guardian."))
    certificate = long_text(lazy("What you certify"), description=CERTIFIED)
    recording = FileField(
        lazy("Recording, or photo of the signed paper"),
        description=lazy("Needed when the consent is recorded as sound. It becomes a file of the case."),
        render_kw={"accept": f"image/*,{ACCEPT}"},
    )
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
            asked=self.asked(),
        )

    def upload(self) -> Upload | None:
        """The file as it came, or None when none was chosen or an earlier consent is used."""
        return upload_of(self.recording.data) if self.consent.data == NEW else None

    def _consent(self) -> NewConsent | int | None:
        if self.consent.data != NEW:
            return int(self.consent.data)
        return NewConsent(
            form=str(self.given_as.data),
            language=str(self.language.data),
            interpreter=self.interpreter.data or None,
            witness=self.witness.data or None,
            expires_on=self.expires_on.data,
            certificate=self.certificate.data or None,
        )


def _told(file: Document) -> str:
    return " · ".join(part for part in (str(words(file.kind)), date_words(file.dated), file.file_name) if part)


def typed_of(asked: Asked) -> dict[str, Any]:
    """What was asked beside the fields of the file, as the form begins with it."""
    return {
        "services": list(asked.services),
        "already_given": asked.given,
        "documents": list(asked.documents),
        "is_coded": asked.is_coded,
    }


def _earlier(consent: Consent) -> str:
    given = date_words(consent.given_at)
    if consent.expires_on is None:
        return _("The consent of %(date)s, without end", date=given)
    return _("The consent of %(date)s, until %(end)s", date=given, end=date_words(consent.expires_on))


class DeclineForm(OnceForm):
    """Why an organisation cannot take a referral."""

    reason = WordsField(lazy("Why you cannot take it"), DeclineReason)
    note = long_text(lazy("Note to the centre"), description=lazy("Needed when the reason is another one."))


class GiveBackForm(DeclineForm):
    """Why an organisation gives back what it took on."""

    reason = WordsField(lazy("Why you give it back"), DeclineReason)


class ReportForm(OnceForm):
    """What came of a referral, and whether it came to the right place."""

    outcome = WordsField(lazy("What came of it"), ReferralOutcome)
    note = long_text(lazy("Note to the centre"))
    useful = _useful(lazy("Was this referral right for you?"))
    words = long_text(lazy("What could be better next time?"))

    def feedback(self) -> Feedback | None:
        """What was said of the centre's referral; None when nothing was."""
        return _feedback(self)


class JudgeForm(OnceForm):
    """What the centre says of a partner's help."""

    useful = _useful(lazy("Did this partner help?"), required(lazy("Choose yes or no.")))
    words = long_text(lazy("What should colleagues know?"))

    def feedback(self) -> Feedback:
        """What was said."""
        return Feedback(self.useful.data == YES, self.words.data or None)


class NoteForm(OnceForm):
    """A few words that go with an answer."""

    note = long_text(lazy("Note to the centre"))


class WriteForm(OnceForm):
    """A message about a referral."""

    text = long_text(
        lazy("Your message"), required(lazy("Write a message first.")), at_most(LONGEST), description=_NO_NAMES
    )


# What a partner is likely to have of its work for somebody.
_PARTNER_KINDS = (
    EvidenceKind.OFFICIAL_LETTER,
    EvidenceKind.NOTICE,
    EvidenceKind.MEDICAL_REPORT,
    EvidenceKind.CONTRACT,
    EvidenceKind.PAY_SLIP,
    EvidenceKind.PHOTO,
    EvidenceKind.OTHER,
)


class AttachForm(OnceForm):
    """A file for the case."""

    file = FileField(lazy("File"), render_kw={"accept": f"image/*,{ACCEPT}"})
    kind = WordsField(lazy("What it is"), EvidenceKind, only=_PARTNER_KINDS, default=EvidenceKind.OFFICIAL_LETTER)
    note = short_text(lazy("A few words about it"))

    def facts(self) -> DocumentFacts:
        """What was said about the file."""
        return DocumentFacts(kind=self.kind.data or EvidenceKind.OTHER, note=self.note.data or "")

    def upload(self) -> Upload | None:
        """The file as it came, or None when none was chosen."""
        return upload_of(self.file.data)


class LinkForm(OnceForm):
    """Where a link is sent."""

    email = EmailField(
        lazy("E-mail address"),
        validators=[required(lazy("Enter an e-mail address.")), at_most(SHORT)],
        description=lazy("Ask for it on the telephone, and let them spell it."),
    )


class CodeOfLinkField(TypedField):
    """The code told by telephone as ASCII digits, typed in any script. It never comes back."""

    def read(self, text: str) -> str:
        """The code; a wrong number of digits is a typing mistake."""
        try:
            digits = only_digits(text)
        except ValueError:
            digits = ""
        if len(digits) != CODE_DIGITS:
            raise ValueError(_("Check the code: it has eight digits."))
        return digits

    def _value(self) -> str:
        return ""


class LetterForm(BaseForm):
    """The second fact that opens a link."""

    code = CodeOfLinkField(
        lazy("Code"),
        [required(lazy("Enter the code. It has eight digits."))],
        description=lazy("You were told it by telephone."),
    )


class InboxForm(Form):
    """Which referrals a partner wants to see; sent by GET."""

    state = WordsField(lazy("How it stands"), ReferralState, empty=lazy_p("state", "All"), only=_PARTNER_STATES)
    priority = WordsField(lazy("How soon"), Priority, empty=lazy_p("priority", "All"))
    due = WordsField(lazy("Answer due"), DueSoon, empty=lazy_p("due", "Whenever"))

    def wanted(self) -> InboxFilter:
        """What was asked for."""
        return InboxFilter(self.state.data or None, self.priority.data or None, self.due.data or None)


def defaults_for(language: str, expires_on: date) -> dict[str, Any]:
    """How the part about consent begins: in the person's language, and not for ever."""
    return {"language": language, "expires_on": expires_on, "consent": NEW, "agreed": False}
