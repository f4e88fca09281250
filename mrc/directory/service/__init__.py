"""What happens in the directory: looking up, editing by hand, and reading files into it."""

from mrc.directory.service.agreements import agree, agreed_with, agreements_of
from mrc.directory.service.embassies import import_embassies
from mrc.directory.service.entries import (
    add_organisation,
    change_organisation,
    confirm_organisation,
    facts_of,
    get_organisation,
    get_organisation_by_id,
    places_of,
)
from mrc.directory.service.files import FileRefused
from mrc.directory.service.finding import point_of, search
from mrc.directory.service.hsds import export_hsds, import_hsds, import_laa, import_ohana
from mrc.directory.service.imports import ImportResult, id_of
from mrc.directory.service.lists import import_organisations
from mrc.directory.service.offers import Offered, all_services, languages_of, services_for, services_of
from mrc.directory.service.publishing import public_contacts, public_countries
from mrc.directory.service.services import (
    add_service,
    change_service,
    own_organisation,
    service_at,
    service_facts,
    tell_capacity,
)

__all__ = [
    "FileRefused",
    "ImportResult",
    "Offered",
    "add_organisation",
    "add_service",
    "agree",
    "agreed_with",
    "agreements_of",
    "all_services",
    "change_organisation",
    "change_service",
    "confirm_organisation",
    "export_hsds",
    "facts_of",
    "get_organisation",
    "get_organisation_by_id",
    "id_of",
    "import_embassies",
    "import_hsds",
    "import_laa",
    "import_ohana",
    "import_organisations",
    "languages_of",
    "own_organisation",
    "places_of",
    "point_of",
    "public_contacts",
    "public_countries",
    "search",
    "service_at",
    "service_facts",
    "services_for",
    "services_of",
    "tell_capacity",
]
