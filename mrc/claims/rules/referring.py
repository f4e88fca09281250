"""Who of the workers of a collective claim goes out with a group referral, and what holds the others back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mrc.casework.rules.stages import Priority
from mrc.people.rules.kinds import ConsentScope
from mrc.referrals.rules import ALWAYS_SHARED, NewConsent, ReferralFault

S = ConsentScope
# What holds for all workers and tells of none of them alone; and what is of each worker. Words about one person,
# papers and safe ways to reach somebody are no matter for a list: whoever needs them is referred alone.
OF_ALL = (S.CASE_REFERENCE, S.ISSUES, S.DESTINATION, S.RESPONDENTS)
OF_EACH = (S.NAME, S.SEX, S.AGE, S.NATIONALITY, S.LANGUAGES, S.PHONE, S.CLAIM)
OFFERED = tuple(name for name in (*OF_EACH, *OF_ALL) if name not in ALWAYS_SHARED)
BEGINS_WITH = (S.SEX, S.LANGUAGES, S.CLAIM, S.ISSUES, S.DESTINATION, S.RESPONDENTS)


class Lack(StrEnum):
    """What keeps a worker from being referred with the others."""

    NOT_REGISTERED = "not_registered"
    NOT_YOURS = "not_yours"
    NOT_SAFE = "not_safe"
    UNDER_CODE = "under_code"
    NO_CONSENT = "no_consent"
    CONSENT_NARROWER = "consent_narrower"


class GroupFault(StrEnum):
    """Why a group referral cannot be sent so."""

    NOBODY = "nobody"
    ONE_BY_ONE = "one_by_one"
    UNDER_CODE = "under_code"
    NO_ACCOUNT = "no_account"
    ALREADY_OPEN = "already_open"
    NO_SUCH_WORKER = "no_such_worker"
    AGREED_UNASKED = "agreed_unasked"


@dataclass(frozen=True)
class Member:
    """A worker as far as a group referral needs to know: the number on the list, and who it is where known."""

    number: int
    person_id: int | None
    is_known: bool = False
    fault: ReferralFault | None = None
    needs_code: bool = False


@dataclass(frozen=True)
class Lacking:
    """A worker who stays out, with why; `may_agree` when nothing but their word is missing."""

    number: int
    lack: Lack
    missing: tuple[ConsentScope, ...] = ()

    @property
    def may_agree(self) -> bool:
        """Whether asking them would bring them in."""
        return self.lack in {Lack.NO_CONSENT, Lack.CONSENT_NARROWER}


@dataclass(frozen=True)
class Sorted:
    """Who goes out, by number with the consent it stands on, and who stays out."""

    going: dict[int, int]
    lacking: tuple[Lacking, ...]

    @property
    def may_agree(self) -> frozenset[int]:
        """The numbers of those who only have to be asked."""
        return frozenset(one.number for one in self.lacking if one.may_agree)


@dataclass(frozen=True)
class GroupFacts:
    """What a caseworker asks to send for many workers. Without numbers it is for all of them.

    `agreed` are the numbers of those who agreed just now, to what `given` says. `seen` is the fingerprint of what was
    shown; None for callers that show nothing.
    """

    organisation_ref: str
    purpose: str
    priority: Priority
    fields: frozenset[ConsentScope]
    numbers: frozenset[int] | None = None
    agreed: frozenset[int] = frozenset()
    given: NewConsent | None = None
    seen: str | None = None

    @property
    def named(self) -> list[str]:
        """The fields as a consent lists them; what is no matter for a list never goes out."""
        wanted = (self.fields & set(OFFERED)) | ALWAYS_SHARED
        return [str(name) for name in ConsentScope if name in wanted]


def sort_out(members: Iterable[Member], consents: Mapping[int, tuple[int, Collection[str]]]) -> Sorted:
    """Who goes out on a consent that names every field, and who does not. `consents` has, by person, the consent that
    reaches farthest and the fields that it does not name."""
    going: dict[int, int] = {}
    lacking: list[Lacking] = []
    for one in members:
        found = consents.get(one.person_id) if one.person_id is not None else None
        lack = _lack_of(one, found)
        if lack is None and found is not None:
            going[one.number] = found[0]
        elif lack is not None:
            missing = found[1] if found is not None and lack is Lack.CONSENT_NARROWER else ()
            lacking.append(Lacking(one.number, lack, tuple(map(ConsentScope, missing))))
    return Sorted(going, tuple(lacking))


def _lack_of(one: Member, found: tuple[int, Collection[str]] | None) -> Lack | None:
    if one.person_id is None:
        return Lack.NOT_REGISTERED
    if not one.is_known:
        return Lack.NOT_YOURS
    if one.fault is not None:
        return Lack.NOT_SAFE
    if one.needs_code:
        return Lack.UNDER_CODE
    if found is None:
        return Lack.NO_CONSENT
    return Lack.CONSENT_NARROWER if found[1] else None
