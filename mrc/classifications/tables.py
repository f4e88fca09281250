"""Reading the tables of this package, and the one error that every look-up raises."""

from importlib import resources


class UnknownCode(LookupError):
    """Raised when a code or a name is not in the classification asked. `given` is what was asked for."""

    def __init__(self, system: str, given: str) -> None:
        super().__init__(f"{system} has no entry for {given!r}")
        self.system = system
        self.given = given


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one tab-separated file in data/, as dictionaries by column name."""
    text = resources.files("mrc.classifications").joinpath("data", name).read_text(encoding="utf-8")
    head, *lines = text.splitlines()
    columns = head.split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]
