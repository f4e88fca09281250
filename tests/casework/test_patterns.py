"""Patterns between cases: what is told of cases that the reader may not open, and what never is."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.casework.models import Case, CaseRespondent
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.patterns import Centres, Counted, Pattern, pattern_of
from mrc.casework.service import patterns
from mrc.db import db, transaction
from mrc.respondents import service as respondents
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentFacts, RespondentRole
from mrc.staff.models import Centre
from tests import builders
from tests.page import Client
from tests.statements import statements_of

WAGES, FEES = IssueCode.NON_PAYMENT, IssueCode.EXCESSIVE_FEES


@pytest.fixture
def firm(world: builders.World) -> Respondent:
    return respondents.add(builders.actor_of(world.caseworker), RespondentFacts("Gulf Towers LLC", "QA"))


def name_it(firm: Respondent, centre: Centre, count: int = 1, **values: Any) -> list[Case]:
    """So many cases of a centre that name the firm."""
    cases = [builders.make_case(centre, **values) for _number in range(count)]
    with transaction():
        for case in cases:
            db.session.add(CaseRespondent(case_id=case.id, respondent_id=firm.id, role=RespondentRole.EMPLOYER))
    return cases


def told(world: builders.World, firm: Respondent) -> Pattern | None:
    return patterns.pattern_against(builders.actor_of(world.caseworker), firm.id)


@pytest.mark.parametrize(
    ("counted", "cases"),
    [
        (Counted(1, 0, 0), None),
        (Counted(2, 0, 0), 2),
        (Counted(1, 2, 0), None),
        (Counted(2, 2, 0), 2),
        (Counted(1, 3, 0), 4),
        (Counted(0, 3, 0), 3),
        (Counted(1, 0, 2), None),
        (Counted(1, 2, 2), None),
        (Counted(1, 3, 2), 4),
        (Counted(1, 0, 3), 4),
        (Counted(1, 1, 3), 5),
        (Counted(1, 0, 4), 4),
        (Counted(1, 4, 5), 8),
        (Counted(1, 0, 6), 7),
    ],
)
def test_hidden_cases_are_told_from_three_on_and_restricted_ones_in_whole_threes(
    counted: Counted, cases: int | None
) -> None:
    found = pattern_of(counted, Centres(1, 2, 3), [])
    assert (found.cases if found else None) == cases


@pytest.mark.parametrize(
    ("counted", "centres"),
    [(Counted(2, 2, 2), 1), (Counted(1, 3, 2), 2), (Counted(1, 3, 3), 3), (Counted(0, 0, 3), 3)],
)
def test_centres_are_those_of_the_cases_that_are_told(counted: Counted, centres: int) -> None:
    found = pattern_of(counted, Centres(1, 2, 3), [])
    assert found is not None
    assert found.centres == centres


def test_an_issue_is_told_when_three_cases_have_it_and_no_one_or_two_can_be_worked_out() -> None:
    by_issue = [(WAGES, 2, 3), (FEES, 3, 2), (IssueCode.LEAVE_PAY, 2, 2), (IssueCode.NOTICE_PAY, 0, 3)]
    found = pattern_of(Counted(4, 4, 0), Centres(1, 2, 2), by_issue)

    assert found is not None
    assert found.issues == ((WAGES, 5), (FEES, 3), (IssueCode.NOTICE_PAY, 3))


def test_cases_of_all_centres_are_counted_together(world: builders.World, firm: Respondent) -> None:
    name_it(firm, world.origin, 2, issue=WAGES)
    name_it(firm, world.destination, 3, issue=WAGES)
    third = builders.make_centre("Third")
    name_it(firm, third, 1, issue=FEES)

    assert told(world, firm) == Pattern(6, 3, 2, ((WAGES, 5),))


def test_one_or_two_cases_elsewhere_say_nothing(world: builders.World, firm: Respondent) -> None:
    name_it(firm, world.origin)
    name_it(firm, world.destination, 2)

    assert told(world, firm) is None
    name_it(firm, world.origin)
    assert told(world, firm) == Pattern(2, 1, 2, ())


def test_restricted_cases_of_the_own_centre_are_hidden_from_who_is_not_on_the_team(
    world: builders.World, firm: Respondent
) -> None:
    name_it(firm, world.origin, 3, issue=WAGES)
    name_it(firm, world.origin, 2, issue=IssueCode.PHYSICAL_ABUSE, is_restricted=True)
    supervisor = builders.actor_of(world.supervisor)

    assert told(world, firm) == Pattern(3, 1, 3, ((WAGES, 3),))
    assert patterns.pattern_against(supervisor, firm.id) == Pattern(5, 1, 5, ((WAGES, 3),))
    name_it(firm, world.destination, 1, issue=IssueCode.PHYSICAL_ABUSE, is_restricted=True)
    assert told(world, firm) == Pattern(6, 2, 3, ((WAGES, 3),))


def test_a_case_counts_once_and_only_for_a_year(world: builders.World, firm: Respondent) -> None:
    (twice, old) = name_it(firm, world.origin, 2)
    with transaction():
        link = CaseRespondent(case_id=twice.id, respondent_id=firm.id, role=RespondentRole.RECRUITER_ORIGIN)
        db.session.add(link)
        old.opened_at = old.opened_at - timedelta(days=366)

    assert told(world, firm) is None
    name_it(firm, world.origin)
    assert told(world, firm) == Pattern(2, 1, 2, ())


def test_it_stands_on_the_page_of_the_firm_and_of_the_case_and_names_nobody(
    world: builders.World, client: Client, firm: Respondent
) -> None:
    client.sign_in(world.caseworker.email)
    person = builders.make_person(world.destination, "गोप्य", "Secret Person")
    (own,) = name_it(firm, world.origin)
    others = name_it(firm, world.destination, 3, person=person)
    pages = [
        client.get(f"/office/{kind}/{ref[:3]}-{ref[3:6]}-{ref[6:]}")
        for kind, ref in (("respondents", firm.ref), ("cases", own.ref))
    ]
    for page in pages:
        assert "In the last 12 months it is named in 4 cases, at 2 centres." in page.words()
        assert "Secret Person" not in page.text
        assert "गोप्य" not in page.text
        assert not any(case.ref in page.text or case.ref[:3] + "-" + case.ref[3:6] in page.text for case in others)
        assert "Doha" not in page.words()


def test_it_is_one_query_along_the_index(world: builders.World, firm: Respondent) -> None:
    name_it(firm, world.origin, 2)
    actor = builders.actor_of(world.caseworker)
    sent = statements_of(lambda: patterns.pattern_against(actor, firm.id))
    sent = [entry for entry in sent if entry[0] != "BEGIN"]
    assert len(sent) == 1
    if db.engine.dialect.name == "sqlite":
        query, values = sent[0]
        with db.engine.connect() as connection:
            plan = " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values))
        assert "ix_case_respondents_respondent_id" in plan
        assert "SCAN cases" not in plan
        assert "SCAN case_issues" not in plan


def test_a_case_without_respondents_asks_no_more(world: builders.World) -> None:
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    actor = builders.actor_of(world.caseworker)
    assert patterns.patterns_of_case(actor, case) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseRespondent)) == 0
