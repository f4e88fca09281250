"""The settlements of the demo world with their instalments, what came beside money, and sanctions."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.claims.models import Instalment, Remedy, RemedyEntry, Sanction, Settlement
from mrc.claims.rules import AmountKind
from mrc.claims.rules.remedies import RemedyKind, RemedyStep, SanctionKind
from mrc.claims.rules.settlements import (
    SettlementEnd,
    SettlementWay,
    Understood,
    cover,
    monthly,
    next_due,
)
from mrc.classifications import minor_units
from mrc.demo.money import LedgerMaking
from mrc.demo.names import load
from mrc.demo.walks import Happening
from mrc.demo.world import Making

E, C = EventCode, IssueCode
_REMEDIES = {
    C.DOCUMENT_CONFISCATION: RemedyKind.DOCUMENTS, C.RETURN_TICKET: RemedyKind.TICKET,
    C.TRANSFER_REFUSED: RemedyKind.TRANSFER, C.FALSE_ABSCONDING_REPORT: RemedyKind.RELEASE,
}  # fmt: skip
_WAYS = (SettlementWay.CONCILIATION, SettlementWay.CONCILIATION, SettlementWay.NEGOTIATION)
_SANCTIONED = frozenset({E.JUDGMENT_FOR, E.PAYMENT_GIVEN_UP})


class SettlementMaking:
    """Follows the events of one case: what was settled, whether it is kept, and what stands beside money."""

    def __init__(self, making: Making, ledger: LedgerMaking) -> None:
        self.making, self.ledger = making, ledger
        # Of its own, so that what is drawn here moves nothing else in the world.
        self.random = Random(f"{making.world.seed}/settlement/{making.case_ref}")
        self.standing: dict[str, Any] | None = None
        self.before = Decimal(0)

    def follow(self, event: Happening) -> None:
        """Put on record what an event says of a settlement."""
        if self.ledger.ref is None:
            return
        if event.code is E.SETTLEMENT_SIGNED:
            self._sign(event)
            self._ask_for_more(event)
        elif event.code is E.PAYMENT_GIVEN_UP and self.standing is not None and self.random.random() < 0.6:
            self._end(event.at.date(), SettlementEnd.BROKEN_OFF)
        if event.code in _SANCTIONED and self.random.random() < 0.2:
            self._sanction(event)

    def finish(self) -> None:
        """Write the settlement that stands, and keep on the case when the next of its money is due."""
        if self.standing is None:
            return
        received = self.ledger.sum_of(AmountKind.RECEIVED) - self.before
        today = self.making.world.now.date()
        self.making.instalment_due_on = next_due(cover(self.parts, received, today))
        self._write()

    def _sign(self, event: Happening) -> None:
        making, random = self.making, self.random
        day = event.at.date()
        if self.standing is not None:
            self._end(day, SettlementEnd.REPLACED)
        self.before = self.ledger.sum_of(AmountKind.RECEIVED)
        total = self.ledger.sum_of(AmountKind.AWARDED) - self.before
        if total <= 0:
            return
        first = day + timedelta(days=random.choice((1, 3, 5, 14)))
        self.parts = monthly(total, random.choice((1, 2, 3, 6)), first, minor_units(making.arrival.currency))
        texts = load("deeds")["settlements"]
        self.standing = {
            "ref": making.rows.ref(Settlement),
            "claim_id": self.ledger.claim_id,
            "data_key_id": making.seal.id,
            "agreed_on": day,
            "total": total,
            "currency": making.arrival.currency,
            "way": random.choice(_WAYS),
            "language": making.arrival.language,
            "understood": Understood.PARTLY if random.random() < 0.1 else Understood.YES,
            "terms_sealed": making.seal("claim_settlements.terms_sealed", random.choice(texts["terms"])),
            "waiver_sealed": making.seal("claim_settlements.waiver_sealed", random.choice(texts["waivers"])),
            "recorded_by_id": making.worker_id,
            "recorded_at": event.at,
        }

    def _end(self, day: date, how: SettlementEnd) -> None:
        assert self.standing is not None
        why = None if how is SettlementEnd.REPLACED else self.random.choice(load("deeds")["settlements"]["ends"])
        self.standing |= {
            "ended_on": day,
            "ended_how": how,
            "ended_why_sealed": self.making.seal("claim_settlements.ended_why_sealed", why),
            "ended_by_id": self.making.worker_id,
        }
        self._write()

    def _write(self) -> None:
        assert self.standing is not None
        rows = self.making.rows
        settlement_id = rows.add(Settlement, **self.standing)
        for part in self.parts:
            rows.add(Instalment, settlement_id=settlement_id, due_on=part.due_on, amount=part.amount)
        self.standing = None

    def _ask_for_more(self, event: Happening) -> None:
        """What the worker was promised beside the money; most of it came within days."""
        making = self.making
        for issue in making.arrival.issues:
            if issue not in _REMEDIES:
                continue
            remedy_id = making.rows.add(
                Remedy,
                ref=making.rows.ref(Remedy),
                claim_id=self.ledger.claim_id,
                data_key_id=making.seal.id,
                kind=_REMEDIES[issue],
            )
            steps = [(RemedyStep.ASKED, event.at), (RemedyStep.PROMISED, event.at)]
            if self.random.random() < 0.7:
                steps.append((RemedyStep.RECEIVED, min(event.at + timedelta(days=5), making.world.now)))
            for step, at in steps:
                making.rows.add(
                    RemedyEntry,
                    remedy_id=remedy_id,
                    step=step,
                    happened_on=at.date(),
                    recorded_by_id=making.worker_id,
                    recorded_at=at,
                )

    def _sanction(self, event: Happening) -> None:
        making = self.making
        making.rows.add(
            Sanction,
            ref=making.rows.ref(Sanction),
            claim_id=self.ledger.claim_id,
            data_key_id=making.seal.id,
            kind=self.random.choice((SanctionKind.FINE, SanctionKind.BLACKLISTED, SanctionKind.RECRUITMENT_BAN)),
            happened_on=event.at.date(),
            authority_sealed=making.seal("claim_sanctions.authority_sealed", "Labour office"),
            recorded_by_id=making.worker_id,
            recorded_at=event.at,
        )
