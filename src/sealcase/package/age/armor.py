"""ASCII armor around an age file (C2SP age.md, "ASCII armor"; RFC 7468, section 3).

Strict: full lines of 64 columns, padded canonical Base64, LF or CRLF, and nothing but white space (at
most `MAX_WHITESPACE_BYTES`) before and after.
"""

from __future__ import annotations

import base64
import binascii

from sealcase.locale import N_
from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.stanza import COLUMNS
from sealcase.package.age.stream import LineReadable, read_up_to

MAX_WHITESPACE_BYTES = 1024
BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END = b"-----END AGE ENCRYPTED FILE-----"
_MAX_LINE_BYTES = 128
"""More than any line may have, line end included."""


class ArmorReader:
    """The binary age file inside an armored one, read line by line: `read` and `readline` as a file has them."""

    def __init__(self, source: LineReadable, start: bytes) -> None:
        """Read on from `start`, the first line (or its beginning), which has been read already."""
        self._source = source
        self._unread = b""
        self._ended = False
        self._skip_to_begin(start)

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        parts = []
        while size and (self._unread or self._fill()):
            part = self._unread[:size]
            self._unread = self._unread[len(part) :]
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, limit: int, /) -> bytes:
        """Return the bytes up to the next LF, at most `limit`."""
        line = b""
        while len(line) < limit and not line.endswith(b"\n") and (self._unread or self._fill()):
            end = self._unread.find(b"\n") + 1 or len(self._unread)
            line += self.read(min(end, limit - len(line)))
        return line

    def _skip_to_begin(self, line: bytes) -> None:
        skipped = 0
        while not line.strip() and line:
            skipped += len(line)
            if skipped > MAX_WHITESPACE_BYTES:
                raise FormatError(Failure.ARMOR, N_("too much white space around the armor"))
            line = self._source.readline(_MAX_LINE_BYTES)
        if _without_line_end(line) != BEGIN:
            raise FormatError(Failure.ARMOR, N_("neither an age file nor an armored one"))

    def _next_line(self) -> bytes:
        line = self._source.readline(_MAX_LINE_BYTES)
        if not line:
            raise FormatError(Failure.ARMOR, N_("the armor has no end"))
        return _without_line_end(line)

    def _fill(self) -> bool:
        """Decode one line into `_unread`; False at the end."""
        if self._ended:
            return False
        line = self._next_line()
        if line == _END:
            self._end()
            return False
        self._unread = _decode(line)
        if len(line) < COLUMNS or line.endswith(b"="):
            if self._next_line() != _END:
                raise FormatError(Failure.ARMOR, N_("a line of the armor is too short"))
            self._end()
        return True

    def _end(self) -> None:
        """Refuse anything but a little white space after the armor."""
        self._ended = True
        rest = bytes(read_up_to(self._source, MAX_WHITESPACE_BYTES + 1))
        if rest.strip() or len(rest) > MAX_WHITESPACE_BYTES:
            raise FormatError(Failure.ARMOR, N_("something follows the armor"))


def _without_line_end(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _decode(line: bytes) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except binascii.Error:
        data = b""
    if not line or len(line) > COLUMNS or base64.b64encode(data) != line:
        raise FormatError(Failure.ARMOR, N_("a line of the armor is malformed"))
    return data
