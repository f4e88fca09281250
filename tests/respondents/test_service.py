"""What happens with employers and recruiters: found in any script, added once, kept right."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from mrc.audit import Event
from mrc.db import db
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from mrc.names.index import PER_TOKEN
from mrc.respondents import service
from mrc.respondents.models import Respondent, RespondentToken
from mrc.respondents.rules import RespondentFacts, RespondentFault, RespondentRole
from tests import builders
from tests.record import events

NOOR = RespondentFacts(
    "شركة النور للمقاولات ذ.م.م", "QA", latin_name="Al Noor Contracting W.L.L.", licence="CR 12-345"
)


@pytest.mark.parametrize(
    "text",
    ["Al Noor Contracting", "alnoor contracting LLC", "Noor", "النور", "cr12345", "CR-12 345", "Nor Contractin"],
)
def test_a_respondent_is_found_by_many_spellings(world: builders.World, text: str) -> None:
    actor = builders.actor_of(world.caseworker)
    service.add(actor, NOOR)
    service.add(actor, RespondentFacts("Gulf Cleaning", "QA"))

    found = service.find(actor, text)

    assert [line.latin_name for line in found] == ["Al Noor Contracting W.L.L."]


def test_a_firm_is_found_by_its_number_among_many_that_share_all_else(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    wanted = service.add(actor, RespondentFacts("Works Demo 411", "QA"))
    for number in range(500, 500 + PER_TOKEN):
        service.add(actor, RespondentFacts(f"Works Demo {number}", "QA"))

    assert service.find(actor, "Works Demo 411")[0].ref == wanted.ref


def test_a_reference_finds_its_respondent(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    added = service.add(actor, NOOR)

    assert [line.ref for line in service.find(actor, added.ref)] == [added.ref]
    assert service.find(actor, "") == []
    assert service.find(actor, "Blue Star Shipping") == []
    assert service.find(actor, "Inar") == []


def test_the_register_is_shared_by_all_centres(world: builders.World) -> None:
    service.add(builders.actor_of(world.caseworker), NOOR)

    assert len(service.find(builders.actor_of(world.other_caseworker), "Noor")) == 1


def test_like_ones_of_the_same_country_are_shown_before_adding(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    added = service.add(actor, NOOR)

    like = [
        RespondentFacts("Alnoor Contracting Company", "QA"),
        RespondentFacts("النور للمقاولات", "QA"),
        RespondentFacts("Something Else", "AE", licence="cr12345"),
    ]
    unlike = [RespondentFacts("Al Noor Contracting", "AE"), RespondentFacts("Gulf Contracting Trading", "QA")]

    assert [[line.ref for line in service.similar(actor, facts)] for facts in like] == [[added.ref]] * 3
    assert [service.similar(actor, facts) for facts in unlike] == [[], []]


def test_adding_proposes_a_latin_name_and_is_on_record(world: builders.World) -> None:
    added = service.add(builders.actor_of(world.caseworker), RespondentFacts("सगरमाथा म्यानपावर", "NP"))

    assert added.latin_name == "Sagaramatha Myanapavar"
    assert events() == [Event.RESPONDENT_ADDED]


def test_what_a_case_first_names_needs_a_country(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    with pytest.raises(Refused) as refused:
        service.add(actor, service.facts("Al Noor", RespondentRole.EMPLOYER, None))

    assert refused.value.reason is RespondentFault.NEEDS_COUNTRY
    assert service.add(actor, service.facts("Al Noor", RespondentRole.EMPLOYER, "QA")).country == "QA"


def test_an_administrator_may_not(world: builders.World) -> None:
    actor = builders.actor_of(world.administrator)

    with pytest.raises(NotAllowed):
        service.add(actor, NOOR)
    with pytest.raises(NotAllowed):
        service.find(actor, "Noor")


def test_a_changed_name_is_found_and_the_old_one_no_longer(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    added = service.add(actor, NOOR)

    service.edit(actor, added.ref, 1, replace(NOOR, name="Gulf Star", latin_name=None))

    assert [line.name for line in service.find(actor, "Gulf Star")] == ["Gulf Star"]
    assert service.find(actor, "Al Noor Contracting") == []
    assert events()[1] == Event.RESPONDENT_CHANGED


def test_saving_what_is_there_changes_nothing(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    added = service.add(actor, NOOR)

    service.edit(actor, added.ref, 1, NOOR)

    assert service.get_respondent(actor, added.ref).version == 1
    assert events() == [Event.RESPONDENT_ADDED]


def test_a_save_from_an_old_page_shows_both_texts(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    added = service.add(actor, NOOR)
    service.edit(actor, added.ref, 1, replace(NOOR, city="Doha"))

    with pytest.raises(Stale) as stale:
        service.edit(actor, added.ref, 1, replace(NOOR, city="Al Khor"))

    assert stale.value.fields == [("City", "Al Khor", "Doha")]


def test_a_reference_that_is_not_there(world: builders.World) -> None:
    with pytest.raises(NotFound):
        service.read_respondent(builders.actor_of(world.caseworker), "1234567890")


def test_the_list_goes_on_without_gaps(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    made = [service.add(actor, RespondentFacts(f"Firm {number}", "QA")) for number in range(5)]
    service.add(actor, RespondentFacts("Elsewhere", "AE"))

    first, has_more = service.list_respondents(actor, "QA", limit=3)
    rest, is_more = service.list_respondents(actor, "QA", before=first[-1].id, limit=3)

    assert [line.ref for line in first + rest] == [respondent.ref for respondent in reversed(made)]
    assert (has_more, is_more) == (True, False)


def test_names_lie_sealed(world: builders.World) -> None:
    service.add(builders.actor_of(world.caseworker), NOOR)

    row = db.session.execute(sa.select(Respondent.__table__)).mappings().one()

    assert b"Noor" not in row["latin_name_sealed"]
    assert db.session.scalars(sa.select(RespondentToken.token)).all() != []


def test_other_entries_that_may_be_the_same_firm_are_hinted_at(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    one = service.add(actor, RespondentFacts("Gulf Towers Trading LLC", "QA"))
    other = service.add(actor, RespondentFacts("Gulf Towers Trading W.L.L.", "QA"))
    service.add(actor, RespondentFacts("Gulf Towers Trading", "AE"))
    household = service.add(actor, RespondentFacts("Gulf Towers Trading", "QA", is_household=True))

    assert [found.ref for found in service.alike(actor, one)] == [other.ref]
    assert service.alike(actor, household) == []
