"""Our own sentences for what the forms library finds wrong by itself, each saying what to do."""

from typing import Any

from mrc.i18n import lazy

_CHOOSE = lazy("Choose from the list.")
_AGAIN = lazy("This was not understood. Load the page again and try once more.")

# What the library says -> what we say. A house test holds this table to the validators and fields that are in use.
SPOKEN: dict[str, Any] = {
    "This field is required.": lazy("Fill this in."),
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "Invalid email address.": lazy("Check the e-mail address: it looks like name@example.org."),
    "Field cannot be longer than %(max)d character.": _AGAIN,
    "CSRF token missing.": _AGAIN,
    "CSRF failed.": _AGAIN,
    "CSRF token expired.": _AGAIN,
    "Invalid CSRF Token.": _AGAIN,
}


class LibraryMessages:
    """The translations that forms ask for: ours, in the reader's language."""

    def gettext(self, message: str) -> str:
        """Our sentence for the library's."""
        return str(SPOKEN.get(message, message))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The same for sentences about numbers, of which ours need none."""
        return str(SPOKEN.get(singular, singular if n == 1 else plural))
