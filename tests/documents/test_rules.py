"""What counts as which file, what is taken out of photos, and how files are called."""

import io
import zipfile

import pytest
from PIL import Image

from mrc.documents.rules import UploadFault
from mrc.documents.rules.cleaning import cleaned, is_cleanable
from mrc.documents.rules.names import attachment, safe_name
from mrc.documents.rules.recognition import DOCX, FORMS, HEIC, JPEG, PDF, PNG, TEXT, WEBP, FileForm, recognise
from tests.documents import samples


def seen(data: bytes, name: str) -> FileForm | UploadFault:
    return recognise(io.BytesIO(data), len(data), name)


def without_notes(data: bytes, form: FileForm) -> bytes:
    return b"".join(cleaned(io.BytesIO(data), len(data), form))


TAKEN = [
    (samples.pdf(), "contract.PDF", "application/pdf"),
    (samples.jpeg(), "photo.jpeg", "image/jpeg"),
    (samples.jpeg(progressive=True), "image", "image/jpeg"),
    (samples.png(), "a.png", "image/png"),
    (samples.webp(), "a.webp", "image/webp"),
    (samples.heic(), "IMG_1.HEIC", "image/heic"),
    ("हस्ताक्षर\r\nعقد\tথানা".encode(), "चाट.txt", "text/plain"),
    (b"\xef\xbb\xbfwith a mark", "chat.txt", "text/plain"),
    (samples.docx(), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (samples.xlsx(), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (samples.odt(), "a.odt", "application/vnd.oasis.opendocument.text"),
    (samples.mp3(), "a.mp3", "audio/mpeg"),
    (samples.tagged_mp3(), "a.mp3", "audio/mpeg"),
    (samples.m4a(), "voice.m4a", "audio/mp4"),
    (samples.ogg(), "PTT-1.opus", "audio/ogg"),
]


@pytest.mark.parametrize(("data", "name", "media_type"), TAKEN)
def test_a_file_is_recognised_by_its_content(data: bytes, name: str, media_type: str) -> None:
    found = seen(data, name)

    assert isinstance(found, FileForm)
    assert found.media_type == media_type


REFUSED = [
    (b"", "a.pdf", UploadFault.EMPTY),
    (samples.jpeg(), "photo.pdf", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.pdf(), "pay.jpg", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.pdf(), "pay.pdf.exe", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.png(), "page.html", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.docx(), "a.xlsx", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.pdf() + samples.zipped({"evil.txt": b"x"}), "a.pdf", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.jpeg() + samples.zipped({"evil.jar": b"x"}), "a.jpg", UploadFault.NOT_WHAT_IT_SAYS),
    (b"<!DOCTYPE html><script>alert(1)</script>", "a.txt", UploadFault.NOT_WHAT_IT_SAYS),
    (b"\xef\xbb\xbf  <svg onload=alert(1)>", "a.txt", UploadFault.NOT_WHAT_IT_SAYS),
    (b"<html><script>alert(1)</script>", "a.jpg", UploadFault.NOT_WHAT_IT_SAYS),
    (b"#!/bin/sh\nrm -rf /\n", "a.txt", UploadFault.NOT_WHAT_IT_SAYS),
    (b"GIF89a=1;alert(1)//", "a.gif", UploadFault.NOT_WHAT_IT_SAYS),
    (b"MZ\x90\0\3\0", "a.exe", UploadFault.UNKNOWN_FORM),
    (b"\x7fELF\2\1\1\0", "a", UploadFault.UNKNOWN_FORM),
    (b"text with \0 in it", "a.txt", UploadFault.UNKNOWN_FORM),
    (b"latin-1: caf\xe9 au lait", "a.txt", UploadFault.UNKNOWN_FORM),
    ("नेपाल".encode()[:-1], "a.txt", UploadFault.UNKNOWN_FORM),
    (samples.zipped({"a.txt": b"x"}), "a.zip", UploadFault.UNKNOWN_FORM),
    (samples.zipped({"a.txt": b"x"}), "a.docx", UploadFault.UNKNOWN_FORM),
    (samples.docx({"word/vbaProject.bin": b"x"}), "a.docx", UploadFault.HAS_MACROS),
    (samples.docx(types=b'<Override ContentType="...macroEnabled.main+xml"/>'), "a.docx", UploadFault.HAS_MACROS),
    (samples.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"", "Basic/M.xml": b""}),
     "a.odt", UploadFault.HAS_MACROS),
    (samples.docx({"../../etc/passwd": b"x"}), "a.docx", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.docx({"/etc/passwd": b"x"}), "a.docx", UploadFault.NOT_WHAT_IT_SAYS),
    (b"MZ" + samples.docx(), "a.docx", UploadFault.UNKNOWN_FORM),
    (samples.pdf() + samples.docx(), "a.docx", UploadFault.NOT_WHAT_IT_SAYS),
    (samples.locked(), "a.docx", UploadFault.LOCKED),
    (samples.bomb(), "a.docx", UploadFault.TOO_LARGE),
    (samples.huge_png(), "a.png", UploadFault.TOO_LARGE),
    (samples.docx()[:-30], "a.docx", UploadFault.DAMAGED),
    (samples.pdf()[:40], "a.pdf", UploadFault.DAMAGED),
    (samples.jpeg()[:30], "a.jpg", UploadFault.DAMAGED),
    (samples.png()[:40], "a.png", UploadFault.DAMAGED),
    (samples.webp()[:30], "a.webp", UploadFault.DAMAGED),
    (samples.m4a(b"vide"), "film.m4a", UploadFault.UNKNOWN_FORM),
    (samples.box(b"ftyp", b"qt  \0\0\0\0qt  "), "film.mov", UploadFault.UNKNOWN_FORM),
    (b"OggS\0\2" + bytes(20) + b"\1\x2a\x80theora", "film.ogg", UploadFault.UNKNOWN_FORM),
    (b"ID3\3\0\0\0\0\0\0 not a sound at all", "a.mp3", UploadFault.DAMAGED),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "fault"), REFUSED)
def test_a_file_is_refused(data: bytes, name: str, fault: UploadFault) -> None:
    assert seen(data, name) is fault


def test_a_link_inside_an_office_document_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert seen(target.getvalue(), "a.docx") is UploadFault.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (samples.jpeg(), JPEG),
        (samples.jpeg(progressive=True), JPEG),
        (samples.png(), PNG),
        (samples.webp(), WEBP),
        (samples.heic(), HEIC),
    ],
)
def test_notes_of_the_camera_are_taken_out(data: bytes, form: FileForm) -> None:
    assert samples.MARKER in data

    left = without_notes(data, form)

    assert samples.MARKER not in left
    assert seen(left, "a") is form


@pytest.mark.parametrize(
    ("data", "form"),
    [(samples.jpeg(), JPEG), (samples.jpeg(progressive=True), JPEG), (samples.png(), PNG), (samples.webp(), WEBP)],
)
def test_the_picture_itself_is_not_touched(data: bytes, form: FileForm) -> None:
    before = Image.open(io.BytesIO(data))
    after = Image.open(io.BytesIO(without_notes(data, form)))

    assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_keeps_which_way_is_up_and_nothing_else(orientation: int) -> None:
    left = without_notes(samples.jpeg(orientation=orientation), JPEG)

    assert dict(Image.open(io.BytesIO(left)).getexif()) == {0x0112: orientation}


def test_an_upright_photo_keeps_no_notes_at_all() -> None:
    left = without_notes(samples.jpeg(orientation=1), JPEG)

    assert dict(Image.open(io.BytesIO(left)).getexif()) == {}


def test_the_data_of_a_heic_photo_stays_where_it_is() -> None:
    left = without_notes(samples.heic(), HEIC)

    assert len(left) == len(samples.heic())
    assert left.endswith(b"the picture itself")


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (samples.jpeg().split(samples.MARKER)[0], JPEG),
        (samples.jpeg()[:900], JPEG),
        (samples.png()[:-60], PNG),
        (samples.webp()[:60], WEBP),
        (samples.heic()[:60], HEIC),
    ],
)
def test_a_photo_that_breaks_off_is_no_photo(data: bytes, form: FileForm) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        without_notes(data, form)


def test_only_photos_can_be_cleaned() -> None:
    assert [form.media_type for form in FORMS if is_cleanable(form)] == [
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/heic",
    ]


@pytest.mark.parametrize(
    ("given", "form", "safe"),
    [
        ("contract.pdf", PDF, "contract.pdf"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("..\\..\\windows\\pay slip.jpg", JPEG, "pay slip.jpg"),
        ("عقد العمل.pdf", PDF, "عقد العمل.pdf"),
        ("photo\u202egpj.exe", JPEG, "photogpj.jpg"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "aSet-Cookie: x.pdf"),
        ("a\0.pdf", PDF, "a.pdf"),
        ("scan.jpg. .", JPEG, "scan.jpg"),
        ("", PNG, "photo.png"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("...", DOCX, "photo.docx"),
        ("image", JPEG, "image.jpg"),
        ("करार" * 100 + ".pdf", PDF, ("करार" * 30) + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, form: FileForm, safe: str) -> None:
    assert safe_name(given, form, "photo") == safe


def test_a_download_header_holds_any_name_in_plain_ascii() -> None:
    header = attachment('عقد "1"; x=y\r\nSet-Cookie: a.pdf', "4829137756.pdf")

    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    assert header.startswith(
        "attachment; filename=\"4829137756.pdf\"; filename*=UTF-8''%D8%B9%D9%82%D8%AF%20%221%22%3B"
    )
    assert header.count('"') == 2
