"""The worker's copy of what is held about them: a warning first, no number of ours, nothing by the second code."""

from tests import builders
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_agreed import consent
from tests.portal.test_second import give
from tests.portal.test_views import open_card


def test_the_copy_is_shown_after_a_warning(client: Client, opened: Opened) -> None:
    consent(opened)
    open_card(client, opened)

    assert "Sita Gurung" not in client.get("/en/case/copy").words()
    page = client.get("/en/case/copy/whole")

    assert "Sita Gurung" in page.words()
    assert "Keeping a case" in page.words()
    assert opened.ref not in page.text


def test_the_second_code_copies_nothing(client: Client, opened: Opened, world: builders.World) -> None:
    open_card(client, opened, give(world, opened))

    assert "Sita Gurung" not in client.get("/en/case/copy/whole").words()
