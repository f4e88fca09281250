"""The neutral texts that leave the house. They name nobody and nothing: somebody else may read them first."""

from typing import Any

from mrc.i18n import lazy, lazy_p
from mrc.outbox import Letter, Medium, SendingState, WordGiven

# Letter -> (subject, body). No name, no code, no reference, no word about work, money or help, and no address.
LETTERS: dict[Letter, tuple[Any, Any]] = {
    Letter.NEWS_FOR_MIGRANT: (
        lazy_p("subject", "News"),
        lazy("Hello. There is something new for you. Look when it suits you. Please do not answer this message."),
    ),
    Letter.REFERRAL_FOR_PARTNER: (
        lazy_p("subject", "Something waits for you"),
        lazy("Hello. Something new waits for you in Waymark. Please look at it when you can."),
    ),
    Letter.REFERRAL_BY_LINK: (
        lazy_p("subject", "A page for you"),
        lazy(
            "Hello. Somebody you know prepared a page for you. They call you and tell you how it opens. "
            "If you expect nothing, delete this message."
        ),
    ),
    Letter.REFERRAL_REMINDER: (
        lazy_p("subject", "Something still waits for you"),
        lazy("Hello. Something that was sent to you still waits for your answer. Please look at it when you can."),
    ),
    Letter.ANSWER_FOR_CASEWORKER: (
        lazy_p("subject", "An answer came"),
        lazy("Hello. An answer came for you in Waymark. Please look at it when you can."),
    ),
    Letter.HAND_OVER_FOR_CENTRE: (
        lazy_p("subject", "A request waits for you"),
        lazy("Hello. A colleague asks something of you in Waymark. Please look at it when you can."),
    ),
    Letter.ACCOUNT_OPENED: (
        lazy_p("subject", "Your account"),
        lazy("Hello. An account was opened for you in Waymark. Your administrator will tell you how to sign in."),
    ),
}

# What leaves as a text message: so short that it is one message in every script, which costs and shows the least.
SHORT: dict[Letter, Any] = {
    Letter.NEWS_FOR_MIGRANT: lazy("There is news for you. Look when it suits you."),
}

WORDS: dict[Any, Any] = {
    Letter: {
        Letter.NEWS_FOR_MIGRANT: lazy("Notice of news to the worker"),
        Letter.REFERRAL_FOR_PARTNER: lazy("Notice of a referral to the partner"),
        Letter.REFERRAL_BY_LINK: lazy("Link to a referral for the partner"),
        Letter.REFERRAL_REMINDER: lazy("Reminder of a referral to the partner"),
        Letter.ANSWER_FOR_CASEWORKER: lazy("Notice of an answer to the caseworker"),
        Letter.HAND_OVER_FOR_CENTRE: lazy("Notice of a hand-over to the centre"),
        Letter.ACCOUNT_OPENED: lazy("Notice of a new account"),
    },
    Medium: {Medium.EMAIL: lazy("E-mail"), Medium.SMS: lazy("Text message")},
    SendingState: {
        SendingState.QUEUED: lazy_p("message to send", "Waiting to be sent"),
        SendingState.SENDING: lazy_p("message to send", "Being sent"),
        SendingState.SENT: lazy_p("message to send", "Sent"),
        SendingState.DELIVERED: lazy_p("message to send", "Delivered"),
        SendingState.FAILED: lazy_p("message to send", "Not delivered"),
        SendingState.UNKNOWN: lazy_p("message to send", "Not known whether it arrived"),
        SendingState.EXPIRED: lazy_p("message to send", "Too old to be sent"),
        SendingState.STOPPED: lazy_p("message to send", "Stopped by the person"),
        SendingState.HELD_BACK: lazy_p("message to send", "Held back to keep the person safe"),
    },
    WordGiven: {
        WordGiven.IN_PERSON: lazy("They said so in person"),
        WordGiven.ON_THE_PHONE: lazy("They said so on the telephone"),
        WordGiven.IN_WRITING: lazy("They wrote it"),
    },
}
