"""Who is read of those who share tokens with a name, and who of them is shown."""

from dataclasses import dataclass

from mrc.names.index import CANDIDATES, ENOUGH, FIRST, MUCH, Sharing, likest


@dataclass(frozen=True)
class Known:
    """Somebody whose name was opened and compared."""

    id: int
    score: float
    is_same: bool = False
    nearest: float = 60


class Register:
    """The names of a few, and whose were opened."""

    def __init__(self, *known: Known) -> None:
        self.known = {one.id: one for one in known}
        self.opened: list[int] = []

    def read(self, ids: list[int]) -> list[Known]:
        """Open and compare some names."""
        self.opened += ids
        return [self.known[one] for one in ids if one in self.known]


def test_who_shares_little_is_not_opened_beside_the_very_name() -> None:
    register = Register(Known(1, 100, is_same=True), Known(2, 80), Known(3, 60))
    sharing = [Sharing(1, 30, False), Sharing(2, MUCH, False), Sharing(3, MUCH - 1, False)]

    assert [one.id for one in likest(sharing, register.read)] == [1, 2]
    assert register.opened == [1, 2]


def test_everybody_is_opened_when_nobody_has_the_very_name() -> None:
    register = Register(Known(1, 70), Known(2, 90), Known(3, 64))
    sharing = [Sharing(1, 30, False), Sharing(2, 3, False), Sharing(3, 1, False)]

    assert [one.id for one in likest(sharing, register.read)] == [2, 1]
    assert register.opened == [1, 2, 3]


def test_who_has_a_rare_token_is_opened_first_and_few_are_opened_at_once() -> None:
    register = Register(Known(0, 100, is_same=True))
    sharing = [Sharing(0, 3, True), *(Sharing(one, 30, False) for one in range(1, 100))]

    assert [one.id for one in likest(sharing, register.read)] == [0]
    assert len(register.opened) == FIRST


def test_nobody_else_is_opened_beside_as_many_as_a_list_shows_who_have_all_that_was_typed() -> None:
    sharing = [Sharing(one, 6, False) for one in range(CANDIDATES)]
    many = Register(*(Known(one, 85, nearest=100) for one in range(ENOUGH)))
    few = Register(*(Known(one, 85, nearest=100) for one in range(ENOUGH - 1)))

    assert len(likest(sharing, many.read)) == ENOUGH
    assert len(likest(sharing, few.read)) == ENOUGH - 1
    assert (len(many.opened), len(few.opened)) == (FIRST, CANDIDATES)


def test_nobody_shares_anything() -> None:
    assert likest([], Register().read) == []
