"""What may be typed about an employer or recruiter, and how it becomes facts."""

from typing import Any

from wtforms import BooleanField

from mrc.forms import (
    BaseForm,
    CodeField,
    NewEntryForm,
    VersionedForm,
    WordsField,
    long_text,
    required,
    short_text,
)
from mrc.i18n import lazy
from mrc.pickers import COUNTRIES, INDUSTRIES
from mrc.respondents.rules import RespondentFacts, RespondentRole


class RespondentFields:
    """What is said of a firm or a household."""

    name = short_text(lazy("Name as on its papers"), required(lazy("Enter the name of the firm or of the family.")))
    latin_name = short_text(lazy("Name in Latin letters"), description=lazy("Left empty, we propose one."))
    usual_role = WordsField(lazy("What it usually is"), RespondentRole, default=RespondentRole.EMPLOYER)
    is_household = BooleanField(
        lazy("This is a private household"), description=lazy("Its name is the name of a person and is kept as such.")
    )
    country = CodeField(lazy("Country"), COUNTRIES, [required(lazy("Choose the country it is in."))])
    city = short_text(lazy("City"))
    industry = CodeField(lazy("Industry"), INDUSTRIES)
    licence = short_text(lazy("Licence or registration number"), render_kw={"dir": "ltr"})
    contact = long_text(lazy("Address and contact"))
    notes = long_text(lazy("Notes"))

    def facts(self) -> RespondentFacts:
        """What is said of it."""
        given: Any = self
        return RespondentFacts(
            name=given.name.data or "",
            country=given.country.data or "",
            usual_role=given.usual_role.data or RespondentRole.OTHER,
            latin_name=given.latin_name.data or None,
            is_household=given.is_household.data,
            city=given.city.data or None,
            industry=given.industry.data,
            licence=given.licence.data or None,
            contact=given.contact.data or None,
            notes=given.notes.data or None,
        )


class AddForm(RespondentFields, NewEntryForm):
    """A firm or household that is new to the register."""


class EditForm(RespondentFields, VersionedForm):
    """A firm or household that is in the register."""


class FilterForm(BaseForm):
    """What the register is narrowed to. It changes nothing and is sent by GET."""

    class Meta(BaseForm.Meta):
        """No token is needed to read."""

        csrf = False

    q = short_text(lazy("Name, in any script, or licence number"))
    country = CodeField(lazy("Country"), COUNTRIES)
