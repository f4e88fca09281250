"""What happens to accounts and centres, one function per deed; the doors and other rooms call these."""

from mrc.staff.service.account import speak
from mrc.staff.service.lookups import centres, colleagues, names_of
from mrc.staff.service.passwords import hash_password, verify_password
from mrc.staff.service.signing_in import sign_in, sign_out

__all__ = ["centres", "colleagues", "hash_password", "names_of", "sign_in", "sign_out", "speak", "verify_password"]
