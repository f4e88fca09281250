"""Whose turn it is and which dates matter, as the worker reads it. Somebody else may look at the screen."""

from typing import Any

from mrc.casework.rules.stages import Party
from mrc.casework.rules.tasks import TaskKind
from mrc.i18n import lazy

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
NEXT_CHECK = lazy("We look at it again")
