"""Adding a file in one go, for tests that are about something else."""

from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.documents import service
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, Upload


def add(
    actor: Actor,
    case: Case,
    upload: Upload | None,
    facts: DocumentFacts,
    permission: Permission = Permission.DOCUMENT_ADD,
) -> Document:
    """Make a file ready, and add it."""
    with service.ready_file(actor, case, upload, facts, permission) as file:
        return service.add(actor, case, file, facts, permission)
