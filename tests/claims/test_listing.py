"""The list of claims: filters, pages without gaps, and a path that does not grow with the number of claims."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case
from mrc.claims import service
from mrc.claims.models import WageClaim
from mrc.claims.rules import ClaimFilters
from mrc.claims.rules.collective import GivenWorker
from mrc.claims.service import collective, listing
from mrc.claims.service.collective import listing as listing_of_many
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.vault import DataKey
from tests.builders import actor_of, make_case
from tests.claims.together import listed, make_claim


def claims_of(case, count, **values):
    """So many claims on a case, written row by row. Gives their ids, the newest first."""
    usual = {"country": "KW", "currency": "KWD", "is_still_employed": True, "version": 1, **values}
    with transaction():
        before = db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(WageClaim.id), 0)))
        rows = [
            {**usual, "ref": f"{before + number:010}", "case_id": case.id, "data_key_id": case.data_key_id}
            for number in range(count)
        ]
        db.session.execute(sa.insert(WageClaim.__table__), [{**row, "created_at": clock.now()} for row in rows])
        newest = sa.select(WageClaim.id).where(WageClaim.id > before).order_by(WageClaim.id.desc())
        return list(db.session.scalars(newest))


def all_pages(actor, filters):
    page = service.list_claims(actor, filters)
    found = [claim.id for claim in page.claims]
    while page.older:
        page = service.list_claims(actor, filters, page.older)
        found += [claim.id for claim in page.claims]
    return found


def make_respondent(world):
    respondent = Respondent(
        data_key=DataKey.fresh(),
        usual_role=RespondentRole.EMPLOYER,
        country="KW",
        created_by_centre_id=world.origin.id,
    )
    respondent.name = "Invented Builders"
    with transaction():
        db.session.add(respondent)
    return respondent


@pytest.mark.parametrize("stride", [3, 3000])
def test_pages_have_no_gap_and_no_repeat_also_among_anothers_claims(world, monkeypatch, stride):
    monkeypatch.setattr(listing, "STRIDE", stride)
    monkeypatch.setattr(listing, "PAGE", 2)
    mine, others = make_case(world.origin), make_case(world.destination)
    found = claims_of(mine, 3)
    claims_of(others, 8)
    found = claims_of(mine, 4) + found

    assert all_pages(actor_of(world.supervisor), ClaimFilters()) == found


def test_filters_find_what_they_ask_for(world):
    case, respondent = make_case(world.origin), make_respondent(world)
    euro = claims_of(case, 1, currency="EUR")
    against = claims_of(case, 1, respondent_id=respondent.id)
    both = claims_of(case, 1, respondent_id=respondent.id, currency="EUR")
    actor = actor_of(world.supervisor)

    assert all_pages(actor, ClaimFilters("EUR")) == both + euro
    assert all_pages(actor, ClaimFilters(respondent_ref=respondent.ref)) == both + against
    assert all_pages(actor, ClaimFilters("EUR", respondent.ref)) == both
    assert all_pages(actor, ClaimFilters(is_unpaid=True)) == []
    with pytest.raises(NotFound):
        service.list_claims(actor, ClaimFilters(respondent_ref="1000000005"))


def test_a_restricted_case_keeps_its_claims_to_its_team(world):
    case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
    ids = claims_of(case, 1)

    assert all_pages(actor_of(world.caseworker), ClaimFilters()) == ids
    assert all_pages(actor_of(world.colleague), ClaimFilters()) == []


def test_the_look_is_on_record_with_codes(world):
    claims_of(make_case(world.origin), 1)

    service.list_claims(actor_of(world.supervisor), ClaimFilters("KWD"))

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == str(Event.CASE_LISTED))).one()
    assert entry.detail == {"filters": {"claims": True, "currency": "KWD"}, "results": 1}


def test_a_partner_may_not_list(world):
    with pytest.raises(NotAllowed):
        service.list_claims(actor_of(world.partner), ClaimFilters())


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "wage_claims"),
        ({"currency": "EUR"}, "ix_wage_claims_currency"),
        ({"is_unpaid": True}, "wage_claims"),
        ({"currency": "KWD", "is_unpaid": True}, "ix_wage_claims_currency"),
    ],
)
def test_the_list_is_walked_in_order_and_never_sorted(world, asked, index):
    case = make_case(world.origin)
    claims_of(case, 3000)
    claims_of(case, 10, currency="EUR")
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    filters = ClaimFilters(**asked)
    path = listing._path(filters, None)

    query = listing._query(actor_of(world.supervisor), filters, path, None, 1)

    plan = plan_of(query)
    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert "cases USING INDEX ix_cases" not in plan


def plan_of(query):
    """How the database would answer a query, in its own words."""
    compiled = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN (COSTS OFF) "
    with db.engine.connect() as connection:
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain}{compiled}"))


def test_the_page_of_one_respondent_says_so_and_keeps_the_filter(world, client, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 1)
    respondent = make_respondent(world)
    claims_of(make_case(world.origin), 2, respondent_id=respondent.id)
    client.sign_in(world.supervisor.email)

    page = client.get(f"/office/claims?against={respondent.ref}")

    assert "Only claims against Invented Builders." in page.words()
    older = next(link.get("href") for link in page.all("a") if link.get("rel") == "next")
    assert f"against={respondent.ref}" in older
    assert len(list(client.get(older).all("tbody")[0])) == 1
    assert db.session.scalar(sa.select(sa.func.count(Case.id))) == 1


def test_collective_claims_have_a_list_of_their_own_with_the_same_filters(world, client, monkeypatch):
    monkeypatch.setattr(listing_of_many, "PAGE", 1)
    older, newer = make_claim(world), make_claim(world, "QA", "QAR")
    listed(world, older, [GivenWorker(2, "Ram", claimed=Decimal(500)), GivenWorker(3, "Sita", claimed=Decimal(700))])
    actor = actor_of(world.supervisor)

    first = collective.list_collectives(actor, ClaimFilters())
    second = collective.list_collectives(actor, ClaimFilters(), first.older)
    assert [claim.ref for claim in (*first.claims, *second.claims)] == [newer.ref, older.ref]
    assert second.older is None
    (line,) = second.claims
    assert (line.totals.workers, line.totals.asked, line.respondent) == (2, 1200, "Gulf Towers LLC")
    unpaid = collective.list_collectives(actor, ClaimFilters("KWD", is_unpaid=True)).claims
    assert [claim.ref for claim in unpaid] == [older.ref]
    assert collective.list_collectives(actor, ClaimFilters("QAR", is_unpaid=True)).claims == []
    assert collective.list_collectives(actor_of(world.other_supervisor), ClaimFilters()).claims == []

    client.sign_in(world.supervisor.email)
    assert "many=y" in " ".join(link.get("href") or "" for link in client.get("/office/claims").all("a"))
    page = client.get("/office/claims?many=y&currency=KWD")
    assert "1,200.000 KWD" in page.words()
    assert "Gulf Towers LLC" in page.words()
    many = client.get("/office/claims?many=y")
    (next_page,) = [link.get("href") for link in many.all("a") if link.get("rel") == "next"]
    assert "1,200.000 KWD" in client.get(next_page).words()


def test_a_partner_may_not_list_collective_claims(world):
    with pytest.raises(NotAllowed):
        collective.list_collectives(actor_of(world.partner), ClaimFilters())
