"""One section of a person, filled in while they are taken in or changed later."""

from typing import Any

from flask import abort, flash, g, render_template, request, url_for
from wtforms import FieldList

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import office, requires
from mrc.i18n import gettext as _
from mrc.i18n import joined
from mrc.people import service
from mrc.people.forms.sections import FORMS, MOST_ROWS
from mrc.people.models import Person
from mrc.people.rules import INTAKE, Section, after
from mrc.wording import words


@office.route("/people/<ref:person_ref>/details/<string:section>", methods=["GET", "POST"])
@requires(Permission.PERSON_WRITE)
def edit_person(person_ref: str, section: str) -> Any:
    """Fill in or change one section."""
    if section not in set(Section):
        abort(404)
    chosen, is_taking = Section(section), request.args.get("taking") == "1"
    form_class, kind = FORMS[chosen]
    person = service.read_person(g.actor, person_ref)
    form = form_class(data={**form_class.values(service.present(person, kind)), "version": person.version})
    onwards = _onwards(person, chosen, is_taking)

    def deed() -> None:
        saved = service.change(g.actor, person_ref, form.seen_version(), form.facts())
        flash(_("Saved: %(section)s.", section=words(chosen)), "success")
        _say_who_else(saved, chosen)

    answer = None if form.is_submitted() and _add_row(form) else done(form, deed, then=onwards)
    if answer is not None:
        return answer
    page = render_template(
        "people/edit.html",
        form=form,
        person=person,
        section=chosen,
        is_taking=is_taking,
        onwards=onwards,
        steps=_steps(person, chosen) if is_taking else [],
        most_rows=MOST_ROWS,
    )
    return page, 422 if form.errors else 200


def _say_who_else(person: Person, section: Section) -> None:
    """A number or paper that somebody else has too may mean that one person is registered twice."""
    others = service.others_with(g.actor, person) if section in {Section.PHONES, Section.PAPERS} else []
    if others:
        names = joined([found.name or found.latin_name or found.ref for found in others])
        flash(_("This number or paper is also on file for: %(names)s.", names=names), "warning")


def _onwards(person: Person, section: Section, is_taking: bool) -> str:
    """Where saving or skipping leads: to the next question while somebody is taken in, else back to the person."""
    if not is_taking:
        return url_for("office.show_person", person_ref=person.ref) + f"#{section}"
    following = after(section)
    if following is None:
        return url_for("office.read_back", person_ref=person.ref)
    return url_for("office.edit_person", person_ref=person.ref, section=following.value, taking=1)


def _add_row(form: Any) -> bool:
    """Give a list one more empty row when its button was pressed; everything typed stays."""
    rows = getattr(form, request.form.get("add", "") or "-", None)
    if not isinstance(rows, FieldList):
        return False
    if len(rows) < MOST_ROWS:
        rows.append_entry()
    return True


def _steps(person: Person, section: Section) -> list[dict[str, Any]]:
    """The bar that shows what is done and what is left."""
    place = INTAKE.index(section) if section in INTAKE else -1
    steps = [{"label": _("Consent and name"), "state": "done"}]
    for number, item in enumerate(INTAKE):
        state = "done" if number < place else "current" if number == place else "todo"
        url = url_for("office.edit_person", person_ref=person.ref, section=item.value, taking=1)
        steps.append({"label": words(item), "state": state, "url": url})
    url = url_for("office.read_back", person_ref=person.ref)
    return [*steps, {"label": _("Read back"), "state": "todo", "url": url}]
