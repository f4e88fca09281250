"""The path of a claim through the office door: filings, hearings, powers of attorney, the gate, and who sees none."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock, vault
from mrc.casework import service as casework
from mrc.casework.models import CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.stages import Stage, Step
from mrc.claims import service
from mrc.claims.models import Filing, FilingStep, Hearing, PowerOfAttorney, ReturnAnswer
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.rules.gate import AnswerFacts, GateAnswer, GateItem, PowerFacts, PowerForm, PowerScope
from mrc.claims.rules.path import FilingFacts, HearingFacts
from mrc.db import db
from mrc.refs import spoken
from mrc.staff.service import hash_password
from tests.builders import actor_of, make_case
from tests.statements import statements_of

D = Decimal
DAY = date(2026, 11, 2)
CODE = "4000123412345678"


def claimed(world, **values):
    case = make_case(world.origin, caseworker=world.caseworker, **values)
    head = ClaimFacts(None, "QA", "QAR", employed_to=date(2026, 9, 30))
    return case, service.record_claim(
        actor_of(world.caseworker), case.ref, head, [LineFacts(Component.UNPAID_WAGE, D(900))]
    )


def filed(world, **values):
    case, claim = claimed(world, **values)
    facts = FilingFacts("QA.labour_relations", None, DAY, D(900), "LR 17")
    return case, claim, service.record_filing(actor_of(world.caseworker), claim.ref, facts)


def heard(world, **values):
    case, claim, filing = filed(world, **values)
    facts = HearingFacts(date(2026, 12, 2), time(10, 30), True, "https://court.example", "papers")
    return case, claim, filing, service.set_hearing(actor_of(world.caseworker), filing.ref, facts)


def powered(world, **values):
    case, _claim = claimed(world, **values)
    facts = PowerFacts("Amina", "QA", DAY, PowerForm.PLAIN, frozenset({PowerScope.FILE}), "x", date(2026, 12, 10))
    return case, service.record_power(actor_of(world.caseworker), case.ref, facts)


def path(kind, ref, rest=""):
    return f"/office/{kind}/{spoken(ref)}{rest}"


def test_a_claim_tells_first_where_to_go(world, client):
    _case, claim = claimed(world)
    client.sign_in(world.caseworker.email)

    words = client.get(path("claims", claim.ref)).words()

    assert "Bring the claim to: Ministry of Labour, Labour Relations Department" in words
    assert "إدارة علاقات العمل" in words
    assert "Act before" in words


def test_a_filing_is_recorded_and_shown_with_what_comes_next(world, client):
    case, claim = claimed(world, step=Step.CLIENT_DECIDED)
    client.sign_in(world.caseworker.email)
    new = path("claims", claim.ref, "/filings/new")
    asked = client.get(new).form_values(new)
    assert (asked["forum"], asked["asked"]) == (["QA.labour_relations"], "900")

    page = client.submit(new, {"filed_on": "2026-11-02", "number": "LR 17/2026"})

    words = page.words()
    assert "LR 17/2026" in words
    assert "Was expected by 9 Nov 2026" in words
    assert "Nothing in the law on record says that a filing like this stops the clock" in words
    assert casework.get_case(actor_of(world.caseworker), case.ref).step is Step.FILED


def test_a_wrong_filing_comes_back_as_it_was_typed(world, client):
    _case, claim = claimed(world)
    client.sign_in(world.caseworker.email)
    new = path("claims", claim.ref, "/filings/new")

    page = client.submit(new, {"forum": "", "filed_on": "2026-11-02", "asked": "1.25", "number": "kept"})

    assert page.status == 422
    assert "enter the name of the office" in page.words()
    assert page.form_values(new)["number"] == "kept"
    assert db.session.scalar(sa.select(sa.func.count(Filing.id))) == 0


def test_what_happened_is_offered_as_it_may_follow(world, client):
    _case, claim, filing = filed(world)
    client.sign_in(world.caseworker.email)
    address = path("filings", filing.ref, "/events")
    offered = client.get(address)
    values = {option.get("value") for option in offered.all("option")}
    assert {"accepted", "judgment_for"} <= values
    assert not {"enforcement", "appealed", "filed"} & values

    refused = client.submit(address, {"event": "judgment_for", "happened_on": "2026-11-05"})
    assert (refused.status, "Enter the sum." in refused.words()) == (422, True)
    page = client.submit(address, {"event": "judgment_for", "happened_on": "2026-11-05", "amount": "750"})

    assert "Decided for the worker 750.00 QAR" in page.words()
    assert page.response.request.path == path("claims", claim.ref)
    forged = client.submit(address, {"event": "filed", "happened_on": "2026-11-05"})
    assert forged.status == 422


def test_a_mistake_is_taken_back_by_one_button(world, client):
    _case, claim, filing = filed(world)
    client.sign_in(world.caseworker.email)
    step = db.session.scalars(sa.select(FilingStep)).one()

    page = client.submit(
        path("claims", claim.ref), {}, action=path("filings", filing.ref, f"/events/{step.id}/take-back")
    )

    assert "Taken back: Filed" in page.words()
    assert "Bring the claim to" in page.words()
    gone = client.get(path("filings", filing.ref, "/events"))
    assert gone.status == 200


def test_a_hearing_is_shown_by_both_clocks(world, client):
    _case, _claim, filing = filed(world)
    client.sign_in(world.caseworker.email)
    values = {"day": "2026-12-02", "hour": "१०:३०", "is_remote": "y", "place": "https://court.example"}

    page = client.submit(path("filings", filing.ref, "/hearings/new"), values)

    # The centre lies in Kathmandu, two hours and three quarters east of Qatar.
    assert "10:30 (Qatar)" in page.words()
    assert "On your clock: 2 Dec 2026, 13:15" in page.words()
    assert db.session.scalars(sa.select(Hearing.at)).one() == datetime(2026, 12, 2, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "sentence"),
    [
        ("25:00", "for example 14:30"),
        ("24:00", "for example 14:30"),
        ("half past", "for example 14:30"),
        ("", "Enter the hour."),
    ],
)
def test_an_hour_that_is_none_comes_back(world, client, hour, sentence):
    _case, _claim, filing = filed(world)
    client.sign_in(world.caseworker.email)
    address = path("filings", filing.ref, "/hearings/new")

    page = client.submit(address, {"day": "2026-12-02", "hour": hour})

    assert (page.status, sentence in page.words()) == (422, True)
    assert page.form_values(address)["hour"] == hour


def test_the_outcome_of_a_hearing_and_its_next_day(world, client):
    case, claim, _filing, hearing = heard(world)
    client.sign_in(world.caseworker.email)
    address = path("hearings", hearing.ref, "/outcome")
    assert "What became of it?" not in client.get(path("cases", case.ref)).words()

    early = client.submit(address, {"outcome": "held"})
    assert (early.status, "has not begun yet" in early.words()) == (422, True)
    half = client.submit(address, {"outcome": "adjourned", "day": "2026-12-20"})
    assert (half.status, "to which it was adjourned" in half.words()) == (422, True)
    page = client.submit(address, {"outcome": "adjourned", "day": "2026-12-20", "hour": "9:00"})

    assert "Adjourned to another day" in page.words()
    assert "20 Dec 2026, 9:00 (Qatar)" in page.words() or "20 Dec 2026, 09:00 (Qatar)" in page.words()
    assert "https://court.example" in client.get(path("claims", claim.ref)).words()


def test_my_work_tells_of_hearings_and_of_powers_that_end(world, client):
    heard(world)
    powered(world)

    with clock.held_at(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        client.sign_in(world.caseworker.email)
        words = client.get("/office/").words()
    assert "Ministry of Labour, Labour Relations Department" in words
    assert "Powers of attorney that end soon" in words
    assert "Sita Gurung" in words

    with clock.held_at(datetime(2026, 12, 12, 9, tzinfo=UTC)):
        client.sign_in(world.caseworker.email)
        words = client.get("/office/").words()
    assert "What became of it?" in words
    assert "Powers of attorney that end soon" not in words


def test_the_worker_sees_the_day_and_nothing_of_what_it_is_about(world, client):
    case, _claim, _filing, _hearing = heard(world, code_hash=hash_password(vault.peppered(CODE)))

    page = client.submit("/en/status", {"reference": case.ref, "code": CODE})

    words = page.words()
    assert "Important date" in words
    assert "2 Dec 2026" in words
    for word in ("court", "hearing", "Ministry", "Qatar", "claim", "10:30"):
        assert word.lower() not in words.lower()


def test_a_power_of_attorney_is_added_completed_and_revoked(world, client):
    case, claim = claimed(world)
    client.sign_in(world.caseworker.email)
    new = path("cases", case.ref, "/powers/new")
    lacking = client.submit(new, {"representative": "Amina", "given_on": "2026-11-02"})
    assert (lacking.status, "Choose what they may do." in lacking.words()) == (422, True)

    page = client.submit(
        new, {"representative": "Amina", "given_on": "2026-11-02", "may_do": ["file", "settle"], "valid_until": ""}
    )
    assert "Amina" in page.words()
    assert "Amina" in client.get(path("claims", claim.ref)).words()
    power = db.session.scalars(sa.select(PowerOfAttorney)).one()

    completed = client.submit(path("powers", power.ref, "/papers"), {"legalised_on": "2026-11-10"})
    assert "10 Nov 2026" in completed.words()
    wrong = client.submit(path("powers", power.ref, "/papers"), {"translated_on": "2026-10-10"})
    assert (wrong.status, "before the day on which it was given" in wrong.words()) == (422, True)
    revoked = client.submit(path("powers", power.ref, "/revoke"), {"reason": "asked for money"})

    assert "Revoked" in revoked.words()
    assert "asked for money" in revoked.words()
    again = client.submit(path("powers", power.ref, "/revoke"), {"reason": "again"})
    assert (again.status, "was revoked already" in again.words()) == (422, True)


def test_an_expired_power_is_shown_as_such(world, client):
    case, _power = powered(world)

    with clock.held_at(datetime(2026, 12, 11, 9, tzinfo=UTC)):
        client.sign_in(world.caseworker.email)
        assert "Expired" in client.get(path("cases", case.ref)).words()


def test_the_gate_names_what_is_open_and_opens_when_all_is_settled(world, client):
    case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.RETURN)
    for item in list(GateItem)[2:]:
        facts = AnswerFacts(item, GateAnswer.WAIVED, None, "a reason")
        service.answer_item(actor_of(world.caseworker), case.ref, facts)
    client.sign_in(world.caseworker.email)
    gate, travel = path("cases", case.ref, "/before-return"), path("cases", case.ref, "/events/ready_to_travel")
    assert "Still open: Final wages paid End-of-service pay settled" in client.get(path("cases", case.ref)).words()

    refused = client.submit(travel, {})
    assert refused.status == 422
    assert "Not ready to travel. Still open: Final wages paid and End-of-service pay settled." in refused.words()
    client.submit(gate + "/answer?item=final_wages", {"done_on": "2026-11-03"}, action=gate + "/answer")
    page = client.submit(gate + "/answer", {"item": "end_of_service", "answer": "waived", "reason": "none is owed"})
    assert "Everything is settled." in page.words()

    client.submit(travel, {})

    assert db.session.scalars(sa.select(CaseEvent.code).order_by(CaseEvent.id.desc())).first() == "ready_to_travel"


def test_returning_through_an_open_gate_needs_a_word(world, client):
    case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.RETURN)
    client.sign_in(world.caseworker.email)
    address = path("cases", case.ref, "/events/returned")

    refused = client.submit(address, {})
    assert refused.status == 422
    assert "Say why the worker returned although this was still open: Final wages paid," in refused.words()

    assert client.submit(address, {"note": "sent home by the police"}).status == 200


def test_an_answer_needs_its_day_or_its_reason_and_can_be_taken_back(world, client):
    case = make_case(world.origin, caseworker=world.caseworker, stage=Stage.RETURN)
    client.sign_in(world.caseworker.email)
    gate = path("cases", case.ref, "/before-return")
    dayless = client.submit(gate + "/answer", {"item": "ticket", "done_on": ""})
    assert (dayless.status, "Enter the day on which this was done." in dayless.words()) == (422, True)
    reasonless = client.submit(gate + "/answer", {"item": "ticket", "answer": "waived"})
    assert (reasonless.status, "Say why this is waived." in reasonless.words()) == (422, True)
    client.submit(gate + "/answer", {"item": "ticket"})
    answer = db.session.scalars(sa.select(ReturnAnswer)).one()
    twice = client.submit(gate + "/answer", {"item": "ticket"})
    assert (twice.status, "Take that back first" in twice.words()) == (422, True)

    page = client.submit(gate, {}, action=f"{gate}/{answer.id}/take-back")

    assert "10 things are still open." in page.words()
    assert "Ticket home" in client.get(gate + "/print").words()


def test_nobody_else_sees_any_of_it(world, client):
    case, claim, filing, hearing = heard(world)
    _other, power = powered(world)
    addresses = [
        path("claims", claim.ref, "/filings/new"),
        path("filings", filing.ref, "/events"),
        path("filings", filing.ref, "/hearings/new"),
        path("hearings", hearing.ref, "/outcome"),
        path("cases", case.ref, "/powers/new"),
        path("powers", power.ref, "/papers"),
        path("powers", power.ref, "/revoke"),
        path("cases", case.ref, "/before-return"),
        path("cases", case.ref, "/before-return/print"),
        path("cases", case.ref, "/before-return/answer"),
    ]
    for user, status in ((world.other_supervisor, 404), (world.partner, 403), (world.auditor, 403)):
        client.sign_in(user.email)
        assert {address: client.get(address).status for address in addresses} == dict.fromkeys(addresses, status)
        client.post("/sign-out", {})
        client.http.delete_cookie("session")
        client.http._cookies.clear()


def test_a_closed_case_shows_its_path_and_takes_nothing_more(world, client):
    case, claim, filing = filed(world)
    casework.close(actor_of(world.caseworker), case.ref, Resolution.WITHDRAWN, "went home")
    client.sign_in(world.caseworker.email)

    page = client.get(path("claims", claim.ref))
    assert "LR 17" in page.words()
    assert "Record what happened there" not in page.words()
    refused = client.submit(
        path("filings", filing.ref, "/events"), {"event": "accepted", "happened_on": "2026-11-05"}
    )
    assert (refused.status, "This case is closed." in refused.words()) == (422, True)


def test_the_page_of_a_claim_asks_as_much_for_one_filing_as_for_several(world, client):
    _case, claim, filing, _hearing = heard(world)
    client.sign_in(world.caseworker.email)
    address = path("claims", claim.ref)
    client.get(address)
    db.session.remove()
    few = len(statements_of(lambda: client.get(address)))
    for forum in ("QA.committee", "QA.appeal"):
        service.record_filing(actor_of(world.caseworker), claim.ref, FilingFacts(forum, None, DAY, D(1)))
    facts = HearingFacts(date(2026, 12, 5), time(9))
    service.set_hearing(actor_of(world.caseworker), filing.ref, facts)
    db.session.remove()

    assert len(statements_of(lambda: client.get(address))) <= few


def test_the_law_of_a_country_tells_where_a_claim_is_brought(world, client):
    client.sign_in(world.caseworker.email)

    words = client.get("/office/law/QA").words()

    assert "Where a claim is brought" in words
    assert "Decides within 7 days" in words
    assert "Its decision is taken further within 15 days" in words
    assert "Check with a lawyer." in client.get("/office/law/TH").words()
