"""Pages of wage claims at the office door: the claims with their ledger, what the law gives, and the law itself."""

from mrc.claims.views import assessing, law, ledger, limits

__all__ = ["assessing", "law", "ledger", "limits"]
