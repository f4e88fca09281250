"""Small files of every form that is taken, and of many that are not, made on the spot."""

import io
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from PIL import Image

MARKER = b"GPS 27.7172 N, camera of Sita Gurung"


@cache
def jpeg(progressive: bool = False, orientation: int = 6) -> bytes:
    """A photo with a place, a maker and a comment in it, and a second picture behind its end."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = MARKER.decode(), orientation
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    picture = Image.effect_noise((64, 48), 90).convert("RGB")
    picture.save(target, "JPEG", exif=exif, comment=MARKER, progressive=progressive, quality=90)
    return target.getvalue() + b"\xff\xd8\xff\xe1" + MARKER


def png() -> bytes:
    """A picture with a text beside it."""
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", MARKER.decode())
    target = io.BytesIO()
    Image.new("RGBA", (20, 10), (10, 90, 80, 128)).save(target, "PNG", pnginfo=notes, exif=_exif())
    return target.getvalue() + MARKER


def webp() -> bytes:
    """A picture with Exif notes."""
    target = io.BytesIO()
    Image.new("RGB", (20, 10), (10, 90, 80)).save(target, "WEBP", exif=_exif())
    return target.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARKER.decode()
    return exif.tobytes()


def heic() -> bytes:
    """The boxes of a HEIC photo: one item with notes, one with the picture's data."""
    notes, picture = b"\0\0\0\6Exif\0\0" + MARKER, b"the picture itself"
    ftyp = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    for _round in range(2):
        start = len(ftyp) + len(_meta(0, 0, 0)) + 8
        meta = _meta(start, len(notes), len(picture))
    return ftyp + meta + box(b"mdat", notes + picture)


def _meta(start: int, notes: int, picture: int) -> bytes:
    entries = box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0") + box(b"infe", b"\2\0\0\0\0\2\0\0hvc1\0")
    iinf = box(b"iinf", b"\0\0\0\0\0\2" + entries)
    places = struct.pack(">HHHII", 1, 0, 1, start, notes) + struct.pack(">HHHII", 2, 0, 1, start + notes, picture)
    iloc = box(b"iloc", b"\0\0\0\0" + b"\x44\x00" + b"\0\2" + places)
    return box(b"meta", b"\0\0\0\0" + iinf + iloc)


def box(kind: bytes, content: bytes) -> bytes:
    """One ISO box."""
    return struct.pack(">I", len(content) + 8) + kind + content


def pdf(inside: bytes = b"") -> bytes:
    """A small PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + inside + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def zipped(entries: dict[str, bytes], **options: Any) -> bytes:
    """A zip of these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(extra: dict[str, bytes] | None = None, types: bytes = b"<Types/>") -> bytes:
    """A Word document."""
    return zipped({"[Content_Types].xml": types, "word/document.xml": b"<w/>", **(extra or {})})


def xlsx() -> bytes:
    """An Excel workbook."""
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})


def odt() -> bytes:
    """An OpenDocument text."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})


def mp3(tag: bytes = b"") -> bytes:
    """Three frames of MPEG layer III at 128 kbit/s."""
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * 3


def tagged_mp3() -> bytes:
    """The same behind an ID3 tag of 300 bytes."""
    return mp3(b"ID3\3\0\0" + bytes([0, 0, 2, 44]) + bytes(300))


def ogg() -> bytes:
    """The first page of an Opus recording, as telephones make them."""
    return b"OggS\0\2" + bytes(20) + b"\1\x13" + b"OpusHead" + bytes(40)


def m4a(handler: bytes = b"soun") -> bytes:
    """The boxes of a sound recording."""
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    return box(b"ftyp", b"M4A \0\0\0\0M4A mp42") + box(b"mdat", bytes(100)) + box(b"moov", track)


def huge_png() -> bytes:
    """A picture that claims 50,000 by 50,000 points."""
    body = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    header = struct.pack(">I", 13) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
    return b"\x89PNG\r\n\x1a\n" + header + b"\0\0\0\0IEND\xaeB`\x82"


def bomb() -> bytes:
    """A Word document that unpacks to 150 MB."""
    return docx({"word/media/a.bin": bytes(150 * 1024 * 1024)})


def locked() -> bytes:
    """A Word document whose entries say that they are encrypted."""
    return (
        docx()
        .replace(b"PK\3\4\x14\0\0\0", b"PK\3\4\x14\0\1\0")
        .replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")
    )
