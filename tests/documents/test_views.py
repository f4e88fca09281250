"""Evidence at the office door: the panel, the form, the download, the removal."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from mrc.casework.models import Case
from mrc.db import in_transaction
from mrc.documents import service, storage
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.once import once
from tests import builders
from tests.documents import samples
from tests.documents.adding import add as add_file
from tests.documents.test_service import on_disk
from tests.page import Client, Page


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


def spoken(ref: str) -> str:
    return f"{ref[:3]}-{ref[3:6]}-{ref[6:]}"


def page_of(case: Case) -> str:
    return f"/office/cases/{spoken(case.ref)}/documents"


def add(
    world: builders.World, case: Case, data: bytes, name: str, kind: EvidenceKind = EvidenceKind.PHOTO
) -> Document:
    actor = builders.actor_of(world.caseworker)
    return add_file(actor, case, Upload(io.BytesIO(data), len(data), name), DocumentFacts(kind))


def send(client: Client, case: Case, data: bytes, name: str, **values: str) -> Page:
    form = client.get(page_of(case)).form_values(page_of(case))
    # Encoded here, because the test client would leave the temporary file of a large form open.
    boundary, body = encode_multipart(
        {**form, "file": FileStorage(io.BytesIO(data), name), "kind": "contract", **values}
    )
    return client.post(page_of(case), body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_is_added_and_listed(client: Client, case: Case) -> None:
    client.sign_in("ana@origin.example")

    page = send(client, case, samples.pdf(), "عقد العمل.pdf", note="signed in Doha", original_held_by="employer")

    text = page.words()
    assert "The file is saved." in text
    assert "عقد العمل.pdf" in text
    assert "signed in Doha" in text
    assert "Work contract" in text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "", "Choose a file."),
        (b"", "a.pdf", "This file is empty."),
        (samples.jpeg(), "a.pdf", "does not agree"),
        (samples.docx({"word/vbaProject.bin": b"x"}), "a.docx", "small programs"),
        (samples.jpeg()[:900], "a.jpg", "damaged"),
        (b"%PDF-1.4" + bytes(21 * 1024 * 1024), "a.pdf", "too large"),
        (b"%PDF-1.4" + bytes(60 * 1024 * 1024), "a.pdf", "too large"),
    ],
)
def test_a_file_that_is_not_taken_is_answered_on_its_own_form(
    client: Client, case: Case, data: bytes, name: str, said: str
) -> None:
    client.sign_in("ana@origin.example")

    page = send(client, case, data, name, note="signed in Doha")

    assert page.status == 422
    assert said in page.words()
    values = page.form_values(page_of(case))
    assert (values["note"].strip(), values["kind"]) == ("signed in Doha", ["contract"])
    assert service.of_case(case.id) == []


def test_a_missing_kind_is_told_at_the_field(client: Client, case: Case) -> None:
    client.sign_in("ana@origin.example")

    page = send(client, case, samples.pdf(), "a.pdf", kind="")

    assert page.status == 422
    assert "Choose what the file is." in page.words()


def test_a_file_sent_twice_is_one(client: Client, case: Case) -> None:
    client.sign_in("ana@origin.example")
    form = {**client.get(page_of(case)).form_values(page_of(case)), "kind": "contract"}

    for _time in range(2):
        client.post(page_of(case), {**form, "file": (io.BytesIO(samples.pdf()), "a.pdf")})

    assert len(service.of_case(case.id)) == 1


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Each step of cleaning and sealing a file, and whether a transaction was open."""
    steps: list[tuple[str, bool]] = []
    clean, write = service.cleaned, storage.write

    def cleaned(*given: Any) -> Iterator[bytes]:
        for piece in clean(*given):
            steps.append(("cleaned", in_transaction()))
            yield piece

    def written(pieces: Iterable[bytes], key: bytes) -> storage.Stored:
        stored = write(pieces, key)
        steps.append(("sealed", in_transaction()))
        return stored

    monkeypatch.setattr(service, "cleaned", cleaned)
    monkeypatch.setattr(storage, "write", written)
    return steps


def test_nobody_waits_while_a_file_is_cleaned_and_sealed(
    client: Client, case: Case, making: list[tuple[str, bool]]
) -> None:
    client.sign_in("ana@origin.example")

    send(client, case, samples.jpeg(), "photo.jpg")

    assert set(making) == {("cleaned", False), ("sealed", False)}
    assert len(service.of_case(case.id)) == 1


def test_a_file_sent_again_is_not_made_ready_again(
    app: Flask, client: Client, case: Case, making: list[tuple[str, bool]]
) -> None:
    client.sign_in("ana@origin.example")
    form = {**client.get(page_of(case)).form_values(page_of(case)), "kind": "contract"}

    pages = [
        client.post(page_of(case), {**form, "file": (io.BytesIO(samples.jpeg()), "a.jpg")}, follow=False)
        for _time in range(2)
    ]

    assert pages[0].response.location == pages[1].response.location
    assert [step for step, _open in making].count("sealed") == 1
    assert len(on_disk(app)) == 1


def test_a_file_that_another_sending_overtook_is_removed(
    app: Flask, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("ana@origin.example")
    form = {**client.get(page_of(case)).form_values(page_of(case)), "kind": "contract"}
    write = storage.write

    def overtaken(pieces: Iterable[bytes], key: bytes) -> storage.Stored:
        with once(f"{form['once']} {page_of(case)}") as outcome:
            outcome.location = "/office/first"
        return write(pieces, key)

    monkeypatch.setattr(storage, "write", overtaken)
    page = client.post(page_of(case), {**form, "file": (io.BytesIO(samples.pdf()), "a.pdf")}, follow=False)

    assert (page.status, page.response.location) == (303, "/office/first")
    assert service.of_case(case.id) == []
    assert on_disk(app) == []


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("عقد.pdf", "%D8%B9%D9%82%D8%AF.pdf"),
        ('a"b;c.pdf', "a%22b%3Bc.pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil%3A%201.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
    ],
)
def test_a_file_is_handed_out_inert(
    client: Client, world: builders.World, case: Case, name: str, encoded: str
) -> None:
    document = add(world, case, samples.pdf(), name)
    client.sign_in("ana@origin.example")

    answer = client.http.get(f"/office/documents/{spoken(document.ref)}")

    headers = answer.headers
    assert answer.data == samples.pdf()
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        f"attachment; filename=\"{document.ref}.pdf\"; filename*=UTF-8''{encoded}"
    )
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "X-Evil" not in headers


def test_a_damaged_file_is_not_handed_out(client: Client, world: builders.World, case: Case) -> None:
    document = add(world, case, samples.pdf(), "a.pdf")
    storage.path_of(document.stored_as).unlink()
    client.sign_in("ana@origin.example")

    page = client.get(f"/office/documents/{spoken(document.ref)}")

    assert page.status == 500
    assert "This file cannot be opened" in page.words()


def test_a_file_is_removed_after_asking(client: Client, world: builders.World, case: Case, app: Flask) -> None:
    document = add(world, case, samples.pdf(), "a.pdf")
    client.sign_in("ana@origin.example")
    path = f"/office/documents/{spoken(document.ref)}/remove"

    assert "It cannot be brought back." in client.get(path).words()
    page = client.submit(path, {})

    assert "The file is removed." in page.words()
    assert service.of_case(case.id) == []
    assert not storage.path_of(document.stored_as).exists()


@pytest.mark.parametrize("end", ["", "/remove"])
def test_another_centre_finds_nothing(client: Client, world: builders.World, case: Case, end: str) -> None:
    document = add(world, case, samples.pdf(), "a.pdf")
    client.sign_in("omar@destination.example")

    assert client.get(f"/office/documents/{spoken(document.ref)}{end}").status == 404
    assert client.get(page_of(case)).status == 404


@pytest.mark.parametrize("email", ["adam@network.example", "aud@network.example", "pat@clinic.example"])
def test_other_doors_do_not_reach_a_file(client: Client, world: builders.World, case: Case, email: str) -> None:
    document = add(world, case, samples.pdf(), "a.pdf")
    client.sign_in(email)

    assert client.get(f"/office/documents/{spoken(document.ref)}").status == 403


def test_the_case_page_lists_files_and_messages(client: Client, world: builders.World, case: Case) -> None:
    add(world, case, samples.jpeg(), "my photo.jpg")
    client.sign_in("ana@origin.example")

    page = client.get(f"/office/cases/{spoken(case.ref)}")

    assert "my photo.jpg" in page.words()
    assert "No messages yet." in page.words()
    assert page_of(case) in {link.get("href") for link in page.all("a")}
    assert client.get(page_of(case)).form_values(page_of(case))["once"]
