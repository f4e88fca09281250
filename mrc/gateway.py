"""Text messages by somebody's HTTP gateway, as the settings describe it: the call, its answer, and what went wrong.

What matters most is to know whether a message can have left. Before the call is on its way nothing did, and it is
tried again; after that only an answer says so. The gateway learns the number, the neutral text, and a name for the
message that means nothing to anybody but us.
"""

import http.client
import json
import ssl
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from config import Gateway
from mrc.outbox import Doubtful, Postponed, Undeliverable, Unreachable

MOST_READ = 64 * 1024
# The letters of one text message in the alphabet of GSM 03.38, and in UCS-2, which all other scripts need; longer
# ones are sent in parts that are shorter, because each part says where it belongs.
GSM, GSM_PART, UCS2, UCS2_PART = 160, 153, 70, 67
_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("\f^{}\\[~]|€")


def parts_of(text: str) -> int:
    """How many text messages a text is."""
    if all(character in _GSM_BASIC or character in _GSM_DOUBLE for character in text):
        length = len(text) + sum(character in _GSM_DOUBLE for character in text)
        return 1 if length <= GSM else -(-length // GSM_PART)
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= UCS2 else -(-length // UCS2_PART)


def send(gateway: Gateway, number: str, text: str, name: str) -> str | None:
    """Hand a text to the gateway. Gives the name by which it knows the message, where the settings say it tells one.

    Raises Unreachable when the call did not get there, Postponed when it was refused for now, Undeliverable when it
    never will be taken, and Doubtful when the message may have left.
    """
    fields = {"to": number, "number": number.lstrip("+"), "text": text, "id": name, "secret": gateway.secret}
    body, kind = _body(gateway, fields)
    headers = {"Content-Type": kind, "Accept": "application/json", "User-Agent": "Waymark"}
    headers |= {key: _filled(value, fields) for key, value in gateway.headers.items()}
    status, answer = _call(gateway, body, headers)
    if str(status) in gateway.success:
        return _name_in(gateway, answer)
    raise _trouble(status)


def _filled(template: str, fields: dict[str, str]) -> str:
    for name in fields:
        # One field at a time and marks taken out first, so that no text is taken for a field.
        template = template.replace(f"{{{name}}}", f"\0{name}\0")
    for name, value in fields.items():
        template = template.replace(f"\0{name}\0", value)
    return template


def _body(gateway: Gateway, fields: dict[str, str]) -> tuple[bytes, str]:
    if gateway.is_form:
        pairs = [(key, _filled(value, fields)) for key, value in parse_qsl(gateway.body, keep_blank_values=True)]
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    return json.dumps(_in_json(json.loads(gateway.body), fields)).encode(), "application/json"


def _in_json(template: Any, fields: dict[str, str]) -> Any:
    if isinstance(template, dict):
        return {key: _in_json(value, fields) for key, value in template.items()}
    if isinstance(template, list):
        return [_in_json(value, fields) for value in template]
    return _filled(template, fields) if isinstance(template, str) else template


def _call(gateway: Gateway, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """The status and body of the answer. No redirect is followed: it would lead the number somewhere else."""
    address = urlsplit(gateway.url)
    host, port = address.hostname or "", address.port
    connection: http.client.HTTPConnection
    if address.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=gateway.timeout, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=gateway.timeout)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise Unreachable(f"the gateway cannot be reached ({type(error).__name__})") from None
        return _ask(connection, gateway, address.path or "/", address.query, body, headers)
    finally:
        connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    gateway: Gateway,
    path: str,
    query: str,
    body: bytes,
    headers: dict[str, str],
) -> tuple[int, bytes]:
    ends_at = time.monotonic() + gateway.timeout
    try:
        connection.request(gateway.method, f"{path}?{query}" if query else path, body, headers)
        answer = connection.getresponse()
        return answer.status, _read(answer, ends_at)
    except (OSError, http.client.HTTPException) as error:
        raise Doubtful(f"the gateway gave no answer ({type(error).__name__})") from None


def _read(answer: http.client.HTTPResponse, ends_at: float) -> bytes:
    """The body, so far as it is short and comes in time: the status says all that must be known."""
    found = b""
    while len(found) < MOST_READ and time.monotonic() < ends_at:
        piece = answer.read1(MOST_READ - len(found))
        if not piece:
            break
        found += piece
    return found


def _name_in(gateway: Gateway, answer: bytes) -> str | None:
    try:
        found = at(json.loads(answer), gateway.id_at) if gateway.id_at else None
    except ValueError:
        return None
    return str(found)[:200] if isinstance(found, str | int) and str(found) else None


def at(found: Any, place: str) -> Any:
    """What stands at a place such as messages.0.id in what was read from JSON; None when there is nothing."""
    for step in place.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def _trouble(status: int) -> Exception:
    said = f"the gateway answered {status}"
    if status in {429, 503}:
        return Postponed(said)
    if status >= 500 or status == 408:
        return Doubtful(said)
    # Wrong keys and addresses are ours to mend, and no fault of the message.
    if 300 <= status < 400 or status in {401, 403, 404, 405, 407}:
        return Unreachable(said)
    return Undeliverable(said) if status >= 400 else Doubtful(said)
