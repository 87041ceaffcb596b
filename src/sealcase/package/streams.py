"""Byte streams between the layers of a package: pieces to read from, a window on a file, work on another thread.

Large packages are bound by hashing, so hashes are computed, and files written, beside reading, encrypting and
decrypting (`Worker`); pieces are handed on as views of buffers that stay as they are while they are held.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

from sealcase.crc import crc32
from sealcase.package import limits
from sealcase.package.buffers import Buffers

_WAITING_CALLS = 2
"""How many calls may wait for a worker: what bounds memory is that the caller then waits too."""
_WINDOW_BUFFER_BYTES = 16 * 1024
"""For reading a header line by line; longer reads go past it."""


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


class Writable(Protocol):
    """All that is asked of what is written to."""

    def write(self, data: bytes | memoryview, /) -> int:
        """Take at least the beginning of `data`, and return how many bytes that was."""


def write_all(sink: Writable, data: memoryview | bytes) -> None:
    """Write all of `data`: an unbuffered file or a pipe may take only a part."""
    while (written := sink.write(data)) < len(data):
        data = data[written:]


class Beside:
    """Writes to another file on a worker; what is given to it must not change afterwards."""

    def __init__(self, sink: Writable, worker: Worker) -> None:
        self._sink = sink
        self._worker = worker

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all of `data` and return its length."""
        self._worker.call(lambda: write_all(self._sink, data))
        return len(data)


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
