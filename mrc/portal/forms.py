"""What may be typed on the worker's own pages. A typing mistake is told at once and costs no try."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import StringField

from mrc import refs
from mrc.documents.forms import ACCEPT, upload_of
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.forms import BaseForm, OnceForm, RefField, WordsField, at_most, clean_text, long_text, required, short_text
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.messages.rules import LONGEST
from mrc.portal.rules import CODE_LENGTH, LONGEST_TYPED


class CodeOfCaseField(StringField):
    """The secret code as sixteen ASCII digits, typed in any script with spaces or dashes. It never comes back."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the code; a wrong number of digits is a typing mistake."""
        typed = valuelist[0] if valuelist else ""
        self.data = None
        try:
            digits = refs.only_digits(clean_text(typed)) if len(typed) <= LONGEST_TYPED else ""
        except ValueError:
            digits = ""
        if len(digits) == CODE_LENGTH:
            self.data = digits
        elif typed:
            raise ValueError(_("Check the code: it has sixteen digits."))

    def _value(self) -> str:
        return ""


class ReferenceField(RefField):
    """The number of a case. Nothing longer than a reference can be is looked at."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the reference, or say at once that it is none."""
        typed = valuelist[0] if valuelist else ""
        super().process_formdata([typed[:LONGEST_TYPED]])
        if typed and (self.data is None or len(typed) > LONGEST_TYPED):
            self.data = None
            raise ValueError(_("Check the number: it has ten digits, and one of them seems mistyped."))


class StatusForm(BaseForm):
    """The two numbers from the paper."""

    reference = ReferenceField(lazy("Your number"), [required(lazy("Write your number. It has ten digits."))])
    code = CodeOfCaseField(lazy("Your secret code"), [required(lazy("Write your code. It has sixteen digits."))])


class OwnMessageForm(OnceForm):
    """A message to the centre."""

    text = long_text(lazy("Your message"), required(lazy("Write what you want to say.")), at_most(LONGEST))


# What a worker is likely to have, in the order in which it is likely.
OWN_KINDS = (
    EvidenceKind.PAY_SLIP,
    EvidenceKind.CONTRACT,
    EvidenceKind.ID_PAPER,
    EvidenceKind.BANK_STATEMENT,
    EvidenceKind.ATTENDANCE,
    EvidenceKind.CHAT,
    EvidenceKind.NOTICE,
    EvidenceKind.RECRUITER_RECEIPT,
    EvidenceKind.MEDICAL_REPORT,
    EvidenceKind.OFFICIAL_LETTER,
    EvidenceKind.PHOTO,
    EvidenceKind.OTHER,
)


class OwnDocumentForm(OnceForm):
    """A photo or another file from the worker."""

    file = FileField(lazy("Photo or file"), render_kw={"accept": f"image/*,{ACCEPT}"})
    kind = WordsField(lazy("What it is"), EvidenceKind, only=OWN_KINDS, default=EvidenceKind.PHOTO)
    note = short_text(lazy("A few words about it"))

    def facts(self) -> DocumentFacts:
        """What was said about the file."""
        return DocumentFacts(kind=self.kind.data or EvidenceKind.PHOTO, note=self.note.data or "")

    def upload(self) -> Upload | None:
        """The file as it came, or None when none was chosen."""
        return upload_of(self.file.data)
