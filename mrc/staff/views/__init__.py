"""Pages of this room: signing in, one's own account, the administrator's accounts and centres, and the record."""

from mrc.staff.views import account, centres, record, signing_in, users

__all__ = ["account", "centres", "record", "signing_in", "users"]
