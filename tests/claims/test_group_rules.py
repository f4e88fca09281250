"""Who goes out with a group referral, and what holds the others back."""

import pytest
from wtforms import Form

from mrc.casework.rules.stages import Priority
from mrc.claims.forms.referring import NumbersField
from mrc.claims.rules.referring import OF_ALL, OF_EACH, GroupFacts, Lack, Lacking, Member, sort_out
from mrc.people.rules import ConsentScope
from mrc.referrals.rules import ReferralFault


def test_only_who_consented_to_every_field_goes_out_and_the_others_are_told_by_number_with_what_is_missing() -> None:
    members = [
        Member(1, 11, is_known=True),
        Member(2, None),
        Member(3, 13),
        Member(4, 14, is_known=True, fault=ReferralFault.ORGANISATION_UNSAFE),
        Member(5, 15, is_known=True),
        Member(6, 16, is_known=True),
        Member(7, 17, is_known=True, needs_code=True),
    ]
    consents = {11: (101, ()), 13: (103, ()), 14: (104, ()), 17: (107, ()), 16: (106, ("name", "phone"))}

    found = sort_out(members, consents)

    assert found.going == {1: 101}
    assert found.lacking == (
        Lacking(2, Lack.NOT_REGISTERED),
        Lacking(3, Lack.NOT_YOURS),
        Lacking(4, Lack.NOT_SAFE),
        Lacking(5, Lack.NO_CONSENT),
        Lacking(6, Lack.CONSENT_NARROWER, (ConsentScope.NAME, ConsentScope.PHONE)),
        Lacking(7, Lack.UNDER_CODE),
    )
    assert found.may_agree == {5, 6}


def test_words_about_one_person_papers_and_safe_contact_never_go_out_for_many() -> None:
    asked = GroupFacts("1", "Help", Priority.NORMAL, frozenset(ConsentScope))

    assert set(asked.named) == set(OF_ALL) | set(OF_EACH)
    assert not {ConsentScope.SUMMARY, ConsentScope.PAPERS_HELD, ConsentScope.SAFE_CONTACT} & set(asked.named)
    assert GroupFacts("1", "Help", Priority.NORMAL, frozenset()).named == [ConsentScope.CASE_REFERENCE]


class Numbered(Form):
    """A form with numbers."""

    numbers = NumbersField("Numbers")


NUMBERS = Numbered().numbers


@pytest.mark.parametrize(
    ("typed", "read"),
    [("3", {3}), ("1-3, 7", {1, 2, 3, 7}), ("٢–٤، ٩", {2, 3, 4, 9}), ("1;2\n2", {1, 2}), (" 5 - 6 ,", {5, 6})],
)
def test_numbers_are_read_in_every_script_and_shown_as_spans(typed: str, read: set[int]) -> None:
    assert NUMBERS.read(typed) == read
    assert NUMBERS.read(NUMBERS.show(frozenset(read))) == read


@pytest.mark.parametrize("typed", ["x", "0", "4-2", "1-2-3", "1-999999", "-5", "1.5"])
def test_what_is_no_number_is_told(typed: str) -> None:
    with pytest.raises(ValueError, match="numbers on the list"):
        NUMBERS.read(typed)
