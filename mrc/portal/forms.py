"""What may be typed on the worker's own pages. A typing mistake is told at once and costs no try."""

from decimal import InvalidOperation
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import Optional

from mrc import i18n, refs, typed
from mrc.documents.forms import ACCEPT, upload_of
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.forms import (
    BaseForm,
    OnceForm,
    RefField,
    TypedField,
    WordsField,
    at_most,
    long_text,
    required,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.messages.rules import LONGEST
from mrc.portal.rules import HowItWas, Shows
from mrc.portal.service.diary import OwnDay
from mrc.wording import words


class CodeOfCaseField(TypedField):
    """The secret code as sixteen ASCII digits, typed in any script with spaces or dashes. It never comes back."""

    def read(self, text: str) -> str:
        """The code; a wrong number of digits is a typing mistake."""
        try:
            return refs.read_code(text)
        except ValueError:
            raise ValueError(_("Check the code: it has sixteen digits.")) from None

    def _value(self) -> str:
        return ""


class StatusForm(BaseForm):
    """The two numbers from the paper."""

    reference = RefField(lazy("Your number"), [required(lazy("Write your number. It has ten digits."))])
    code = CodeOfCaseField(lazy("Your secret code"), [required(lazy("Write your code. It has sixteen digits."))])


class ShownForm(OnceForm):
    """What the worker wants to see on their page, asked in the same words at both doors."""

    money = BooleanField(lazy("Show the money: what is asked for and what has arrived"))
    limits = BooleanField(lazy("Show the last day to act"))

    def offer(self, shows: Shows) -> Self:
        """Begin with what was chosen before."""
        if not self.is_submitted():
            self.money.data, self.limits.data = shows.money, shows.limits
        return self

    def shows(self) -> Shows:
        """What was chosen."""
        return Shows(bool(self.money.data), bool(self.limits.data))


class OwnMessageForm(OnceForm):
    """A message to the centre."""

    text = long_text(lazy("Your message"), required(lazy("Write what you want to say.")), at_most(LONGEST))


class CorrectionForm(OnceForm):
    """What is wrong, or not wanted."""

    text = long_text(lazy("What is wrong?"), required(lazy("Write what you want to say.")), at_most(LONGEST))


class HelpForm(OnceForm):
    """Help is still needed; what for may be told."""

    text = long_text(lazy("What do you need?"), Optional(), at_most(LONGEST))


_FACES = {HowItWas.GOOD: "\N{SLIGHTLY SMILING FACE}", HowItWas.MIDDLING: "\N{NEUTRAL FACE}"}
_FACES[HowItWas.BAD] = "\N{SLIGHTLY FROWNING FACE}"


def _faces() -> list[tuple[str, str]]:
    return [(str(kind), " ".join((_FACES[kind], str(words(kind))))) for kind in HowItWas]


class HowItWasForm(OnceForm):
    """Three faces with words, and a sentence if the worker wants."""

    answer = RadioField(
        lazy("How was it with us?"), choices=_faces, coerce=HowItWas, validators=[required(lazy("Choose one."))]
    )
    text = long_text(lazy("A few words about it"), Optional(), at_most(LONGEST))


class _TimeField(TypedField):
    """A time of day in minutes since midnight, or so many minutes, read by what `reads` says."""

    def __init__(self, label: Any, reads: Any, *validators: Any, **options: Any) -> None:
        self.reads = reads
        super().__init__(label, list(validators) or None, **options)

    def read(self, text: str) -> Any:
        """What the text says."""
        try:
            return self.reads(text)
        except (ValueError, InvalidOperation):
            raise ValueError(_("Write figures, for example 8, 8:30 or 17:30.")) from None

    def _value(self) -> str:
        return self.typed


def _days() -> list[tuple[str, str]]:
    return [(str(ago), i18n.distance(-ago)) for ago in (0, 1)]


class DayForm(OnceForm):
    """One day of work."""

    days_ago = RadioField(lazy("Which day?"), choices=_days, default="0")
    starts = _TimeField(lazy("When did you start?"), typed.clock_time, required(lazy("Write when you started.")))
    ends = _TimeField(lazy("When did you stop?"), typed.clock_time, required(lazy("Write when you stopped.")))
    break_minutes = _TimeField(lazy("Minutes of break"), typed.minutes)
    pay = _TimeField(lazy("Money you got that day"), i18n.read_amount)

    def told(self) -> OwnDay:
        """What was typed."""
        return OwnDay(
            int(self.days_ago.data), self.starts.data, self.ends.data, self.break_minutes.data or 0, self.pay.data
        )


class AppointmentForm(OnceForm):
    """A button about one appointment."""

    about = StringField()


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
