"""Tables of workers, pasted or uploaded: what is understood, and every fault told at its row and column."""

import io
from decimal import Decimal
from typing import Any

import pytest
import rustpy_xlsxwriter
from python_calamine import CalamineWorkbook

from mrc.claims.forms import collective
from mrc.claims.forms.workers import BadCell, read_amounts, read_cell
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules.collective import RowFault, RowTrouble
from mrc.claims.service import collective as service
from mrc.documents import sheets
from tests import builders
from tests.claims.together import TABLE, TODAY, checked, make_claim, names, path, token
from tests.page import Client, Page


@pytest.fixture
def claim(world: builders.World, client: Client) -> CollectiveClaim:
    client.sign_in(world.caseworker.email)
    return make_claim(world)


def uploaded(client: Client, claim: CollectiveClaim, content: bytes, name: str = "workers.xlsx") -> Page:
    return checked(client, claim, "", file=(io.BytesIO(content), name))


def workbook(records: list[dict[str, Any]], **more: Any) -> bytes:
    file = io.BytesIO()
    rustpy_xlsxwriter.write_worksheet(records, file, **more)
    return file.getvalue()


def test_a_pasted_table_is_looked_at_and_then_saved(client: Client, claim: CollectiveClaim) -> None:
    seen = checked(client, claim)
    assert seen.status == 200
    assert "2 new workers" in seen.words()
    assert names(claim) == []

    values = seen.form_values(path(claim, "/workers/table"))
    assert values["table"] == TABLE.strip()
    page = client.post(path(claim, "/workers/table"), {**values, "do": "save"})
    assert "The workers are on the list." in page.words()
    assert names(claim) == ["Ram Bahadur", "Sita"]
    assert service.all_workers(claim)[0].facts == {"started_on": "2022-05-01", "due:2024-12": "900"}


def test_the_empty_sheet_can_be_filled_in_and_uploaded_in_any_language(
    client: Client, claim: CollectiveClaim, world: builders.World
) -> None:
    for language in ("en", "ar", "fr"):
        client.post("/language", {"language": language, **token(client)})
        sheet = client.get(path(claim, "/workers/sheet"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.response.data))
        headings = book.get_sheet_by_index(0).to_python()[0]
        assert any(str(heading).endswith("[started_on]") for heading in headings)
        assert any(str(heading).endswith("[due:2024-12]") for heading in headings)
        record = dict.fromkeys(headings)
        record[headings[0]] = f"Somebody {language}"
        record[next(heading for heading in headings if "[started_on]" in heading)] = TODAY.replace(year=2022)
        seen = uploaded(client, claim, workbook([record]))
        assert seen.status == 200, seen.words()
        client.post(path(claim, "/workers/table"), {**seen.form_values(path(claim, "/workers/table")), "do": "save"})
    assert names(claim) == ["Somebody en", "Somebody ar", "Somebody fr"]


def test_headings_in_words_and_digits_of_another_script_are_understood(
    client: Client, claim: CollectiveClaim
) -> None:
    table = "Name;First day of work;Due 2024-12;How the job ended\nRam;٢٠٢٢-٠٥-٠١;٩٠٠;Resigned"
    assert "1 new worker" in checked(client, claim, table).words()


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (
            {"started_on": "2024-05-01", "ended_on": "2024-04-01"},
            "Last day of work",
            "The job would end before it began",
        ),
        ({"currency": "KWX"}, "Currency", "There is no such currency."),
        ({"currency": "USD"}, "Currency", "paid in its currency"),
        ({"started_on": "2024-02-31"}, "First day of work", "Write the date as year-month-day"),
        ({"started_on": "1920-01-01"}, "First day of work", "longer than 80 years"),
        ({"hours_day:2024-12": "-3"}, "Hours by day 2024-12", "must not be below zero"),
        ({"total": "-3"}, "Whole wage", "must not be below zero"),
        ({"total": "1.2345"}, "Whole wage", "Write a number in figures"),
        ({"total": "much"}, "Whole wage", "Write a number in figures"),
        ({"exit": "vanished"}, "How the job ended", "Choose one of the words"),
        ({"due:2019-01": "5"}, "Due 2019-01", "lies outside the time of the job"),
        ({"person": "1234567890"}, "Number of the person", "one of them seems mistyped"),
        ({"hours_day:2024-12": "900"}, "Hours by day 2024-12", "more hours than the month has"),
        ({"paid:2024-10": "5"}, "Due 2024-10", "This is missing."),
    ],
)
def test_a_bad_cell_is_told_with_its_row_and_column(
    client: Client, claim: CollectiveClaim, row: dict[str, str], column: str, said: str
) -> None:
    table = "\t".join(["name", *row]) + "\nFirst\n" + "\t".join(["Second", *row.values()])
    page = checked(client, claim, table)

    assert page.status == 422
    assert "Some rows must be mended. Nothing was saved." in page.words()
    lines = [element for element in page.all("tr") if said in "".join(element.itertext())]
    assert len(lines) == 1, page.words()
    told = " ".join("".join(lines[0].itertext()).split())
    assert told.startswith("Row 3 ")
    assert column in told
    assert page.form_values(path(claim, "/workers/table"))["table"] == table
    assert names(claim) == []


def test_cells_that_cannot_be_read_and_facts_that_cannot_be_are_told_together(
    client: Client, claim: CollectiveClaim
) -> None:
    page = checked(client, claim, "name\tstarted_on\ttotal\nRam\t2024-05-01\tmuch\nSita\t2031-01-01\t\nram")

    assert "Write a number in figures" in page.words()
    assert "The job would end before it began" in page.words()
    assert "This worker stands twice" in page.words()
    assert "3 cells must be mended" in page.words()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "Choose a file, or paste the rows"),
        ("name\ttotal", "There are no rows in this table"),
        ("Ram\t100\nSita\t200", "must be mended"),
        ("name\tname\nRam\tSita", "must be mended"),
        ("name\twhatever\nRam\tx", "must be mended"),
        ('"unclosed\nquote', "This is no table"),
        ("name\n" + "\n".join(f"Worker {number}" for number in range(2001)), "2,000 workers at most"),
        ("name\n" + "\n".join(f"Worker {number}" for number in range(6000)), "too many rows"),
        ("name\nRam\nram", "This worker stands twice"),
        ("total\n100", "Write a name"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_whole(
    client: Client, claim: CollectiveClaim, table: str, said: str
) -> None:
    page = checked(client, claim, table)

    assert page.status == 422
    assert said in page.words()
    assert page.form_values(path(claim, "/workers/table"))["table"] == table


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "workers.csv", "There are no rows"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "workers.csv", "This is no table"),
        (b"%PDF-1.7 \xff\xfe\x00", "workers.xlsx", "This is no table"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "workers.xls", "of an old form"),
        (b"PK\x03\x04 broken", "workers.xlsx", "damaged"),
        (
            workbook([{"name": "Ram", "total": 5}], header_row=2, merge_ranges=[(0, 0, 0, 1, "Ram")]),
            "w.xlsx",
            "must be mended",
        ),
    ],
)
def test_a_file_that_is_no_plain_table_is_refused(
    client: Client, claim: CollectiveClaim, content: bytes, name: str, said: str
) -> None:
    page = uploaded(client, claim, content, name)

    assert page.status == 422
    assert said in page.words()


def test_a_file_that_is_too_large_is_refused(
    client: Client, claim: CollectiveClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LARGEST", 20)
    page = uploaded(client, claim, b"name\n" + b"x" * 40, "workers.csv")

    assert page.status == 422
    assert "too large" in page.words()


def test_what_a_refused_file_held_comes_back_as_text_with_its_row_numbers(
    client: Client, claim: CollectiveClaim
) -> None:
    page = uploaded(client, claim, b"\n\nname,total\nRam,x\n", "workers.csv")

    assert page.form_values(path(claim, "/workers/table"))["table"] == "name\ttotal\nRam\tx"
    assert page.status == 422
    again = checked(client, claim, page.form_values(path(claim, "/workers/table"))["table"])
    assert "Write a number in figures" in again.words()


def test_a_cell_that_may_be_thousands_is_read_only_where_the_currency_has_such_decimals() -> None:
    assert read_cell("total", "3.000", "KWD") == "3.000"
    assert read_cell("total", "3,000", "AED") == "3000"
    with pytest.raises(BadCell) as refused:
        read_cell("total", "3.000", "AED")
    assert refused.value.fault is RowFault.TOO_FINE


def test_a_first_row_with_an_amount_is_never_taken_for_a_heading() -> None:
    amounts = [(1, 1, Decimal(5)), (2, 2, Decimal(6))]
    headed = [(number + 2, worker, amount) for number, worker, amount in amounts]

    assert read_amounts([(1, ["1", "5"]), (2, ["2", "6"])], "KWD") == (amounts, [])
    assert read_amounts([(1, [""]), (2, ["No.", "Paid"]), (3, ["1", "5"]), (4, ["2", "6"])], "KWD") == (headed, [])
    assert read_amounts([(1, ["1a", "5"]), (2, ["2", "6"])], "KWD") == (
        amounts[1:],
        [RowTrouble(1, "", RowFault.NO_SUCH_WORKER, "1a")],
    )


def test_a_file_that_is_too_long_to_be_sent_again_as_text_is_refused_at_once(
    client: Client, claim: CollectiveClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collective, "LONGEST_TABLE", 20)
    page = uploaded(client, claim, b"name\n" + b"x" * 40, "workers.csv")

    assert page.status == 422
    assert "too large" in page.words()
