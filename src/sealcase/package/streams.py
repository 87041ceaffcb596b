"""Byte streams between the layers of a package: pieces to read from, a window on a file, work on another thread.

Large packages are bound by hashing, so hashes are computed beside reading, encrypting and writing
(`Worker`); pieces are handed on as views, and never changed once they were handed on.
"""

from __future__ import annotations

import hashlib
import io
import queue
import threading
import zlib
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from sealcase.package import limits

_WAITING_CALLS = 4
"""How many calls may wait for a worker: what bounds memory is that the caller then waits too."""


class Worker:
    """Makes calls, one after the other, on a thread of its own, while its caller goes on."""

    def __init__(self) -> None:
        self._calls: queue.Queue[Callable[[], object] | None] = queue.Queue(_WAITING_CALLS)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self._calls.put(None)
        self._thread.join()

    def _run(self) -> None:
        for call in iter(self._calls.get, None):
            try:
                call()
            except BaseException as error:  # noqa: BLE001 - it is raised where the caller waits
                self._error = error
            self._calls.task_done()
        self._calls.task_done()

    def call(self, function: Callable[[], object]) -> None:
        """Let `function` be called after those before it; waits where too many wait already.

        Raises:
            RuntimeError: the thread has ended or was not started; waiting for it would never end.
        """
        if not self._thread.is_alive():
            raise RuntimeError("the worker is used outside of its block")
        self._calls.put(function)

    def wait(self) -> None:
        """Return once every call was made; raises what one of them raised."""
        self._calls.join()
        if self._error is not None:
            raise self._error


class Digest:
    """SHA-256 of pieces, computed by a worker."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._sha256 = hashlib.sha256()

    def update(self, piece: bytes | memoryview) -> None:
        """Take in `piece`, which must not change afterwards."""
        self._worker.call(lambda: self._sha256.update(piece))

    def hexdigest(self) -> str:
        """Return the digest of all pieces, in hexadecimal."""
        self._worker.wait()
        return self._sha256.hexdigest()


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

    def read_view(self, size: int) -> memoryview:
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
        views: list[memoryview] = []
        while size and (view := self.read_view(size)):
            views.append(view)
            size -= len(view)
        return b"".join(views)


def piece_reader(pieces: Generator[bytes | memoryview]) -> PieceReader:
    """Return the `pieces`, one after the other, to be read like a file."""
    return PieceReader(pieces)


class DigestingSink(io.RawIOBase):
    """Writes to another file and keeps the digests of what was written."""

    def __init__(self, output: BinaryIO, worker: Worker) -> None:
        self._output = output
        self._digest = Digest(worker)
        self.crc32 = 0

    def write(self, data: Any, /) -> int:
        """Write all of `data`, which must not change afterwards, and return its length."""
        self._digest.update(data)
        self._output.write(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        return len(data)

    @property
    def sha256(self) -> str:
        """SHA-256 of what was written, in hexadecimal."""
        return self._digest.hexdigest()

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
        count: int = self._file.readinto(memoryview(buffer)[: self._remaining])  # type: ignore[attr-defined]
        self._remaining -= count
        return count


def window(file: BinaryIO, offset: int, size: int) -> BinaryIO:
    """Return a file to read that holds `size` bytes of `file` from `offset` on; `file` is not to be used meanwhile."""
    return io.BufferedReader(_Window(file, offset, size), limits.CHUNK_BYTES)


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Return `size` bytes of `file` from `offset` on, fewer only where it ends."""
    file.seek(offset)
    return file.read(size)
