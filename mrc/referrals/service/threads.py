"""What the partner and the centre write to each other about one referral."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mrc.db import db
from mrc.documents.models import Document
from mrc.referrals.models import Referral, ReferralMessage
from mrc.staff import service as staff

LATEST = 100


@dataclass(frozen=True)
class Line:
    """One message: from which side, by whom where an account wrote it, its words, or that a file came with it."""

    is_from_partner: bool
    author: str
    text: str | None
    has_file: bool
    document_ref: str | None
    at: datetime


def thread_of(referral: Referral) -> list[Line]:
    """The latest messages about a referral, the oldest first. The caller has asked whether it may be seen."""
    query = (
        sa.select(ReferralMessage, Document.ref)
        .outerjoin(Document, (Document.id == ReferralMessage.document_id) & Document.removed_at.is_(None))
        .where(ReferralMessage.referral_id == referral.id)
        .order_by(ReferralMessage.id.desc())
        .limit(LATEST)
    )
    rows = db.session.execute(query).all()
    names = staff.names_of({message.author_id for message, _ref in rows if message.author_id is not None})
    return [
        Line(
            is_from_partner=message.is_from_partner,
            author=names.get(message.author_id or 0, ""),
            text=message.text,
            has_file=message.document_id is not None,
            document_ref=document_ref,
            at=message.at,
        )
        for message, document_ref in reversed(rows)
    ]


def add_line(
    referral: Referral,
    is_from_partner: bool,
    author_id: int | None,
    text: str | None,
    document: Document | None = None,
) -> ReferralMessage:
    """Write one message with the present transaction."""
    message = ReferralMessage(
        data_key=referral.data_key,
        referral_id=referral.id,
        is_from_partner=is_from_partner,
        author_id=author_id,
        document_id=document.id if document else None,
    )
    message.text = text
    db.session.add(message)
    db.session.flush()
    return message
