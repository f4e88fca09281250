"""The worker: what it does once, how its tasks travel, and how it stops."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from huey import SqliteHuey
from huey.registry import Message

from mrc import outbox, worker
from mrc.db import transaction
from mrc.outbox import Letter, Medium
from tests.conftest import NOW
from tests.messages.conftest import Receiver

ROOT = Path(__file__).resolve().parents[2]


def test_run_once_sends_sweeps_and_writes_the_checkpoint(context: Flask, receiver: Receiver) -> None:
    with transaction():
        outbox.put(Medium.EMAIL, Letter.REFERRAL_FOR_PARTNER, "pat@clinic.example", "en")

    assert worker.run_once(context) == 1

    checkpoint = context.config["SETTINGS"].instance / worker.CHECKPOINT
    assert json.loads(checkpoint.read_text()) is not None


def test_tasks_travel_as_signed_json() -> None:
    serializer = worker.SignedJson(b"k" * 32)
    message = Message("id", "queue_send", NOW, 0, 0, None, (), {}, None, None)

    sealed = serializer.serialize(message)

    assert serializer.deserialize(sealed) == message
    assert serializer.deserialize(serializer.serialize({"a": 1})) == {"a": 1}
    with pytest.raises(ValueError, match="signed"):
        worker.SignedJson(b"other" * 8).deserialize(sealed)
    with pytest.raises(ValueError, match="signed"):
        serializer.deserialize(sealed[:-1] + b"x")


def test_a_failing_task_is_logged_without_what_it_was_about(context: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("about Sita Gurung")

    worker._inside(context, fail)()

    assert "RuntimeError" in caplog.text
    assert "Sita" not in caplog.text


def due_at(queue: SqliteHuey, hour: int, minute: int) -> set[str]:
    """The periodic tasks of a minute, which the queue tells by the clock on the wall."""
    return {task.name for task in queue.read_periodic(NOW.replace(hour=hour, minute=minute, tzinfo=None))}


def test_the_queue_knows_its_periodic_tasks(context: Flask) -> None:
    queue = worker.queue_of(context)

    assert due_at(queue, 3, 17) == {"send", "doors", "sweep"}
    assert due_at(queue, 3, 43) == {"send", "doors", "records"}
    assert due_at(queue, 0, 11) == {"send", "doors", "limits"}
    assert due_at(queue, 0, 31) == {"send", "doors", "hearings"}
    assert due_at(queue, 5, 5) == {"send", "doors"}


def is_listening(pid: int) -> bool:
    """Whether a process has said what it does when it is told to stop, as its system knows."""
    caught = re.search(r"^SigCgt:\s*(\w+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_the_worker_sends_until_it_is_told_to_stop(tmp_path: Path) -> None:
    environment = {**os.environ, "MRC_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", "from mrc.cli import main; main()"]
    subprocess.run([*run, "keys", "create"], env=environment, check=True, cwd=ROOT, capture_output=True)
    subprocess.run([*run, "db", "upgrade"], env=environment, check=True, cwd=ROOT, capture_output=True)
    process = subprocess.Popen([*run, "worker"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not (is_listening(process.pid) and (tmp_path / worker.QUEUE).exists()):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)

        process.send_signal(signal.SIGTERM)

        assert process.wait(15) == 0
    finally:
        process.kill()
