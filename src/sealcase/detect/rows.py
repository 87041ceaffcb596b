"""One line of a page with its pixels: how large its type is, where its paper is, which box covers a part of it.

A value's box holds all of its ink, and none of its neighbours' where a gap of paper parts them: the
places that text recognition gives are moved to the paper nearest by.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcase.detect.ink import Strip, strip
from sealcase.detect.ocr import Line
from sealcase.model import Box

# Lengths are in heights of the line's box, which is about 1.25 times the size of its type.
REACH = 0.5
"""How far outside its box a line's ink is looked for."""
END_GAP = 0.35
"""Paper after which a line is over."""
CORE = 0.55
"""Middle part of a line's box, in which paper between strokes does not end the line."""
LATIN_WIDTH = 0.55
"""Width of a letter or digit in sizes of its type: 0.5 to 0.6 in the fonts of phones."""
MIN_SAMPLES = 3
DETACHED = 0.15
"""How far from the letters an underscore or accent stands, and how thick it is, at most."""
PADDING = 0.1
"""Paper that is covered around the ink, where there is any."""
_LEFT_HEAVY = "，。、：；）！？》】"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line that was read, and its pixels."""

    text: str = field(repr=False)
    box: Box
    cells: tuple[Box, ...] = field(repr=False)
    strip: Strip
    size: float | None
    """Size of the type in pixels, by how far the pen moves from one character to the next; None where the line
    is too short to tell."""

    @property
    def height(self) -> int:
        """Height of the line's box, in pixels."""
        return self.box.bottom - self.box.top

    @property
    def middle(self) -> float:
        """Where the middle of the line is, from the top of the page."""
        return (self.box.top + self.box.bottom) / 2


def row_of(line: Line, rgb: Any) -> Row:
    """Return `line` with its pixels; `rgb` is the page as an array of height × width × 3 bytes."""
    height = line.box.bottom - line.box.top
    return Row(
        text=line.text,
        box=line.box,
        cells=line.cells,
        strip=strip(rgb, line.box, max(2, round(REACH * height))),
        size=_type_size(line),
    )


def _type_size(line: Line) -> float | None:
    """Return the size of a line's type: a hanzi is as wide as it, a Latin letter or digit about 0.55 of it."""
    # The first and the last cell reach to the ends of the box.
    sizes = [
        (cell.right - cell.left) / (1 if unicodedata.east_asian_width(character) in "WF" else LATIN_WIDTH)
        for character, cell in list(zip(line.text, line.cells, strict=True))[1:-1]
        if character.isalnum()
    ]
    return min(statistics.median(sizes), line.box.bottom - line.box.top) if len(sizes) >= MIN_SAMPLES else None


def value_box(row: Row, start: int, end: int) -> Box:
    """Return the box that covers characters `start` to `end` of a line: all their ink, and little else."""
    frame, ink, height = row.strip.frame, row.strip.ink, row.height
    pad = max(3, round(PADDING * height))
    left = _edge(row, start, pad, towards=-1)
    right = max(left + 1, _edge(row, end, pad, towards=1))
    inner = [bool(inked) for inked in ink[:, left:right].any(axis=1)]
    top, bottom = _vertical(row, inner, pad)
    return Box(frame.left + left, frame.top + top, frame.left + right, frame.top + bottom)


def between(row: Row, at: int) -> tuple[int, int]:
    """Return the middles of the characters before and after the boundary `at`, as columns of the strip.

    White space has no middle: the nearest characters on both sides count.
    """
    text, last = row.text, len(row.strip.columns) - 1
    before = next((index for index in range(at - 1, -1, -1) if not text[index].isspace()), 0)
    after = next((index for index in range(at, len(text)) if not text[index].isspace()), len(text) - 1)
    low, high = sorted(
        round((cell.left + cell.right) / 2) - row.strip.frame.left for cell in (row.cells[before], row.cells[after])
    )
    return min(max(0, low), last - 1), min(max(1, low + 1, high), last)


def _edge(row: Row, at: int, pad: int, *, towards: int) -> int:
    """Return the column at which to cut before character `at`, on the paper nearest to its expected place.

    `towards` is -1 for the left edge of a value and 1 for its right edge.
    """
    columns = row.strip.columns
    if at in (0, len(row.cells)):
        return _outer_edge(row, pad, towards=towards)
    low, high = between(row, at)
    expected = (low + high) / 2
    if row.text[at] in _LEFT_HEAVY:  # its ink stands at the left of its cell, so its middle is in the next gap
        expected = low + row.height * (0.22 if row.text[at - 1].isascii() else 0.4)
    found = gaps(row, low, high)
    if found:
        begin, stop = min(found, key=lambda gap: abs((gap[0] + gap[1]) / 2 - expected) - 0.7 * (gap[1] - gap[0]))
        middle = (begin + stop + 1) // 2
        return max(middle, stop - pad) if towards < 0 else min(middle, begin + pad)
    # No paper between them: cut through the least ink, near the middle.
    return min(range(low, high + 1), key=lambda x: columns[x] + 2 * abs(x - expected) / max(1, high - low))


def gaps(row: Row, low: int, high: int) -> list[tuple[int, int]]:
    """Return the runs of columns without ink (half-open), inside the line, that touch `low` to `high`."""
    columns = row.strip.columns
    own = range(row.box.left - row.strip.frame.left, row.box.right - row.strip.frame.left)
    inked = [x for x in own if 0 <= x < len(columns) and columns[x]]
    if not inked:
        return []
    found, begin = [], inked[0]
    for x in inked:
        if x > begin and x >= low and begin <= high:
            found.append((begin, x))
        begin = x + 1
    return found


def _outer_edge(row: Row, pad: int, *, towards: int) -> int:
    """Return where to cut outside a line's first or last character: beyond its ink, on paper."""
    columns, cell = row.strip.columns, row.cells[0 if towards < 0 else -1]
    x = min(max(round((cell.left + cell.right) / 2) - row.strip.frame.left, 0), len(columns) - 1)
    edge, blank = x, 0
    while 0 <= x < len(columns) and blank < max(2, round(END_GAP * row.height)):
        if columns[x]:
            edge, blank = x, 0
        else:
            blank += 1
        x += towards
    return min(max(edge + pad * towards + (towards > 0), 0), len(columns))


def _vertical(row: Row, inner: Sequence[bool], pad: int) -> tuple[int, int]:
    """Return top and bottom of a value's ink in its strip; `inner` says which rows of it hold any.

    A line's box may reach into its neighbours, so the line is taken to end at the first paper above and
    below its middle part.
    """
    frame, height = row.strip.frame, row.height
    begin = max(0, row.box.left - frame.left)
    inked = [bool(any_ink) for any_ink in row.strip.ink[:, begin : begin + row.box.right - row.box.left].any(axis=1)]
    middle = round(row.middle) - frame.top
    core = round(CORE * height / 2)
    first, last = max(0, middle - core), min(len(inked) - 1, middle + core)
    while first > 0 and inked[first - 1]:
        first -= 1
    while last < len(inked) - 1 and inked[last + 1]:
        last += 1
    first -= _detached(inked[first - 1 :: -1] if first else [], height)
    last += _detached(inked[last + 1 :], height)
    own = [y for y in range(first, last + 1) if inner[y]] or [first, last]
    top, bottom = own[0], own[-1] + 1
    above = next((y + 1 for y in range(top - 1, -1, -1) if inner[y]), None)
    below = next((y for y in range(bottom, len(inner)) if inner[y]), None)
    return (
        max(0, top - pad, 0 if above is None else (above + top + 1) // 2),
        min(len(inner), bottom + pad, len(inner) if below is None else (bottom + below) // 2),
    )


def _detached(outside: Sequence[bool], height: int) -> int:
    """Return how many rows further out a thin part of the same line ends, such as an underscore or an accent.

    `outside` says which rows hold ink, going away from the line. A part as high as letters is a neighbour.
    """
    near, thin = max(2, round(DETACHED * height)), max(3, round(DETACHED * height))
    gap = next((y for y, any_ink in enumerate(outside) if any_ink), len(outside))
    end = next((y for y in range(gap, len(outside)) if not outside[y]), len(outside))
    return end if gap <= near and 0 < end - gap <= thin and end < len(outside) else 0
