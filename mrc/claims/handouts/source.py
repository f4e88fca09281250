"""What papers are written from: one claim with its case, and what is said alike on every paper."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mrc import i18n
from mrc.casework.models import Case
from mrc.claims.models import ClaimAssessment, ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import AmountKind, Sums, valid
from mrc.claims.rules.assessment import Assessment, Payer
from mrc.claims.rules.forums import Forum
from mrc.claims.rules.handouts import Asked, Held
from mrc.claims.rules.law_files import law_of
from mrc.claims.rules.path import PathEvent
from mrc.claims.rules.settlements import Covered
from mrc.claims.rules.snapshots import amounts
from mrc.classifications import country_name
from mrc.documents.models import Document
from mrc.i18n import gettext as _
from mrc.people.models import Person
from mrc.respondents.models import Respondent
from mrc.sheet import money, own
from mrc.staff.models import Centre
from mrc.wording.wages import filing


@dataclass(frozen=True)
class Agreed:
    """The settlement that stands, with its instalments as payments cover them."""

    agreed_on: date
    total: Decimal
    terms: str | None
    waiver: str | None
    covered: tuple[Covered, ...]


@dataclass(frozen=True)
class Filed:
    """Something that happened at an office the claim was brought to."""

    day: date
    event: PathEvent
    office: str
    number: str | None


@dataclass(frozen=True)
class Source:
    """A claim and all that a paper may tell of it. Nothing of any other case is in here."""

    claim: WageClaim
    case: Case
    sums: Sums
    outstanding: Decimal | None
    person: Person
    centre: Centre
    respondent: Respondent | None
    record: ClaimAssessment | None
    result: Assessment | None
    agreed: Agreed | None
    # Where the claim goes next, and what happened where it was.
    forum: Forum | None
    filed: tuple[Filed, ...]
    documents: tuple[Document, ...]
    today: date
    asked: Asked = Asked.COMPUTED
    answer_by: date | None = None
    has_limits: bool = False

    @property
    def held(self) -> Held:
        """What is on record, for the rules to say which papers can be made."""
        owed = amounts(self.result, Payer.EMPLOYER) if self.result else {}
        owes = {Asked.COMPUTED: sum(owed.values()) > 0, Asked.CLAIMED: (self.sums.claimed or 0) > 0}
        return Held(
            has_assessment=self.result is not None,
            has_respondent=self.respondent is not None,
            owes=frozenset(asked for asked, is_something in owes.items() if is_something),
            has_documents=bool(self.documents),
            has_receipt=(self.sums.received or 0) > 0 or self.agreed is not None,
        )

    @property
    def worker(self) -> str:
        """The worker's name in their own script, and in Latin letters."""
        return named(self.person.name, self.person.latin_name)

    @property
    def law_of(self) -> str:
        """The country by whose law the computation was made, which the claim may have left since."""
        assert self.record is not None
        return country(self.record.facts["jurisdiction"])

    def cited(self, article: str) -> str:
        """An article, with its law as it is called there before it where the file of the law says so."""
        assert self.record is not None
        original = law_of(self.record.facts["jurisdiction"]).original_of(article)
        return own(f"{original} ({article})" if original else article)

    def whose(self) -> list[tuple[str, str]]:
        """Whose claim it is, against whom, and its number, as they stand at the head of every paper."""
        return [
            (_("Worker"), in_lines(self.person)),
            (_("Against whom"), in_lines(self.respondent) if self.respondent else ""),
            (_("Country of work"), country(self.claim.country)),
            (_("Our number"), i18n.ref(self.claim.ref)),
        ]

    def entries(self, kinds: set[AmountKind]) -> list[tuple[ClaimLine, LedgerEntry]]:
        """What counts in the ledger of some kinds of amount, each with its line, in the order of the days."""
        found = [(line, entry) for line in self.claim.lines for entry in valid(line.ledger) if entry.kind in kinds]
        return sorted(found, key=lambda pair: (pair[1].happened_on, pair[1].id))

    def filing_steps(self) -> list[str]:
        """What the law wants done before a court is asked, each once, with the name of its office in the original."""
        deadlines = self.result.deadlines if self.result else ()
        return [filing(step) for step in dict.fromkeys(step for limit in deadlines for step in limit.before_filing)]


def in_lines(somebody: Person | Respondent) -> str:
    """A name in its own script, and under it in Latin letters where they differ."""
    names = dict.fromkeys(name for name in (somebody.name, somebody.latin_name) if name)
    return "\n".join(map(own, names)) or own(None)


def named(name: str | None, latin: str | None) -> str:
    """A name in its own script, followed by its Latin letters where they differ."""
    if name and latin and name != latin:
        return f"{own(name)} ({own(latin)})"
    return own(name or latin)


def country(code: str | None) -> str:
    """A country in the language spoken now."""
    return country_name(code, i18n.language()) if code else ""


def period(line: ClaimLine) -> str:
    """The time that a line of a claim is about; an empty text where none is on record."""
    if line.period_from and line.period_to:
        return _("%(first)s to %(last)s", first=i18n.date(line.period_from), last=i18n.date(line.period_to))
    return i18n.date(line.period_from or line.period_to)


def job(claim: WageClaim) -> list[tuple[str, str]]:
    """The job as the claim tells of it."""
    last = _("Still works there") if claim.is_still_employed else i18n.date(claim.employed_to)
    return [
        (_("First day of work"), i18n.date(claim.employed_from)),
        (_("Last day of work"), last),
        (_("Wage agreed for a month"), money_of(claim, claim.monthly_wage)),
    ]


def money_of(claim: WageClaim, amount: Decimal | None) -> str:
    """An amount in the currency of a claim."""
    return money(amount, claim.currency)
