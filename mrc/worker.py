"""The worker: sends what is in the outbox, and sweeps what is over. Safe to kill: nothing is lost or sent twice.

The queue holds nothing but the times at which things are due; what is to be done stands in our own tables.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from huey import SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

from mrc import audit, once, sending, sessions, throttle, vault
from mrc.claims import service as claims
from mrc.db import db
from mrc.documents import service as documents
from mrc.messages import service as messages
from mrc.portal import service as portal
from mrc.referrals import service as referrals

CHECKPOINT = "audit-checkpoint.json"
QUEUE = "queue.db"
_log = logging.getLogger(__name__)


class SignedJson(Serializer):
    """Tasks as signed JSON: whoever can write to the queue file still cannot make the worker run anything else."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = key

    def _serialize(self, data: Any) -> bytes:
        text = json.dumps(_plain(data)).encode()
        return self._signature(text) + text

    def _deserialize(self, data: bytes) -> Any:
        data = bytes(data)
        if not hmac.compare_digest(data[:32], self._signature(data[32:])):
            raise ValueError("a task in the queue was not signed by this Waymark")
        found = json.loads(data[32:])
        if isinstance(found, dict) and "message" in found:
            values = found["message"]
            values["eta"] = datetime.fromisoformat(values["eta"]) if values["eta"] else None
            values["args"] = tuple(values["args"] or ())
            return Message(**values)
        return found

    def _signature(self, text: bytes) -> bytes:
        return hmac.digest(self._key, b"queue" + text, hashlib.sha256)


def _plain(data: Any) -> Any:
    if isinstance(data, Message):
        return {"message": {**data._asdict(), "eta": data.eta.isoformat() if data.eta else None}}
    return data


def send() -> int:
    """Send what is due in the outbox, and tell of what did not arrive. Returns how many messages were handled."""
    handled = sending.send_due()
    messages.follow_up()
    return handled


def look_after_doors() -> None:
    """Warn the office of each opening of a worker's page by its second code."""
    portal.warn_of_second_codes()


def sweep() -> None:
    """Forget sessions, counts of attempts, used forms and texts of nobody that are over."""
    sessions.sweep()
    throttle.sweep()
    once.sweep()
    messages.sweep_texts()


def look_after_records(app: Flask) -> None:
    """Write the checkpoint of the record, and remove files that no record needs."""
    audit.write_checkpoint(app.config["SETTINGS"].instance / CHECKPOINT)
    documents.sweep_files()


def look_after_limits() -> None:
    """Compute the time limits of all claims anew, as after a change of law, and remind of those that draw near."""
    claims.refresh_all_limits()


def look_after_hearings() -> None:
    """Tell workers that there is news for them, a week before a hearing and on the day before."""
    claims.tell_of_hearings()


def look_after_referrals() -> None:
    """Stop referrals whose consent ran out; remind partners whose answer is due soon, or was due."""
    referrals.stop_expired()
    referrals.remind_partners()


def run_once(app: Flask) -> int:
    """Do everything that could be due now, once. Returns how many messages were handled."""
    with app.app_context():
        look_after_doors()
        look_after_hearings()
        look_after_referrals()
        handled = send()
        sweep()
        look_after_records(app)
        look_after_limits()
        return handled


def queue_of(app: Flask) -> SqliteHuey:
    """The queue with its periodic tasks: outbox and doors each minute, sweeps and hearings hourly, the rest daily."""
    with app.app_context():
        serializer = SignedJson(vault.keys().purposes["session"])
    path = app.config["SETTINGS"].instance / QUEUE
    huey = SqliteHuey("waymark", results=False, filename=str(path), serializer=serializer)
    huey.periodic_task(crontab(), name="send")(_inside(app, send))
    huey.periodic_task(crontab(), name="doors")(_inside(app, look_after_doors))
    huey.periodic_task(crontab(minute="7"), name="referrals")(_inside(app, look_after_referrals))
    huey.periodic_task(crontab(minute="17"), name="sweep")(_inside(app, sweep))
    huey.periodic_task(crontab(hour="3", minute="43"), name="records")(_inside(app, lambda: look_after_records(app)))
    huey.periodic_task(crontab(hour="0", minute="11"), name="limits")(_inside(app, look_after_limits))
    huey.periodic_task(crontab(minute="31"), name="hearings")(_inside(app, look_after_hearings))
    return huey


def _inside(app: Flask, deed: Callable[[], Any]) -> Callable[[], None]:
    """The deed in an application context of its own. One that fails is logged and comes again at its next time."""

    def run() -> None:
        with app.app_context():
            try:
                deed()
            except Exception as error:
                # Only the kind of error: its text could quote what was being sent.
                _log.error("a periodic task failed: %s", type(error).__name__)
            finally:
                db.session.remove()

    return run


def run_forever(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; what is being done then is finished first."""
    # The command line hands over a stand-in for the application, which means nothing in another thread.
    app = getattr(app, "_get_current_object", lambda: app)()
    with app.app_context():
        db.engine.dispose()
    _inside(app, send)()
    consumer = queue_of(app).create_consumer(workers=1, worker_type="thread", graceful_signal="TERM", max_delay=2.0)
    consumer.run()
