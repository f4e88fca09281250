"""The words of the conversation."""

from typing import Any

from mrc.i18n import lazy, lazy_p
from mrc.messages.rules import Direction, Inlet, MessageFault, SenderCheck, TextFault, TextState

WORDS: dict[Any, Any] = {
    Direction: {
        Direction.FROM_MIGRANT: lazy("From the worker"),
        Direction.FROM_CENTRE: lazy("From the centre"),
    },
    Inlet: {
        Inlet.SMS: lazy_p("inlet", "Text message"),
        Inlet.WHATSAPP: lazy_p("inlet", "WhatsApp"),
    },
    TextState: {
        TextState.WAITING: lazy_p("text", "Waits for somebody to say who wrote it"),
        TextState.UNKNOWN: lazy_p("text", "Nobody knows who wrote it"),
        TextState.TAKEN: lazy_p("text", "In the conversation"),
        TextState.PUT_ASIDE: lazy_p("text", "Put aside"),
    },
    SenderCheck: {
        SenderCheck.CALLED_BACK: lazy("I called back in a safe way and asked"),
        SenderCheck.IN_PERSON: lazy("They told me in person"),
        SenderCheck.SAFE_WORD: lazy("They used the safe word"),
    },
    TextFault: {
        TextFault.NO_SUCH_CASE: lazy("There is no such case of yours. Check the number."),
        TextFault.NEEDS_CHECK: lazy("Say how you made sure that the worker wrote it."),
        TextFault.NOT_STOPPED: lazy("Text messages are not stopped any more."),
    },
    MessageFault: {
        MessageFault.EMPTY: lazy("Write what you want to say."),
        MessageFault.HOLDS_CODE: lazy(
            "Your secret code, or a very long number, is in this text. Take it out: nobody needs to know your code."
        ),
        MessageFault.TELLS_CODE: lazy(
            "The worker's code, or a very long number, is in this text. Take it out: a code is given in person."
        ),
    },
}
