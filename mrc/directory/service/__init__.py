"""What happens in the directory: looking up, editing by hand, and reading files into it."""

from mrc.directory.service.embassies import import_embassies
from mrc.directory.service.entries import (
    add_organisation,
    change_organisation,
    confirm_organisation,
    facts_of,
    get_organisation,
    get_organisation_by_id,
    places_of,
    possible_partners,
    search,
)
from mrc.directory.service.files import FileRefused
from mrc.directory.service.imports import ImportResult
from mrc.directory.service.lists import import_organisations

__all__ = [
    "FileRefused",
    "ImportResult",
    "add_organisation",
    "change_organisation",
    "confirm_organisation",
    "facts_of",
    "get_organisation",
    "get_organisation_by_id",
    "import_embassies",
    "import_organisations",
    "places_of",
    "possible_partners",
    "search",
]
