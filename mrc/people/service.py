"""What happens with people: they are registered, found, read, changed and erased, and give and withdraw consent."""

import sqlalchemy as sa

from mrc.db import db
from mrc.people import matching
from mrc.people.models import NameToken, Person, PersonCentre

NAME = "name"


def index_names(person: Person) -> None:
    """Make a person findable by every spelling of their name, at every centre that knows them."""
    names = [name for name in (person.name, person.latin_name, person.other_names) if name]
    tokens = matching.search_tokens(NAME, names, person.birth_year)
    centres = db.session.scalars(sa.select(PersonCentre.centre_id).where(PersonCentre.person_id == person.id)).all()
    db.session.execute(sa.delete(NameToken).where(NameToken.person_id == person.id))
    rows = [
        {"token": token, "centre_id": centre, "person_id": person.id}
        for centre in centres
        for token in sorted(tokens)
    ]
    if rows:
        db.session.execute(sa.insert(NameToken), rows)
