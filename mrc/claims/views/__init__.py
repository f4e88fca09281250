"""Pages of wage claims at the office door: the claims with their ledger, and the law on record."""

from mrc.claims.views import law, ledger, limits

__all__ = ["law", "ledger", "limits"]
