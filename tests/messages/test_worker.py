"""The worker: what it does once, how its tasks travel, and how it stops."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
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


def test_the_queue_knows_three_periodic_tasks(context: Flask) -> None:
    queue = worker.queue_of(context)

    due = {task.name for task in queue.read_periodic(datetime(2026, 11, 20, 3, 17))}  # noqa: DTZ001
    assert due == {"send", "sweep"}
    assert {task.name for task in queue.read_periodic(datetime(2026, 11, 20, 3, 43))} == {"send", "records"}  # noqa: DTZ001


def test_the_worker_sends_until_it_is_told_to_stop(tmp_path: Path) -> None:
    environment = {**os.environ, "MRC_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", "from mrc.cli import main; main()"]
    subprocess.run([*run, "keys", "create"], env=environment, check=True, cwd=ROOT, capture_output=True)
    subprocess.run([*run, "db", "upgrade"], env=environment, check=True, cwd=ROOT, capture_output=True)
    process = subprocess.Popen([*run, "worker"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not (tmp_path / worker.QUEUE).exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        assert process.poll() is None

        process.send_signal(signal.SIGTERM)

        assert process.wait(15) == 0
    finally:
        process.kill()
