"""What may be said to the hours of a diary: the agreed hours where no law names them, and the months to take over."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectMultipleField, ValidationError

from mrc import typed
from mrc.claims.forms.facts import CountField
from mrc.claims.rules.diary_hours import in_hours, in_minutes
from mrc.claims.service.hours import Chosen, Proposal
from mrc.forms import OnceForm, VersionedForm
from mrc.i18n import gettext as _
from mrc.i18n import lazy

_HOURS_OF_DAY, _HOURS_OF_WEEK = 24, 168


def at_most(hours: int) -> Any:
    """A validator: above zero, and at most so many hours."""

    def check(form: Any, field: Any) -> None:
        if field.data is not None and not 0 < field.data <= hours:
            raise ValidationError(_("This must be a number of hours that is possible."))

    return check


class MonthsField(SelectMultipleField):
    """Months as checkboxes. `data` is a list of their first days; what is no month counts for nothing."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, coerce=str, choices=[], validate_choice=False, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the months."""
        self.data = [day for text in valuelist if (day := typed.day(f"{text}-1")) is not None]

    def months(self) -> frozenset[date]:
        """The months that are ticked."""
        return frozenset(self.data or ())


class HoursForm(VersionedForm, OnceForm):
    """The agreed hours, and the months to take over."""

    agreed_day = CountField(lazy("Hours agreed for a day"), [at_most(_HOURS_OF_DAY)])
    agreed_week = CountField(lazy("Hours agreed for a week"), [at_most(_HOURS_OF_WEEK)])
    seen = HiddenField()
    hours = MonthsField(lazy("Hours to take over"))
    pay = MonthsField(lazy("Pay to take over"))

    def agreed(self) -> tuple[int | None, int | None]:
        """The agreed hours of a day and of a week in minutes; what is wrong with them counts for nothing."""
        return _minutes(self.agreed_day), _minutes(self.agreed_week)

    def chosen(self) -> Chosen:
        """What is to be taken over."""
        day, week = self.agreed()
        return Chosen(day, week, self.seen.data or "", self.hours.months(), self.pay.months())

    def show(self, proposal: Proposal, version: int, is_fresh: bool) -> None:
        """Show a proposal; every month of a fresh one is ticked, pay only where nothing else was typed."""
        self.version.data, self.seen.data = str(version), proposal.print()
        if is_fresh:
            self.hours.data = [entry.counted.month for entry in proposal.hours]
            self.pay.data = [entry.month for entry in proposal.pay if not entry.typed]
        if self.agreed_day.data is None and not self.agreed_day.errors and proposal.agreed.day is not None:
            self.agreed_day.data = in_hours(proposal.agreed.day)


def _minutes(field: Any) -> int | None:
    hours: Iterable[Any] = [] if field.errors else [field.data]
    return next((in_minutes(found) for found in hours if found is not None and 0 < found <= _HOURS_OF_WEEK), None)
