"""Pages of wage claims at the office door: the claims with their ledger, what the law gives, and the law itself."""

from mrc.claims.views import (
    assessing,
    gate,
    hearings,
    law,
    ledger,
    limits,
    path,
    powers,
)

__all__ = ["assessing", "gate", "hearings", "law", "ledger", "limits", "path", "powers"]
