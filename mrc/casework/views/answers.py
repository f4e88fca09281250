"""What the pages of this room have in common: a form about one case, and the case's address."""

from typing import Any

from flask import g, render_template, url_for

from mrc.access import Permission
from mrc.casework import service


def form_page(
    template: str, form: Any, case_ref: str, permission: Permission = Permission.CASE_WORK, **more: Any
) -> Any:
    """A form about one case, under the name of its person."""
    return form_under(service.head(g.actor, case_ref, permission), template, form, **more)


def form_under(head: service.Head, template: str, form: Any, **more: Any) -> Any:
    """The same under a head that was read already: reading it twice would put two looks on record for one page."""
    page = render_template(template, form=form, case=head.case, person=head.person, **more)
    return page, 422 if form.errors else 200


def case_url(case_ref: str, **more: Any) -> str:
    """The address of a case's page."""
    return url_for("office.show_case", case_ref=case_ref, **more)
