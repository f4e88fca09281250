"""How an export was counted, in words that go with it: the moment, what was asked, and what each column means."""

from typing import Any

from mrc import i18n
from mrc.classifications import country_name
from mrc.i18n import gettext as _
from mrc.i18n import language, ngettext
from mrc.reports.rules.caseload import Filters
from mrc.reports.rules.export import neutral
from mrc.reports.service.export import Export
from mrc.wording import words


def method_of(export: Export) -> list[tuple[str, str]]:
    """Lines of (what, how) for the head of a file or a sheet of its own."""
    facts = export.facts
    names = _("Included. Reason: %(reason)s", reason=words(facts.reason)) if facts.with_names else _("Left out.")
    lines = [
        (_("Report"), _("Caseload")),
        (_("As of"), i18n.moment(export.made_at)),
        (_("Centre"), i18n.joined([place.name for place in export.places])),
        (_("Asked for"), i18n.joined(spoken_filters(facts.filters)) or _("All cases that are not closed")),
        (_("Cases"), ngettext("%(num)s case", "%(num)s cases", export.count)),
        (_("Names"), names),
        *definitions(),
    ]
    return [(neutral(label), neutral(text)) for label, text in lines]


def definitions() -> list[tuple[str, str]]:
    """What the columns mean."""
    return [
        (_("A case"), _("One matter, kept under one worker; a collective case counts once, with all its workers.")),
        (_("Age band"), _("From the year of birth alone, on the day the case was opened; empty when not known.")),
        (_("Days open"), _("From opening to closing, or to the day of the report.")),
        (_("Money"), _("In the currency of the claim, never added up across currencies. Received means paid out.")),
        (_("Codes"), _("ISCO-08, ISIC Rev.4, ISCED 2011, ISO 3166-1 alpha-3, ISO 4217.")),
    ]


def spoken_filters(filters: Filters) -> list[str]:
    """What is asked, in words."""
    found: list[Any] = [words(filters.standing)] if "standing" in filters.codes() else []
    found += [words(member) for member in (filters.stage, filters.issue, filters.issue_group) if member is not None]
    if filters.move is not None:
        found.append(_("Waiting for: %(party)s", party=words(filters.move)))
    if filters.priority is not None:
        found.append(words(filters.priority))
    if filters.destination is not None:
        found.append(_("Country of work: %(country)s", country=country_name(filters.destination, language())))
    if filters.caseworker_id is not None:
        found.append(_("The cases of one caseworker"))
    ticks = (
        (filters.is_unassigned, _("Without a caseworker")),
        (filters.is_overdue, _("The next date has passed")),
        (filters.is_cold, _("No contact for 30 days")),
        (filters.is_unanswered, _("A message waits for an answer")),
        (filters.is_undated, _("No next date is set")),
    )
    return [str(text) for text in found] + [sentence for is_asked, sentence in ticks if is_asked]
