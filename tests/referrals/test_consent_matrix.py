"""No path shares a field without a live consent that names it: every path against every state of a consent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.access import Actor
from mrc.casework.models import Case
from mrc.claims.models import ClaimLine, WageClaim
from mrc.claims.rules import Component
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.errors import NotFound, Refused
from mrc.people.models import Consent, Person
from mrc.people.rules import Channel, ConsentForm, Purpose
from mrc.referrals import service
from mrc.referrals.models import Referral, ReferralMessage
from mrc.referrals.rules import ALWAYS_SHARED, Asked, ConsentScope, Deed, ReferralFault, ReferralState
from mrc.refs import spoken
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.page import Client
from tests.referrals.scenes import MARKS, came_by, facts_for, follow, linked, marked_case, marked_person, sent

YESTERDAY = NOW.date() - timedelta(days=1)
# Files are chosen one by one, beside the fields.
FIELDS = [name for name in ConsentScope if name is not ConsentScope.DOCUMENTS]


def whole_case(world: builders.World) -> Case:
    """A case of which every field is known, so that each could leak."""
    person = marked_person(world, birth_year=1977, spoken_languages=["ne"], contact_channels=[Channel.CALL])
    case = marked_case(world, person)
    with transaction():
        claim = WageClaim(data_key=case.data_key, case_id=case.id, country="QA", currency="QAR")
        db.session.add(claim)
        db.session.flush()
        line = ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE, claimed=Decimal("100"))
        db.session.add(line)
    return case


def file_of(world: builders.World, case: Case, content: bytes, name: str, note: str = "") -> str:
    """The reference of a new file of a case."""
    office, about = actor_of(world.caseworker), DocumentFacts(EvidenceKind.OTHER, note)
    with documents.ready_file(office, case, Upload(BytesIO(content), len(content), name), about) as file:
        return documents.add(office, case, file, about).ref


def consented(world: builders.World, case: Case, **values: Any) -> int:
    """The key of a consent that opens every field to the partner of the world, save for what is said otherwise."""
    person = db.session.get_one(Person, case.person_id)
    given = {
        "purpose": Purpose.REFERRAL,
        "organisation_id": world.partner_organisation.id,
        "case_id": case.id,
        "fields": [str(name) for name in ConsentScope],
        "expires_on": date(2027, 2, 1),
        **values,
    }
    consent = Consent(
        data_key=person.data_key, person_id=person.id, form=ConsentForm.WRITTEN, language="ne", given_at=NOW, **given
    )
    with transaction():
        db.session.add(consent)
    return consent.id


def dead_states(world: builders.World, case: Case) -> dict[str, dict[str, Any]]:
    """Every way in which a consent is not the one that is needed."""
    return {
        "other partner": {"organisation_id": builders.make_organisation("Other clinic").id},
        "other purpose": {"purpose": Purpose.SHARE_WITH_AUTHORITY},
        "other case": {"case_id": builders.make_case(world.origin).id},
        "expired": {"expires_on": YESTERDAY},
        "withdrawn": {"withdrawn_at": NOW},
        "nothing named": {"fields": []},
    }


def shared_by(
    actor: Actor, case_ref: str, organisation_ref: str, field: ConsentScope, consent: int | None
) -> set[str]:
    """The fields that sending one of them shares; nothing when it is refused. It is taken back at once."""
    try:
        referral = service.send(
            actor, case_ref, facts_for(organisation_ref, fields=frozenset({field}), consent=consent)
        )
    except Refused:
        return set()
    service.recall(actor, referral.ref)
    return set(referral.fields)


def test_sending_shares_no_field_without_a_live_consent_that_names_it(world: builders.World) -> None:
    case, office = whole_case(world), actor_of(world.caseworker)
    case_ref, clinic = case.ref, world.partner_organisation.ref
    dead: dict[str, int | None] = {
        name: consented(world, case, **values) for name, values in dead_states(world, case).items()
    }
    dead |= {"none": None, "unknown": 999_999}
    live = consented(world, case)
    lacking = {
        field: consented(world, case, fields=[str(name) for name in ConsentScope if name is not field])
        for field in FIELDS
    }

    one_file = Asked(documents=(file_of(world, case, b"slip", "slip.txt"),))
    with pytest.raises(Refused) as unnamed:
        service.send(office, case_ref, facts_for(clinic, consent=live, asked=one_file))

    leaked = {
        (state, field)
        for state, consent in dead.items()
        for field in FIELDS
        if shared_by(office, case_ref, clinic, field, consent)
    }
    narrower = {field for field in FIELDS if shared_by(office, case_ref, clinic, field, lacking[field])}
    shared = {field: shared_by(office, case_ref, clinic, field, live) for field in FIELDS}

    assert (leaked, narrower) == (set(), set())
    # Which files an earlier consent meant, it does not say.
    assert unnamed.value.reason is ReferralFault.FILES_ASKED_ANEW
    assert shared == {field: {*map(str, ALWAYS_SHARED), str(field)} for field in FIELDS}


def test_no_form_that_is_sent_directly_shares_without_a_live_consent(world: builders.World, client: Client) -> None:
    case = whole_case(world)
    path = f"/office/cases/{spoken(case.ref)}/referrals/new/{spoken(world.partner_organisation.ref)}"
    states = dead_states(world, case)
    states["narrower"] = {"fields": [str(name) for name in ConsentScope if name is not ConsentScope.NAME]}
    consents = {name: consented(world, case, **values) for name, values in states.items()}
    live = consented(world, case)
    client.sign_in("ana@origin.example")
    what = {"purpose": "Please advise.", "priority": "urgent", "step": "look"}
    page = client.submit(path, {**what, "shared": [str(name) for name in FIELDS]})

    def send(consent: int | str, **values: str) -> int:
        form = {**page.form_values(path), "shared": [str(name) for name in FIELDS]}
        return client.post(path, {**form, "step": "send", "consent": str(consent), **values}, follow=False).status

    answers = {name: send(consent) for name, consent in consents.items()}
    # A new consent without its yes, without its last day, and with one that is over.
    answers["unsaid"] = send("new", given_as="written", language="ne", expires_on="2027-02-01")
    answers["endless"] = send("new", given_as="written", language="ne", agreed="y", expires_on="")
    answers["over"] = send("new", given_as="written", language="ne", agreed="y", expires_on=YESTERDAY.isoformat())
    answers["unheard"] = send("new", given_as="audio", language="ne", agreed="y", expires_on="2027-02-01")

    assert set(answers.values()) == {422}
    assert db.session.scalars(sa.select(Referral.id)).all() == []
    assert send(live) == 303
    assert sorted(db.session.scalars(sa.select(Referral.fields)).one()) == sorted(map(str, FIELDS))


@contextmanager
def changed(consent_id: int, values: dict[str, Any]) -> Iterator[None]:
    """A consent in another state for a while, as a row, so that nothing but the consent itself can close a view."""
    kept = db.session.execute(
        sa.select(*(getattr(Consent, name) for name in values)).where(Consent.id == consent_id)
    ).one()
    _set(consent_id, values)
    yield
    _set(consent_id, dict(zip(values, kept, strict=True)))


def _set(consent_id: int, values: dict[str, Any]) -> None:
    with transaction():
        db.session.execute(sa.update(Consent).where(Consent.id == consent_id).values(values))
    db.session.expire_all()


def pages_of(app: Flask, referral_ref: str, method: str) -> list[str]:
    """Every address of the partner's door that is about one referral, whatever is added to it later."""
    given = {"referral_ref": referral_ref, "place": 1}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("partner.")]
    rules = [rule for rule in rules if "referral_ref" in rule.arguments and method in (rule.methods or ())]
    bound = app.url_map.bind("localhost")
    return sorted(bound.build(rule.endpoint, {name: given[name] for name in rule.arguments}) for rule in rules)


def opened(client: Client, paths: list[str], method: str) -> dict[str, tuple[int, list[str]]]:
    """Which addresses give anything: their answer, and the marks of the file that stand in it."""
    found = {}
    for path in paths:
        response = (client.get(path) if method == "GET" else client.post(path, {})).response
        body = response.get_data() + str(response.headers).encode()
        marks = [mark for mark in MARKS.values() if mark.encode() in body]
        if marks or (response.status_code == 200 and response.request.path == path):
            found[path] = (response.status_code, marks)
    return found


def test_no_address_of_the_partners_door_gives_anything_without_a_live_consent(
    app: Flask, world: builders.World
) -> None:
    case = whole_case(world)
    shown = Asked(documents=(file_of(world, case, b"MARK-NAME", "slip.txt"),))
    by_account = sent(world, case, fields=frozenset(FIELDS), asked=shown)
    by_link, link = linked(world, case, fields=frozenset(FIELDS), asked=shown)
    account, stranger = Client(app), Client(app)
    account.sign_in("pat@clinic.example")
    follow(stranger, link)
    doors = [(account, by_account), (stranger, by_link)]

    for client, referral in doors:
        reads, writes = pages_of(app, referral.ref, "GET"), pages_of(app, referral.ref, "POST")
        here = f"/partner/referrals/{spoken(referral.ref)}"
        assert here in reads
        live = opened(client, reads, "GET")
        assert len(live) == len(reads) >= 9
        assert (set(live[here][1]), live[f"{here}/files/1"][1]) == (set(MARKS.values()), ["MARK-NAME"])
        for state, values in dead_states(world, case).items():
            with changed(int(referral.consent_id or 0), values):
                assert opened(client, [*reads, "/partner/referral"], "GET") == {}, state
                assert opened(client, writes, "POST") == {}, state
                # The list says nothing of the file; a referral that still waits for other fields may stand in it.
                assert state == "nothing named" or spoken(referral.ref) not in client.get("/partner/").text
        assert set(opened(client, [here], "GET")[here][1]) == set(MARKS.values())
    db.session.expire_all()
    states = set(db.session.scalars(sa.select(Referral.state)))
    assert states == {ReferralState.RECEIVED}
    assert db.session.scalars(sa.select(ReferralMessage.id)).all() == []


def test_no_deed_and_no_list_opens_what_a_consent_does_not_name(world: builders.World) -> None:
    case = whole_case(world)
    by_account, (by_link, link) = (
        sent(world, case, fields=frozenset(FIELDS)),
        linked(world, whole_case(world), fields=frozenset(FIELDS)),
    )
    guest, pat = came_by(link), actor_of(world.partner)
    deeds = {
        Deed.OPEN: service.open_referral,
        Deed.ACCEPT: service.accept,
        Deed.START: service.start,
        "write": lambda actor, ref: service.write_back(actor, ref, "hello"),
        "wait": lambda actor, ref: service.waitlist(actor, ref, None),
    }

    went_through: set[Any] = set()
    for field in FIELDS:
        fields = [str(name) for name in ConsentScope if name is not field]
        for actor, referral in ((pat, by_account), (guest, by_link)):
            ref, consent_id = referral.ref, int(referral.consent_id or 0)
            with changed(consent_id, {"fields": fields}):
                for name, deed in deeds.items():
                    try:
                        deed(actor, ref)
                    except NotFound:
                        continue
                    went_through.add((field, name))

    assert went_through == set()
    assert service.open_referral(pat, by_account.ref).packet
    assert service.open_referral(guest, by_link.ref).packet
