"""What is said of a person, one bundle for each page that asks, and what must be true of it."""

from dataclasses import dataclass, field
from datetime import date

from mrc.people.rules.hours import SafeHours
from mrc.people.rules.kinds import (
    Channel,
    ConsentForm,
    Documentation,
    DocumentKind,
    Holder,
    MatchReason,
    MayCall,
    PersonFault,
    Precision,
    Protection,
    Purpose,
    Relationship,
    Section,
    Sex,
)


@dataclass(frozen=True)
class IdentityFacts:
    """Who somebody is."""

    name: str
    latin_name: str | None = None
    other_names: str | None = None
    is_alias: bool = False
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_precision: Precision | None = None
    birth_as_given: str | None = None
    nationality: str | None = None
    other_nationalities: tuple[str, ...] = ()
    preferred_language: str = "en"

    @property
    def birth_year(self) -> int | None:
        """The year of birth, if it is known."""
        return self.birth_date.year if self.birth_date else None


@dataclass(frozen=True)
class LanguageFacts:
    """Which languages somebody speaks, and whether they need help with the centre's."""

    preferred_language: str
    spoken_languages: tuple[str, ...] = ()
    needs_interpreter: bool = False
    reads_little: bool = False


@dataclass(frozen=True)
class PhoneFacts:
    """One telephone number (E.164)."""

    number: str
    is_safe: bool = False
    is_shared: bool = False
    has_whatsapp: bool = False


@dataclass(frozen=True)
class PhonesFacts:
    """All numbers of a person."""

    phones: tuple[PhoneFacts, ...] = ()


@dataclass(frozen=True)
class ContactFacts:
    """How somebody may be reached without harm."""

    contact_channels: tuple[Channel, ...] = ()
    contact_hours: str | None = None
    may_call: MayCall = MayCall.SAY_NOTHING
    email: str | None = None
    safe_word: str | None = None
    contact_note: str | None = None
    safe_hours: SafeHours | None = None


@dataclass(frozen=True)
class TrustedFacts:
    """One person whom the worker trusts."""

    name: str
    phone: str | None = None
    relationship_kind: Relationship = Relationship.OTHER
    country: str | None = None
    may_be_told: bool = False
    may_act: bool = False


@dataclass(frozen=True)
class TrustedPeopleFacts:
    """All people whom the worker trusts."""

    trusted: tuple[TrustedFacts, ...] = ()


@dataclass(frozen=True)
class PaperFacts:
    """One paper and who holds it now."""

    kind: DocumentKind
    number: str | None = None
    issuer: str | None = None
    expires_on: date | None = None
    holder: Holder = Holder.UNKNOWN
    holder_since: date | None = None


@dataclass(frozen=True)
class PapersFacts:
    """All papers of a person."""

    papers: tuple[PaperFacts, ...] = ()


@dataclass(frozen=True)
class WorkFacts:
    """What somebody learnt and does, in codes of the standard classifications."""

    education: str | None = None
    occupation: str | None = None
    industry: str | None = None


@dataclass(frozen=True)
class BackgroundFacts:
    """Where somebody comes from and lives, and how they came to the centre."""

    origin_area: str | None = None
    address: str | None = None
    documentation: Documentation | None = None
    source: str | None = None
    notes: str | None = None
    protections: tuple[Protection, ...] = ()


@dataclass(frozen=True)
class ConsentFacts:
    """One consent as it was given."""

    purpose: Purpose
    form: ConsentForm
    language: str
    fields: tuple[str, ...] = ()
    organisation_id: int | None = None
    case_id: int | None = None
    interpreter: str | None = None
    witness: str | None = None
    expires_on: date | None = None
    text_version: str = "1"
    certificate: str | None = None
    centre_id: int | None = None


@dataclass(frozen=True)
class Registration:
    """What is needed to take somebody in: a name and consent; a number or paper if they have one at hand."""

    identity: IdentityFacts
    consents: tuple[ConsentFacts, ...]
    phones: tuple[PhoneFacts, ...] = ()
    papers: tuple[PaperFacts, ...] = ()


SectionFacts = (
    IdentityFacts
    | LanguageFacts
    | PhonesFacts
    | ContactFacts
    | TrustedPeopleFacts
    | PapersFacts
    | WorkFacts
    | BackgroundFacts
)


@dataclass(frozen=True)
class FoundCase:
    """A case of somebody who was found; stage and status are the enums of the casework room."""

    ref: str
    stage: object
    status: object


@dataclass(frozen=True)
class Found:
    """Somebody who was found, and why when they may be the one who is being registered."""

    id: int
    ref: str
    name: str | None
    latin_name: str | None
    birth_year: int | None
    sex: Sex
    nationality: str | None
    cases: tuple[FoundCase, ...] = ()
    reasons: tuple[MatchReason, ...] = ()
    score: float = field(default=0.0, compare=False)
    nearest: float = field(default=0.0, compare=False)
    is_same: bool = field(default=False, compare=False)

    @property
    def case_refs(self) -> tuple[str, ...]:
        """The references of their cases, newest first."""
        return tuple(case.ref for case in self.cases)


@dataclass(frozen=True)
class PersonLine:
    """A person in a list of another room."""

    id: int
    ref: str
    name: str | None
    latin_name: str | None


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people is narrowed to."""

    nationality: str | None = None
    language: str | None = None
    sex: Sex | None = None


# The order in which somebody is taken in; the identity comes with the consent before all of these.
INTAKE = (
    Section.LANGUAGES,
    Section.PHONES,
    Section.CONTACT,
    Section.TRUSTED,
    Section.PAPERS,
    Section.WORK,
    Section.BACKGROUND,
)


def after(section: Section) -> Section | None:
    """The section asked next while taking somebody in; None when all were asked."""
    place = INTAKE.index(section) + 1 if section in INTAKE else 0
    return INTAKE[place] if place < len(INTAKE) else None


def fault_of_identity(facts: IdentityFacts, today: date) -> tuple[PersonFault, str] | None:
    """What is wrong with an identity, and at which field."""
    if not facts.name.strip():
        return PersonFault.NEEDS_NAME, "name"
    if facts.birth_date is not None and facts.birth_date > today:
        return PersonFault.BIRTH_IN_FUTURE, "birth_date"
    return None
