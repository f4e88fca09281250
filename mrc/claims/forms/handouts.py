"""What may be chosen for a paper to hand over."""

from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from mrc.claims.models import ClaimAssessment
from mrc.claims.rules.handouts import Asked, Handout, HandoutFacts
from mrc.classifications import own_name
from mrc.forms import BaseForm, DayField, WordsField, required
from mrc.i18n import PAPER_LANGUAGES, lazy, moment, money


class LanguageField(SelectField):
    """One of the languages that papers speak, by its own name."""

    def __init__(self, label: object = None, **options: object) -> None:
        choices = [SelectChoice(code, own_name(code)) for code in PAPER_LANGUAGES]
        super().__init__(label, choices=choices, **options)


class HandoutForm(BaseForm):
    """Which paper, in which languages, and what a demand letter needs besides."""

    handout = WordsField(lazy("Document"), kind=Handout, validators=[required(lazy("Choose the document."))])
    worker_language = LanguageField(lazy("Language of the worker"))
    forum_language = LanguageField(lazy("Language of the employer or the office"))
    assessment = SelectField(lazy("Computation"), choices=[])
    has_limits = BooleanField(lazy("Tell the time limits too: only in the worker's own copy"))
    asked = WordsField(lazy("Amounts asked for"), kind=Asked)
    answer_by = DayField(lazy("Answer awaited by"))
    is_agreed = BooleanField(lazy("The worker agrees that this letter goes out"))

    def offer(self, assessments: list[ClaimAssessment]) -> "HandoutForm":
        """Offer the computations of the claim, newest first."""
        self.assessment.choices = [
            SelectChoice(record.ref, f"{moment(record.made_at)}: {money(record.total, record.currency)}")
            for record in assessments
        ]
        if not assessments:
            del self.assessment
        return self

    def facts(self) -> HandoutFacts:
        """What is asked for."""
        return HandoutFacts(
            handout=self.handout.data,
            languages=(self.worker_language.data, self.forum_language.data),
            assessment_ref=self.assessment.data if "assessment" in self else None,
            asked=self.asked.data,
            answer_by=self.answer_by.data,
            is_agreed=self.is_agreed.data,
            has_limits=self.has_limits.data,
        )
