"""Pages of this room; importing them hangs them on their doors."""

from mrc.reports.views import caseload, exports, statistics, workers

__all__ = ["caseload", "exports", "statistics", "workers"]
