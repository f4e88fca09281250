"""The list of a collective claim as a file: what stands in it, no formula in it, and that it is on record."""

import csv
import io
from decimal import Decimal

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from mrc.audit import AuditEntry
from mrc.claims.models import CollectiveClaim
from mrc.claims.rules.collective import GivenWorker
from mrc.db import db
from mrc.errors import NotFound
from mrc.reports import service
from mrc.reports.rules.export import Format
from tests import builders
from tests.claims.together import listed, make_claim, path, token
from tests.page import Client


@pytest.fixture
def claim(world: builders.World) -> CollectiveClaim:
    claim = make_claim(world)
    given = [GivenWorker(2, "=HYPERLINK(1)", None, {}, Decimal("10.5")), GivenWorker(3, "राम", None, {}, Decimal(20))]
    return listed(world, claim, given)


def test_a_list_of_commas_has_every_worker_and_no_formula(world: builders.World, claim: CollectiveClaim) -> None:
    content = service.export_workers(builders.actor_of(world.caseworker), claim.ref, Format.CSV)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    assert rows[0][:4] == ["Number", "Name", "Number of the person here", "Currency"]
    assert rows[1][:5] == ["1", "'=HYPERLINK(1)", "", "KWD", "10.500"]
    assert rows[2][1] == "राम"


def test_a_workbook_has_amounts_as_numbers(world: builders.World, claim: CollectiveClaim) -> None:
    content = service.export_workers(builders.actor_of(world.caseworker), claim.ref, Format.XLSX)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[1][4] == 10.5
    assert rows[1][-1] == 10.5


def test_each_export_is_on_record_with_its_reason(world: builders.World, claim: CollectiveClaim) -> None:
    service.export_workers(builders.actor_of(world.caseworker), claim.ref, Format.CSV)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "export:made")).one()

    assert entry.subject_kind == "cases"
    assert entry.detail["rows"] == 2
    assert entry.detail["filters"] == {"with_names": True, "reason": "collective_claim"}


def test_a_stranger_gets_none(world: builders.World, claim: CollectiveClaim) -> None:
    with pytest.raises(NotFound):
        service.export_workers(builders.actor_of(world.other_caseworker), claim.ref, Format.CSV)


def test_it_is_handed_out_and_can_be_sent_back_as_payments(
    world: builders.World, client: Client, claim: CollectiveClaim
) -> None:
    client.sign_in(world.caseworker.email)
    page = client.post(path(claim, "/export"), {**token(client), "format": "xlsx"})

    assert page.response.headers["Content-Disposition"].endswith('.xlsx"')
    paid = client.submit(path(claim, "/amounts/received"), {"file": (io.BytesIO(page.response.data), "workers.xlsx")})
    assert "30.500 KWD" in paid.words()
    assert client.post(path(claim, "/export"), {**token(client), "format": "odd"}).status == 200
