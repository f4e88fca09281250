"""The sentences that stand in the files of the law and of the forums, for the catalogues."""

import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

_KINDS = ("rule", "limit", "forum")
_TOLD = ("Of a file of the law: names of laws and of offices stay in the original.",)
_NAME = ("A name in English; how it is called there stands beside it.",)


def extract(file: BinaryIO, keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, Any, Any, Any]]:
    """What of a file is read as a sentence or as a name. Articles and sources are read in the original."""
    data = tomllib.load(file)
    for entry in (entry for kind in _KINDS for entry in data.get(kind, ())):
        if "note" in entry:
            yield 1, None, entry["note"], list(_TOLD)
        if "name" in entry:
            yield 1, "pgettext", ("forum", entry["name"]), list(_NAME)
