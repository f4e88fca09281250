"""Calls of a gateway: a text came, or a message arrived. Signed, short, taken once, and answered with nothing.

They carry no cookie and no token of a form; the signature is what lets them in, and nothing is read before it.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from flask import abort, current_app, request

from mrc import throttle
from mrc.areas import public
from mrc.errors import NotFound
from mrc.forms import clean_text
from mrc.gateway import at
from mrc.messages import service
from mrc.messages.rules import Inlet
from mrc.once import SentTwice, once

MOST_BYTES = 16 * 1024
# More texts in an hour from one number are a flood; a gateway brings them again later, as long as it likes.
MOST_TEXTS, FLOOD = 60, timedelta(hours=1)


@public.post("/hooks/<ref:centre_ref>/<string:kind>")
def take_text(centre_ref: str, kind: str) -> Any:
    """A text came to the number of a centre."""
    call = _call()
    if kind not in set(Inlet):
        abort(404)
    inlet, found = Inlet(kind), _read(call.body)
    hooks = current_app.config["SETTINGS"].hooks
    sender, text, name = (_text(at(found, place)) for place in (hooks.sms if inlet is Inlet.SMS else hooks.whatsapp))
    if not sender or not text or not name:
        # A gateway also tells of what is no text, such as that one was read.
        return "", 204
    if not throttle.allows("hook", sender, limit=MOST_TEXTS, window=FLOOD):
        abort(429)
    return _once(call, lambda: service.receive_text(centre_ref, inlet, sender, text, name))


@public.post("/hooks/delivery")
def take_delivery() -> Any:
    """What became of a message that was handed over."""
    call = _call()
    found = _read(call.body)

    def deed() -> None:
        # Not ours, or not yet: the gateway asks again.
        if not service.note_delivery(found):
            raise NotFound("message")

    return _once(call, deed)


def _call() -> service.Call:
    """The call, once it is known to be the gateway's own."""
    request.max_content_length = MOST_BYTES
    hooks = current_app.config["SETTINGS"].hooks
    signature = request.headers.get(hooks.signature_header, "").removeprefix("sha256=")
    call = service.Call(request.get_data(), request.headers.get(hooks.time_header, ""), signature)
    if not service.is_genuine(call):
        abort(400)
    return call


def _read(body: bytes) -> Any:
    """What a body says, as JSON or as a form."""
    try:
        text = body.decode()
        return json.loads(text) if request.is_json else dict(parse_qsl(text))
    except (ValueError, RecursionError):
        abort(400)


def _text(value: Any) -> str:
    return str(clean_text(str(value))) if isinstance(value, str | int) else ""


def _once(call: service.Call, deed: Callable[[], None]) -> Any:
    try:
        with once(call.key) as outcome:
            if outcome.is_done:
                abort(409)
            deed()
            outcome.location = "/"
    except SentTwice:
        abort(409)
    return "", 204
