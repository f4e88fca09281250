"""Small evidence files for the demo world: real files of their kind, made here, with nothing of anybody in them."""

import struct
import zlib
from random import Random

from mrc.demo.drawing import Arrival

_WIDTH, _HEIGHT, _STEP = 240, 160, 12


def make_pdf(lines: list[str]) -> bytes:
    """A page with lines of plain text (letters of ASCII)."""
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    text = f"BT /F1 12 Tf 60 780 Td 18 TL {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return (content + head + tail).encode("ascii")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def make_png(random: Random) -> bytes:
    """A small picture of a sheet with grey lines on it, as of a photographed paper."""
    paper, ink = bytes([random.randrange(225, 250)]), bytes([random.randrange(60, 120)])
    lengths = [random.randrange(80, 200) for _line in range(_HEIGHT // _STEP + 1)]
    rows = []
    for row in range(_HEIGHT):
        length = lengths[row // _STEP] if row % _STEP < 4 else 0
        rows.append(b"\0" + paper * 20 + ink * length + paper * (_WIDTH - 20 - length))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    pieces = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in pieces)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pay_slip(arrival: Arrival, month: str) -> list[str]:
    """What stands on the pay slip of an invented month."""
    return [
        "PAY SLIP (demo)",
        f"Month: {month}",
        f"Basic wage: {arrival.currency} {arrival.monthly_wage}",
        "Overtime: -",
        f"Deductions: {arrival.currency} {arrival.monthly_wage // 10}",
        f"Paid: {arrival.currency} {arrival.monthly_wage - arrival.monthly_wage // 10}",
    ]


def contract(arrival: Arrival) -> list[str]:
    """What stands in an invented contract of work."""
    return [
        "CONTRACT OF WORK (demo)",
        f"Place of work: {arrival.destination}",
        f"Wage a month: {arrival.currency} {arrival.monthly_wage}",
        "Hours: eight a day, six days a week",
        "Signed: on paper",
    ]
