"""The values that travel between the rooms: exhibits, findings, decisions, redactions.

Every value is immutable. Nothing here reads a file, loads an image library or prints; each stage of
`sealcase.pipeline` takes some of these values and yields others. Values of tier `secret` or
`personal` are carried in fields that stay out of `repr`, so that no log or traceback shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar, overload

from sealcase.locale import N_


class Kind(StrEnum):
    """What an exhibit's bytes are, decided by content and never by file name."""

    IMAGE = "image"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    JSON_LINES = "jsonl"


class Tier(StrEnum):
    """How much harm a value does when it leaves (design, section 3)."""

    SECRET = "secret"
    PERSONAL = "personal"
    IDENTIFIER = "identifier"


class Band(StrEnum):
    """How sure a detector is: a checksum, or label and shape; a shape; a guess that a person should see."""

    CERTAIN = "certain"
    LIKELY = "likely"
    REVIEW = "review"


class Action(StrEnum):
    """What happens to a finding."""

    KEEP = "keep"
    MASK = "mask"
    REMOVE = "remove"


class Role(StrEnum):
    """Whose value a finding is, as seen from the disputed transaction."""

    UNKNOWN = "unknown"
    COMPLAINANT = "complainant"
    COUNTERPARTY = "counterparty"
    """The other side of the disputed transaction."""
    THIRD_PARTY = "third-party"
    """Anybody else: the other rows of a bill."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """One page of pixels: upright, RGB, 8 bits a channel, row by row, `3 * width * height` bytes."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """One piece of evidence, gathered and decoded, not yet looked at."""

    id: str
    """`0001`, `0002`, … in the order given."""
    name: str
    """File name without folders, for the person at this computer: it never leaves."""
    path: Path
    kind: Kind
    content: Document | LongText | Sequence[Picture]
    """The text, or the pages, which may be decoded anew each time one is asked for."""
    original: bytes | StoredOriginal = field(repr=False)
    """The file's bytes as they were read, for the vault."""
    copy_suffix: str | None = None
    """End of the redacted copy's name, where the copy is of another kind than the file: `.json`, `-2.csv`."""
    records: int = 0
    """How many records are in the text, where the focus left others out."""
    withheld: int = 0
    """How many records the focus left out of the text: they are not about the disputed transaction."""
    is_statement: bool = False
    """It is what the person states about the complaint, in their own words, and no evidence."""

    @property
    def texts(self) -> Sequence[Document]:
        """The text, part by part; nothing where the exhibit is pictures."""
        if isinstance(self.content, Document):
            return (self.content,)
        return self.content if isinstance(self.content, LongText) else ()

    @property
    def pages(self) -> Sequence[Picture]:
        """The pages; nothing where the exhibit is a text."""
        return () if isinstance(self.content, (Document, LongText)) else self.content


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something sensitive, or something that the case is about, at a place in an exhibit."""

    id: str
    """`F1`, `F2`, … over the whole case."""
    exhibit: str
    entity: str
    tier: Tier
    band: Band
    where: Where
    value: str = field(repr=False)
    """The value in its canonical spelling (digits without spaces, NFKC): equal values get equal placeholders."""
    rule: str
    """Which recogniser or step found it, for the person and for tests."""
    role: Role = Role.UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One sentence for people in both languages."""

    en: str
    zh: str

    def to_json(self) -> dict[str, str]:
        """Return both wordings, as policies and manifests hold them."""
        return {"en": self.en, "zh": self.zh}


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What happens to one finding, and why."""

    finding: Finding
    action: Action
    keep_last: int = 0
    """How many characters at the end of the value stay readable when the action is `mask`."""
    reason: Wording


Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class ByExhibit(Collection[Each]):
    """Findings or decisions of a case, exhibit by exhibit, where those of a long text are too many to be held.

    Each collection can be walked through as often as it is asked for.
    """

    each: Mapping[str, Collection[Each]] = field(repr=False)

    def __len__(self) -> int:
        return sum(map(len, self.each.values()))

    def __iter__(self) -> Iterator[Each]:
        for those in self.each.values():
            yield from those

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Redaction:
    """A decision carried out: what the desk sees of it, and what the vault keeps.

    `where` is a place in the redacted item, not in the original: the original place would tell the
    length of what was removed.
    """

    id: str
    """`R1`, `R2`, … over the whole case."""
    entity: str
    where: Where
    action: Action
    reason: Wording
    placeholder: str
    value: str = field(repr=False)
    """What stood there: text as it was written; for a picture region the SHA-256 (hex) of its original
    pixels. Goes into the opening in the vault, never into the package."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactedItem:
    """One redacted exhibit or page as it will travel, waiting in a private folder."""

    exhibit: str
    name: str
    """File name for `redact -o`: `0001-NAME`, with the suffix of what it now is."""
    path: Path
    kind: Kind
    size_bytes: int
    sha256: str
    crc32: int
    """What sealing holds the file to while it copies it: the digest above, which is signed, took its time once."""
    redactions: Sequence[Redaction]
    """In order of place; of a long text they are made anew each time they are walked through."""
    withheld: int = 0
    """How many records of the exhibit, which are not about the disputed transaction, are not in it."""
    charset: str = ""
    """Of text: `utf-8`, `utf-16` or `gb18030`, as it was written. Without it, sealing has to read the file twice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedFact:
    """Something that a complaint of this kind has to say, and what the sender says, redacted."""

    id: str
    title: Wording
    lines: tuple[str, ...] = field(default=(), repr=False)
    """Empty where the sender did not state it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """The complaint: what kind it is and what the person says about it."""

    issue: str
    title: Wording
    created: str
    """UTC, `2026-11-22T16:47:00Z`."""
    facts: tuple[StatedFact, ...] = ()
    removed: tuple[tuple[str, int], ...] = ()
    """By entity, in order: how many values were masked or removed in the lines of `facts`."""
    withheld: int = 0
    """How many exhibits hold no record of the disputed transaction and are left out whole."""
