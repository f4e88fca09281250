"""What happens to accounts and centres, one function per deed; the doors and other rooms call these."""

from mrc.staff.service.account import change_password, end_own_session, own, own_sessions, rename_oneself, speak
from mrc.staff.service.centres import add_centre, edit_centre, get_centre, list_centres
from mrc.staff.service.chores import to_do
from mrc.staff.service.lookups import centres, colleagues, names_of
from mrc.staff.service.opening import opening_of, openings_of, read_opening, set_opening
from mrc.staff.service.organisations import find_organisations, organisation_by, organisation_of
from mrc.staff.service.passwords import hash_password, verify_password
from mrc.staff.service.record import centre_choices, latest_verification, show_log, take_out, verify_record
from mrc.staff.service.signing_in import actor_of, sign_in, sign_out
from mrc.staff.service.user_list import UserFilter, list_users
from mrc.staff.service.users import (
    OneTimePassword,
    add_user,
    create_administrator,
    disable_user,
    edit_user,
    enable_user,
    get_user,
    reset_password,
)

__all__ = [
    "OneTimePassword",
    "UserFilter",
    "actor_of",
    "add_centre",
    "add_user",
    "centre_choices",
    "centres",
    "change_password",
    "colleagues",
    "create_administrator",
    "disable_user",
    "edit_centre",
    "edit_user",
    "enable_user",
    "end_own_session",
    "find_organisations",
    "get_centre",
    "get_user",
    "hash_password",
    "latest_verification",
    "list_centres",
    "list_users",
    "names_of",
    "opening_of",
    "openings_of",
    "organisation_by",
    "organisation_of",
    "own",
    "own_sessions",
    "read_opening",
    "rename_oneself",
    "reset_password",
    "set_opening",
    "show_log",
    "sign_in",
    "sign_out",
    "speak",
    "take_out",
    "to_do",
    "verify_password",
    "verify_record",
]
