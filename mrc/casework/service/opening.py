"""Opening a case, and the secret code with which the worker opens their own page."""

import math
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from mrc import audit, clock, refs, sessions, vault
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CaseIssue, CaseRespondent, CaseTeamMember, StageEntry
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.opening import (
    CaseFacts,
    CaseFault,
    OpeningFacts,
    fault_of,
    main_issue,
    must_be_restricted,
)
from mrc.casework.rules.stages import FIRST_STEP, HOURS
from mrc.casework.service.moving import happen
from mrc.casework.service.reading import get_case
from mrc.db import db, transaction
from mrc.errors import Refused
from mrc.people import service as people
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.staff import service as staff
from mrc.vault import DataKey


@dataclass(frozen=True)
class NewCode:
    """A secret code for a worker: shown once, kept only as its hash, which is slow and so made before all else."""

    plain: str = field(repr=False)
    hash: str = field(repr=False)

    @classmethod
    def fresh(cls) -> "NewCode":
        """A new random one."""
        plain = refs.new_code()
        return cls(plain, hash_code(plain))


def hash_code(code: str) -> str:
    """The slow hash of a worker's code, in the form in which the worker's own page asks for it."""
    return staff.hash_password(vault.peppered(code))


def open_case(actor: Actor, person_ref: str, facts: OpeningFacts, code: NewCode) -> Case:
    """Open a case for a person, which the worker can look at with this code."""
    with transaction():
        person = people.get_person(actor, person_ref, Permission.CASE_OPEN)
        check_facts(facts.case)
        check_colleague(actor, facts.caseworker_id)
        case = Case(
            data_key=DataKey.fresh(),
            centre_id=actor.centre_id,
            person_id=person.id,
            caseworker_id=facts.caseworker_id,
            is_restricted=facts.is_restricted or person.is_restricted or must_be_restricted(facts.case.issues),
            stage=facts.stage,
            step=FIRST_STEP[facts.stage],
            code_hash=code.hash,
            code_issued_at=clock.now(),
        )
        write_facts(case, facts.case)
        case.check_on = clock.today(actor.timezone) + timedelta(days=math.ceil(HOURS[case.priority] / 24))
        db.session.add(case)
        db.session.flush()
        db.session.add(StageEntry(case_id=case.id, stage=case.stage))
        write_issues(case, facts.case)
        for respondent_ref, role in facts.respondents:
            link_respondent(case, respondent_ref, role)
        keep_readable(case, actor)
        happen(case, EventCode.OPENED, actor)
        audit.record(actor, audit.Event.CASE_OPENED, case)
        audit.record(actor, audit.Event.CODE_ISSUED, case)
    return case


def reissue_code(actor: Actor, case_ref: str, code: NewCode) -> Case:
    """Give the worker a new code in person: the old one is dead, and whoever is signed in with it is out."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CODE_REISSUE, for_update=True)
        case.code_hash, case.code_issued_at = code.hash, clock.now()
        sessions.end_all(case_id=case.id)
        happen(case, EventCode.CODE_ISSUED, actor)
        audit.record(actor, audit.Event.CODE_ISSUED, case)
    return case


def check_facts(facts: CaseFacts) -> None:
    """Raise Refused when the issues of a case are not in order."""
    fault = fault_of(facts)
    if fault is not None:
        raise Refused(fault, field="issues" if fault is CaseFault.NEEDS_ISSUE else "primary_issue")


def check_colleague(actor: Actor, user_id: int | None, field: str = "caseworker") -> None:
    """Raise Refused unless the person chosen is an active colleague, or nobody."""
    if user_id is not None and user_id not in dict(staff.colleagues(actor)):
        raise Refused(CaseFault.NO_SUCH_COLLEAGUE, field=field)


def write_facts(case: Case, facts: CaseFacts) -> None:
    """Put the facts on a case."""
    primary = main_issue(facts)
    assert primary is not None, "check_facts comes first"
    case.primary_issue, case.priority = primary, facts.priority
    case.origin_country, case.destination_country = facts.origin_country, facts.destination_country
    case.destination_city, case.summary = facts.destination_city, facts.summary


def write_issues(case: Case, facts: CaseFacts) -> None:
    """Keep exactly these issues, one of them primary."""
    # The index that allows one primary issue looks at every row, so the old ones go before the new ones come.
    db.session.execute(sa.delete(CaseIssue).where(CaseIssue.case_id == case.id))
    primary = main_issue(facts)
    rows = [{"case_id": case.id, "code": code, "is_primary": code is primary} for code in facts.issues]
    db.session.execute(sa.insert(CaseIssue), rows)


def link_respondent(case: Case, respondent_ref: str, role: RespondentRole) -> bool:
    """Put a respondent of the register on a case. Returns False when it was there already in this role."""
    respondent_id = db.session.scalar(sa.select(Respondent.id).where(Respondent.ref == respondent_ref))
    if respondent_id is None:
        raise Refused(CaseFault.NO_SUCH_RESPONDENT, field="choice")
    link = (CaseRespondent.case_id == case.id, CaseRespondent.respondent_id == respondent_id)
    if db.session.scalar(sa.select(CaseRespondent.id).where(*link, CaseRespondent.role == role)) is not None:
        return False
    db.session.add(CaseRespondent(case_id=case.id, respondent_id=respondent_id, role=role))
    db.session.flush()
    return True


def keep_readable(case: Case, actor: Actor) -> None:
    """Put whoever just restricted a case on its team, so that nobody locks themselves out of their own work."""
    if case.is_restricted and actor.id is not None and actor.id not in case.subject.team:
        case.team.append(CaseTeamMember(user_id=actor.id))
