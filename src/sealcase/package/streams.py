"""Byte streams between the layers of a package: pieces to read from, digests on the way, a window on a file."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Generator
from typing import Any, BinaryIO, cast

from sealcase.package import limits


class _Pieces(io.RawIOBase):
    """Pieces of bytes, to be read as a file; closing it ends their generator."""

    def __init__(self, pieces: Generator[bytes]) -> None:
        self._pieces = pieces
        self._current = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._current:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._current = memoryview(piece)
        count = min(len(buffer), len(self._current))
        buffer[:count] = self._current[:count]
        self._current = self._current[count:]
        return count

    def close(self) -> None:
        self._pieces.close()
        super().close()


def piece_reader(pieces: Generator[bytes]) -> BinaryIO:
    """Return a file to read that holds the `pieces`, one after the other."""
    return io.BufferedReader(_Pieces(pieces), limits.CHUNK_BYTES)


class DigestingSink(io.RawIOBase):
    """Writes to another file and keeps the digests of what was written."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._sha256 = hashlib.sha256()
        self.crc32 = 0

    def write(self, data: Any, /) -> int:
        """Write all of `data` and return its length."""
        self._output.write(data)
        self._sha256.update(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        return len(data)

    @property
    def sha256(self) -> str:
        """SHA-256 of what was written, in hexadecimal."""
        return self._sha256.hexdigest()

    def as_file(self) -> BinaryIO:
        """Return this sink under the type that writers ask for; they use `write` alone."""
        return cast("BinaryIO", self)


class _Window(io.RawIOBase):
    """The bytes from `offset` on, `size` of them, of another file."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        self._file = file
        self._remaining = size
        file.seek(offset)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._file.read(min(len(buffer), self._remaining))
        buffer[: len(data)] = data
        self._remaining -= len(data)
        return len(data)


def window(file: BinaryIO, offset: int, size: int) -> BinaryIO:
    """Return a file to read that holds `size` bytes of `file` from `offset` on; `file` is not to be used meanwhile."""
    return io.BufferedReader(_Window(file, offset, size), limits.CHUNK_BYTES)


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Return `size` bytes of `file` from `offset` on, fewer only where it ends."""
    file.seek(offset)
    return file.read(size)
