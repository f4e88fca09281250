"""The slow hash of a code keeps nobody waiting: it is reckoned while no transaction is open."""

import pytest

from mrc.db import in_transaction
from mrc.messages import service as messages
from mrc.staff import service as staff
from mrc.staff.service import passwords
from tests.documents import samples
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_views import open_card, send


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each slow hash of a code, whether a transaction was open."""
    steps: list[bool] = []
    verify = staff.verify_password

    def verified(password_hash: str, password: str) -> bool:
        steps.append(in_transaction())
        return verify(password_hash, password)

    hash_like = passwords.hash_like

    def hashed(password_hash: str, password: str) -> str:
        steps.append(in_transaction())
        return hash_like(password_hash, password)

    monkeypatch.setattr(staff, "verify_password", verified)
    monkeypatch.setattr(passwords, "hash_like", hashed)
    return steps


def test_nobody_waits_while_a_code_is_hashed(client: Client, opened: Opened, hashing: list[bool]) -> None:
    account = "1234 5678 9012 3456"

    open_card(client, opened)
    assert "We have your message" in client.submit("/en/case/messages", {"text": f"Account {account}"}).words()
    assert "We have your file" in send(client, samples.pdf(), f"{account}.pdf").words()
    assert (
        "We have your file"
        in send(client, f"Account {account}".encode(), "a.txt", note="9876 5432 1098 7654").words()
    )

    assert hashing == [False] * 5


def test_a_message_sent_again_is_not_looked_through_again(
    client: Client, opened: Opened, hashing: list[bool]
) -> None:
    open_card(client, opened)
    form = {**client.get("/en/case/messages").form_values("/en/case/messages"), "text": "Account 1234 5678 9012 3456"}
    hashing.clear()

    for _time in range(2):
        client.post("/en/case/messages", form)

    assert hashing == [False]
    assert len(messages.conversation(opened.case.id)) == 1
