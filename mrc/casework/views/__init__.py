"""Pages about cases, all at the office door."""

from mrc.casework.views import editing, handing, joining, moving, opening, package, page, panels, work

__all__ = ["editing", "handing", "joining", "moving", "opening", "package", "page", "panels", "work"]
