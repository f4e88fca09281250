"""Four clients in processes of their own, each asking again as soon as it was answered."""

import http.client
import multiprocessing
import random
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError
from typing import Any
from urllib.parse import urlencode

from tests.bench.ground import Serving

CLIENTS = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Load:
    """What the clients ask: one of the addresses each time, with these headers; a body makes it a POST.

    A fresh key is sent with every body, since a form that is sent twice acts once.
    """

    addresses: tuple[str, ...]
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, str] | None = None
    expected: int = 200


@dataclass(frozen=True)
class Measured:
    """What came of it: requests a second, milliseconds at the middle and at the slow end, CPU, size of an answer.

    `failed` counts the answers that were not the expected one; they are in no other figure but CPU.
    """

    rate: float
    p50: float
    p95: float
    cpu_ms: float
    answered: int
    size: int
    failed: int


def measure(serving: Serving, load: Load, seconds: float, warm_up: float) -> Measured:
    """Let the clients ask for some seconds after a warm-up.

    Raises RuntimeError when a client breaks down or no answer is the expected one.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(CLIENTS + 1)
    answers: Any = context.Queue()
    clients = [
        context.Process(target=_ask, args=(serving.port, load, seconds, warm_up, number, barrier, answers))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    with suppress(BrokenBarrierError):
        barrier.wait(timeout=120)
    before, began = serving.cpu_seconds(), time.monotonic()
    found = [answers.get(timeout=seconds + 120) for _client in clients]
    spent, lasted = serving.cpu_seconds() - before, time.monotonic() - began
    for client in clients:
        client.join()
    faults = [fault for fault, _times, _size, _failed in found if fault]
    times = sorted(one for _fault, times, _size, _failed in found for one in times)
    if faults or not times:
        raise RuntimeError(f"{load.addresses[0]}: {faults[0] if faults else 'no answer was the expected one'}")
    return Measured(
        rate=len(times) / lasted,
        p50=times[len(times) // 2] * 1000,
        p95=times[int(len(times) * 0.95)] * 1000,
        cpu_ms=spent / len(times) * 1000,
        answered=len(times),
        size=max(size for _fault, _times, size, _failed in found),
        failed=sum(failed for _fault, _times, _size, failed in found),
    )


def _ask(port: int, load: Load, seconds: float, warm_up: float, number: int, barrier: Barrier, answers: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    draw = random.Random(number)
    try:
        _ask_for(connection, load, warm_up, draw)
        barrier.wait(timeout=120)
        answers.put(("", *_ask_for(connection, load, seconds, draw)))
    except Exception as error:
        # The others wait for this client, and are told that it does not come; its own fault is told first.
        answers.put(("" if isinstance(error, BrokenBarrierError) else f"{type(error).__name__}: {error}", [], 0, 0))
        barrier.abort()


def _ask_for(
    connection: http.client.HTTPConnection, load: Load, seconds: float, draw: random.Random
) -> tuple[list[float], int, int]:
    times, size, failed, ends = [], 0, 0, time.monotonic() + seconds
    while not (times or failed) or time.monotonic() < ends:
        address = draw.choice(load.addresses)
        body = None if load.body is None else urlencode({**load.body, "once": secrets.token_urlsafe(18)})
        headers = load.headers if body is None else {**load.headers, **FORM}
        began = time.perf_counter()
        connection.request("GET" if body is None else "POST", address, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status == load.expected:
            times.append(time.perf_counter() - began)
            size = len(content)
        else:
            failed += 1
    return times, size, failed
