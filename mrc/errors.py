"""The few exceptions that doors understand. Everything else is a bug and rolls back."""


class WaymarkError(Exception):
    """Base of the errors that a door turns into a page."""


class NotAllowed(WaymarkError):
    """The actor may not do this. Doors answer 403."""


class NotFound(WaymarkError):
    """There is nothing there, or nothing that this actor may know of. Doors answer 404."""


class Refused(WaymarkError):
    """A rule forbids this, and a person can mend it. `reason` is an enum that `mrc.wording` can speak.

    Views catch it and show the sentence on the form; nothing was written. `items` are enums that the sentence names.
    """

    def __init__(self, reason, field=None, items=()):
        super().__init__(str(reason))
        self.reason = reason
        self.field = field
        self.items = items


def refuse_any(fault):
    """Raise Refused for what a rule found wrong, given as (reason, field); None says that nothing is wrong."""
    if fault is not None:
        raise Refused(*fault)


class Stale(WaymarkError):
    """The record changed since the form was opened. Doors answer 409 with both texts.

    `fields` lists (label, yours, theirs); `version` is the version the other person saved.
    """

    def __init__(self, fields, version):
        super().__init__("the record changed meanwhile")
        self.fields = fields
        self.version = version


class Unreadable(WaymarkError):
    """Sealed data could not be opened: wrong or destroyed key, or altered bytes."""


class Misconfigured(WaymarkError):
    """A setting is missing or wrong. The message names the setting and says what to do."""
