"""Taking somebody in: consent and name first, the rest as far as there is time, and reading it back at the end."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from mrc import i18n
from mrc.access import Permission
from mrc.answers import done, done_before
from mrc.areas import office, requires
from mrc.forms import clean_text
from mrc.i18n import gettext as _
from mrc.names.latin import latin_form
from mrc.people import service
from mrc.people.forms.identity import RegisterForm
from mrc.people.rules import AT_INTAKE, INTAKE, Found
from mrc.people.views.explaining import explained
from mrc.wording.people import EXPLAINED


@office.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PERSON_WRITE)
def register_person() -> Any:
    """Take somebody in. Whoever may be the same person is shown before anything is saved."""
    form = RegisterForm(data=_proposed())
    duplicates: list[Found] = []

    def deed() -> str:
        person = service.register(g.actor, form.registration())
        flash(_("%(name)s is registered.", name=person.name), "success")
        return url_for("office.edit_person", person_ref=person.ref, section=INTAKE[0].value, taking=1)

    answer = None
    # The button beside the language only shows the texts in it; nothing is judged or saved yet.
    if "show" not in request.form and form.validate_on_submit():
        duplicates = service.possible_duplicates(g.actor, form.registration())
        has_shown = form.has_shown([found.ref for found in duplicates])
        answer = done(form, deed) if has_shown else done_before(form)
    if answer is not None:
        return answer
    page = render_template(
        "people/register.html",
        form=form,
        duplicates=duplicates,
        explained=explained(AT_INTAKE, form.consent_language.data or ""),
    )
    return page, 422 if form.errors else 200


def _proposed() -> dict[str, Any]:
    """What a fresh page is filled with: what was searched for before."""
    name = clean_text(request.args.get("name", ""))[:200]
    return {"name": name, "consent_language": g.actor.language}


@office.post("/people/new/proposals")
@requires(Permission.PERSON_WRITE)
def propose_person() -> Any:
    """A piece of the page while the name is typed: its Latin form, and who may be the same person."""
    form = RegisterForm()
    form.validate()
    facts = form.registration()
    has_name = len(facts.identity.name) > 1
    return render_template(
        "people/_proposals.html",
        latin=latin_form(facts.identity.name) if has_name and not facts.identity.latin_name else "",
        duplicates=service.possible_duplicates(g.actor, facts) if has_name else [],
    )


@office.get("/people/<ref:person_ref>/read-back")
@requires(Permission.PERSON_READ)
def read_back(person_ref: str) -> Any:
    """What is written down, to be read back to the person in their own language."""
    person = service.read_person(g.actor, person_ref)
    ours = {
        "open": _("Open a case"),
        "change": _("Change something"),
        "lead": _("Read this page to the person, or let them read it. Change what is not right."),
    }
    ours_language = i18n.language()
    spoken = person.preferred_language
    with i18n.speaking(spoken if spoken in i18n.MIGRANT_LANGUAGES else ours_language):
        return render_template(
            "people/read_back.html", person=person, ours=ours, ours_language=ours_language, explained=EXPLAINED
        )
