"""What is true of a claim of many workers: its columns, shared facts and own ones, and how a sum is spread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mrc.claims.rules.asking import Question, Told
from mrc.claims.rules.assessment import Assessment, Payer
from mrc.claims.rules.facts_reader import Fault
from mrc.claims.rules.ledger import AmountKind, PaymentMethod
from mrc.claims.rules.service_time import months_on
from mrc.claims.rules.snapshots import amounts
from mrc.documents.rules.sheets import MOST_COLUMNS

MOST_WORKERS = 2000
# So many months stand in an empty sheet when the shared facts name none.
_MONTHS_OFFERED = 3


class Column(StrEnum):
    """What may stand in a sheet of workers once for each of them; facts by the name of the fact."""

    NAME = "name"
    PERSON = "person"
    STARTED_ON = "started_on"
    ENDED_ON = "ended_on"
    EXIT = "exit"
    ABSENCE = "unpaid_absence_days"
    SOCIAL_SECURITY = "social_security_covered"
    MPF = "mpf_covered"
    BASIS = "basis"
    BASIC = "basic"
    SOCIAL_ALLOWANCE = "social_allowance"
    TOTAL = "total"
    HOURS_PER_DAY = "hours_per_day"
    LEAVE = "unused_leave_days"
    CURRENCY = "currency"
    CLAIMED = "claimed"


class MonthColumn(StrEnum):
    """What may stand in a sheet of workers for one month, as in "due:2026-05"."""

    DUE = "due"
    PAID = "paid"
    DEDUCTIONS = "lawful_deductions"
    BROUGHT = "brought"
    HOURS_DAY = "hours_day"
    HOURS_NIGHT = "hours_night"
    HOURS_REST_DAY = "hours_rest_day"


class ListMode(StrEnum):
    """What a list of workers does to the one that stands."""

    ADD = "add"
    REPLACE = "replace"


class RowFault(StrEnum):
    """What is wrong with a row of workers; what is wrong with a fact itself, a FactFault says."""

    NOBODY = "nobody"
    NOT_A_DAY = "not_a_day"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_FINE = "too_fine"
    NOT_IN_THE_LIST = "not_in_the_list"
    NOT_A_CURRENCY = "not_a_currency"
    OTHER_CURRENCY = "other_currency"
    NO_PERIOD = "no_period"
    TOO_LONG = "too_long"
    NOT_A_REFERENCE = "not_a_reference"
    NO_SUCH_PERSON = "no_such_person"
    TWICE = "twice"
    ON_THE_LIST = "on_the_list"
    NO_SUCH_WORKER = "no_such_worker"


class CollectiveFault(StrEnum):
    """Why a collective claim cannot be recorded or changed so."""

    NO_RESPONDENT = "no_respondent"
    NO_WORKERS = "no_workers"
    TOO_MANY_WORKERS = "too_many_workers"
    HAS_AMOUNTS = "has_amounts"
    FILED_IN_FUTURE = "filed_in_future"
    NOTHING_TO_SPREAD_OVER = "nothing_to_spread_over"
    TOTAL_AND_TABLE = "total_and_table"
    NO_AMOUNT = "no_amount"
    ROWS_REFUSED = "rows_refused"


@dataclass(frozen=True)
class RowTrouble:
    """One cell that is refused: its row as the sheet counts, its column, what stood there, and what is wrong."""

    row: int
    column: str
    fault: StrEnum | Fault
    given: str = ""


@dataclass(frozen=True)
class GivenWorker:
    """One worker as a row tells of them; own facts by column, an empty text for what a shared fact does not hold."""

    row: int
    name: str | None = None
    person_ref: str | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    claimed: Decimal | None = None


@dataclass(frozen=True)
class CollectiveFacts:
    """The head of a collective claim."""

    respondent_ref: str
    country: str
    currency: str
    note: str | None = None


@dataclass(frozen=True)
class FilingFacts:
    """Where and when the one claim was filed."""

    filed_on: date
    forum: str
    file_number: str | None = None


@dataclass(frozen=True)
class EntryGiven:
    """An award or a payment: one total to be spread, or amounts by the numbers of workers."""

    kind: AmountKind
    happened_on: date
    total: Decimal | None = None
    shares: tuple[tuple[int, Decimal], ...] = ()
    method: PaymentMethod | None = None


@dataclass(frozen=True)
class Standing:
    """What stands on record for one worker."""

    claimed: Decimal | None = None
    computed: Decimal | None = None
    awarded: Decimal | None = None
    received: Decimal | None = None

    @property
    def asked(self) -> Decimal | None:
        """What is claimed: as it was typed, else as it was computed."""
        return self.computed if self.claimed is None else self.claimed

    @property
    def outstanding(self) -> Decimal | None:
        """What was awarded, else claimed, and has not arrived; None when nothing was."""
        owed = self.asked if self.awarded is None else self.awarded
        return None if owed is None else max(owed - (self.received or Decimal(0)), Decimal(0))


_JOB = {"started_on", "ended_on", "exit", "unpaid_absence_days", "social_security_covered", "mpf_covered"}
_PAY = {"basis", "basic", "social_allowance", "total", "hours_per_day"}
_COVERED = {"social_security_covered", "mpf_covered"}
_UNPAID = {"due": "due", "paid": "paid", "lawful_deductions": "lawful_deductions"}
_HOURS = {"hours_day": "hours_day", "hours_night": "hours_night", "hours_rest_day": "hours_rest_day"}
_HISTORY = {"brought": "total"}


def columns_for(asked: frozenset[Question], shared: Mapping[str, Any] | None, today: date) -> list[str]:
    """The columns of an empty sheet: what this country's law asks, for the months that the shared facts name."""
    shared = shared or {}
    once = [Column.NAME, Column.PERSON, Column.STARTED_ON, Column.ENDED_ON, Column.EXIT]
    once += [column for column in Column if column.value in set(asked) or column is Column.TOTAL]
    once += [Column.BASIS] if not shared else []
    unpaid = _months_named(shared.get("unpaid", ())) or _last_months(shared, today)
    hours = [kind for kind in MonthColumn if kind.value in set(asked)]
    named = [f"{kind}:{month}" for month in unpaid for kind in (MonthColumn.DUE, MonthColumn.PAID)]
    if Question.HISTORY in asked:
        brought = _months_named(shared.get("pay", {}).get("history", ())) or unpaid
        named += [f"{MonthColumn.BROUGHT}:{month}" for month in brought]
    worked = _months_named(shared.get("overtime", ())) or unpaid
    named += [f"{kind}:{month}" for month in worked for kind in hours]
    return [*map(str, dict.fromkeys(once)), *named, str(Column.CLAIMED)][:MOST_COLUMNS]


def _months_named(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({str(row["month"]) for row in rows if row.get("month")})


def _last_months(shared: Mapping[str, Any], today: date) -> list[str]:
    ended_on = shared.get("employment", {}).get("ended_on")
    last = date.fromisoformat(ended_on) if ended_on else today
    return [f"{months_on(last.replace(day=1), -back):%Y-%m}" for back in reversed(range(_MONTHS_OFFERED))]


def merged(
    country: str, scope: str, currency: str, shared: Mapping[str, Any] | None, own: Mapping[str, str]
) -> dict[str, Any]:
    """The facts of one worker as the engine reads them: the shared ones, overruled by the worker's own.

    Shared months outside the worker's own time in the job do not count for them.
    """
    shared = shared or {}
    job, pay = dict(shared.get("employment", {})), dict(shared.get("pay", {}))
    for key, text in own.items():
        if key in _JOB:
            job[key] = _value(key, text)
        elif key in _PAY:
            pay[key] = text or None
    pay["currency"] = currency
    pay["history"] = _months(pay.get("history", ()), own, _HISTORY, job)
    leave = own.get(Column.LEAVE, shared.get("unused_leave_days"))
    return {
        "jurisdiction": country,
        "scope": scope,
        "employment": _told(job),
        "pay": _told(pay),
        "unpaid": _months(shared.get("unpaid", ()), own, _UNPAID, job),
        "overtime": _months(shared.get("overtime", ()), own, _HOURS, job),
        **({"unused_leave_days": leave} if leave else {}),
    }


def _value(key: str, text: str) -> Any:
    return (text == Told.YES if text else None) if key in _COVERED else text or None


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _months(
    shared: Iterable[Mapping[str, Any]], own: Mapping[str, str], names: Mapping[str, str], job: Mapping[str, Any]
) -> list[dict[str, Any]]:
    rows = {str(row.get("month")): dict(row) for row in shared if _is_within(job, str(row.get("month")))}
    for key, text in own.items():
        kind, _colon, month = key.partition(":")
        if kind in names:
            rows.setdefault(month, {"month": month})[names[kind]] = text or None
    told = [_told(rows[month]) for month in sorted(rows)]
    return [row for row in told if len(row) > 1]


def _is_within(job: Mapping[str, Any], month: str) -> bool:
    """Whether a month lies in the job. Years first, months of two digits: texts are ordered as time is."""
    first, last = str(job.get("started_on") or "")[:7], str(job.get("ended_on") or "")[:7]
    return first <= month and (not last or month <= last)


def column_of(fault: Fault, data: Mapping[str, Any]) -> str:
    """The column in which a fault of merged facts stands; an empty text when it stands in none."""
    place, _point, key = fault.name.rpartition(".")
    if "[" not in place:
        return key if key in set(Column) else ""
    rows, _bracket, number = place.rstrip("]").rpartition("[")
    table = data["pay"]["history"] if rows == "pay.history" else data[rows]
    month = table[int(number)]["month"]
    if rows == "pay.history":
        return f"{MonthColumn.BROUGHT}:{month}"
    first = MonthColumn.DUE if rows == "unpaid" else MonthColumn.HOURS_DAY
    return f"{first if key == 'month' else key}:{month}"


def owed_by_employer(assessment: Assessment) -> Decimal:
    """What the employer owes by an assessment, without what social insurance or an insurer pays."""
    return sum(amounts(assessment, Payer.EMPLOYER).values(), Decimal(0))


def same_name(name: str) -> str:
    """A name as two rows are compared by it."""
    return " ".join(name.casefold().split())


def weights(kind: AmountKind, workers: Sequence[Standing]) -> list[Decimal]:
    """In which proportion a sum is spread: an award by what is claimed, a payment by what has not arrived yet.

    When everything has arrived, more money is spread as all of it was owed.
    """
    asked = [worker.asked or Decimal(0) for worker in workers]
    if kind is AmountKind.AWARDED:
        return asked
    still = [worker.outstanding or Decimal(0) for worker in workers]
    owed = [ask if worker.awarded is None else worker.awarded for ask, worker in zip(asked, workers, strict=True)]
    return still if any(still) else owed
