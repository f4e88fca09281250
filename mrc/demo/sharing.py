"""What leaves a centre in the demo world: referrals with their consents and packets, and hand-overs."""

from datetime import timedelta
from typing import Any

from mrc.casework.models import Handover
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.package import PackagePart
from mrc.casework.rules.stages import Priority
from mrc.casework.rules.tasks import HandoverAnswer
from mrc.casework.service.package import Package, frozen
from mrc.demo.names import load
from mrc.demo.register import Partner
from mrc.demo.walks import Happening
from mrc.demo.world import Making
from mrc.directory.rules import OrganisationKind
from mrc.people.models import Consent
from mrc.people.rules import ConsentForm, Purpose
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    TURNS,
    ConsentScope,
    DeclineReason,
    ReferralOutcome,
    ReferralState,
    answer_due,
    deed_of,
)
from mrc.referrals.service import packets

E = EventCode
S = ConsentScope
_ALWAYS = (S.CASE_REFERENCE, S.SEX, S.LANGUAGES, S.ISSUES, S.STAGE)
_SOMETIMES = (S.NAME, S.NATIONALITY, S.SUMMARY, S.DESTINATION)


class ReferralMaking:
    """Follows the events of one case and keeps its referral; a walk has one at most."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.partner: Partner | None = None
        self.ref: str | None = None
        self.state = ReferralState.SENT
        self.marks: dict[str, Any] = {}

    def follow(self, event: Happening) -> str | None:
        """Put on record what an event says of the referral. Gives its reference for every such event."""
        match event.code:
            case E.REFERRED:
                self._send(event)
            case E.REFERRAL_ACCEPTED:
                self.state = ReferralState.ACCEPTED
                self._answer(event, "accepted")
            case E.REFERRAL_DECLINED:
                self.state = ReferralState.DECLINED
                self._answer(event, "declined")
                self.marks["decline_reason"] = self.making.random.choice(tuple(DeclineReason)[:4])
            case E.REFERRAL_RECALLED:
                self.state = ReferralState.RECALLED
                self.marks["recalled_at"] = event.at
            case E.REFERRAL_REPORTED:
                self._report(event)
            case _:
                return None
        return self.ref

    def finish(self) -> None:
        """Write the consent and the referral as they stand."""
        if self.ref is None or self.partner is None:
            return
        making, random, sent = self.making, self.making.random, self.sent
        wanted = {*_ALWAYS, *(field for field in _SOMETIMES if random.random() < 0.6)}
        purpose = random.choice(load("deeds")["purposes"])
        beside = self._beside(purpose)
        packet = packets.frozen(purpose, self._known(), wanted, beside)
        fields = packets.fields_in(packet)
        priority = Priority.URGENT if making.arrival.is_restricted else Priority.NORMAL
        seal = making.seal
        making.rows.add(
            Referral,
            ref=self.ref,
            case_id=making.case_id,
            data_key_id=seal.id,
            organisation_id=self.partner.id,
            consent_id=self._make_consent(fields),
            priority=priority,
            state=self.state,
            fields=fields,
            purpose_sealed=seal("referrals.purpose_sealed", purpose),
            packet_sealed=seal("referrals.packet_sealed", packet),
            case_code=beside.get("code"),
            candidates={},
            sent_by_id=self.sender,
            sent_at=sent.at,
            answer_due_at=answer_due(sent.at, priority),
            **self.marks,
        )

    def _beside(self, purpose: str) -> dict[str, Any]:
        """What goes along: the service asked for, and in place of a name in danger the code of the case."""
        texts = load("deeds")
        asked: dict[str, Any] = {"services": [texts["services_asked"][texts["purposes"].index(purpose)]]}
        if self.partner is not None and self.making.arrival.is_restricted:
            asked["code"] = packets.code_of(self.making.case_id, self.partner.id)
        return asked

    def reason(self) -> str | None:
        """Why a consulate was asked: it is the person's own wish. Others are asked without a word."""
        if self.partner is None or self.partner.kind is not OrganisationKind.CONSULATE:
            return None
        return str(load("deeds")["wish"])

    def _send(self, event: Happening) -> None:
        self.ref, self.sent, self.sender = self.making.rows.ref(Referral), event, self.making.worker_id
        self.partner = self._choose()
        if self.making.random.random() < 0.5:
            self.state = ReferralState.RECEIVED
            self.marks["received_at"] = min(self.making.world.now, event.at + timedelta(hours=5))

    def _choose(self) -> Partner:
        """A partner of the country the centre is in; a consulate only for somebody it is the consulate of."""
        near = [partner for partner in self.making.world.partners if partner.country == self.making.centre.country]
        fitting = [one for one in near if one.kind is not OrganisationKind.CONSULATE]
        is_compatriot = self.making.arrival.origin == "NP" and not self.making.arrival.is_restricted
        return self.making.random.choice(near if is_compatriot else fitting)

    def _answer(self, event: Happening, kind: str) -> None:
        note = self.making.random.choice(load("deeds")[kind])
        self.marks["received_at"] = self.marks.get("received_at") or event.at
        self.marks["received_at"] = min(self.marks["received_at"], event.at)
        self.marks["answered_at"] = event.at
        self.marks["answer_note_sealed"] = self.making.seal("referrals.answer_note_sealed", note)

    def _report(self, event: Happening) -> None:
        outcome = self.making.random.choice(tuple(ReferralOutcome))
        self.state = TURNS[deed_of(outcome)].to
        note = self.making.random.choice(load("deeds")["outcomes"])
        self.marks["outcome"] = outcome
        self.marks["outcome_note_sealed"] = self.making.seal("referrals.outcome_note_sealed", note)
        self.marks["completed_at"] = event.at

    def _make_consent(self, fields: list[str]) -> int:
        """The consent it was sent on: withdrawn when the referral was recalled, and some for half a year only."""
        making, sent = self.making, self.sent
        assert self.partner is not None
        lasts = timedelta(days=180 if making.random.random() < 0.3 else 730)
        person = making.person
        return making.rows.add(
            Consent,
            person_id=making.person_id,
            data_key_id=person.id,
            case_id=making.case_id,
            purpose=Purpose.REFERRAL,
            organisation_id=self.partner.id,
            fields=fields,
            form=ConsentForm.WRITTEN,
            language=making.arrival.language,
            given_at=sent.at - timedelta(minutes=12),
            recorded_by_id=self.sender,
            expires_on=sent.at.date() + lasts,
            withdrawn_at=self.marks.get("recalled_at"),
        )

    def _known(self) -> dict[ConsentScope, Any]:
        arrival = self.making.arrival
        languages = list(dict.fromkeys((arrival.language, arrival.home_language)))
        needs_interpreter = arrival.language != arrival.home_language
        return {
            ConsentScope.CASE_REFERENCE: self.making.case_ref,
            ConsentScope.SEX: arrival.sex,
            ConsentScope.LANGUAGES: {"codes": languages, "needs_interpreter": needs_interpreter},
            ConsentScope.ISSUES: [str(issue) for issue in arrival.issues],
            ConsentScope.STAGE: str(self.sent.stage),
            ConsentScope.NAME: {"name": arrival.name.native, "latin_name": arrival.name.latin, "is_alias": False},
            ConsentScope.NATIONALITY: [arrival.origin],
            ConsentScope.SUMMARY: load("texts")["summaries"][arrival.issues[0]],
            ConsentScope.DESTINATION: {"country": arrival.destination, "city": ""},
        }


class HandoverMaking:
    """Follows the events of one case and moves it to the other centre when that accepts it."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.ref: str | None = None
        self.answer = HandoverAnswer.OPEN
        self.answered: dict[str, Any] = {}

    def follow(self, event: Happening) -> str | None:
        """Put on record what an event says of the hand-over. Gives its reference for every such event."""
        match event.code:
            case E.HAND_OVER_ASKED:
                self.ref, self.asked, self.asker = self.making.rows.ref(Handover), event, self.making.worker_id
                self.source = self.making.centre
            case E.HANDED_OVER:
                self._accept(event)
            case E.HAND_OVER_DECLINED:
                other = self.making.world.other_than(self.making.centre)
                self._answer(event, HandoverAnswer.DECLINED, other.supervisor)
            case _:
                return None
        return self.ref

    def finish(self) -> None:
        """Write the hand-over as it stands."""
        if self.ref is None:
            return
        making, deeds = self.making, load("deeds")
        to_centre_id = making.world.other_than(self.source).id
        note = making.random.choice(deeds["hand_over_asked"])
        text, fingerprint = frozen(self._package(note), f"{making.random.getrandbits(128):032x}")
        making.rows.add(
            Handover,
            ref=self.ref,
            case_id=making.case_id,
            data_key_id=making.seal.id,
            from_centre_id=self.source.id,
            to_centre_id=to_centre_id,
            note_sealed=making.seal("handovers.note_sealed", note),
            consent_id=self._make_consent(to_centre_id),
            package_sealed=making.seal("handovers.package_sealed", text),
            package_hash=fingerprint,
            due_at=answer_due(self.asked.at, Priority.NORMAL),
            asked_by_id=self.asker,
            asked_at=self.asked.at,
            answer=self.answer,
            **self.answered,
        )

    def _make_consent(self, to_centre_id: int) -> int:
        making, asked = self.making, self.asked
        return making.rows.add(
            Consent,
            person_id=making.person_id,
            data_key_id=making.person.id,
            case_id=making.case_id,
            purpose=Purpose.HAND_OVER,
            centre_id=to_centre_id,
            fields=[],
            form=ConsentForm.WRITTEN,
            language=making.arrival.language,
            given_at=asked.at - timedelta(minutes=9),
            recorded_by_id=self.asker,
        )

    def _package(self, note: str) -> Package:
        """What the other centre was shown: what it is about and the summary; the rest the sender left out."""
        arrival, asked = self.making.arrival, self.asked
        about = {
            "stage": asked.stage,
            "step": asked.step,
            "priority": Priority.NORMAL,
            "issues": list(arrival.issues),
            "origin": arrival.origin,
            "destination": arrival.destination,
            "city": None,
            "workers": 1,
            "languages": list(dict.fromkeys((arrival.language, arrival.home_language))),
            "needs_interpreter": arrival.language != arrival.home_language,
            "opened_on": self.making.walk.happenings[0].at.date().isoformat(),
            "last_contact_on": asked.at.date().isoformat(),
            "next_due_on": None,
            "is_restricted": arrival.is_restricted,
        }
        service = {"purpose": Purpose.SERVICE, "form": ConsentForm.WRITTEN, "language": arrival.language}
        given = {"given_on": about["opened_on"], "expires_on": None, "lapses": False}
        parts: dict[PackagePart, list[dict[str, Any]]] = {
            PackagePart.ABOUT: [about],
            PackagePart.SUMMARY: [{"text": load("texts")["summaries"][arrival.issues[0]]}],
            PackagePart.PLAN: [],
            PackagePart.DEADLINES: [],
            PackagePart.CONSENTS: [{**service, **given}],
        }
        return Package(parts, note, asked.at)

    def _accept(self, event: Happening) -> None:
        """The case is now kept by the other centre; a restricted one only its supervisor may take."""
        making = self.making
        making.centre = making.world.other_than(making.centre)
        worker_id = making.random.choice(making.centre.caseworkers)
        making.worker_id = making.centre.supervisor if making.arrival.is_restricted else worker_id
        self._answer(event, HandoverAnswer.ACCEPTED, making.worker_id)

    def _answer(self, event: Happening, answer: HandoverAnswer, by: int) -> None:
        self.answer = answer
        note = load("deeds")["hand_over_answered"][1] if answer is HandoverAnswer.DECLINED else None
        note_sealed = self.making.seal("handovers.answer_note_sealed", note)
        self.answered = {"answered_by_id": by, "answered_at": event.at, "answer_note_sealed": note_sealed}
