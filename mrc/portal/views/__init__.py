"""The public pages and the worker's own, and what the office decides about these."""

from mrc.portal.views import agreed, dates, ending, looks, office, own, public

__all__ = ["agreed", "dates", "ending", "looks", "office", "own", "public"]
