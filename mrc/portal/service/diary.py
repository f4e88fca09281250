"""A worker's own days in the working-time diary: when they began and ended yesterday or today, and what was paid."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from mrc import clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.casework.rules.stages import CaseStatus
from mrc.classifications import usual_currency
from mrc.employment import service as employment
from mrc.employment.rules import DAY_MINUTES, DayFacts, DiaryFault
from mrc.employment.service import DaysRefused
from mrc.errors import Refused
from mrc.messages.service import Codeless
from mrc.portal.rules import OwnDayFault
from mrc.portal.service import second
from mrc.portal.service.own import centre_of, own_case
from mrc.wording.employment import clock_words


@dataclass(frozen=True)
class OwnDay:
    """A day as the worker typed it; an end before the start is one on the next day."""

    days_ago: int
    starts: int
    ends: int
    break_minutes: int = 0
    pay: Decimal | None = None

    def facts(self, day: date, currency: str | None) -> DayFacts:
        """The day as the diary keeps it."""
        return DayFacts(
            day=day,
            starts=self.starts % DAY_MINUTES,
            ends=self.ends,
            ends_next_day=self.ends < self.starts % DAY_MINUTES,
            break_minutes=self.break_minutes,
            pay=self.pay,
            currency=currency if self.pay is not None else None,
        )


def pay_currency(actor: Actor) -> str | None:
    """The currency in which a worker is paid where they work; None where that is not known."""
    return _currency(second.case_behind(actor))


def keep_day(actor: Actor, told: OwnDay, language: str) -> None:
    """Put a day into the diary, told by the worker. A day that is there already stays as it is.

    By the second code it is kept apart, as everything that is written there. Raises Refused.
    """
    if actor.by_second_code:
        case = second.case_behind(actor)
        times = f"{clock_words(told.starts)}-{clock_words(told.ends)}"
        second.write(actor, Codeless(f"{_day(case, told)} {times}"), language)
        return
    case = own_case(actor, Permission.MIGRANT_WRITE)
    if case.status is CaseStatus.CLOSED:
        raise Refused(OwnDayFault.FINISHED)
    facts = told.facts(_day(case, told), _currency(case))
    there = replace(actor, timezone=centre_of(case).timezone)
    try:
        employment.keep_days(there, case, [facts], permission=Permission.MIGRANT_WRITE)
    except DaysRefused as refused:
        is_there = any(fault is DiaryFault.DAY_ALREADY_THERE for _day, fault, _field in refused.faults)
        raise Refused(OwnDayFault.ALREADY_THERE if is_there else OwnDayFault.CHECK) from None


def _day(case: Case, told: OwnDay) -> date:
    return clock.today(centre_of(case).timezone) - timedelta(days=told.days_ago)


def _currency(case: Case) -> str | None:
    return usual_currency(case.destination_country) if case.destination_country else None
