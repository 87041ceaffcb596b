"""Parts of a long text, each read from the file anew and known again by its digest.

The file may have changed since the first pass: findings of one text must never be carried out on another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sealcase.contents import Document, Field
from sealcase.errors import DamagedFileError, UnreadableFileError
from sealcase.files import open_ordinary
from sealcase.gather.json_text import JsonSyntaxError, read_json_lines
from sealcase.locale import N_
from sealcase.model import Kind

BLOCK_BYTES = 1024 * 1024
"""How much is read at a time."""
DIGEST_BYTES = 16
_CHANGED = N_("it changed while it was being read")


class Place(NamedTuple):
    """Where a part lies in the file, margins included."""

    offset: int
    size: int
    """Bytes."""
    start: int
    """Characters before it."""
    left: int
    right: int
    """Characters of its margins."""
    digest: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """Reads the parts of one file; holds nothing of it, and can be sent to another process."""

    path: Path
    encoding: str
    kind: Kind
    places: tuple[Place, ...] = field(repr=False)

    def __call__(self, index: int) -> Document:
        """Return the part `index`.

        Raises:
            UnreadableFileError: the operating system would not give it.
            DamagedFileError: the file is not what it was, or a line of JSON goes too deep.
        """
        place, file = self.places[index], str(self.path)
        try:
            with open_ordinary(self.path) as source:
                source.seek(place.offset)
                data = source.read(place.size)
        except OSError as error:
            raise UnreadableFileError(file=file, reason=error.strerror or N_("unknown reason")) from error
        if digest_of(data) != place.digest:
            raise DamagedFileError(file=file, reason=_CHANGED)
        text = data.decode(self.encoding)
        return Document(
            text=text,
            encoding=self.encoding,
            fields=self._fields(text, file) if self.kind is Kind.JSON_LINES else (),
            start=place.start,
            margins=(place.left, place.right),
        )

    def _fields(self, text: str, file: str) -> tuple[Field, ...]:
        try:
            return read_json_lines(text, file)
        except JsonSyntaxError as error:
            line = 1 + text.count("\n", 0, error.offset)
            reason = N_("it begins like JSON but breaks at line {line}")
            raise DamagedFileError(file=file, reason=reason, line=line) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """Reads the whole file in pieces, as it was when it was gathered."""

    path: Path
    size_bytes: int
    digest: bytes

    def __call__(self) -> Iterator[bytes]:
        """Yield the bytes of the file.

        Raises:
            UnreadableFileError: the operating system would not give them.
            DamagedFileError: the file is not what it was.
        """
        file, left, running = str(self.path), self.size_bytes, hashlib.blake2b(digest_size=DIGEST_BYTES)
        try:
            with open_ordinary(self.path) as source:
                while left and (block := source.read(min(left, BLOCK_BYTES))):
                    left -= len(block)
                    running.update(block)
                    yield block
        except OSError as error:
            raise UnreadableFileError(file=file, reason=error.strerror or N_("unknown reason")) from error
        if running.digest() != self.digest:
            raise DamagedFileError(file=file, reason=_CHANGED)


def digest_of(data: bytes) -> bytes:
    """Return the digest by which a part is known again."""
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()
