"""Requests whose text can be kept and shown: without NUL, control characters and others that no page may hold."""

import re
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

# HTML forbids these even as references, PostgreSQL refuses NUL, and UTF-8 has no lone surrogates. Nobody types them.
_ILLEGIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)


def legible(text: str) -> str:
    """A text without the characters that can neither be kept nor shown."""
    return _ILLEGIBLE.sub("", text)


def _all_legible(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(legible(name), legible(value)) for name, value in values.items(multi=True)])


class LegibleRequest(Request):
    """A request that hands out only legible text, from its address and from its form alike."""

    @cached_property
    def args(self) -> Any:
        """What the address asks for."""
        return _all_legible(super().args)

    def _load_form_data(self) -> None:
        is_read = "form" in self.__dict__
        super()._load_form_data()
        if not is_read:
            self.__dict__["form"] = _all_legible(self.form)
