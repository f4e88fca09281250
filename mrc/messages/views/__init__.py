"""Pages of this room: the conversation, notices to the worker, texts to the centre's number, calls of a gateway."""

from mrc.messages.views import conversation, hooks, notices, texts

__all__ = ["conversation", "hooks", "notices", "texts"]
