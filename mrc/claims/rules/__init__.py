"""What is true of a wage claim: its ledger here, and beside it the law as data and the engine that applies it."""

from mrc.claims.rules.ledger import (
    AmountKind,
    ClaimFacts,
    ClaimFault,
    ClaimFilters,
    Component,
    Entry,
    EntryFacts,
    LineFacts,
    PaymentMethod,
    Sums,
    fault_of,
    is_backwards,
    is_too_fine,
    spread,
    standing,
    valid,
)

__all__ = [
    "AmountKind",
    "ClaimFacts",
    "ClaimFault",
    "ClaimFilters",
    "Component",
    "Entry",
    "EntryFacts",
    "LineFacts",
    "PaymentMethod",
    "Sums",
    "fault_of",
    "is_backwards",
    "is_too_fine",
    "spread",
    "standing",
    "valid",
]
