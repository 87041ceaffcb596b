"""What the records of a text are: rows of a table, objects of a list, lines of a log, messages of a chat.

Lines that belong to a record (a stack trace, a message of several lines, what is indented) go with its first
line. A text whose lines begin with a time has a record for each of them; another text is a record for each
paragraph or, where it is long and has none, for each line. What belongs to no record (the lines above and below a
table, what stands around a list) is for all of them.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sealcase.contents import Document
from sealcase.model import Exhibit, Kind
from sealcase.moments import Stamps

SAMPLE_CHARS = 64 * 1024
"""How much of a text is looked at to find what its records are."""
SAMPLE_LINES = 200
SHORT_CHARS = 2_000
"""A text without times that is not longer is one record: a message, a receipt, a letter."""
MIN_LINES = 20
"""Lines without a blank one between them that are a log without times rather than a paragraph."""

_LINE_START = re.compile(r"^(?=\S)", re.MULTILINE)
_BLANK = re.compile(r"(?:^[ \t]*(?:\r\n|\r|\n))+", re.MULTILINE)
_MAIL = re.compile(
    r"(?:From|To|Subject|Date|Received|Return-Path|Message-ID|发件人|收件人|主题)[:：] ?\S", re.IGNORECASE
)
_BREAK = re.compile(r"\r\n|\r|\n|\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """A text, or a stretch of one, and where its records stand in it."""

    text: str = field(repr=False)
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)
    lists: tuple[tuple[int, int], ...] = ()
    """First and behind the last record of each list whose records have commas between them (JSON)."""

    def at(self, position: int) -> int | None:
        """Return which record holds a character, None where none does."""
        number = bisect.bisect_right(self.starts, position) - 1
        return number if number >= 0 and position < self.ends[number] else None

    def record(self, number: int) -> str:
        """Return the text of a record."""
        return self.text[self.starts[number] : self.ends[number]]


def has_lines(kind: Kind) -> bool:
    """Tell whether the records of a text of this kind are lines, one after the other to its end."""
    return kind in {Kind.TEXT, Kind.JSON_LINES}


def line_records(exhibit: Exhibit) -> Iterator[Records]:
    """Yield the records of a text of lines, stretch by stretch; a record is never split."""
    texts = (part.text[slice(*part.own)] for part in exhibit.texts)
    return _stretches(texts, exhibit.kind)


def _stretches(texts: Iterable[str], kind: Kind) -> Iterator[Records]:
    begins: Callable[[str], list[int]] | None = None
    carried = ""
    for text in texts:
        buffer = carried + text
        if begins is None:
            begins = _begins(buffer, kind)
        starts = sorted({0, *begins(buffer)})
        if len(starts) > 1:  # the last record may go on in the next part
            yield _contiguous(buffer[: starts[-1]], starts[:-1])
            buffer = buffer[starts[-1] :]
        carried = buffer
    if carried:
        yield _contiguous(carried, [0])


def _contiguous(text: str, starts: list[int]) -> Records:
    return Records(text=text, starts=starts, ends=[*starts[1:], len(text)])


_Begins = Callable[[str], list[int]]
"""Gives where records begin in a text that begins with one; 0 may be missing."""


def _begins(text: str, kind: Kind) -> _Begins:
    """Return how the records of a text begin, by its first characters."""
    sample = text[:SAMPLE_CHARS]
    if kind is Kind.JSON_LINES:
        return _lines
    if _MAIL.match(sample):
        return lambda _text: [0]
    lines = [line for line in sample.splitlines() if line[:1].strip()][:SAMPLE_LINES]
    if (stamps := Stamps.of(lines)) is not None:
        return stamps.starts
    if len(text) <= SHORT_CHARS:
        return lambda _text: [0]
    blocks = [block for block in _BLANK.split(sample) if block.strip()]
    longest = max(block.count("\n") for block in blocks)
    return _blocks if len(blocks) > 1 and longest < max(MIN_LINES, len(lines) // 2) else _lines


def _lines(text: str) -> list[int]:
    return [match.start() for match in _LINE_START.finditer(text)]


def _blocks(text: str) -> list[int]:
    return [match.end() for match in _BLANK.finditer(text) if match.end() < len(text)]


# ---- tables


def table_records(document: Document) -> Records:
    """Return the rows under the header; all rows where there is no header."""
    headed = any(cell.label for cell in document.fields)
    rows: dict[int, tuple[int, int]] = {}
    records: set[int] = set()
    for cell in document.fields:
        start, _ = rows.get(cell.row, (cell.start, 0))
        rows[cell.row] = start, cell.end
        if cell.label or not headed:
            records.add(cell.row)
    starts, ends = [], []
    for row in sorted(records):
        start, end = rows[row]
        line_break = _BREAK.match(document.text, end)
        starts.append(start)
        ends.append(line_break.end() if line_break else end)
    return Records(text=document.text, starts=starts, ends=ends)
