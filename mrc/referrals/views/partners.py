"""What became of the referrals to each partner, for who leads a centre."""

from typing import Any

from flask import g, render_template, request

from mrc.access import Actor, Permission, Subject, may
from mrc.areas import office, requires
from mrc.directory.models import Organisation
from mrc.panels import panel
from mrc.referrals import service
from mrc.referrals.rules import RecordOrder, TrackRecord
from mrc.referrals.rules.learning import LEAST_SHOWN, shown_count, shown_share


def _shown(record: TrackRecord) -> dict[str, Any]:
    """A record as far as it tells of nobody."""
    hours = record.usual_hours
    return {
        "sent": shown_count(record.sent),
        "accepted": (shown_share(record.accepted, record.answered), record.answered),
        "completed": (shown_share(record.completed, record.ended), record.ended),
        "no_shows": shown_count(record.no_shows),
        "hours": None if hours is None else max(round(hours), 1),
    }


@office.get("/referrals/partners")
@requires(Permission.REPORT_READ)
def list_partners() -> str:
    """Every partner of two years with what became of the referrals to it."""
    names = {order.value for order in RecordOrder}
    by = RecordOrder(request.args["by"]) if request.args.get("by") in names else RecordOrder.SENT
    partners = [(one, _shown(one.record)) for one in service.known_partners(g.actor, by)]
    return render_template(
        "referrals/list_partners.html", partners=partners, by=by, orders=list(RecordOrder), least=LEAST_SHOWN
    )


@panel("organisation", order=11)
def what_became_of_referrals(organisation: Organisation, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The same of one organisation, on its own page."""
    if actor.centre_id is None or not may(actor, Permission.REPORT_READ, _own(actor)):
        return None
    record = service.records_of({organisation.id}).get(organisation.id)
    if record is None:
        return None
    return "referrals/partner_panel.html", {"shown": _shown(record), "least": LEAST_SHOWN}


def _own(actor: Actor) -> Subject:
    return Subject(centre_id=actor.centre_id)
