"""What exhibits hold, and places in it: pages of pixels, documents with their cells or values, long texts.

Every value is immutable. Nothing here reads a file by itself or loads an image library, and text and pixels stay
out of `repr`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

from sealcase.locale import N_


class Box(NamedTuple):
    """A rectangle of whole pixels, half-open: `left <= x < right`, `top <= y < bottom`."""

    left: int
    top: int
    right: int
    bottom: int


COVER_FILL, COVER_INK = (72, 62, 96), (255, 232, 160)
"""Colours of every box that covers a value, and of the placeholder on it: unlike paper and ink of light and dark
screens, so that a box is seen as a box."""


class TextSpan(NamedTuple):
    """Characters `start` to `end` (half-open, code points from 0) of a decoded text."""

    start: int
    end: int

    @property
    def phrase(self) -> str:
        """The place in words: a marked template over `to_json()`."""
        return N_("characters {start} to {end}")

    def to_json(self) -> dict[str, object]:
        """Return the place as `scan --json` and the manifest write it."""
        return {"start": self.start, "end": self.end}


class CellSpan(NamedTuple):
    """Characters `start` to `end` of one cell's unquoted value; rows and columns count from 0."""

    row: int
    column: int
    start: int
    end: int

    @property
    def phrase(self) -> str:
        """The place in words: a marked template over `to_json()`."""
        return N_("row {row}, column {column}, characters {start} to {end}")

    def to_json(self) -> dict[str, object]:
        """Return the place as `scan --json` and the manifest write it."""
        return {"row": self.row, "column": self.column, "start": self.start, "end": self.end}


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """One value on a picture: a box for each line that it runs over; pages count from 1."""

    page: int
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """The smallest box around all boxes."""
        lefts, tops, rights, bottoms = zip(*self.boxes, strict=True)
        return Box(min(lefts), min(tops), max(rights), max(bottoms))

    @property
    def phrase(self) -> str:
        """The place in words: a marked template over `to_json()`."""
        return N_("page {page}, box {box}")

    def to_json(self) -> dict[str, object]:
        """Return the place as `scan --json` and the manifest write it; `boxes` only when there are several."""
        place: dict[str, object] = {"page": self.page, "box": list(self.box)}
        if len(self.boxes) > 1:
            place["boxes"] = [list(box) for box in self.boxes]
        return place


Where = TextSpan | CellSpan | Region


class Letter(NamedTuple):
    """A character of a document's text layer, and where it says that it stands."""

    char: str
    box: Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """One page of pixels: upright, RGB, 8 bits a channel, row by row, `3 * width * height` bytes."""

    width: int
    height: int
    pixels: bytes = field(repr=False)
    letters: tuple[Letter, ...] = field(default=(), repr=False)
    """What the text layer of a PDF page says. It may say anything: a hint to how what shows is read, no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One value inside a structured document, and how to get from its characters back to the file's.

    For CSV a field is a cell, for JSON a scalar. `start` and `end` bound the raw token in
    `Document.text`, quotes included; `value` is what a reader of the format sees.
    """

    start: int
    end: int
    value: str = field(repr=False)
    label: str
    """Column header, or JSON key path such as `user.phone`; empty when there is none."""
    row: int = -1
    column: int = -1
    """Record and cell, from 0, in a CSV; -1 in a JSON document."""
    offsets: tuple[int, ...] | range = field(default=(), repr=False)
    """Where in `Document.text` each character of `value` begins, and the end of the last: `len(value) + 1`
    numbers. Empty for CSV, where places are counted inside the cell. A range where nothing is escaped,
    since millions of numbers would weigh a hundred times what the text does."""
    quote: str = '"'
    """The quotation mark as it is written around the value, which a JSON document inside of a string escapes."""

    def where(self, start: int, end: int) -> TextSpan | CellSpan:
        """Return the place of `value[start:end]` in its exhibit."""
        if self.row >= 0:
            return CellSpan(row=self.row, column=self.column, start=start, end=end)
        return TextSpan(start=self.offsets[start], end=self.offsets[end])


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A decoded text and how its bytes were written, so that it can be written again in the same way.

    Line ends stay in `text` as they were. `text.encode(encoding)` with `bom` before it gives the
    original bytes back.
    """

    text: str = field(repr=False)
    encoding: str
    """A Python codec name without byte-order mark: `utf-8`, `utf-16-le`, `utf-16-be` or `gb18030`."""
    bom: bytes = b""
    fields: tuple[Field, ...] = field(default=(), repr=False)
    """Cells or scalars, in order of `start`; empty for plain text."""
    delimiter: str = ""
    """The separator of a CSV, else empty."""
    start: int = 0
    """How many characters of the exhibit stand before `text`: not 0 in a part of a `LongText`."""
    margins: tuple[int, int] = (0, 0)
    """How many characters at the beginning and at the end of `text` are there for context alone: the parts
    before and after answer for them."""

    @property
    def own(self) -> tuple[int, int]:
        """Where in `text` begins and ends what this part answers for."""
        return self.margins[0], len(self.text) - self.margins[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class LongText(Sequence[Document]):
    """A text that is too long to be held: parts of whole lines, each read anew whenever it is asked for.

    What the parts answer for, one after the other, is the whole text.
    """

    number: int
    """How many parts there are."""
    read: Callable[[int], Document] = field(repr=False)
    """Gives the part of an index from 0, the same every time; it can be sent to another process."""
    encoding: str
    bom: bytes = b""

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Document, ...]: ...
    def __getitem__(self, index: int | slice) -> Document | tuple[Document, ...]:
        indices = range(self.number)[index]
        return self.read(indices) if isinstance(indices, int) else tuple(map(self.read, indices))


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredOriginal:
    """An original that is too long to be held, and is read where it lies."""

    size_bytes: int
    read: Callable[[], Iterator[bytes]] = field(repr=False)
    """Yields its bytes in pieces, the same every time, or raises."""

    def __len__(self) -> int:
        return self.size_bytes


def pieces(original: bytes | StoredOriginal) -> Iterator[bytes]:
    """Yield the bytes of an original."""
    if isinstance(original, bytes):
        yield original
    else:
        yield from original.read()
