"""Pages of hearings, and where they are told: on the case and in my work, beside who may act for the worker."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import g, render_template, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework.models import Case
from mrc.casework.rules.stages import Stage
from mrc.claims import service
from mrc.claims.forms.path import HearingForm, OutcomeForm
from mrc.i18n import gettext as _
from mrc.panels import panel


@office.route("/filings/<ref:filing_ref>/hearings/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def set_hearing(filing_ref: str) -> Any:
    """Put a hearing on record."""
    found, claim, _case = service.get_filing(g.actor, filing_ref, Permission.CLAIM_RECORD)
    form, timezone = HearingForm(), service.timezone_of(claim, g.actor)
    claim_url = url_for("office.show_claim", claim_ref=claim.ref, _anchor="path")
    said = _("The hearing is saved. The worker sees its day among their dates.")
    answer = done(form, lambda: service.set_hearing(g.actor, filing_ref, form.facts()), said, claim_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        found, claim, _case = service.get_filing(g.actor, filing_ref, Permission.CLAIM_RECORD)
    page = render_template(
        "claims/set_hearing.html",
        form=form,
        claim=claim,
        found=found,
        there=clock.now().astimezone(ZoneInfo(timezone)),
        timezone=timezone,
    )
    return page, 422 if form.errors else 200


@office.route("/hearings/<ref:hearing_ref>/outcome", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_outcome(hearing_ref: str) -> Any:
    """Record what became of a hearing."""
    found, claim, _case = service.get_hearing(g.actor, hearing_ref, Permission.CLAIM_RECORD)
    form = OutcomeForm()

    def deed() -> None:
        service.record_outcome(g.actor, hearing_ref, form.outcome.data, form.note.data or None, form.again())

    claim_url = url_for("office.show_claim", claim_ref=claim.ref, _anchor="path")
    answer = done(form, deed, _("Saved."), claim_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        found, claim, _case = service.get_hearing(g.actor, hearing_ref, Permission.CLAIM_RECORD)
    page = render_template("claims/record_outcome.html", form=form, claim=claim, found=found)
    return page, 422 if form.errors else 200


@panel("case_main", order=30)
def hearings_and_powers(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The hearings of a case without an outcome, and who may act for the worker."""
    if not may(actor, Permission.CLAIM_READ, case.subject):
        return None
    today = clock.today(actor.timezone)
    hearings, powers = service.hearings_of(case.id), service.powers_of(case.id, today)
    if not hearings and not powers and case.stage not in {Stage.WAGE_CLAIM, Stage.RETURN}:
        return None
    may_write = may(actor, Permission.CLAIM_RECORD, case.subject)
    may_record = may_write and case.closed_at is None
    return "claims/hearings_panel.html", {
        "case": case,
        "hearings": hearings,
        "powers": powers,
        "more_powers": service.powers_not_shown(case.id, powers),
        "may_record": may_record,
        "may_revoke": may_write,
        "today": today,
        "power_url": url_for("office.record_power", case_ref=case.ref) if may_record else None,
    }


@panel("my_work", order=20)
def hearings_to_mind(subject: Any, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The hearings of the next two weeks, those past without an outcome, and powers of attorney that end soon."""
    if not may(actor, Permission.CLAIM_READ):
        return None
    hearings, more_hearings = service.hearings_to_mind(actor)
    powers, more_powers = service.ending_powers(actor)
    if not hearings and not powers:
        return None
    return "claims/hearings_work.html", {
        "hearings": hearings,
        "more_hearings": more_hearings,
        "powers": powers,
        "more_powers": more_powers,
    }
