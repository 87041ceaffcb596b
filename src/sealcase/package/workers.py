"""Work on another thread: hashing and writing beside reading, encrypting and decrypting.

Large packages are bound by hashing, so hashes are computed, and files written, by a `Worker`; pieces are handed on as
views of buffers that stay as they are while they are held.
"""

from __future__ import annotations

import contextlib
import hashlib
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sealcase.crc import crc32
from sealcase.package import limits
from sealcase.package.buffers import Buffers
from sealcase.package.streams import Writable, write_all

_WAITING_CALLS = 2
"""How many calls may wait for a worker: what bounds memory is that the caller then waits too."""


class Worker:
    """Makes calls, one after the other, on a thread of its own, while its caller goes on."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._places: queue.SimpleQueue[None] = queue.SimpleQueue()
        for _ in range(_WAITING_CALLS):
            self._places.put(None)
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
        while (call := self._calls.get()) is not None:
            try:
                call()
            except BaseException as error:  # noqa: BLE001 - it is raised where the caller waits
                self._error = self._error or error  # those after the first may only follow from it
            del call  # and with it the views that it holds
            self._places.put(None)

    def call(self, function: Callable[[], object]) -> None:
        """Let `function` be called after those before it; waits where too many wait already.

        Raises what an earlier call raised, where one did.

        Raises:
            RuntimeError: the thread has ended or was not started; waiting for it would never end.
        """
        if not self._thread.is_alive():
            raise RuntimeError("the worker is used outside of its block")
        if self._error is not None:
            raise self._error
        self._places.get()
        self._calls.put(function)

    def wait(self) -> None:
        """Return once every call was made; raises what one of them raised."""
        if self._thread.is_alive():  # at the end of its block all calls were made
            done = threading.Event()
            self._places.get()
            self._calls.put(done.set)
            done.wait()
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


def ahead(pieces: Generator[memoryview]) -> Generator[memoryview]:
    """Yield `pieces`, which are made on a thread of their own, a few ahead of whoever takes them.

    What making one raises is raised where that one would have come.
    """
    made: queue.SimpleQueue[memoryview | BaseException | None] = queue.SimpleQueue()

    def make() -> None:
        try:
            made.put(next(pieces, None))
        except BaseException as error:  # noqa: BLE001 - it is raised below
            made.put(error)

    with contextlib.closing(pieces), Worker() as worker:
        for _ in range(_WAITING_CALLS):
            worker.call(make)
        while (piece := made.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
            worker.call(make)


class Sums:
    """SHA-256 and CRC-32 of pieces, computed by a worker."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._sha256 = hashlib.sha256()
        self._crc32 = 0

    def update(self, piece: bytes | memoryview) -> None:
        """Take in `piece`, which must not change afterwards."""
        self._worker.call(lambda: self._add(piece))

    def _add(self, piece: bytes | memoryview) -> None:
        self._sha256.update(piece)
        self._crc32 = crc32(piece, self._crc32)

    def both(self) -> tuple[str, int]:
        """Return SHA-256 (hexadecimal) and CRC-32 of all pieces."""
        self._worker.wait()
        return self._sha256.hexdigest(), self._crc32


class Beside:
    """Writes to another file on a worker; what is given to it must not change afterwards."""

    def __init__(self, sink: Writable, worker: Worker) -> None:
        self._sink = sink
        self._worker = worker

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all of `data` and return its length."""
        self._worker.call(lambda: write_all(self._sink, data))
        return len(data)


@contextlib.contextmanager
def written(path: Path, worker: Worker) -> Iterator[Callable[[memoryview], None]]:
    """Yield what takes the content of a new file at `path`; a worker writes it, and is done when the block ends."""
    with path.open("xb", buffering=0) as file:
        try:
            yield lambda view: worker.call(lambda: write_all(file, view))
        finally:
            worker.wait()


class Summed:
    """A file to read whose bytes go into `sums` as they are read; each byte can be read but once."""

    def __init__(self, source: BinaryIO, sums: Sums) -> None:
        self._source = source
        self._sums = sums
        self._buffers = Buffers(limits.CHUNK_BYTES)

    def read(self, size: int, /) -> memoryview:
        """Return at most `size` bytes, none at the end; they stay as they are while they are held."""
        view = self._buffers.take()[:size]
        view = view[: self._source.readinto(view)]  # type: ignore[attr-defined]  # every file of bytes has it
        self._sums.update(view)
        return view

    def readline(self, limit: int, /) -> bytes:
        """Return the bytes up to the next line feed, at most `limit`."""
        line = self._source.readline(limit)
        self._sums.update(line)
        return line

    def drain(self) -> None:
        """Read what is left."""
        while self.read(limits.CHUNK_BYTES):
            pass
