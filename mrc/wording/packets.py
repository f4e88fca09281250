"""The words of packets and of the referral form, which stand on the copies in the person's language as well."""

from typing import Any

from mrc.i18n import lazy_p
from mrc.referrals.rules import Copy, ServiceAsked

WORDS: dict[Any, Any] = {
    Copy: {
        Copy.RECEIVING: lazy_p("copy", "Copy for the organisation that is asked"),
        Copy.REFERRING: lazy_p("copy", "Copy for the centre"),
        Copy.PERSON: lazy_p("copy", "Copy for the person"),
    },
    ServiceAsked: {
        ServiceAsked.LEGAL_ASSISTANCE: lazy_p("service", "Legal assistance"),
        ServiceAsked.SHELTER: lazy_p("service", "Safety and shelter"),
        ServiceAsked.HEALTH: lazy_p("service", "Health care"),
        ServiceAsked.PSYCHOSOCIAL: lazy_p("service", "Psychosocial support"),
        ServiceAsked.WOMENS_SERVICES: lazy_p("service", "Services for women"),
        ServiceAsked.CHILD_SUPPORT: lazy_p("service", "Support for children"),
        ServiceAsked.FAMILY_TRACING: lazy_p("service", "Finding family members"),
        ServiceAsked.DISABILITY: lazy_p("service", "Services for people with disabilities"),
        ServiceAsked.FOOD: lazy_p("service", "Food"),
        ServiceAsked.ITEMS: lazy_p("service", "Clothes and household things"),
        ServiceAsked.CASH: lazy_p("service", "Money in need"),
        ServiceAsked.LIVELIHOOD: lazy_p("service", "Work and training"),
        ServiceAsked.OTHER: lazy_p("service", "Something else"),
    },
}
