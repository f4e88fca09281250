"""The evidence index: every file of the case with who holds the original and the fingerprint it is known by."""

from collections.abc import Iterator

from mrc import i18n
from mrc.claims.handouts.source import Source
from mrc.claims.rules.handouts import Handout
from mrc.i18n import gettext as _
from mrc.i18n import ngettext
from mrc.sheet import Part, code, facts, heading, signature, text, title
from mrc.wording import words
from mrc.wording.papers import size_words


def evidence_index(source: Source) -> Iterator[Part]:
    """The files in the order in which they were added."""
    documents = sorted(source.documents, key=lambda document: document.id)
    yield title(words(Handout.EVIDENCE))
    yield facts([*source.whose(), (_("Date"), i18n.date(source.today))])
    count = len(documents)
    yield text(ngettext("%(num)s file is kept for this case.", "%(num)s files are kept for this case.", count))
    yield text(_("A fingerprint (SHA-256) belongs to one file as we keep it: change anything in it, and it differs."))
    for place, document in enumerate(documents, 1):
        yield heading(f"{i18n.number(place)}. {words(document.kind)}")
        yield facts(
            [
                (_("Day on it"), i18n.date(document.dated) or "–"),
                (_("Original"), words(document.original_held_by)),
                (_("Added"), i18n.moment(document.added_at)),
                (_("Size"), size_words(document.size)),
            ]
        )
        yield code("SHA-256", document.sha256 or "–")
    yield signature(_("For the centre: name, signature, stamp"))
