"""Pages of this room: signing in, one's own account, the administrator's accounts and centres, and the record."""

from mrc.staff.views import signing_in

__all__ = ["signing_in"]
