"""A link opens one referral with a code, says nothing to anybody else, and dies with what it opens."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import clock, sending
from mrc.access import Permission, may
from mrc.audit import AuditEntry
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.directory.rules import OrganisationStatus
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Outgoing, SendingState
from mrc.people import service as people
from mrc.people.models import Person
from mrc.referrals import service
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.rules import DeclineReason, LinkEnd, LinkStep, ReferralFault, ReferralOutcome, ReferralState
from mrc.referrals.rules import links as rules
from mrc.referrals.service import NewLink
from mrc.sessions import Session, SessionRow
from mrc.staff import service as staff
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.referrals.scenes import came_by, linked, marked_case, sent
from tests.statements import statements_of

HERE = "203.0.113.7"


def opened(link: NewLink, code: str | None = None, place: str = HERE) -> str | None:
    return service.open_link(Session(), link.token, code or link.code, place)


def the_link() -> ReferralLink:
    return db.session.scalars(
        sa.select(ReferralLink).order_by(ReferralLink.id.desc()).limit(1),
        execution_options={"populate_existing": True},
    ).one()


def step(world: builders.World, referral: Referral) -> LinkStep:
    return service.show(actor_of(world.caseworker), referral.ref).links[0].step


def sessions() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(SessionRow)) or 0


def test_a_link_is_sent_with_its_secret_in_the_message_alone(world: builders.World) -> None:
    referral, link = linked(world)

    letter = db.session.scalars(sa.select(Outgoing).where(Outgoing.letter == Letter.REFERRAL_BY_LINK)).one()
    row = the_link()
    assert letter.address == row.email == "desk@other.example"
    assert str(letter.opens).endswith(f"/letter/{link.token}")
    assert referral.ref not in str(letter.opens)
    assert row.token_hash == rules.hash_of(link.token)
    assert link.code not in row.code_hash
    assert row.expires_at == NOW + timedelta(days=14)
    assert len(link.token) == 43


def test_the_message_forgets_the_secret_once_it_is_sent(world: builders.World) -> None:
    referral, _link = linked(world)
    assert step(world, referral) is LinkStep.WAITING

    sending.send_due()

    letter = db.session.scalars(sa.select(Outgoing).where(Outgoing.letter == Letter.REFERRAL_BY_LINK)).one()
    assert (letter.state, letter.opens) == (SendingState.SENT, None)
    assert step(world, referral) is LinkStep.SENT


def test_the_text_ends_with_the_address(world: builders.World) -> None:
    _referral, link = linked(world)
    letter = db.session.scalars(sa.select(Outgoing).where(Outgoing.letter == Letter.REFERRAL_BY_LINK)).one()

    assert sending.text_of(letter).body.endswith(f"\n\nhttp://127.0.0.1:8000/letter/{link.token}")


def test_a_link_with_its_code_opens_the_one_referral(world: builders.World) -> None:
    referral, link = linked(world)
    sent(world)

    assert opened(link) == referral.ref

    actor, row = came_by(link), the_link()
    assert service.open_referral(actor, referral.ref).state is ReferralState.RECEIVED
    assert (row.opened_at, row.times_opened) == (NOW, 1)
    assert step(world, referral) is LinkStep.OPENED
    kept = db.session.scalars(sa.select(SessionRow)).one()
    assert (kept.link_id, kept.user_id, kept.case_id) == (row.id, None, None)
    events = list(db.session.execute(sa.select(AuditEntry.event, AuditEntry.detail)))
    assert ("link:opened", {"referral": referral.ref, "link": row.ref}) in events
    assert ("referral:read", {"referral": referral.ref, "link": row.ref}) in events


def test_another_referral_is_as_unknown_as_none(world: builders.World) -> None:
    _referral, link = linked(world)
    other, _other_link = linked(world)

    actor = came_by(link)

    for deed in (
        lambda: service.open_referral(actor, other.ref),
        lambda: service.accept(actor, other.ref),
        lambda: service.write_back(actor, other.ref, "hello"),
    ):
        with pytest.raises(NotFound):
            deed()


@pytest.mark.parametrize(
    "permission", sorted(set(Permission) - {Permission.REFERRAL_ANSWER, Permission.REFERRAL_ATTACH})
)
def test_a_link_allows_nothing_else(world: builders.World, permission: Permission) -> None:
    _referral, link = linked(world)

    assert not may(came_by(link), permission)


def renew(world: builders.World, referral: Referral) -> None:
    service.make_link(actor_of(world.caseworker), referral.ref, "desk@other.example", NewLink.fresh())


def withdraw(world: builders.World, referral: Referral) -> None:
    case = db.session.get_one(Case, referral.case_id)
    person = db.session.get_one(Person, case.person_id)
    people.withdraw_consent(actor_of(world.caseworker), person.ref, int(referral.consent_id or 0))


ENDS: dict[str, tuple[Any, LinkEnd]] = {
    "decline": (
        lambda world, one, by: service.decline(by, one.ref, DeclineReason.LANGUAGE, None),
        LinkEnd.OVER,
    ),
    "report": (
        lambda world, one, by: (
            service.accept(by, one.ref),
            service.report(by, one.ref, ReferralOutcome.HELPED, None),
        ),
        LinkEnd.OVER,
    ),
    "no show": (
        lambda world, one, by: (
            service.accept(by, one.ref),
            service.report(by, one.ref, ReferralOutcome.NO_SHOW, None),
        ),
        LinkEnd.OVER,
    ),
    "give back": (
        lambda world, one, by: (
            service.accept(by, one.ref),
            service.start(by, one.ref),
            service.give_back(by, one.ref, DeclineReason.NO_CAPACITY, None),
        ),
        LinkEnd.OVER,
    ),
    "recall": (lambda world, one, by: service.recall(actor_of(world.caseworker), one.ref), LinkEnd.RECALLED),
    "end": (lambda world, one, by: service.end_link(actor_of(world.caseworker), one.ref), LinkEnd.ENDED),
    "renew": (lambda world, one, by: renew(world, one), LinkEnd.RENEWED),
    "withdraw": (lambda world, one, by: withdraw(world, one), LinkEnd.NO_CONSENT),
}


@pytest.mark.parametrize("end", list(ENDS))
def test_link_and_session_die_together(world: builders.World, end: str) -> None:
    referral, link = linked(world)
    opened(link)
    actor, row_id = came_by(link), the_link().id
    deed, because = ENDS[end]

    deed(world, referral, actor)

    row = db.session.get_one(ReferralLink, row_id, populate_existing=True)
    assert (row.ended_at, row.ended_because) == (NOW, because)
    assert sessions() == 0
    assert service.actor_by_link(row_id) is None
    assert opened(link) is None
    with pytest.raises(NotFound):
        service.open_referral(actor, referral.ref)
    with pytest.raises(NotFound):
        service.write_back(actor, referral.ref, "late")


def test_a_link_is_over_with_its_time_and_with_what_it_stands_on(world: builders.World) -> None:
    referral, link = linked(world)
    opened(link)
    actor, row = came_by(link), the_link()

    with clock.held_at(row.expires_at - timedelta(seconds=1)):
        assert service.actor_by_link(row.id) is not None
    with clock.held_at(row.expires_at):
        assert service.actor_by_link(row.id) is None
        assert opened(link) is None
        with pytest.raises(NotFound):
            service.accept(actor, referral.ref)
        assert step(world, referral) is LinkStep.EXPIRED
    with transaction():
        referral_organisation = db.session.get_one(Referral, referral.id).organisation_id
        db.session.execute(
            sa.update(type(world.partner_organisation))
            .where(type(world.partner_organisation).id == referral_organisation)
            .values(status=OrganisationStatus.INACTIVE)
        )
    assert service.actor_by_link(row.id) is None


def test_a_link_to_an_erased_file_opens_nothing(world: builders.World) -> None:
    case = marked_case(world)
    _referral, link = linked(world, case)
    opened(link)
    with transaction():
        case.data_key.destroy()

    assert service.actor_by_link(the_link().id) is None
    assert opened(link) is None


def test_a_message_of_an_ended_link_is_never_sent(world: builders.World) -> None:
    referral, _link = linked(world)
    service.recall(actor_of(world.caseworker), referral.ref)

    sending.send_due()

    letter = db.session.scalars(sa.select(Outgoing).where(Outgoing.letter == Letter.REFERRAL_BY_LINK)).one()
    assert (letter.state, letter.opens) == (SendingState.HELD_BACK, None)


def test_when_the_mail_server_is_down_the_referral_stands_and_the_message_waits(
    world: builders.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral, link = linked(world)

    def away(*_given: Any) -> None:
        raise sending.Unreachable("nobody there")

    monkeypatch.setattr(sending, "adapter", lambda medium: away)
    sending.send_due()

    assert step(world, referral) is LinkStep.DELAYED
    assert service.show(actor_of(world.caseworker), referral.ref).referral.state is ReferralState.SENT
    monkeypatch.undo()
    with clock.held_at(NOW + timedelta(hours=1)):
        sending.send_due()
        assert step(world, referral) is LinkStep.SENT
        assert opened(link) == referral.ref


@pytest.mark.parametrize("wrong", ["code", "token", "ended", "expired"])
def test_every_refusal_takes_one_slow_hash_and_says_nothing(
    world: builders.World, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral, link = linked(world)
    if wrong == "ended":
        service.end_link(actor_of(world.caseworker), referral.ref)
    hashes, verify = [], staff.verify_password
    monkeypatch.setattr(staff, "verify_password", lambda kept, typed: hashes.append(kept) or verify(kept, typed))

    with clock.held_at(NOW + timedelta(days=15 if wrong == "expired" else 0)):
        token = rules.new_token() if wrong == "token" else link.token
        found = service.open_link(Session(), token, "00000000" if wrong == "code" else link.code, HERE)

    assert found is None
    assert len(hashes) == 1
    assert sessions() == 0


def test_a_wrong_code_and_an_unknown_address_cost_the_same_statements(world: builders.World) -> None:
    _referral, link = linked(world)

    def statements(token: str) -> int:
        return len(statements_of(lambda: service.open_link(Session(), token, "00000000", HERE)))

    # The first of a chain of the record writes its head, too.
    statements(link.token)
    statements(rules.new_token())
    assert statements(link.token) == statements(rules.new_token())


def test_guessing_is_counted_before_any_code_is_checked(
    world: builders.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral, link = linked(world)
    wrong = f"{(int(link.code) + 1) % 10**8:08d}"
    for _try in range(rules.BY_LINK_HERE.limit):
        assert opened(link, wrong) is None

    assert opened(link) is None
    assert the_link().wrong_tries == rules.BY_LINK_HERE.limit
    with clock.held_at(NOW + rules.BY_LINK_HERE.window):
        assert opened(link) == referral.ref


def test_one_place_does_not_lock_out_another(world: builders.World) -> None:
    referral, link = linked(world)
    wrong = f"{(int(link.code) + 1) % 10**8:08d}"
    for _try in range(rules.BY_LINK_HERE.limit + 3):
        opened(link, wrong, "198.51.100.9")

    assert opened(link) == referral.ref


def test_many_wrong_codes_end_a_link(world: builders.World) -> None:
    referral, link = linked(world)
    wrong = f"{(int(link.code) + 1) % 10**8:08d}"
    for number in range(rules.MOST_WRONG):
        with clock.held_at(NOW + timedelta(hours=number)):
            opened(link, wrong)

    assert the_link().ended_because is LinkEnd.GUESSED
    assert opened(link) is None
    assert service.show(actor_of(world.caseworker), referral.ref).referral.state is ReferralState.SENT


def test_no_link_for_a_partner_with_an_account_nor_for_what_is_not_open(world: builders.World) -> None:
    actor = actor_of(world.caseworker)
    over, _link = linked(world)
    service.recall(actor, over.ref)
    for referral, reason in ((sent(world), ReferralFault.HAS_ACCOUNT), (over, ReferralFault.NOT_LINKABLE)):
        with pytest.raises(Refused) as caught:
            service.make_link(actor, referral.ref, "desk@other.example", NewLink.fresh())
        assert caught.value.reason is reason
    with pytest.raises(Refused) as caught:
        service.make_link(actor, over.ref, "nowhere", NewLink.fresh())
    assert (caught.value.reason, caught.value.field) == (ReferralFault.NO_ADDRESS, "email")


@pytest.mark.parametrize("who", ["other_caseworker", "other_supervisor", "partner", "administrator", "auditor"])
def test_strangers_make_and_end_no_links(world: builders.World, who: str) -> None:
    referral, _link = linked(world)
    stranger = actor_of(getattr(world, who))

    for deed in (
        lambda: service.make_link(stranger, referral.ref, "me@evil.example", NewLink.fresh()),
        lambda: service.end_link(stranger, referral.ref),
        lambda: service.write_to_partner(stranger, referral.ref, "hello"),
    ):
        with pytest.raises(NotFound):
            deed()
    assert the_link().ended_at is None


def upload(text: bytes = b"judgment") -> Upload:
    return Upload(BytesIO(text), len(text), "letter.txt")


def test_a_partner_without_an_account_writes_back_and_attaches(world: builders.World) -> None:
    case = marked_case(world)
    referral, link = linked(world, case)
    actor, facts = came_by(link), DocumentFacts(EvidenceKind.OFFICIAL_LETTER, "the letter")

    service.write_back(actor, referral.ref, "When can we call?")
    with service.ready_file(actor, referral.ref, upload(), facts) as file:
        service.attach(actor, referral.ref, file, facts)
    service.write_to_partner(actor_of(world.caseworker), referral.ref, "After six.")

    thread = service.open_referral(actor, referral.ref).thread
    assert [(line.is_from_partner, line.text, line.has_file) for line in thread] == [
        (True, "When can we call?", False),
        (True, "the letter", True),
        (False, "After six.", False),
    ]
    document = db.session.scalars(sa.select(Document).where(Document.case_id == case.id)).one()
    assert (document.added_by_role, document.added_by_id, document.note) == ("partner", None, "the letter")


def test_a_file_that_comes_when_the_link_is_over_is_not_kept(world: builders.World) -> None:
    case = marked_case(world)
    referral, link = linked(world, case)
    actor, facts = came_by(link), DocumentFacts(EvidenceKind.OTHER, "")

    with service.ready_file(actor, referral.ref, upload(), facts) as file:
        service.recall(actor_of(world.caseworker), referral.ref)
        with pytest.raises(NotFound):
            service.attach(actor, referral.ref, file, facts)

    assert db.session.scalars(sa.select(Document).where(Document.case_id == case.id)).all() == []
    assert service.show(actor_of(world.caseworker), referral.ref).thread == []
