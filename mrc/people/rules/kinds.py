"""What is true of a person: how dates are known, who holds papers, how somebody may be reached, what consent is."""

from enum import StrEnum


class Sex(StrEnum):
    """Sex as ILOSTAT counts it, and unknown, which is never dropped."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"


class DocumentKind(StrEnum):
    """An identity or work paper that a person has or had."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    RESIDENCE_PERMIT = "residence_permit"
    WORK_PERMIT = "work_permit"
    VISA = "visa"
    SEAFARER_BOOK = "seafarer_book"
    EXIT_CLEARANCE = "exit_clearance"
    INSURANCE_CARD = "insurance_card"
    OTHER = "other"


class Holder(StrEnum):
    """Who holds a paper now."""

    SELF = "self"
    EMPLOYER = "employer"
    RECRUITER = "recruiter"
    FAMILY = "family"
    AUTHORITY = "authority"
    CONSULATE = "consulate"
    CENTRE = "centre"
    LOST = "lost"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """A way to reach somebody."""

    CALL = "call"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    IN_PERSON = "in_person"
    TRUSTED_PERSON = "trusted_person"


class MayCall(StrEnum):
    """What may be said when somebody else answers."""

    SAY_WHO = "say_who"
    SAY_FRIEND = "say_friend"
    SAY_NOTHING = "say_nothing"
    NEVER_CALL = "never_call"


class Relationship(StrEnum):
    """Who a family member or trusted person is to the worker."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER_FAMILY = "other_family"
    FRIEND = "friend"
    CO_WORKER = "co_worker"
    REPRESENTATIVE = "representative"
    OTHER = "other"


class Purpose(StrEnum):
    """What a consent is given for; each is asked alone."""

    SERVICE = "service"
    CASE_MANAGEMENT = "case_management"
    REFERRAL = "referral"
    HAND_OVER = "hand_over"
    SHARE_WITH_EMPLOYER = "share_with_employer"
    SHARE_WITH_CONSULATE = "share_with_consulate"
    SHARE_WITH_AUTHORITY = "share_with_authority"
    STATISTICS = "statistics"
    CONTACT_LATER = "contact_later"
    MEDIA = "media"


class ConsentForm(StrEnum):
    """How a consent was given (IOM: written, else recorded, else verbal and certified by the caseworker)."""

    WRITTEN = "written"
    AUDIO = "audio"
    VIDEO = "video"
    VERBAL_CERTIFIED = "verbal_certified"
    GUARDIAN = "guardian"


class Documentation(StrEnum):
    """Whether somebody may stay and work where they are; shown to the case team alone."""

    DOCUMENTED = "documented"
    UNDOCUMENTED = "undocumented"
    UNKNOWN = "unknown"


class Protection(StrEnum):
    """Why contact with a state or with authorities could harm somebody; shown to the case team alone."""

    REFUGEE = "refugee"
    ASYLUM_SEEKER = "asylum_seeker"
    STATELESS = "stateless"
    TRAFFICKING = "trafficking"
    NATIONALITY_DISPUTED = "nationality_disputed"


class PersonFault(StrEnum):
    """Why a person cannot be saved so."""

    NEEDS_NAME = "needs_name"
    NEEDS_CONSENT = "needs_consent"
    BIRTH_IN_FUTURE = "birth_in_future"
    HAS_OPEN_CASE = "has_open_case"


class ConsentFault(StrEnum):
    """Why a consent cannot be recorded or withdrawn so."""

    NEEDS_WITNESS = "needs_witness"
    NEEDS_CERTIFICATE = "needs_certificate"
    NEEDS_RECORDING = "needs_recording"
    NEEDS_END = "needs_end"
    NEEDS_ORGANISATION = "needs_organisation"
    NEEDS_CENTRE = "needs_centre"
    NEEDS_FIELDS = "needs_fields"
    EXPIRES_IN_PAST = "expires_in_past"
    ALREADY_WITHDRAWN = "already_withdrawn"


class ErasureReason(StrEnum):
    """Why somebody is erased."""

    ASKED = "asked"
    KEPT_LONG_ENOUGH = "kept_long_enough"
    MISTAKE = "mistake"


class MatchReason(StrEnum):
    """Why two records may be one person."""

    NAME = "name"
    BIRTH_YEAR = "birth_year"
    PHONE = "phone"
    DOCUMENT = "document"


class Section(StrEnum):
    """A part of what is known of a person, taken in and changed on a page of its own."""

    IDENTITY = "identity"
    LANGUAGES = "languages"
    PHONES = "phones"
    CONTACT = "contact"
    TRUSTED = "trusted"
    PAPERS = "papers"
    WORK = "work"
    BACKGROUND = "background"


class ConsentScope(StrEnum):
    """A piece of the file that a consent may open to somebody outside the centre."""

    CASE_REFERENCE = "case_reference"
    NAME = "name"
    SEX = "sex"
    AGE = "age"
    NATIONALITY = "nationality"
    LANGUAGES = "languages"
    PHONE = "phone"
    SAFE_CONTACT = "safe_contact"
    STAGE = "stage"
    ISSUES = "issues"
    SUMMARY = "summary"
    DESTINATION = "destination"
    RESPONDENTS = "respondents"
    CLAIM = "claim"
    PAPERS_HELD = "papers_held"
    DOCUMENTS = "documents"


class PersonField(StrEnum):
    """One thing that is known of a person, as the record of changes and the choice between two texts name it."""

    NAME = "name"
    LATIN_NAME = "latin_name"
    OTHER_NAMES = "other_names"
    IS_ALIAS = "is_alias"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_PRECISION = "birth_precision"
    BIRTH_AS_GIVEN = "birth_as_given"
    NATIONALITY = "nationality"
    OTHER_NATIONALITIES = "other_nationalities"
    PREFERRED_LANGUAGE = "preferred_language"
    SPOKEN_LANGUAGES = "spoken_languages"
    NEEDS_INTERPRETER = "needs_interpreter"
    READS_LITTLE = "reads_little"
    PHONES = "phones"
    EMAIL = "email"
    CONTACT_CHANNELS = "contact_channels"
    CONTACT_HOURS = "contact_hours"
    SAFE_HOURS = "safe_hours"
    MAY_CALL = "may_call"
    SAFE_WORD = "safe_word"
    CONTACT_NOTE = "contact_note"
    TRUSTED = "trusted"
    PAPERS = "papers"
    EDUCATION = "education"
    OCCUPATION = "occupation"
    INDUSTRY = "industry"
    ORIGIN_AREA = "origin_area"
    ADDRESS = "address"
    DOCUMENTATION = "documentation"
    PROTECTIONS = "protections"
    SOURCE = "source"
    NOTES = "notes"
