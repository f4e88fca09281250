"""Saying that something is wrong in the file makes a message and one task; by the second code it is kept apart."""

import sqlalchemy as sa

from mrc.casework.models import Task
from mrc.db import db
from mrc.messages import service as messages
from tests import builders
from tests.page import Client
from tests.portal.conftest import CODE, Opened
from tests.portal.test_second import give, kinds
from tests.portal.test_views import open_card


def test_what_is_wrong_becomes_a_message_and_one_task(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    assert client.submit("/en/case/correct", {"text": f"my code is {CODE}"}).status == 422
    assert "We have your message" in client.submit("/en/case/correct", {"text": "my name"}).words()
    client.submit("/en/case/correct", {"text": "my birth date"})

    assert [message.text for message in messages.conversation(opened.case.id)] == ["my name", "my birth date"]
    (task,) = db.session.scalars(sa.select(Task))
    assert "something is corrected" in str(task.title)


def test_by_the_second_code_it_is_kept_apart(client: Client, opened: Opened, world: builders.World) -> None:
    open_card(client, opened, give(world, opened))

    assert "We have your message" in client.submit("/en/case/correct", {"text": "my name"}).words()

    assert messages.conversation(opened.case.id) == []
    assert "second_wrote" in kinds(opened.case)
