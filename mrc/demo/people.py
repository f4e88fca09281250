"""The rows of one person of the demo world: names and their tokens, phones, papers, trusted people, consents."""

from datetime import date, datetime, timedelta
from random import Random

from mrc.demo.accounts import Staffed
from mrc.demo.drawing import Arrival
from mrc.demo.names import FEMALE, MALE, load, make_name, make_phone
from mrc.demo.rows import Rows, Seal
from mrc.people.models import Consent, NameToken, Paper, Person, PersonCentre, Phone, TrustedPerson
from mrc.people.rules import (
    Channel,
    ConsentForm,
    Documentation,
    DocumentKind,
    Holder,
    MayCall,
    Precision,
    Purpose,
    Relationship,
    SafeHours,
    Sex,
    Weekday,
)
from mrc.people.service.indexing import NAMES, paper_blind, phone_blind

_CONSENT_FORMS = (ConsentForm.WRITTEN, ConsentForm.WRITTEN, ConsentForm.VERBAL_CERTIFIED, ConsentForm.AUDIO)
_SAFE = {
    "evenings after 19:00": (tuple(Weekday), 19 * 60, 22 * 60),
    "Friday mornings": ((Weekday.FRIDAY,), 8 * 60, 12 * 60),
    "12:00 to 13:00": (tuple(Weekday), 12 * 60, 13 * 60),
}
_FAMILY = (Relationship.SPOUSE, Relationship.PARENT, Relationship.SIBLING, Relationship.OTHER_FAMILY)


def make_person(
    rows: Rows, arrival: Arrival, centres: list[Staffed], registered: datetime, random: Random, by: int
) -> tuple[int, Seal]:
    """A person registered at the first centre and known at the last, which has the case, with all that is theirs."""
    seal = Seal(rows)
    born = date(arrival.birth_year, random.randint(1, 12), random.randint(1, 28))
    is_alias = random.random() < 0.02
    person_id = rows.add(
        Person,
        ref=rows.ref(Person),
        data_key_id=seal.id,
        centre_id=centres[0].id,
        is_alias=is_alias,
        name_sealed=seal("people.name_sealed", arrival.name.native),
        latin_name_sealed=seal("people.latin_name_sealed", arrival.name.latin),
        **_birth(seal, born, random),
        **_contact(seal, arrival, random),
        sex=Sex(arrival.sex),
        nationality=arrival.origin,
        other_nationalities=[],
        spoken_languages=_spoken(arrival, random),
        preferred_language=arrival.language,
        needs_interpreter=arrival.home_language != arrival.language,
        reads_little=arrival.education in {"X", "0"},
        education=arrival.education,
        occupation=arrival.occupation,
        industry=arrival.industry,
        documentation_sealed=seal("people.documentation_sealed", _documentation(random)),
        created_at=registered,
        updated_at=registered,
    )
    _make_findable(rows, arrival, person_id, centres[-1])
    _make_phones(rows, seal, arrival, person_id, random)
    _make_papers(rows, seal, arrival, person_id, registered.date(), random)
    _make_trusted(rows, seal, arrival, person_id, random)
    _make_consents(rows, seal, arrival, person_id, registered, random, by)
    return person_id, seal


def _birth(seal: Seal, born: date, random: Random) -> dict[str, object]:
    precision = random.choices((Precision.DAY, Precision.YEAR, Precision.ESTIMATED), (85, 11, 4))[0]
    known = born if precision is Precision.DAY else date(born.year, 1, 1)
    return {
        "birth_date_sealed": seal("people.birth_date_sealed", known.isoformat()),
        "birth_year": born.year,
        "birth_precision": precision,
    }


def _contact(seal: Seal, arrival: Arrival, random: Random) -> dict[str, object]:
    texts = load("deeds")
    is_watched = arrival.is_restricted or random.random() < 0.1
    channels = [Channel.WHATSAPP, Channel.CALL] if random.random() < 0.7 else [Channel.CALL, Channel.SMS]
    note = random.choice(texts["contact_notes"]) if is_watched else None
    word = random.choice(texts["safe_words"]) if is_watched else None
    hours = random.choice(texts["hours"]) if random.random() < 0.5 else None
    return {
        "source_sealed": seal("people.source_sealed", texts["sources"][arrival.channel]),
        "safe_hours_sealed": seal("people.safe_hours_sealed", _safe_hours(arrival, hours)),
        "contact_hours_sealed": seal("people.contact_hours_sealed", hours),
        "address_sealed": seal("people.address_sealed", f"Demo Lane {random.randrange(1, 400)}"),
        "contact_note_sealed": seal("people.contact_note_sealed", note),
        "safe_word_sealed": seal("people.safe_word_sealed", word),
        "contact_channels": [str(channel) for channel in channels],
        "may_call": random.choice((MayCall.SAY_NOTHING, MayCall.SAY_FRIEND)) if is_watched else MayCall.SAY_WHO,
    }


def _safe_hours(arrival: Arrival, told: str | None) -> str | None:
    """What somebody said of when it is safe, as days and hours where they live."""
    if told not in _SAFE:
        return None
    days, starts, ends = _SAFE[told]
    return str(SafeHours(days, starts, ends, "Asia/Kathmandu" if arrival.is_at_home else "Asia/Qatar"))


def _spoken(arrival: Arrival, random: Random) -> list[str]:
    found = [arrival.home_language]
    if random.random() < 0.35:
        found.append("en")
    if not arrival.is_at_home and random.random() < 0.25:
        found.append("ar")
    return list(dict.fromkeys(found))


def _documentation(random: Random) -> str:
    kinds = (Documentation.DOCUMENTED, Documentation.UNDOCUMENTED, Documentation.UNKNOWN)
    return str(random.choices(kinds, (78, 12, 10))[0])


def _make_findable(rows: Rows, arrival: Arrival, person_id: int, centre: Staffed) -> None:
    tokens = sorted(NAMES.tokens([arrival.name.native, arrival.name.latin], arrival.birth_year))
    rows.add(PersonCentre, person_id=person_id, centre_id=centre.id)
    for token in tokens:
        rows.add(NameToken, token=token, centre_id=centre.id, person_id=person_id)


def _make_phones(rows: Rows, seal: Seal, arrival: Arrival, person_id: int, random: Random) -> None:
    here = arrival.origin if arrival.is_at_home else arrival.destination
    for country in {here: 1, arrival.origin: 1} if random.random() < 0.25 else (here,):
        number = make_phone(country, random)
        rows.add(
            Phone,
            person_id=person_id,
            data_key_id=seal.id,
            number_sealed=seal("phones.number_sealed", number),
            number_blind=phone_blind(number),
            is_safe=random.random() > 0.12,
            is_shared=random.random() < 0.15,
            has_whatsapp=random.random() < 0.75,
        )


def _make_papers(rows: Rows, seal: Seal, arrival: Arrival, person_id: int, today: date, random: Random) -> None:
    holder = random.choices((Holder.SELF, Holder.EMPLOYER, Holder.RECRUITER, Holder.LOST), (66, 27, 4, 3))[0]
    since = today - timedelta(days=random.randrange(30, 700)) if holder is not Holder.SELF else None
    number = f"{random.choice('ABEHNP')}{random.randrange(10**7, 10**8)}"
    _make_paper(rows, seal, person_id, DocumentKind.PASSPORT, number, arrival.origin, today, random,
                holder=holder, holder_since=since)  # fmt: skip
    if not arrival.is_at_home and random.random() < 0.6:
        number = f"2{random.randrange(10**9, 10**10)}"
        _make_paper(rows, seal, person_id, DocumentKind.RESIDENCE_PERMIT, number, arrival.destination, today, random,
                    holder=Holder.SELF)  # fmt: skip


def _make_paper(
    rows: Rows,
    seal: Seal,
    person_id: int,
    kind: DocumentKind,
    number: str,
    issuer: str,
    today: date,
    random: Random,
    **held: object,
) -> None:
    rows.add(
        Paper,
        person_id=person_id,
        data_key_id=seal.id,
        kind=kind,
        number_sealed=seal("papers.number_sealed", number),
        number_blind=paper_blind(number),
        issuer=issuer,
        expires_on=today + timedelta(days=random.randrange(-200, 2500)),
        **held,
    )


def _make_trusted(rows: Rows, seal: Seal, arrival: Arrival, person_id: int, random: Random) -> None:
    if random.random() > 0.3:
        return
    name = make_name(arrival.origin, random.choice((FEMALE, MALE)), random)
    rows.add(
        TrustedPerson,
        person_id=person_id,
        data_key_id=seal.id,
        name_sealed=seal("trusted_people.name_sealed", name.native),
        phone_sealed=seal("trusted_people.phone_sealed", make_phone(arrival.origin, random)),
        relationship_kind=random.choice(_FAMILY),
        country=arrival.origin,
        may_be_told=random.random() < 0.7,
        may_act=random.random() < 0.25,
    )


def _make_consents(
    rows: Rows, seal: Seal, arrival: Arrival, person_id: int, registered: datetime, random: Random, by: int
) -> None:
    purposes = [Purpose.SERVICE, Purpose.CASE_MANAGEMENT]
    purposes += [Purpose.STATISTICS] if random.random() < 0.6 else []
    purposes += [Purpose.CONTACT_LATER] if random.random() < 0.35 else []
    form = random.choice(_CONSENT_FORMS)
    witness = random.choice(load("deeds")["witnesses"]) if form is ConsentForm.VERBAL_CERTIFIED else None
    certificate = load("deeds")["certificate"] if witness else None
    for purpose in purposes:
        is_withdrawn = purpose is Purpose.CONTACT_LATER and random.random() < 0.1
        rows.add(
            Consent,
            person_id=person_id,
            data_key_id=seal.id,
            purpose=purpose,
            fields=[],
            form=form,
            language=arrival.language,
            witness_sealed=seal("consents.witness_sealed", witness),
            certificate_sealed=seal("consents.certificate_sealed", certificate),
            given_at=registered,
            recorded_by_id=by,
            withdrawn_at=registered + timedelta(hours=random.randrange(1, 20)) if is_withdrawn else None,
        )
