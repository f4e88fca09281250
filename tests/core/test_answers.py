"""How pages answer a form: the deed once, or the form again with what to mend."""

import pytest
from flask import Flask, session
from werkzeug.datastructures import MultiDict

from mrc import answers
from mrc.claims.rules import ClaimFault
from mrc.errors import Refused
from mrc.forms import OnceForm, required, short_text
from mrc.once import new_key


class NoteForm(OnceForm):
    """A form of one field."""

    class Meta(OnceForm.Meta):
        """Without a token: this test is about the deed."""

        csrf = False

    text = short_text("Text", required("Write something."))


@pytest.fixture
def sent(app: Flask):
    """Send the form: values in, the form and its answer out."""
    done: list[str] = []

    def send(deed=None, **values):
        with app.test_request_context("/", method="POST", data=MultiDict(values)):
            session["anything"] = 1
            form = NoteForm()
            return form, answers.done(form, deed or (lambda: done.append("deed") or "/there"))

    send.done = done
    return send


def test_a_valid_form_does_its_deed_and_leads_on(sent):
    _form, answer = sent(text="kept", once=new_key())

    assert (answer.status_code, answer.location) == (303, "/there")
    assert sent.done == ["deed"]


def test_the_same_form_sent_twice_does_its_deed_once_and_leads_to_the_same_place(sent):
    key = new_key()

    sent(text="kept", once=key)
    _form, answer = sent(text="kept", once=key)

    assert answer.location == "/there"
    assert sent.done == ["deed"]


def test_an_invalid_form_does_nothing_and_keeps_what_was_typed(sent):
    form, answer = sent(text="x" * 201, once=new_key())

    assert answer is None
    assert sent.done == []
    assert form.text.data == "x" * 201


@pytest.mark.parametrize(("field", "place"), [("text", "text"), (None, None), ("no_such_field", None)])
def test_a_refusal_is_said_at_its_field_or_at_the_head_of_the_form(sent, field, place):
    def refuse():
        raise Refused(ClaimFault.NO_LINES, field=field)

    form, answer = sent(refuse, text="kept", once=new_key())

    assert answer is None
    said = form.text.errors if place else form.form_errors
    assert [str(sentence) for sentence in said] == ["Enter at least one part of the claim with its amount."]


def test_a_refused_form_may_be_sent_again(sent):
    key = new_key()

    def refuse():
        raise Refused(ClaimFault.NO_LINES)

    sent(refuse, text="kept", once=key)
    _form, answer = sent(text="mended", once=key)

    assert answer.location == "/there"
