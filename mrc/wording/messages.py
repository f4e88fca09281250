"""The words of the conversation."""

from typing import Any

from mrc.i18n import lazy
from mrc.messages.rules import Direction, MessageFault

WORDS: dict[Any, Any] = {
    Direction: {
        Direction.FROM_MIGRANT: lazy("From the worker"),
        Direction.FROM_CENTRE: lazy("From the centre"),
    },
    MessageFault: {
        MessageFault.EMPTY: lazy("Write what you want to say."),
        MessageFault.HOLDS_CODE: lazy(
            "Your secret code, or a very long number, is in this text. Take it out: nobody needs to know your code."
        ),
    },
}
