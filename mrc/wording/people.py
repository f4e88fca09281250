"""The words of the people room: who somebody is, their papers, how to reach them, and what they consent to."""

from typing import Any

from mrc.i18n import lazy, lazy_p
from mrc.people.rules import (
    Channel,
    ConsentFault,
    ConsentForm,
    ConsentScope,
    Documentation,
    DocumentKind,
    ErasureReason,
    Holder,
    MatchReason,
    MayCall,
    PersonFault,
    PersonField,
    Precision,
    Purpose,
    Relationship,
    Section,
    Sex,
)

WORDS: dict[Any, Any] = {
    Sex: {
        Sex.FEMALE: lazy_p("sex", "Female"),
        Sex.MALE: lazy_p("sex", "Male"),
        Sex.OTHER: lazy_p("sex", "Other"),
        Sex.UNKNOWN: lazy_p("sex", "Not recorded"),
    },
    Precision: {
        Precision.DAY: lazy_p("date", "The exact day"),
        Precision.MONTH: lazy_p("date", "The month and year"),
        Precision.YEAR: lazy_p("date", "The year"),
        Precision.ESTIMATED: lazy_p("date", "An estimate"),
    },
    DocumentKind: {
        DocumentKind.PASSPORT: lazy("Passport"),
        DocumentKind.NATIONAL_ID: lazy("National identity card"),
        DocumentKind.RESIDENCE_PERMIT: lazy("Residence permit"),
        DocumentKind.WORK_PERMIT: lazy("Work permit"),
        DocumentKind.VISA: lazy("Visa"),
        DocumentKind.SEAFARER_BOOK: lazy("Seafarer's book"),
        DocumentKind.EXIT_CLEARANCE: lazy("Exit clearance"),
        DocumentKind.INSURANCE_CARD: lazy("Insurance card"),
        DocumentKind.OTHER: lazy("Another paper"),
    },
    Holder: {
        Holder.SELF: lazy("The worker holds it"),
        Holder.EMPLOYER: lazy("Employer holds it"),
        Holder.RECRUITER: lazy("Recruiter holds it"),
        Holder.FAMILY: lazy("Family holds it"),
        Holder.AUTHORITY: lazy("An authority holds it"),
        Holder.CONSULATE: lazy("The consulate holds it"),
        Holder.CENTRE: lazy("This centre holds it"),
        Holder.LOST: lazy("It is lost"),
        Holder.UNKNOWN: lazy("Not known who holds it"),
    },
    Channel: {
        Channel.CALL: lazy_p("channel", "Call"),
        Channel.SMS: lazy_p("channel", "Text message"),
        Channel.WHATSAPP: lazy_p("channel", "WhatsApp"),
        Channel.EMAIL: lazy_p("channel", "E-mail"),
        Channel.IN_PERSON: lazy_p("channel", "In person only"),
        Channel.TRUSTED_PERSON: lazy_p("channel", "Through a trusted person"),
    },
    MayCall: {
        MayCall.SAY_WHO: lazy("Say who is calling"),
        MayCall.SAY_FRIEND: lazy("Say that a friend is calling"),
        MayCall.SAY_NOTHING: lazy("Say nothing to anybody else who answers"),
        MayCall.NEVER_CALL: lazy("Never call or write"),
    },
    Relationship: {
        Relationship.SPOUSE: lazy("Wife or husband"),
        Relationship.PARENT: lazy("Mother or father"),
        Relationship.CHILD: lazy("Daughter or son"),
        Relationship.SIBLING: lazy("Sister or brother"),
        Relationship.OTHER_FAMILY: lazy("Other family"),
        Relationship.FRIEND: lazy("Friend"),
        Relationship.CO_WORKER: lazy("Co-worker"),
        Relationship.REPRESENTATIVE: lazy("Representative"),
        Relationship.OTHER: lazy_p("relationship", "Somebody else"),
    },
    Purpose: {
        Purpose.SERVICE: lazy("Advice and help"),
        Purpose.CASE_MANAGEMENT: lazy("Keeping a case"),
        Purpose.REFERRAL: lazy("Referral to a partner"),
        Purpose.SHARE_WITH_EMPLOYER: lazy("Sharing with the employer"),
        Purpose.SHARE_WITH_CONSULATE: lazy("Sharing with the consulate"),
        Purpose.SHARE_WITH_AUTHORITY: lazy("Sharing with an authority"),
        Purpose.STATISTICS: lazy("Statistics without names"),
        Purpose.CONTACT_LATER: lazy("Being contacted later"),
        Purpose.MEDIA: lazy("Telling the story in public"),
    },
    ConsentForm: {
        ConsentForm.WRITTEN: lazy_p("consent", "Signed on paper"),
        ConsentForm.AUDIO: lazy_p("consent", "Recorded as sound"),
        ConsentForm.VIDEO: lazy_p("consent", "Recorded as video"),
        ConsentForm.VERBAL_CERTIFIED: lazy_p("consent", "Spoken, with a witness"),
        ConsentForm.GUARDIAN: lazy_p("consent", "Given by a guardian"),
    },
    Documentation: {
        Documentation.DOCUMENTED: lazy("May stay and work where they are"),
        Documentation.UNDOCUMENTED: lazy("Has no valid permit"),
        Documentation.UNKNOWN: lazy("Not clear"),
    },
    PersonFault: {
        PersonFault.NEEDS_NAME: lazy("Enter the name, or an alias by which you can call the person."),
        PersonFault.NEEDS_CONSENT: lazy(
            "Without consent to advice and help nothing may be kept. Explain it, and tick it if the person agrees."
        ),
        PersonFault.BIRTH_IN_FUTURE: lazy("The date of birth lies in the future. Check it."),
        PersonFault.HAS_OPEN_CASE: lazy(
            "A case of this person is still open. Close it first, then erase the person."
        ),
    },
    ConsentFault: {
        ConsentFault.NEEDS_WITNESS: lazy("Enter who witnessed it, or who the guardian is."),
        ConsentFault.NEEDS_ORGANISATION: lazy("Choose the organisation that the consent is for."),
        ConsentFault.NEEDS_FIELDS: lazy("Tick what may be shared."),
        ConsentFault.EXPIRES_IN_PAST: lazy("The last day of the consent has passed. Choose a later one, or none."),
        ConsentFault.ALREADY_WITHDRAWN: lazy("This consent was already withdrawn."),
    },
    ErasureReason: {
        ErasureReason.ASKED: lazy("The person asked for it"),
        ErasureReason.KEPT_LONG_ENOUGH: lazy("The time for keeping the record is over"),
        ErasureReason.MISTAKE: lazy("Registered by mistake"),
    },
    MatchReason: {
        MatchReason.NAME: lazy("Same or like name"),
        MatchReason.BIRTH_YEAR: lazy("Same year of birth"),
        MatchReason.PHONE: lazy("Same telephone number"),
        MatchReason.DOCUMENT: lazy("Same number of a paper"),
    },
    Section: {
        Section.IDENTITY: lazy_p("section", "Name and birth"),
        Section.LANGUAGES: lazy_p("section", "Languages"),
        Section.PHONES: lazy_p("section", "Telephone numbers"),
        Section.CONTACT: lazy_p("section", "Safe contact"),
        Section.TRUSTED: lazy_p("section", "Trusted people"),
        Section.PAPERS: lazy_p("section", "Papers"),
        Section.WORK: lazy_p("section", "Education and work"),
        Section.BACKGROUND: lazy_p("section", "Background"),
    },
    ConsentScope: {
        ConsentScope.CASE_REFERENCE: lazy_p("shared", "Case number"),
        ConsentScope.NAME: lazy_p("shared", "Name"),
        ConsentScope.SEX: lazy_p("shared", "Sex"),
        ConsentScope.AGE: lazy_p("shared", "Age"),
        ConsentScope.NATIONALITY: lazy_p("shared", "Nationality"),
        ConsentScope.LANGUAGES: lazy_p("shared", "Languages"),
        ConsentScope.PHONE: lazy_p("shared", "Telephone number"),
        ConsentScope.SAFE_CONTACT: lazy_p("shared", "How to make contact safely"),
        ConsentScope.STAGE: lazy_p("shared", "Stage of the case"),
        ConsentScope.ISSUES: lazy_p("shared", "What the case is about"),
        ConsentScope.SUMMARY: lazy_p("shared", "Summary of the case"),
        ConsentScope.DESTINATION: lazy_p("shared", "Country of work"),
        ConsentScope.RESPONDENTS: lazy_p("shared", "Employer or recruiter"),
        ConsentScope.CLAIM: lazy_p("shared", "What is claimed"),
        ConsentScope.PAPERS_HELD: lazy_p("shared", "Who holds the papers"),
    },
    PersonField: {
        PersonField.NAME: lazy("Name in the person's own script"),
        PersonField.LATIN_NAME: lazy("Name in Latin letters"),
        PersonField.OTHER_NAMES: lazy("Other names and spellings"),
        PersonField.IS_ALIAS: lazy("This is not the real name"),
        PersonField.SEX: lazy("Sex"),
        PersonField.BIRTH_DATE: lazy("Date of birth"),
        PersonField.BIRTH_PRECISION: lazy("How exactly the date of birth is known"),
        PersonField.BIRTH_AS_GIVEN: lazy("Date of birth as it was said"),
        PersonField.NATIONALITY: lazy("Nationality"),
        PersonField.OTHER_NATIONALITIES: lazy("Other nationality"),
        PersonField.PREFERRED_LANGUAGE: lazy("Language for talking and messages"),
        PersonField.SPOKEN_LANGUAGES: lazy("Languages spoken"),
        PersonField.NEEDS_INTERPRETER: lazy("Needs an interpreter"),
        PersonField.READS_LITTLE: lazy("Reads little or not at all"),
        PersonField.PHONES: lazy("Telephone numbers"),
        PersonField.EMAIL: lazy("E-mail address"),
        PersonField.CONTACT_CHANNELS: lazy("Safe ways to make contact"),
        PersonField.CONTACT_HOURS: lazy("Safe times"),
        PersonField.MAY_CALL: lazy("If somebody else answers"),
        PersonField.SAFE_WORD: lazy("Safe word"),
        PersonField.CONTACT_NOTE: lazy("What else to mind"),
        PersonField.TRUSTED: lazy("Trusted people"),
        PersonField.PAPERS: lazy("Papers"),
        PersonField.EDUCATION: lazy("Education"),
        PersonField.OCCUPATION: lazy("Occupation"),
        PersonField.INDUSTRY: lazy("Industry"),
        PersonField.ORIGIN_AREA: lazy("Home district or province"),
        PersonField.ADDRESS: lazy("Address now"),
        PersonField.DOCUMENTATION: lazy("Permit to stay and work"),
        PersonField.SOURCE: lazy("How the person heard of the centre"),
        PersonField.NOTES: lazy("Notes"),
    },
}

# What is read aloud to somebody before they agree. A changed text needs a new number in TEXT_VERSION.
TEXT_VERSION = "1"
EXPLAINED: dict[Purpose, Any] = {
    Purpose.SERVICE: lazy(
        "We write down your name and what you tell us, so that we can advise and help you. Only the staff of this "
        "centre can read it."
    ),
    Purpose.CASE_MANAGEMENT: lazy(
        "We open a case for you, keep your papers and messages in it, and work on it until it is finished."
    ),
    Purpose.REFERRAL: lazy("We give what you choose to one partner organisation, so that they can help you too."),
    Purpose.SHARE_WITH_EMPLOYER: lazy(
        "We give what you choose to your employer. You can say no, and we still help you."
    ),
    Purpose.SHARE_WITH_CONSULATE: lazy(
        "We give what you choose to the consulate of your country. You can say no, and we still help you."
    ),
    Purpose.SHARE_WITH_AUTHORITY: lazy(
        "We give what you choose to an authority of this country. You can say no, and we still help you."
    ),
    Purpose.STATISTICS: lazy("We count your case together with others in reports. Nobody can see your name in them."),
    Purpose.CONTACT_LATER: lazy("We may ask you again after your case is finished how you are doing."),
    Purpose.MEDIA: lazy("We may tell your story in public. We show it to you first, and you can say no at any time."),
}
ANY_TIME: Any = lazy("You can take back your consent at any time. Nothing happens to you because of it.")
