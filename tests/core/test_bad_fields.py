"""A file where text is asked for, and nothing where something must be chosen, are mistakes of the sender."""

import io

from flask import Flask
from wtforms import FileField, StringField

from mrc.db import row_id
from mrc.forms import BaseForm, WordsField, required
from mrc.referrals.rules import DeclineReason


class Sent(BaseForm):
    """A form with a file, a text and a choice."""

    class Meta(BaseForm.Meta):
        """The token is tested elsewhere."""

        csrf = False

    name = StringField("Name", [required("Enter the name.")])
    file = FileField("File")
    reason = WordsField("Reason", DeclineReason)
    open_reason = WordsField("Open", DeclineReason, empty="None")


def test_a_file_sent_where_text_is_asked_for_is_nothing(context: Flask) -> None:
    files = {"name": (io.BytesIO(b"x"), "x.txt"), "file": (io.BytesIO(b"y"), "y.txt")}
    with context.test_request_context("/", method="POST", data=files):
        form = Sent()

        assert not form.validate()
        assert form.errors["name"] == ["Enter the name."]
        assert form.file.data.filename == "y.txt"


def test_nothing_is_no_choice_unless_the_list_offers_it(context: Flask) -> None:
    with context.test_request_context("/", method="POST", data={"name": "a", "reason": "", "open_reason": ""}):
        form = Sent()

        assert not form.validate()
        assert list(form.errors) == ["reason"]


def test_only_a_number_that_a_row_can_have_is_an_id() -> None:
    assert [row_id(text) for text in ("7", "٧", "2147483647", "0")] == [7, 7, 2**31 - 1, 0]
    assert {row_id(text) for text in (None, "", "-1", "²", "x", "2147483648", "9" * 5000)} == {None}
