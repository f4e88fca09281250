"""The words of claims that stand on handouts too, in every language of a worker."""

from typing import Any

from mrc.claims.rules import AmountKind, Component, PaymentMethod
from mrc.claims.rules.asking import Question, Told
from mrc.claims.rules.handouts import Handout
from mrc.claims.rules.path import PathEvent
from mrc.i18n import lazy, lazy_p

WORDS: dict[Any, Any] = {
    Component: {
        Component.UNPAID_WAGE: lazy_p("component", "Wages not paid"),
        Component.MIN_WAGE_TOPUP: lazy_p("component", "Difference to the minimum wage"),
        Component.OVERTIME: lazy_p("component", "Overtime"),
        Component.REST_DAY: lazy_p("component", "Work on rest days"),
        Component.HOLIDAY: lazy_p("component", "Work on public holidays"),
        Component.LEAVE: lazy_p("component", "Annual leave"),
        Component.NOTICE: lazy_p("component", "Notice period"),
        Component.END_OF_SERVICE: lazy_p("component", "End-of-service pay"),
        Component.SEVERANCE: lazy_p("component", "Severance pay"),
        Component.DISMISSAL_COMPENSATION: lazy_p("component", "Compensation for dismissal"),
        Component.DEDUCTION_REFUND: lazy_p("component", "Unlawful deductions"),
        Component.FEE_REFUND: lazy_p("component", "Recruitment fees"),
        Component.RETURN_TICKET: lazy_p("component", "Return ticket"),
        Component.INTEREST: lazy_p("component", "Interest"),
    },
    AmountKind: {
        AmountKind.CLAIMED: lazy_p("amount", "Claimed"),
        AmountKind.COMPUTED: lazy_p("amount", "Computed"),
        AmountKind.OFFERED: lazy_p("amount", "Offered"),
        AmountKind.AWARDED: lazy_p("amount", "Awarded"),
        AmountKind.RECEIVED: lazy_p("amount", "Received"),
    },
    PaymentMethod: {
        PaymentMethod.BANK: lazy_p("payment", "Bank transfer"),
        PaymentMethod.CASH: lazy_p("payment", "Cash"),
        PaymentMethod.CHEQUE: lazy_p("payment", "Cheque"),
        PaymentMethod.AUTHORITY: lazy_p("payment", "Paid out by an authority"),
        PaymentMethod.OTHER: lazy_p("payment", "Another way"),
    },
    Told: {
        Told.YES: lazy_p("answer", "Yes"),
        Told.NO: lazy_p("answer", "No"),
    },
    Question: {
        Question.BASIC: lazy("Basic wage, without allowances"),
        Question.SOCIAL_ALLOWANCE: lazy("Social allowance"),
        Question.HOURS_PER_DAY: lazy("Hours agreed for a day"),
        Question.HISTORY: lazy("What the last months really brought"),
        Question.ABSENCE: lazy("Days of absence without pay"),
        Question.SOCIAL_SECURITY: lazy("Was the worker covered by social security?"),
        Question.MPF: lazy("Was the worker in the provident fund (MPF)?"),
        Question.HOURS_DAY: lazy("Hours by day"),
        Question.HOURS_NIGHT: lazy("Hours by night"),
        Question.HOURS_REST_DAY: lazy("Hours on days of rest"),
        Question.LEAVE: lazy("Days of annual leave not taken"),
    },
    Handout: {
        Handout.COMPUTATION: lazy("Computation statement"),
        Handout.DEMAND: lazy("Demand letter"),
        Handout.FILING: lazy("Filing summary"),
        Handout.EVIDENCE: lazy("Evidence index"),
        Handout.RECEIPT: lazy("Settlement receipt"),
    },
    PathEvent: {
        PathEvent.FILED: lazy_p("filing", "Filed"),
        PathEvent.ACCEPTED: lazy_p("filing", "Accepted for examination"),
        PathEvent.CONCILIATION_SET: lazy_p("filing", "Conciliation set"),
        PathEvent.SETTLED: lazy_p("filing", "Settled"),
        PathEvent.FAILED: lazy_p("filing", "No settlement"),
        PathEvent.REFERRED: lazy_p("filing", "Referred to court"),
        PathEvent.HEARING: lazy_p("filing", "Hearing set"),
        PathEvent.JUDGMENT_FOR: lazy_p("filing", "Decided for the worker"),
        PathEvent.JUDGMENT_AGAINST: lazy_p("filing", "Decided against the worker"),
        PathEvent.APPEALED: lazy_p("filing", "Appealed"),
        PathEvent.ENFORCEMENT: lazy_p("filing", "Enforcement asked for"),
        PathEvent.CLOSED: lazy_p("filing", "Closed there"),
    },
}
