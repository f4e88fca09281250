"""The collective claim of the demo world: workers of one employer, computed together and paid a part."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from mrc.casework.models import Case
from mrc.claims.models import (
    ClaimLine,
    CollectiveAssessment,
    CollectiveClaim,
    CollectiveEntry,
    CollectiveResult,
    CollectiveShare,
    CollectiveWorker,
    WageClaim,
)
from mrc.claims.rules import AmountKind, PaymentMethod, spread
from mrc.claims.rules.assessment import Assessment
from mrc.claims.rules.collective import merged, owed_by_employer
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.facts_reader import read_facts
from mrc.claims.rules.law_files import digest_of, jurisdictions
from mrc.claims.rules.service_time import months_on
from mrc.claims.rules.snapshots import amounts, packed
from mrc.classifications import minor_units
from mrc.db import db
from mrc.demo.names import FEMALE, MALE, make_name
from mrc.demo.rows import Seal
from mrc.demo.world import World

WORKERS = 25
_UNPAID_MONTHS = 3


def make_collective(world: World) -> int:
    """A collective claim on the first open case whose country's law is on record. Returns how many rows it has."""
    cases = db.session.execute(_SUITED).all()
    case = next((row for row in cases if row.country in jurisdictions()), None)
    return _Making(world, case).make() if case is not None else 0


_SUITED = (
    sa.select(
        Case.id,
        Case.origin_country,
        Case.caseworker_id,
        WageClaim.respondent_id,
        WageClaim.country,
        WageClaim.currency,
        WageClaim.monthly_wage,
    )
    .join(WageClaim, WageClaim.case_id == Case.id)
    .where(
        Case.closed_at.is_(None),
        Case.is_restricted.is_(False),
        Case.caseworker_id.is_not(None),
        WageClaim.respondent_id.is_not(None),
        ~sa.exists().where(ClaimLine.claim_id == WageClaim.id, ClaimLine.received.is_not(None)),
    )
    .order_by(WageClaim.id)
    .limit(200)
)


class _Making:
    """The collective claim of one case while its rows are being made."""

    def __init__(self, world: World, case: Any) -> None:
        self.rows, self.now, self.case = world.rows, world.now, case
        self.random = Random(f"{world.seed}/together")
        self.wage = Decimal(case.monthly_wage or 1000)
        self.seal = Seal(world.rows)
        self.claim_id = self.rows.next_id(CollectiveClaim)

    def make(self) -> int:
        """All rows of the claim. Returns how many there are."""
        shared = self._shared()
        workers = [self._worker(number, shared) for number in range(1, WORKERS + 1)]
        self._add_claim(shared)
        self._add_assessment(workers)
        self._pay([row for row, _data, _result in workers])
        for row, _data, _result in workers:
            self.rows.add(CollectiveWorker, **row)
        return self.rows.write()

    def _shared(self) -> dict[str, Any]:
        ended_on = self.now.date() - timedelta(days=40)
        months = [months_on(ended_on.replace(day=1), -back) for back in range(1, _UNPAID_MONTHS + 1)]
        return {
            "jurisdiction": self.case.country,
            "scope": Scope.GENERAL.value,
            "employment": {
                "started_on": date(ended_on.year - 4, 3, 1).isoformat(),
                "ended_on": ended_on.isoformat(),
                "exit": "dismissed",
            },
            "pay": {
                "currency": self.case.currency,
                "basis": "monthly",
                "basic": self._amount(self.wage * Decimal("0.8")),
                "total": self._amount(self.wage),
                "hours_per_day": "8",
            },
            "unpaid": [{"month": f"{month:%Y-%m}", "due": self._amount(self.wage)} for month in sorted(months)],
            "unused_leave_days": "12",
        }

    def _amount(self, amount: Decimal) -> str:
        return str(round(amount, minor_units(self.case.currency)))

    def _worker(self, number: int, shared: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], Assessment]:
        """One worker with facts of their own: most came later, some earned more."""
        random, own = self.random, dict[str, str]()
        if random.random() < 0.7:
            last = date.fromisoformat(shared["employment"]["ended_on"])
            own["started_on"] = (last - timedelta(days=random.randint(200, 1400))).isoformat()
        if random.random() < 0.3:
            own["total"] = self._amount(self.wage * Decimal(random.randint(105, 140)) / 100)
        data = merged(self.case.country, Scope.GENERAL.value, self.case.currency, shared, own)
        result = assess(read_facts(data, jurisdictions(), minor_units, self.now.date()))
        name = make_name(self.case.origin_country or "NP", random.choice((FEMALE, MALE)), random)
        row = {
            "id": self.rows.next_id(CollectiveWorker),
            "claim_id": self.claim_id,
            "data_key_id": self.seal.id,
            "number": number,
            "name_sealed": self.seal("collective_workers.name_sealed", name.native),
            "facts": own,
            "computed": owed_by_employer(result),
        }
        return row, data, result

    def _add_claim(self, shared: dict[str, Any]) -> None:
        self.rows.add(
            CollectiveClaim,
            id=self.claim_id,
            ref=self.rows.ref(CollectiveClaim),
            case_id=self.case.id,
            data_key_id=self.seal.id,
            respondent_id=self.case.respondent_id,
            country=self.case.country,
            scope=Scope.GENERAL,
            currency=self.case.currency,
            facts=shared,
            last_number=WORKERS,
            created_by_id=self.case.caseworker_id,
            created_at=self.now - timedelta(days=20),
        )

    def _add_assessment(self, workers: list[Any]) -> None:
        results = [result for _row, _data, result in workers]
        parts: dict[str, Decimal] = {}
        for result in results:
            for component, amount in amounts(result).items():
                parts[component.value] = parts.get(component.value, Decimal(0)) + amount
        days = [limit.act_by for result in results for limit in result.deadlines if limit.act_by]
        assessment_id = self.rows.add(
            CollectiveAssessment,
            ref=self.rows.ref(CollectiveAssessment),
            claim_id=self.claim_id,
            made_by_id=self.case.caseworker_id,
            made_at=self.now - timedelta(days=15),
            law_digest=digest_of(self.case.country),
            currency=self.case.currency,
            workers=len(results),
            total=sum(result.total for result in results),
            owed=sum(map(owed_by_employer, results)),
            parts={name: str(amount) for name, amount in parts.items()},
            act_by=min(days, default=None),
        )
        for row, data, result in workers:
            self.rows.add(
                CollectiveResult,
                assessment_id=assessment_id,
                worker_id=row["id"],
                facts=data,
                result=packed(result),
                total=result.total,
                owed=row["computed"],
            )

    def _pay(self, workers: list[dict[str, Any]]) -> None:
        """A first payment of about a fifth, spread over all."""
        places = minor_units(self.case.currency)
        owed = [row["computed"] for row in workers]
        total = round(sum(owed, Decimal(0)) / 5, 0)
        parts = spread(total, owed, places)
        entry_id = self.rows.add(
            CollectiveEntry,
            claim_id=self.claim_id,
            kind=AmountKind.RECEIVED,
            total=total,
            happened_on=self.now.date() - timedelta(days=6),
            method=PaymentMethod.BANK,
            recorded_by_id=self.case.caseworker_id,
            recorded_at=self.now - timedelta(days=5),
        )
        for row, part in zip(workers, parts, strict=True):
            row["received"] = part
            self.rows.add(CollectiveShare, entry_id=entry_id, worker_id=row["id"], amount=part)
