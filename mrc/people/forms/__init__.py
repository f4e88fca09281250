"""What may be typed about a person, page by page, and how it becomes facts."""

from mrc.forms import BaseForm, CodeField, WordsField
from mrc.i18n import lazy, lazy_p
from mrc.people.rules import PeopleFilter, Sex
from mrc.pickers import COUNTRIES, LANGUAGES

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
