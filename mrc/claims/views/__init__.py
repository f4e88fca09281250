"""Pages of wage claims at the office door: the claims with their ledger, what the law gives, and the law itself."""

from mrc.claims.views import (
    assessing,
    collective,
    evidence,
    gate,
    handouts,
    hearings,
    hours,
    law,
    ledger,
    limits,
    package,
    path,
    powers,
    remedies,
    settlements,
    workers,
)

__all__ = [
    "assessing",
    "collective",
    "evidence",
    "gate",
    "handouts",
    "hearings",
    "hours",
    "law",
    "ledger",
    "limits",
    "package",
    "path",
    "powers",
    "remedies",
    "settlements",
    "workers",
]
