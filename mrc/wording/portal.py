"""Whose turn it is and which dates matter, as the worker reads it. Somebody else may look at the screen."""

from typing import Any

from mrc.access import Role
from mrc.casework.rules.stages import Party
from mrc.casework.rules.tasks import TaskKind
from mrc.i18n import lazy, lazy_p
from mrc.portal.rules import HowItWas, OwnDayFault, OwnPageFault, WarningKind

_SOMEBODY_ELSE = lazy("We are waiting for somebody else.")

TURNS: dict[Party, Any] = {
    Party.MIGRANT: lazy("It is your turn."),
    Party.CASEWORKER: lazy("It is our turn."),
    Party.RESPONDENT: _SOMEBODY_ELSE,
    Party.AUTHORITY: _SOMEBODY_ELSE,
    Party.PARTNER: _SOMEBODY_ELSE,
    Party.NOBODY: lazy("It is nobody's turn."),
}

DATES: dict[TaskKind, Any] = {
    TaskKind.MEETING: lazy("Meeting"),
    TaskKind.HEARING: lazy("Important date"),
    TaskKind.CALL: lazy("We call you"),
}
# Who looked, in a word; a name of staff stands nowhere.
LOOKED: dict[Role, Any] = {
    Role.CASEWORKER: lazy("Caseworker"),
    Role.SUPERVISOR: lazy("Supervisor"),
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.AUDITOR: lazy("Auditor"),
    Role.PARTNER: lazy_p("role", "Partner"),
}
NEXT_CHECK = lazy("We look at it again")
ACT_BEFORE = lazy("Act before")

# What the task says that a warning from the worker's door makes; the others only stand on the case page.
WARNING_TASKS: dict[WarningKind, Any] = {
    WarningKind.SECOND_OPENED: lazy(
        "Danger: the second code was used. Somebody may be forcing the worker. Read the case page first."
    ),
    WarningKind.CODE_VOIDED: lazy(
        "Somebody else used the worker's code. It was ended. Reach the worker safely and give a new one in person."
    ),
}

WORDS: dict[Any, Any] = {
    WarningKind: {
        WarningKind.SECOND_OPENED: lazy("The page was opened with the second code"),
        WarningKind.SECOND_WROTE: lazy("Somebody wrote there with the second code"),
        WarningKind.SECOND_SENT: lazy("Somebody sent a file there with the second code"),
        WarningKind.CODE_VOIDED: lazy("“That was not me”: the codes were ended from the worker's page"),
    },
    HowItWas: {
        HowItWas.GOOD: lazy_p("how it was", "Good"),
        HowItWas.MIDDLING: lazy_p("how it was", "Not good and not bad"),
        HowItWas.BAD: lazy_p("how it was", "Bad"),
    },
    OwnDayFault: {
        OwnDayFault.ALREADY_THERE: lazy("This day is written down already. Write us a message if it is wrong."),
        OwnDayFault.CHECK: lazy("Check the times, the break and the money."),
        OwnDayFault.FINISHED: lazy("Our work together is finished."),
    },
    OwnPageFault: {
        OwnPageFault.NO_FIRST_CODE: lazy("The worker has no code now. Give a new code first, then a second one."),
    },
}
