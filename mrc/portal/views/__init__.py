"""The public pages and the worker's own, and what the office decides about these."""

from mrc.portal.views import agreed, correcting, dates, ending, looks, office, own, public

__all__ = ["agreed", "correcting", "dates", "ending", "looks", "office", "own", "public"]
