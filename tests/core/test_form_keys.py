"""What a form carries unseen: the version that was read, and the key by which it acts once."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mrc import i18n
from mrc.forms import OnceForm, VersionedForm


@pytest.fixture(autouse=True)
def reading(sqlite_app: Flask) -> Iterator[None]:
    with sqlite_app.test_request_context("/"):
        i18n.use("en")
        yield
        i18n.use("en")


@pytest.mark.parametrize("version", ["1", "١", "999999999"])
def test_the_version_that_was_seen_is_read(version: str) -> None:
    form = VersionedForm(formdata=MultiDict({"version": version}), meta={"csrf": False})
    assert form.validate()
    assert form.seen_version() == int(version)


@pytest.mark.parametrize("version", ["x", "-1", "1.5", "9" * 100, "²"])
def test_a_version_that_was_tampered_with_matches_no_record(version: str) -> None:
    form = VersionedForm(formdata=MultiDict({"version": version}), meta={"csrf": False})
    assert form.seen_version() == 0


def test_a_fresh_form_has_a_key_of_its_own_and_keeps_it() -> None:
    first, second = OnceForm(meta={"csrf": False}), OnceForm(meta={"csrf": False})
    again = OnceForm(formdata=MultiDict({"once": first.once.data}), meta={"csrf": False})

    assert first.once.data != second.once.data
    assert again.once.data == first.once.data
    assert OnceForm(formdata=MultiDict({"once": "x" * 65}), meta={"csrf": False}).validate() is False
