"""How rows of workers that are refused are told: the row, the column, what stood there, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mrc.claims.forms.workers import label_of
from mrc.claims.rules.collective import RowTrouble
from mrc.claims.rules.facts_reader import Fault
from mrc.claims.service import collective as service
from mrc.documents.rules.sheets import SheetRefused, Trouble
from mrc.wording import words
from mrc.wording.wages import fault_said


@dataclass(frozen=True)
class ToldTrouble:
    """One refused cell in words."""

    row: int
    column: str
    given: str
    said: str


def told(trouble: RowTrouble) -> ToldTrouble:
    """A refused cell in the reader's language."""
    return ToldTrouble(trouble.row, label_of(trouble.column), trouble.given, said(trouble))


def said(trouble: RowTrouble) -> str:
    """What is wrong with a cell, as a sentence."""
    return fault_said(trouble.fault) if isinstance(trouble.fault, Fault) else str(words(trouble.fault))


def noting(troubles: list[RowTrouble], deed: Callable[[], Any]) -> Callable[[], Any]:
    """A deed that leaves behind the rows for which it was refused."""

    def noted() -> Any:
        try:
            return deed()
        except service.RowsRefused as error:
            troubles.extend(error.troubles)
            raise
        except SheetRefused as error:
            troubles.extend(map(_of_sheet, error.troubles))
            raise

    return noted


def _of_sheet(trouble: Trouble) -> RowTrouble:
    return RowTrouble(trouble.row, trouble.column, trouble.fault, trouble.given)
