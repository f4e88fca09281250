"""What a watchdog is told."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.page import Client


def test_health_says_ok_and_nothing_else(client: Client) -> None:
    response = client.http.get("/health")

    assert response.status_code == 200
    assert response.json == {"status": "ok"}
    assert "Set-Cookie" not in response.headers


def test_health_says_when_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(sa.orm.Session, "execute", away)
    response = client.http.get("/health")

    assert response.status_code == 503
    assert response.json["status"] != "ok"
