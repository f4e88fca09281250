"""The catalogues: fresh, whole where they are offered, and with nothing lost between the languages."""

import ast

import pytest
from babel.messages.catalog import Catalog, Message

from mrc import i18n
from mrc.claims.rules.forums import all_forums
from mrc.claims.rules.law_files import all_laws
from tests import catalogues
from tests.catalogues import LANGUAGES, doors_needed, doors_of, missing, read, read_template
from tests.house.tree import sources
from tests.message_faults import faults_of, faults_of_source

SPEAKING = {"_", "gettext", "ngettext", "pgettext", "npgettext", "lazy", "lazy_p"}


def entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def told(message: Message) -> str:
    return catalogues.key_of(message)


def test_the_template_is_fresh() -> None:
    now = {(message.id, message.context) for message in entries(catalogues.extract())}
    kept = {(message.id, message.context) for message in entries(read_template())}

    assert (now - kept, kept - now) == (set(), set()), "run `make messages`"


def test_the_template_is_written_as_the_tool_writes_it() -> None:
    assert catalogues.TEMPLATE.read_bytes() == catalogues.to_bytes(catalogues.extract()), "run `make messages`"


def test_every_offered_language_has_a_catalogue() -> None:
    kept = {path.parent.parent.name for path in catalogues.FOLDER.glob("*/LC_MESSAGES/messages.po")}
    assert kept == {catalogues.path_of(code).parent.parent.name for code in LANGUAGES}


def test_no_string_in_the_code_is_beyond_translation() -> None:
    faults = {told(message): faults_of_source(message) for message in entries(catalogues.extract())}
    assert {key: found for key, found in faults.items() if found} == {}


def test_no_string_stands_inside_an_f_string_where_the_extraction_does_not_look() -> None:
    hidden = [
        f"{source.name}:{call.lineno}"
        for source in sources()
        for text in ast.walk(source.tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in SPEAKING
    ]
    assert hidden == []


def test_strings_differ_by_more_than_what_a_translator_sees() -> None:
    keys = [told(message) for message in entries(catalogues.extract())]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_has_a_fault(language: str) -> None:
    catalog = read(language)
    faults = {told(message): faults_of(message, catalog) for message in entries(catalog)}

    assert {key: found for key, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_the_strings_of_the_template_and_no_guesses(language: str) -> None:
    catalog = read(language)

    assert {told(message) for message in entries(catalog)} == {told(message) for message in entries(read_template())}
    assert [told(message) for message in entries(catalog) if message.fuzzy] == []
    assert list(catalog.obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_that_nobody_has_reviewed_it(language: str) -> None:
    catalog = read(language)

    assert "Unreviewed draft" in catalog.header_comment
    assert not catalog.fuzzy
    assert str(catalog.locale).replace("_", "-") == language


@pytest.mark.parametrize(("language", "door"), [(code, door) for code in LANGUAGES for door in doors_needed(code)])
def test_a_language_is_offered_only_when_it_is_whole(language: str, door: str) -> None:
    lacking = [told(message) for message in missing(language, door)]
    assert lacking == [], f"{len(lacking)} strings of the {door} door are missing"


def test_the_doors_need_what_they_offer() -> None:
    assert {code for code in LANGUAGES if "office" in doors_needed(code)} == {"ar", "es", "fr"}
    assert {code for code in LANGUAGES if "migrant" in doors_needed(code)} == {*i18n.MIGRANT_LANGUAGES} - {"en"}
    assert all("paper" in doors_needed(code) for code in LANGUAGES)


def test_every_sentence_and_name_in_the_files_of_the_law_can_be_translated() -> None:
    found = {(message.context, message.id) for message in entries(catalogues.extract()) if "law" in doors_of(message)}
    entries_of_law = [provision for law in all_laws() for provision in law.provisions]
    forums = [forum for country in all_forums() for forum in country.forums]
    notes = {(None, entry.note) for entry in (*entries_of_law, *forums) if entry.note}

    assert found == notes | {("forum", forum.name) for forum in forums}


def message_at(*files: str) -> Message:
    return Message("x", locations=[(name, None) for name in files])


@pytest.mark.parametrize(
    ("file", "doors"),
    [
        ("templates/portal/card.html", {"migrant", "office"}),
        ("templates/public/status.html", {"migrant", "office"}),
        ("templates/layouts/migrant.html", {"migrant", "office"}),
        ("templates/components/field.html", {"migrant", "office"}),
        ("templates/components/steps.html", {"migrant", "office"}),
        ("templates/errors/expired.html", {"migrant", "office"}),
        ("templates/casework/slip.html", {"migrant", "office"}),
        ("mrc/claims/handouts/demand.py", {"paper", "migrant", "office"}),
        ("mrc/wording/wages.py", {"paper", "migrant", "office"}),
        ("mrc/wording/migrant.py", {"migrant", "office"}),
        ("mrc/portal/forms.py", {"migrant", "office"}),
        ("mrc/http.py", {"migrant", "office"}),
        ("mrc/claims/law/KW.toml", {"law", "office"}),
        ("templates/layouts/office.html", {"office"}),
        ("templates/casework/show_case.html", {"office"}),
        ("mrc/wording/casework.py", {"office"}),
    ],
)
def test_the_door_of_a_string_is_where_it_is_read(file: str, doors: set[str]) -> None:
    assert doors_of(message_at(file)) == doors
    assert doors_of(message_at("mrc/staff/forms.py", file)) == doors


ENGLISH = Catalog(locale="en")
ARABIC = Catalog(locale="ar")
THAI = Catalog(locale="th")
FORMS = ("%(num)s case of %(who)s", "%(num)s cases of %(who)s")


def arabic(*forms: str) -> Message:
    return Message(FORMS, forms)


ALL_SIX = tuple(f"%(num)s قضايا %(who)s {number}" for number in range(6))


@pytest.mark.parametrize(
    ("message", "catalog"),
    [
        (Message("Save", "Sichern"), ENGLISH),
        (Message("Save", ""), ENGLISH),
        (Message("Hello %(name)s", "%(name)s, hallo"), ENGLISH),
        (Message("100% sure", "100 % sicher"), ENGLISH),
        (Message('<a href="%(url)s">Go</a>', '<a href="%(url)s">Los</a>'), ENGLISH),
        (arabic(*ALL_SIX), ARABIC),
        (arabic("لا %(who)s", "واحدة %(who)s", "اثنتان %(who)s", *ALL_SIX[3:]), ARABIC),
        (Message(FORMS, ("%(num)s คดี %(who)s",)), THAI),
    ],
)
def test_a_right_translation_has_no_fault(message: Message, catalog: Catalog) -> None:
    assert faults_of(message, catalog) == []


@pytest.mark.parametrize(
    ("message", "catalog"),
    [
        (Message("Hello %(name)s", "Hallo"), ENGLISH),
        (Message("Hello %(name)s", "Hallo %(nome)s"), ENGLISH),
        (Message("Hello %(name)s", "Hallo %(name)"), ENGLISH),
        (Message("Hello %(name)s", "Hallo %(name)d"), ENGLISH),
        (Message("Hello %(name)s", "Hallo %s %(name)s"), ENGLISH),
        (Message("Hello %(name)s", "%(name)s 100%"), ENGLISH),
        (Message("Save", "%(name)s"), ENGLISH),
        (Message("Save", "<script>alert(1)</script>"), ENGLISH),
        (Message("Save <strong>now</strong>", "jetzt sichern"), ENGLISH),
        (Message("Save", " Sichern"), ENGLISH),
        (Message("Save", "Sich\nern"), ENGLISH),
        (Message('<a href="%(url)s">Go</a>', '<a href="%(url)s" onclick="x">Los</a>'), ENGLISH),
        (arabic(*ALL_SIX[:5]), ARABIC),
        (arabic(*ALL_SIX[:5], ""), ARABIC),
        (arabic(*ALL_SIX[:3], "قضايا %(who)s", *ALL_SIX[4:]), ARABIC),
        (arabic("لا", *ALL_SIX[1:]), ARABIC),
        (Message(FORMS, ("คดี %(who)s",)), THAI),
    ],
)
def test_a_wrong_translation_is_found(message: Message, catalog: Catalog) -> None:
    assert faults_of(message, catalog) != []


@pytest.mark.parametrize("text", ["Hello %s", "Hello {name}", "<b>x</b>", "x ", "<script>", "two\nlines", "%d left"])
def test_a_string_that_cannot_be_translated_is_found(text: str) -> None:
    assert faults_of_source(Message(text)) != []


@pytest.mark.parametrize(
    "text", ["Hello %(name)s", "<strong>x</strong>", '<a href="%(url)s">x</a>', "100% sure", "50%"]
)
def test_a_string_that_can_be_translated_is_let_pass(text: str) -> None:
    assert faults_of_source(Message(text)) == []


def test_filling_in_refuses_what_is_wrong_and_keeps_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(catalogues, "path_of", lambda language: tmp_path / f"{language}.po")
    catalog = catalogues._new_catalog("ar")
    catalog.add("Hello %(name)s")
    catalog.add("Close", context="button")
    catalog.add(FORMS, ("",) * 6)
    catalogues.write(tmp_path / "ar.po", catalog)

    faults = catalogues.fill(
        "ar",
        {
            "Hello %(name)s": {"translation": "مرحبا"},
            "[button] Close": {"translation": "إغلاق"},
            FORMS[0]: {"translation": list(ALL_SIX)},
            "Unknown": "x",
        },
    )

    filled = read("ar")
    assert len(faults) == 2
    assert filled.get("Hello %(name)s").string == ""
    assert filled.get("Close", "button").string == "إغلاق"
    assert filled.get(FORMS[0]).string == ALL_SIX


def test_what_is_exported_can_be_filled_in(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(catalogues, "path_of", lambda language: tmp_path / f"{language}.po")
    catalog = catalogues._new_catalog("ur")
    for message in entries(catalogues.extract()):
        catalog.add(message.id, context=message.context, locations=message.locations)
    catalogues.write(tmp_path / "ur.po", catalog)

    work = catalogues.export("ur", "migrant")
    for key, entry in work.items():
        forms = [key.split("] ", 1)[-1] if key.startswith("[") else key, entry.get("plural")]
        entry["translation"] = forms if entry.get("plural") else forms[0]

    assert catalogues.fill("ur", work) == []
    assert catalogues.export("ur", "migrant") == {}


def test_english_needs_no_catalogue() -> None:
    assert "en" not in LANGUAGES
