"""The people of a case of several: who is in it, and the way to add and remove them."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc.access import Permission
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework.forms import PersonForm, PersonPick
from mrc.casework.service import joining
from mrc.db import row_id
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.people import service as people


@office.route("/cases/<ref:case_ref>/people", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def people_of_case(case_ref: str) -> Any:
    """The people of a case, and the way to let somebody join it."""
    form = PersonForm()
    pick = PersonPick(form, "person")
    searched = request.form.get("search") is not None
    here = url_for("office.people_of_case", case_ref=case_ref)

    def deed() -> None:
        joining.add_person(g.actor, case_ref, pick.chosen())

    answer = None if searched else done(form, deed, _("The person is in the case."), here)
    if answer is not None:
        return answer
    after = row_id(request.args.get("after"))
    company = joining.people_of_case(g.actor, case_ref, after)
    if request.method == "POST" and pick.query.data:
        pick.offer(people.find(g.actor, pick.query.data))
    page = render_template(
        "casework/people.html",
        form=form,
        pick=pick,
        searched=searched,
        company=company,
        case=company.case,
        person=company.first,
        tick=ConfirmForm(formdata=None),
        first_url=here if after else None,
        next_url=url_for("office.people_of_case", case_ref=case_ref, after=company.following)
        if company.following
        else None,
    )
    return page, 422 if form.errors else 200


@office.post("/cases/<ref:case_ref>/people/<ref:person_ref>/remove")
@requires(Permission.CASE_WORK)
def remove_person(case_ref: str, person_ref: str) -> Any:
    """Take somebody off a case of several."""
    form, here = ConfirmForm(), url_for("office.people_of_case", case_ref=case_ref)
    said = _("The person is no longer in the case, and stays registered.")
    answer = done(form, lambda: joining.remove_person(g.actor, case_ref, person_ref), said, here)
    return answer or say_and_go(form, here)
