"""The diary through the office door: a week typed, a table brought, and what the case shows of it."""

import io
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.access import Actor
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.stages import Stage
from mrc.db import db
from mrc.employment import service
from mrc.employment.models import DiaryDay
from mrc.employment.rules import DayFacts, DayKind
from tests import builders
from tests.page import Client, Page

SATURDAY = date(2026, 11, 14)


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World, client: Client) -> Case:
    client.sign_in(world.caseworker.email)
    return builders.make_case(world.origin, caseworker=world.caseworker)


def path(case: Case, rest: str = "") -> str:
    ref = case.ref
    return f"/office/cases/{ref[:3]}-{ref[3:6]}-{ref[6:]}{rest}"


def days() -> list[DiaryDay]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(DiaryDay).order_by(DiaryDay.day)))


WEEK = "/diary/2026-11-14"


def typed(client: Client, case: Case, **values: str) -> Page:
    return client.submit(path(case, WEEK), {name.replace("__", "-"): text for name, text in values.items()})


def test_any_day_opens_its_week_and_every_field_says_its_day(client: Client, case: Case) -> None:
    page = client.get(path(case, "/diary/2026-11-18"))

    assert "Week from 14 Nov 2026 to 20 Nov 2026" in page.words()
    assert "Saturday, 14 November 2026" in page.words()
    assert "Start, 14 Nov 2026" in page.words()
    assert next(box.get("aria-label") for box in page.all("input") if box.get("type") == "checkbox") == (
        "Ends next day, 14 Nov 2026"
    )


def test_a_week_is_typed_in_the_digits_of_any_script(client: Client, case: Case) -> None:
    page = typed(
        client,
        case,
        days__0__starts="٨:٠٠",
        days__0__ends="17.30",
        days__0__break_minutes="30",
        days__1__hours="7,5",
        days__1__pay="१००",
        days__2__starts="2200",
        days__2__ends="6",
        days__2__ends_next_day="y",
        days__3__kind="rest_day",
        days__4__pay="5 USD",
        days__4__note="घर",
    )

    assert page.status == 200
    assert "The week is saved." in page.words()
    assert [(day.starts, day.ends, day.break_minutes, day.hours, day.kind) for day in days()[:4]] == [
        (480, 1050, 30, None, DayKind.WORKING_DAY),
        (None, None, 0, 450, DayKind.WORKING_DAY),
        (1320, 360, 0, None, DayKind.WORKING_DAY),
        (None, None, 0, None, DayKind.REST_DAY),
    ]
    assert [(day.pay, day.currency, day.note) for day in days() if day.pay] == [(100, "QAR", None), (5, "USD", "घर")]


def test_what_was_saved_comes_back_to_be_changed(client: Client, case: Case, actor: Actor) -> None:
    service.keep_days(actor, case, [DayFacts(SATURDAY, starts=480, ends=1050), DayFacts(date(2026, 11, 15), hours=0)])

    values = client.get(path(case, WEEK)).form_values(path(case, WEEK))
    assert (values["days-0-starts"], values["days-0-ends"], values["days-1-hours"]) == ("8:00", "17:30", "0:00")
    typed(client, case, days__0__starts="", days__0__ends="")
    assert [day.day.day for day in days()] == [15]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"days__0__starts": "8", "days__0__ends": "6"}, "The end lies before the start."),
        ({"days__0__starts": "8"}, "Write both start and end"),
        ({"days__1__starts": "8", "days__1__ends": "9", "days__1__ends_next_day": "y"}, "24 hours at most"),
        ({"days__2__hours": "25"}, "24 hours at most"),
        ({"days__2__hours": "many"}, "Write the hours in figures"),
        ({"days__2__starts": "8.5", "days__2__ends": "9"}, "Write the time in figures"),
        ({"days__3__hours": "1", "days__3__night": "2"}, "More hours at night"),
        ({"days__3__pay": "5", "currency": ""}, "Say in which currency"),
        ({"days__3__pay": "-5"}, "Write the amount in figures"),
        ({"days__3__pay": "5.555"}, "more decimals than its currency"),
        ({"days__3__kind": "feast"}, "Choose one of the list."),
        ({"days__3__note": "x" * 201}, "Use at most 200 characters."),
        ({"days__6__break_minutes": "half"}, "Write the break in minutes"),
    ],
)
def test_bad_input_is_told_at_its_day_and_stays(
    client: Client, case: Case, values: dict[str, str], said: str
) -> None:
    page = typed(client, case, **values)

    assert page.status == 422
    assert said in page.words()
    kept = page.form_values(path(case, WEEK))
    assert all(
        kept[name.replace("__", "-")] in (text, [text])
        for name, text in values.items()
        if not name.endswith("kind") and ":" not in str(kept[name.replace("__", "-")])
    )
    assert days() == []


def test_an_error_is_marked_in_its_own_row_alone(client: Client, case: Case) -> None:
    page = typed(client, case, days__4__starts="8", days__4__ends="6")

    assert 'id="days-4-ends-error"' in page.text
    assert page.text.count('-error"><span') == 1
    assert "End, 18 Nov 2026: The end lies before the start." in page.words()


def test_a_week_saved_by_two_is_shown_side_by_side(client: Client, case: Case, actor: Actor) -> None:
    form = client.get(path(case, WEEK)).form_values(path(case, WEEK))
    service.keep_days(actor, case, [DayFacts(SATURDAY, hours=480)])
    page = client.post(path(case, WEEK), {**form, "days-0-hours": "9"})

    assert page.status == 409
    assert "Or hours: 9:00" in page.words()
    assert "Or hours: 8:00" in page.words()
    client.post(path(case, WEEK), {**page.form_values(path(case, WEEK)), "days-0-hours": "9"})
    assert [day.hours for day in days()] == [540]


@pytest.mark.parametrize("day", ["2026-02-31", "x", "0001-01-01", "99999-01-01", "1-1"])
def test_what_is_no_day_has_no_week(client: Client, case: Case, day: str) -> None:
    assert client.get(path(case, f"/diary/{day}")).status == 404


def brought(client: Client, case: Case, content: bytes | None = None, **values: str) -> Page:
    there = path(case, "/diary/table")
    form: dict[str, Any] = {**client.get(there).form_values(there), **values}
    if content is not None:
        form["file"] = (io.BytesIO(content), "diary.csv")
    return client.post(there, form, content_type="multipart/form-data")


def test_a_file_is_put_into_the_diary(client: Client, case: Case) -> None:
    page = brought(client, case, b"day,start,end\n2026-11-14,8:00,18:00\n2026-11-15,8:00,19:00\n")

    assert "2 days are now in the diary." in page.words()
    assert "19:00" not in page.words()
    assert "21:00" in page.words()
    assert len(days()) == 2


def test_rows_copied_out_of_a_spreadsheet_are_pasted(client: Client, case: Case) -> None:
    page = brought(client, case, pasted="Day\tOr hours\tNote\r\n14/11/2026\t7.5\tघर\r\n")

    assert page.status == 200
    assert [(day.day, day.hours, day.note) for day in days()] == [(SATURDAY, 450, "घर")]


def test_a_faulty_table_is_refused_whole_with_row_and_column(client: Client, case: Case) -> None:
    page = brought(client, case, b"day,start,end\n2026-11-14,8:00,18:00\n2026-11-15,8:00,early\n")

    assert page.status == 422
    assert "Nothing was saved. Mend the cells below" in page.words()
    assert "3 End early Write the time in figures" in page.words()
    assert days() == []


def test_what_cannot_be_of_a_day_is_told_beside_what_stands_in_its_cell(client: Client, case: Case) -> None:
    page = brought(client, case, b"day,hours,night\n2026-11-14,8,9:30\n2026-11-15,25:00,\n")

    assert page.status == 422
    assert "2 Of these at night 9:30 More hours at night" in page.words()
    assert "3 Or hours 25:00 A day has 24 hours at most." in page.words()


def test_signs_that_nobody_sees_are_taken_out_of_a_file_as_out_of_a_form(client: Client, case: Case) -> None:
    brought(client, case, "day,hours,note\n2026-11-14,7.5,\x07Ring\u202e twice\u00a0\n".encode())

    assert [day.note for day in days()] == ["Ring twice"]


@pytest.mark.parametrize(
    ("content", "values", "said"),
    [
        (None, {}, "Choose a file, or paste the rows"),
        (b"day,hours\n2026-11-14,8", {"pasted": "day\n2026-11-14"}, "Choose a file or paste rows, not both."),
        (b"\x00\x01", {}, "This is no table that can be read."),
        (b"hours\n8", {}, "This column is missing."),
        (None, {"pasted": "day,hours\n2026-11-14,"}, "There is no day with anything in it."),
    ],
)
def test_what_cannot_be_taken_says_what_to_do(
    client: Client, case: Case, content: bytes | None, values: dict[str, str], said: str
) -> None:
    page = brought(client, case, content, **values)

    assert page.status == 422
    assert said in page.words()
    assert days() == []


def test_days_that_are_there_are_replaced_by_a_tick(client: Client, case: Case, actor: Actor) -> None:
    service.keep_days(actor, case, [DayFacts(SATURDAY, hours=60)])
    refused = brought(client, case, pasted="day,hours\n2026-11-14,8")
    brought(client, case, pasted="day,hours\n2026-11-14,8", replace="y")

    assert "in the diary already" in refused.words()
    assert [day.hours for day in days()] == [480]


def test_the_template_is_a_workbook(client: Client, case: Case) -> None:
    page = client.get("/office/diary-template.xlsx")

    assert page.status == 200
    assert page.response.content_type.endswith("spreadsheetml.sheet")
    assert page.response.data.startswith(b"PK")
    assert "attachment" in page.response.headers["Content-Disposition"]


def test_the_case_leads_to_its_diary(client: Client, world: builders.World, case: Case, actor: Actor) -> None:
    empty = client.get(path(case)).words()
    service.keep_days(actor, case, [DayFacts(SATURDAY, hours=60, pay=None)])
    told = client.get(path(case)).words()
    home = builders.make_case(world.origin, caseworker=world.caseworker, stage=Stage.RETURN)

    assert "Hours written down day by day are the best proof" in empty
    assert "1 day is told of, 14 Nov 2026 to 14 Nov 2026." in told
    assert "Working-time diary" not in client.get(path(home)).words()


def test_a_closed_case_shows_its_diary_and_takes_no_more(
    client: Client, world: builders.World, case: Case, actor: Actor
) -> None:
    service.keep_days(actor, case, [DayFacts(SATURDAY, starts=480, ends=1050)])
    form = client.get(path(case, WEEK)).form_values(path(case, WEEK))
    casework.close(builders.actor_of(world.supervisor), case.ref, Resolution.WITHDRAWN, "x")

    page = client.get(path(case, WEEK))
    assert "8:00 to 17:30" in page.words()
    assert page.all("form") == [found for found in page.all("form") if found.get("action") != path(case, WEEK)]
    assert "Bring a table" not in client.get(path(case, "/diary")).words()
    assert client.post(path(case, WEEK), form).status == 422
    assert brought(client, case, pasted="day,hours\n2026-11-15,8").status == 422
    assert len(days()) == 1


def test_a_stranger_finds_no_diary(client: Client, world: builders.World, case: Case) -> None:
    stranger = Client(client.app)
    stranger.sign_in(world.other_caseworker.email)

    assert [stranger.get(path(case, rest)).status for rest in ("/diary", WEEK, "/diary/table")] == [404] * 3
