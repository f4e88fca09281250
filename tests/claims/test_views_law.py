"""The pages of the law: every country, every rule of it in words, drafts marked, and who may read them."""

from html import unescape

import pytest
from babel.support import Translations
from flask import Flask

from mrc import i18n
from mrc.claims.rules.forums import forums_of
from mrc.claims.rules.law import Law
from mrc.claims.rules.law_files import all_laws, jurisdictions
from mrc.i18n import speaking
from mrc.wording.law import numbers_of, readings_of, why_not_computed
from tests import builders
from tests.page import Client

SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def client(app: Flask, world: builders.World) -> Client:
    client = Client(app)
    client.sign_in(world.caseworker.email)
    return client


def test_every_country_is_listed_with_its_state(client: Client) -> None:
    page = client.get("/office/law")

    assert page.status == 200
    assert len([link for link in page.all("a") if (link.get("href") or "").startswith("/office/law/")]) == 13
    assert "not reviewed yet" in page.text


@SQLITE
@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_country_shows_its_rules_with_their_articles(client: Client, jurisdiction: str) -> None:
    page = client.get(f"/office/law/{jurisdiction}")
    law = next(law for law in all_laws() if law.jurisdiction == jurisdiction)

    text, addresses = unescape(page.text), {link.get("href") for link in page.all("a")}
    assert page.status == 200
    assert all(provision.article in text for provision in law.provisions)
    assert all(provision.id in text for provision in law.provisions)
    assert {provision.url for provision in law.provisions if provision.url} <= addresses
    assert page.text.count("This is a draft without a source") == sum(rule.is_draft for rule in law.rules)


def test_a_country_without_law_is_not_found(client: Client) -> None:
    assert [client.get(f"/office/law/{code}").status for code in ("XX", "kw", "..", "KW.toml")] == [404] * 4


def test_the_numbers_of_a_rule_are_told(client: Client) -> None:
    page = unescape(client.get("/office/law/KW").text)

    assert "A day's wage: the month's wage / 26." in page
    assert "First 5 years of service: 15 days' wages for each year." in page
    assert "Service after the first 5 years: a month's wage for each year." in page
    assert "A day's wage: the month's wage / 30." in page


@pytest.mark.parametrize("law", all_laws(), ids=lambda law: law.jurisdiction)
@pytest.mark.parametrize("language", ["en", "ar", "fr", "es", "en-XA"])
def test_every_rule_can_be_told_in_every_language_of_the_office(law: Law, language: str) -> None:
    with speaking(language):
        for rule in law.rules:
            told = [*numbers_of(rule, law.currency), *readings_of(rule, law.currency)]
            assert why_not_computed(rule, law.currency) or told or rule.formula == "shortfall"
            assert not [line for line in told if "%(" in line or not line.strip()]


def test_a_note_and_the_name_of_a_forum_are_read_in_the_readers_language_beside_the_original(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum = forums_of("KR").forums[0]
    words = Translations()
    words._catalog = {
        f"forum\x04{forum.name}": "Ministère du Travail",
        forum.note: "La plainte n'arrête pas le délai.",
    }
    monkeypatch.setattr(i18n, "_catalogue", lambda code: words)
    page = unescape(client.get("/office/law/KR").text)

    for told, original in (("Ministère du Travail", forum.name), ("La plainte n'arrête pas le délai.", forum.note)):
        assert told in page
        assert f'lang="en">{original}</bdi>' in page


def test_what_is_english_already_stands_once(client: Client) -> None:
    forum = forums_of("KR").forums[0]
    page = unescape(client.get("/office/law/KR").text)

    assert page.count(forum.note) == 1
