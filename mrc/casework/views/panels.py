"""What this room hangs on pages of rooms below: a person's cases, and the cases against a respondent."""

from typing import Any

from mrc.access import Actor
from mrc.casework import service
from mrc.casework.models import Case
from mrc.casework.service import patterns
from mrc.panels import panel


@panel("person", order=10)
def cases_of_person(person: Any, actor: Actor) -> tuple[str, dict[str, Any]]:
    """The cases of a person, and the way to open one."""
    lines = service.cases_of_person(actor, person.id)
    return "casework/panels/person.html", {"person": person, "lines": lines}


@panel("respondent", order=10)
def cases_against(respondent: Any, actor: Actor) -> tuple[str, dict[str, Any]]:
    """The cases against a respondent, and how many other centres have."""
    return "casework/panels/respondent.html", {"against": service.cases_against(actor, respondent.id)}


@panel("respondent", order=5)
def pattern_against(respondent: Any, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """How often a respondent was named lately, when it was more than once."""
    pattern = patterns.pattern_against(actor, respondent.id)
    return ("casework/panels/pattern.html", {"pattern": pattern}) if pattern else None


@panel("case_main", order=12)
def patterns_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The respondents of a case that other cases name too."""
    found = patterns.patterns_of_case(actor, case)
    return ("casework/panels/case_pattern.html", {"patterns": found}) if found else None
