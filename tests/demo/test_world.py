"""What must hold of every row of the demo world, asked of both databases."""

import json
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit, clock
from mrc.casework.models import Case, CaseEvent, Task
from mrc.casework.rules.events import EVENTS, EventCode, may_happen, step_after
from mrc.casework.rules.stages import FIRST_STEP, CaseStatus, Stage, stages_after, status_of
from mrc.casework.rules.tasks import REMINDERS
from mrc.casework.service.reminding import IS_REMINDER
from mrc.claims import service as claims
from mrc.claims.models import (
    ClaimAssessment,
    EvidenceStep,
    Filing,
    Hearing,
    PowerOfAttorney,
    ReturnAnswer,
    Settlement,
    WageClaim,
)
from mrc.claims.rules.assessment import Payer
from mrc.claims.rules.settlements import SettlementEnd, next_due
from mrc.claims.rules.snapshots import amounts, unpacked
from mrc.db import db
from mrc.demo import computing
from mrc.employment import service as employment
from mrc.employment.models import DiaryDay
from mrc.employment.rules import faults_of
from mrc.i18n import MIGRANT_LANGUAGES
from mrc.messages.models import Message
from mrc.people.models import Person
from mrc.referrals.models import Referral
from mrc.referrals.service.packets import opened
from mrc.refs import read_ref
from tests import builders
from tests.demo.conftest import PEOPLE, SEED, Demo
from tests.page import Client

# Each of these finds rows that contradict others; in a sound world none does.
CONTRADICTIONS = {
    "a case stands where its last event left it": """
        SELECT c.id FROM cases c JOIN case_events e ON e.id = (SELECT max(id) FROM case_events WHERE case_id = c.id)
        WHERE e.step <> c.step OR e.stage <> c.stage OR e.move <> c.move OR e.at <> c.last_event_at""",
    "a case begins by being opened": """
        SELECT c.id FROM cases c JOIN case_events e ON e.id = (SELECT min(id) FROM case_events WHERE case_id = c.id)
        WHERE e.code <> 'opened' OR e.at <> c.opened_at""",
    "events follow one another": """
        SELECT a.id FROM case_events a JOIN case_events b ON b.case_id = a.case_id AND b.id > a.id
        WHERE b.at < a.at""",
    "the next day is the earliest of the open tasks and the clock": """
        SELECT c.id FROM cases c WHERE COALESCE(c.next_due_on, '9999-12-31') <> CASE WHEN c.status = 'closed'
        THEN '9999-12-31' ELSE LEAST(COALESCE(c.check_on, '9999-12-31'), COALESCE((SELECT min(t.due_on) FROM tasks t
        WHERE t.case_id = c.id AND t.done_at IS NULL), '9999-12-31')) END""",
    "nothing stays to be done on a closed case": """
        SELECT t.id FROM tasks t JOIN cases c ON c.id = t.case_id WHERE c.status = 'closed' AND t.done_at IS NULL""",
    "the last contact is an event of contact": """
        SELECT c.id FROM cases c WHERE c.last_contact_at <> (SELECT max(e.at) FROM case_events e
        WHERE e.case_id = c.id AND e.code IN ('opened', 'spoken_with', 'message_sent', 'migrant_wrote'))""",
    "a case waits for an answer since the first unanswered message": """
        SELECT c.id FROM cases c WHERE c.status <> 'closed' AND COALESCE(c.unanswered_since, c.opened_at) <>
        COALESCE((SELECT min(m.written_at) FROM messages m WHERE m.case_id = c.id AND m.direction = 'from_migrant'
        AND m.id > COALESCE((SELECT max(a.id) FROM messages a WHERE a.case_id = c.id
        AND a.direction = 'from_centre'), 0)
        AND NOT EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = c.id AND e.code = 'closed'
        AND e.at > m.written_at)), c.opened_at)""",
    "a closed case waits for no answer": """
        SELECT id FROM cases WHERE status = 'closed' AND unanswered_since IS NOT NULL""",
    "the amounts that stand are those of the ledger": """
        SELECT l.id FROM claim_lines l WHERE COALESCE(l.received, -1) <> COALESCE((SELECT sum(e.amount) FROM
        ledger_entries e WHERE e.line_id = l.id AND e.kind = 'received'), -1)
        OR COALESCE(l.claimed, -1) <> COALESCE((SELECT e.amount FROM ledger_entries e WHERE e.id = (SELECT max(n.id)
        FROM ledger_entries n WHERE n.line_id = l.id AND n.kind = 'claimed')), -1)
        OR COALESCE(l.offered, -1) <> COALESCE((SELECT e.amount FROM ledger_entries e WHERE e.id = (SELECT max(n.id)
        FROM ledger_entries n WHERE n.line_id = l.id AND n.kind = 'offered')), -1)
        OR COALESCE(l.awarded, -1) <> COALESCE((SELECT e.amount FROM ledger_entries e WHERE e.id = (SELECT max(n.id)
        FROM ledger_entries n WHERE n.line_id = l.id AND n.kind = 'awarded')), -1)""",
    "every claim has lines": """
        SELECT w.id FROM wage_claims w WHERE NOT EXISTS (SELECT 1 FROM claim_lines l WHERE l.claim_id = w.id)""",
    "a closed case has no day to act before": """
        SELECT id FROM cases WHERE status = 'closed' AND act_by IS NOT NULL""",
    "a case that must act has something to claim": """
        SELECT c.id FROM cases c WHERE c.act_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM wage_claims w
        JOIN claim_lines l ON l.claim_id = w.id WHERE w.case_id = c.id AND COALESCE(l.awarded, l.claimed, l.computed)
        > COALESCE(l.received, 0))""",
    "a reminder is never of a day before the nearest one": """
        SELECT t.id FROM tasks t JOIN cases c ON c.id = t.case_id WHERE t.kind = 'deadline' AND t.done_at IS NULL
        AND t.title_sealed IS NULL AND t.created_by_id IS NULL AND (c.act_by IS NULL OR t.due_on < c.act_by)""",
    "what is claimed was earned while the job went on": """
        SELECT l.id FROM claim_lines l JOIN wage_claims w ON w.id = l.claim_id
        WHERE l.period_from < w.employed_from OR l.period_to > w.employed_to""",
    "one stage of a case is open, and it is the one it stands at": """
        SELECT c.id FROM cases c WHERE (SELECT count(*) FROM stage_entries s WHERE s.case_id = c.id
        AND s.left_at IS NULL AND s.stage = c.stage AND s.entered_at = c.stage_entered_at) <> 1
        OR (SELECT count(*) FROM stage_entries s WHERE s.case_id = c.id AND s.left_at IS NULL) <> 1""",
    "the primary issue is one of the issues": """
        SELECT c.id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM case_issues i WHERE i.case_id = c.id
        AND i.code = c.primary_issue AND i.is_primary)""",
    "a case about violence is restricted": """
        SELECT c.id FROM cases c JOIN case_issues i ON i.case_id = c.id WHERE NOT c.is_restricted
        AND i.code IN ('PHYSICAL_ABUSE', 'VERBAL_ABUSE', 'CONFINEMENT', 'SEXUAL_HARASSMENT_VIOLENCE')""",
    "the centre of a case knows its person": """
        SELECT c.id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM person_centres k WHERE k.person_id = c.person_id
        AND k.centre_id = c.centre_id)""",
    "somebody known at a centre is found there": """
        SELECT k.person_id FROM person_centres k WHERE NOT EXISTS (SELECT 1 FROM name_tokens t
        WHERE t.person_id = k.person_id AND t.centre_id = k.centre_id)""",
    "a caseworker works at the centre of the case": """
        SELECT c.id FROM cases c JOIN users u ON u.id = c.caseworker_id WHERE u.centre_id <> c.centre_id""",
    "a case handed over is kept by the centre that took it": """
        SELECT h.id FROM handovers h JOIN cases c ON c.id = h.case_id WHERE c.centre_id <>
        CASE WHEN h.answer = 'accepted' THEN h.to_centre_id ELSE h.from_centre_id END""",
    "a hand-over stands on the person's consent to that centre": """
        SELECT h.id FROM handovers h LEFT JOIN consents s ON s.id = h.consent_id JOIN cases c ON c.id = h.case_id
        WHERE s.id IS NULL OR s.person_id <> c.person_id OR s.centre_id <> h.to_centre_id OR s.given_at > h.asked_at
        OR h.package_hash IS NULL""",
    "a referral stands on the person's consent to that partner": """
        SELECT r.id FROM referrals r JOIN consents s ON s.id = r.consent_id JOIN cases c ON c.id = r.case_id
        WHERE s.person_id <> c.person_id OR s.organisation_id <> r.organisation_id OR s.given_at > r.sent_at
        OR s.purpose <> 'referral'""",
    "consent is withdrawn when a referral is recalled": """
        SELECT r.id FROM referrals r JOIN consents s ON s.id = r.consent_id
        WHERE (r.state = 'recalled') <> (s.withdrawn_at IS NOT NULL)""",
    "whoever is ready to travel has everything settled": """
        SELECT e.id FROM case_events e WHERE e.code = 'ready_to_travel' AND (SELECT count(*) FROM return_answers a
        WHERE a.case_id = e.case_id AND a.taken_back_at IS NULL) <> 10""",
    "whoever returned unprepared left a word why": """
        SELECT e.id FROM case_events e WHERE e.code = 'returned' AND e.note_sealed IS NULL AND (SELECT count(*)
        FROM return_answers a WHERE a.case_id = e.case_id AND a.taken_back_at IS NULL) <> 10""",
    "what happened to a filing is in the order of its days": """
        SELECT b.id FROM filing_steps a JOIN filing_steps b ON b.filing_id = a.filing_id AND b.id > a.id
        WHERE b.happened_on < a.happened_on""",
    "a hearing took place before its outcome was told": """
        SELECT id FROM hearings WHERE outcome IN ('held', 'missed') AND at > outcome_at""",
    "no hearing is minded on a closed case": """
        SELECT h.id FROM hearings h JOIN cases c ON c.id = h.case_id
        WHERE c.status = 'closed' AND h.outcome IS NULL""",
    "instalments add up to their settlement": """
        SELECT s.id FROM claim_settlements s WHERE s.total <> (SELECT sum(i.amount) FROM claim_instalments i
        WHERE i.settlement_id = s.id) OR s.agreed_on > (SELECT min(i.due_on) FROM claim_instalments i
        WHERE i.settlement_id = s.id)""",
    "a remedy is not put on record before it came": """
        SELECT id FROM claim_remedy_entries WHERE happened_on > DATE(recorded_at)""",
    "events that speak of something name it": """
        SELECT id FROM case_events WHERE subject_ref IS NULL AND code IN ('referred', 'referral_accepted',
        'claim_recorded', 'migrant_wrote', 'message_sent', 'hand_over_asked', 'handed_over')""",
}


@pytest.mark.parametrize("promise", CONTRADICTIONS)
def test_rows_do_not_contradict_each_other(demo: Demo, promise: str) -> None:
    statement = CONTRADICTIONS[promise]
    if db.engine.dialect.name == "sqlite":
        statement = statement.replace("LEAST(", "min(")

    assert db.session.execute(sa.text(statement)).all() == []


def test_every_case_keeps_the_day_of_its_next_instalment(demo: Demo) -> None:
    rows = db.session.execute(sa.select(Case.id, Case.instalment_due_on))
    kept = {row.id: row.instalment_due_on for row in rows}
    plans = claims.plans_of(list(kept), clock.today())

    due = {plan.case_id: next_due(plan.covered) for plan in plans}
    assert {case_id: day for case_id, day in kept.items() if day is not None} == {
        case_id: day for case_id, day in due.items() if day is not None
    }
    assert {plan.is_missed for plan in plans} == {True, False}
    ends = set(db.session.scalars(sa.select(Settlement.ended_how)))
    assert ends >= {None, SettlementEnd.BROKEN_OFF}


def test_every_case_walked_by_the_table_of_events(demo: Demo) -> None:
    events = db.session.execute(
        sa.select(CaseEvent.case_id, CaseEvent.code, CaseEvent.stage, CaseEvent.step).order_by(
            CaseEvent.case_id, CaseEvent.id
        )
    ).all()

    assert [pair for pair in pairwise(events) if pair[0].case_id == pair[1].case_id and not _is_legal(*pair)] == []


def _is_legal(before: sa.Row, event: sa.Row) -> bool:
    if event.code is EventCode.STAGE_ENTERED:
        return event.stage in stages_after(before.stage) and event.step is FIRST_STEP[event.stage]
    is_here = may_happen(event.code, before.stage, before.step) and event.stage is before.stage
    return is_here and event.step is step_after(event.code, before.step)


def test_events_that_must_be_explained_are(demo: Demo) -> None:
    needed = [
        code for code, rule in EVENTS.items() if rule.needs_note or code in {EventCode.CLOSED, EventCode.NOTE_ADDED}
    ]
    unexplained = sa.select(CaseEvent.id).where(CaseEvent.code.in_(needed), CaseEvent.note_sealed.is_(None))

    assert db.session.execute(unexplained).all() == []


def test_every_stage_status_and_language_is_there(demo: Demo) -> None:
    cases = db.session.scalars(sa.select(Case)).all()
    languages = set(db.session.scalars(sa.select(Person.preferred_language)))

    assert {case.stage for case in cases} == set(Stage)
    assert {case.status for case in cases} == {status_of(case.move, case.closed_at is not None) for case in cases}
    assert {str(case.status) for case in cases} == {"open", "waiting", "closed"}
    assert languages == set(MIGRANT_LANGUAGES)


def test_claims_are_on_their_path_and_things_are_settled_before_a_return(demo: Demo) -> None:
    for model in (Filing, Hearing, PowerOfAttorney, ReturnAnswer):
        assert (db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0) > 0, model


def test_claims_are_computed_by_the_law_on_record(demo: Demo) -> None:
    query = sa.select(ClaimAssessment, WageClaim).join(WageClaim, WageClaim.id == ClaimAssessment.claim_id)
    found = db.session.execute(query.options(selectinload(WageClaim.lines))).all()

    assert len(found) > 20
    for record, claim in found:
        result = computing.given(record.facts, record.made_at.date())
        owed = amounts(result, Payer.EMPLOYER)
        taken_over = {line.component: line.computed for line in claim.lines if line.computed is not None}
        assert (unpacked(record.result), record.total) == (result, result.total)
        assert claim.facts == record.facts
        assert taken_over == {component: amount for component, amount in owed.items() if amount}


def test_cases_have_time_limits_near_and_far_and_reminders_of_them(demo: Demo) -> None:
    today = clock.today()
    live = db.session.scalars(sa.select(Case).where(Case.status != CaseStatus.CLOSED, Case.act_by.is_not(None))).all()
    reminded = sa.select(Task.case_id).where(IS_REMINDER, Task.done_at.is_(None), Task.due_on >= today)
    ids = set(db.session.scalars(reminded))
    left = {case.id: (case.act_by - today).days for case in live if case.act_by is not None}

    assert len(left) > PEOPLE / 50
    assert any(days > REMINDERS[0] for days in left.values())
    assert ids
    assert {case_id for case_id, days in left.items() if 0 <= days <= REMINDERS[0]} <= ids


def test_claims_for_hours_have_a_diary_and_claims_know_of_evidence(demo: Demo) -> None:
    cases = set(db.session.scalars(sa.select(DiaryDay.case_id)))
    days = [facts for case_id in cases for facts in employment.days_of(case_id)]
    items = set(db.session.scalars(sa.select(EvidenceStep.item)))

    assert len(cases) > 2
    assert len(days) > 35 * len(cases)
    assert [fault for facts in days for fault in faults_of(facts, clock.today())] == []
    assert len(items) > 3


def test_nothing_happened_in_the_future(demo: Demo) -> None:
    newest = db.session.scalar(sa.select(sa.func.max(CaseEvent.at)))

    assert newest is not None
    assert newest <= clock.now()


def test_what_is_sealed_can_be_read_again(demo: Demo) -> None:
    people = db.session.scalars(sa.select(Person)).all()
    messages = db.session.scalars(sa.select(Message)).all()
    packets = [opened(str(referral.packet)) for referral in db.session.scalars(sa.select(Referral))]

    assert len(people) == PEOPLE
    assert [person for person in people if not person.name or not person.latin_name or not person.birth_date] == []
    assert messages
    assert [message for message in messages if not message.text] == []
    assert packets
    assert [packet for packet in packets if not packet.purpose or len(packet.fields) < 4] == []


def test_the_accounts_that_are_told_are_those_that_are_kept(demo: Demo) -> None:
    told = json.loads(demo.loaded.path.read_text())
    shown = {(one["language"], one["stage"]) for one in told["migrants"]}

    assert set(told) == {"url", "staff", "partners", "migrants"}
    assert {one["role"] for one in told["staff"]} == {"caseworker", "supervisor", "administrator", "auditor"}
    assert shown == {(language, str(stage)) for language in MIGRANT_LANGUAGES for stage in Stage}
    assert [one for one in told["migrants"] if read_ref(one["reference"]) != one["reference"]] == []
    assert demo.loaded.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "administrator", "auditor"])
def test_staff_can_sign_in(served: Demo, role: str) -> None:
    account = next(one for one in served.loaded.accounts.staff if one["role"] == role)

    page = Client(served.app).submit("/sign-in", account, follow=False)

    assert page.status == 303


def test_partners_can_sign_in(served: Demo) -> None:
    account = served.loaded.accounts.partners[0]

    page = Client(served.app).submit("/sign-in", account, follow=False)

    assert page.status == 303


@pytest.mark.parametrize("place", [0, 13, 26, 39, 52])
def test_workers_can_open_their_own_page(served: Demo, place: int) -> None:
    told = served.loaded.accounts.migrants[place]
    numbers = {"reference": told["reference"], "code": told["code"]}

    page = Client(served.app).submit(f"/{told['language']}/status", numbers)

    assert page.status == 200
    assert page.response.request.path == f"/{told['language']}/case"


def test_the_loading_is_on_record_and_the_record_is_whole(demo: Demo) -> None:
    entries = db.session.execute(sa.select(audit.AuditEntry.event, audit.AuditEntry.detail)).all()
    _count, faults = audit.verify()

    assert ("demo:loaded", {"people": PEOPLE, "seed": SEED}) in [tuple(entry) for entry in entries]
    assert faults == []


def test_the_work_goes_on_after_loading(demo: Demo) -> None:
    centre = builders.make_centre("A third centre")
    case = builders.make_case(centre)

    assert case.id > PEOPLE
