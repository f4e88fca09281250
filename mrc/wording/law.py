"""A rule of law in words: its numbers and conditions as sentences that a lawyer can check line by line."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mrc import i18n
from mrc.claims.rules.assessment import NotIncluded
from mrc.claims.rules.facts import Exit
from mrc.claims.rules.law import Bracket, Effect, Formula, Limit, Provision, Reading, Rule, ShortPart, Terms, Tier
from mrc.claims.rules.lines import with_reading
from mrc.claims.rules.wages import ratio, shown
from mrc.i18n import gettext as _
from mrc.i18n import lazy, ngettext
from mrc.wording import wages, words

_EFFECTS: dict[Effect, Any] = {
    Effect.FULL: lazy("Owed after: %(endings)s"),
    Effect.NOTHING: lazy("Not owed after: %(endings)s"),
    Effect.LOWER_NOTHING: lazy("Owed, but another reading gives nothing, after: %(endings)s"),
    Effect.HIGHER_FULL: lazy("Not owed, but another reading gives all of it, after: %(endings)s"),
    Effect.DRAFT: lazy("No source says what happens, check with a lawyer, after: %(endings)s"),
}
_SHORT_PARTS: dict[ShortPart, Any] = {
    ShortPart.NOTHING: lazy("Service under this rule that is shorter than its minimum gives nothing."),
    ShortPart.NEXT_RULE: lazy("Service under this rule that is shorter than its minimum counts by the next rule."),
}


def numbers_of(rule: Rule, currency: str) -> list[str]:
    """The numbers and conditions of a rule, a sentence for each."""
    terms = rule.terms
    return [
        *_tiers(terms.tiers),
        *_lengths(terms),
        *_shares(terms),
        *_caps(terms, currency),
        *_wages(rule, currency),
        *_hours(terms, currency),
        *_conditions(terms, currency),
        *_endings(terms),
        *([_("Each part of the service counts by the law of its time.")] if rule.is_accruing else []),
    ]


def readings_of(rule: Rule, currency: str) -> list[str]:
    """What other readings of a rule change."""
    own = set(numbers_of(rule, currency))
    found = []
    for reading in rule.readings:
        changed = with_reading(rule, reading)
        told = [line for line in numbers_of(changed, currency) if line not in own]
        found.append(" ".join([*_reading_head(rule, changed, reading), *told]))
    return found


def note_of(provision: Provision) -> str:
    """What the file of the law notes about an entry; an empty text where it notes nothing."""
    return _(provision.note) if provision.note else ""


def period_of(limit: Limit) -> str:
    """How long a time limit is."""
    if limit.unit == "days":
        return ngettext("%(num)s day", "%(num)s days", limit.period)
    if limit.unit == "months":
        return ngettext("%(num)s month", "%(num)s months", limit.period)
    return ngettext("%(num)s year", "%(num)s years", limit.period)


def _reading_head(rule: Rule, changed: Rule, reading: Reading) -> Iterator[str]:
    if reading.article:
        yield f"{reading.article}:"
    if changed.formula is not rule.formula:
        yield f"{words(changed.formula)}."
    if changed.terms.wage_base is not rule.terms.wage_base:
        yield _("It counts: %(wage)s.", wage=words(changed.terms.wage_base))
    if changed.valid_from != rule.valid_from:
        yield _("It counts from %(date)s.", date=i18n.date(changed.valid_from))


def _number(value: Fraction) -> str:
    return i18n.digits(ratio(value)) if value.denominator in {3, 6, 12} else i18n.number(shown(value))


def _years(value: Fraction) -> str:
    return ngettext("%(num)s year", "%(num)s years", int(value))


def _amount(value: Fraction, currency: str) -> str:
    return i18n.money(shown(value), currency)


def _tiers(tiers: tuple[Tier, ...]) -> Iterator[str]:
    first: Fraction | None = None
    for tier in tiers:
        span = _span(first, tier.up_to)
        if tier.days is not None:
            yield _("%(span)s: %(number)s days' wages for each year.", span=span, number=_number(tier.days))
        elif tier.months == 1:
            yield _("%(span)s: a month's wage for each year.", span=span)
        elif tier.months is not None:
            yield _("%(span)s: %(number)s months' wages for each year.", span=span, number=_number(tier.months))
        elif tier.percent is not None:
            yield _("%(span)s: %(number)s %% of each month's wage.", span=span, number=_number(tier.percent))
        first = tier.up_to


def _span(first: Fraction | None, last: Fraction | None) -> str:
    if first is None and last is None:
        return _("Whole service")
    if first is None:
        return _("First %(years)s of service", years=_years(last or Fraction(0)))
    if last is None:
        return _("Service after the first %(years)s", years=_years(first))
    return _("Service after the first %(first)s and up to %(last)s", first=_years(first), last=_years(last))


def _lengths(terms: Terms) -> Iterator[str]:
    for index, bracket in enumerate(terms.lengths):
        values = {"length": _length(bracket, index), "number": _number(bracket.value)}
        if terms.each_year:
            told = _("%(length)s: %(number)s days' wages for each year.", **values)
        else:
            told = _("%(length)s: %(number)s days' wages.", **values)
        yield f"{told} {words(bracket.grade)}." if bracket.grade else told
    for index, bracket in enumerate(terms.resignation):
        length = _length(bracket, index)
        if bracket.value in (0, 1):
            none, whole = _("nothing"), _("all of it")
            share = whole if bracket.value else none
        else:
            share = _("%(share)s of it", share=_number(bracket.value))
        yield _("When the worker resigns. %(length)s: %(share)s.", length=length, share=share)
    if terms.nearest_month:
        yield _("Service counts to the nearest month.")


def _length(bracket: Bracket, index: int) -> str:
    """The length of service that a bracket is for; the last one is told by the one before it."""
    if bracket.limit is None:
        return _("Longer service") if index else _("Any length of service")
    if bracket.is_in_days:
        return _("Less than %(number)s days of service", number=_number(bracket.limit))
    if bracket.is_inclusive:
        return _("Up to and with %(years)s of service", years=_years(bracket.limit))
    return _("Less than %(years)s of service", years=_years(bracket.limit))


def _shares(terms: Terms) -> Iterator[str]:
    if terms.share is not None:
        yield _("For each year %(share)s of a month's wage.", share=_number(terms.share))
    if terms.day_wages is not None and terms.share is not None:
        yield _("For people not paid by the month: %(number)s days' wages.", number=_number(terms.day_wages))
    elif terms.day_wages is not None:
        yield _("For each 365 days: %(number)s average days' wages.", number=_number(terms.day_wages))


def _caps(terms: Terms, currency: str) -> Iterator[str]:
    if terms.yearly_cap is not None:
        yield _("Not more than %(amount)s for each year.", amount=_amount(terms.yearly_cap, currency))
    if terms.total_cap is not None:
        yield _("Not more than %(amount)s in all.", amount=_amount(terms.total_cap, currency))
    if terms.cap_months is not None:
        yield _("Not more than the wages of %(number)s months.", number=_number(terms.cap_months))
    if terms.cap_base is not None:
        yield _("The limit counts: %(wage)s.", wage=words(terms.cap_base))
    if terms.split_on is not None:
        day = i18n.date(terms.split_on)
        yield _("For workers in the provident fund, service before and from %(date)s counts apart.", date=day)


def _wages(rule: Rule, currency: str) -> Iterator[str]:
    terms = rule.terms
    if terms.day_divisor == Fraction(365, 12):
        yield _("A day's wage: twelve months' wages / 365.")
    elif terms.day_divisor is not None:
        yield _("A day's wage: the month's wage / %(number)s.", number=_number(terms.day_divisor))
    if terms.week_hours is not None:
        number = _number(terms.week_hours)
        yield _("An hour's wage: twelve months' wages / (52 weeks × %(number)s hours).", number=number)
    if terms.normal_hours is not None:
        yield _("Where the hours of a day are not told, %(number)s count.", number=_number(terms.normal_hours))
    if terms.minimum_wage is not None:
        yield _("Not less than %(amount)s for a whole month.", amount=_amount(terms.minimum_wage, currency))


def _hours(terms: Terms, currency: str) -> Iterator[str]:
    if terms.day_supplement is not None:
        yield _("Supplement for an hour by day: %(number)s %%.", number=_number(terms.day_supplement))
    if terms.night_supplement is not None:
        yield _("Supplement for an hour by night: %(number)s %%.", number=_number(terms.night_supplement))
    if terms.night is not None:
        first, last = (i18n.digits(f"{minutes // 60}:{minutes % 60:02}") for minutes in terms.night)
        yield _("The night is from %(first)s to %(last)s.", first=first, last=last)
    if terms.rest_supplement is not None:
        yield _("Supplement for an hour on a day of rest: %(number)s %%.", number=_number(terms.rest_supplement))
    if terms.supplement_base is not None:
        yield _("The supplement counts: %(wage)s.", wage=words(terms.supplement_base))
    if terms.maximum_wage is not None:
        amount = _amount(terms.maximum_wage, currency)
        if terms.above_maximum is Effect.NOTHING:
            yield _("Only up to a month's wage of %(amount)s.", amount=amount)
        else:
            yield _("Above a month's wage of %(amount)s: check with a lawyer.", amount=amount)


def _conditions(terms: Terms, currency: str) -> Iterator[str]:
    if terms.minimum_years:
        yield _("From %(years)s of service on.", years=_years(terms.minimum_years))
    if terms.short_part in _SHORT_PARTS:
        yield str(_SHORT_PARTS[terms.short_part])
    if terms.fixed_term_years is not None:
        years = _years(terms.fixed_term_years)
        yield _("For some projects of a fixed term of up to %(years)s it is not owed.", years=years)
    if terms.absence_excluded:
        yield _("Unpaid absence does not count as service.")
    if terms.without_social_security:
        yield _("Only for workers who are not covered by social security.")
    if terms.bases is not None:
        named = i18n.joined([str(words(basis)) for basis in sorted(terms.bases)])
        yield _("Only for people paid: %(bases)s.", bases=named)


def _endings(terms: Terms) -> Iterator[str]:
    if set(terms.exits.values()) == {Effect.FULL} and set(terms.exits) == set(Exit):
        yield _("Owed after every way of ending.")
        return
    for effect, sentence in _EFFECTS.items():
        named = [str(words(ending)) for ending in Exit if terms.exits.get(ending) is effect]
        if named:
            yield f"{sentence % {'endings': i18n.joined(named)}}."


def why_not_computed(rule: Rule, currency: str) -> str:
    """Why a rule computes nothing; an empty text when it does."""
    if rule.is_draft:
        return _("This is a draft without a source. Nothing is computed by it: check with a lawyer.")
    if rule.formula is Formula.NOT_COMPUTED:
        left_out = NotIncluded(rule.component, rule.terms.why, {"rule": rule.id, "article": rule.article})
        return wages.why_not(left_out, currency)
    return ""
