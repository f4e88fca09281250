"""The wage claims of the demo world: lines, and a ledger that follows what happened in the case."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.claims.models import ClaimAssessment, ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import AmountKind, Component, PaymentMethod, standing
from mrc.claims.rules.assessment import Payer
from mrc.claims.rules.dollars import PEGS, RateSource
from mrc.claims.rules.law_files import digest_of
from mrc.claims.rules.snapshots import amounts, packed
from mrc.classifications import minor_units
from mrc.demo import computing
from mrc.demo.walks import Happening
from mrc.demo.world import Making

E, C = EventCode, IssueCode
_COMPONENT = {
    C.BELOW_MINIMUM_WAGE: Component.MIN_WAGE_TOPUP, C.UNPAID_OVERTIME: Component.OVERTIME,
    C.EXCESSIVE_HOURS: Component.OVERTIME, C.UNPAID_REST_DAY: Component.REST_DAY, C.NO_REST_DAY: Component.REST_DAY,
    C.ILLEGAL_DEDUCTION: Component.DEDUCTION_REFUND, C.LEAVE_PAY: Component.LEAVE, C.NOTICE_PAY: Component.NOTICE,
    C.UNFAIR_DISMISSAL: Component.NOTICE, C.END_OF_SERVICE: Component.END_OF_SERVICE,
    C.SEVERANCE: Component.SEVERANCE, C.RETURN_TICKET: Component.RETURN_TICKET,
    C.EXCESSIVE_FEES: Component.FEE_REFUND,
}  # fmt: skip
_OFTEN_TOO = (Component.OVERTIME, Component.LEAVE, Component.END_OF_SERVICE)
# Owed at the end of a job, and not before.
_AT_THE_END = frozenset({Component.END_OF_SERVICE, Component.SEVERANCE, Component.NOTICE, Component.RETURN_TICKET})
# What part of the claim each event puts on record as which kind of amount, from hundredths to hundredths.
_SHARES = {
    E.OFFER_RECEIVED: (AmountKind.OFFERED, 35, 70),
    E.SETTLEMENT_SIGNED: (AmountKind.AWARDED, 55, 95),
    E.JUDGMENT_FOR: (AmountKind.AWARDED, 70, 100),
}
_METHODS = (PaymentMethod.BANK, PaymentMethod.BANK, PaymentMethod.CASH, PaymentMethod.AUTHORITY)


class LedgerMaking:
    """Follows the events of one case and keeps its wage claim."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.ref: str | None = None
        self.lines: dict[int, Component] = {}
        self.amounts: dict[tuple[int, AmountKind], list[Decimal]] = {}
        # Of its own, so that what is drawn here moves nothing else in the world.
        self.rates = Random(f"{making.world.seed}/rates/{making.case_ref}")
        self.told = Random(f"{making.world.seed}/facts/{making.case_ref}")
        self.facts: dict[str, Any] | None = None
        self.unit = Decimal(1).scaleb(-minor_units(making.arrival.currency))

    def follow(self, event: Happening) -> str | None:
        """Put on record what an event says of money. Gives the claim's reference for the event that records it."""
        if event.code is E.CLAIM_RECORDED and self.ref is None:
            self._record(event)
            return self.ref
        if event.code is E.CLAIM_COMPUTED and self.ref is not None:
            self._compute(event)
        elif event.code in _SHARES:
            kind, low, high = _SHARES[event.code]
            self._put_share(event, kind, Decimal(self.making.random.randint(low, high)) / 100)
        elif event.code is E.PART_PAID:
            self._pay(event, Decimal(self.making.random.randint(20, 60)) / 100)
        elif event.code is E.PAID_IN_FULL:
            self._pay(event, Decimal(1))
        return None

    def finish(self) -> None:
        """Write the claim, and its lines with the amounts that stand."""
        if self.ref is None:
            return
        self.making.rows.add(WageClaim, id=self.claim_id, facts=self.facts, **self.head)
        for line_id, component in self.lines.items():
            stand = {kind: standing(kind, self.amounts.get((line_id, kind), [])) for kind in AmountKind}
            # What the law gave and nobody asked for is for the job as a whole.
            is_whole = stand[AmountKind.CLAIMED] is None
            self.making.rows.add(
                ClaimLine,
                id=line_id,
                claim_id=self.claim_id,
                component=component,
                period_from=None if is_whole else self.period_to - timedelta(days=30 * self.months),
                period_to=None if is_whole else self.period_to,
                claimed=stand[AmountKind.CLAIMED],
                computed=stand[AmountKind.COMPUTED],
                offered=stand[AmountKind.OFFERED],
                awarded=stand[AmountKind.AWARDED],
                received=stand[AmountKind.RECEIVED],
            )

    def sum_of(self, kind: AmountKind) -> Decimal:
        """What now stands of one kind of amount over all lines."""
        amounts = (standing(kind, self.amounts.get((line_id, kind), [])) for line_id in self.lines)
        return sum((amount for amount in amounts if amount is not None), Decimal(0))

    def _record(self, event: Happening) -> None:
        making, random = self.making, self.making.random
        self.ref, self.claimed_on = making.rows.ref(WageClaim), event.at.date()
        self.months = random.randint(2, 8)
        length = timedelta(days=random.randint(300, 1500))
        is_employed = random.random() < 0.4
        # Some come soon, and some when little time is left to act.
        self.ended_on = None if is_employed else self.claimed_on - timedelta(days=random.randint(1, 300))
        self.period_to = min(self.claimed_on - timedelta(days=15), self.ended_on or self.claimed_on)
        self.claim_id = making.rows.next_id(WageClaim)
        self.head: dict[str, Any] = {
            "ref": self.ref,
            "case_id": making.case_id,
            "data_key_id": making.seal.id,
            "respondent_id": making.respondent_id,
            "country": making.arrival.destination,
            "currency": making.arrival.currency,
            "employed_from": (self.ended_on or self.claimed_on) - length,
            "employed_to": self.ended_on,
            "is_still_employed": is_employed,
            "monthly_wage": Decimal(making.arrival.monthly_wage),
            "created_by_id": making.worker_id,
            "created_at": event.at,
        }
        components = [_COMPONENT.get(issue, Component.UNPAID_WAGE) for issue in making.arrival.issues]
        components += [random.choice(_OFTEN_TOO)] if random.random() < 0.4 else []
        if is_employed:
            components = [part for part in components if part not in _AT_THE_END] or [Component.UNPAID_WAGE]
        for component in dict.fromkeys(components):
            line_id = making.rows.next_id(ClaimLine)
            self.lines[line_id] = component
            wages = self.months if component is Component.UNPAID_WAGE else Decimal(random.randint(15, 180)) / 100
            self._put(event, line_id, AmountKind.CLAIMED, making.arrival.monthly_wage * Decimal(wages))

    def _compute(self, event: Happening) -> None:
        """Compute some of the claims by the law, and take the amounts over, as a caseworker would."""
        first: date = self.head["employed_from"]
        unpaid = computing.months_before(self.period_to, first, self.months)
        wage, country = self.head["monthly_wage"], self.head["country"]
        if self.told.random() < 0.4:
            return
        job, parts = (first, self.ended_on), self.lines.values()
        self.facts = computing.told(self.told, country, self.head["currency"], job, wage, unpaid, parts)
        if self.facts is None:
            return
        result = computing.given(self.facts, event.at.date())
        self.making.rows.add(
            ClaimAssessment,
            ref=self.making.rows.ref(ClaimAssessment),
            claim_id=self.claim_id,
            made_at=event.at,
            made_by_id=self.making.worker_id,
            law_digest=digest_of(country),
            facts=self.facts,
            result=packed(result),
            currency=result.currency,
            total=result.total,
        )
        line_of = {component: line_id for line_id, component in self.lines.items()}
        for component, amount in amounts(result, Payer.EMPLOYER).items():
            if amount and component not in line_of:
                line_of[component] = self.making.rows.next_id(ClaimLine)
                self.lines[line_of[component]] = component
            if amount:
                self._put(event, line_of[component], AmountKind.COMPUTED, amount)

    def _put_share(self, event: Happening, kind: AmountKind, share: Decimal) -> None:
        for line_id in self.lines:
            claimed = standing(AmountKind.CLAIMED, self.amounts.get((line_id, AmountKind.CLAIMED), []))
            if claimed is not None:
                self._put(event, line_id, kind, claimed * share)

    def _pay(self, event: Happening, share: Decimal) -> None:
        """Pay a share of what is still due on each line, by what was awarded, offered or claimed."""
        for line_id in self.lines:
            paid = standing(AmountKind.RECEIVED, self.amounts.get((line_id, AmountKind.RECEIVED), [])) or Decimal(0)
            due = (self._due(line_id) - paid) * share
            if due > 0:
                self._put(event, line_id, AmountKind.RECEIVED, due)

    def _due(self, line_id: int) -> Decimal:
        for kind in (AmountKind.AWARDED, AmountKind.OFFERED, AmountKind.CLAIMED):
            amount = standing(kind, self.amounts.get((line_id, kind), []))
            if amount is not None:
                return amount
        return Decimal(0)

    def _put(self, event: Happening, line_id: int, kind: AmountKind, amount: Decimal) -> None:
        amount = amount.quantize(self.unit)
        self.amounts.setdefault((line_id, kind), []).append(amount)
        is_payment = kind is AmountKind.RECEIVED
        self.making.rows.add(
            LedgerEntry,
            line_id=line_id,
            kind=kind,
            amount=amount,
            currency=self.making.arrival.currency,
            happened_on=event.at.date(),
            method=self.making.random.choice(_METHODS) if is_payment else None,
            **(self._rate(event) if is_payment else {}),
            recorded_by_id=self.making.worker_id,
            recorded_at=event.at,
        )

    def _rate(self, event: Happening) -> dict[str, Any]:
        """What a US dollar cost, for some of the payments in a currency that has one fixed rate."""
        peg = PEGS.get(self.making.arrival.currency)
        if peg is None or self.rates.random() < 0.4:
            return {}
        return {"per_dollar": peg.per_dollar, "rate_on": event.at.date(), "rate_source": RateSource.PEG}
