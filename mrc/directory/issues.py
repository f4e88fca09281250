"""The issues that an organisation may take, as the casework room names them.

The directory lies below casework and does not import it; it only offers the issues that have words.
"""

from enum import StrEnum

from mrc.wording import casework

ISSUES: tuple[StrEnum, ...] = tuple(
    member for kind, texts in casework.WORDS.items() if kind.__name__ == "IssueCode" for member in texts
)
GROUPS: tuple[StrEnum, ...] = tuple(
    member for kind, texts in casework.WORDS.items() if kind.__name__ == "IssueGroup" for member in texts
)
# A service may name an issue by its code or a whole group by its name in capitals.
BY_CODE: dict[str, StrEnum] = {
    **{str(member).upper(): member for member in GROUPS},
    **{str(member): member for member in ISSUES},
}
