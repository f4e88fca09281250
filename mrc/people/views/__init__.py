"""Pages of this room: search, taking somebody in, the person and their parts, consents, erasing."""

from mrc.people.views import consenting, editing, erasing, reading, taking

__all__ = ["consenting", "editing", "erasing", "reading", "taking"]
