"""Papers to hand over: what each needs, what each says, and that each can be printed in every language."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from mrc import i18n, printing
from mrc.claims.handouts import WRITTEN_BY, data_of
from mrc.claims.rules import Component, Sums
from mrc.claims.rules.forums import all_forums
from mrc.claims.rules.handouts import (
    Asked,
    Handout,
    HandoutFacts,
    HandoutFault,
    Held,
    fault_of,
    forum_language,
    worker_language,
)
from mrc.claims.rules.law_files import jurisdictions
from mrc.documents.rules import EvidenceKind
from mrc.i18n import PAPER_LANGUAGES
from tests.claims.handouts import MADE_AT, TODAY, agreed, document, line, person, respondent, source, without
from tests.core.test_printing import SCRIPTS

ALL = Held(True, True, frozenset(Asked), True, True)
NOTHING = Held(False, False, frozenset(), False, False)
DEMAND = HandoutFacts(Handout.DEMAND, ("en", "en"), None, Asked.COMPUTED, date(2026, 12, 4), True)


def written(handout: Handout, made: Any, *languages: str) -> dict[str, Any]:
    return data_of(made.centre.name, languages or ("en",), lambda: WRITTEN_BY[handout](made))


def printed(handout: Handout, made: Any, *languages: str) -> bytes:
    data = written(handout, made, *languages)
    return printing.pdf("sheet.typ", data, handout, data["languages"][0]["code"], MADE_AT)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in texts(inner)]
    if isinstance(value, list | tuple):
        return [found for inner in value for found in texts(inner)]
    return [value] if isinstance(value, str) else []


def said(handout: Handout, made: Any, *languages: str) -> str:
    """All that a paper says, without the marks that hold names together."""
    parts = written(handout, made, *languages)["parts"]
    return "\n".join(texts(parts)).translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069"))).replace("\u00a0", " ")


# What each needs


@pytest.mark.parametrize("handout", Handout)
def test_whatever_is_on_record_can_be_handed_over(handout: Handout) -> None:
    assert fault_of(replace(DEMAND, handout=handout), ALL, TODAY) is None


@pytest.mark.parametrize(
    ("handout", "fault"),
    [
        (Handout.COMPUTATION, (HandoutFault.NO_ASSESSMENT, "handout")),
        (Handout.DEMAND, (HandoutFault.NO_RESPONDENT, "handout")),
        (Handout.FILING, None),
        (Handout.EVIDENCE, (HandoutFault.NO_DOCUMENTS, "handout")),
        (Handout.RECEIPT, (HandoutFault.NOTHING_RECEIVED, "handout")),
    ],
)
def test_what_is_not_on_record_is_missed(handout: Handout, fault: Any) -> None:
    assert fault_of(replace(DEMAND, handout=handout), NOTHING, TODAY) == fault


@pytest.mark.parametrize(
    ("changes", "held", "fault"),
    [
        ({}, replace(ALL, has_assessment=False), (HandoutFault.NO_ASSESSMENT, "asked")),
        ({}, replace(ALL, owes=frozenset({Asked.CLAIMED})), (HandoutFault.NOTHING_OWED, "asked")),
        ({"answer_by": None}, ALL, (HandoutFault.NEEDS_ANSWER_BY, "answer_by")),
        ({"answer_by": TODAY}, ALL, (HandoutFault.ANSWER_BY_TOO_EARLY, "answer_by")),
        ({"is_agreed": False}, ALL, (HandoutFault.NOT_AGREED, "is_agreed")),
        ({"asked": Asked.CLAIMED}, replace(ALL, has_assessment=False), None),
    ],
)
def test_a_demand_needs_an_amount_a_day_and_the_workers_word(changes: Any, held: Held, fault: Any) -> None:
    assert fault_of(replace(DEMAND, **changes), held, TODAY) == fault


def test_forums_are_written_to_in_their_language() -> None:
    assert {forum_language(code) for code in ("AE", "SA", "QA", "KW", "BH", "OM", "JO")} == {"ar"}
    assert {forum_language(code) for code in ("MY", "SG", "HK", "NP")} == {"en"}
    assert [forum_language(code) for code in ("KR", "TH", "TW")] == ["ko", "th", "zh-Hant"]
    assert {forum_language(code) for code in jurisdictions()} <= {*PAPER_LANGUAGES}


@pytest.mark.parametrize(
    ("preferred", "spoken", "language"),
    [("ne", [], "ne"), ("tl", [], "fil"), ("bho", ["mai", "hi"], "hi"), ("so", ["ti"], "en"), ("si", ["ta"], "si")],
)
def test_the_worker_reads_the_language_they_like_best(preferred: str, spoken: list[str], language: str) -> None:
    assert worker_language(preferred, spoken, PAPER_LANGUAGES) == language


# What each says


def test_a_computation_says_the_facts_each_line_with_its_working_and_what_is_left_out() -> None:
    made = source()
    told = said(Handout.COMPUTATION, made)

    assert made.result is not None
    for each in made.result.lines:
        assert each.article in told
        assert i18n.money(each.amount, made.result.currency) in told
    assert "Ram Bahadur Shrestha" in told
    assert "राम बहादुर श्रेष्ठ" in told
    assert "This paper is no legal advice, and nobody has reviewed it yet." in told
    assert "1,000.00 QAR" in told
    assert "December 2024" in told
    assert "ab" * 32 in told
    assert len(made.result.not_included) == len(parts(Handout.COMPUTATION, made, "points")[0])


def test_time_limits_stand_in_the_workers_own_copy_alone() -> None:
    made = source()

    assert "Act before" not in said(Handout.COMPUTATION, made)
    assert "Act before" in said(Handout.COMPUTATION, replace(made, has_limits=True))


def parts(handout: Handout, made: Any, kind: str) -> list[Any]:
    return [part["sides"][0] for part in written(handout, made)["parts"] if part["kind"] == kind]


@pytest.mark.parametrize("where", jurisdictions())
def test_a_computation_can_be_printed_for_every_country(where: str) -> None:
    content = printed(Handout.COMPUTATION, source(where), "ne", forum_language(where))

    assert len(pypdfium2.PdfDocument(content)) < 12


def test_a_law_is_called_as_it_is_called_there() -> None:
    korean = source("KR", has_limits=True)

    assert "근로기준법 (Labor Standards Act, Art. 36)" in said(Handout.COMPUTATION, korean)
    assert "근로기준법 (Labor Standards Act, Art. 49)" in said(Handout.COMPUTATION, korean)
    assert "근로기준법 (Labor Standards Act, Art. 36)" in said(Handout.DEMAND, korean)


def test_a_demand_asks_by_the_law_for_what_the_employer_owes() -> None:
    told = said(Handout.DEMAND, source())

    assert "Please pay this, or answer in writing, by 4 Dec 2026." in told
    assert "worked for you from 1 Jan 2021 to 31 Dec 2024." in told
    assert "Doha centre" in told
    assert "gives up no right" in told


def test_a_demand_can_ask_for_what_is_claimed() -> None:
    told = said(Handout.DEMAND, source(asked=Asked.CLAIMED))

    assert "5,750.00 QAR" in told
    assert "1 Nov 2024 to 31 Dec 2024" in told
    assert "By the law" not in told


@pytest.mark.parametrize("handout", Handout)
def test_no_paper_names_the_case_or_the_caseworker(handout: Handout) -> None:
    """Whoever knows the number of a case holds half the key to the worker's card."""
    assert "100-000-0013" not in said(handout, source())
    assert "1000000013" not in said(handout, source())


def test_a_demand_tells_the_employer_nothing_private() -> None:
    told = said(Handout.DEMAND, source())

    assert "Nepal" not in told
    assert "1990" not in told
    assert "Pay slip" not in told


def test_a_filing_summary_counts_evidence_and_tells_what_came_before() -> None:
    told = said(Handout.FILING, source())

    assert "Pay slip: 2" in told
    assert "1 Oct 2026: Offered 900.00 QAR (Wages not paid)" in told
    assert "20 Oct 2026: Awarded 2,000.00 QAR (End-of-service pay)" in told
    assert "20 Sept 2026: Filed: إدارة علاقات العمل – Labour Relations, 77/2026" in told
    assert told.index("1 Oct 2026") < told.index("5 Oct 2026: No settlement") < told.index("20 Oct 2026")
    assert "لجنة فض المنازعات العمالية" in told
    assert told.index("1 Oct 2026") < told.index("20 Oct 2026") < told.index("2 Nov 2026")
    assert "Nepal" in told
    assert "CR-44871" in told
    assert "to be filled in by hand" in told


def test_a_filing_summary_can_be_made_of_very_little() -> None:
    made = without(source(), "documents", "filed", "forum", "record", "result", "respondent")
    made.claim.lines = [line(Component.UNPAID_WAGE, "5.00")]

    assert said(Handout.FILING, made).count("Nothing is on record.") == 3
    assert "Not known yet" in said(Handout.FILING, made)


def test_an_office_that_is_called_in_english_alone_is_named_once() -> None:
    court = next(forum for found in all_forums() for forum in found.forums if not forum.original)

    assert f"To\n{court.name}\n" in said(Handout.FILING, source(forum=court))


def test_an_evidence_index_knows_each_file_by_its_fingerprint() -> None:
    told = said(Handout.EVIDENCE, source())

    assert "3 files are kept for this case." in told
    assert all(f"{number:064x}" in told for number in (1, 2, 3))
    assert "Employer holds it" in told


@pytest.mark.parametrize(
    ("handout", "told"), [(Handout.COMPUTATION, "The law of Qatar as"), (Handout.DEMAND, "By the law of Qatar the")]
)
def test_a_computation_stays_under_the_law_it_was_made_by(handout: Handout, told: str) -> None:
    made = source()
    made.claim.country = "KW"

    assert told in said(handout, made)


def test_a_receipt_lists_what_came_and_gives_up_nothing() -> None:
    told = said(Handout.RECEIPT, source())

    assert "300.00 QAR" in told
    assert "Bank transfer" in told
    assert "Still to come: 1,700.00 QAR" in told
    assert "900.00 QAR" not in told
    assert "It gives up no other claim." in told


def test_a_receipt_tells_the_settlement_that_stands_with_its_terms_as_they_were_written() -> None:
    made = source(agreed=agreed())
    told = said(Handout.RECEIPT, made)

    assert "20 Oct 2026" in told
    assert "2,000.00 QAR" in told
    assert "gives up nothing but what stands above" in told
    assert "2 Dec 2026" in told
    written_once = [
        part for part in written(Handout.RECEIPT, made, "ne", "ar")["parts"] if part["kind"] == "as_written"
    ]
    assert [(part["value"], part["rtl"]) for part in written_once] == [
        ("يدفع نقداً (in cash)", True),
        ("The worker waives overtime.", False),
    ]
    assert printed(Handout.RECEIPT, made, "ne", "ar")


def test_what_is_still_to_come_is_measured_by_the_settlement_that_is_signed() -> None:
    sums = Sums(claimed=Decimal("5750.00"), received=Decimal("300.00"))

    assert "Still to come: 1,700.00 QAR" in said(Handout.RECEIPT, source(agreed=agreed(), sums=sums))
    assert "Still to come: 5,450.00 QAR" in said(Handout.RECEIPT, source(sums=sums, outstanding=Decimal("5450.00")))


def test_nothing_is_still_to_come_of_a_settlement_that_was_kept() -> None:
    kept = tuple(replace(part, covered=part.amount) for part in agreed().covered)
    made = source(agreed=agreed(covered=kept), sums=Sums(Decimal(5750), received=Decimal(2000)))

    assert "Still to come" not in said(Handout.RECEIPT, made)


def test_a_settlement_can_be_signed_before_anything_came() -> None:
    made = replace(source(agreed=agreed(terms=None, waiver=None)), sums=Sums(claimed=Decimal(5)))

    assert made.held.has_receipt
    assert "Received\n" not in said(Handout.RECEIPT, made)
    assert "Terms" not in said(Handout.RECEIPT, made)


# In two languages


def test_each_side_speaks_its_own_language() -> None:
    data = written(Handout.RECEIPT, source(), "ar", "bn")

    assert [language["code"] for language in data["languages"]] == ["bn", "ar"]
    assert [language["rtl"] for language in data["languages"]] == [False, True]
    table = next(part for part in data["parts"] if part["kind"] == "table")
    assert "৩০০" in table["rows"][0][0][2]
    assert "300.00" in table["rows"][0][1][2]


def test_one_language_twice_is_one_column() -> None:
    data = written(Handout.RECEIPT, source(), "ar", "ar")

    assert len(data["languages"]) == 1
    assert all(len(part["sides"]) == 1 for part in data["parts"] if "sides" in part)


def set_whole(handout: Handout, made: Any, *languages: str) -> bytes:
    """The paper as it is printed, once it is sure that no letter of it is lacking."""
    data = written(handout, made, *languages)
    assert printing.UNSHOWN not in "".join(texts(printing.printable(data)))
    return printing.pdf("sheet.typ", data, handout, data["languages"][0]["code"], MADE_AT)


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
@pytest.mark.parametrize("handout", Handout)
def test_every_paper_can_be_printed_in_every_language(handout: Handout, language: str) -> None:
    beside = "en" if language == "ar" else "ar"

    assert len(pypdfium2.PdfDocument(set_whole(handout, source(), language, beside))) < 6


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("handout", Handout)
def test_every_paper_can_be_printed_in_one_language(handout: Handout, language: str) -> None:
    assert len(pypdfium2.PdfDocument(set_whole(handout, source(), language))) < 6


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_in_every_script_can_be_printed(script: str) -> None:
    made = source(person=person(SCRIPTS[script], "Latin"), respondent=respondent(SCRIPTS[script], None))

    for handout in (Handout.DEMAND, Handout.FILING):
        assert set_whole(handout, made, "ur", "ar")


HOSTILE = ["#set page(width: 1cm)", "*b* $x$ @ref <label>", "x" * 500, "\u202e\u2067\u2066abc", "ચાંદ", "a\nb\nc"]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_are_never_orders(text: str) -> None:
    made = source(person=person(text, text), respondent=respondent(text, None))
    made.centre.name = made.centre.address = text

    for handout in (Handout.DEMAND, Handout.FILING):
        assert pypdfium2.PdfDocument(printed(handout, made, "en", "ar"))[0].get_width() == pytest.approx(595, abs=1)


def test_what_is_not_known_leaves_no_gap() -> None:
    made = source(person=person(None, None), respondent=respondent(None, None))
    made.claim.employed_from = made.claim.employed_to = made.claim.monthly_wage = None
    made.centre.address = made.centre.phone = ""

    for handout in Handout:
        assert "None" not in said(handout, made)
        assert printed(handout, made, "en", "ar")


def test_two_hundred_lines_and_files_can_be_printed() -> None:
    made = source(documents=tuple(document(number, EvidenceKind.PHOTO) for number in range(200)))
    made.claim.lines = [line(Component.UNPAID_WAGE, "5.00") for _number in range(200)]
    made = replace(made, sums=Sums(claimed=Decimal(1000)), asked=Asked.CLAIMED)

    for handout in (Handout.DEMAND, Handout.FILING, Handout.EVIDENCE):
        assert len(pypdfium2.PdfDocument(printed(handout, made, "bn", "ar"))) > 3
