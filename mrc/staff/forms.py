"""What may be typed about accounts and centres."""

from typing import Any

from wtforms import EmailField, Field, ValidationError, widgets

from mrc.forms import SHORT, BaseForm, at_most, required
from mrc.i18n import lazy, ngettext
from mrc.staff.rules import MAX_PASSWORD


class SecretField(Field):
    """A password, taken exactly as typed and never shown again."""

    widget = widgets.PasswordInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep every character: spaces and marks belong to a password."""
        self.data = valuelist[0] if valuelist else None


def _not_endless(form: Any, field: Any) -> None:
    if field.data and len(field.data) > MAX_PASSWORD:
        raise ValidationError(
            ngettext("Use at most %(num)s character.", "Use at most %(num)s characters.", MAX_PASSWORD)
        )


class SignInForm(BaseForm):
    """E-mail address and password."""

    email = EmailField(
        lazy("E-mail address"), validators=[required(lazy("Enter your e-mail address.")), at_most(SHORT)]
    )
    password = SecretField(lazy("Password"), validators=[required(lazy("Enter your password.")), _not_endless])
