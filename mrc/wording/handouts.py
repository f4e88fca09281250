"""What is asked and refused when a paper to hand over is made; what papers say themselves stands with them."""

from typing import Any

from mrc.claims.rules.handouts import Asked, HandoutFault
from mrc.i18n import lazy, lazy_p
from mrc.printing import PrintingFault

WORDS: dict[Any, Any] = {
    Asked: {
        Asked.COMPUTED: lazy_p("amounts asked for", "What the law gives"),
        Asked.CLAIMED: lazy_p("amounts asked for", "What is claimed"),
    },
    HandoutFault: {
        HandoutFault.NO_ASSESSMENT: lazy("Nothing is computed for this claim yet. Compute it first."),
        HandoutFault.NOTHING_OWED: lazy("There is no amount to ask for. Choose the other amounts."),
        HandoutFault.NO_RESPONDENT: lazy("This claim names nobody it is against. Change the claim first."),
        HandoutFault.NOT_AGREED: lazy("Ask the worker first, and tick this when they agree."),
        HandoutFault.NEEDS_ANSWER_BY: lazy("Enter the day by which an answer is awaited."),
        HandoutFault.ANSWER_BY_TOO_EARLY: lazy("Enter a day after today, so that an answer can still come."),
        HandoutFault.NO_DOCUMENTS: lazy("No file is kept for this case yet."),
        HandoutFault.NOTHING_RECEIVED: lazy("Neither a settlement nor a payment is on record for this claim yet."),
    },
    PrintingFault: {
        PrintingFault.TOO_LONG: lazy("This is too long for one document."),
        PrintingFault.NOT_SET: lazy("This document could not be made. Tell whoever runs the server."),
    },
}
