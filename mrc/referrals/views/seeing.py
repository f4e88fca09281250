"""What the organisation would see, before it is sent: its own page in its own language, without a button."""

from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute

from mrc import i18n
from mrc.referrals.forms import WhatForm
from mrc.referrals.service import Offer, Preview


@dataclass(frozen=True)
class Sight:
    """The page of a partner as it would be drawn. `is_other` says that it is not in the reader's language."""

    language: str
    direction: str
    is_other: bool
    page: Any


def as_they_see_it(offered: Offer, form: WhatForm, seen: Preview) -> Sight:
    """The very parts of which the partner's page is made, in the partner's language."""
    shared = get_template_attribute("referrals/_shared.html", "shared")
    with i18n.speaking(offered.language):
        page = shared(seen.packet, seen.centre, form.priority.data, i18n.today(), id="theirs")
    is_other = offered.language != i18n.language()
    return Sight(offered.language, i18n.direction(offered.language), is_other, page)
