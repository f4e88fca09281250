"""The forums of the countries: one file each, whole, in order; and a fault in one names file, place and key."""

from zoneinfo import ZoneInfo

import pytest

from mrc.claims.rules.assessment import Grade, StopsClock
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.forums import FORUMS, STOPPED_BY, CountedIn, ForumKind, all_forums, forums_of, read
from mrc.claims.rules.law_files import WrongLaw, jurisdictions

FORUM = """
[[forum]]
id = "AE.office"
name = "An office"
kind = "labour_office"
scope = ["general"]
decision_days = 7
valid_from = 2022-02-02
article = "Art. 54"
source = "A source"
grade = "B"
reviewer = ""
reviewed_on = ""
"""
HEAD = 'jurisdiction = "AE"\ntimezone = "Asia/Dubai"\n'


def written(tmp_path, text, name="AE"):
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_country_with_a_law_has_its_forums_and_its_clock():
    found = all_forums()

    assert [forums.jurisdiction for forums in found] == list(jurisdictions())
    assert all(ZoneInfo(forums.timezone).key == forums.timezone for forums in found)
    assert {path.stem for path in FORUMS.glob("*.toml")} == set(jurisdictions())
    assert forums_of("XX") is None


@pytest.mark.parametrize("code", jurisdictions())
@pytest.mark.parametrize("scope", list(Scope))
def test_every_worker_has_somewhere_to_go_and_nobody_begins_with_an_appeal(code, scope):
    forums = forums_of(code).for_scope(scope)

    assert forums
    assert forums[0].kind not in {ForumKind.APPEAL, ForumKind.ENFORCEMENT}


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("SA.settlement", (21, None)),
        ("SA.domestic_committee", (15, None)),
        ("QA.labour_relations", (7, None)),
        ("QA.committee", (21, 15)),
        ("QA.appeal", (30, None)),
        ("KW.labour_relations", (30, None)),
        ("OM.settlement", (30, None)),
        ("AE.first_instance", (30, None)),
        ("AE.mohre", (None, 15)),
    ],
)
def test_the_days_of_the_forums_are_those_of_the_law(name, days):
    forum = next(forum for forum in forums_of(name[:2]).forums if forum.id == name)
    assert (forum.decision_days, forum.appeal_days) == days


def test_what_nobody_verified_is_a_draft():
    drafts = {forum.id for forums in all_forums() for forum in forums.forums if forum.is_draft}

    assert {"TH.inspector", "TW.mediation", "JO.ministry"} <= drafts
    assert all(forum.grade is Grade.A for forum in forums_of("HK").forums[:3])


def test_the_days_of_the_emirates_are_working_days():
    assert forums_of("AE").forums[0].counted_in is CountedIn.WORKING_DAYS


def test_a_petition_in_korea_is_no_action_in_court():
    petition, court = forums_of("KR").forums[:2]

    assert petition.kind not in STOPPED_BY[StopsClock.COURT_ACTION]
    assert court.kind in STOPPED_BY[StopsClock.COURT_ACTION]


@pytest.mark.parametrize(
    ("text", "where", "key"),
    [
        (HEAD.replace("AE", "KW") + FORUM, "forums/AE.toml", "jurisdiction"),
        (HEAD.replace("Asia/Dubai", "Dubai") + FORUM, "forums/AE.toml", "timezone"),
        (HEAD + FORUM.replace("labour_office", "palace"), "forums/AE.toml: AE.office", "kind"),
        (HEAD + FORUM.replace("= 7", "= 0"), "forums/AE.toml: AE.office", "decision_days"),
        (HEAD + FORUM.replace("decision_days", "decision_day"), "forums/AE.toml: AE.office", "decision_day"),
        (HEAD + FORUM.replace('name = "An office"\n', ""), "forums/AE.toml: AE.office", "name"),
        (HEAD + FORUM.replace("AE.office", "KW.office"), "forums/AE.toml", "id"),
        (HEAD + FORUM + FORUM, "forums/AE.toml: AE.office", "id"),
        (HEAD + "forum = []\n", "forums/AE.toml", "forum"),
        (HEAD, "forums/AE.toml", "forum"),
        ("jurisdiction = ", "forums/AE.toml", "file"),
    ],
)
def test_a_wrong_file_names_file_place_and_key(tmp_path, text, where, key):
    with pytest.raises(WrongLaw) as refusal:
        read(written(tmp_path, text))

    assert (refusal.value.where, refusal.value.key) == (where, key)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(WrongLaw, match=r"forums/AE\.toml: file: is missing"):
        read(tmp_path / "AE.toml")
