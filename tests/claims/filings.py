"""A claim of one worker, brought to a forum, for the tests of its path."""

from datetime import date, time
from decimal import Decimal

from mrc.claims import service
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.rules.path import FilingFacts, HearingFacts, PathFacts
from tests.builders import actor_of, make_case

D = Decimal
DAY = date(2026, 11, 2)
LATER = HearingFacts(date(2026, 12, 9), time(10, 30), place="Room 4", to_bring="passport", interpreter_language="ne")


def claimed(world, country="QA", currency="QAR", **values):
    case = make_case(world.origin, caseworker=world.caseworker, **values)
    head = ClaimFacts(None, country, currency, employed_to=date(2026, 9, 30))
    lines = [LineFacts(Component.UNPAID_WAGE, D(900), date(2026, 9, 1), date(2026, 9, 30))]
    return case, service.record_claim(actor_of(world.caseworker), case.ref, head, lines)


def filed(world, forum="QA.labour_relations", **values):
    case, claim = claimed(world, **values)
    facts = FilingFacts(forum, None, DAY, D(900), "LR 17/2026", "by post")
    return case, claim, service.record_filing(actor_of(world.caseworker), claim.ref, facts)


def add(world, filing, event, **values):
    return service.record_filing_step(actor_of(world.caseworker), filing.ref, PathFacts(event, DAY, **values))
