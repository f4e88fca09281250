"""What may be said about one kind of evidence for a claim."""

from typing import Any

from wtforms import SelectMultipleField, widgets
from wtforms.fields import SelectChoice

from mrc.claims.rules.evidence import EvidenceState, SaidBy
from mrc.claims.service.evidence import EvidenceLine, StepFacts
from mrc.documents.models import Document
from mrc.forms import DayField, OnceForm, WordsField, long_text, required
from mrc.i18n import lazy
from mrc.people.rules import Holder


class DocumentsField(SelectMultipleField):
    """Files of the case as checkboxes; the view fills `choices`."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class EvidenceForm(OnceForm):
    """Who has it, since when, and who said so."""

    state = WordsField(
        lazy("How it stands"), EvidenceState, [required(lazy("Choose how it stands."))], empty=lazy("Choose")
    )
    holder = WordsField(lazy("Who holds the original?"), Holder, default=Holder.UNKNOWN)
    since = DayField(lazy("Since when"), [required(lazy("Enter since when it has been so."))], past=True)
    said_by = WordsField(lazy("Who said so"), SaidBy, default=SaidBy.WORKER)
    documents = DocumentsField(lazy("Other files of the case that prove it too"), coerce=str, validate_choice=False)
    note = long_text(lazy("Note"))

    def offer(self, line: EvidenceLine, others: list[Document], linked: list[Document]) -> "EvidenceForm":
        """Offer the files that may be named, and on a fresh form what was said last."""
        files = [*linked, *others]
        self.documents.choices = [SelectChoice(document.ref, document.file_name or "") for document in files]
        if not self.is_submitted():
            self.documents.data = [document.ref for document in linked]
            if line.last is not None:
                self.state.data, self.holder.data = line.state, line.last.holder
        return self

    def facts(self) -> StepFacts:
        """What was said."""
        return StepFacts(
            state=self.state.data,
            holder=self.holder.data or Holder.UNKNOWN,
            since=self.since.data,
            said_by=self.said_by.data,
            note=self.note.data or "",
            document_refs=tuple(self.documents.data or ()),
        )


def tone_of(state: EvidenceState) -> Any:
    """How a badge of this state is drawn."""
    tones = {
        EvidenceState.COPY_HELD: "done",
        EvidenceState.TO_ASK: "soon",
        EvidenceState.WITH_EMPLOYER: "soon",
        EvidenceState.DOES_NOT_EXIST: "neutral",
    }
    return tones.get(state, "act")
