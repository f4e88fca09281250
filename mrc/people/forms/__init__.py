"""What may be typed about a person, page by page, and how it becomes facts."""

from typing import Any

from mrc.errors import Refused
from mrc.forms import BaseForm, CodeField, WordsField
from mrc.i18n import lazy, lazy_p
from mrc.people.rules import PeopleFilter, Sex
from mrc.pickers import COUNTRIES, LANGUAGES
from mrc.wording import words

_ANY = lazy_p("filter", "All")


class FilterForm(BaseForm):
    """What the list of people is narrowed to. It changes nothing and is sent by GET."""

    class Meta(BaseForm.Meta):
        """No token is needed to read."""

        csrf = False

    nationality = CodeField(lazy("Nationality"), COUNTRIES)
    language = CodeField(lazy("Language"), LANGUAGES)
    sex = WordsField(lazy("Sex"), Sex, empty=_ANY)

    def wanted(self) -> PeopleFilter:
        """The filter as far as it could be read."""
        return PeopleFilter(self.nationality.data, self.language.data, self.sex.data)


def say_why(form: Any, error: Refused) -> None:
    """Put the reason of a refusal at its field, or on top of the form when it has none."""
    name = "birth" if error.field == "birth_date" else error.field
    field = getattr(form, name, None) if name else None
    if field is None:
        form.form_errors = [*form.form_errors, words(error.reason)]
    elif name == "birth":
        field.form.year.errors = [*field.form.year.errors, words(error.reason)]
    else:
        field.errors = [*field.errors, words(error.reason)]
