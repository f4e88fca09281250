"""Language: which one a reader gets, and how numbers, money, days and lists read in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from mrc import i18n, refs
from tests.conftest import NOW

EVERY = sorted({*i18n.STAFF_LANGUAGES, *i18n.PAPER_LANGUAGES})


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.mark.parametrize("code", EVERY)
def test_the_direction_is_that_of_the_script(code: str) -> None:
    assert i18n.direction(code) == ("rtl" if code in {"ar", "ur"} else "ltr")


def test_each_door_offers_english_and_its_own() -> None:
    assert set(i18n.offered("office")) == {"en", "ar", "fr", "es"}
    assert set(i18n.offered("partner")) == set(i18n.offered("admin")) == set(i18n.offered("office"))
    assert set(i18n.offered("migrant")) == {
        *("en", "am", "ar", "bn", "es", "fil", "fr", "hi", "id"),
        *("km", "my", "ne", "si", "sw", "ta", "th", "ur", "vi"),
    }
    assert i18n.offered("public") == i18n.offered("migrant")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("ne", "ne"),
        ("ne-NP,ne;q=0.9,en;q=0.8", "ne"),
        ("ar-QA", "ar"),
        ("en;q=0.5,ur;q=0.9", "ur"),
        ("tl-PH", "fil"),
        ("fil", "fil"),
        ("in", "id"),
        ("xx,yy;q=0.5,hi;q=0.1", "hi"),
        ("xx", "en"),
        ("*", "en"),
        ("", "en"),
        ("FR-ca", "fr"),
        ("zh-Hant-TW,bn;q=0.3", "bn"),
        ("es;q=0,fr", "fr"),
    ],
)
def test_the_browsers_wish_is_met_when_it_can_be(header: str, expected: str) -> None:
    accepted = parse_accept_header(header, LanguageAccept)
    assert i18n.best_language(accepted, i18n.MIGRANT_LANGUAGES) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "1,234,567.5"),
        ("fr", "1\u202f234\u202f567,5"),
        ("es", "1.234.567,5"),
        ("ar", "1,234,567.5"),
        ("ne", "१२,३४,५६७.५"),
        ("bn", "১২,৩৪,৫৬৭.৫"),
        ("hi", "12,34,567.5"),
        ("ur", "1,234,567.5"),
        ("id", "1.234.567,5"),
        ("fil", "1,234,567.5"),
    ],
)
def test_numbers_have_the_separators_and_digits_of_the_reader(code: str, expected: str) -> None:
    i18n.use(code)
    assert i18n.number(Decimal("1234567.5")) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1250.5", "QAR", "1,250.50 QAR"),
        ("1250.5", "KWD", "1,250.500 KWD"),
        ("1250", "JPY", "1,250 JPY"),
        ("0", "BHD", "0.000 BHD"),
        ("0.005", "OMR", "0.005 OMR"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount: str, currency: str, expected: str) -> None:
    assert i18n.money(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("ne", "१,२५०.५०० KWD"), ("bn", "১,২৫০.৫০০ KWD"), ("ar", "1,250.500 KWD")]
)
def test_money_has_the_digits_that_cldr_names_and_keeps_the_code(code: str, expected: str) -> None:
    i18n.use(code)
    assert i18n.money(Decimal("1250.5"), "KWD") == expected


def test_nothing_is_said_of_what_is_not_there() -> None:
    for said in (
        i18n.money(None, "QAR"),
        i18n.number(None),
        i18n.date(None),
        i18n.moment(None),
        i18n.ago(None),
        i18n.date_with_distance(None),
        i18n.partial_date(None, "day"),
        i18n.joined([]),
        i18n.ref(None),
    ):
        assert said == ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "12 May 2026"), ("fr", "12 mai 2026"), ("es", "12 may 2026"), ("id", "12 Mei 2026")],
)
def test_days_read_as_the_reader_writes_them(code: str, expected: str) -> None:
    i18n.use(code)
    assert i18n.date(date(2026, 5, 12)) == expected


@pytest.mark.parametrize("code", ["ne", "bn"])
def test_days_have_the_digits_of_the_language(code: str) -> None:
    i18n.use(code)
    assert not any(character in "0123456789" for character in i18n.date(date(2026, 5, 12)))


def test_a_moment_is_told_in_the_zone_of_the_centre() -> None:
    late = datetime(2026, 5, 12, 20, 0, tzinfo=UTC)
    i18n.use("en", "Asia/Kathmandu")
    assert i18n.date(late) == "13 May 2026"
    assert "1:45" in i18n.moment(late)

    i18n.use("en", "UTC")
    assert i18n.date(late) == "12 May 2026"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "in 2 days"),
        (-2, "2 days ago"),
        (1000, "in 1,000 days"),
    ],
)
def test_distances_from_today_are_in_words(days: int, expected: str) -> None:
    assert i18n.distance(days) == expected


def test_a_day_comes_with_its_distance_by_the_clock_of_the_centre() -> None:
    assert i18n.date_with_distance(date(2026, 12, 8)) == "8 Dec 2026 (in 18 days)"
    i18n.use("en", "Pacific/Kiritimati")
    assert i18n.date_with_distance(date(2026, 11, 20)) == "20 Nov 2026 (today)"


def test_how_long_ago_is_in_words() -> None:
    assert i18n.ago(NOW - timedelta(hours=2)) == "2 hours ago"
    assert i18n.ago(NOW + timedelta(days=3)) == "in 3 days"


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        ("day", "12 May 1990"),
        (None, "12 May 1990"),
        ("month", "May 1990"),
        ("year", "1990"),
        ("estimated", "about 12 May 1990"),
    ],
)
def test_a_date_is_shown_no_finer_than_it_is_known(precision: str | None, expected: str) -> None:
    assert i18n.partial_date(date(1990, 5, 12), precision) == expected


@pytest.mark.parametrize("code", EVERY)
@pytest.mark.parametrize("precision", ["day", "month", "year", "estimated"])
def test_partial_dates_can_be_said_in_every_language(code: str, precision: str) -> None:
    i18n.use(code)
    said = i18n.partial_date(date(1990, 5, 12), precision)

    assert i18n.digits("1990") in said
    assert (i18n.digits("12") in said.replace(i18n.digits("1990"), "")) is (precision in {"day", "estimated"})


def test_lists_are_joined_in_words() -> None:
    assert i18n.joined(["a"]) == "a"
    assert i18n.joined(["a", "b", "c"]) == "a, b and c"
    i18n.use("es")
    assert i18n.joined(["a", "b", "c"]) == "a, b y c"


@pytest.mark.parametrize("code", EVERY)
def test_references_stay_in_the_digits_that_are_typed_and_in_their_order(code: str) -> None:
    i18n.use(code)
    said = i18n.ref("4829137756")

    assert said.strip("\u2066\u2069") == "482-913-7756"
    assert said.startswith("\u2066") is said.endswith("\u2069") is (i18n.direction() == "rtl")
    assert refs.only_digits(said) == "4829137756"


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small Arabic catalogue of the test's own."""
    source = tmp_path / "ar.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : '
        'n%100>=11 ? 4 : 5);\\n"\n\n'
        'msgid "%(num)s case"\nmsgid_plural "%(num)s cases"\n'
        'msgstr[0] "zero"\nmsgstr[1] "one"\nmsgstr[2] "two"\nmsgstr[3] "few %(num)s"\n'
        'msgstr[4] "many %(num)s"\nmsgstr[5] "other %(num)s"\n\n'
        'msgid "Hello %(name)s"\nmsgstr "مرحبا %(name)s"\n\n'
        'msgctxt "answer"\nmsgid "Yes"\nmsgstr "نعم"\n'
    )
    target = tmp_path / "ar" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with source.open("rb") as text, target.open("wb") as compiled:
        write_mo(compiled, read_po(text, locale="ar"))
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    i18n._catalogue.cache_clear()
    i18n.use("ar")
    yield
    i18n._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (3, "few 3"),
        (10, "few 10"),
        (11, "many 11"),
        (99, "many 99"),
        (100, "other 100"),
        (103, "few 103"),
    ],
)
def test_arabic_has_six_forms_for_numbers(arabic: None, count: int, expected: str) -> None:
    assert i18n.ngettext("%(num)s case", "%(num)s cases", count) == expected


def test_words_come_from_the_catalogue_of_the_language(arabic: None) -> None:
    label = i18n.lazy("Hello %(name)s", name="Sita")

    assert i18n.gettext("Hello %(name)s", name="Sita") == "مرحبا Sita"
    assert i18n.pgettext("answer", "Yes") == "نعم"
    assert i18n.gettext("Yes") == "Yes"
    assert str(label) == "مرحبا Sita"
    with i18n.speaking("en"):
        assert str(label) == "Hello Sita"
    assert i18n.language() == "ar"


def test_a_language_spoken_for_a_while_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), i18n.speaking("ar"):
        raise ZeroDivisionError
    assert i18n.language() == "en"


def test_a_percent_sign_in_plain_text_is_no_placeholder() -> None:
    assert i18n.gettext("100% sure") == "100% sure"


@pytest.mark.parametrize("code", EVERY)
def test_every_offered_language_is_known_to_cldr_with_a_plural_rule(code: str) -> None:
    locale = i18n.locale_of(code)
    assert isinstance(locale, Locale)
    assert locale.plural_form(1) in {"one", "other"}


def test_the_made_up_language_brackets_every_message() -> None:
    i18n.use(i18n.PSEUDO)
    assert i18n.gettext("Save") == "⟦Save⟧"
    assert i18n.ngettext("%(num)s case", "%(num)s cases", 2) == "⟦2 cases⟧"
    assert i18n.pgettext("button", "Close") == "⟦Close⟧"
    assert i18n.direction() == "ltr"


def test_a_zone_is_named_after_its_place_and_a_moment_told_by_its_clocks() -> None:
    moment = datetime(2026, 12, 9, 7, 30, tzinfo=UTC)

    assert i18n.zone_name("Asia/Kuala_Lumpur") == "Kuala Lumpur"
    assert i18n.moment(moment, "Asia/Qatar") == "9 Dec 2026, 10:30"
    assert i18n.moment(moment) == "9 Dec 2026, 07:30"
    with i18n.speaking("ar"):
        assert i18n.zone_name("Asia/Qatar") == "قطر"
