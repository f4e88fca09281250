"""The pages: filters that survive in links, giving cases away, exports, and reports to read, to print, to publish."""

import re
from datetime import timedelta
from typing import Any

import pytest

from mrc import clock, i18n
from mrc.access import Role
from mrc.casework.rules.stages import Party, Priority, Stage, Step
from mrc.db import transaction
from mrc.reports import service
from mrc.reports.forms import said
from tests.builders import World, make_case, make_person, make_user
from tests.page import Client, Page
from tests.reports.many import make_many


def links(page: Page, text: str) -> list[str]:
    """The addresses of the links that read so."""
    anchors = [(a.get("href") or "", "".join(a.itertext()).strip()) for a in page.all("a")]
    return [href for href, words in anchors if words == text]


def test_a_caseworker_sees_their_own_cases_first_and_the_centres_on_request(world: World, client: Client) -> None:
    mine = make_case(world.origin, caseworker=world.caseworker)
    others = make_case(world.origin, caseworker=world.colleague)
    client.sign_in(world.caseworker.email)

    own, all_cases = client.get("/office/cases"), client.get("/office/cases?worker=all")

    assert i18n.ref(mine.ref) in own.words()
    assert i18n.ref(others.ref) not in own.words()
    assert i18n.ref(others.ref) in all_cases.words()
    assert "सीता गुरुङ" in own.words()
    assert "Sita Gurung" in own.words()


def test_a_supervisor_sees_the_centre_first(world: World, client: Client) -> None:
    case = make_case(world.origin)
    client.sign_in(world.supervisor.email)

    assert links(client.get("/office/cases"), "सीता गुरुङ") == [f"/office/cases/{i18n.ref(case.ref)}"]


def test_filters_stay_chosen_and_go_on_in_the_links(world: World, client: Client) -> None:
    make_many(world.origin, make_person(world.origin), service.PAGE + 1, stage=Stage.RETURN)
    client.sign_in(world.supervisor.email)

    page = client.get("/office/cases?stage=return_reintegration&to=QA&worker=none&status=open&issue=NON_PAYMENT")
    second = client.get(links(page, "Next page")[0])

    chosen = {option.get("value") for option in second.all("option") if option.get("selected") is not None}
    assert {"return_reintegration", "QA", "none", "open", "NON_PAYMENT"} <= chosen
    assert len(list(second.all("tbody")[0])) == 1
    assert client.get(links(second, "Previous page")[0]).words() == page.words()


UNKNOWN = ["stage=x", "status='", "issue=x", "to=XX", "sort=x", "overdue=2", "priority=%00"]
NOBODYS = ["worker=-1", "worker=99999999999", "worker=9999", "after=x", "before=1-1", "after=&before="]


@pytest.mark.parametrize("query", [*UNKNOWN, *NOBODYS, "move=nobody&sort=due&status=closed"])
def test_an_address_that_nobody_offered_asks_nothing_and_breaks_nothing(
    world: World, client: Client, query: str
) -> None:
    make_case(world.origin)
    client.sign_in(world.supervisor.email)

    assert client.get(f"/office/cases?{query}").status == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "You have no open cases"),
        ("worker=all&status=all", "No case is like this"),
        ("worker=all&stage=employment", "No case is like this"),
        ("worker=all", "There are no open cases yet"),
    ],
)
def test_an_empty_list_explains_itself(world: World, client: Client, query: str, sentence: str) -> None:
    client.sign_in(world.caseworker.email)

    assert sentence in client.get(f"/office/cases?{query}").words()


def test_a_list_by_date_leads_to_the_cases_without_one(world: World, client: Client) -> None:
    case = make_case(world.origin)
    client.sign_in(world.supervisor.email)
    page = client.get("/office/cases?sort=due")
    assert i18n.ref(case.ref) not in page.words()
    make_case(world.origin, next_due_on=case.opened_at.date())

    page = client.get("/office/cases?sort=due")

    assert i18n.ref(case.ref) in client.get(links(page, "Show the cases without a next date")[0]).words()


def test_the_report_leads_to_the_cases_that_must_act_soon(world: World, client: Client) -> None:
    soon = [make_case(world.origin, act_by=clock.today() + timedelta(days=days)) for days in (7, 30, 90)]
    client.sign_in(world.supervisor.email)

    report = client.get("/office/reports/caseload")
    addresses = [f"/office/cases?worker=all&act={days}" for days in (7, 30, 90)]
    counts = [address for number in "123" for address in links(report, number) if "act=" in address]
    lists = [client.get(address).words() for address in addresses]

    assert "Cases that must act before a time limit, by caseworker" in report.words()
    assert counts == addresses
    assert [[i18n.ref(case.ref) in words for case in soon] for words in lists] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert "Act before 27 Nov 2026" in lists[0]


def test_a_colleague_who_left_can_still_be_asked_for(world: World, client: Client) -> None:
    case = make_case(world.origin, caseworker=world.colleague)
    with transaction():
        world.colleague.is_active = False
    client.sign_in(world.supervisor.email)

    page = client.get(f"/office/cases?worker={world.colleague.id}")

    assert i18n.ref(case.ref) in page.words()
    assert "Ben (left)" in page.words()


def test_ticked_cases_are_given_to_a_caseworker(world: World, client: Client) -> None:
    first, second = make_case(world.origin), make_case(world.origin)
    client.sign_in(world.supervisor.email)
    page = client.get(f"/office/cases/assign?case={first.ref}&case={second.ref}")
    assert "2 cases were chosen" in page.words()

    form = page.form_values("/office/cases/assign")
    seen = [field.get("value") for field in page.all("input") if field.get("name") == "seen"]
    answer = client.post("/office/cases/assign", {**form, "seen": seen, "to": str(world.colleague.id)})

    assert "2 cases are now with Ben." in answer.words()
    assert client.get(f"/office/cases?worker={world.colleague.id}").text.count('name="case"') == 2


def test_a_form_sent_twice_gives_once(world: World, client: Client) -> None:
    case = make_case(world.origin)
    client.sign_in(world.supervisor.email)
    form = client.get(f"/office/cases/assign?case={case.ref}").form_values("/office/cases/assign")

    answers = [client.post("/office/cases/assign", {**form, "to": str(world.colleague.id)}) for _time in range(2)]

    assert "1 case is now with Ben." in answers[0].words()
    assert "now with" not in answers[1].words()


def test_a_stale_choice_is_said_with_its_reference(world: World, client: Client) -> None:
    case = make_case(world.origin)
    client.sign_in(world.supervisor.email)
    form = client.get(f"/office/cases/assign?case={case.ref}").form_values("/office/cases/assign")
    with transaction():
        case.caseworker_id = world.caseworker.id

    answer = client.post("/office/cases/assign", {**form, "to": str(world.colleague.id)})

    assert f"1 case changed meanwhile and was left as it is: {i18n.ref(case.ref)}." in answer.words()


@pytest.mark.parametrize(
    ("to", "sentence"), [("", "Choose who takes these cases."), ("9999", "Choose somebody who works at your centre.")]
)
def test_without_a_caseworker_the_choice_comes_back(world: World, client: Client, to: str, sentence: str) -> None:
    case = make_case(world.origin)
    client.sign_in(world.supervisor.email)
    form = client.get(f"/office/cases/assign?case={case.ref}").form_values("/office/cases/assign")

    answer = client.post("/office/cases/assign", {**form, "to": to})

    assert answer.status == 422
    assert sentence in answer.words()
    assert f"{case.ref}.0" in answer.text


@pytest.mark.parametrize("query", ["", "?case=x", "?case=1234567890", "?case=" + "9" * 400])
def test_nothing_ticked_leads_back_to_the_list_with_a_word(world: World, client: Client, query: str) -> None:
    client.sign_in(world.supervisor.email)

    assert "Tick at least one case in the list." in client.get(f"/office/cases/assign{query}").words()


@pytest.mark.parametrize("path", ["cases/assign", "reports", "reports/caseload", "reports/export"])
def test_a_caseworker_is_not_let_in_where_the_whole_centre_is_handled(
    world: World, client: Client, path: str
) -> None:
    client.sign_in(world.caseworker.email)

    assert client.get(f"/office/{path}").status == 403


@pytest.mark.parametrize(
    ("kind", "start", "type_"),
    [("csv", b"\xef\xbb\xbf# Report", "text/csv; charset=utf-8"), ("xlsx", b"PK", "application/vnd.openxml")],
)
def test_an_export_arrives_as_a_file(world: World, client: Client, kind: str, start: bytes, type_: str) -> None:
    make_case(world.origin)
    client.sign_in(world.supervisor.email)

    response = client.submit("/office/reports/export", {"format": kind}).response

    assert response.status_code == 200
    assert response.data.startswith(start)
    assert response.content_type.startswith(type_)
    assert response.headers["Content-Disposition"] == f'attachment; filename="caseload-2026-11-20.{kind}"'
    assert response.headers["Cache-Control"] == "no-store"


def test_an_export_asks_what_was_chosen(world: World, client: Client) -> None:
    make_case(world.origin)
    make_case(world.origin, stage=Stage.RETURN)
    client.sign_in(world.supervisor.email)

    values = {"format": "csv", "stage": "return_reintegration", "status": "all", "worker": "all"}
    lines = client.submit("/office/reports/export", values).response.get_data(as_text=True).splitlines()

    assert len([line for line in lines if not line.startswith(("#", "\ufeff#", '"#', '\ufeff"#'))]) == 2


def test_names_without_a_reason_are_refused_at_the_field(world: World, client: Client) -> None:
    client.sign_in(world.supervisor.email)

    page = client.submit("/office/reports/export", {"format": "csv", "with_names": "y", "stage": "employment"})

    assert page.status == 422
    assert "Choose why the names are needed, or leave the names out." in page.words()
    chosen = {option.get("value") for option in page.all("option") if option.get("selected") is not None}
    assert {"csv", "employment"} <= chosen


def test_an_export_needs_its_token(world: World, client: Client) -> None:
    client.sign_in(world.supervisor.email)

    assert client.post("/office/reports/export", {"format": "csv"}).status == 400


def test_the_report_reads_on_the_screen_and_on_paper(world: World, client: Client) -> None:
    make_many(world.origin, make_person(world.origin), 12)
    client.sign_in(world.supervisor.email)

    screen, paper = client.get("/office/reports/caseload"), client.get("/office/reports/caseload/print")

    assert len(screen.all("table")) == 4
    assert "Nobody yet" in screen.words()
    assert "Wages not paid" in screen.words()
    assert len(paper.all("table")) == 2
    assert "Wages not paid" not in paper.words()
    assert all(re.search(r"How this was counted", page.words()) for page in (screen, paper))


def test_small_numbers_are_hidden_in_what_is_published(world: World, client: Client) -> None:
    make_many(world.origin, make_person(world.origin), 3)
    client.sign_in(world.supervisor.email)

    assert "hidden" not in client.get("/office/reports/caseload").words()
    assert "hidden" in client.get("/office/reports/caseload?published=1").words()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("begins_on=2026-05-01&ends_on=2026-04-01", "The period ends before it begins."),
        ("begins_on=yesterday", "Write the date as year-month-day"),
    ],
)
def test_a_period_that_cannot_be_counted_is_said_at_its_field(
    world: World, client: Client, query: str, sentence: str
) -> None:
    client.sign_in(world.supervisor.email)

    page = client.get(f"/office/reports/caseload?{query}")

    assert page.status == 422
    assert sentence in page.words()


@pytest.mark.parametrize("language", ["ar", "fr", "en-XA"])
def test_the_pages_stand_in_every_language(world: World, client: Client, language: str) -> None:
    make_case(world.origin)
    reader = make_user("reader@origin.example", Role.SUPERVISOR, world.origin)
    with transaction():
        reader.language = language
    client.sign_in(reader.email)

    for path in ("cases", "reports", "reports/caseload", "reports/caseload/print", "reports/export"):
        page = client.get(f"/office/{path}")
        assert (page.status, page.root.get("lang")) == (200, language)


def test_the_words_of_a_line_are_drawn_once_and_none_is_lost() -> None:
    members: list[Any] = [*Stage, *Step, *Party, *Priority]
    assert len(said("en")) == len(members)
