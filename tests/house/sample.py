"""One of everything, full of marked values: for tests that open every page, or search the disk for what is sealed.

Values are in a script without Latin letters, so that a bare English word on a page is never somebody's own.
"""

import io
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa

from mrc import outbox, vault
from mrc.access import Actor, Role
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseEvent, CaseRespondent, CaseTeamMember, Handover, Task
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.tasks import TaskKind
from mrc.claims import service as claims
from mrc.claims.models import ClaimAssessment, WageClaim
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.rules.evidence import EvidenceItem, EvidenceState, SaidBy
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.gate import AnswerFacts, GateAnswer, GateItem, PowerFacts, PowerForm, PowerScope
from mrc.claims.rules.path import FilingFacts, HearingFacts
from mrc.claims.service import evidence
from mrc.db import Base, db, transaction
from mrc.directory.models import Agreement, Location
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.employment import service as employment
from mrc.employment.rules import DayFacts
from mrc.messages import service as messages
from mrc.messages.models import ReceivedText
from mrc.messages.rules import Inlet
from mrc.people.models import Consent, Paper, Person, Phone, TrustedPerson
from mrc.people.rules import ConsentForm, DocumentKind, Holder, Purpose, Relationship, SafeHours, Weekday
from mrc.people.service.indexing import index_names, paper_blind, phone_blind
from mrc.portal.models import DoorWarning, OwnPage, Satisfaction
from mrc.portal.rules import WarningKind
from mrc.referrals import service as referrals
from mrc.referrals.models import Referral, ReferralLink, ReferralMessage
from mrc.referrals.rules import Asked, ConsentScope, NewConsent, ReferralFacts
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.staff.models import Centre, User
from mrc.staff.service import hash_password
from mrc.vault import DataKey
from tests import builders
from tests.casework.offering import AGREED, offer
from tests.claims import grouped, settled, together
from tests.documents.adding import add as add_file

CODE = "4000123412345678"
BIRTH_DATE = date(1977, 5, 12)
# Sealed values that have a form of their own; everything else gets a marked text.
FORMED = {
    "birth_date_text",
    "documentation_text",
    "protections_text",
    "safe_hours_text",
    "number",
    "packet",
    "sha256",
    "address",
    "file_name",
}
PLAIN = {"documentation_text", "protections_text", "safe_hours_text"}
_numbers = count(1)


def mark() -> str:
    """A text that is nowhere else."""
    return f"चिह्नित {next(_numbers):06d} नमूना"


@dataclass
class Sample:
    """The records of one centre, what their addresses need, and every mark that was sealed."""

    actor: Actor
    person: Person
    case: Case
    values: dict[str, Any] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)


# Parts of addresses that name no record.
SAME_FOR_ALL = {
    "kind": "offered",
    "jurisdiction": "KW",
    "section": "identity",
    "item": "contract",
    "day": "2026-11-14",
    "key": "none",
    "place": 1,
    "token": "none",
    "code": EventCode.SPOKEN_WITH.value,
    "language": "en",
    "filename": "css/office.css",
}


def make_sample(world: builders.World, centre: Centre, worker: User, other: Centre) -> Sample:
    """One of everything at a centre, as a caseworker has it."""
    actor = builders.actor_of(worker)
    person = _person(centre)
    case = builders.make_case(centre, person, worker, code_hash=hash_password(vault.peppered(CODE)))
    sample = Sample(actor, person, case)
    respondent = _respondent(centre, case)
    task = _task(case, worker)
    consent = _consents(person, worker)
    document = _document(actor, case)
    message = messages.write(actor, case.ref, mark(), "ne")
    messages.receive(case, mark(), "ne")
    _event(case, worker)
    _seal_marks(person)
    claim = _claim(actor, case, respondent)
    _evidence(actor, case, claim, document)
    _directory(centre, world.partner_organisation.id)
    referral = _referral(actor, case, world.partner_organisation.ref, document)
    handover = _handover(actor, builders.make_case(centre, person, worker), other)
    sample.values = {
        **SAME_FOR_ALL,
        "person_ref": person.ref,
        "case_ref": case.ref,
        "respondent_ref": respondent.ref,
        "task_ref": task.ref,
        "consent_id": consent.id,
        "document_ref": document.ref,
        **{"message_ref": message.ref, "text_ref": _text(centre, person).ref},
        "assessment_ref": _assessment(actor, claim).ref,
        **settled.sample_of(actor, claim, mark(), mark()),
        **_path(actor, case, claim),
        **_together(actor, case, respondent, person, world.partner_organisation.ref),
        "referral_ref": referral.ref,
        "handover_ref": handover.ref,
        "organisation_ref": world.partner_organisation.ref,
        **{"user_ref": worker.ref, "centre_ref": centre.ref},
    }
    _seal_marks(person)
    sample.marks = marks_in_the_database()
    return sample


def _handover(actor: Actor, offered: Case, other: Centre) -> Handover:
    return offer(actor, offered, other, mark(), consent=replace(AGREED, interpreter=mark(), witness=mark()))


def _evidence(actor: Actor, case: Case, claim: WageClaim, document: Document) -> None:
    employment.keep_days(actor, case, [DayFacts(date(2026, 11, 14), starts=480, ends=1110, note=mark())])
    facts = evidence.StepFacts(
        EvidenceState.COPY_HELD, Holder.EMPLOYER, date(2026, 11, 1), SaidBy.WORKER, mark(), (document.ref,)
    )
    evidence.record_evidence(actor, claim.ref, EvidenceItem.CONTRACT, facts)


def _claim(actor: Actor, case: Case, respondent: Respondent) -> WageClaim:
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    facts = ClaimFacts(respondent.ref, "QA", "QAR", first, last, False, Decimal(1200), mark())
    return claims.record_claim(
        actor, case.ref, facts, [LineFacts(Component.UNPAID_WAGE, Decimal("1250.50"), first, last)]
    )


def _path(actor: Actor, case: Case, claim: WageClaim) -> dict[str, Any]:
    """A filing with a hearing, a power of attorney, and an item of the gate before return."""
    day = date(2026, 11, 2)
    filing = claims.record_filing(
        actor, claim.ref, FilingFacts(None, mark(), day, Decimal("1250.50"), mark(), mark())
    )
    hearing = HearingFacts(date(2026, 12, 9), time(10, 30), False, mark(), mark(), "ne")
    power = PowerFacts(mark(), "QA", day, PowerForm.CONSULAR, frozenset(PowerScope), mark(), date(2026, 12, 10))
    waived = AnswerFacts(GateItem.TICKET, GateAnswer.WAIVED, reason=mark())
    return {
        "filing_ref": filing.ref,
        "step_id": filing.steps[0].id,
        "hearing_ref": claims.set_hearing(actor, filing.ref, hearing).ref,
        "power_ref": claims.record_power(actor, case.ref, power).ref,
        "answer_id": claims.answer_item(actor, case.ref, waived).id,
    }


def _assessment(actor: Actor, claim: WageClaim) -> ClaimAssessment:
    data = {
        "jurisdiction": "QA",
        "scope": "general",
        "employment": {"started_on": "2025-01-01", "ended_on": "2025-12-31", "exit": "resigned"},
        "pay": {"currency": "QAR", "basis": "monthly", "basic": "1200", "total": "1500", "history": []},
        "unpaid": [{"month": "2025-12", "due": "1500"}],
    }
    return claims.compute(actor, claim.ref, claim.version, Scope.GENERAL, data, mark())


def _person(centre: Centre) -> Person:
    person = builders.make_person(centre, name=mark(), latin_name=mark())
    with transaction():
        person.birth_date = BIRTH_DATE
        person.documentation_text, person.protections_text = "undocumented", "stateless"
        person.contact_channels = ["call"]
        person.safe_hours = SafeHours((Weekday.FRIDAY,), 840, 1080, "Asia/Qatar")
        phone = Phone(data_key=person.data_key, person_id=person.id)
        phone.number = f"+97455{next(_numbers):06d}"
        phone.number_blind = phone_blind(phone.number)
        paper = Paper(data_key=person.data_key, person_id=person.id, kind=DocumentKind.PASSPORT)
        paper.number = f"77{next(_numbers):07d}"
        paper.number_blind = paper_blind(paper.number)
        trusted = TrustedPerson(
            data_key=person.data_key, person_id=person.id, relationship_kind=next(iter(Relationship))
        )
        db.session.add_all([phone, paper, trusted])
        index_names(person)
    return person


def _consents(person: Person, worker: User) -> Consent:
    with transaction():
        consent = Consent(
            data_key=person.data_key,
            person_id=person.id,
            purpose=next(iter(Purpose)),
            form=next(iter(ConsentForm)),
            language="ne",
            recorded_by_id=worker.id,
        )
        db.session.add(consent)
    return consent


def _respondent(centre: Centre, case: Case) -> Respondent:
    respondent = Respondent(
        data_key=DataKey.fresh(),
        usual_role=RespondentRole.EMPLOYER,
        country="QA",
        created_by_centre_id=centre.id,
    )
    with transaction():
        db.session.add(respondent)
        db.session.flush()
        db.session.add(CaseRespondent(case_id=case.id, respondent_id=respondent.id, role=RespondentRole.EMPLOYER))
    return respondent


def _task(case: Case, worker: User) -> Task:
    task = Task(
        data_key=case.data_key,
        case_id=case.id,
        kind=TaskKind.MEETING,
        due_on=date(2026, 12, 1),
        assignee_id=worker.id,
        created_by_id=worker.id,
    )
    with transaction():
        db.session.add(task)
        db.session.add(CaseTeamMember(case_id=case.id, user_id=worker.id))
    return task


def _document(actor: Actor, case: Case) -> Document:
    content = mark().encode()
    upload = Upload(io.BytesIO(content), len(content), f"{mark()}.txt")
    return add_file(actor, case, upload, DocumentFacts(EvidenceKind.PAY_SLIP, mark()))


def _text(centre: Centre, person: Person) -> ReceivedText:
    """A text that came from the telephone of the person, and waits for somebody to say who wrote it."""
    phone = db.session.scalars(sa.select(Phone).where(Phone.person_id == person.id)).first()
    messages.receive_text(centre.ref, Inlet.SMS, phone.number, mark(), str(next(_numbers)))
    return db.session.scalars(sa.select(ReceivedText).where(ReceivedText.number_blind == phone.number_blind)).one()


def _event(case: Case, worker: User) -> CaseEvent:
    _door(case)
    with transaction():
        outbox.put(outbox.Medium.EMAIL, outbox.Letter.NEWS_FOR_MIGRANT, f"{next(_numbers):06d}@चिह्नित.example", "ne")
        return casework.happen(case, EventCode.SPOKEN_WITH, builders.actor_of(worker), mark())


def _door(case: Case) -> None:
    """What was written by the second code of a case, and what its worker wants to see."""
    shows = {"shows_money": True, "shows_limits": True, "second_hash": "none", "second_issued_at": case.opened_at}
    with transaction():
        db.session.add(OwnPage(case_id=case.id, **shows))
        db.session.add(DoorWarning(data_key=case.data_key, case_id=case.id, kind=WarningKind.SECOND_WROTE))
        db.session.add(Satisfaction(data_key=case.data_key, case_id=case.id, answer="good", text=mark()))


def _referral(actor: Actor, case: Case, organisation_ref: str, document: Document) -> Any:
    consent = NewConsent(
        form="written", language="ne", interpreter=mark(), witness=mark(), expires_on=date(2027, 2, 1)
    )
    referral = referrals.send(
        actor,
        case.ref,
        ReferralFacts(
            organisation_ref=organisation_ref,
            purpose=mark(),
            priority=case.priority,
            fields=frozenset(ConsentScope),
            consent=consent,
            asked=Asked(given=mark(), documents=(document.ref,)),
        ),
    )
    _link(actor, referral)
    return referral


def _together(
    actor: Actor, case: Case, respondent: Respondent, person: Person, organisation_ref: str
) -> dict[str, Any]:
    """A collective claim with one of everything, and the person on its list, referred as one of many."""
    values = together.sample_of(actor, case, respondent, *(mark() for _text in range(4)))
    grouped.put_on(actor, values["collective_ref"], person)
    referral = grouped.refer(actor, values["collective_ref"], organisation_ref, mark(), mark())
    return {**values, "group_referral_ref": referral.ref}


def _directory(centre: Centre, organisation_id: int) -> None:
    """What the directory knows of the partner beside its name: where it is, and the centre's agreement with it."""
    with transaction():
        place = {"address": "Al Corniche 1", "city": "Doha", "country": "QA", "latitude": 25.3, "longitude": 51.5}
        db.session.add(Location(organisation_id=organisation_id, **place))
        db.session.add(Agreement(organisation_id=organisation_id, centre_id=centre.id, ends_on=date(2027, 2, 1)))


def _link(actor: Actor, referral: Referral) -> None:
    """A link to a referral and a message about it, as rows: an organisation with an account gets no link."""
    owned = {"data_key": referral.data_key, "referral_id": referral.id}
    with transaction():
        db.session.add_all(
            [
                ReferralMessage(**owned, is_from_partner=True),
                ReferralLink(
                    **owned,
                    token_hash=str(next(_numbers)).encode(),
                    code_hash="none",
                    made_by_id=actor.id,
                    expires_at=referral.answer_due_at,
                ),
            ]
        )


def sealed_attributes(model: type[Any]) -> dict[str, str]:
    """The sealed attributes of a model, with the columns they are kept in."""
    return {
        name: value.column
        for kind in model.__mro__
        for name, value in vars(kind).items()
        if isinstance(value, vault.sealed)
    }


def sealing_models() -> list[type[Any]]:
    """Every model with sealed attributes."""
    return [mapper.class_ for mapper in Base.registry.mappers if sealed_attributes(mapper.class_)]


def _seal_marks(person: Person) -> None:
    """Give every sealed attribute of every row a marked text, unless it has one or needs a form of its own."""
    with transaction():
        for model in sealing_models():
            for row in db.session.query(model):
                for name in sealed_attributes(model):
                    if name not in FORMED and getattr(row, name) is None:
                        setattr(row, name, mark())
    db.session.refresh(person)


def marks_in_the_database() -> list[str]:
    """Every text that is sealed now."""
    found = []
    for model in sealing_models():
        for row in db.session.query(model):
            found += [getattr(row, name) for name in sealed_attributes(model) if name not in PLAIN]
    return [text for text in found if text]


def reads_own_language(user: User, language: str) -> None:
    """Let an account read a language."""
    with transaction():
        user.language = language


def everybody(world: builders.World) -> dict[Role, User]:
    """One account of each role of staff and partners."""
    return {
        Role.CASEWORKER: world.caseworker,
        Role.SUPERVISOR: world.supervisor,
        Role.ADMINISTRATOR: world.administrator,
        Role.AUDITOR: world.auditor,
        Role.PARTNER: world.partner,
    }
