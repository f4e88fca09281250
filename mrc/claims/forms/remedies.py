"""What may be typed about remedies that are not money, and about sanctions."""

from mrc.claims.rules.remedies import (
    RemedyFacts,
    RemedyKind,
    RemedyStep,
    SanctionFacts,
    SanctionKind,
    StepFacts,
)
from mrc.forms import DayField, OnceForm, WordsField, long_text, required, short_text
from mrc.i18n import lazy


class StepForm(OnceForm):
    """That a remedy came further."""

    step = WordsField(
        lazy("What happened"),
        kind=RemedyStep,
        empty=lazy("Choose"),
        validators=[required(lazy("Choose what happened."))],
    )
    happened_on = DayField(lazy("On which day"), validators=[required(lazy("Enter the day."))], past=True)

    def step_facts(self) -> StepFacts:
        """The step as it was typed."""
        return StepFacts(self.step.data, self.happened_on.data)


class RemedyForm(StepForm):
    """A remedy and its first step."""

    kind = WordsField(
        lazy("What it is"),
        kind=RemedyKind,
        empty=lazy("Choose"),
        validators=[required(lazy("Choose what it is."))],
    )
    note = long_text(lazy("In words"))

    def facts(self) -> RemedyFacts:
        """The remedy as it was typed."""
        return RemedyFacts(self.kind.data, self.step_facts(), self.note.data or None)


class SanctionForm(OnceForm):
    """A sanction."""

    kind = WordsField(
        lazy("Which sanction"),
        kind=SanctionKind,
        empty=lazy("Choose"),
        validators=[required(lazy("Choose the sanction."))],
    )
    authority = short_text(lazy("By which authority"), required(lazy("Enter which authority did it.")))
    happened_on = DayField(lazy("Since which day"), validators=[required(lazy("Enter the day."))], past=True)
    note = long_text(lazy("In words"))

    def facts(self) -> SanctionFacts:
        """The sanction as it was typed."""
        return SanctionFacts(self.kind.data, self.authority.data, self.happened_on.data, self.note.data or None)
