"""The inner tar: a POSIX ustar of regular files in one order, written and read by exact rules.

Guarantees: the reader accepts byte for byte what the writer writes and nothing else. A header is a
function of name and size alone; the reader builds it again and compares, so there is no second way
to spell an entry. Refused: links, devices, folders, pax and GNU entries, other names or another
order, owners, times, non-zero padding, anything after the end. Source: IEEE Std 1003.1-2017, pax,
"ustar Interchange Format".
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from sealcase.errors import ArchiveError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package import limits
from sealcase.package.padding import padme
from sealcase.package.streams import PieceReader, Writable, file_pieces, piece_reader, write_all

BLOCK_BYTES = 512
_ZEROS = bytes(64 * 1024)
"""What the padding is compared with, which runs to megabytes."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_.-]*){0,2}")
_NAME_CHARS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One file in the archive."""

    name: str
    size: int
    """Content in bytes."""
    offset: int = 0
    """Byte at which its content begins, when it was read."""


def header(entry: Entry) -> bytes:
    """Return the 512 bytes that stand before the content of `entry`: mode 0644, no owner, time zero.

    Raises:
        ValueError: the name or size cannot stand in an archive of this format.
    """
    if len(entry.name) > _NAME_CHARS or not _NAME.fullmatch(entry.name) or not 0 <= entry.size < 8**11:
        raise ValueError(entry)
    name = entry.name.encode().ljust(_NAME_CHARS, b"\0")
    before = name + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % entry.size + b"%011o\0" % 0
    after = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2 + bytes(167)
    # The checksum is the sum of all bytes, with its own eight counted as spaces.
    return before + b"%06o\0 " % (sum(before) + sum(after) + 8 * 0x20) + after


def padded_size(sizes: Iterable[int]) -> int:
    """Return the size in bytes of an archive whose files have these `sizes`.

    Headers, contents in whole blocks and the two end blocks are counted in blocks, and the number of
    blocks rises to the next Padmé size, so that the archive tells little of what it holds.
    """
    blocks = 2 + sum(1 + -(-size // BLOCK_BYTES) for size in sizes)
    return max(limits.ARCHIVE_MINIMUM_BYTES, BLOCK_BYTES * padme(blocks))


class ArchiveWriter:
    """Writes an archive to `sink`, entry by entry, in the order in which they are added."""

    def __init__(self, sink: Writable) -> None:
        self._sink = sink
        self._sizes: list[int] = []
        self._written = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a file; raises ValueError where its name or size does not fit the format."""
        with self.entry(Entry(name=name, size=len(content))) as target:
            target(content)

    @contextlib.contextmanager
    def entry(self, entry: Entry) -> Iterator[Callable[[bytes | memoryview], None]]:
        """Yield what takes the content of `entry`, piece by piece.

        Raises:
            ValueError: the content has another size than the entry says, or the name does not fit the format.
        """
        self._write(header(entry))
        begin = self._written
        yield self._write
        if self._written - begin != entry.size:
            raise ValueError(entry)
        self._sizes.append(entry.size)
        self._write(bytes(-entry.size % BLOCK_BYTES))

    def finish(self) -> None:
        """Write the end, padded."""
        while remaining := padded_size(self._sizes) - self._written:
            self._write(bytes(min(remaining, limits.CHUNK_BYTES)))

    def _write(self, data: bytes | memoryview) -> None:
        write_all(self._sink, data)
        self._written += len(data)


Layout = Callable[[int, str], bool]
"""Says whether the entry at this position, counted from 0, may have this name."""


class Content:
    """What an entry holds, to be read once, where it stands in the archive."""

    def __init__(self, source: PieceReader, size: int) -> None:
        self._source = source
        self.remaining = size
        """Bytes that were not read yet."""

    def read_view(self, size: int, /) -> memoryview:
        """Return at most `size` bytes, none at its end or that of the archive."""
        view = self._source.read_view(min(size, self.remaining))
        self.remaining -= len(view)
        return view


def walk_archive(source: PieceReader, layout: Layout, label: str) -> Iterator[tuple[Entry, Content]]:
    """Yield the entries of the archive in `source`, in order; the end is checked before the last `next` returns.

    The caller may read a content, or a part of it, before it goes on. The number of entries is bounded
    through `layout`, and nothing larger than a chunk is read here.

    Raises:
        ArchiveError: a byte outside of the contents is not what the writer writes, or `layout` says no.
    """
    sizes: list[int] = []
    position = 0
    while (block := source.read(BLOCK_BYTES)).strip(b"\0"):
        entry = _entry(block, position, label)
        if not layout(len(sizes), entry.name):
            _refuse(label, N_("{member} does not belong there"), entry.name)
        content = Content(source, entry.size)
        yield entry, content
        while content.remaining and content.read_view(limits.CHUNK_BYTES):
            pass
        padding_bytes = -entry.size % BLOCK_BYTES
        padding = source.read(padding_bytes)
        if content.remaining or len(padding) < padding_bytes:
            _refuse(label, N_("{member} is longer than the archive"), entry.name)
        if padding.strip(b"\0"):
            _refuse(label, N_("the padding after {member} is not zero"), entry.name)
        position += BLOCK_BYTES + entry.size + padding_bytes
        sizes.append(entry.size)
    position += len(block)
    while piece := source.read_view(len(_ZEROS)):
        if piece.tobytes() != _ZEROS[: len(piece)]:
            _refuse(label, N_("something stands after its end"))
        position += len(piece)
    if position != padded_size(sizes):
        _refuse(label, N_("its size is not the one that its contents have"))


def read_archive(file: BinaryIO, layout: Layout, label: str) -> Iterator[Entry]:
    """Yield the entries of the archive that `file` holds, as `walk_archive` does, to be read later at their offsets."""
    file.seek(0)
    with piece_reader(file_pieces(file)) as source:
        for entry, _ in walk_archive(source, layout, label):
            yield entry


def _entry(block: bytes, position: int, label: str) -> Entry:
    """Return the entry whose header is `block`, after comparing it with the one that we would write."""
    name = block[:_NAME_CHARS].rstrip(b"\0").decode("ascii", "replace")
    if len(block) < BLOCK_BYTES:
        _refuse(label, N_("it breaks off"), name)
    if block[156:157] != b"0":
        _refuse(label, N_("{member} is not a regular file"), name)
    digits = block[124:135]
    if len(name) > _NAME_CHARS or not _NAME.fullmatch(name) or not re.fullmatch(b"[0-7]{11}", digits):
        _refuse(label, N_("the name or size of {member} is not allowed"), name)
    entry = Entry(name=name, size=int(digits, 8), offset=position + BLOCK_BYTES)
    if header(entry) != block:
        _refuse(label, N_("the header of {member} is not the one that the format prescribes"), name)
    return entry


def _refuse(label: str, reason: str, member: str = "") -> NoReturn:
    raise ArchiveError(file=label, reason=reason, member=printable(member))
