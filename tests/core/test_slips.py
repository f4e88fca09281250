"""A secret is shown once, for the record it belongs to, and lies in no session in clear."""

from flask import Flask, session

from mrc import slips


def test_a_secret_is_shown_once(app: Flask) -> None:
    with app.test_request_context():
        key = slips.keep("1000000009", "4000123412345678")

        assert "4000123412345678" not in str(dict(session))
        assert slips.take("1000000009", key) == "4000123412345678"
        assert slips.take("1000000009", key) is None


def test_it_is_shown_for_no_other_record(app: Flask) -> None:
    with app.test_request_context():
        key = slips.keep("1000000009", "4000123412345678")

        assert slips.take("2000000008", key) is None
