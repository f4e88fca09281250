"""Names read in columns: a list has no models, so it opens both spellings of a name itself."""

from typing import Any

from mrc import vault


def opened(row: Any, table: str) -> tuple[str | None, str | None]:
    """The name and its Latin form in a row with both and with their wrapped key; None once that is destroyed."""
    if row.wrapped is None:
        return None, None
    key = vault.unwrap(row.master_id, row.wrapped)
    name, latin = row.name_sealed, row.latin_name_sealed
    return (
        vault.unseal(key, name, f"{table}.name_sealed").decode() if name is not None else None,
        vault.unseal(key, latin, f"{table}.latin_name_sealed").decode() if latin is not None else None,
    )
