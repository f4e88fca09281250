"""Changing what is known of a case, who it is against, and who may see it."""

import hashlib
import json
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import access, audit
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CaseRespondent, CaseTeamMember
from mrc.casework.rules.opening import CaseFacts, CaseFault, TeamFacts, main_issue, must_be_restricted
from mrc.casework.service.opening import (
    check_facts,
    keep_readable,
    link_respondent,
    write_facts,
    write_issues,
)
from mrc.casework.service.reading import get_case
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.staff import service as staff

_WITH_ISSUES = (selectinload(Case.issues),)


def facts_of(case: Case) -> CaseFacts:
    """The facts of a case whose issues are loaded, as a form shows them."""
    return CaseFacts(
        issues=tuple(sorted((issue.code for issue in case.issues), key=str)),
        primary_issue=case.primary_issue,
        priority=case.priority,
        origin_country=case.origin_country,
        destination_country=case.destination_country,
        destination_city=case.destination_city,
        summary=case.summary,
    )


def print_of(facts: CaseFacts) -> str:
    """A fingerprint of facts, by which a save sees whether they changed while somebody was writing.

    The version of a case also moves when an event is recorded, which takes nothing away from whoever edits.
    """
    text = json.dumps([facts.issues, *(facts.__dict__[name] for name in _NAMES)], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_NAMES = ("primary_issue", "priority", "origin_country", "destination_country", "destination_city", "summary")


def change_case(
    actor: Actor,
    case_ref: str,
    facts: CaseFacts,
    version: int,
    seen: str,
    differences: "list[tuple[str, object, object]]",
) -> Case:
    """Save changed facts. Raises Stale with the differences when somebody else changed them meanwhile."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, options=_WITH_ISSUES, for_update=True)
        check_facts(facts)
        facts = replace(facts, primary_issue=main_issue(facts))
        before = facts_of(case)
        if print_of(before) != seen:
            case.still_at(version, differences)
        changed = [name for name in ("issues", *_NAMES) if _plain(before, name) != _plain(facts, name)]
        write_facts(case, facts)
        write_issues(case, facts)
        if must_be_restricted(facts.issues) and not case.is_restricted:
            case.is_restricted = True
            keep_readable(case, actor)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=changed)
    db.session.expire(case, ["issues"])
    return case


def _plain(facts: CaseFacts, name: str) -> object:
    value = facts.__dict__[name]
    return set(value) if name == "issues" else value or None


def add_respondent(actor: Actor, case_ref: str, respondent_ref: str, role: RespondentRole) -> Case:
    """Put a respondent of the register on a case."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        if link_respondent(case, respondent_ref, role):
            audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["respondents"])
    return case


def remove_respondent(actor: Actor, case_ref: str, respondent_ref: str, role: RespondentRole) -> Case:
    """Take a respondent off a case; the register keeps it. Raises NotFound when it is not on the case."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        link = db.session.scalar(
            sa.select(CaseRespondent)
            .join(Respondent, Respondent.id == CaseRespondent.respondent_id)
            .where(CaseRespondent.case_id == case.id, Respondent.ref == respondent_ref, CaseRespondent.role == role)
        )
        if link is None:
            raise NotFound(respondent_ref)
        db.session.delete(link)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["respondents"])
    return case


def may_change_team(actor: Actor, case: Case) -> bool:
    """Whether the actor decides who sees the case: its caseworker does, and those who assign cases."""
    return case.caseworker_id == actor.id or access.may(actor, Permission.CASE_ASSIGN, case.subject)


def change_team(actor: Actor, case_ref: str, facts: TeamFacts) -> Case:
    """Restrict a case to its team or open it to the centre, and name the team."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, options=(selectinload(Case.issues),), for_update=True)
        if not may_change_team(actor, case):
            raise NotAllowed(Permission.CASE_ASSIGN)
        if not facts.is_restricted and must_be_restricted(tuple(issue.code for issue in case.issues)):
            raise Refused(CaseFault.STAYS_RESTRICTED, field="is_restricted")
        if not facts.members <= dict(staff.colleagues(actor)).keys():
            raise Refused(CaseFault.NO_SUCH_COLLEAGUE, field="members")
        if facts.is_restricted and not facts.members and case.caseworker_id is None:
            raise Refused(CaseFault.TEAM_NEEDS_SOMEBODY, field="members")
        case.is_restricted = facts.is_restricted
        kept = [member for member in case.team if member.user_id in facts.members]
        fresh = facts.members - {member.user_id for member in kept}
        case.team = kept + [CaseTeamMember(user_id=user_id) for user_id in sorted(fresh)]
        audit.record(
            actor,
            audit.Event.CASE_TEAM_CHANGED,
            case,
            members=sorted(facts.members),
            restricted=facts.is_restricted,
        )
    return case
