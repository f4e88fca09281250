"""What happens with people: they are taken in, found, read, changed and erased, and give and withdraw consent.

Rooms above import this package alone.
"""

from mrc.people.service.changing import change, present
from mrc.people.service.consents import (
    before_withdrawn,
    consents_of_case,
    end_consent,
    give_consent,
    record_consent,
    when_withdrawn,
    withdraw_consent,
)
from mrc.people.service.erasing import erase, read_before_erasing
from mrc.people.service.finding import find, find_everywhere, others_with, possible_duplicates
from mrc.people.service.indexing import index_names
from mrc.people.service.lapsing import let_lapse, make_known, make_unknown
from mrc.people.service.reading import (
    Look,
    get_person,
    ids_of,
    known_people,
    list_people,
    looks_at,
    organisation_names,
    read_person,
    subject_of,
    summary_of,
    whole_person,
)
from mrc.people.service.registering import register

__all__ = [
    "Look",
    "before_withdrawn",
    "change",
    "consents_of_case",
    "end_consent",
    "erase",
    "find",
    "find_everywhere",
    "get_person",
    "give_consent",
    "ids_of",
    "index_names",
    "known_people",
    "let_lapse",
    "list_people",
    "looks_at",
    "make_known",
    "make_unknown",
    "organisation_names",
    "others_with",
    "possible_duplicates",
    "present",
    "read_before_erasing",
    "read_person",
    "record_consent",
    "register",
    "subject_of",
    "summary_of",
    "when_withdrawn",
    "whole_person",
    "withdraw_consent",
]
