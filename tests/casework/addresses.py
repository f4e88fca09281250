"""Where the pages of a case are, and by which addresses its people sign in."""

from mrc import refs
from mrc.casework.models import Case
from mrc.db import db

ANA, BEN, SUE = "ana@origin.example", "ben@origin.example", "sue@origin.example"
OMAR = "omar@destination.example"


def path(case, rest=""):
    """The address of a page of a case."""
    return f"/office/cases/{refs.spoken(case.ref)}{rest}"


def fresh(case):
    """The case as it is stored now."""
    db.session.expire_all()
    return db.session.get(Case, case.id)
