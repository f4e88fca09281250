"""What happens with referrals: drafting, proposing, sending, opening by a link, answering, minding, taking back."""

from mrc.referrals.service.answering import (
    Inbox,
    PartnerView,
    accept,
    decline,
    give_back,
    inbox,
    members,
    open_referral,
    own_organisation,
    report,
    start,
    waitlist,
)
from mrc.referrals.service.candidates import Proposal, line_of, propose, route
from mrc.referrals.service.consents import ready_recording
from mrc.referrals.service.drafts import ask_next, discard_draft, get_draft, save_draft
from mrc.referrals.service.learning import KnownPartner, known_partners, records_of
from mrc.referrals.service.links import NewLink, actor_by_link, end_link, make_link, open_link, referral_of
from mrc.referrals.service.minding import overdue, remind_partners
from mrc.referrals.service.package import freeze_referrals
from mrc.referrals.service.packets import present_among
from mrc.referrals.service.papers import NumberedLine, by_number, copies_of, open_file, print_form, print_own_copy
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
from mrc.referrals.service.stopping import stop_expired
from mrc.referrals.service.writing import attach, judge_help, ready_file, write_back, write_to_partner

__all__ = [
    "Inbox",
    "KnownPartner",
    "ListedReferral",
    "NewLink",
    "NumberedLine",
    "Offer",
    "PartnerView",
    "Preview",
    "Proposal",
    "ReferralLine",
    "ReferralView",
    "accept",
    "actor_by_link",
    "ask_next",
    "attach",
    "by_number",
    "copies_of",
    "decline",
    "discard_draft",
    "end_link",
    "freeze_referrals",
    "get_draft",
    "give_back",
    "inbox",
    "judge_help",
    "known_partners",
    "line_of",
    "list_referrals",
    "make_link",
    "members",
    "of_case",
    "offer",
    "open_file",
    "open_link",
    "open_referral",
    "overdue",
    "own_organisation",
    "present_among",
    "preview",
    "print_form",
    "print_own_copy",
    "propose",
    "ready_file",
    "ready_recording",
    "recall",
    "records_of",
    "referral_of",
    "remind_partners",
    "report",
    "route",
    "save_draft",
    "send",
    "sent_to",
    "show",
    "start",
    "stop_expired",
    "waitlist",
    "write_back",
    "write_to_partner",
]
