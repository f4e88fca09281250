"""Shared classifications: occupations, industries, education, countries, currencies and languages.

Everything is read from small files on first use and kept. Unknown codes and names raise `UnknownCode`.
"""

from mrc.classifications.classification import Classification, isced2011, isco08, isic4
from mrc.classifications.cldr import first_weekday
from mrc.classifications.countries import (
    alpha3,
    countries,
    country_codes,
    country_from_name,
    country_name,
    ilostat_area,
    is_country,
    m49,
    region,
    subregion,
)
from mrc.classifications.currencies import (
    currencies,
    currency_codes,
    currency_name,
    currency_of,
    is_currency,
    minor_units,
    usual_currency,
)
from mrc.classifications.languages import (
    is_language,
    language_codes,
    language_name,
    languages,
    own_name,
    text_direction,
)
from mrc.classifications.tables import UnknownCode

__all__ = [
    "Classification",
    "UnknownCode",
    "alpha3",
    "countries",
    "country_codes",
    "country_from_name",
    "country_name",
    "currencies",
    "currency_codes",
    "currency_name",
    "currency_of",
    "first_weekday",
    "ilostat_area",
    "is_country",
    "is_currency",
    "is_language",
    "isced2011",
    "isco08",
    "isic4",
    "language_codes",
    "language_name",
    "languages",
    "m49",
    "minor_units",
    "own_name",
    "region",
    "subregion",
    "text_direction",
    "usual_currency",
]
