"""What people do with claims of many workers against one respondent."""

from mrc.claims.service.assessing import read
from mrc.claims.service.collective.computing import (
    compute_collective,
    get_collective_assessment,
    get_worker_result,
    prepare_collective,
)
from mrc.claims.service.collective.heads import (
    CollectiveView,
    ListedWorker,
    Totals,
    all_workers,
    begin_collective,
    collectives_of_case,
    file_collective,
    get_collective,
    load_collective,
    save_shared_facts,
    totals_of,
)
from mrc.claims.service.collective.listing import CollectivePage, list_collectives
from mrc.claims.service.collective.paying import record_collective_amount, take_back_collective_amount
from mrc.claims.service.collective.workers import (
    Preview,
    RowsRefused,
    change_worker,
    get_worker,
    preview_workers,
    save_workers,
    take_off_worker,
    troubles_beside,
)
from mrc.claims.service.recording import respondents_of

__all__ = [
    "CollectivePage",
    "CollectiveView",
    "ListedWorker",
    "Preview",
    "RowsRefused",
    "Totals",
    "all_workers",
    "begin_collective",
    "change_worker",
    "collectives_of_case",
    "compute_collective",
    "file_collective",
    "get_collective",
    "get_collective_assessment",
    "get_worker",
    "get_worker_result",
    "list_collectives",
    "load_collective",
    "prepare_collective",
    "preview_workers",
    "read",
    "record_collective_amount",
    "respondents_of",
    "save_shared_facts",
    "save_workers",
    "take_back_collective_amount",
    "take_off_worker",
    "totals_of",
    "troubles_beside",
]
