"""Cut the fonts of papers in Korean and Chinese out of Noto Sans CJK, which is ten times as large.

python -m tests.cjk_fonts NotoSansCJK-Regular.ttc    (from the Debian package fonts-noto-cjk)

Korean keeps every syllable. Chinese keeps what the standards of Taiwan and Hong Kong (Big5), of the mainland
(GB 2312) and of Korea (KS X 1001) know, since people bring their names in any of them.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from mrc.printing import FONTS

HANGUL = frozenset({*range(0xAC00, 0xD7A4), *range(0x3131, 0x318F)})
PUNCTUATION = frozenset({*range(0x3000, 0x3040), *range(0xFF00, 0xFFE7)})


def known_to(encoding: str) -> frozenset[int]:
    """The characters that an encoding of two bytes knows."""
    pairs = (bytes((first, second)) for first in range(0xA1, 0xFF) for second in range(0x40, 0xFF))
    texts = (pair.decode(encoding, "ignore") for pair in pairs)
    return frozenset(ord(text) for text in texts if len(text) == 1)


def chinese() -> frozenset[int]:
    """The characters of Chinese names and papers. Compatibility forms are turned into others before they are set."""
    known = known_to("big5") | known_to("gb2312") | known_to("euc_kr")
    return frozenset(code for code in known if 0x2E00 < code < 0xAC00) | PUNCTUATION


def cut(collection: Path, family: str, codes: frozenset[int], name: str) -> None:
    """Write the letters of one family into a file of its own."""
    fonts = TTCollection(collection, lazy=True).fonts
    font = next(one for one in fonts if one["name"].getDebugName(4) == family)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
    options.name_IDs = [*range(7), 13, 14]  # What it is called, and its licence.
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    # The time of making would make every file another one.
    font.recalcTimestamp = False
    font.save(FONTS / name)


def main(arguments: list[str]) -> int:
    """Cut both fonts. Gives the exit code."""
    if len(arguments) != 1:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    cut(Path(arguments[0]), "Noto Sans CJK KR", HANGUL, "NotoSansCJKkr-Regular.otf")
    cut(Path(arguments[0]), "Noto Sans CJK TC", chinese(), "NotoSansCJKtc-Regular.otf")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
