"""Claims through the office door."""

from decimal import Decimal

import sqlalchemy as sa

from mrc.claims.models import ClaimLine, WageClaim
from mrc.db import db
from tests.builders import make_case


def _new(ref):
    return f"/office/cases/{ref[:3]}-{ref[3:6]}-{ref[6:]}/claims/new"


def _claim_path(ref):
    return f"/office/claims/{ref[:3]}-{ref[3:6]}-{ref[6:]}"


HEAD = {"country": "KW", "currency": "KWD", "is_still_employed": "y"}
LINE = {"lines-0-component": "unpaid_wage", "lines-0-claimed": "١٢٠٫٥٠٠"}


def test_a_claim_is_recorded_in_the_readers_own_digits(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)

    page = client.submit(_new(case.ref), {**HEAD, **LINE})

    assert page.status == 200
    assert "120.500" in page.words()
    assert db.session.scalar(sa.select(ClaimLine.claimed)) == Decimal("120.500")


def test_a_row_is_added_and_nothing_typed_is_lost(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)

    page = client.submit(_new(case.ref), {**HEAD, **LINE, "note": "kept", "add": "lines"})

    values = page.form_values(_new(case.ref))
    assert values["note"] == "kept"
    assert values["lines-0-claimed"] == "120.500"
    assert "lines-3-claimed" in values
    assert db.session.scalar(sa.select(sa.func.count(WageClaim.id))) == 0


def test_errors_say_what_to_do_and_the_form_comes_back_filled(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)

    page = client.submit(_new(case.ref), {"country": "KW", "currency": "KWD", "lines-0-claimed": "12.3456"})

    assert page.status == 422
    assert "Write the amount in figures" in page.words()
    assert "Choose the part." in page.words()
    assert page.form_values(_new(case.ref))["lines-0-claimed"] == "12.3456"


def test_what_may_be_thousands_is_refused_wherever_a_claim_takes_money(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)
    head = {"country": "AE", "currency": "AED", "is_still_employed": "y", "monthly_wage": "3.000"}
    line = {"lines-0-component": "unpaid_wage", "lines-0-claimed": "3,000"}

    page = client.submit(_new(case.ref), {**head, **line})
    assert page.status == 422
    assert "may mean thousands" in page.words()
    page = client.submit(_new(case.ref), {**head, **line, "monthly_wage": "", "lines-0-claimed": "3.000"})
    assert "may mean thousands" in page.words()
    client.submit(_new(case.ref), {**head, **line, "monthly_wage": "3000"})
    claim = db.session.scalars(sa.select(WageClaim)).one()
    assert (claim.monthly_wage, db.session.scalar(sa.select(ClaimLine.claimed))) == (3000, 3000)
    total = client.submit(_claim_path(claim.ref) + "/amounts/received", {"total": "3.000", "method": "bank"})
    assert (total.status, "may mean thousands" in total.words()) == (422, True)


def test_a_payment_given_as_one_total_is_spread_over_the_parts(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)
    client.submit(
        _new(case.ref),
        {
            **HEAD,
            "lines-0-component": "unpaid_wage",
            "lines-0-claimed": "20",
            "lines-1-component": "leave",
            "lines-1-claimed": "10",
        },
    )
    claim = db.session.scalars(sa.select(WageClaim)).one()

    page = client.submit(_claim_path(claim.ref) + "/amounts/received", {"total": "15", "method": "bank"})

    assert page.status == 200
    db.session.expire_all()
    assert db.session.scalars(sa.select(ClaimLine.received).order_by(ClaimLine.id)).all() == [Decimal(10), Decimal(5)]


def test_a_total_and_amounts_by_part_together_are_refused(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)
    client.submit(_new(case.ref), {**HEAD, **LINE})
    claim = db.session.scalars(sa.select(WageClaim)).one()
    line = db.session.scalars(sa.select(ClaimLine)).one()

    page = client.submit(_claim_path(claim.ref) + "/amounts/offered", {"total": "15", f"line_{line.id}": "15"})

    assert page.status == 422
    assert "not both" in page.words()


def test_an_unknown_kind_of_amount_is_an_unknown_address(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)
    client.submit(_new(case.ref), {**HEAD, **LINE})
    claim = db.session.scalars(sa.select(WageClaim)).one()

    assert client.get(_claim_path(claim.ref) + "/amounts/promised").status == 404
    assert client.get(_claim_path(claim.ref) + "/amounts/stolen").status == 404


def test_the_list_filters_and_the_head_can_be_changed(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)
    client.submit(_new(case.ref), {**HEAD, **LINE})
    claim = db.session.scalars(sa.select(WageClaim)).one()

    changed = client.submit(_claim_path(claim.ref) + "/change", {"monthly_wage": "110", "note": "agreed by word"})

    assert "agreed by word" in changed.words()
    assert "Sita Gurung" in client.get("/office/claims?currency=KWD&unpaid=y").words()
    assert "No claim is like this." in client.get("/office/claims?currency=QAR").words()


def test_another_centre_and_other_roles_are_turned_away(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.other_caseworker.email)

    assert client.get(_new(case.ref)).status == 404


def test_a_total_takes_the_place_of_what_stood_on_parts_to_which_no_share_falls(world, client):
    case = make_case(world.origin, caseworker=world.caseworker)
    client.sign_in(world.caseworker.email)
    unclaimed = {"lines-1-component": "leave", "lines-1-claimed": "0"}
    client.submit(_new(case.ref), {**HEAD, **LINE, **unclaimed})
    claim = db.session.scalars(sa.select(WageClaim)).one()
    paid, leave = db.session.scalars(sa.select(ClaimLine.id).order_by(ClaimLine.id))
    awards, payments = (f"{_claim_path(claim.ref)}/amounts/{kind}" for kind in ("awarded", "received"))

    for address in (awards, payments):
        client.submit(address, {"happened_on": "2026-11-01", f"line_{leave}": "30"})
        client.submit(address, {"happened_on": "2026-11-02", "total": "100"})

    db.session.expire_all()
    amounts = {line.id: (line.awarded, line.received) for line in db.session.scalars(sa.select(ClaimLine))}
    assert amounts == {paid: (Decimal(100), Decimal(100)), leave: (Decimal(0), Decimal(30))}
