"""The words of the register of employers and recruiters."""

from typing import Any

from mrc.i18n import lazy, lazy_p
from mrc.respondents.rules import RespondentFault, RespondentField, RespondentRole

WORDS: dict[Any, Any] = {
    RespondentRole: {
        RespondentRole.EMPLOYER: lazy_p("respondent", "Employer"),
        RespondentRole.RECRUITER_ORIGIN: lazy_p("respondent", "Recruiter at home"),
        RespondentRole.RECRUITER_DESTINATION: lazy_p("respondent", "Recruiter in the country of work"),
        RespondentRole.SUB_AGENT: lazy_p("respondent", "Sub-agent"),
        RespondentRole.INSURER: lazy_p("respondent", "Insurer"),
        RespondentRole.AUTHORITY: lazy_p("respondent", "Authority"),
        RespondentRole.OTHER: lazy_p("respondent", "Other"),
    },
    RespondentField: {
        RespondentField.NAME: lazy("Name as on its papers"),
        RespondentField.LATIN_NAME: lazy("Name in Latin letters"),
        RespondentField.USUAL_ROLE: lazy("What it usually is"),
        RespondentField.IS_HOUSEHOLD: lazy("This is a private household"),
        RespondentField.COUNTRY: lazy("Country"),
        RespondentField.CITY: lazy("City"),
        RespondentField.INDUSTRY: lazy("Industry"),
        RespondentField.LICENCE: lazy("Licence or registration number"),
        RespondentField.CONTACT: lazy("Address and contact"),
        RespondentField.NOTES: lazy("Notes"),
    },
    RespondentFault: {
        RespondentFault.NEEDS_NAME: lazy("Enter the name of the firm or of the family."),
        RespondentFault.NEEDS_COUNTRY: lazy("Choose the country that the employer or recruiter is in."),
        RespondentFault.HOUSEHOLD_HAS_NO_LICENCE: lazy(
            "A household has no licence. Take the number out, or say that this is a firm."
        ),
    },
}
