"""What a file is called: safe to store, to show in any direction of writing, and to write into a header."""

import unicodedata
from urllib.parse import quote

from mrc.documents.rules.recognition import FileForm, ending_of

MOST_CHARACTERS = 120
# Marks that turn the direction of writing can make "exe.gpj" look like "jpg.exe".
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
# A file that somebody sent is never shown as a page of ours, only handed out, and can do nothing if it is.
DOWNLOAD_CSP = (
    "default-src 'none'; sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def safe_name(given: str, form: FileForm, otherwise: str) -> str:
    """The last part of a name without anything hidden in it, with an ending that agrees with the form."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", last)
        if character not in _TURNING and unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    kept = " ".join(kept.split()).strip(". ")
    ending = ending_of(kept)
    stem = kept[: -len(ending) - 1] if ending else kept
    stem = stem.strip(". ")[:MOST_CHARACTERS].strip(". ") or otherwise
    return f"{stem}.{ending if ending in form.endings else form.endings[0]}"


def attachment(name: str, otherwise: str) -> str:
    """The Content-Disposition of a download (RFC 6266, RFC 5987): a plain name, and the real one in UTF-8."""
    return f"attachment; filename=\"{otherwise}\"; filename*=UTF-8''{quote(name, safe='')}"
