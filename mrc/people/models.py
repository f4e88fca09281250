"""A person, how to reach them, their papers, the people they trust, their consents, and the tokens that find them."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.people.rules import (
    ConsentForm,
    Documentation,
    DocumentKind,
    Holder,
    MayCall,
    Precision,
    Protection,
    Purpose,
    Relationship,
    SafeHours,
    Sex,
)
from mrc.vault import Sealing, sealed


class Person(Versioned, Sealing, Model):
    """One human being, known to one or more centres, with any number of cases."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"))
    is_restricted: Mapped[bool] = mapped_column(default=False)
    is_alias: Mapped[bool] = mapped_column(default=False)

    name_sealed: Mapped[bytes | None]
    latin_name_sealed: Mapped[bytes | None]
    other_names_sealed: Mapped[bytes | None]
    birth_date_sealed: Mapped[bytes | None]
    birth_as_given_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    origin_area_sealed: Mapped[bytes | None]
    contact_hours_sealed: Mapped[bytes | None]
    safe_hours_sealed: Mapped[bytes | None]
    contact_note_sealed: Mapped[bytes | None]
    safe_word_sealed: Mapped[bytes | None]
    documentation_sealed: Mapped[bytes | None]
    protections_sealed: Mapped[bytes | None]
    source_sealed: Mapped[bytes | None]
    notes_sealed: Mapped[bytes | None]
    name = sealed()
    latin_name = sealed()
    other_names = sealed()
    birth_date_text = sealed("birth_date_sealed")
    birth_as_given = sealed()
    address = sealed()
    email = sealed()
    origin_area = sealed()
    contact_hours = sealed()
    safe_hours_text = sealed("safe_hours_sealed")
    contact_note = sealed()
    safe_word = sealed()
    documentation_text = sealed("documentation_sealed")
    protections_text = sealed("protections_sealed")
    source = sealed()
    notes = sealed()

    sex: Mapped[Sex] = mapped_column(one_of(Sex, "sex"), default=Sex.UNKNOWN)
    birth_year: Mapped[int | None]
    birth_precision: Mapped[Precision | None] = mapped_column(one_of(Precision, "birth_precision"))
    nationality: Mapped[str | None]
    other_nationalities: Mapped[list[str]] = mapped_column(default=list)
    spoken_languages: Mapped[list[str]] = mapped_column(default=list)
    preferred_language: Mapped[str] = mapped_column(default="en")
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    reads_little: Mapped[bool] = mapped_column(default=False)
    education: Mapped[str | None]
    occupation: Mapped[str | None]
    industry: Mapped[str | None]
    contact_channels: Mapped[list[str]] = mapped_column(default=list)
    may_call: Mapped[MayCall] = mapped_column(one_of(MayCall, "may_call"), default=MayCall.SAY_NOTHING)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    erased_at: Mapped[datetime | None]

    phones: Mapped[list["Phone"]] = relationship(
        back_populates="person", lazy="raise_on_sql", order_by="Phone.id", cascade="all, delete-orphan"
    )
    papers: Mapped[list["Paper"]] = relationship(
        back_populates="person", lazy="raise_on_sql", order_by="Paper.id", cascade="all, delete-orphan"
    )
    trusted: Mapped[list["TrustedPerson"]] = relationship(
        back_populates="person",
        lazy="raise_on_sql",
        order_by="TrustedPerson.id",
        cascade="all, delete-orphan",
    )
    consents: Mapped[list["Consent"]] = relationship(
        back_populates="person", lazy="raise_on_sql", order_by="Consent.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.Index("ix_people_centre_newest", "centre_id", "id"),
        sa.Index("ix_people_nationality_newest", "nationality", "id"),
        sa.Index("ix_people_language_newest", "preferred_language", "id"),
    )

    @property
    def birth_date(self) -> date | None:
        """The birth date, as exact as `birth_precision` says (a year alone is stored as its first day)."""
        text = self.birth_date_text
        return date.fromisoformat(text) if text else None

    @birth_date.setter
    def birth_date(self, value: date | None) -> None:
        self.birth_date_text = value.isoformat() if value else None
        self.birth_year = value.year if value else None

    @property
    def documentation(self) -> Documentation | None:
        """Whether the person may stay and work where they are, if it was asked."""
        text = self.documentation_text
        return Documentation(text) if text else None

    @documentation.setter
    def documentation(self, value: Documentation | None) -> None:
        self.documentation_text = str(value) if value else None

    @property
    def safe_hours(self) -> SafeHours | None:
        """On which days and between which hours the person may be called and written to, if they said."""
        return SafeHours.parse(self.safe_hours_text) if self.safe_hours_text else None

    @safe_hours.setter
    def safe_hours(self, value: SafeHours | None) -> None:
        self.safe_hours_text = str(value) if value else None

    @property
    def protections(self) -> tuple[Protection, ...]:
        """Why contact with a state or with authorities could harm the person, as far as that is known."""
        return tuple(Protection(name) for name in (self.protections_text or "").split())

    @protections.setter
    def protections(self, value: Iterable[Protection]) -> None:
        self.protections_text = " ".join(value) or None


class PersonCentre(Model):
    """A centre that knows a person: the one that registered them, and each that took over a case."""

    __tablename__ = "person_centres"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), primary_key=True)

    __table_args__ = (sa.Index("ix_person_centres_centre", "centre_id", "person_id"),)


class NameToken(Model):
    """A keyed hash of a piece of a name, by which the person is found at one centre."""

    __tablename__ = "name_tokens"

    token: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (sa.Index("ix_name_tokens_person", "person_id"), {"sqlite_with_rowid": False})


class Phone(Sealing, Model):
    """A telephone number of a person, and whether it is safe to use."""

    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    number_sealed: Mapped[bytes | None]
    number = sealed()
    number_blind: Mapped[bytes] = mapped_column(index=True)
    is_safe: Mapped[bool] = mapped_column(default=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    has_whatsapp: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(back_populates="phones", lazy="raise_on_sql")


class Paper(Sealing, Model):
    """An identity or work paper, and who holds it now."""

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind, "paper_kind"))
    number_sealed: Mapped[bytes | None]
    number = sealed()
    number_blind: Mapped[bytes | None] = mapped_column(index=True)
    issuer: Mapped[str | None]
    expires_on: Mapped[date | None]
    holder: Mapped[Holder] = mapped_column(one_of(Holder, "holder"), default=Holder.UNKNOWN)
    holder_since: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="papers", lazy="raise_on_sql")


class TrustedPerson(Sealing, Model):
    """A family member or other person whom the worker trusts, and what they may do."""

    __tablename__ = "trusted_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    name = sealed()
    phone = sealed()
    relationship_kind: Mapped[Relationship] = mapped_column(one_of(Relationship, "relationship_kind"))
    country: Mapped[str | None]
    may_be_told: Mapped[bool] = mapped_column(default=False)
    may_act: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(back_populates="trusted", lazy="raise_on_sql")


class Consent(Sealing, Model):
    """One consent for one purpose: what for, in which words and language, how given, until when."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose, "purpose"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    fields: Mapped[list[str]] = mapped_column(default=list)
    form: Mapped[ConsentForm] = mapped_column(one_of(ConsentForm, "consent_form"))
    language: Mapped[str]
    text_version: Mapped[str] = mapped_column(default="1")
    interpreter_sealed: Mapped[bytes | None]
    witness_sealed: Mapped[bytes | None]
    certificate_sealed: Mapped[bytes | None]
    interpreter = sealed()
    witness = sealed()
    certificate = sealed()
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    expires_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    # The centre to which the case may be handed over.
    centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    # Ended because the case went to another centre, and not because the person took it back.
    has_lapsed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    person: Mapped[Person] = relationship(back_populates="consents", lazy="raise_on_sql")
