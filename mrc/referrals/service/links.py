"""Links for partners without an account: made, opened with a code told by telephone, and ended with what they open.

Of the address only a hash is kept, of the code only a slow one. Every refusal takes the same work and says the same.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import lazyload

from mrc import access, audit, clock, i18n, outbox, sessions, throttle, vault
from mrc.access import Actor, Permission, Role
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.db import db, find_one, held, transaction, write
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationStatus
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Medium, Outgoing, SendingState
from mrc.people.models import Consent
from mrc.referrals import rules
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.rules import LinkEnd, LinkStep, ReferralFault
from mrc.referrals.rules import links as link_rules
from mrc.referrals.service import candidates, consents
from mrc.sessions import Session
from mrc.staff import service as staff
from mrc.staff.models import Centre
from mrc.staff.rules import as_address, is_address
from mrc.staff.service.passwords import nobodys_hash
from mrc.vault import DataKey

PATH = "/letter/"


@dataclass(frozen=True)
class NewLink:
    """The secrets of a link that is about to be made; both are shown or sent once, and kept as hashes."""

    token: str
    code: str
    code_hash: str

    @classmethod
    def fresh(cls) -> "NewLink":
        """New secrets; the hash of the code is slow, and so made before all else."""
        code = link_rules.new_code()
        return cls(link_rules.new_token(), code, staff.hash_password(vault.peppered(code)))


@dataclass(frozen=True)
class LinkView:
    """A link as the caseworker sees it, with how far it has come."""

    link: ReferralLink
    step: LinkStep
    sent_at: datetime | None
    is_live: bool


def make_link(actor: Actor, referral_ref: str, email: str, ready: NewLink) -> ReferralLink:
    """Send a link to a referral that is open to its organisation; an earlier link dies by it."""
    address = as_address(email)
    if not is_address(address):
        raise Refused(ReferralFault.NO_ADDRESS, field="email")
    with transaction():
        referral, case = held_by_sender(actor, referral_ref)
        if not is_open_now(referral):
            raise Refused(ReferralFault.NOT_LINKABLE)
        if candidates.members_of(referral.organisation_id):
            raise Refused(ReferralFault.HAS_ACCOUNT)
        end_links(actor, case, referral, LinkEnd.RENEWED)
        language, opens = language_of(referral.organisation_id), f"{_own_address()}{PATH}{ready.token}"
        letter = outbox.put(Medium.EMAIL, Letter.REFERRAL_BY_LINK, address, language, opens=opens)
        db.session.flush()
        link = ReferralLink(
            data_key=case.data_key,
            referral_id=referral.id,
            token_hash=link_rules.hash_of(ready.token),
            code_hash=ready.code_hash,
            made_by_id=actor.id,
            expires_at=clock.now() + link_rules.LIFETIME,
            outgoing_id=letter.id,
        )
        link.email = address
        db.session.add(link)
        db.session.flush()
        audit.record(actor, audit.Event.LINK_MADE, case, referral=referral.ref, link=link.ref)
    return link


def _own_address() -> str:
    """The address of this server as others reach it; while trying things out, this computer."""
    settings = current_app.config["SETTINGS"]
    return str(settings.public_url or f"http://{settings.host}:{settings.port}")


def language_of(organisation_id: int) -> str:
    """The first language of an organisation in which there are letters to partners."""
    spoken = directory.languages_of(organisation_id)
    return next((language for language in spoken if language in i18n.STAFF_LANGUAGES), "en")


def language_for(organisation_id: int) -> str:
    """The language in which an organisation reads what is sent to it: that of its first member, or its first own."""
    members = candidates.members_of(organisation_id)
    return members[0].language if members else language_of(organisation_id)


def end_link(actor: Actor, referral_ref: str) -> None:
    """End the link of a referral at once, with whatever is open by it."""
    with transaction():
        referral, case = held_by_sender(actor, referral_ref)
        end_links(actor, case, referral, LinkEnd.ENDED)


def held_by_sender(actor: Actor, referral_ref: str) -> tuple[Referral, Case]:
    """A referral and its case, held against others, for somebody who may send it. Raises NotFound."""
    query = sa.select(Referral.id, Case.ref).join(Case, Case.id == Referral.case_id)
    found = db.session.execute(query.where(Referral.ref == referral_ref)).one_or_none()
    if found is None:
        raise NotFound(referral_ref)
    case = casework.get_case(actor, found.ref, Permission.REFERRAL_SEND, for_update=True)
    return find_one(held(sa.select(Referral).where(Referral.id == found.id), Referral), referral_ref), case


def is_open_now(referral: Referral) -> bool:
    """Whether the organisation may read a referral now."""
    query = _open_ones().where(Referral.id == referral.id)
    return referral.packet is not None and db.session.execute(query).first() is not None


def end_links(actor: Actor | None, case: Case, referral: Referral, why: LinkEnd) -> None:
    """End the live link of a referral, if it has one: its sessions are over, and a message still unsent stays so."""
    query = sa.select(ReferralLink).where(ReferralLink.referral_id == referral.id, ReferralLink.ended_at.is_(None))
    for link in db.session.scalars(held(query, ReferralLink)).all():
        link.ended_at, link.ended_because = clock.now(), why
        sessions.end_all(link_id=link.id)
        write(sa.update(Outgoing).where(Outgoing.id == link.outgoing_id).values(opens_sealed=None))
        audit.record(actor, audit.Event.LINK_ENDED, case, referral=referral.ref, link=link.ref, why=why)
    db.session.flush()


def links_of(referral: Referral) -> list[LinkView]:
    """The links of a referral, the newest first. The caller has asked whether the referral may be seen."""
    query = (
        sa.select(ReferralLink, Outgoing.state, Outgoing.tries, Outgoing.sent_at)
        .outerjoin(Outgoing, Outgoing.id == ReferralLink.outgoing_id)
        .where(ReferralLink.referral_id == referral.id)
        .order_by(ReferralLink.id.desc())
        .limit(20)
    )
    return [_view(link, state, tries or 0, sent_at) for link, state, tries, sent_at in db.session.execute(query)]


def _view(link: ReferralLink, state: SendingState | None, tries: int, sent_at: datetime | None) -> LinkView:
    facts = link_rules.LinkFacts(
        expires_at=link.expires_at,
        is_ended=link.ended_at is not None,
        is_opened=link.opened_at is not None,
        is_sent=state is SendingState.SENT,
        has_failed=state in {SendingState.FAILED, SendingState.HELD_BACK},
        is_delayed=state is SendingState.QUEUED and tries > 0,
    )
    step = link_rules.step_of(facts, clock.now())
    return LinkView(link, step, sent_at, step not in {LinkStep.ENDED, LinkStep.EXPIRED})


def open_link(session: Session, token: str, code: str, address: str) -> str | None:
    """Let somebody in by a link and its code. Gives the referral; None, without a word why, for every refusal."""
    hashed = link_rules.hash_of(token)
    with transaction():
        may_try = _may_try(hashed.hex(), address)
        found = db.session.execute(_alive().where(ReferralLink.token_hash == hashed)).one_or_none()
    code_hash = found.code_hash if found is not None and may_try else None
    is_right = staff.verify_password(code_hash or nobodys_hash(), vault.peppered(code))
    with transaction():
        if found is None or code_hash is None or not is_right or not _still_opens(found.id, code_hash):
            _record_failure(hashed, address, may_try)
            return None
        _welcome(session, found, hashed.hex(), address)
    return str(found.referral_ref)


def _may_try(token: str, address: str) -> bool:
    # In this order, and no further once one is over, as at the worker's own door.
    return (
        _within(link_rules.BY_LINK_HERE, "here", f"{token} {address}")
        and _within(link_rules.BY_ADDRESS, "address", address)
        and _within(link_rules.BY_LINK, "link", token)
        and _within(link_rules.OVERALL, "all", "")
    )


def _within(tries: link_rules.Tries, kind: str, whom: str) -> bool:
    return throttle.allows(f"letter {kind}", whom, limit=tries.limit, window=tries.window)


def _open_ones() -> Any:
    """The referrals that are open to their organisation now, as `rules.is_open_to_partner` says of one."""
    return (
        sa.select(Referral.id)
        .join(Consent, Consent.id == Referral.consent_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(DataKey, DataKey.id == Referral.data_key_id)
        .where(
            DataKey.wrapped.is_not(None),
            Referral.state.in_(rules.OPEN_STATES),
            consents.carries(),
            Organisation.status == OrganisationStatus.ACTIVE,
        )
    )


def _alive() -> Any:
    """What the links that still open something are called, and what they open."""
    return (
        sa.select(
            ReferralLink.id,
            ReferralLink.referral_id,
            ReferralLink.ref,
            ReferralLink.code_hash,
            Referral.ref.label("referral_ref"),
            Referral.organisation_id,
            Organisation.name,
            ReferralLink.expires_at,
            Case.ref.label("case_ref"),
            Case.centre_id,
            Centre.timezone,
        )
        .join(Referral, Referral.id == ReferralLink.referral_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(Case, Case.id == Referral.case_id)
        .join(Centre, Centre.id == Case.centre_id)
        .where(
            ReferralLink.ended_at.is_(None),
            ReferralLink.expires_at > clock.now(),
            Referral.id.in_(_open_ones()),
        )
    )


def _still_opens(link_id: int, code_hash: str) -> bool:
    """Whether a link did not end while its code was being checked; holds it so that it cannot end now."""
    opened = (
        sa.update(ReferralLink)
        .where(ReferralLink.id == link_id, ReferralLink.code_hash == code_hash, ReferralLink.ended_at.is_(None))
        .values(
            opened_at=sa.func.coalesce(ReferralLink.opened_at, sa.literal(clock.now(), ReferralLink.opened_at.type)),
            last_opened_at=clock.now(),
            times_opened=ReferralLink.times_opened + 1,
        )
    )
    return write(opened.execution_options(synchronize_session=False)) == 1


def _record_failure(hashed: bytes, address: str, may_try: bool) -> None:
    # The same for every address, known or not, so that both take the same work; a try not made counts for none.
    wrong = (ReferralLink.token_hash == hashed, ReferralLink.ended_at.is_(None), sa.literal(may_try))
    count = sa.update(ReferralLink).where(*wrong).values(wrong_tries=ReferralLink.wrong_tries + 1)
    write(count.execution_options(synchronize_session=False))
    query = (
        sa.select(ReferralLink, Referral, Case)
        .join(Referral, Referral.id == ReferralLink.referral_id)
        .join(Case, Case.id == Referral.case_id)
        .where(ReferralLink.token_hash == hashed)
        .options(lazyload("*"))
    )
    row: Any = db.session.execute(query.execution_options(populate_existing=True)).one_or_none()
    link: Any
    referral: Any
    case: Any
    link, referral, case = row or (None, None, None)
    # A flood of tries must not become a flood of entries.
    if _within(link_rules.NOTED, "noted", f"{hashed.hex()} {address}"):
        known = {} if link is None else {"referral": referral.ref, "link": link.ref}
        audit.record(None, audit.Event.LINK_FAILED, case, why="no match" if may_try else "throttled", **known)
    if link is not None and link.ended_at is None and link.wrong_tries >= link_rules.MOST_WRONG:
        end_links(None, case, referral, LinkEnd.GUESSED)


def _welcome(session: Session, found: Any, token: str, address: str) -> None:
    throttle.forget("letter here", f"{token} {address}")
    sessions.begin(session, link_id=found.id, ends_at=found.expires_at)
    case = db.session.scalars(sa.select(Case).where(Case.ref == found.case_ref)).one()
    audit.record(_actor(found), audit.Event.LINK_OPENED, case, referral=found.referral_ref, link=found.ref)


def actor_by_link(link_id: int) -> Actor | None:
    """Who came by a link, asked anew at each request; None once it opens nothing any more."""
    found = db.session.execute(_alive().where(ReferralLink.id == link_id)).one_or_none()
    return None if found is None else _actor(found)


def _actor(found: Any) -> Actor:
    return Actor(
        role=Role.PARTNER,
        name=found.name,
        timezone=found.timezone,
        organisation_id=found.organisation_id,
        referral_id=found.referral_id,
        link_id=found.id,
    )


def referral_of(actor: Actor) -> str | None:
    """The reference of the one referral that a link opens; None for somebody with an account."""
    access.require(actor, Permission.REFERRAL_ANSWER)
    if actor.referral_id is None:
        return None
    return db.session.scalar(sa.select(Referral.ref).where(Referral.id == actor.referral_id))


def hold_own(actor: Actor) -> str | None:
    """Hold the link by which an actor came until the end of the transaction, and give its reference.

    Raises NotFound when it ended or expired meanwhile; None for somebody with an account.
    """
    if actor.link_id is None:
        return None
    query = sa.select(ReferralLink).where(ReferralLink.id == actor.link_id, ReferralLink.ended_at.is_(None))
    link = find_one(held(query, ReferralLink), actor.link_id)
    if link.expires_at <= clock.now():
        raise NotFound(actor.link_id)
    return link.ref
