"""Who comes to the centres of the demo world: where from, where to, in which job, about what."""

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from mrc.casework.rules.issues import DANGEROUS, IssueCode
from mrc.casework.rules.stages import STAGES, Stage
from mrc.demo.names import FEMALE, MALE, Name, load, make_name
from mrc.demo.walks import WalkPlan, stages_to
from mrc.i18n import MIGRANT_LANGUAGES

C = IssueCode
HOME, ABROAD = "NP", "QA"
# These come first in every world and are the ones whose codes are told: each language at each stage at least once.
SHOWN = 90
_CLOSED_SHARE, _SHOWN_CLOSED_SHARE = 0.72, 0.15
# Violence is seldom what somebody comes about first; it is told later, beside the matter of the wages.
_VIOLENCE_SHARE = 0.03
_VIOLENCE = (C.PHYSICAL_ABUSE, C.VERBAL_ABUSE, C.CONFINEMENT, C.SEXUAL_HARASSMENT_VIOLENCE)
_AT_HOME = {Stage.PRE_DEPARTURE: 1.0, Stage.EMPLOYMENT: 0.15, Stage.WAGE_CLAIM: 0.35, Stage.RETURN: 0.85}
_STAGE_CODES = {"PRE": Stage.PRE_DEPARTURE, "EMP": Stage.EMPLOYMENT, "CLM": Stage.WAGE_CLAIM, "RET": Stage.RETURN}
_LONGEST = {
    Stage.PRE_DEPARTURE: (8, 14), Stage.EMPLOYMENT: (2, 8), Stage.WAGE_CLAIM: (14, 26), Stage.RETURN: (4, 9),
}  # fmt: skip
# Where those who are shown come from, by the language of their pages; not for all does a corridor lead to Doha.
_SPEAKERS = {
    "am": "ET", "ar": "EG", "bn": "BD", "en": "KE", "es": "PE", "fil": "PH", "fr": "SN", "hi": "IN", "id": "ID",
    "km": "KH", "my": "MM", "ne": "NP", "si": "LK", "sw": "KE", "ta": "LK", "th": "TH", "ur": "PK", "vi": "VN",
}  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """One person as they come to a centre, and what their case will be."""

    index: int
    is_shown: bool
    is_at_home: bool
    origin: str
    destination: str
    sex: str
    name: Name
    birth_year: int
    language: str
    home_language: str
    occupation: str
    industry: str
    currency: str
    monthly_wage: int
    education: str
    channel: str
    issues: tuple[IssueCode, ...]
    walk: WalkPlan

    @property
    def stage(self) -> Stage:
        """The stage the case stands at."""
        return self.walk.stages[-1]

    @property
    def is_restricted(self) -> bool:
        """Whether the case is open to its team alone."""
        return bool(set(self.issues) & DANGEROUS)


def choose(weights: dict[str, Any], random: Random) -> str:
    """One key of a table of weights."""
    return random.choices(list(weights), list(weights.values()))[0]


def draw_arrival(index: int, random: Random, year: int) -> Arrival:
    """The person with a number in the world; the same generator always gives the same one."""
    is_shown = index < SHOWN
    stage = _stage(index, random, is_shown)
    spoken = MIGRANT_LANGUAGES[index % len(MIGRANT_LANGUAGES)] if is_shown else None
    is_at_home = random.random() < _AT_HOME[stage] and spoken in {None, "ne"}
    corridor = _corridor(is_at_home, spoken, random)
    sex = FEMALE if random.random() < corridor["women_share"] else MALE
    world = load("corridors")
    occupation = choose(world["occupation_mixes"][corridor["occupations"][sex]], random)
    wage_class = world["wage_class_by_occupation"][occupation]
    wages = world["monthly_wages"][corridor["destination"]]
    home_language = spoken or random.choice(world["origin_languages"][corridor["origin"]])
    issues = _issues(_issue_profile(stage, corridor, wage_class), random)
    return Arrival(
        index=index,
        is_shown=is_shown,
        is_at_home=is_at_home,
        origin=corridor["origin"],
        destination=corridor["destination"],
        sex=sex,
        name=make_name(corridor["origin"], sex, random, home_language),
        birth_year=year - _age(sex, random),
        language=home_language if home_language in MIGRANT_LANGUAGES else "en",
        home_language=home_language,
        occupation=occupation,
        industry=choose(world["industries_by_occupation"][occupation], random),
        currency=wages["currency"],
        monthly_wage=random.randrange(wages[wage_class][0], wages[wage_class][1], 5),
        education=choose(load("profile")["isced"][sex], random),
        channel=choose(load("profile")["channels"], random),
        issues=issues,
        walk=_walk_plan(stage, frozenset(issues), is_shown, random),
    )


def _stage(index: int, random: Random, is_shown: bool) -> Stage:
    drawn = _STAGE_CODES[choose(load("profile")["stages"], random)]
    return STAGES[index // len(MIGRANT_LANGUAGES) % len(STAGES)] if is_shown else drawn


def _walk_plan(stage: Stage, issues: frozenset[IssueCode], is_shown: bool, random: Random) -> WalkPlan:
    stages = stages_to(stage, random)
    is_closed = random.random() < (_SHOWN_CLOSED_SHARE if is_shown else _CLOSED_SHARE)
    handed = random.random()
    steps = random.randint(*_LONGEST[stage]) if is_closed else random.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10))
    return WalkPlan(
        stages=stages,
        issues=issues,
        is_closed=is_closed,
        steps_in_last=steps,
        is_handed_over=handed < 0.04,
        is_offered=not is_closed and 0.04 <= handed < 0.08,
        is_reopened=is_closed and handed > 0.97,
        has_documents=is_shown,
    )


@cache
def _corridors(is_at_home: bool) -> tuple[list[dict[str, Any]], list[float]]:
    place, end = (HOME, "origin") if is_at_home else (ABROAD, "destination")
    found = [corridor for corridor in load("corridors")["corridors"] if corridor[end] == place]
    return found, list(accumulate(corridor["weight"] for corridor in found))


def _corridor(is_at_home: bool, spoken: str | None, random: Random) -> dict[str, Any]:
    found, sums = _corridors(is_at_home)
    drawn = found[bisect(sums, random.random() * sums[-1])]
    if spoken is None or is_at_home:
        return drawn
    return {**drawn, "origin": _SPEAKERS[spoken]}


def _issue_profile(stage: Stage, corridor: dict[str, Any], wage_class: str) -> dict[str, int]:
    world = load("corridors")
    if stage is Stage.PRE_DEPARTURE:
        name = corridor["before_departure"]
    elif stage is Stage.RETURN:
        name = "after_return"
    else:
        name = world["issue_profile_by_wage_class"][wage_class]
    profile: dict[str, int] = world["issue_profiles"][name]
    return profile


def _issues(profile: dict[str, int], random: Random) -> tuple[IssueCode, ...]:
    """The issues of a case, the primary one first."""
    found: list[IssueCode] = []
    for _number in range(random.choice((1, 1, 1, 2, 2, 3))):
        issue = IssueCode(choose(profile, random))
        if issue not in found:
            found.append(issue)
    if random.random() < _VIOLENCE_SHARE:
        found.append(random.choice(_VIOLENCE))
    return tuple(dict.fromkeys(found))


def _age(sex: str, random: Random) -> int:
    low, high = choose(load("profile")["age_bands"][sex], random).split("-")
    return random.randint(max(18, int(low)), int(high))
