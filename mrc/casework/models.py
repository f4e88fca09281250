"""A case, its stage history, events, tasks, issues, respondents, team, and hand-overs."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.access import Role, Subject
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import CaseStatus, Party, Priority, Stage, Step
from mrc.casework.rules.tasks import HandoverAnswer, TaskKind
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.respondents.rules import RespondentRole
from mrc.vault import Sealing, sealed


def _partial(name: str, condition: str, *columns: str, unique: bool = False) -> sa.Index:
    """An index of the rows that meet a condition, on either database."""
    where = sa.text(condition)
    return sa.Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _live(name: str, *columns: str) -> sa.Index:
    """An index of the cases that are not closed: few, however many were closed over the years."""
    return _partial(name, "status <> 'closed'", *columns)


_DATED = "status <> 'closed' AND next_due_on IS NOT NULL"
_LIMITED = "status <> 'closed' AND act_by IS NOT NULL"
_EMERGENCY = "priority = 'emergency' AND status <> 'closed'"
_UNASSIGNED = "caseworker_id IS NULL AND status <> 'closed'"


class Case(Versioned, Sealing, Model):
    """One matter of one person (or of several against the same respondent), from its first stage to its last."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    caseworker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    is_restricted: Mapped[bool] = mapped_column(default=False)

    stage: Mapped[Stage] = mapped_column(one_of(Stage, "stage"))
    step: Mapped[Step] = mapped_column(one_of(Step, "step"))
    move: Mapped[Party] = mapped_column(one_of(Party, "move"), default=Party.CASEWORKER)
    status: Mapped[CaseStatus] = mapped_column(one_of(CaseStatus, "status"), default=CaseStatus.OPEN)
    said: Mapped[EventCode] = mapped_column(one_of(EventCode, "said"), default=EventCode.OPENED)
    priority: Mapped[Priority] = mapped_column(one_of(Priority, "priority"), default=Priority.NORMAL)
    primary_issue: Mapped[IssueCode] = mapped_column(one_of(IssueCode, "primary_issue"))

    origin_country: Mapped[str | None]
    destination_country: Mapped[str | None]
    destination_city: Mapped[str | None]
    summary_sealed: Mapped[bytes | None]
    summary = sealed()

    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    stage_entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_event_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_contact_at: Mapped[datetime] = mapped_column(default=clock.now)
    unanswered_since: Mapped[datetime | None]
    check_on: Mapped[date | None]
    next_due_on: Mapped[date | None]
    act_by: Mapped[date | None]
    # When the next money that was agreed is due, also on a closed case.
    instalment_due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[Resolution | None] = mapped_column(one_of(Resolution, "resolution"))
    reopened_times: Mapped[int] = mapped_column(default=0)

    code_hash: Mapped[str | None]
    code_issued_at: Mapped[datetime | None]
    status_opened_at: Mapped[datetime | None]

    issues: Mapped[list["CaseIssue"]] = relationship(
        back_populates="case",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="CaseIssue.is_primary.desc()",
    )
    respondents: Mapped[list["CaseRespondent"]] = relationship(
        back_populates="case", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="CaseRespondent.id"
    )
    team: Mapped[list["CaseTeamMember"]] = relationship(
        back_populates="case", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_moment"),
        sa.CheckConstraint("(status = 'closed') = (resolution IS NOT NULL)", name="closed_has_resolution"),
        sa.CheckConstraint("(status = 'closed') = (move = 'nobody')", name="closed_is_nobodys_move"),
        sa.CheckConstraint("(status = 'open') = (move = 'caseworker')", name="open_is_caseworkers_move"),
        # For counting, and for what waits on somebody's desk.
        sa.Index("ix_cases_status", "centre_id", "status", "id"),
        sa.Index("ix_cases_stage", "centre_id", "stage", "status", "id"),
        sa.Index("ix_cases_worker", "caseworker_id", "status", "id"),
        sa.Index("ix_cases_worker_due", "caseworker_id", "status", "next_due_on"),
        sa.Index("ix_cases_due", "centre_id", "status", "next_due_on"),
        sa.Index("ix_cases_contact", "centre_id", "status", "last_contact_at"),
        _partial("ix_cases_unanswered", "unanswered_since IS NOT NULL", "centre_id", "unanswered_since", "id"),
        # The paths of the caseload list, one for each way to read it; mrc.reports.rules.paths chooses among them.
        sa.Index("ix_cases_all_newest", "centre_id", "opened_at", "id"),
        sa.Index("ix_cases_all_worker", "caseworker_id", "opened_at", "id"),
        sa.Index("ix_cases_all_issue", "centre_id", "primary_issue", "opened_at", "id"),
        sa.Index("ix_cases_all_destination", "centre_id", "destination_country", "opened_at", "id"),
        _live("ix_cases_live_newest", "centre_id", "opened_at", "id"),
        _live("ix_cases_live_worker", "caseworker_id", "opened_at", "id"),
        _live("ix_cases_live_stage", "centre_id", "stage", "opened_at", "id"),
        _live("ix_cases_live_issue", "centre_id", "primary_issue", "opened_at", "id"),
        _live("ix_cases_live_destination", "centre_id", "destination_country", "opened_at", "id"),
        _partial("ix_cases_live_due", _DATED, "centre_id", "next_due_on", "id"),
        _partial("ix_cases_live_worker_due", _DATED, "caseworker_id", "next_due_on", "id"),
        _partial("ix_cases_live_act_by", _LIMITED, "centre_id", "act_by", "id"),
        _partial("ix_cases_live_worker_act_by", _LIMITED, "caseworker_id", "act_by", "id"),
        _partial(
            "ix_cases_instalment_due",
            "instalment_due_on IS NOT NULL",
            "caseworker_id",
            "centre_id",
            "instalment_due_on",
            "id",
        ),
        _live("ix_cases_live_contact", "centre_id", "last_contact_at", "id"),
        _live("ix_cases_live_worker_contact", "caseworker_id", "last_contact_at", "id"),
        # For a supervisor's work: of however many cases a centre has, few are emergencies or nobody's.
        _partial("ix_cases_live_emergency", _EMERGENCY, "centre_id", "opened_at", "id"),
        _partial("ix_cases_live_unassigned", _UNASSIGNED, "centre_id", "opened_at", "id"),
    )

    @property
    def subject(self) -> Subject:
        """What access needs to know of this case."""
        members = {member.user_id for member in self.team}
        if self.caseworker_id is not None:
            members.add(self.caseworker_id)
        return Subject(
            centre_id=self.centre_id, is_restricted=self.is_restricted, team=frozenset(members), case_id=self.id
        )


class CaseIssue(Model):
    """One coded issue of a case; exactly one of them is primary."""

    __tablename__ = "case_issues"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[IssueCode] = mapped_column(one_of(IssueCode, "code"), primary_key=True)
    is_primary: Mapped[bool] = mapped_column(default=False)

    case: Mapped[Case] = relationship(back_populates="issues", lazy="raise_on_sql")

    __table_args__ = (
        _partial("ix_case_issues_one_primary", "is_primary", "case_id", unique=True),
        sa.Index("ix_case_issues_code", "code", "case_id"),
    )


class CasePerson(Model):
    """Another worker in a collective case, beside the one it is kept under."""

    __tablename__ = "case_people"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)


class CaseRespondent(Model):
    """A respondent of a case and what it is in it."""

    __tablename__ = "case_respondents"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id"), index=True)
    role: Mapped[RespondentRole] = mapped_column(one_of(RespondentRole, "role"))

    case: Mapped[Case] = relationship(back_populates="respondents", lazy="raise_on_sql")

    __table_args__ = (sa.UniqueConstraint("case_id", "respondent_id", "role"),)


class CaseTeamMember(Model):
    """A colleague who may see a restricted case beside its caseworker."""

    __tablename__ = "case_team"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)

    case: Mapped[Case] = relationship(back_populates="team", lazy="raise_on_sql")


class StageEntry(Model):
    """A stage that a case went through, or left out and why."""

    __tablename__ = "stage_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    stage: Mapped[Stage] = mapped_column(one_of(Stage, "stage"))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]
    is_skipped: Mapped[bool] = mapped_column(default=False)


class CaseEvent(Sealing, Model):
    """Something that happened to a case. Never changed; a mistake is followed by another event."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    happened_on: Mapped[date | None]
    code: Mapped[EventCode] = mapped_column(one_of(EventCode, "code"))
    stage: Mapped[Stage] = mapped_column(one_of(Stage, "stage"))
    step: Mapped[Step] = mapped_column(one_of(Step, "step"))
    move: Mapped[Party] = mapped_column(one_of(Party, "move"))
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    note_sealed: Mapped[bytes | None]
    note = sealed()
    subject_ref: Mapped[str | None]

    __table_args__ = (sa.Index("ix_case_events_newest", "case_id", "id"),)


class Task(Sealing, Model):
    """Something to be done on a case by a day."""

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TaskKind] = mapped_column(one_of(TaskKind, "task_kind"), default=TaskKind.TO_DO)
    title_sealed: Mapped[bytes | None]
    title = sealed()
    due_on: Mapped[date]
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    __table_args__ = (_partial("ix_tasks_open", "done_at IS NULL", "assignee_id", "due_on"),)


class Handover(Sealing, Model):
    """A case offered to another caseworker or another centre; a centre takes it over only by accepting."""

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    from_centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    to_centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"))
    to_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    note_sealed: Mapped[bytes | None]
    answer_note_sealed: Mapped[bytes | None]
    note = sealed()
    answer_note = sealed()
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    # What the person agreed to, and what the other centre was shown on it: frozen, and known again by its hash.
    consent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consents.id"), index=True)
    package_sealed: Mapped[bytes | None]
    package = sealed()
    package_hash: Mapped[str | None]
    due_at: Mapped[datetime | None]
    answer: Mapped[HandoverAnswer] = mapped_column(one_of(HandoverAnswer, "answer"), default=HandoverAnswer.OPEN)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index("ix_handovers_inbox", "to_centre_id", "answer", "id"),
        _partial("ix_handovers_waiting", "answer = 'open'", "from_centre_id", "due_at", "id"),
        _partial("ix_handovers_one_open", "answer = 'open'", "case_id", unique=True),
    )
