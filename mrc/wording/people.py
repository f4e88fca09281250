"""The words of this room."""

from typing import Any

WORDS: dict[Any, Any] = {}
