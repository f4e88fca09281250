"""Where an upload waits while it is looked at: on disk, but unreadable there, under a key that only this request has.

More than the limit is counted and thrown away, so that a far too large file still gets an answer on its own form.
"""

import io
import secrets
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from flask import current_app

from mrc.legible import LegibleRequest

_BLOCK = 16
# So much of a form with files is read before it is refused outright; what exceeds one file's limit is not kept.
_MOST_READ = 10


class Spool(io.RawIOBase):
    """A temporary file that is encrypted on disk and can be read from any place."""

    def __init__(self, limit: int) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._key, self._nonce = secrets.token_bytes(32), secrets.token_bytes(8)
        self._limit, self._at, self._kept = limit, 0, 0
        self.length = 0

    def _from(self, at: int) -> CipherContext:
        counter = self._nonce + (at // _BLOCK).to_bytes(8, "big")
        cipher = Cipher(algorithms.AES(self._key), modes.CTR(counter)).encryptor()
        cipher.update(bytes(at % _BLOCK))
        return cipher

    def readable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """Always; only at the end, so that no part of the key stream serves twice."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Add to the end, up to the limit."""
        data = bytes(data)
        kept = data[: max(0, self._limit - self._kept)]
        if kept:
            self._file.seek(self._kept)
            self._file.write(self._from(self._kept).update(kept))
            self._kept += len(kept)
        self.length += len(data)
        self._at = self._kept
        return len(data)

    def readinto(self, buffer: Any) -> int:
        """Read from the present place."""
        self._file.seek(self._at)
        data = self._file.read(max(0, min(len(buffer), self._kept - self._at)))
        buffer[: len(data)] = self._from(self._at).update(data)
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._kept}[whence]
        if base + offset < 0:
            raise ValueError("before the start of the file")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """The present place."""
        return self._at

    def close(self) -> None:
        """Forget the key and the file."""
        if not self.closed:
            self._file.close()
            self._key = b""
        super().close()


class UploadRequest(LegibleRequest):
    """A request whose files wait in a spool of ours, never readable on disk."""

    @property
    def max_content_length(self) -> int | None:
        """A form with a file may be longer than the limit of one file: it is read, and answered on the form."""
        found = super().max_content_length
        is_upload = self.mimetype == "multipart/form-data" and self._max_content_length is None
        return found * _MOST_READ if is_upload and found is not None else found

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> Any:
        return Spool(current_app.config["SETTINGS"].upload_megabytes * 1024 * 1024)
