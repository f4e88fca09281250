"""What happens with referrals: proposing, showing, sending, answering, and taking back."""

from mrc.referrals.service.answering import (
    Inbox,
    PartnerView,
    accept,
    decline,
    inbox,
    open_referral,
    own_organisation,
    report,
)
from mrc.referrals.service.candidates import Proposal, propose
from mrc.referrals.service.reading import (
    ListedReferral,
    ReferralLine,
    ReferralView,
    list_referrals,
    of_case,
    sent_to,
    show,
)
from mrc.referrals.service.sending import Offer, Preview, offer, preview, recall, send

__all__ = [
    "Inbox",
    "ListedReferral",
    "Offer",
    "PartnerView",
    "Preview",
    "Proposal",
    "ReferralLine",
    "ReferralView",
    "accept",
    "decline",
    "inbox",
    "list_referrals",
    "of_case",
    "offer",
    "open_referral",
    "own_organisation",
    "preview",
    "propose",
    "recall",
    "report",
    "send",
    "sent_to",
    "show",
]
