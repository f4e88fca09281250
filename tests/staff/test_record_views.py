"""The audit door."""

import csv
import io

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry, Event
from mrc.db import db, transaction
from mrc.staff.models import User
from tests.builders import World, make_case
from tests.page import Client


def test_the_record_reads_in_words_with_links_to_the_same_subject(world: World, client: Client) -> None:
    Client(client.app).sign_in("adam@network.example")
    client.sign_in("aud@network.example")

    page = client.get("/audit/")

    ref = world.administrator.ref
    assert "Signed in" in page.words()
    assert "Adam" in page.words()
    assert f"/audit/?subject={ref}" in page.text
    assert f"{ref[:3]}-{ref[3:6]}-{ref[6:]}" in page.words()


def test_why_a_sign_in_failed_reads_in_words_here_only(world: World, client: Client) -> None:
    refused = Client(client.app).submit("/sign-in", {"email": "nobody@network.example", "password": "x"})
    client.sign_in("aud@network.example")

    page = client.get("/audit/?event=session:failed")

    assert "No account has this address" in page.words()
    assert "No account has this address" not in refused.words()


def test_the_record_shows_no_content_of_cases(world: World, client: Client) -> None:
    make_case(world.origin, caseworker=world.caseworker)
    caseworker = Client(client.app)
    caseworker.sign_in("ana@origin.example")
    caseworker.get("/office/cases")
    client.sign_in("aud@network.example")

    page = client.get("/audit/")

    assert "Gurung" not in page.text
    assert "गुरुङ" not in page.text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("event=session:failed", False),
        ("event=session:signed-in", True),
        ("actor=Adam", True),
        ("actor=Omar", False),
        ("role=administrator", True),
        ("role=partner", False),
        ("from_day=2026-11-20&to_day=2026-11-20", True),
        ("from_day=2026-11-21", False),
        ("to_day=2026-11-19", False),
    ],
)
def test_the_record_is_filtered(world: World, client: Client, query: str, is_found: bool) -> None:
    Client(client.app).sign_in("adam@network.example")
    client.sign_in("aud@network.example")

    page = client.get(f"/audit/?{query}")

    assert ("actor=adam" in page.text) is is_found


def test_a_filter_that_cannot_be_read_is_explained(world: World, client: Client) -> None:
    client.sign_in("aud@network.example")

    page = client.get("/audit/?subject=123&from_day=soon")

    assert page.status == 422
    assert "Check the number" in page.words()
    assert "Write the date as year-month-day" in page.words()
    assert client.get("/audit/record.csv?subject=123").status == 422


@pytest.mark.parametrize(
    "query", ["after=x", "after=a~b~c", "event=", "centre=0", "event=nothing:known", "role=king"]
)
def test_odd_questions_are_answered(world: World, client: Client, query: str) -> None:
    client.sign_in("aud@network.example")

    assert client.get(f"/audit/?{query}").status in {200, 422}


def test_looking_is_recorded_with_its_filters_but_not_the_name_typed(world: World, client: Client) -> None:
    client.sign_in("aud@network.example")

    client.get("/audit/?actor=Gurung&role=partner")

    looks = sa.select(AuditEntry.detail).where(AuditEntry.event == Event.AUDIT_SHOWN)
    detail = db.session.scalar(looks.order_by(AuditEntry.seq.desc()).limit(1))
    assert detail == {"filters": {"actor": "by name or address", "role": "partner"}}


def test_older_entries_follow_on_the_next_page(world: World, client: Client) -> None:
    client.sign_in("aud@network.example")
    for _look in range(60):
        client.get("/audit/?role=auditor")

    page = client.get("/audit/?role=auditor")
    [older] = [link.get("href") or "" for link in page.all("a") if link.get("rel") == "next"]
    further = client.get(older)

    assert "Signed in" not in page.words().split("Details")[-1]
    assert "Signed in" in further.words().split("Details")[-1]


def test_the_file_holds_the_filtered_record_and_no_formulas(world: World, client: Client) -> None:
    with transaction():
        db.session.execute(sa.update(User).where(User.id == world.administrator.id).values(name="=HYPERLINK(1)"))
    Client(client.app).sign_in("adam@network.example")
    client.sign_in("aud@network.example")

    answer = client.get("/audit/record.csv?role=administrator").response

    text = answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert answer.content_type.startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert text.startswith("\ufeff")
    assert rows[1][1:4] == ["Signed in", "session:signed-in", "'=HYPERLINK(1)"]
    assert len(rows) == 2
    assert db.session.scalar(sa.select(AuditEntry.event).where(AuditEntry.event == Event.EXPORT_MADE)) is not None


def test_an_untouched_record_verifies_and_the_result_is_kept(world: World, client: Client) -> None:
    client.sign_in("aud@network.example")
    before = client.get("/audit/verification")

    now = client.submit("/audit/verification", {})
    later = client.get("/audit/verification")

    assert "has not been verified here yet" in before.words()
    assert "all are in order" in now.words()
    assert "Last verified" in later.words()


def test_tampering_shows_on_the_page(world: World, client: Client) -> None:
    Client(client.app).sign_in("adam@network.example")
    client.sign_in("aud@network.example")
    triggers = {
        "sqlite": "DROP TRIGGER audit_entries_no_update",
        "postgresql": "DROP TRIGGER audit_entries_no_change ON audit_entries",
    }
    with transaction():
        db.session.execute(sa.text(triggers[db.engine.dialect.name]))
        db.session.execute(sa.update(AuditEntry).where(AuditEntry.role == "administrator").values(role="caseworker"))

    now = client.submit("/audit/verification", {})
    later = client.get("/audit/verification")

    assert "Somebody tampered with the record." in now.words()
    assert "the entry or the one before it was changed" in now.words()
    assert "was not in order" in later.words()
