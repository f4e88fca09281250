"""The path of the claims of the demo world and what was settled before a return, as the events of the case tell."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Step
from mrc.claims.models import Filing, FilingStep, Hearing, PowerOfAttorney, ReturnAnswer
from mrc.claims.rules import AmountKind, standing
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.forums import Forum, forums_of
from mrc.claims.rules.gate import GateAnswer, GateItem, PowerForm, PowerScope
from mrc.claims.rules.path import CASE_EVENTS, HearingOutcome, PathEvent, events_after, may_have_hearing
from mrc.demo.money import LedgerMaking
from mrc.demo.names import load
from mrc.demo.walks import Happening
from mrc.demo.world import Making

E, P = EventCode, PathEvent
_PATH_EVENTS = {code: event for event, code in CASE_EVENTS.items()}
_SUMS = {P.FILED: AmountKind.CLAIMED, P.SETTLED: AmountKind.AWARDED, P.JUDGMENT_FOR: AmountKind.AWARDED}
_HOURS = (time(9), time(10, 30), time(12))


class PathMaking:
    """Follows the events of one case: the filing of its claim, its hearings, and the gate before return."""

    def __init__(self, making: Making, ledger: LedgerMaking) -> None:
        self.making, self.ledger = making, ledger
        # Of its own, so that what is drawn here moves nothing else in the world.
        self.random = Random(f"{making.world.seed}/path/{making.case_ref}")
        found = forums_of(making.arrival.destination)
        self.forums: tuple[Forum, ...] = found.for_scope(Scope.GENERAL) if found else ()
        self.timezone = found.timezone if found else "UTC"
        self.filing_id: int | None = None
        self.status = P.FILED
        self.hearing: dict[str, Any] | None = None

    def follow(self, event: Happening) -> None:
        """Put on record what an event says of the path."""
        if event.code is E.CLAIM_FILED and self.filing_id is None and self.ledger.ref is not None:
            self._file(event)
        elif event.code is E.HEARING_HELD:
            self._end_hearing(event.at, HearingOutcome.HELD)
        elif event.code in _PATH_EVENTS and self.filing_id is not None:
            self._go_on(event, _PATH_EVENTS[event.code])
        elif event.code is E.READY_TO_TRAVEL:
            self._settle(event, tuple(GateItem))

    def finish(self) -> None:
        """Write what is still pending when the case stands where it stands."""
        walk = self.making.walk
        if self.hearing is not None and walk.closed is not None:
            self._end_hearing(walk.closed.at, HearingOutcome.CALLED_OFF)
        elif self.hearing is None and walk.closed is None and self.filing_id is not None:
            self._await_hearing(walk.last)
        self._write_hearing()
        if walk.closed is None and walk.step is Step.RETURN_NOTIFIED:
            self._settle(walk.last, tuple(self.random.sample(list(GateItem), self.random.randint(1, 6))))

    def _file(self, event: Happening) -> None:
        making = self.making
        name = None if self.forums else making.seal("claim_filings.forum_name_sealed", "Labour office")
        self.filing_id = making.rows.add(
            Filing,
            ref=making.rows.ref(Filing),
            claim_id=self.ledger.claim_id,
            data_key_id=making.seal.id,
            forum=self.forums[0].id if self.forums else None,
            forum_name_sealed=name,
            recorded_by_id=making.worker_id,
            recorded_at=event.at,
        )
        self._step(event, P.FILED, f"{self.random.randint(100, 9999)}/{event.at.year}")
        if self.random.random() < 0.35:
            self._empower(event)

    def _go_on(self, event: Happening, happened: PathEvent) -> None:
        if happened not in events_after(self.status):
            return
        if happened is P.HEARING:
            self._end_hearing(event.at, HearingOutcome.ADJOURNED)
            self._set_hearing(event)
        else:
            self._end_hearing(event.at, HearingOutcome.HELD)
        self._step(event, happened)
        self.status = happened

    def _step(self, event: Happening, happened: PathEvent, number: str | None = None) -> None:
        making = self.making
        making.rows.add(
            FilingStep,
            filing_id=self.filing_id,
            data_key_id=making.seal.id,
            event=happened,
            happened_on=event.at.date(),
            amount=self._sum_of(happened),
            number_sealed=making.seal("filing_steps.number_sealed", number),
            recorded_by_id=making.worker_id,
            recorded_at=event.at,
        )

    def _sum_of(self, happened: PathEvent) -> Decimal | None:
        if happened not in _SUMS:
            return None
        kind = _SUMS[happened]
        amounts = [standing(kind, self.ledger.amounts.get((line_id, kind), [])) for line_id in self.ledger.lines]
        return sum((amount for amount in amounts if amount is not None), Decimal(0))

    def _set_hearing(self, event: Happening) -> None:
        making, random = self.making, self.random
        day = event.at.date() + timedelta(days=random.randint(6, 45))
        is_remote = random.random() < 0.3
        self.hearing = {
            "ref": making.rows.ref(Hearing),
            "filing_id": self.filing_id,
            "case_id": making.case_id,
            "data_key_id": making.seal.id,
            "at": datetime.combine(day, random.choice(_HOURS), ZoneInfo(self.timezone)),
            "timezone": self.timezone,
            "is_remote": is_remote,
            "place_sealed": making.seal(
                "hearings.place_sealed", random.choice(load("deeds")["places"][int(is_remote)])
            ),
            "to_bring_sealed": making.seal("hearings.to_bring_sealed", random.choice(load("deeds")["to_bring"])),
            "interpreter_language": making.arrival.language,
            "set_by_id": making.worker_id,
            "set_at": event.at,
        }

    def _await_hearing(self, event: Happening) -> None:
        """Let a filing that goes on have its hearing in these days, or one of which nobody told the end."""
        if may_have_hearing(self.status):
            self._step(event, P.HEARING)
            self._set_hearing(event)
            assert self.hearing is not None
            day = self.making.world.now.date() + timedelta(days=self.random.randint(-4, 24))
            day = max(day, event.at.date() + timedelta(days=1))
            self.hearing["at"] = datetime.combine(day, self.hearing["at"].timetz())

    def _end_hearing(self, moment: datetime, outcome: HearingOutcome) -> None:
        """What became of the hearing that is pending, which was then no later than this moment."""
        if self.hearing is None:
            return
        if outcome is not HearingOutcome.CALLED_OFF:
            self.hearing["at"] = min(self.hearing["at"], moment - timedelta(hours=1))
        self.hearing |= {"outcome": outcome, "outcome_at": moment, "outcome_by_id": self.making.worker_id}
        self._write_hearing()

    def _write_hearing(self) -> None:
        if self.hearing is not None:
            self.making.rows.add(Hearing, **self.hearing)
        self.hearing = None

    def _empower(self, event: Happening) -> None:
        making, random = self.making, self.random
        given_on = event.at.date()
        is_abroad = making.arrival.is_at_home
        making.rows.add(
            PowerOfAttorney,
            ref=making.rows.ref(PowerOfAttorney),
            case_id=making.case_id,
            data_key_id=making.seal.id,
            country=making.arrival.destination,
            representative_sealed=making.seal(
                "powers_of_attorney.representative_sealed", random.choice(load("deeds")["representatives"])
            ),
            may_do=[PowerScope.FILE.value, PowerScope.APPEAR.value, PowerScope.NEGOTIATE.value],
            form=PowerForm.CONSULAR if is_abroad else PowerForm.NOTARISED,
            given_on=given_on,
            valid_until=given_on + timedelta(days=random.choice((180, 365, 730))),
            legalised_on=given_on if is_abroad else None,
            recorded_by_id=making.worker_id,
            recorded_at=event.at,
        )

    def _settle(self, event: Happening, items: tuple[GateItem, ...]) -> None:
        making = self.making
        for item in items:
            is_done = self.random.random() < 0.8
            reason = None if is_done else self.random.choice(load("deeds")["waived"])
            making.rows.add(
                ReturnAnswer,
                case_id=making.case_id,
                data_key_id=making.seal.id,
                item=item,
                answer=GateAnswer.DONE if is_done else GateAnswer.WAIVED,
                done_on=event.at.date() if is_done else None,
                reason_sealed=making.seal("return_answers.reason_sealed", reason),
                answered_by_id=making.worker_id,
                answered_at=event.at,
            )
