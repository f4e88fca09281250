"""Occupations (ISCO-08), industries (ISIC Rev.4) and education (ISCED 2011), with titles and search."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from mrc.classifications.tables import UnknownCode, read_table
from mrc.classifications.text import fold, words

FALLBACK = "en"


@dataclass(frozen=True)
class Entry:
    """One line of a classification. `titles` holds only the languages that have a title."""

    code: str
    parent: str | None
    level: int
    titles: dict[str, str]


class Classification:
    """A tree of codes with titles in several languages, read from its file at the first question.

    `system` and `version` are stored beside a code ("ISCO-08", "2008"), so that a later revision can be told
    apart.
    """

    def __init__(
        self,
        system: str,
        version: str,
        table: str,
        parent_of: Callable[[dict[str, str]], str | None],
        spoken_words: str | None = None,
    ) -> None:
        self.system = system
        self.version = version
        self._table = table
        self._parent_of = parent_of
        self._spoken_words = spoken_words

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for row in read_table(self._table):
            parent = self._parent_of(row)
            level = entries[parent].level + 1 if parent else 1
            titles = {lang: row[lang] for lang in ("en", "ar", "fr", "es") if row[lang]}
            entries[row["code"]] = Entry(row["code"], parent, level, titles)
        return entries

    @cached_property
    def _codes_by_title(self) -> dict[str, str]:
        """Folded title in any language to code. A title shared by parent and child means the child."""
        found: dict[str, str] = {}
        for entry in self._entries.values():
            for title in entry.titles.values():
                found[fold(title)] = entry.code
        return found

    @cached_property
    def _spoken(self) -> dict[str, tuple[str, ...]]:
        """Words people use for a code ("maid", "nanny") which its official title does not hold."""
        if self._spoken_words is None:
            return {}
        return {row["code"]: tuple(map(fold, row["words"].split(";"))) for row in read_table(self._spoken_words)}

    def _entry(self, code: str) -> Entry:
        try:
            return self._entries[code]
        except KeyError:
            raise UnknownCode(self.system, code) from None

    def is_known(self, code: str) -> bool:
        """Whether the code, written exactly as the standard writes it, exists."""
        return code in self._entries

    def title(self, code: str, lang: str) -> str:
        """The title in a language (BCP 47), in English where that language has none. Raises UnknownCode."""
        titles = self._entry(code).titles
        return titles.get(lang) or titles.get(lang.split("-")[0]) or titles[FALLBACK]

    def title_language(self, code: str, lang: str) -> str:
        """The language that title() really answers in, for the lang attribute of a page."""
        base = lang.split("-")[0]
        return base if base in self._entry(code).titles else FALLBACK

    def level(self, code: str) -> int:
        """How deep the code lies; 1 is the broadest. Raises UnknownCode."""
        return self._entry(code).level

    def parent(self, code: str) -> str | None:
        """The code one level up, or None at the top. Raises UnknownCode."""
        return self._entry(code).parent

    def ancestor(self, code: str, level: int) -> str:
        """The code at a broader level that this code belongs to, for roll-ups. Raises UnknownCode."""
        entry = self._entry(code)
        while entry.level > level and entry.parent is not None:
            entry = self._entry(entry.parent)
        if entry.level != level:
            raise UnknownCode(f"{self.system} level {level}", code)
        return entry.code

    def children(self, code: str) -> list[str]:
        """The codes one level down, in the order of the standard; empty at the bottom. Raises UnknownCode."""
        self._entry(code)
        return [entry.code for entry in self._entries.values() if entry.parent == code]

    def codes(self, level: int) -> list[str]:
        """All codes of one level, in the order of the standard."""
        return [entry.code for entry in self._entries.values() if entry.level == level]

    def choices(self, lang: str, level: int) -> list[tuple[str, str]]:
        """(code, title) of one level in the order of the standard, ready for a select field."""
        return [(code, self.title(code, lang)) for code in self.codes(level)]

    def search(self, text: str, lang: str, limit: int = 20, level: int | None = None) -> list[tuple[str, str]]:
        """(code, title) of the best matches; with `level` only codes of that level.

        Matches a code by its beginning, or a title in the language or in English when each word asked for
        begins a word of the title (or of what people call it). The closest kind of match comes first, then
        the order of the standard.
        """
        asked = fold(text)
        if not asked:
            return []
        ranked = [
            (rank, position, entry.code)
            for position, entry in enumerate(self._entries.values())
            if level in (None, entry.level) and (rank := self._rank(entry, asked, lang)) is not None
        ]
        return [(code, self.title(code, lang)) for _, _, code in sorted(ranked)[:limit]]

    def parse(self, text: str, lang: str) -> str:
        """The code meant by what a person typed or chose from a list. Raises UnknownCode.

        Understands "9111", "٩١١١", "9111 Domestic cleaners and helpers" and the exact title in any language.
        A title that a group shares with its only member means the member. `lang` decides between languages.
        """
        folded = fold(text)
        first = folded.split(" ", 1)[0].upper()
        if first in self._entries and self._is_code_then_title(first, folded):
            return first
        own = [e.code for e in self._entries.values() if fold(e.titles.get(lang, "")) == folded]
        code = own[-1] if folded and own else self._codes_by_title.get(folded)
        if code is None:
            raise UnknownCode(self.system, text)
        return code

    def _is_code_then_title(self, code: str, folded: str) -> bool:
        rest = folded[len(code) :].strip()
        return not rest or any(fold(title) == rest for title in self._entries[code].titles.values())

    def _rank(self, entry: Entry, asked: str, lang: str) -> int | None:
        """0 code, 1 what people call it, 2 title begins so, 3 words of a title, 4 part of a call name."""
        spoken = self._spoken.get(entry.code, ())
        if entry.code.casefold().startswith(asked):
            return 0
        if asked in spoken:
            return 1
        titles = {self.title(entry.code, lang), entry.titles[FALLBACK]}
        if any(fold(title).startswith(asked) for title in titles):
            return 2
        wanted = asked.split()
        if any(_each_begins_a_word(wanted, words(title)) for title in titles):
            return 3
        return 4 if any(_each_begins_a_word(wanted, name.split()) for name in spoken) else None


def _each_begins_a_word(wanted: list[str], present: tuple[str, ...] | list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in present) for beginning in wanted)


def _one_digit_less(row: dict[str, str]) -> str | None:
    return row["code"][:-1] or None


isco08 = Classification("ISCO-08", "2008", "isco08.tsv", _one_digit_less, spoken_words="isco08_spoken.tsv")
isic4 = Classification("ISIC", "Rev.4", "isic4.tsv", lambda row: row["parent"] or None)
isced2011 = Classification("ISCED", "2011", "isced2011.tsv", lambda _row: None)
