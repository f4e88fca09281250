"""What the tests of this room start from and look at."""

from typing import Any

from mrc.people.models import Person
from mrc.people.rules import ConsentFacts, ConsentForm, IdentityFacts, Purpose, Registration
from mrc.refs import spoken
from tests import builders
from tests.page import Page

SERVICE = ConsentFacts(Purpose.SERVICE, ConsentForm.WRITTEN, "ne")


def facts(name: str = "सीता गुरुङ", **values: Any) -> Registration:
    """A registration with what the test says and consent to advice and help."""
    identity = IdentityFacts(name=name, preferred_language="ne", **values)
    return Registration(identity=identity, consents=(SERVICE,))


def names(found: list[Any]) -> list[str]:
    """The Latin names of who was found."""
    return [line.latin_name for line in found]


def person_of(world: builders.World, **values: Any) -> Person:
    """Somebody of the origin centre, whom the test may change."""
    return builders.make_person(world.origin, **values)


def spoken_path(person: Person, rest: str) -> str:
    """An address of a person as the pages write it."""
    return f"/office/people/{spoken(person.ref)}{rest}"


def inputs(page: Page, name: str) -> list[str]:
    """The values of the fields of a name on a page."""
    found = [element for element in page.all("input") if element.get("name") == name]
    return [element.get("value", "") for element in found]
