"""What may be typed about a file that is added."""

from flask_wtf.file import FileField
from wtforms import BooleanField

from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.documents.rules.recognition import ENDINGS
from mrc.forms import DayField, OnceForm, WordsField, long_text, required
from mrc.i18n import lazy
from mrc.people.rules import Holder

ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)


class DocumentForm(OnceForm):
    """A file, what it is, and where its original lies."""

    file = FileField(
        lazy("File"),
        id="document-file",
        description=lazy("A photo, PDF, Word, Excel or text file, or a sound recording."),
        render_kw={"accept": ACCEPT},
    )
    kind = WordsField(
        lazy("What it is"),
        EvidenceKind,
        [required(lazy("Choose what the file is."))],
        empty=lazy("Choose"),
        id="document-kind",
    )
    dated = DayField(lazy("Date on the document"), past=True, id="document-dated")
    original_held_by = WordsField(
        lazy("Who holds the original?"), Holder, default=Holder.UNKNOWN, id="document-original"
    )
    note = long_text(lazy("Note"), id="document-note")
    keep_unchanged = BooleanField(
        lazy("Keep the file unchanged, as evidence"),
        id="document-keep",
        description=lazy("Otherwise place, time and camera are taken out of a photo; the picture stays as it is."),
    )

    def facts(self) -> DocumentFacts:
        """What was said about the file."""
        return DocumentFacts(
            kind=self.kind.data,
            note=self.note.data or "",
            original_held_by=self.original_held_by.data or Holder.UNKNOWN,
            dated=self.dated.data,
            keep_unchanged=self.keep_unchanged.data,
        )

    def upload(self) -> Upload | None:
        """The file as it came, or None when none was chosen."""
        return upload_of(self.file.data)


def upload_of(sent: object) -> Upload | None:
    """What a browser sent in a file field; None when nothing was chosen."""
    stream = getattr(sent, "stream", None)
    name = getattr(sent, "filename", None)
    if stream is None or not name:
        return None
    return Upload(stream, stream.length, name)
