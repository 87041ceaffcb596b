"""Byte streams between the layers of a package: pieces to read from, a window on a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

from sealcase.package import limits
from sealcase.package.buffers import Buffers

_WINDOW_BUFFER_BYTES = 16 * 1024
"""For reading a header line by line; longer reads go past it."""


class Writable(Protocol):
    """All that is asked of what is written to."""

    def write(self, data: bytes | memoryview, /) -> int:
        """Take at least the beginning of `data`, and return how many bytes that was."""


def write_all(sink: Writable, data: memoryview | bytes) -> None:
    """Write all of `data`: an unbuffered file or a pipe may take only a part."""
    while (written := sink.write(data)) < len(data):
        data = data[written:]


class Source(Protocol):
    """What items are read from: any file, or a `Copying`."""

    def read(self, size: int, /) -> bytes | memoryview:
        """Return at most `size` bytes, none at the end."""


class Pieces(Protocol):
    """What gives views of what it holds, without copying."""

    def read_view(self, size: int, /) -> memoryview:
        """Return at most `size` bytes, none at the end."""


class PieceReader:
    """Pieces of bytes, to be read like a file; closing it ends their generator."""

    def __init__(self, pieces: Generator[bytes | memoryview]) -> None:
        self._pieces = pieces
        self._current = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self._pieces.close()

    def read_view(self, size: int, /) -> memoryview:
        """Return at most `size` bytes without copying them, none at the end."""
        while not self._current:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._current = memoryview(piece)
        view = self._current[:size]
        self._current = self._current[size:]
        return view

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        return read_whole(self.read_view, size)


def piece_reader(pieces: Generator[bytes | memoryview]) -> PieceReader:
    """Return the `pieces`, one after the other, to be read like a file."""
    return PieceReader(pieces)


def read_whole(read: Callable[[int], bytes | memoryview], size: int) -> bytes:
    """Return `size` bytes, fewer only at the end, of what `read` gives in parts."""
    parts: list[bytes | memoryview] = []
    while size and (part := read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def file_pieces(file: BinaryIO) -> Generator[memoryview]:
    """Yield what `file` holds; a piece stays as it is while it is held."""
    buffers = Buffers(limits.CHUNK_BYTES)
    while size := file.readinto(piece := buffers.take()):  # type: ignore[attr-defined]  # every file of bytes has it
        yield piece[:size]


class Copying:
    """A source whose bytes also go to `takers`, each piece to all of them, as they are read."""

    def __init__(self, source: Pieces, *takers: Callable[[memoryview], object]) -> None:
        self._source = source
        self._takers = takers

    def read(self, size: int, /) -> memoryview:
        """Return at most `size` bytes, none at the end."""
        view = self._source.read_view(size)
        if view:
            for take in self._takers:
                take(view)
        return view

    def drain(self) -> None:
        """Read what is left."""
        while self.read(limits.CHUNK_BYTES):
            pass


class _Window(io.RawIOBase):
    """The bytes from `offset` on, `size` of them, of another file."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        self._file = file
        self._remaining = size
        file.seek(offset)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count: int = self._file.readinto(memoryview(buffer)[: self._remaining])  # type: ignore[attr-defined]
        self._remaining -= count
        return count


def window(file: BinaryIO, offset: int, size: int) -> BinaryIO:
    """Return a file to read that holds `size` bytes of `file` from `offset` on; `file` is not to be used meanwhile."""
    return io.BufferedReader(_Window(file, offset, size), _WINDOW_BUFFER_BYTES)


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Return `size` bytes of `file` from `offset` on, fewer only where it ends."""
    file.seek(offset)
    return file.read(size)


def move_down(file: BinaryIO, source: int, target: int, size: int) -> None:
    """Move `size` bytes of `file` from the offset `source` to `target`, which is not behind it."""
    for done in range(0, size if source != target else 0, limits.CHUNK_BYTES):
        piece = read_at(file, source + done, min(limits.CHUNK_BYTES, size - done))
        file.seek(target + done)
        file.write(piece)
