"""One claim with everything that papers tell of, as plain objects that need no database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from mrc.claims.handouts import Agreed, Filed, Source
from mrc.claims.rules import AmountKind, Component, PaymentMethod, Sums
from mrc.claims.rules.handouts import Asked
from mrc.claims.rules.path import PathEvent
from mrc.claims.rules.settlements import Instalment, cover
from mrc.documents.rules import EvidenceKind
from mrc.people.rules import Holder, Precision
from tests.claims.employments import assessed, data

MADE_AT = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
FACTS = {
    "unpaid": [{"month": "2024-11", "due": "1000", "paid": "250"}, {"month": "2024-12", "due": "1000"}],
    "overtime": [{"month": "2024-12", "hours_day": "12", "hours_night": "3", "hours_rest_day": "8"}],
    "history": [{"month": "2024-10", "total": "1000"}],
    "unused_leave_days": "15",
    "unpaid_absence_days": 4,
}


def entry(number: int, kind: AmountKind, amount: str, day: date, method: PaymentMethod | None = None) -> Any:
    return SimpleNamespace(
        id=number, kind=kind, amount=Decimal(amount), happened_on=day, method=method, takes_back_id=None
    )


def line(component: Component, claimed: str, *ledger: Any, **values: Any) -> Any:
    kept: dict[str, Any] = {"computed": None, "period_from": None, "period_to": None, "ledger": list(ledger)}
    return SimpleNamespace(component=component, claimed=Decimal(claimed), **{**kept, **values})


def agreed(**changes: Any) -> Agreed:
    parts = [Instalment(date(2026, 11, 2), Decimal(300)), Instalment(date(2026, 12, 2), Decimal(1700))]
    covered = tuple(cover(parts, Decimal(300), TODAY))
    made = Agreed(date(2026, 10, 20), Decimal(2000), "يدفع نقداً (in cash)", "The worker waives overtime.", covered)
    return replace(made, **changes)


def document(number: int, kind: EvidenceKind, dated: date | None = None) -> Any:
    return SimpleNamespace(
        id=number,
        kind=kind,
        dated=dated,
        original_held_by=Holder.EMPLOYER,
        added_at=MADE_AT,
        size=120_000,
        sha256=f"{number:064x}",
    )


def lines() -> list[Any]:
    paid = entry(4, AmountKind.RECEIVED, "300.00", date(2026, 11, 2), PaymentMethod.BANK)
    return [
        line(
            Component.UNPAID_WAGE,
            "1750.00",
            entry(1, AmountKind.CLAIMED, "1750.00", date(2026, 9, 1)),
            entry(2, AmountKind.OFFERED, "900.00", date(2026, 10, 1)),
            paid,
            period_from=date(2024, 11, 1),
            period_to=date(2024, 12, 31),
            computed=Decimal("1750.00"),
        ),
        line(Component.END_OF_SERVICE, "4000.00", entry(3, AmountKind.AWARDED, "2000.00", date(2026, 10, 20))),
    ]


def wage_claim(where: str, currency: str) -> Any:
    return SimpleNamespace(
        id=1,
        ref="1000000005",
        country=where,
        currency=currency,
        employed_from=date(2021, 1, 1),
        employed_to=date(2024, 12, 31),
        is_still_employed=False,
        monthly_wage=Decimal("1000.00"),
        lines=lines(),
    )


def source(where: str = "QA", **changes: Any) -> Source:
    """A claim at the destination of the test, with every kind of thing on record."""
    result = assessed(where, **FACTS)
    made: dict[str, Any] = {
        "claim": wage_claim(where, result.currency),
        "case": SimpleNamespace(id=1, ref="1000000013"),
        "sums": Sums(
            Decimal("5750.00"), Decimal("1750.00"), Decimal("900.00"), Decimal("2000.00"), Decimal("300.00")
        ),
        "outstanding": Decimal("1700.00"),
        "person": person(),
        "centre": SimpleNamespace(name="Doha centre", address="12 Corniche Street", phone="+974 4455 1234"),
        "respondent": respondent(),
        "record": SimpleNamespace(
            made_at=MADE_AT, facts=data(where, **FACTS), currency=result.currency, law_digest="ab" * 32
        ),
        "result": result,
        "agreed": None,
        "forum": SimpleNamespace(names=("لجنة فض المنازعات العمالية", "Labour Disputes Committee")),
        "filed": (
            Filed(date(2026, 9, 20), PathEvent.FILED, "إدارة علاقات العمل – Labour Relations", "77/2026"),
            Filed(date(2026, 10, 5), PathEvent.FAILED, "إدارة علاقات العمل – Labour Relations", None),
        ),
        "documents": (
            document(1, EvidenceKind.CONTRACT, date(2021, 1, 1)),
            document(2, EvidenceKind.PAY_SLIP),
            document(3, EvidenceKind.PAY_SLIP),
        ),
        "today": TODAY,
        "asked": Asked.COMPUTED,
        "answer_by": date(2026, 12, 4),
    }
    return Source(**{**made, **changes})


def person(name: str | None = "राम बहादुर श्रेष्ठ", latin_name: str | None = "Ram Bahadur Shrestha") -> Any:
    return SimpleNamespace(
        name=name,
        latin_name=latin_name,
        nationality="NP",
        birth_date=date(1990, 1, 1),
        birth_precision=Precision.YEAR,
    )


def respondent(name: str | None = "شركة الخليج للمقاولات", latin_name: str | None = "Gulf Contracting") -> Any:
    return SimpleNamespace(name=name, latin_name=latin_name, licence="CR-44871", city="Doha", country="QA")


def without(made: Source, *names: str) -> Source:
    """The same claim with some of it not on record."""
    return replace(made, **{name: () if name in {"documents", "filed"} else None for name in names})
