"""Threads that start together, each in an application context of its own, as parallel requests do."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from flask import Flask

from mrc import clock
from mrc.db import db


def together(app: Flask, count: int, deed: Callable[[int], Any]) -> list[Any]:
    """Run a deed in several threads at once. Gives the results in order; an exception counts as a result."""
    barrier = Barrier(count)
    results: list[Any] = [None] * count
    moment = clock.now()

    def run(number: int) -> None:
        with app.app_context(), clock.held_at(moment):
            barrier.wait(20)
            try:
                results[number] = deed(number)
            except Exception as error:
                results[number] = error
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
