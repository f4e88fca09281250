"""The words of settlements, rates, remedies and sanctions."""

from decimal import Decimal
from typing import Any

from babel import numbers

from mrc.claims.rules.dollars import RateFault, RateSource
from mrc.claims.rules.remedies import RemedyFault, RemedyKind, RemedyStep, SanctionKind
from mrc.claims.rules.settlements import (
    InstalmentState,
    SettlementEnd,
    SettlementFault,
    SettlementWay,
    Understood,
)
from mrc.i18n import digits, language, lazy, lazy_p, locale_of

WORDS: dict[Any, Any] = {
    SettlementWay: {
        SettlementWay.NEGOTIATION: lazy_p("settlement", "In negotiation with the other side"),
        SettlementWay.CONCILIATION: lazy_p("settlement", "In conciliation before an authority"),
        SettlementWay.COURT: lazy_p("settlement", "In court"),
    },
    Understood: {
        Understood.YES: lazy_p("understood", "Yes, understood"),
        Understood.PARTLY: lazy_p("understood", "Understood in part"),
        Understood.NO: lazy_p("understood", "No, not understood"),
    },
    SettlementEnd: {
        SettlementEnd.REPLACED: lazy_p("settlement", "Replaced by a newer one"),
        SettlementEnd.BROKEN_OFF: lazy_p("settlement", "Broken off"),
    },
    InstalmentState: {
        InstalmentState.PAID: lazy_p("instalment", "Paid"),
        InstalmentState.PARTLY_PAID: lazy_p("instalment", "Paid in part"),
        InstalmentState.DUE: lazy_p("instalment", "To come"),
        InstalmentState.MISSED: lazy_p("instalment", "Missed"),
    },
    SettlementFault: {
        SettlementFault.NO_TOTAL: lazy("Enter the total that was agreed."),
        SettlementFault.NO_INSTALMENTS: lazy("Enter at least one instalment, or in how many parts it is paid."),
        SettlementFault.EMPTY_INSTALMENT: lazy("An instalment is nothing. Use fewer parts, or a larger amount."),
        SettlementFault.NOT_THE_TOTAL: lazy("The instalments do not add up to the total. Change one of them."),
        SettlementFault.TWICE_ON_A_DAY: lazy("Two instalments fall on one day. Put them together."),
        SettlementFault.DUE_BEFORE_AGREED: lazy("An instalment is due before the day of the settlement."),
        SettlementFault.OLDER_THAN_STANDING: lazy(
            "The settlement that stands was agreed later than this day. Check the day."
        ),
        SettlementFault.ANOTHER_STANDS: lazy(
            "Somebody recorded another settlement meanwhile. Look at it before you replace it."
        ),
        SettlementFault.NO_LONGER_STANDS: lazy("This settlement stands no longer."),
        SettlementFault.ENDS_BEFORE_AGREED: lazy("This day lies before the day of the settlement."),
    },
    RateSource: {
        RateSource.CENTRAL_BANK: lazy_p("rate", "Central bank"),
        RateSource.EXCHANGE_SLIP: lazy_p("rate", "Slip of the bank or exchange house"),
        RateSource.UNITED_NATIONS: lazy_p("rate", "United Nations operational rate"),
        RateSource.PEG: lazy_p("rate", "Fixed rate of the currency"),
        RateSource.OTHER: lazy_p("rate", "Another source"),
    },
    RateFault: {
        RateFault.NOT_A_RATE: lazy("Write the rate in figures above zero, with at most six decimals."),
        RateFault.IN_DOLLARS_ALREADY: lazy("This claim is in US dollars already. It needs no rate."),
    },
    RemedyKind: {
        RemedyKind.DOCUMENTS: lazy_p("remedy", "Passport or papers given back"),
        RemedyKind.TICKET: lazy_p("remedy", "Return ticket"),
        RemedyKind.TRANSFER: lazy_p("remedy", "Leave to change the employer"),
        RemedyKind.RELEASE: lazy_p("remedy", "Release or no-objection letter"),
        RemedyKind.REINSTATEMENT: lazy_p("remedy", "Back in the job"),
        RemedyKind.CERTIFICATE: lazy_p("remedy", "Certificate of service"),
        RemedyKind.APOLOGY: lazy_p("remedy", "Apology"),
        RemedyKind.OTHER: lazy_p("remedy", "Something else"),
    },
    RemedyStep: {
        RemedyStep.ASKED: lazy_p("remedy", "Asked for"),
        RemedyStep.PROMISED: lazy_p("remedy", "Promised"),
        RemedyStep.RECEIVED: lazy_p("remedy", "Received"),
    },
    SanctionKind: {
        SanctionKind.FINE: lazy_p("sanction", "Fine"),
        SanctionKind.LICENCE_SUSPENDED: lazy_p("sanction", "Licence suspended"),
        SanctionKind.LICENCE_REVOKED: lazy_p("sanction", "Licence revoked"),
        SanctionKind.BLACKLISTED: lazy_p("sanction", "On the list of barred firms"),
        SanctionKind.RECRUITMENT_BAN: lazy_p("sanction", "Barred from recruiting"),
        SanctionKind.CRIMINAL_REFERRAL: lazy_p("sanction", "Handed to the prosecutor"),
        SanctionKind.OTHER: lazy_p("sanction", "Another sanction"),
    },
    RemedyFault: {
        RemedyFault.NEEDS_WORDS: lazy("Say in words what it is."),
        RemedyFault.NEEDS_AUTHORITY: lazy("Enter which authority did it."),
        RemedyFault.NOTHING_TO_TAKE_BACK: lazy("This was taken back already."),
    },
}


def figures(rate: Decimal) -> str:
    """A rate with all of its decimals, in the reader's separators and digits."""
    locale = locale_of(language())
    return digits(numbers.format_decimal(rate, locale=locale, numbering_system="latn", decimal_quantization=False))
