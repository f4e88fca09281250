"""What supervisors and caseworkers do with the caseload as a whole: list, assign, export and count it."""

from mrc.reports.service.assigning import Assigned, assign_cases, choose_cases
from mrc.reports.service.caseload import PAGE, CaseLine, CasePage, Colleague, colleagues, list_cases
from mrc.reports.service.counting import CaseloadReport, WorkerLine, caseload_report
from mrc.reports.service.export import Export, prepare_export
from mrc.reports.service.workers import export_workers
from mrc.reports.service.writing import csv_pieces, write_xlsx

__all__ = [
    "PAGE",
    "Assigned",
    "CaseLine",
    "CasePage",
    "CaseloadReport",
    "Colleague",
    "Export",
    "WorkerLine",
    "assign_cases",
    "caseload_report",
    "choose_cases",
    "colleagues",
    "csv_pieces",
    "export_workers",
    "list_cases",
    "prepare_export",
    "write_xlsx",
]
