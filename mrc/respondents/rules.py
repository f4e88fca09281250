"""What is true of the people and firms that a case is against."""

from enum import StrEnum


class RespondentRole(StrEnum):
    """What a respondent is in a case (domain: respondent_type)."""

    EMPLOYER = "employer"
    RECRUITER_ORIGIN = "recruiter_origin"
    RECRUITER_DESTINATION = "recruiter_destination"
    SUB_AGENT = "sub_agent"
    INSURER = "insurer"
    AUTHORITY = "authority"
    OTHER = "other"
