"""What a paper is made of: each part said once per language, and laid side by side."""

from mrc.i18n import gettext as _
from mrc.i18n import language
from mrc.sheet import Part, as_written, data_of, facts, own, table, text


def test_a_part_stands_beside_itself_in_the_other_language() -> None:
    def written() -> list[Part]:
        return [text(_("Name")), facts([(language(), "1"), ("left out", "")]), table(["a"], [[language()]], (1,))]

    data = data_of("Centre", ("ar", "en"), written)

    assert [one["code"] for one in data["languages"]] == ["en", "ar"]
    assert data["parts"][1]["rows"] == [[["en", "1"], ["ar", "1"]]]
    assert data["parts"][2]["rows"] == [[["en"], ["ar"]]]
    assert len(set(data["parts"][0]["sides"])) == 2


def test_own_words_keep_their_own_direction() -> None:
    assert as_written("12 مرحبا").said["rtl"] is True
    assert as_written("12 hello").said["rtl"] is False
    assert own("") == "–"
