"""The words of the people room: who somebody is, their papers, how to reach them, and what they consent to."""

from collections.abc import Iterable
from typing import Any

from mrc import i18n
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p
from mrc.people.rules import hours, kinds

WORDS: dict[Any, Any] = {
    hours.Weekday: {
        hours.Weekday.MONDAY: lazy("Monday"),
        hours.Weekday.TUESDAY: lazy("Tuesday"),
        hours.Weekday.WEDNESDAY: lazy("Wednesday"),
        hours.Weekday.THURSDAY: lazy("Thursday"),
        hours.Weekday.FRIDAY: lazy("Friday"),
        hours.Weekday.SATURDAY: lazy("Saturday"),
        hours.Weekday.SUNDAY: lazy("Sunday"),
    },
    hours.HoursFault: {
        hours.HoursFault.NEEDS_BOTH: lazy("Enter both hours: from when, and until when it is safe."),
        hours.HoursFault.NO_TIME: lazy("Both hours are the same. Leave them empty when every hour is safe."),
    },
    kinds.Sex: {
        kinds.Sex.FEMALE: lazy_p("sex", "Female"),
        kinds.Sex.MALE: lazy_p("sex", "Male"),
        kinds.Sex.OTHER: lazy_p("sex", "Other"),
        kinds.Sex.UNKNOWN: lazy_p("sex", "Not recorded"),
    },
    kinds.Precision: {
        kinds.Precision.DAY: lazy_p("date", "The exact day"),
        kinds.Precision.MONTH: lazy_p("date", "The month and year"),
        kinds.Precision.YEAR: lazy_p("date", "The year"),
        kinds.Precision.ESTIMATED: lazy_p("date", "An estimate"),
    },
    kinds.DocumentKind: {
        kinds.DocumentKind.PASSPORT: lazy("Passport"),
        kinds.DocumentKind.NATIONAL_ID: lazy("National identity card"),
        kinds.DocumentKind.RESIDENCE_PERMIT: lazy("Residence permit"),
        kinds.DocumentKind.WORK_PERMIT: lazy("Work permit"),
        kinds.DocumentKind.VISA: lazy("Visa"),
        kinds.DocumentKind.SEAFARER_BOOK: lazy("Seafarer's book"),
        kinds.DocumentKind.EXIT_CLEARANCE: lazy("Exit clearance"),
        kinds.DocumentKind.INSURANCE_CARD: lazy("Insurance card"),
        kinds.DocumentKind.OTHER: lazy("Another paper"),
    },
    kinds.Channel: {
        kinds.Channel.CALL: lazy_p("channel", "Call"),
        kinds.Channel.SMS: lazy_p("channel", "Text message"),
        kinds.Channel.WHATSAPP: lazy_p("channel", "WhatsApp"),
        kinds.Channel.EMAIL: lazy_p("channel", "E-mail"),
        kinds.Channel.IN_PERSON: lazy_p("channel", "In person only"),
        kinds.Channel.TRUSTED_PERSON: lazy_p("channel", "Through a trusted person"),
    },
    kinds.MayCall: {
        kinds.MayCall.SAY_WHO: lazy("Say who is calling"),
        kinds.MayCall.SAY_FRIEND: lazy("Say that a friend is calling"),
        kinds.MayCall.SAY_NOTHING: lazy("Say nothing to anybody else who answers"),
        kinds.MayCall.NEVER_CALL: lazy("Never call or write"),
    },
    kinds.Relationship: {
        kinds.Relationship.SPOUSE: lazy("Wife or husband"),
        kinds.Relationship.PARENT: lazy("Mother or father"),
        kinds.Relationship.CHILD: lazy("Daughter or son"),
        kinds.Relationship.SIBLING: lazy("Sister or brother"),
        kinds.Relationship.OTHER_FAMILY: lazy("Other family"),
        kinds.Relationship.FRIEND: lazy("Friend"),
        kinds.Relationship.CO_WORKER: lazy("Co-worker"),
        kinds.Relationship.REPRESENTATIVE: lazy("Representative"),
        kinds.Relationship.OTHER: lazy_p("relationship", "Somebody else"),
    },
    kinds.Purpose: {
        kinds.Purpose.SERVICE: lazy("Advice and help"),
        kinds.Purpose.CASE_MANAGEMENT: lazy("Keeping a case"),
        kinds.Purpose.REFERRAL: lazy("Referral to a partner"),
        kinds.Purpose.HAND_OVER: lazy("Handing the case over to another centre"),
        kinds.Purpose.SHARE_WITH_EMPLOYER: lazy("Sharing with the employer"),
        kinds.Purpose.SHARE_WITH_CONSULATE: lazy("Sharing with the consulate"),
        kinds.Purpose.SHARE_WITH_AUTHORITY: lazy("Sharing with an authority"),
        kinds.Purpose.STATISTICS: lazy("Statistics without names"),
        kinds.Purpose.CONTACT_LATER: lazy("Being contacted later"),
        kinds.Purpose.MEDIA: lazy("Telling the story in public"),
    },
    kinds.ConsentForm: {
        kinds.ConsentForm.WRITTEN: lazy_p("consent", "Signed on paper"),
        kinds.ConsentForm.AUDIO: lazy_p("consent", "Recorded as sound"),
        kinds.ConsentForm.VIDEO: lazy_p("consent", "Recorded as video"),
        kinds.ConsentForm.VERBAL_CERTIFIED: lazy_p("consent", "Spoken, with a witness"),
        kinds.ConsentForm.GUARDIAN: lazy_p("consent", "Given by a guardian"),
    },
    kinds.Protection: {
        kinds.Protection.REFUGEE: lazy("A refugee"),
        kinds.Protection.ASYLUM_SEEKER: lazy("Somebody who asked for asylum"),
        kinds.Protection.STATELESS: lazy("Stateless"),
        kinds.Protection.TRAFFICKING: lazy("Trafficked, or there are signs of it"),
        kinds.Protection.NATIONALITY_DISPUTED: lazy("Of a nationality that somebody disputes"),
    },
    kinds.Documentation: {
        kinds.Documentation.DOCUMENTED: lazy("May stay and work where they are"),
        kinds.Documentation.UNDOCUMENTED: lazy("Has no valid permit"),
        kinds.Documentation.UNKNOWN: lazy("Not clear"),
    },
    kinds.PersonFault: {
        kinds.PersonFault.NEEDS_NAME: lazy("Enter the name, or an alias by which you can call the person."),
        kinds.PersonFault.NEEDS_CONSENT: lazy(
            "Without consent to advice and help nothing may be kept. Explain it, and tick it if the person agrees."
        ),
        kinds.PersonFault.BIRTH_IN_FUTURE: lazy("The date of birth lies in the future. Check it."),
        kinds.PersonFault.HAS_OPEN_CASE: lazy(
            "A case of this person is still open. Close it first, then erase the person."
        ),
    },
    kinds.ConsentFault: {
        kinds.ConsentFault.NEEDS_WITNESS: lazy("Enter who witnessed it, or who the guardian is."),
        kinds.ConsentFault.NEEDS_CERTIFICATE: lazy("Write what was asked and what the person answered."),
        kinds.ConsentFault.NEEDS_RECORDING: lazy(
            "Add the recording. Without it, choose a spoken consent with a witness."
        ),
        kinds.ConsentFault.NEEDS_END: lazy("Enter the day on which the consent ends."),
        kinds.ConsentFault.NEEDS_ORGANISATION: lazy("Choose the organisation that the consent is for."),
        kinds.ConsentFault.NEEDS_CENTRE: lazy("Choose the centre that the consent is for."),
        kinds.ConsentFault.NEEDS_FIELDS: lazy("Tick what may be shared."),
        kinds.ConsentFault.EXPIRES_IN_PAST: lazy(
            "The last day of the consent has passed. Choose a later one, or none."
        ),
        kinds.ConsentFault.ALREADY_WITHDRAWN: lazy("This consent was already withdrawn."),
    },
    kinds.ErasureReason: {
        kinds.ErasureReason.ASKED: lazy("The person asked for it"),
        kinds.ErasureReason.KEPT_LONG_ENOUGH: lazy("The time for keeping the record is over"),
        kinds.ErasureReason.MISTAKE: lazy("Registered by mistake"),
    },
    kinds.MatchReason: {
        kinds.MatchReason.NAME: lazy("Same or like name"),
        kinds.MatchReason.BIRTH_YEAR: lazy("Same year of birth"),
        kinds.MatchReason.PHONE: lazy("Same telephone number"),
        kinds.MatchReason.DOCUMENT: lazy("Same number of a paper"),
    },
    kinds.Section: {
        kinds.Section.IDENTITY: lazy_p("section", "Name and birth"),
        kinds.Section.LANGUAGES: lazy_p("section", "Languages"),
        kinds.Section.PHONES: lazy_p("section", "Telephone numbers"),
        kinds.Section.CONTACT: lazy_p("section", "Safe contact"),
        kinds.Section.TRUSTED: lazy_p("section", "Trusted people"),
        kinds.Section.PAPERS: lazy_p("section", "Papers"),
        kinds.Section.WORK: lazy_p("section", "Education and work"),
        kinds.Section.BACKGROUND: lazy_p("section", "Background"),
    },
    kinds.ConsentScope: {
        kinds.ConsentScope.CASE_REFERENCE: lazy_p("shared", "Case number"),
        kinds.ConsentScope.NAME: lazy_p("shared", "Name"),
        kinds.ConsentScope.SEX: lazy_p("shared", "Sex"),
        kinds.ConsentScope.AGE: lazy_p("shared", "Age"),
        kinds.ConsentScope.NATIONALITY: lazy_p("shared", "Nationality"),
        kinds.ConsentScope.LANGUAGES: lazy_p("shared", "Languages"),
        kinds.ConsentScope.PHONE: lazy_p("shared", "Telephone number"),
        kinds.ConsentScope.SAFE_CONTACT: lazy_p("shared", "How to make contact safely"),
        kinds.ConsentScope.STAGE: lazy_p("shared", "Stage of the case"),
        kinds.ConsentScope.ISSUES: lazy_p("shared", "What the case is about"),
        kinds.ConsentScope.SUMMARY: lazy_p("shared", "Summary of the case"),
        kinds.ConsentScope.DESTINATION: lazy_p("shared", "Country of work"),
        kinds.ConsentScope.RESPONDENTS: lazy_p("shared", "Employer or recruiter"),
        kinds.ConsentScope.CLAIM: lazy_p("shared", "What is claimed"),
        kinds.ConsentScope.PAPERS_HELD: lazy_p("shared", "Who holds the papers"),
        kinds.ConsentScope.DOCUMENTS: lazy_p("shared", "Chosen files"),
    },
    kinds.PersonField: {
        kinds.PersonField.NAME: lazy("Name in the person's own script"),
        kinds.PersonField.LATIN_NAME: lazy("Name in Latin letters"),
        kinds.PersonField.OTHER_NAMES: lazy("Other names and spellings"),
        kinds.PersonField.IS_ALIAS: lazy("This is not the real name"),
        kinds.PersonField.SEX: lazy("Sex"),
        kinds.PersonField.BIRTH_DATE: lazy("Date of birth"),
        kinds.PersonField.BIRTH_PRECISION: lazy("How exactly the date of birth is known"),
        kinds.PersonField.BIRTH_AS_GIVEN: lazy("Date of birth as it was said"),
        kinds.PersonField.NATIONALITY: lazy("Nationality"),
        kinds.PersonField.OTHER_NATIONALITIES: lazy("Other nationality"),
        kinds.PersonField.PREFERRED_LANGUAGE: lazy("Language for talking and messages"),
        kinds.PersonField.SPOKEN_LANGUAGES: lazy("Languages spoken"),
        kinds.PersonField.NEEDS_INTERPRETER: lazy("Needs an interpreter"),
        kinds.PersonField.READS_LITTLE: lazy("Reads little or not at all"),
        kinds.PersonField.PHONES: lazy("Telephone numbers"),
        kinds.PersonField.EMAIL: lazy("E-mail address"),
        kinds.PersonField.CONTACT_CHANNELS: lazy("Safe ways to make contact"),
        kinds.PersonField.CONTACT_HOURS: lazy("Safe times"),
        kinds.PersonField.SAFE_HOURS: lazy("Safe days and hours"),
        kinds.PersonField.MAY_CALL: lazy("If somebody else answers"),
        kinds.PersonField.SAFE_WORD: lazy("Safe word"),
        kinds.PersonField.CONTACT_NOTE: lazy("What else to mind"),
        kinds.PersonField.TRUSTED: lazy("Trusted people"),
        kinds.PersonField.PAPERS: lazy("Papers"),
        kinds.PersonField.EDUCATION: lazy("Education"),
        kinds.PersonField.OCCUPATION: lazy("Occupation"),
        kinds.PersonField.INDUSTRY: lazy("Industry"),
        kinds.PersonField.ORIGIN_AREA: lazy("Home district or province"),
        kinds.PersonField.ADDRESS: lazy("Address now"),
        kinds.PersonField.DOCUMENTATION: lazy("Permit to stay and work"),
        kinds.PersonField.PROTECTIONS: lazy("Harm that contact could do"),
        kinds.PersonField.SOURCE: lazy("How the person heard of the centre"),
        kinds.PersonField.NOTES: lazy("Notes"),
    },
}

# What is read aloud to somebody before they agree. A changed text needs a new number in TEXT_VERSION.
TEXT_VERSION = "1"
EXPLAINED: dict[kinds.Purpose, Any] = {
    kinds.Purpose.SERVICE: lazy(
        "We write down your name and what you tell us, so that we can advise and help you. Only the staff of this "
        "centre can read it."
    ),
    kinds.Purpose.CASE_MANAGEMENT: lazy(
        "We open a case for you, keep your papers and messages in it, and work on it until it is finished."
    ),
    kinds.Purpose.REFERRAL: lazy(
        "We give what you choose to one partner organisation, so that they can help you too."
    ),
    kinds.Purpose.HAND_OVER: lazy(
        "We give your whole case to another centre of ours. When it agrees, it works on your case instead of us, and "
        "we can no longer read it. Until then it sees what the case is about, without your name."
    ),
    kinds.Purpose.SHARE_WITH_EMPLOYER: lazy(
        "We give what you choose to your employer. You can say no, and we still help you."
    ),
    kinds.Purpose.SHARE_WITH_CONSULATE: lazy(
        "We give what you choose to the consulate of your country. You can say no, and we still help you."
    ),
    kinds.Purpose.SHARE_WITH_AUTHORITY: lazy(
        "We give what you choose to an authority of this country. You can say no, and we still help you."
    ),
    kinds.Purpose.STATISTICS: lazy(
        "We count your case together with others in reports. Nobody can see your name in them."
    ),
    kinds.Purpose.CONTACT_LATER: lazy("We may ask you again after your case is finished how you are doing."),
    kinds.Purpose.MEDIA: lazy(
        "We may tell your story in public. We show it to you first, and you can say no at any time."
    ),
}
ANY_TIME: Any = lazy("You can take back your consent at any time. Nothing happens to you because of it.")


_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), hours.WEEK, strict=True))


def opening_in_words(line: str) -> str:
    """A line of opening hours with its days in words, where it begins with the codes that directories use."""
    codes, _gap, times = line.partition(" ")
    days = [_DAYS[code] for code in codes.split(",") if code in _DAYS]
    if len(days) < len(codes.split(",")):
        return line
    named = _("every day") if len(days) == len(hours.WEEK) else _named(days)
    return f"{named} {i18n.digits(times)}"


def _named(days: Iterable[hours.Weekday]) -> str:
    return i18n.joined([str(WORDS[hours.Weekday][day]) for day in days])


def hours_in_words(found: hours.SafeHours | None) -> str:
    """Safe hours as they are read: days, hours and whose clocks; nothing where nothing was said."""
    if found is None:
        return ""
    is_daily = set(found.days) == set(hours.WEEK)
    days = _("every day") if is_daily else _named(found.days)
    starts, ends = (i18n.digits(f"{minutes // 60:02}:{minutes % 60:02}") for minutes in (found.starts, found.ends))
    place = i18n.zone_name(found.zone)
    return _("%(starts)s to %(ends)s, %(days)s (time in %(place)s)", starts=starts, ends=ends, days=days, place=place)
