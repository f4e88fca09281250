"""What a worker decided or asked for on their own pages, as the office reads it, also as the title of a task."""

from typing import Any

from mrc.i18n import lazy
from mrc.portal.rules import WishKind

WORDS: dict[Any, Any] = {
    WishKind: {
        WishKind.CONSENT_ENDED: lazy("The worker took back a consent on their page. Talk with them about it."),
        WishKind.WILL_COME: lazy("The worker says that they will come to the appointment."),
        WishKind.OTHER_TIME: lazy("The worker asks for another time for an appointment."),
        WishKind.CLOSING: lazy("The worker asks that the case is closed."),
        WishKind.STILL_NEEDS_HELP: lazy("The worker says that they still need help."),
        WishKind.CORRECTION: lazy("The worker asks that something is corrected."),
    },
}
