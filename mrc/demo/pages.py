"""What some workers want to see on their own page, and the second code of a few of them."""

from datetime import datetime
from random import Random

from mrc import vault
from mrc.demo.rows import random_code
from mrc.demo.world import Making
from mrc.portal.models import OwnPage
from mrc.staff.service.passwords import hash_like

# Each third worker wants to see the money, each tenth has a second code.
_SEES_MONEY, _HAS_SECOND = 3, 10


def make_page(making: Making, place: int, told: dict[str, str], code_hash: str, issued_at: datetime) -> None:
    """The page of one worker who is told with their code; a second code is told beside it."""
    has_second = place % _HAS_SECOND == 1
    if not has_second and place % _SEES_MONEY:
        return
    if has_second:
        # A source of its own, so that nothing else of the person is drawn otherwise.
        told["second_code"] = random_code(Random(f"{making.world.seed}/second/{place}"))
    making.rows.add(
        OwnPage,
        case_id=making.case_id,
        shows_money=place % _SEES_MONEY == 0,
        shows_limits=place % _SEES_MONEY == 0,
        second_shows_money=False,
        second_shows_limits=False,
        second_hash=hash_like(code_hash, vault.peppered(told["second_code"])) if has_second else None,
        second_issued_at=issued_at if has_second else None,
    )
