"""Requests hand out only text that can be kept and shown."""

from flask import Flask, request

from mrc.documents.spool import UploadRequest
from mrc.legible import legible


def test_what_nobody_types_is_left_out_and_the_rest_stays() -> None:
    assert legible("a\x00b\x1b\x7f\x85\ud800\ufffe\U0001ffffc") == "abc"
    assert legible("सीता\u200d\n\t'<b>' \u202e") == "सीता\u200d\n\t'<b>' \u202e"


def test_address_and_form_are_legible_and_repeated_values_stay() -> None:
    app = Flask("mrc")
    app.request_class = UploadRequest
    body = b"no%00te=x%00y&note=z&note=%ED%A0%80"
    with app.test_request_context(
        "/?q=a%00b&q=c%01", method="POST", data=body, content_type="application/x-www-form-urlencoded"
    ):
        assert request.args.getlist("q") == ["ab", "c"]
        assert request.form.getlist("note") == ["xy", "z", "%ED%A0%80"]
        assert request.values["q"] == "ab"
        assert request.form is request.form


def test_a_multipart_form_is_legible_too() -> None:
    app = Flask("mrc", root_path="/")
    app.request_class = UploadRequest
    with app.test_request_context("/", method="POST", data={"note": "a\x00b"}, content_type="multipart/form-data"):
        assert request.form["note"] == "ab"
        assert list(request.files) == []
