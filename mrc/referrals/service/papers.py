"""What leaves with a packet: the referral form as PDF in its three copies, and the files that were chosen.

Both come from the packet as it was frozen. Whatever closes the packet to the organisation closes these as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mrc import audit, i18n, printing
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.db import db, find_one, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.documents.rules.recognition import ending_of
from mrc.errors import NotFound
from mrc.people.models import Consent
from mrc.people.rules import ConsentScope
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.paper import Form, Given, Side, copy_of, header_of
from mrc.referrals.rules import Copy, ReferralState
from mrc.referrals.service import links, packets
from mrc.referrals.service.answering import looked_at
from mrc.refs import read_ref
from mrc.sheet import data_of
from mrc.staff import service as staff
from mrc.staff.models import Centre

TEMPLATE = "sheet.typ"


def copies_of(referral: Referral) -> tuple[Copy, ...]:
    """The copies of a referral's form that may be printed now; none of a draft, or once the packet is erased."""
    return rules.copies_while(links.is_open_now(referral)) if referral.packet else ()


def print_form(actor: Actor, referral_ref: str, wanted: tuple[Copy, ...]) -> tuple[str, bytes]:
    """Copies of the form for whoever sent the referral, with a name for the file that tells nobody what it is.

    Raises NotFound for a copy that may not be printed any more.
    """
    query = sa.select(Referral, Case.ref).join(Case, Case.id == Referral.case_id).where(Referral.ref == referral_ref)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(referral_ref)
    referral, case = row[0], casework.get_case(actor, row[1], Permission.REFERRAL_SEND)
    if not wanted or not set(wanted) <= set(copies_of(referral)):
        raise NotFound(referral_ref)
    form, languages = _form_of(referral, case)
    content = _set(form, languages, wanted)
    audit.look(actor, audit.Event.EXPORT_MADE, case, **_said(form, wanted))
    return _file_name(form, wanted), content


def print_own_copy(actor: Actor, referral_ref: str) -> tuple[str, bytes]:
    """The copy for the organisation, for somebody to whom the referral is open now."""
    wanted = (Copy.RECEIVING,)
    with transaction():
        referral, case, via = looked_at(actor, referral_ref)
        form, languages = _form_of(referral, case)
        audit.record(actor, audit.Event.EXPORT_MADE, case, **_said(form, wanted, via))
    # Drawn when nobody is kept from writing any more; what it says is settled.
    return _file_name(form, wanted), _set(form, languages, wanted)


def open_file(actor: Actor, referral_ref: str, place: int) -> tuple[str, Document, Iterator[bytes]]:
    """A file of the packet by its place in it, from one, for somebody to whom the referral is open now.

    Raises NotFound once it was removed, or is not the one any more that went out.
    """
    with transaction():
        referral, case, via = looked_at(actor, referral_ref)
        files = packets.opened(str(referral.packet)).files
        if not 1 <= place <= len(files):
            raise NotFound(referral_ref)
        meant = files[place - 1]
        query = sa.select(Document).where(
            Document.ref == meant.document_ref, Document.case_id == case.id, Document.removed_at.is_(None)
        )
        document = find_one(query, referral_ref)
        if document.sha256 != meant.sha256:
            raise NotFound(referral_ref)
        pieces = documents.pieces_of(document)
        audit.record(actor, audit.Event.DOCUMENT_READ, case, document=document.ref, referral=referral.ref, **via)
    return f"file-{place}.{ending_of(document.file_name or '')}", document, pieces


def _form_of(referral: Referral, case: Case) -> tuple[Form, tuple[str, str]]:
    """What the copies tell, and the organisation's and the person's language."""
    consent = db.session.scalars(sa.select(Consent).where(Consent.id == referral.consent_id)).one()
    centre = db.session.scalars(sa.select(Centre).where(Centre.id == case.centre_id)).one()
    receiver = directory.get_organisation_by_id(referral.organisation_id)
    zone = ZoneInfo(centre.timezone)
    form = Form(
        ref=referral.ref,
        priority=referral.priority,
        sent_at=referral.sent_at.astimezone(zone),
        answer_due_at=referral.answer_due_at.astimezone(zone),
        packet=packets.opened(str(referral.packet)),
        sender=Side(centre.name, centre.address, phones=(centre.phone,) if centre.phone else ()),
        sent_by=staff.names_of({referral.sent_by_id}).get(referral.sent_by_id, ""),
        receiver=Side(
            receiver.name,
            phones=tuple(way.value for way in receiver.contacts if way.kind == "phone"),
            emails=tuple(way.value for way in receiver.contacts if way.kind == "email"),
        ),
        given=Given(
            form=consent.form,
            language=consent.language,
            given_on=consent.given_at.astimezone(zone).date(),
            expires_on=consent.expires_on,
            witness=consent.witness,
            # What went out, which may be less than what was agreed to.
            fields=tuple(ConsentScope(name) for name in referral.fields),
        ),
        timezone=centre.timezone,
    )
    return form, (links.language_for(referral.organisation_id), _spoken_by_us(consent.language))


def _spoken_by_us(language: str) -> str:
    """The language in which a person was asked, if we speak it; Tagalog is offered as Filipino."""
    wanted = {"tl": "fil"}.get(language, language)
    return wanted if wanted in i18n.MIGRANT_LANGUAGES else "en"


def _set(form: Form, languages: tuple[str, str], wanted: tuple[Copy, ...]) -> bytes:
    made = [data_of(header_of(form, copy), languages, partial(copy_of, form, copy)) for copy in wanted]
    copies = [{"header": one["header"], "parts": one["parts"]} for one in made]
    side = made[0]["languages"][0]["code"]
    title = made[0]["parts"][0]["sides"][0]
    return printing.pdf(TEMPLATE, {**made[0], "parts": [], "copies": copies}, title, side, form.sent_at)


def _file_name(form: Form, wanted: tuple[Copy, ...]) -> str:
    return f"paper-{form.ref}-{list(Copy).index(wanted[0]) + 1 if len(wanted) == 1 else 0}.pdf"


def _said(form: Form, wanted: tuple[Copy, ...], via: dict[str, Any] | None = None) -> dict[str, Any]:
    filters = {"referral": form.ref, "copies": [str(copy) for copy in wanted], **(via or {})}
    return {"report": "referral_form", "format": "pdf", "filters": filters}


@dataclass(frozen=True)
class NumberedLine:
    """A referral found by its number or by the code under which it went out; the line names nobody."""

    ref: str
    organisation: str
    case_ref: str


def by_number(actor: Actor, text: str) -> list[NumberedLine]:
    """The referrals with this number or code, among those of cases that the actor may see."""
    try:
        digits = read_ref(text)
    except ValueError:
        return []
    query = (
        sa.select(Referral.ref, Organisation.name, Case.ref.label("case_ref"))
        .join(Case, Case.id == Referral.case_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .where(
            sa.or_(Referral.ref == digits, Referral.case_code == digits),
            Referral.state != ReferralState.DRAFT,
            casework.visible(actor),
        )
        .order_by(Referral.id.desc())
        .limit(20)
    )
    lines = [NumberedLine(*row) for row in db.session.execute(query)]
    if lines:
        audit.look(actor, audit.Event.CASE_LISTED, filters="referrals by number", results=len(lines))
    return lines
