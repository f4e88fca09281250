"""The words of files that are brought in."""

from typing import Any

from mrc.documents.rules import UploadFault
from mrc.i18n import lazy

WORDS: dict[Any, Any] = {
    UploadFault: {
        UploadFault.MISSING: lazy("Choose a file."),
        UploadFault.EMPTY: lazy("This file is empty. Choose another one."),
        UploadFault.TOO_LARGE: lazy(
            "This file is too large. Send a smaller one, or take the photo again at a lower quality."
        ),
        UploadFault.UNKNOWN_FORM: lazy(
            "This kind of file cannot be taken. Send a photo, PDF, Word, Excel or text file, or a sound recording."
        ),
        UploadFault.NOT_WHAT_IT_SAYS: lazy(
            "The name of this file does not agree with what is in it. Open it, save it again, and send that file."
        ),
        UploadFault.HAS_MACROS: lazy(
            "This file holds small programs. Save it without them, or as a PDF, and send that."
        ),
        UploadFault.LOCKED: lazy("This file is locked with a password. Save it without one and send that file."),
        UploadFault.TOO_MANY: lazy("No more files can be added here. Remove one that is not needed first."),
        UploadFault.DAMAGED: lazy(
            "This file is damaged or was not sent whole. Try once more, or make a new photo or copy of it."
        ),
    },
}
