"""Papers to hand over: what a claim has for them, and each made as a PDF and put on record as an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mrc import access, audit, clock, i18n, printing
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.claims.handouts import WRITTEN_BY, Agreed, Filed, Source, data_of
from mrc.claims.models import ClaimAssessment, WageClaim
from mrc.claims.rules.handouts import Handout, HandoutFacts, fault_of, forum_language, worker_language
from mrc.claims.rules.snapshots import unpacked
from mrc.claims.service.assessing import assessments_of
from mrc.claims.service.listing import outstanding_of, sums_of
from mrc.claims.service.path import ShownFiling, path_of
from mrc.claims.service.recording import load_claim
from mrc.claims.service.settlements import settlements_of
from mrc.db import db
from mrc.documents import service as documents
from mrc.errors import NotFound, refuse_any
from mrc.people.models import Person
from mrc.respondents.models import Respondent
from mrc.staff.models import Centre
from mrc.wording import words

TEMPLATE = "sheet.typ"


@dataclass(frozen=True)
class HandoutChoice:
    """What can be chosen for a claim's papers, and what is likeliest."""

    claim: WageClaim
    case: Case
    worker_language: str
    forum_language: str
    assessments: list[ClaimAssessment]


def choice_of(actor: Actor, claim_ref: str) -> HandoutChoice:
    """What can be chosen for the papers of a claim; the look at the case is on record."""
    claim, case = load_claim(actor, claim_ref, Permission.CLAIM_READ)
    person = _person(case)
    choice = HandoutChoice(
        claim,
        case,
        worker_language(person.preferred_language, person.spoken_languages, i18n.PAPER_LANGUAGES),
        forum_language(claim.country),
        assessments_of(claim.id),
    )
    audit.look(actor, audit.Event.CASE_READ, case)
    return choice


def make(actor: Actor, claim_ref: str, facts: HandoutFacts) -> tuple[str, bytes]:
    """A paper as PDF, with a name for the file that tells nobody what it is. It is on record before it leaves."""
    claim, case = load_claim(actor, claim_ref, Permission.CLAIM_READ)
    access.require(actor, Permission.DOCUMENT_READ, case.subject)
    source = _source(actor, claim, case, facts)
    refuse_any(fault_of(facts, source.held, source.today))
    data = data_of(source.centre.name, facts.languages, lambda: WRITTEN_BY[facts.handout](source))
    language = data["languages"][0]["code"]
    content = printing.pdf(TEMPLATE, data, _title(facts, language), language, _made_at(facts, source, actor))
    audit.look(
        actor,
        audit.Event.EXPORT_MADE,
        case,
        report=str(facts.handout),
        format="pdf",
        filters={"claim": claim.ref, "languages": list(dict.fromkeys(facts.languages))},
    )
    return f"paper-{claim.ref}-{list(Handout).index(facts.handout) + 1}.pdf", content


def _person(case: Case) -> Person:
    person = db.session.get(Person, case.person_id)
    assert person is not None
    return person


def _source(actor: Actor, claim: WageClaim, case: Case, facts: HandoutFacts) -> Source:
    centre = db.session.get(Centre, case.centre_id)
    assert centre is not None
    record, today = _assessment(claim, facts.assessment_ref), clock.today(actor.timezone)
    path = path_of(claim)
    return Source(
        claim=claim,
        case=case,
        sums=sums_of(claim.lines),
        outstanding=outstanding_of(claim.lines),
        person=_person(case),
        centre=centre,
        respondent=db.session.get(Respondent, claim.respondent_id) if claim.respondent_id else None,
        record=record,
        result=unpacked(record.result) if record else None,
        agreed=_agreed(claim, today),
        forum=path.coming.forum,
        filed=tuple(step for shown in path.filings for step in _filed(shown)),
        documents=tuple(documents.of_case(case.id)),
        today=today,
        asked=facts.asked,
        answer_by=facts.answer_by,
        has_limits=facts.has_limits,
    )


def _agreed(claim: WageClaim, today: date) -> Agreed | None:
    """The settlement that stands, as far as a paper tells of it."""
    found = [shown for shown in settlements_of(claim, today) if shown.stands]
    if not found:
        return None
    record = found[0].record
    return Agreed(record.agreed_on, record.total, record.terms, record.waiver, tuple(found[0].covered))


def _filed(shown: ShownFiling) -> Iterator[Filed]:
    """What counts of what happened to one filing."""
    office = " – ".join(shown.forum.names) if shown.forum else shown.name
    for step in shown.filing.steps:
        if step.id in shown.counting:
            yield Filed(step.happened_on, step.event, office, step.number)


def _assessment(claim: WageClaim, ref: str | None) -> ClaimAssessment | None:
    """The assessment that was chosen, else the newest one."""
    records = assessments_of(claim.id)
    if ref is None:
        return records[0] if records else None
    found = [record for record in records if record.ref == ref]
    if not found:
        raise NotFound(ref)
    return found[0]


def _title(facts: HandoutFacts, language: str) -> str:
    with i18n.speaking(language):
        return str(words(facts.handout))


def _made_at(facts: HandoutFacts, source: Source, actor: Actor) -> datetime:
    """The moment that stands in the file: that of the computation, or the beginning of today, never the second."""
    if facts.handout is Handout.COMPUTATION and source.record is not None:
        return source.record.made_at
    return datetime.combine(source.today, time(), ZoneInfo(actor.timezone))
