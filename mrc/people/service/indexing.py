"""The tokens and blind indexes by which sealed names, numbers and papers are still found."""

import sqlalchemy as sa

from mrc import refs, vault
from mrc.db import db
from mrc.names.index import NameIndex
from mrc.outbox import phone_mark
from mrc.people.models import NameToken, Person, PersonCentre

NAMES = NameIndex("name", *(NameToken.__table__.c[name] for name in ("token", "person_id", "centre_id")))


def index_names(person: Person) -> None:
    """Make a person findable by every spelling of their name, at every centre that knows them."""
    names = [name for name in (person.name, person.latin_name, *(person.other_names or "").splitlines()) if name]
    tokens = NAMES.tokens(names, person.birth_year)
    centres = db.session.scalars(sa.select(PersonCentre.centre_id).where(PersonCentre.person_id == person.id)).all()
    db.session.execute(sa.delete(NameToken).where(NameToken.person_id == person.id))
    rows = [{"token": token, "centre_id": centre} for centre in centres for token in sorted(tokens)]
    if rows:
        db.session.execute(sa.insert(NameToken), [{**row, "person_id": person.id} for row in rows])


def phone_blind(number: str) -> bytes:
    """The blind index of a telephone number in E.164."""
    return phone_mark(number)


def paper_blind(number: str | None) -> bytes | None:
    """The blind index of the number of a paper, however it was spaced; None when there is nothing to compare."""
    plain = refs.plain_number(number or "")
    return vault.blind("paper", plain) if plain else None
