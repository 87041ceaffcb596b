"""Pieces of bytes that are too many for memory, on disk while a command runs."""

from __future__ import annotations

import tempfile
import weakref
from typing import NamedTuple

from sealcase.errors import OutputError
from sealcase.locale import N_


class Slot(NamedTuple):
    """Where a piece lies in a `Spool`."""

    offset: int
    size: int


class Spool:
    """Pieces of bytes on disk instead of in memory, in a private file without a name.

    The operating system removes the file when the process ends, however it ends.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="sealcase-")  # noqa: SIM115 - closed with the last one who needs it
        self._size = 0
        weakref.finalize(self, self._file.close)

    def put(self, piece: bytes) -> Slot:
        """Keep `piece` and return where.

        Raises:
            OutputError: the operating system refused.
        """
        slot = Slot(self._size, len(piece))
        try:
            self._file.seek(self._size)
            self._file.write(piece)
        except OSError as error:
            reason = error.strerror or N_("unknown reason")
            raise OutputError(file=tempfile.gettempdir(), reason=reason) from error
        self._size += len(piece)
        return slot

    def get(self, slot: Slot) -> bytes:
        """Return the piece that was put there."""
        self._file.seek(slot.offset)
        return self._file.read(slot.size)
