"""Who may do what: one table of permissions, readable aloud. No Flask, no database.

Closed by default: a role that a permission does not name may not. A permission on a case or a person also asks
about that case or person, its `Subject`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from mrc.errors import NotAllowed


class Role(StrEnum):
    """What somebody is in the system; each role has one door."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    PARTNER = "partner"
    MIGRANT = "migrant"


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: a member of staff, a partner's member, or the migrant behind one case."""

    role: Role
    id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "en"
    timezone: str = "UTC"
    centre_id: int | None = None
    organisation_id: int | None = None
    case_id: int | None = None
    # Set for somebody who came by a link: the one referral that it opens.
    referral_id: int | None = None
    link_id: int | None = None
    # Set for who opened the worker's page with its second code, which opens nothing of the case.
    by_second_code: bool = False


@dataclass(frozen=True)
class Subject:
    """What access needs to know of a case, a person or a referral."""

    centre_id: int | None = None
    is_restricted: bool = False
    team: frozenset[int] = field(default_factory=frozenset)
    organisation_id: int | None = None
    is_open_to_partner: bool = False
    former_centre_ids: frozenset[int] = field(default_factory=frozenset)
    case_id: int | None = None
    referral_id: int | None = None


class Permission(StrEnum):
    """Everything anybody may be allowed to do, as area:deed."""

    WORK_SEE = "work:see"
    PERSON_FIND = "person:find"
    PERSON_READ = "person:read"
    PERSON_WRITE = "person:write"
    CASE_FIND = "case:find"
    CASE_READ = "case:read"
    CASE_STUB = "case:stub"
    CASE_OPEN = "case:open"
    CASE_WORK = "case:work"
    CASE_ASSIGN = "case:assign"
    CASE_SIGN_OFF = "case:sign-off"
    CASE_HAND_OVER = "case:hand-over"
    CODE_REISSUE = "code:reissue"
    DOCUMENT_READ = "document:read"
    DOCUMENT_ADD = "document:add"
    MESSAGE_READ = "message:read"
    MESSAGE_SEND = "message:send"
    RESPONDENT_READ = "respondent:read"
    RESPONDENT_WRITE = "respondent:write"
    DIRECTORY_READ = "directory:read"
    DIRECTORY_MANAGE = "directory:manage"
    REFERRAL_SEND = "referral:send"
    REFERRAL_ANSWER = "referral:answer"
    REFERRAL_ATTACH = "referral:attach"
    ORGANISATION_OWN = "organisation:own"
    CLAIM_READ = "claim:read"
    CLAIM_RECORD = "claim:record"
    REPORT_READ = "report:read"
    REPORT_EXPORT = "report:export"
    USER_MANAGE = "user:manage"
    CENTRE_MANAGE = "centre:manage"
    AUDIT_READ = "audit:read"
    ACCOUNT_OWN = "account:own"
    MIGRANT_CARD = "migrant:card"
    MIGRANT_WRITE = "migrant:write"
    MIGRANT_RIGHTS = "migrant:rights"


Predicate = Callable[[Actor, Subject], bool]


def anywhere(actor: Actor, subject: Subject) -> bool:
    """The permission does not hang on a case."""
    return True


def in_own_centre(actor: Actor, subject: Subject) -> bool:
    """The case is kept by the actor's centre."""
    return actor.centre_id is not None and actor.centre_id == subject.centre_id


def on_the_team(actor: Actor, subject: Subject) -> bool:
    """The case is kept by the actor's centre and, when it is restricted, the actor is on its team."""
    return in_own_centre(actor, subject) and (not subject.is_restricted or actor.id in subject.team)


def once_in_own_centre(actor: Actor, subject: Subject) -> bool:
    """The actor's centre keeps the case or handed it over: then only the stub is shown."""
    return in_own_centre(actor, subject) or actor.centre_id in subject.former_centre_ids


def shared_with_own_organisation(actor: Actor, subject: Subject) -> bool:
    """The referral went to the actor's organisation and is still open to it; by a link, it is the one it opens."""
    own = actor.organisation_id is not None and actor.organisation_id == subject.organisation_id
    return own and subject.is_open_to_partner and actor.referral_id in {None, subject.referral_id}


def own_case(actor: Actor, subject: Subject) -> bool:
    """It is the case that this migrant opened with its reference and code, or that of the referral just asked for."""
    return actor.case_id is not None and actor.case_id == subject.case_id and not actor.by_second_code


_CASEWORK: dict[Role, Predicate] = {Role.CASEWORKER: on_the_team, Role.SUPERVISOR: in_own_centre}
_OFFICE: dict[Role, Predicate] = {Role.CASEWORKER: anywhere, Role.SUPERVISOR: anywhere}
_EVERYBODY: dict[Role, Predicate] = {role: anywhere for role in Role if role is not Role.MIGRANT}

MAY: dict[Permission, dict[Role, Predicate]] = {
    Permission.WORK_SEE: _OFFICE,
    Permission.PERSON_FIND: _OFFICE,
    Permission.PERSON_READ: _CASEWORK,
    Permission.PERSON_WRITE: _CASEWORK,
    Permission.CASE_FIND: _OFFICE,
    Permission.CASE_READ: _CASEWORK,
    Permission.CASE_STUB: {Role.CASEWORKER: once_in_own_centre, Role.SUPERVISOR: once_in_own_centre},
    Permission.CASE_OPEN: _CASEWORK,
    Permission.CASE_WORK: _CASEWORK,
    Permission.CASE_ASSIGN: {Role.SUPERVISOR: in_own_centre},
    Permission.CASE_SIGN_OFF: {Role.SUPERVISOR: in_own_centre},
    Permission.CASE_HAND_OVER: _CASEWORK,
    Permission.CODE_REISSUE: _CASEWORK,
    Permission.DOCUMENT_READ: _CASEWORK,
    Permission.DOCUMENT_ADD: _CASEWORK,
    Permission.MESSAGE_READ: _CASEWORK,
    Permission.MESSAGE_SEND: _CASEWORK,
    Permission.RESPONDENT_READ: _OFFICE,
    Permission.RESPONDENT_WRITE: _OFFICE,
    Permission.DIRECTORY_READ: {**_OFFICE, Role.ADMINISTRATOR: anywhere},
    Permission.DIRECTORY_MANAGE: {Role.ADMINISTRATOR: anywhere},
    Permission.REFERRAL_SEND: _CASEWORK,
    Permission.REFERRAL_ANSWER: {Role.PARTNER: shared_with_own_organisation},
    Permission.REFERRAL_ATTACH: {Role.PARTNER: own_case},
    Permission.ORGANISATION_OWN: {Role.PARTNER: anywhere},
    Permission.CLAIM_READ: _CASEWORK,
    Permission.CLAIM_RECORD: _CASEWORK,
    Permission.REPORT_READ: {Role.SUPERVISOR: in_own_centre},
    Permission.REPORT_EXPORT: {Role.SUPERVISOR: in_own_centre},
    Permission.USER_MANAGE: {Role.ADMINISTRATOR: anywhere},
    Permission.CENTRE_MANAGE: {Role.ADMINISTRATOR: anywhere},
    Permission.AUDIT_READ: {Role.AUDITOR: anywhere},
    Permission.ACCOUNT_OWN: _EVERYBODY,
    Permission.MIGRANT_CARD: {Role.MIGRANT: own_case},
    Permission.MIGRANT_WRITE: {Role.MIGRANT: own_case},
    Permission.MIGRANT_RIGHTS: {Role.MIGRANT: own_case},
}
# All that somebody may who came by a link, whatever their role may otherwise.
BY_LINK = frozenset({Permission.REFERRAL_ANSWER, Permission.REFERRAL_ATTACH})


def may(actor: Actor | None, permission: Permission, subject: Subject | None = None) -> bool:
    """Whether the actor may; without a subject, whether the actor's role ever may."""
    if actor is None or (actor.referral_id is not None and permission not in BY_LINK):
        return False
    predicate = MAY[permission].get(actor.role)
    if predicate is None:
        return False
    return subject is None or predicate(actor, subject)


def require(actor: Actor | None, permission: Permission, subject: Subject | None = None) -> None:
    """Raise NotAllowed unless the actor may."""
    if not may(actor, permission, subject):
        raise NotAllowed(permission)
