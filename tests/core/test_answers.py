"""How pages answer a form: the deed once, or the form again with what to mend."""

from contextlib import contextmanager

import pytest
from flask import Flask, get_flashed_messages, session
from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, StringField

from mrc import answers
from mrc.claims.rules import ClaimFault
from mrc.db import in_transaction
from mrc.errors import Refused
from mrc.forms import OnceForm, required, short_text
from mrc.once import new_key


class Period(Form):
    """Two boxes that belong together."""

    first = StringField("From")
    last = StringField("To")


class NoteForm(OnceForm):
    """A form of one field and one group."""

    refused_at = {"body": "text", "happened": "period"}

    class Meta(OnceForm.Meta):
        """Without a token: this test is about the deed."""

        csrf = False

    text = short_text("Text", required("Write something."))
    period = FormField(Period)


@pytest.fixture
def sent(app: Flask):
    """Send the form: values in, the form and its answer out."""
    done: list[str] = []

    def send(deed=None, said=None, then=None, path="/", before=None, **values):
        with app.test_request_context(path, method="POST", data=MultiDict(values)):
            session["anything"] = 1
            form = NoteForm()
            answer = answers.done(form, deed or (lambda: done.append("deed") or "/there"), said, then, before)
            return form, answer, get_flashed_messages()

    send.done = done
    return send


def test_a_valid_form_does_its_deed_and_leads_on(sent):
    _form, answer, _said = sent(text="kept", once=new_key())

    assert (answer.status_code, answer.location) == (303, "/there")
    assert sent.done == ["deed"]


def test_the_deed_gets_what_was_made_before_it_once(sent):
    key, made = new_key(), []

    @contextmanager
    def making():
        made.append(in_transaction())
        yield "file"

    def send():
        return sent(sent.done.append, then="/there", before=making, text="kept", once=key)

    answers_given = [answer.location for _form, answer, _said in (send(), send())]

    assert answers_given == ["/there", "/there"]
    assert (made, sent.done) == ([False], ["file"])


def test_what_cannot_be_made_is_said_at_its_field_and_nothing_is_done(sent):
    key = new_key()

    def refuse():
        raise Refused(ClaimFault.NO_LINES, field="text")

    form, answer, _said = sent(before=refuse, text="kept", once=key)
    _form, mended, _said = sent(text="kept", once=key)

    assert answer is None
    assert [str(sentence) for sentence in form.text.errors] == [
        "Enter at least one part of the claim with its amount."
    ]
    assert (mended.location, sent.done) == ("/there", ["deed"])


def test_nothing_is_made_for_a_form_that_is_not_valid(sent):
    _form, answer, _said = sent(before=lambda: sent.done.append("made"), text="x" * 201, once=new_key())

    assert (answer, sent.done) == (None, [])


def test_the_same_form_sent_twice_does_its_deed_once_and_leads_to_the_same_place(sent):
    key = new_key()

    sent(text="kept", once=key)
    _form, answer, _said = sent(text="kept", once=key)

    assert answer.location == "/there"
    assert sent.done == ["deed"]


def test_buttons_of_one_page_that_lead_to_different_places_each_do_their_deed(sent):
    key = new_key()

    sent(text="kept", once=key, path="/tasks/1/done")
    sent(text="kept", once=key, path="/tasks/2/done")

    assert sent.done == ["deed", "deed"]


def test_an_invalid_form_does_nothing_and_keeps_what_was_typed(sent):
    form, answer, _said = sent(text="x" * 201, once=new_key())

    assert answer is None
    assert sent.done == []
    assert form.text.data == "x" * 201


def test_a_deed_is_told_once_and_leads_where_the_page_says(sent):
    key = new_key()

    told = [sent(text="kept", once=key, said="Saved.", then="/here")[1:] for _time in range(2)]

    assert [(answer.location, said) for answer, said in told] == [("/here", ["Saved."]), ("/here", [])]


@pytest.mark.parametrize(
    ("field", "place"), [("text", "text"), ("body", "text"), (None, None), ("no_such_field", None)]
)
def test_a_refusal_is_said_at_its_field_or_at_the_head_of_the_form(sent, field, place):
    def refuse():
        raise Refused(ClaimFault.NO_LINES, field=field)

    form, answer, _said = sent(refuse, text="kept", once=new_key())

    assert answer is None
    said = form.text.errors if place else form.form_errors
    assert [str(sentence) for sentence in said] == ["Enter at least one part of the claim with its amount."]


def test_a_refusal_of_a_group_is_said_at_its_first_box(sent):
    def refuse():
        raise Refused(ClaimFault.NO_LINES, field="happened")

    form, _answer, _said = sent(refuse, text="kept", once=new_key())

    assert list(form.period.errors) == ["first"]


def test_what_a_button_cannot_do_is_said_on_the_page_it_leads_to(sent, app):
    def refuse():
        raise Refused(ClaimFault.NO_LINES)

    form, _answer, said = sent(refuse, said="Saved.", text="kept", once=new_key())
    with app.test_request_context("/"):
        answer = answers.say_and_go(form, "/there")

        assert get_flashed_messages(with_categories=True) == [
            ("warning", "Enter at least one part of the claim with its amount.")
        ]
    assert (answer.location, said) == ("/there", [])


def test_a_refused_form_may_be_sent_again(sent):
    key = new_key()

    def refuse():
        raise Refused(ClaimFault.NO_LINES)

    sent(refuse, text="kept", once=key)
    _form, answer, _said = sent(text="mended", once=key)

    assert answer.location == "/there"
