"""Finding and reading: search from every page, the list of people, and the page of one person."""

from typing import Any

from flask import g, redirect, render_template, request, url_for

from mrc import clock, refs
from mrc.access import Permission
from mrc.areas import office, requires
from mrc.audit import Event
from mrc.db import row_id
from mrc.forms import clean_text
from mrc.panels import drawn
from mrc.people import service
from mrc.people.forms import FilterForm
from mrc.people.models import Consent
from mrc.people.rules import Channel, ConsentScope, Holder, Section, is_in_force
from mrc.staff import service as staff
from mrc.wording import words

MOST_SEARCHED = 200


@office.get("/search")
@requires(Permission.PERSON_FIND)
def search() -> Any:
    """Search for anything that is typed into the bar: a reference goes straight to its page."""
    text = clean_text(request.args.get("q", ""))[:MOST_SEARCHED]
    found, case_ref = service.find_everywhere(g.actor, text) if text else ([], None)
    if case_ref is not None:
        return redirect(url_for("office.show_case", case_ref=case_ref), 303)
    if len(found) == 1 and _is_ref_of(text, found[0].ref):
        return redirect(url_for("office.show_person", person_ref=found[0].ref), 303)
    others = drawn("search", text, g.actor) if text else []
    return render_template("people/search.html", text=text, found=found, others=others)


def _is_ref_of(text: str, ref: str) -> bool:
    try:
        return refs.read_ref(text) == ref
    except ValueError:
        return False


@office.get("/people")
@requires(Permission.PERSON_FIND)
def list_people() -> Any:
    """The newest people of the centre."""
    form = FilterForm(request.args)
    form.validate()
    before = request.args.get("before", "")
    lines, has_more = service.list_people(g.actor, form.wanted(), row_id(before))
    chosen: dict[str, Any] = {
        name: value for name in ("nationality", "language", "sex") if (value := request.args.get(name))
    }
    older = url_for("office.list_people", before=lines[-1].id, **chosen) if has_more else None
    newest = url_for("office.list_people", **chosen) if before else None
    page = render_template("people/list.html", form=form, lines=lines, older=older, newest=newest, chosen=chosen)
    return page, 422 if form.errors else 200


@office.get("/people/<ref:person_ref>")
@requires(Permission.PERSON_READ)
def show_person(person_ref: str) -> Any:
    """One person with everything that is known of them."""
    person = service.read_person(g.actor, person_ref)
    if person.erased_at is not None:
        return render_template("people/erased.html", person=person)
    today = clock.today(g.actor.timezone)
    consents = [
        (consent, is_in_force(consent.withdrawn_at, consent.expires_on, today)) for consent in person.consents
    ]
    return render_template(
        "people/show.html",
        person=person,
        section_of=Section,
        channels=[str(words(Channel(channel))) for channel in person.contact_channels],
        scopes_of=_scopes_of,
        subject=service.subject_of(g.actor, person),
        consents=sorted(consents, key=lambda entry: (not entry[1], -entry[0].id)),
        organisations=service.organisation_names({consent.organisation_id for consent in person.consents}),
        recorded_by=staff.names_of({consent.recorded_by_id for consent in person.consents if consent.recorded_by_id}),
        taken=frozenset({Holder.EMPLOYER, Holder.RECRUITER}),
        looks=[(look, Event(look.event)) for look in service.looks_at(person)],
        panels=drawn("person", person, g.actor),
    )


def _scopes_of(consent: Consent) -> list[str]:
    """What a consent opens, in words."""
    return [str(words(ConsentScope(name))) for name in consent.fields]
