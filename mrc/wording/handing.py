"""Words of hand-overs between centres: their answers, what stands in their way, and the parts of the package."""

from typing import Any

from mrc.casework.rules.package import PackagePart
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault
from mrc.i18n import lazy, lazy_p

HANDOVER_ANSWERS = {
    HandoverAnswer.OPEN: lazy_p("hand-over", "Not answered yet"),
    HandoverAnswer.ACCEPTED: lazy_p("hand-over", "Accepted"),
    HandoverAnswer.DECLINED: lazy_p("hand-over", "Declined"),
    HandoverAnswer.WITHDRAWN: lazy_p("hand-over", "Withdrawn"),
}

HANDOVER_FAULTS = {
    HandoverFault.ALREADY_OPEN: lazy("This case is already offered to a centre. Withdraw that offer first."),
    HandoverFault.SAME_PLACE: lazy("The case is there already. Choose somebody else."),
    HandoverFault.NOT_OPEN: lazy("This hand-over has been answered or withdrawn meanwhile."),
    HandoverFault.CASE_CLOSED: lazy("This case is closed. Reopen it before you hand it over."),
    HandoverFault.NO_SUCH_PERSON: lazy("Choose an active colleague or centre from the list."),
    HandoverFault.NO_CONSENT: lazy(
        "The worker's consent to this hand-over is missing, ran out or was taken back. Without it the case stays "
        "where it is."
    ),
    HandoverFault.CHANGED: lazy("The case changed meanwhile. Look at the package again before you offer it."),
}

PACKAGE_PARTS = {
    PackagePart.ABOUT: lazy_p("package", "What it is about"),
    PackagePart.SUMMARY: lazy_p("package", "The summary of the case"),
    PackagePart.PLAN: lazy_p("package", "Open tasks"),
    PackagePart.DEADLINES: lazy_p("package", "Time limits and hearings"),
    PackagePart.EVIDENCE: lazy_p("package", "The list of the evidence"),
    PackagePart.CLAIMS: lazy_p("package", "What is claimed"),
    PackagePart.REFERRALS: lazy_p("package", "Partners who help already"),
    PackagePart.CONSENTS: lazy_p("package", "Consents"),
}

WORDS: dict[Any, dict[Any, Any]] = {
    HandoverAnswer: HANDOVER_ANSWERS,
    HandoverFault: HANDOVER_FAULTS,
    PackagePart: PACKAGE_PARTS,
}
