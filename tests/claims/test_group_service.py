"""Workers of a collective claim referred together: nobody goes out without a consent of their own."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case
from mrc.casework.rules.stages import Party
from mrc.claims.models import GroupReferral, GroupReferralWorker
from mrc.claims.rules.referring import GroupFault, Lack
from mrc.claims.service.collective import groups, referring, watching
from mrc.db import db, transaction
from mrc.directory.models import Service
from mrc.directory.rules import OrganisationKind, StatusPolicy
from mrc.errors import NotFound, Refused
from mrc.outbox import Outgoing
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFault, ConsentForm, Documentation, Protection
from mrc.referrals.rules import DeclineReason, ReferralFault, ReferralOutcome, ReferralState
from tests import builders
from tests.builders import actor_of
from tests.claims.grouped import WRITTEN, asked_for, group, make_group_claim, rows_of
from tests.statements import statements_of


def shown(world: builders.World, referral: GroupReferral) -> str:
    """All that the organisation sees of a group referral, as text."""
    return repr(groups.open_group(actor_of(world.partner), referral.ref))


def test_who_agreed_goes_out_and_the_others_in_no_form(world: builders.World) -> None:
    claim = make_group_claim(world, registered=3)

    referral = group(world, claim, 1, 3)

    seen = groups.open_group(actor_of(world.partner), referral.ref)
    text = repr(seen)
    assert ("MARK-WORKER-1" in text, "MARK-WORKER-3" in text, "101" in text, "MARK-PURPOSE" in text) == (True,) * 4
    for absent in ("MARK-WORKER-2", "MARK-ALONE", "number"):
        assert absent not in text
    # Neither a gap between numbers nor a count of all tells that there are others.
    assert seen.workers == len(seen.slices) == 2
    assert set(seen.slices) == {row.ref for row in rows_of(referral)}
    assert [row.number for row in rows_of(referral)] == [1, 3]


def test_without_a_live_consent_that_names_every_field_nothing_is_written(world: builders.World) -> None:
    claim = make_group_claim(world)
    tables = (GroupReferral, GroupReferralWorker, Consent, Outgoing)
    before = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]

    for values, fault in (
        ({}, GroupFault.NOBODY),
        ({"agreed": frozenset({4})}, ReferralFault.NO_CONSENT),
        ({"numbers": frozenset({9})}, GroupFault.NO_SUCH_WORKER),
        ({"seen": "another list"}, ReferralFault.FILE_CHANGED),
        (
            {"agreed": frozenset({1}), "given": replace(WRITTEN, form=ConsentForm.AUDIO)},
            ConsentFault.NEEDS_RECORDING,
        ),
    ):
        with pytest.raises(Refused) as caught:
            referring.send_group(actor_of(world.caseworker), claim.ref, asked_for(world, **values))
        assert caught.value.reason == fault
    with pytest.raises(Refused) as caught:
        group(world, claim, 1, 4)
    assert caught.value.reason == GroupFault.AGREED_UNASKED

    assert [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables] == before


def test_an_earlier_consent_carries_as_far_as_it_reaches(world: builders.World) -> None:
    claim = make_group_claim(world, registered=2, by_name=0)
    first = group(world, claim, 1, numbers=frozenset({1}), fields=frozenset())
    groups.recall_group(actor_of(world.caseworker), first.ref)
    caseworker = actor_of(world.caseworker)

    narrow = referring.look_at_group(caseworker, claim.ref, asked_for(world, fields=frozenset()))
    wide = referring.look_at_group(caseworker, claim.ref, asked_for(world))

    assert set(narrow.sorted.going) == {1}
    assert [(one.number, one.lack) for one in wide.sorted.lacking] == [
        (1, Lack.CONSENT_NARROWER),
        (2, Lack.NO_CONSENT),
    ]
    assert "name" in wide.sorted.lacking[0].missing
    again = referring.send_group(caseworker, claim.ref, asked_for(world, fields=frozenset(), seen=narrow.seen))
    assert [row.number for row in rows_of(again)] == [1]


def test_who_withdraws_is_shown_no_more_and_the_last_one_closes_it(world: builders.World) -> None:
    claim = make_group_claim(world, registered=2, by_name=0)
    referral = group(world, claim, 1, 2)
    first, second = rows_of(referral)
    by_id = {person.id: person for person in db.session.scalars(sa.select(Person))}

    people.withdraw_consent(actor_of(world.caseworker), by_id[first.person_id].ref, first.consent_id)

    assert "MARK-WORKER-1" not in shown(world, referral)
    assert "MARK-WORKER-2" in shown(world, referral)
    with transaction():
        # Two days, since a list keeps a line until the last day is over everywhere on earth.
        ended = clock.today() - timedelta(days=2)
        db.session.execute(sa.update(Consent).where(Consent.id == second.consent_id).values(expires_on=ended))
    with pytest.raises(NotFound):
        groups.open_group(actor_of(world.partner), referral.ref)
    assert groups.group_inbox(actor_of(world.partner)) == []
    assert groups.show_group(actor_of(world.caseworker), referral.ref).live == 0


def test_whoever_keeps_the_case_learns_when_nobody_is_left_in_it_or_no_answer_comes(world: builders.World) -> None:
    claim, keeper = make_group_claim(world, registered=2, by_name=0), actor_of(world.caseworker)
    referral = group(world, claim, 1, 2)
    by_id = {person.id: person for person in db.session.scalars(sa.select(Person))}

    def found() -> list[tuple[str, bool]]:
        return [(line.ref, line.is_stopped) for line in watching.waiting_groups(keeper)]

    def told() -> int:
        query = sa.select(sa.func.count()).select_from(AuditEntry)
        return db.session.scalar(query.where(AuditEntry.event == Event.REFERRAL_STOPPED)) or 0

    assert found() == []
    with transaction():
        referral.answer_due_at = clock.now() - timedelta(hours=1)
    assert found() == [(referral.ref, False)]
    assert watching.waiting_groups(actor_of(world.other_supervisor)) == []
    first, second = rows_of(referral)
    people.withdraw_consent(keeper, by_id[first.person_id].ref, first.consent_id)
    assert (found(), told()) == ([(referral.ref, False)], 0)

    people.withdraw_consent(keeper, by_id[second.person_id].ref, second.consent_id)

    assert (found(), told()) == ([(referral.ref, True)], 1)
    assert db.session.get_one(Case, claim.case_id).move is Party.CASEWORKER
    assert [line.is_stopped for line in groups.groups_of(claim.id)] == [True]
    groups.recall_group(keeper, referral.ref)
    assert found() == []


def test_a_worker_whose_key_is_destroyed_is_gone_from_it(world: builders.World) -> None:
    claim = make_group_claim(world, registered=2, by_name=0)
    referral = group(world, claim, 1, 2)
    person = db.session.scalars(sa.select(Person).where(Person.id == rows_of(referral)[0].person_id)).one()

    with transaction():
        person.data_key.destroy()

    assert "MARK-WORKER-1" not in shown(world, referral)
    assert rows_of(referral)[0].packet is None


def test_the_organisation_answers_once_for_all_and_recall_takes_all(world: builders.World) -> None:
    claim = make_group_claim(world, registered=2, by_name=0)
    partner, caseworker = actor_of(world.partner), actor_of(world.caseworker)
    referral = group(world, claim, 1, 2)

    assert [line.ref for line in groups.group_inbox(partner)] == [referral.ref]
    groups.accept_group(partner, referral.ref)
    with pytest.raises(Refused):
        groups.accept_group(partner, referral.ref)
    done = groups.report_group(partner, referral.ref, ReferralOutcome.SETTLED, "All were paid")
    assert (done.state, done.outcome_note) == (ReferralState.COMPLETED, "All were paid")
    with pytest.raises(NotFound):
        groups.open_group(partner, referral.ref)

    declined = group(world, claim)
    groups.decline_group(partner, declined.ref, DeclineReason.NO_CAPACITY, None)
    recalled = group(world, claim)
    groups.recall_group(caseworker, recalled.ref)
    for over in (declined, recalled):
        for deed in (groups.open_group, groups.accept_group):
            with pytest.raises(NotFound):
                deed(partner, over.ref)


def test_others_find_nothing(world: builders.World) -> None:
    referral = group(world, make_group_claim(world), 1)
    stranger = builders.make_user(
        "other@union.example", world.partner.role, None, builders.make_organisation("Union")
    )

    for actor in (actor_of(stranger), actor_of(world.caseworker)):
        with pytest.raises(NotFound):
            groups.open_group(actor, referral.ref)
    assert groups.group_inbox(actor_of(stranger)) == []
    with pytest.raises(NotFound):
        groups.show_group(actor_of(world.other_caseworker), referral.ref)
    with pytest.raises(NotFound):
        groups.recall_group(actor_of(world.other_caseworker), referral.ref)


def test_an_organisation_unsafe_for_one_of_them_takes_the_others(world: builders.World) -> None:
    claim = make_group_claim(world, registered=2, by_name=0)
    with transaction():
        db.session.execute(sa.update(Service).values(status_policy=StatusPolicy.DOCUMENTED_ONLY))
        person = db.session.scalars(sa.select(Person).order_by(Person.id.desc()).limit(1)).one()
        person.documentation = Documentation.UNDOCUMENTED

    look = referring.look_at_group(actor_of(world.caseworker), claim.ref, asked_for(world))

    assert [(one.number, one.lack) for one in look.sorted.lacking] == [(1, Lack.NO_CONSENT), (2, Lack.NOT_SAFE)]
    assert set(look.slices) == {1}


def test_nobody_is_referred_together_to_a_consulate_or_where_nobody_has_an_account(world: builders.World) -> None:
    claim = make_group_claim(world)
    embassy = builders.make_organisation("Embassy", OrganisationKind.CONSULATE, country="QA", sending_country="NP")
    for organisation, fault in (
        (embassy, GroupFault.ONE_BY_ONE),
        (builders.make_organisation("Nobody there"), GroupFault.NO_ACCOUNT),
    ):
        facts = replace(asked_for(world), organisation_ref=organisation.ref)
        with pytest.raises(Refused) as caught:
            referring.look_at_group(actor_of(world.caseworker), claim.ref, facts)
        assert caught.value.reason == fault


def test_where_a_name_would_harm_workers_are_referred_one_by_one_under_a_code(world: builders.World) -> None:
    claim, caseworker = make_group_claim(world, registered=2, by_name=0), actor_of(world.caseworker)
    with transaction():
        person = db.session.scalars(sa.select(Person).order_by(Person.id.desc()).limit(1)).one()
        person.protections = frozenset({Protection.TRAFFICKING})
    found = referring.look_at_group(caseworker, claim.ref, asked_for(world))
    assert [(one.number, one.lack) for one in found.sorted.lacking] == [(1, Lack.NO_CONSENT), (2, Lack.UNDER_CODE)]

    with transaction():
        db.session.execute(sa.update(Case).values(is_restricted=True))
    db.session.expire_all()

    with pytest.raises(Refused) as caught:
        group(world, claim, 1)
    assert caught.value.reason == GroupFault.UNDER_CODE


def counted(world: builders.World, size: int) -> tuple[int, int]:
    """How many statements sending and showing so many take."""
    claim, sent = make_group_claim(world, registered=size, by_name=0), list[GroupReferral]()
    sending = statements_of(lambda: sent.append(group(world, claim, *range(1, size + 1))))
    return len(sending), len(statements_of(lambda: shown(world, sent[0])))


def test_many_are_sent_and_shown_in_as_many_statements_as_few(world: builders.World) -> None:
    assert counted(world, 2) == counted(world, 120)


def test_each_consent_and_the_referral_are_on_record(world: builders.World) -> None:
    group(world, make_group_claim(world, registered=2), 1, 2)

    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.event.in_(["consent:given", "referral:sent"]))
    )

    assert sorted((entry.event, entry.subject_kind) for entry in entries) == [
        ("consent:given", "people"),
        ("consent:given", "people"),
        ("referral:sent", "cases"),
    ]
