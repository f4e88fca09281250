"""The words of the directory."""

from typing import Any

from mrc.directory.rules import (
    ContactKind,
    Cost,
    DirectoryFault,
    FileFault,
    Freshness,
    OrganisationKind,
    OrganisationStatus,
    Population,
    ReportsToAuthorities,
    RowFault,
    StatusPolicy,
)
from mrc.i18n import lazy, lazy_p

WORDS: dict[Any, Any] = {
    OrganisationKind: {
        OrganisationKind.UNION: lazy("Trade union"),
        OrganisationKind.CONSULATE: lazy("Embassy or consulate"),
        OrganisationKind.LEGAL_CLINIC: lazy("Legal clinic"),
        OrganisationKind.LABOUR_OFFICE: lazy("Labour office"),
        OrganisationKind.SHELTER: lazy("Shelter"),
        OrganisationKind.HEALTH: lazy("Health service"),
        OrganisationKind.AUTHORITY: lazy("Public authority"),
        OrganisationKind.CENTRE: lazy("Resource centre"),
        OrganisationKind.OTHER: lazy_p("organisation", "Other"),
    },
    OrganisationStatus: {
        OrganisationStatus.ACTIVE: lazy_p("organisation", "Active"),
        OrganisationStatus.INACTIVE: lazy_p("organisation", "Inactive"),
        OrganisationStatus.DEFUNCT: lazy("No longer exists"),
        OrganisationStatus.TEMPORARILY_CLOSED: lazy("Closed for now"),
    },
    Cost: {
        Cost.FREE: lazy("Free of charge"),
        Cost.SLIDING: lazy("By income"),
        Cost.PAID: lazy("Must be paid for"),
        Cost.UNKNOWN: lazy_p("cost", "Not known"),
    },
    StatusPolicy: {
        StatusPolicy.ANY_STATUS: lazy("Helps with or without papers"),
        StatusPolicy.DOCUMENTED_ONLY: lazy("Helps only people with papers"),
        StatusPolicy.UNKNOWN: lazy_p("policy", "Not known"),
    },
    ReportsToAuthorities: {
        ReportsToAuthorities.NO: lazy("Does not report people to authorities"),
        ReportsToAuthorities.YES: lazy("Reports people to authorities"),
        ReportsToAuthorities.UNKNOWN: lazy_p("reporting", "Not known"),
    },
    Population: {
        Population.WOMEN_ONLY: lazy_p("only for", "Women"),
        Population.MEN_ONLY: lazy_p("only for", "Men"),
        Population.MINORS: lazy_p("only for", "People under 18"),
        Population.FAMILIES: lazy_p("only for", "Families"),
        Population.LGBTQI: lazy_p("only for", "LGBTQI people"),
        Population.DISABILITY: lazy_p("only for", "People with a disability"),
    },
    ContactKind: {
        ContactKind.PHONE: lazy("Telephone"),
        ContactKind.EMAIL: lazy("E-mail"),
        ContactKind.WHATSAPP: lazy("WhatsApp"),
        ContactKind.ADDRESS: lazy("Address"),
    },
    Freshness: {
        Freshness.VERIFIED: lazy("Checked"),
        Freshness.STALE: lazy("Not checked for six months"),
        Freshness.UNVERIFIED: lazy("Unverified"),
    },
    RowFault: {
        RowFault.MISSING: lazy("Fill in this cell."),
        RowFault.NOT_A_COUNTRY: lazy("This is not a country with an ISO 3166 code."),
        RowFault.IN_ITS_OWN_COUNTRY: lazy("A mission cannot stand in the state that sends it."),
        RowFault.NOT_A_PLACE_ON_EARTH: lazy("This is not a latitude or longitude in degrees."),
        RowFault.NOT_AN_ADDRESS: lazy("This is not a mail or web address."),
        RowFault.NOT_A_NUMBER_TO_CALL: lazy("This is not a telephone number."),
        RowFault.NOT_AN_ITEM: lazy("This is not a Wikidata item such as Q42."),
        RowFault.TWICE: lazy("This entry stands in the file twice."),
        RowFault.NOT_IN_THE_LIST: lazy("This value is not one of those allowed here."),
        RowFault.TOO_LONG: lazy("This text is too long."),
        RowFault.WRONG_NUMBER_OF_CELLS: lazy("This row has not as many cells as the header."),
        RowFault.WRONG_TYPE: lazy("This has another form than the format asks for."),
        RowFault.NOT_A_DAY: lazy("This is not a day such as 2026-11-25."),
    },
    FileFault: {
        FileFault.NOT_READABLE: lazy("The file cannot be read."),
        FileFault.NOT_ONE_TABLE: lazy("Name the file: this folder does not hold exactly one table."),
        FileFault.NOT_TEXT: lazy("The file is not a text in UTF-8."),
        FileFault.NOT_A_TABLE: lazy("The file is not a table of comma-separated values."),
        FileFault.NOT_JSON: lazy("The file is not JSON."),
        FileFault.NOT_A_LIST: lazy("The file does not hold a list of organisations."),
        FileFault.NOT_A_PACKAGE: lazy("The package lacks a table of organisations."),
        FileFault.COLUMNS_MISSING: lazy("The file lacks columns."),
        FileFault.EMPTY: lazy("The file has no rows."),
        FileFault.ROWS_REFUSED: lazy("Mend these rows and try again."),
    },
    DirectoryFault: {
        DirectoryFault.SENDING_COUNTRY_MISSING: lazy("Say which state the embassy or consulate speaks for."),
        DirectoryFault.SENDING_COUNTRY_NEEDLESS: lazy(
            "Only an embassy or consulate speaks for a state. Leave it empty."
        ),
        DirectoryFault.NOT_IN_OWN_COUNTRY: lazy("An embassy or consulate cannot stand in the state that sends it."),
    },
}
