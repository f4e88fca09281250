"""What proves the claims of the demo world: a diary of the last weeks, and who holds which evidence."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from mrc.access import Role
from mrc.casework.rules.events import EventCode
from mrc.claims.models import EvidenceStep
from mrc.claims.rules import Component
from mrc.claims.rules.evidence import EvidenceItem, EvidenceState, SaidBy, wanted
from mrc.claims.rules.facts import Scope
from mrc.demo.money import LedgerMaking
from mrc.demo.world import Making
from mrc.employment.models import DiaryDay
from mrc.employment.rules import DayKind
from mrc.people.rules import Holder

_WEEKS = 6
# The first ones of a world have it, however large the world is.
_WITH_PROOF = 500
_FRIDAY = 4
_TIMED = frozenset({Component.OVERTIME, Component.REST_DAY})
_TOLD = (
    (EvidenceState.WITH_EMPLOYER, Holder.EMPLOYER),
    (EvidenceState.WITH_WORKER, Holder.SELF),
    (EvidenceState.WITH_WORKER, Holder.FAMILY),
    (EvidenceState.DOES_NOT_EXIST, Holder.UNKNOWN),
    (EvidenceState.TO_ASK, Holder.UNKNOWN),
)


class ProofMaking:
    """Puts a diary and the evidence beside the claim of one case, in a stream of chance of its own."""

    def __init__(self, making: Making, ledger: LedgerMaking) -> None:
        self.making, self.ledger = making, ledger
        self.random = Random(f"{making.world.seed}/{making.arrival.index}/proof")

    def finish(self) -> None:
        """Write the diary of a claim for hours, and what is known of the evidence for any claim."""
        if self.ledger.ref is None or self.making.arrival.index >= _WITH_PROOF:
            return
        if _TIMED & set(self.ledger.lines.values()):
            self._keep_diary(self.ledger.ended_on or self.ledger.claimed_on)
        self._tell_of_evidence()

    def _keep_diary(self, last: date) -> None:
        for number in range(_WEEKS * 7):
            day = last - timedelta(days=number)
            is_rest = day.weekday() == _FRIDAY
            if is_rest and self.random.random() < 0.7:
                self._add_day(day, kind=DayKind.REST_DAY)
            elif self.random.random() < 0.95:
                start, length = self.random.choice((300, 360, 420)), self.random.randint(9 * 4, 14 * 4) * 15
                is_paid = day.day == 5
                self._add_day(
                    day,
                    kind=DayKind.REST_DAY if is_rest else DayKind.WORKING_DAY,
                    starts=start,
                    ends=start + length,
                    break_minutes=self.random.choice((30, 60)),
                    pay=Decimal(self.making.arrival.monthly_wage // 2) if is_paid else None,
                    currency=self.making.arrival.currency if is_paid else None,
                )

    def _add_day(self, day: date, **values: object) -> None:
        making = self.making
        making.rows.add(
            DiaryDay,
            case_id=making.case_id,
            data_key_id=making.seal.id,
            day=day,
            told_by_role=Role.CASEWORKER,
            told_by_id=making.worker_id,
            told_at=self._told_at(),
            **values,
        )

    def _tell_of_evidence(self) -> None:
        making, claim = self.making, self.ledger
        items = [want.item for want in wanted(claim.lines.values(), making.arrival.destination, Scope.GENERAL)]
        for item in items:
            if item is EvidenceItem.DIARY or self.random.random() < 0.4:
                continue
            state, holder = self.random.choice(_TOLD)
            making.rows.add(
                EvidenceStep,
                claim_id=claim.claim_id,
                data_key_id=making.seal.id,
                item=item,
                state=state,
                holder=holder,
                since=claim.claimed_on,
                said_by=SaidBy.WORKER,
                recorded_by_id=making.worker_id,
                recorded_at=self._told_at(),
            )

    def _told_at(self) -> datetime:
        """When the claim was recorded, and what proves it was asked for."""
        happenings = self.making.walk.happenings
        return next(event.at for event in happenings if event.code is EventCode.CLAIM_RECORDED)
