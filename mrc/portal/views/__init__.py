"""The public pages and the worker's own, and what the office decides about these."""

from mrc.portal.views import agreed, copying, correcting, dates, diary, ending, looks, office, own, public

__all__ = ["agreed", "copying", "correcting", "dates", "diary", "ending", "looks", "office", "own", "public"]
