"""Burmese names in the Latin spelling that passports use. Burmese has no spaces between the syllables of a name."""

import re

_ONSETS = {
    "က": "k", "ခ": "kh", "ဂ": "g", "ဃ": "g", "င": "ng", "စ": "s", "ဆ": "s", "ဇ": "z", "ဈ": "z", "ည": "ny", "ဉ": "ny",
    "ဋ": "t", "ဌ": "ht", "ဍ": "d", "ဎ": "d", "ဏ": "n", "တ": "t", "ထ": "ht", "ဒ": "d", "ဓ": "d", "န": "n", "ပ": "p",
    "ဖ": "ph", "ဗ": "b", "ဘ": "b", "မ": "m", "ယ": "y", "ရ": "y", "လ": "l", "ဝ": "w", "သ": "th", "ဟ": "h", "ဠ": "l",
    "အ": "", "ဥ": "u", "ဦ": "oo", "ဣ": "i", "ဤ": "i", "ဧ": "ay", "ဩ": "aw", "ဪ": "aw", "ဿ": "th",
}  # fmt: skip
_RHYMES = (
    ("ောင့်", "aung"), ("ောင်", "aung"), ("ောက်", "auk"), ("ိုင့်", "aing"), ("ိုင်", "aing"), ("ိုက်", "aik"), ("ိုယ်", "o"),
    ("ိန့်", "eint"), ("ိန်", "ein"), ("ိမ့်", "eint"), ("ိမ်", "ein"), ("ိတ်", "eik"), ("ိပ်", "eik"), ("ုန့်", "ont"),
    ("ုန်", "on"), ("ုမ်", "on"), ("ုတ်", "ok"), ("ုပ်", "ok"), ("ုံ့", "ont"), ("ုံ", "on"), ("ွန့်", "unt"), ("ွန်", "un"),
    ("ွမ်", "un"), ("ွတ်", "ut"), ("ွပ်", "ut"), ("ွံ့", "unt"), ("ွံ", "un"), ("င့်", "int"), ("င်", "in"), ("ဉ့်", "int"), ("ဉ်", "in"), ("ည့်", "i"),
    ("ည်", "i"), ("ယ့်", "e"), ("ယ်", "e"), ("န့်", "ant"), ("န်", "an"), ("မ့်", "ant"), ("မ်", "an"), ("ံ့", "ant"),
    ("ံ", "an"), ("က်", "et"), ("စ်", "it"), ("တ်", "at"), ("ပ်", "at"), ("ော်", "aw"), ("ော", "aw"), ("ေ", "ay"),
    ("ို", "o"), ("ဲ", "e"), ("ိ", "i"), ("ီ", "i"), ("ု", "u"), ("ူ", "u"), ("ာ", "a"),
)  # fmt: skip
_LETTER = "[\u1000-\u102a\u103f]"
_SYLLABLE = re.compile(rf"{_LETTER}(?:[\u102b-\u1038\u103a-\u103e]|{_LETTER}(?=\u103a|\u1037\u103a|\u1039))*\u1039?")


def syllables(text: str) -> list[str]:
    """The written syllables; a stacked consonant closes the syllable above it and opens the next."""
    plain = text.replace("\u102b", "\u102c").replace("\u103a\u1037", "\u1037\u103a").replace("\u1039", "\u103a")
    return _SYLLABLE.findall(plain)


def romanise(text: str) -> str:
    """The syllables in Latin letters, divided by spaces."""
    return " ".join(filter(None, (_spelled(syllable) for syllable in syllables(text))))


def _spelled(syllable: str) -> str:
    onset, rest = _ONSETS.get(syllable[0], ""), syllable[1:]
    has_y, has_h = "\u103b" in rest or "\u103c" in rest, "\u103e" in rest
    rest = rest.translate({0x103B: None, 0x103C: None, 0x103E: None, 0x1038: None})
    if has_y:
        onset = {"kh": "ch"}.get(onset, onset + "y")
    if has_h:
        onset = "sh" if onset == "y" else "h" + onset
    for written, spoken in _RHYMES:
        written = written.replace("\u103a\u1037", "\u1037\u103a")
        if written in rest and (rest.startswith(written) or rest == "\u103d" + written):
            has_w = rest.startswith("\u103d") and not written.startswith("\u103d")
            return onset + ("w" if has_w else "") + spoken
    return onset + ("w" if rest.startswith("\u103d") else "") + ("" if onset in {"u", "oo", "i", "ay", "aw"} else "a")
