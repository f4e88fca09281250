"""What may be typed about a person, section by section, and how it becomes facts."""

import re
from typing import Any

from wtforms import BooleanField, FieldList, FormField, ValidationError

from mrc import i18n, typed
from mrc.forms import (
    CodeField,
    DayField,
    PhoneField,
    TypedField,
    VersionedForm,
    WordsField,
    WordsListField,
    long_text,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p
from mrc.people.forms.identity import IdentityFields, IdentityForm, Row
from mrc.people.rules import (
    DAY,
    BackgroundFacts,
    Channel,
    ContactFacts,
    Documentation,
    DocumentKind,
    Holder,
    HoursFault,
    IdentityFacts,
    LanguageFacts,
    MayCall,
    PaperFacts,
    PapersFacts,
    PhoneFacts,
    PhonesFacts,
    Protection,
    Relationship,
    SafeHours,
    Section,
    TrustedFacts,
    TrustedPeopleFacts,
    Weekday,
    WorkFacts,
)
from mrc.pickers import COUNTRIES, EDUCATION, INDUSTRIES, LANGUAGES, OCCUPATIONS
from mrc.staff.rules import is_zone
from mrc.wording import words

MOST_ROWS = 12


class LanguagesForm(VersionedForm):
    """Which languages somebody speaks."""

    preferred_language = IdentityFields.preferred_language
    spoken_languages = FieldList(
        CodeField(lazy("Language"), LANGUAGES), lazy("Languages spoken"), min_entries=2, max_entries=MOST_ROWS
    )
    needs_interpreter = BooleanField(lazy("Needs an interpreter"))
    reads_little = BooleanField(
        lazy("Reads little or not at all"), description=lazy("Then messages are best spoken, not written.")
    )

    def facts(self) -> LanguageFacts:
        """Which languages somebody speaks."""
        spoken = dict.fromkeys(entry.data for entry in self.spoken_languages if entry.data)
        return LanguageFacts(
            self.preferred_language.data, tuple(spoken), self.needs_interpreter.data, self.reads_little.data
        )

    @staticmethod
    def values(facts: LanguageFacts) -> dict[str, Any]:
        """What the page is filled with."""
        return vars(facts)


class PhoneRow(Row):
    """One number."""

    number = PhoneField(lazy("Number with country code"))
    is_safe = BooleanField(lazy("Safe to use"))
    is_shared = BooleanField(lazy("Others use this phone too"))
    has_whatsapp = BooleanField(lazy("Has WhatsApp"))


class PhonesForm(VersionedForm):
    """All numbers."""

    phones = FieldList(FormField(PhoneRow), lazy("Telephone numbers"), min_entries=1, max_entries=MOST_ROWS)

    def facts(self) -> PhonesFacts:
        """All numbers; an empty row is none."""
        rows = (row.form for row in self.phones)
        return PhonesFacts(
            tuple(
                PhoneFacts(row.number.data, row.is_safe.data, row.is_shared.data, row.has_whatsapp.data)
                for row in rows
                if row.number.data
            )
        )

    @staticmethod
    def values(facts: PhonesFacts) -> dict[str, Any]:
        """What the page is filled with."""
        return {"phones": [vars(phone) for phone in facts.phones]}


def _is_address(form: Any, field: Any) -> None:
    """Whether it may be an e-mail address; only a message shows whether it is one."""
    if field.data and not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", field.data):
        raise ValidationError(_("Write the e-mail address as name@example.org."))


class ClockField(TypedField):
    """A time on a clock of 24 hours, as minutes since midnight; 24:00 is the end of the day."""

    def read(self, text: str) -> int:
        """The minutes."""
        try:
            return typed.clock_time(text)
        except ValueError:
            raise ValueError(_("Write the hour as it stands on a clock of 24 hours, for example 14:30.")) from None

    def show(self, datum: int) -> str:
        """The time as it stands on a clock."""
        return f"{datum // 60:02}:{datum % 60:02}"


class ContactForm(VersionedForm):
    """How somebody may be reached without harm."""

    may_call = WordsField(lazy("If somebody else answers"), MayCall, default=MayCall.SAY_NOTHING)
    contact_channels = WordsListField(lazy("Safe ways to make contact"), Channel)
    safe_days = WordsListField(
        lazy("Safe days"),
        Weekday,
        description=lazy("Notices leave on these days, between the hours below. Tick none when every day is safe."),
    )
    safe_from = ClockField(
        lazy("Safe from"), description=lazy("For example 14:00. Without hours nothing leaves at night.")
    )
    safe_until = ClockField(
        lazy("Safe until"), description=lazy("For example 18:30. An earlier hour than the first is the next morning.")
    )
    safe_zone = short_text(
        lazy("Time zone of these hours"),
        description=lazy("Where the person lives, as continent and city, for example Asia/Kathmandu."),
        render_kw={"dir": "ltr"},
    )
    contact_hours = short_text(
        lazy("Safe times"), description=lazy("What hours cannot say. For example: only when the family is at work.")
    )
    email = short_text(
        lazy("E-mail address"),
        _is_address,
        render_kw={"inputmode": "email", "dir": "ltr"},
    )
    safe_word = short_text(
        lazy("Safe word"), description=lazy("A word by which you both know that the other one is who they say.")
    )
    contact_note = long_text(lazy("What else to mind"))

    def validate_safe_from(self, field: Any) -> None:
        """An hour alone says nothing."""
        if self.safe_until.data is None and not self.safe_until.process_errors:
            raise ValidationError(words(HoursFault.NEEDS_BOTH))

    def validate_safe_until(self, field: Any) -> None:
        """An hour alone says nothing, and neither do two that are the same."""
        if self.safe_from.data is None and not self.safe_from.process_errors:
            raise ValidationError(words(HoursFault.NEEDS_BOTH))
        if self.safe_from.data == field.data:
            raise ValidationError(words(HoursFault.NO_TIME))

    def validate_safe_zone(self, field: Any) -> None:
        """A zone that the time zone database knows."""
        if field.data and not is_zone(field.data):
            raise ValidationError(_("There is no such time zone. Write it as continent and city: Asia/Kathmandu."))

    def safe_hours(self) -> SafeHours | None:
        """The days and hours that were ticked and typed; None when nothing was said."""
        days = tuple(self.safe_days.data or ())
        if not days and self.safe_from.data is None:
            return None
        starts, ends = (0, DAY) if self.safe_from.data is None else (self.safe_from.data, self.safe_until.data)
        return SafeHours(days or tuple(Weekday), starts, ends, self.safe_zone.data or i18n.zone().key)

    def facts(self) -> ContactFacts:
        """How somebody may be reached."""
        return ContactFacts(
            tuple(self.contact_channels.data or ()),
            self.contact_hours.data or None,
            self.may_call.data or MayCall.SAY_NOTHING,
            self.email.data or None,
            self.safe_word.data or None,
            self.contact_note.data or None,
            self.safe_hours(),
        )

    @staticmethod
    def values(facts: ContactFacts) -> dict[str, Any]:
        """What the page is filled with."""
        hours = facts.safe_hours
        return {
            **vars(facts),
            "safe_days": [] if hours is None else list(hours.days),
            "safe_from": None if hours is None else hours.starts,
            "safe_until": None if hours is None else hours.ends,
            "safe_zone": i18n.zone().key if hours is None else hours.zone,
        }


def _has_name(row: Any, field: Any) -> None:
    """Somebody who has a number or a country has a name."""
    if not field.data and (row.phone.typed or row.country.typed):
        raise ValidationError(_("Enter the name of this person."))


class TrustedRow(Row):
    """One person whom the worker trusts."""

    name = short_text(lazy("Name"), _has_name)
    relationship_kind = WordsField(
        lazy("Who they are to the worker"), Relationship, default=Relationship.OTHER_FAMILY
    )
    phone = PhoneField(lazy("Number with country code"))
    country = CodeField(lazy("Country"), COUNTRIES)
    may_be_told = BooleanField(lazy("May be told about the case"))
    may_act = BooleanField(lazy("May act for the worker"))


class TrustedForm(VersionedForm):
    """All people whom the worker trusts."""

    trusted = FieldList(FormField(TrustedRow), lazy("Trusted people"), min_entries=1, max_entries=MOST_ROWS)

    def facts(self) -> TrustedPeopleFacts:
        """All of them; a row without a name is nobody."""
        rows = (row.form for row in self.trusted)
        return TrustedPeopleFacts(
            tuple(
                TrustedFacts(
                    row.name.data,
                    row.phone.data,
                    row.relationship_kind.data or Relationship.OTHER,
                    row.country.data,
                    row.may_be_told.data,
                    row.may_act.data,
                )
                for row in rows
                if row.name.data
            )
        )

    @staticmethod
    def values(facts: TrustedPeopleFacts) -> dict[str, Any]:
        """What the page is filled with."""
        return {"trusted": [vars(trusted) for trusted in facts.trusted]}


class PaperRow(Row):
    """One paper."""

    kind = WordsField(lazy("Kind of paper"), DocumentKind, empty=lazy_p("paper", "None"))
    number = short_text(lazy("Its number"), render_kw={"dir": "ltr"})
    issuer = CodeField(lazy("Issued by"), COUNTRIES)
    expires_on = DayField(lazy("Runs out on"))
    holder = WordsField(lazy("Who holds it now"), Holder, default=Holder.UNKNOWN)
    holder_since = DayField(lazy("Held there since"), past=True)

    def validate_kind(self, field: Any) -> None:
        """What is said of a paper needs to be said of a kind of paper."""
        if field.data is None and (self.number.data or self.issuer.typed or self.expires_on.data):
            raise ValidationError(_("Choose the kind of paper."))


class PapersForm(VersionedForm):
    """All papers."""

    papers = FieldList(FormField(PaperRow), lazy("Papers"), min_entries=1, max_entries=MOST_ROWS)

    def facts(self) -> PapersFacts:
        """All papers; a row without a kind is none."""
        rows = (row.form for row in self.papers)
        return PapersFacts(
            tuple(
                PaperFacts(
                    row.kind.data,
                    row.number.data or None,
                    row.issuer.data,
                    row.expires_on.data,
                    row.holder.data or Holder.UNKNOWN,
                    row.holder_since.data,
                )
                for row in rows
                if row.kind.data is not None
            )
        )

    @staticmethod
    def values(facts: PapersFacts) -> dict[str, Any]:
        """What the page is filled with."""
        return {"papers": [vars(paper) for paper in facts.papers]}


class WorkForm(VersionedForm):
    """What somebody learnt and does."""

    education = CodeField(lazy("Highest education"), EDUCATION)
    occupation = CodeField(
        lazy("Occupation"), OCCUPATIONS, description=lazy("Type what the person does and choose from the list.")
    )
    industry = CodeField(lazy("Industry"), INDUSTRIES)

    def facts(self) -> WorkFacts:
        """What somebody learnt and does."""
        return WorkFacts(self.education.data, self.occupation.data, self.industry.data)

    @staticmethod
    def values(facts: WorkFacts) -> dict[str, Any]:
        """What the page is filled with."""
        return vars(facts)


class BackgroundForm(VersionedForm):
    """Where somebody comes from and lives, and how they came to the centre."""

    origin_area = short_text(lazy("Home district or province"))
    address = long_text(lazy("Address now"))
    documentation = WordsField(
        lazy("Permit to stay and work"),
        Documentation,
        empty=lazy_p("choice", "Not asked yet"),
        description=lazy("Ask only if the help depends on it. It is never shared by default."),
    )
    protections = WordsListField(
        lazy("Contact with authorities or a consulate could harm the person, because they are"),
        Protection,
        description=lazy("It is never shared. Where one is ticked, no consulate is proposed."),
    )
    source = short_text(lazy("How the person heard of the centre"))
    notes = long_text(lazy("Notes"))

    def facts(self) -> BackgroundFacts:
        """Where somebody comes from and lives."""
        return BackgroundFacts(
            self.origin_area.data or None,
            self.address.data or None,
            self.documentation.data,
            self.source.data or None,
            self.notes.data or None,
            tuple(self.protections.data or ()),
        )

    @staticmethod
    def values(facts: BackgroundFacts) -> dict[str, Any]:
        """What the page is filled with."""
        return vars(facts)


# The page of each section: its form, and the facts that it is filled with and gives back.
FORMS: dict[Section, tuple[Any, Any]] = {
    Section.IDENTITY: (IdentityForm, IdentityFacts),
    Section.LANGUAGES: (LanguagesForm, LanguageFacts),
    Section.PHONES: (PhonesForm, PhonesFacts),
    Section.CONTACT: (ContactForm, ContactFacts),
    Section.TRUSTED: (TrustedForm, TrustedPeopleFacts),
    Section.PAPERS: (PapersForm, PapersFacts),
    Section.WORK: (WorkForm, WorkFacts),
    Section.BACKGROUND: (BackgroundForm, BackgroundFacts),
}
