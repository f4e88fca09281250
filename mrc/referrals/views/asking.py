"""Asking the person: exactly what a partner would see, in their language, to be read aloud or signed on paper."""

from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute, render_template

from mrc import i18n
from mrc.i18n import gettext as _
from mrc.referrals.forms import SendForm
from mrc.referrals.rules.packets import Packet
from mrc.referrals.service import Offer


@dataclass(frozen=True)
class Spoken:
    """What is read aloud, drawn in one language. `is_ours` is false where we do not speak the one that was chosen."""

    language: str
    direction: str
    is_other: bool
    is_ours: bool
    text: Any


def spoken_to(offered: Offer, form: SendForm, packet: Packet) -> Spoken:
    """The text for the person, in the language chosen on the form."""
    chosen = form.language.data or ""
    language, is_other = _language(chosen), _language(chosen) != i18n.language()
    read_aloud = get_template_attribute("referrals/_read_aloud.html", "read_aloud")
    with i18n.speaking(language):
        text = read_aloud(offered.organisation.name, packet, form.expires_on.data)
    return Spoken(language, i18n.direction(language), is_other, chosen in i18n.MIGRANT_LANGUAGES, text)


def sheet_for(offered: Offer, form: SendForm, packet: Packet) -> str:
    """The same as a sheet of paper to be signed."""
    ours, ours_language = _("Read this sheet to the person, or let them read it. They keep a copy."), i18n.language()
    with i18n.speaking(_language(form.language.data or "")):
        return render_template(
            "referrals/consent_sheet.html",
            offered=offered,
            packet=packet,
            expires_on=form.expires_on.data,
            today=i18n.today(),
            ours=ours,
            ours_language=ours_language,
        )


def _language(chosen: str) -> str:
    return chosen if chosen in i18n.MIGRANT_LANGUAGES else i18n.language()
