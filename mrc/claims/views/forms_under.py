"""A form of this room about one case, under the name of its person."""

from typing import Any

from flask import g, render_template

from mrc.access import Permission
from mrc.casework import service as casework


def under_case(template: str, form: Any, case_ref: str, **more: Any) -> Any:
    """The form, with what to mend when something is wrong."""
    head = casework.head(g.actor, case_ref, Permission.CLAIM_RECORD)
    page = render_template(template, form=form, case=head.case, person=head.person, **more)
    return page, 422 if form.errors else 200
