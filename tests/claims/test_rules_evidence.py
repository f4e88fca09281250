"""Which evidence a claim needs, what weighs most, and how each kind of it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules.evidence import (
    EvidenceItem,
    EvidenceState,
    SaidBy,
    Told,
    Why,
    held_of,
    kind_for,
    proves,
    state_of,
    wanted,
)
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.ledger import Component
from mrc.documents.rules import EvidenceKind
from mrc.people.rules import Holder

E, S = EvidenceItem, EvidenceState
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def items(*components: Component, country: str = "KW", scope: Scope = Scope.GENERAL, **more: bool) -> dict[E, bool]:
    return {want.item: want.weighs_most for want in wanted(components, country, scope, **more)}


def whys(item: E, *components: Component, country: str = "MY", scope: Scope = Scope.GENERAL) -> tuple[Why, ...]:
    return next(want.whys for want in wanted(components, country, scope) if want.item is item)


@pytest.mark.parametrize(
    ("component", "strongest"),
    [
        (Component.UNPAID_WAGE, {E.CONTRACT, E.PAY_SLIPS, E.BANK}),
        (Component.MIN_WAGE_TOPUP, {E.CONTRACT, E.PAY_SLIPS, E.BANK}),
        (Component.OVERTIME, {E.ATTENDANCE, E.DIARY, E.CONTRACT}),
        (Component.REST_DAY, {E.ATTENDANCE, E.DIARY, E.CONTRACT}),
        (Component.HOLIDAY, {E.ATTENDANCE, E.DIARY, E.CONTRACT}),
        (Component.LEAVE, {E.CONTRACT, E.ATTENDANCE}),
        (Component.NOTICE, {E.NOTICE, E.CONTRACT}),
        (Component.END_OF_SERVICE, {E.CONTRACT, E.NOTICE, E.PAY_SLIPS}),
        (Component.SEVERANCE, {E.CONTRACT, E.NOTICE, E.PAY_SLIPS}),
        (Component.DISMISSAL_COMPENSATION, {E.NOTICE, E.MESSAGES}),
        (Component.DEDUCTION_REFUND, {E.PAY_SLIPS, E.BANK, E.CONTRACT}),
        (Component.FEE_REFUND, {E.RECRUITER_RECEIPTS, E.BANK}),
        (Component.RETURN_TICKET, {E.CONTRACT, E.TICKET}),
        (Component.INTEREST, {E.BANK}),
    ],
)
def test_what_weighs_most_for_each_part_of_a_claim(component: Component, strongest: set[E]) -> None:
    found = items(component, country="MY")

    assert {item for item, is_strong in found.items() if is_strong} == strongest
    assert {E.IDENTITY, E.POWER_OF_ATTORNEY} <= set(found)


def test_every_part_of_a_claim_says_what_it_needs() -> None:
    assert all(len(items(component)) > 3 for component in Component)


def test_what_weighs_most_stands_first_and_each_kind_once() -> None:
    found = wanted(Component, "AE", Scope.GENERAL)

    assert [want.weighs_most for want in found] == sorted((want.weighs_most for want in found), reverse=True)
    assert len({want.item for want in found}) == len(found) == len(EvidenceItem)
    assert all(want.whys for want in found)


def test_a_household_keeps_no_time_sheets() -> None:
    home = items(Component.OVERTIME, scope=Scope.DOMESTIC)

    assert home[E.WITNESS]
    assert not items(Component.OVERTIME)[E.WITNESS]
    assert Why.NO_TIME_RECORDS in whys(E.DIARY, Component.OVERTIME, scope=Scope.DOMESTIC)
    assert E.WITNESS not in items(Component.RETURN_TICKET, scope=Scope.DOMESTIC)


def test_wages_of_firms_leave_a_record_where_the_state_protects_them() -> None:
    assert Why.WAGE_PROTECTION in whys(E.BANK, Component.UNPAID_WAGE, country="AE")
    assert Why.WAGE_PROTECTION not in whys(E.BANK, Component.UNPAID_WAGE, country="MY")
    assert Why.WAGE_PROTECTION not in whys(E.BANK, Component.UNPAID_WAGE, country="AE", scope=Scope.DOMESTIC)


def test_a_power_of_attorney_weighs_most_for_somebody_who_goes_home() -> None:
    assert not items(Component.UNPAID_WAGE)[E.POWER_OF_ATTORNEY]
    assert items(Component.UNPAID_WAGE, has_left=True)[E.POWER_OF_ATTORNEY]


@given(st.lists(st.sampled_from(Component), max_size=6), st.sampled_from(["AE", "MY"]), st.sampled_from(Scope))
def test_a_further_part_of_a_claim_never_makes_evidence_weigh_less(
    components: list[Component], country: str, scope: Scope
) -> None:
    few, more = (items(*some, country=country, scope=scope) for some in (components[1:], components))

    assert all(more[item] >= is_strong for item, is_strong in few.items())


def test_files_prove_what_their_kind_says_and_are_added_as_it() -> None:
    assert {kind: proves(kind) for kind in (EvidenceKind.PHOTO, EvidenceKind.OTHER)} == {
        EvidenceKind.PHOTO: None,
        EvidenceKind.OTHER: None,
    }
    for item in EvidenceItem:
        assert proves(kind_for(item)) is item or kind_for(item) is EvidenceKind.OTHER
    assert {item for item in EvidenceItem if kind_for(item) is EvidenceKind.OTHER} == {E.DIARY, E.TICKET}


def told(state: S, minutes: int = 0) -> Told:
    return Told(E.CONTRACT, state, Holder.SELF, date(2026, 11, 1), SaidBy.WORKER, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("steps", "added", "state"),
    [
        ([], [], S.TO_ASK),
        ([], [-5], S.COPY_HELD),
        ([told(S.WITH_EMPLOYER)], [], S.WITH_EMPLOYER),
        ([told(S.WITH_EMPLOYER)], [-5], S.WITH_EMPLOYER),
        ([told(S.WITH_EMPLOYER)], [5], S.COPY_HELD),
        ([told(S.WITH_EMPLOYER), told(S.DOES_NOT_EXIST, 1)], [], S.DOES_NOT_EXIST),
        ([told(S.DOES_NOT_EXIST, 1), told(S.WITH_EMPLOYER)], [], S.DOES_NOT_EXIST),
        ([told(S.COPY_HELD)], [-5], S.COPY_HELD),
        ([told(S.COPY_HELD)], [], S.TO_ASK),
    ],
)
def test_it_stands_as_told_last_until_a_file_comes_in_or_goes(steps: list[Told], added: list[int], state: S) -> None:
    assert state_of(steps, [NOW + timedelta(minutes=moment) for moment in added], bool(added)) is state


def test_what_does_not_exist_is_not_counted() -> None:
    assert held_of([S.COPY_HELD, S.TO_ASK, S.DOES_NOT_EXIST, S.COPY_HELD]) == (2, 3)
    assert held_of([]) == (0, 0)
