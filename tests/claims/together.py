"""Collective claims for tests: a case against a respondent, shared facts with good defaults, and workers by row."""

from datetime import date
from decimal import Decimal
from typing import Any

from mrc.access import Actor
from mrc.casework.models import Case, CaseRespondent
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules import AmountKind
from mrc.claims.rules.collective import CollectiveFacts, EntryGiven, FilingFacts, GivenWorker, ListMode
from mrc.claims.rules.evidence import EvidenceItem, EvidenceState, SaidBy
from mrc.claims.rules.facts import Scope
from mrc.claims.service import collective as service
from mrc.claims.service import evidence
from mrc.claims.service.evidence import StepFacts
from mrc.db import db, transaction
from mrc.people.rules import Holder
from mrc.respondents import service as respondents
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentFacts, RespondentRole
from mrc.staff.models import Centre, User
from tests import builders
from tests.claims.employments import data
from tests.page import Client, Page

UNPAID = [{"month": "2024-11", "due": "1000"}, {"month": "2024-12", "due": "1000"}]
TODAY = date(2026, 11, 20)


def make_respondent(actor: Actor, name: str = "Gulf Towers LLC", country: str = "KW") -> Respondent:
    """A firm in the register."""
    return respondents.add(actor, RespondentFacts(name, country))


def put_on(case: Case, respondent: Respondent, role: RespondentRole = RespondentRole.EMPLOYER) -> None:
    """Put a respondent on a case."""
    with transaction():
        db.session.add(CaseRespondent(case_id=case.id, respondent_id=respondent.id, role=role))


def make_claim(world: builders.World, country: str = "KW", currency: str = "KWD", **changes: Any) -> CollectiveClaim:
    """A collective claim of a case with shared facts that are whole: four years, dismissed, two months not paid."""
    claim = bare_claim(world.origin, world.caseworker, country, currency)
    actor = builders.actor_of(world.caseworker)
    facts = data(country, unpaid=UNPAID, **changes)
    return service.save_shared_facts(actor, claim.ref, claim.version, Scope.GENERAL, facts, "Facts")


def bare_claim(centre: Centre, worker: User, country: str = "KW", currency: str = "KWD") -> CollectiveClaim:
    """A collective claim without any facts."""
    actor = builders.actor_of(worker)
    case = builders.make_case(centre, caseworker=worker)
    respondent = make_respondent(actor)
    put_on(case, respondent)
    return service.begin_collective(actor, case.ref, CollectiveFacts(respondent.ref, country, currency))


def rows(count: int, first: int = 1, **own: str) -> list[GivenWorker]:
    """So many workers by name alone, with the same own facts."""
    return [GivenWorker(number, f"Worker {number}", None, dict(own)) for number in range(first, first + count)]


def listed(world: builders.World, claim: CollectiveClaim, given: list[GivenWorker]) -> CollectiveClaim:
    """Put workers on the list of a claim."""
    return service.save_workers(builders.actor_of(world.caseworker), claim.ref, ListMode.ADD, given)


def amounts(claim: CollectiveClaim) -> list[tuple[Decimal | None, ...]]:
    """What stands for each worker: claimed, awarded, received."""
    return [(one.stands.asked, one.stands.awarded, one.stands.received) for one in service.all_workers(claim)]


def sample_of(actor: Actor, case: Case, respondent: Respondent, name: str, *texts: str) -> dict[str, Any]:
    """A collective claim with one of everything: a worker, a computation, a filing and a payment; for addresses."""
    note, forum, file_number = texts
    claim = service.begin_collective(actor, case.ref, CollectiveFacts(respondent.ref, "QA", "QAR", note))
    facts = data("QA", unpaid=UNPAID)
    service.save_shared_facts(actor, claim.ref, claim.version, Scope.GENERAL, facts, "Facts")
    service.save_workers(actor, claim.ref, ListMode.ADD, [GivenWorker(2, name)])
    record = service.compute_collective(actor, claim.ref)
    version = service.get_collective(actor, claim.ref).claim.version
    service.file_collective(actor, claim.ref, version, FilingFacts(TODAY, forum, file_number), "Forum")
    told = StepFacts(EvidenceState.WITH_EMPLOYER, Holder.EMPLOYER, TODAY, SaidBy.WORKER, note)
    evidence.record_collective_evidence(actor, claim.ref, EvidenceItem.CONTRACT, told)
    paid = EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(5))
    service.record_collective_amount(actor, claim.ref, paid)
    shared_id = service.get_collective(actor, claim.ref).entries[0].id
    return {"collective_ref": claim.ref, "computation_ref": record.ref, "number": 1, "shared_id": shared_id}


TABLE = "name\tstarted_on\tdue:2024-12\nRam Bahadur\t2022-05-01\t900\nSita\t\t\n"


def dashed(ref: str) -> str:
    """A reference as addresses show it."""
    return f"{ref[:3]}-{ref[3:6]}-{ref[6:]}"


def path(claim: CollectiveClaim, rest: str = "") -> str:
    """The address of a collective claim, or of a page below it."""
    return f"/office/collective/{dashed(claim.ref)}{rest}"


def names(claim: CollectiveClaim) -> list[str | None]:
    """The names on the list of a claim."""
    db.session.expire_all()
    return [worker.name for worker in service.all_workers(claim)]


def checked(client: Client, claim: CollectiveClaim, table: str = TABLE, **more: Any) -> Page:
    """Look at what a table would bring."""
    return client.submit(path(claim, "/workers/table"), {"table": table, "do": "check", **more})


def token(client: Client) -> dict[str, str]:
    """The token that every form carries."""
    return {"csrf_token": client.get("/account").form_values("/sign-out")["csrf_token"]}
