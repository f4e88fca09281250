"""How well spellings of one name meet across scripts, measured on real pairs (see pairs/NOTICE.md)."""

from pathlib import Path

import pytest

from mrc.names.cutting import pair_tokens, parts_of, skeletons, whole_tokens
from mrc.names.latin import latin_form, romanise
from mrc.names.likeness import Asked

PAIRS = Path(__file__).parent / "pairs"


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = (PAIRS / f"{name}.tsv").read_text().splitlines()
    return [(native, latin) for native, latin in (line.split("\t") for line in lines)]


def _keys(name: str) -> set[str]:
    keys = [skeletons(part) for part in parts_of(romanise(name))]
    return set(whole_tokens(keys)) | set(pair_tokens(keys))


@pytest.mark.parametrize(
    ("script", "floor", "others"), [("devanagari", 0.98, 2.0), ("arabic", 0.92, 4.0), ("burmese", 0.99, 8.0)]
)
def test_recall_and_precision_on_real_pairs(script: str, floor: float, others: float) -> None:
    pairs = _pairs(script)
    native, latin = [_keys(pair[0]) for pair in pairs], [_keys(pair[1]) for pair in pairs]

    met = sum(bool(one & other) for one, other in zip(native, latin, strict=True))
    shared = sum(bool(one & other) for one in latin for other in native)

    assert met / len(pairs) >= floor
    assert shared / len(pairs) <= others


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد", "Muhammad"),
        ("عبد الرحمن", "Abdur Rahman"),
        ("عبدالرحمن", "Abdulrahman"),
        ("فاطمة", "Fatima"),
        ("المصري", "Masri"),
        ("نور الدين", "Nuruddin"),
        ("سيف الله", "Saifullah"),
        ("أنور", "Anwar"),
        ("رمضان", "Ramzan"),
        ("رمضان", "Ramadan"),
        ("جمال", "Gamal"),
        ("عثمان", "Usman"),
        ("حسین", "Hossain"),
        ("رام بهادور", "राम बहादुर"),
        ("सीता गुरुङ", "Sita Gurung"),
        ("सिंह", "Singh"),
        ("আক্তার", "Akter"),
        ("মোহাম্মদ রহিম", "Md. Rahim"),
        ("ফাতেমা খাতুন", "Fatema Khatun"),
        ("বিশ্বাস", "Biswas"),
        ("முத்துலட்சுமி", "Muthulakshmi"),
        ("ராஜேந்திரன்", "Rajendran"),
        ("பாத்திமா", "Fathima"),
        ("செல்வராஜா", "Selvarajah"),
        ("ඩිල්රුක්ෂි", "Dilrukshi"),
        ("පෙරේරා", "Perera"),
        ("විජේසිංහ", "Wijesinghe"),
        ("ගුණවර්ධන", "Gunawardena"),
        ("ሰላም በቀለ", "Selam Bekele"),
        ("ትዕግስት", "Tigist"),
        ("စန္ဒာဝင်း", "Sandar Win"),
        ("သန္တာ", "Thandar"),
        ("អ៊ុំ សុខា", "Um Sokha"),
        ("Müller", "Muller"),
        ("Nguyễn Thị Hồng", "Nguyen Thi Hong"),
        ("José Peña", "Jose Pena"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert _keys(one) & _keys(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Sita Gurung", "Ram Thapa"), ("محمد علي", "Fatima Hassan"), ("အောင်လွင်", "Khin Myint")]
)
def test_different_names_do_not_meet(one: str, other: str) -> None:
    assert not _keys(one) & _keys(other)


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("सीता गुरुङ", "Sita Gurung"),
        ("राम बहादुर तामाङ", "Ram Bahadur Tamang"),
        ("محمد", "Mohammed"),
        ("အောင်ထွန်း", "Aung Htun"),
        ("ሰላም በቀለ", "Selam Bekele"),
        ("Sita  Gurung", "Sita Gurung"),
        ("José", "José"),
        ("?!", "?!"),
    ],
)
def test_a_latin_form_is_proposed(native: str, latin: str) -> None:
    assert latin_form(native) == latin


def test_an_unknown_arabic_name_can_be_said_aloud() -> None:
    assert latin_form("غلام") == "Gahlam"


def test_likeness_tells_a_whole_name_from_a_part() -> None:
    whole = Asked(["Seeta Gurung"]).likeness(["सीता गुरुङ", "Sita Gurung"])
    part = Asked(["Gurung"]).likeness(["सीता गुरुङ", "Sita Gurung"])
    none = Asked(["..."]).likeness(["Sita Gurung"])

    assert whole.is_whole
    assert (part.share, part.share_back) == (1.0, 0.5)
    assert none.score == 0


def test_the_very_name_is_told_from_one_that_is_spelled_alike() -> None:
    asked = Asked(["Gurung Sita"])

    assert asked.likeness([None, "Sita Gurung"]).is_same
    assert not asked.likeness(["Seeta Gurung"]).is_same
    assert not asked.likeness(["Sita Maya Gurung"]).is_same
