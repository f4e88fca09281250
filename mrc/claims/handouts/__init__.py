"""What papers to hand over say: one file each. They are written in one language at a time and know no database."""

from collections.abc import Callable, Iterable

from mrc.claims.handouts.computation import computation
from mrc.claims.handouts.demand import demand
from mrc.claims.handouts.evidence import evidence_index
from mrc.claims.handouts.filing import filing_summary
from mrc.claims.handouts.receipt import receipt
from mrc.claims.handouts.source import Agreed, Filed, Source
from mrc.claims.rules.handouts import Handout
from mrc.sheet import Part, data_of

WRITTEN_BY: dict[Handout, Callable[[Source], Iterable[Part]]] = {
    Handout.COMPUTATION: computation,
    Handout.DEMAND: demand,
    Handout.FILING: filing_summary,
    Handout.EVIDENCE: evidence_index,
    Handout.RECEIPT: receipt,
}

__all__ = ["WRITTEN_BY", "Agreed", "Filed", "Source", "data_of"]
