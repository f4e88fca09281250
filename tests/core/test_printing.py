"""Papers as PDF: text that stays text, letters of every script, the same bytes each time, and a clear refusal.

python -m tests.core.test_printing           writes the list of letters anew, after a change of fonts
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from mrc import printing
from mrc.errors import Refused
from mrc.printing import FONTS, UNSHOWN, PrintingFault

MADE_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LEFT, RIGHT = {"code": "en", "rtl": False}, {"code": "ar", "rtl": True}
SCRIPTS = {
    "Latin": "Nguyễn Thị Ánh, Çelik, Łukasz",
    "Greek": "Γεώργιος",
    "Cyrillic": "Мирзоева Гулбахор",
    "Arabic": "محمّد عبد الرحمٰن",
    "Urdu": "پاکستان کے مزدور",
    "Devanagari": "राम बहादुर क्षेत्री श्रेष्ठ",
    "Bengali": "মোহাম্মদ শফিকুল ক্ষুদ্র",
    "Sinhala": "ශ්‍රී ලංකා ක්‍රිෂාන්",
    "Tamil": "க்ஷேத்திர ஸ்ரீ தமிழ்",
    "Burmese": "မြန်မာ ကျော်ဆွေ",
    "Ethiopic": "አበበ ቢቂላ ሰላም",
    "Khmer": "ស្រីពេជ្រ ខ្មែរ",
    "Thai": "ชื่อผู้ร้อง น้ำใจ",
    "Korean": "대한민국 홍길동 뷁",
    "Chinese": "陳大文「阮氏」、陈小龙（女）",
}


def sheet(*parts: dict[str, Any], languages: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    languages = languages or [LEFT]
    lossy = {"sides": ["Write it in by hand."] * len(languages)}
    return {"header": "Centre", "languages": languages, "parts": list(parts), "lossy": lossy}


def said(*texts: str) -> list[dict[str, Any]]:
    return [{"kind": "text", "sides": [text]} for text in texts]


def made(data: dict[str, Any], language: str = "en") -> bytes:
    return printing.pdf("sheet.typ", data, "Title", language, MADE_AT)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def inked(content: bytes) -> int:
    """How many points of the first page are dark."""
    picture = pypdfium2.PdfDocument(content)[0].render(grayscale=True).to_pil()
    return sum(picture.histogram()[:128])


HOSTILE = [
    "#set page(width: 1cm)",
    "*b* _i_ `c` = h",
    "$x^2$",
    "#panic()",
    '"; #import "x"',
    "<label> @ref",
    "\\ // /* */",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_never_read_as_markup(text: str) -> None:
    page = pypdfium2.PdfDocument(made(sheet(*said(text))))[0]

    assert text in text_of(made(sheet(*said(text))))
    assert [round(side) for side in page.get_size()] == [595, 842]


@pytest.mark.parametrize("name", SCRIPTS)
def test_letters_of_every_script_are_ours(name: str) -> None:
    content = made(sheet(*said(SCRIPTS[name])))

    assert UNSHOWN not in text_of(content)
    assert inked(content) > inked(made(sheet())) + 50
    # Fonts are named in clear text; typst's own are a serif one and one for mathematics.
    assert b"NotoSans" in content
    assert b"Libertinus" not in content


def files() -> list[Path]:
    """The files of all fonts."""
    return sorted([*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")])


def held() -> str:
    """The characters of all fonts as ranges, a line each."""
    codes = sorted({code for path in files() for code in TTFont(path).getBestCmap() if code >= 32})
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{first:04X}-{last:04X}\n" for first, last in ranges)


def test_what_the_fonts_hold_is_written_down() -> None:
    assert (FONTS / "coverage.txt").read_text() == held(), "run `python -m tests.core.test_printing`"


def test_both_weights_hold_the_same_letters() -> None:
    # Korean and Chinese come in one weight, and the template draws the other.
    for path in FONTS.glob("*-Regular.ttf"):
        bold = path.with_name(path.name.replace("Regular", "Bold"))
        assert set(TTFont(path).getBestCmap()) == set(TTFont(bold).getBestCmap()), path.name


def test_the_fonts_are_what_they_were() -> None:
    lines = [line.split() for line in (FONTS / "SHA256SUMS").read_text().splitlines()]
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files()}

    assert {name: digest for digest, name in lines} == kept


def test_the_template_names_the_fonts_that_are_there() -> None:
    template = (printing.TEMPLATES / "sheet.typ").read_text()
    named = [line.strip().strip('",') for line in template.splitlines() if line.strip().startswith('"Noto Sans')]

    assert sorted(named) == printing.families()


def test_letters_without_a_font_stand_as_one_mark_and_the_paper_says_so() -> None:
    shown = text_of(made(sheet(*said("ચાંદ (Chand) 🙂"))))

    assert f"{UNSHOWN} (Chand) {UNSHOWN}" in shown
    assert "Write it in by hand." in shown
    assert "Write it in by hand." not in text_of(made(sheet(*said("Chand"))))


def test_marks_that_turn_what_follows_are_left_out() -> None:
    assert "Ram 1250" in text_of(made(sheet(*said("Ram \u202e1250\u202c"))))


@pytest.mark.parametrize("text", ["x" * 3000, "", "\n\n", "\u200d\u200c\ufeff\x00", "a\nb", "é" * 400, "ก" * 500])
def test_strange_texts_are_set(text: str) -> None:
    page = pypdfium2.PdfDocument(made(sheet(*said(text))))[0]
    boxes = [found.get_bounds() for found in page.get_objects()]

    assert all(left > 40 and right < 555 for left, _bottom, right, _top in boxes)


def test_the_same_data_gives_the_same_bytes() -> None:
    data = sheet(*said(*SCRIPTS.values()))

    assert made(data) == made(data)
    there = MADE_AT.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert made(data) == printing.pdf("sheet.typ", data, "Title", "en", there)
    assert b"D:20261120090000" in made(data)


def test_letters_of_one_weight_are_drawn_bold_too() -> None:
    def dark(head: str, row: str) -> int:
        part = {"kind": "table", "heads": [[head]], "rows": [[[row]]], "total": None, "widths": [1], "ends": []}
        return inked(made(sheet(part)))

    for text in ("勞動部勞工保險局", "고용노동부고용노동부", "Ministry of Labour"):
        assert dark(text, "") - dark("", "") > 1.1 * (dark("", text) - dark("", "")), text


def test_a_script_is_told_by_the_region_that_writes_it() -> None:
    content = made(sheet(*said("勞動部"), languages=[{"code": "zh-Hant", "rtl": False}]), "zh-Hant")

    assert b"/Lang(zh-TW)" in content


def test_papers_are_tagged_and_say_their_language() -> None:
    content = made(sheet(*said("x"), languages=[RIGHT]), "ar")

    assert b"/Lang (ar)" in content or b"/Lang(ar)" in content
    assert b"pdfuaid" in content
    assert b"/MarkInfo" in content


def test_a_side_read_from_the_right_stands_on_the_right() -> None:
    part = {"kind": "text", "sides": ["left", "يمين"]}
    page = pypdfium2.PdfDocument(made(sheet(part, languages=[LEFT, RIGHT])))[0]
    text = page.get_textpage()
    places = {text.get_text_range(index, 1): text.get_charbox(index)[0] for index in range(text.count_chars())}

    assert places["f"] < 298 < places["ن"]


@pytest.mark.parametrize("rows", [0, 1, 200])
def test_tables_of_any_length_are_set(rows: int) -> None:
    row = [["Wages", "1.00"], ["أجور", "١٫٠٠"]]
    part = {"kind": "table", "heads": row, "rows": [row] * rows, "total": None, "widths": [3, 2], "ends": [1]}
    content = made(sheet(part, languages=[LEFT, RIGHT]))

    assert len(pypdfium2.PdfDocument(content)) == 1 + rows // 40
    assert "1 / " in text_of(content)


def test_too_much_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        made(sheet(*said("word " * 100_000)))

    assert refusal.value.reason is PrintingFault.TOO_LONG


def test_what_cannot_be_set_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        made(sheet({"kind": "text"}))

    assert refusal.value.reason is PrintingFault.NOT_SET


def test_papers_can_be_made_at_the_same_time() -> None:
    data = [sheet(*said(text)) for text in SCRIPTS.values()]
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(made, data))

    assert at_once == [made(each) for each in data]


if __name__ == "__main__":
    (FONTS / "coverage.txt").write_text(held())
