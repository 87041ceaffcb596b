"""Puts the lines of a page into reading order, and finds the pixels of a stretch of it again.

The page becomes one segment: what stands on one visual row is joined by a tab, rows by a line feed, and
a value that runs on over several lines is joined again as it was before it was wrapped, so that the
recognisers read pictures as they read text. `locate` gives one box for each line that a value runs
over: all of the value's ink, and none of its neighbours' where a gap of paper parts them.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sealcase.contents import Box, Region
from sealcase.detect.pages.edges import between, gaps, value_boxes
from sealcase.detect.pages.forms import Placed, labelled_cells
from sealcase.detect.pages.furniture import with_places
from sealcase.detect.pages.ink import quad_of
from sealcase.detect.pages.ocr import Line
from sealcase.detect.pages.rows import Row, page_slant, row_of, upright
from sealcase.detect.text.segments import Segment

# Lengths are in sizes of type (the em of typography) where nothing else is said.
WRAP_PITCH = 1.75
"""From the middle of one line to the middle of the next one, at most, inside one value."""
WRAP_WIDTH = 6.0
"""A line shorter than this was not broken for want of room."""
SAME_SIZE = 0.8
"""How much smaller than the other one of two lines may look, whose sizes are estimates."""
SAME_HEIGHT = 0.9
"""How much lower the box of one of two lines may be, where sizes tell little: short ones, mixed scripts."""
EDGE = 0.75
"""How far the aligned edges of wrapped lines may lie apart."""
RAGGED = 1.6
"""How far a line may stay behind the longest and still count as full: a character and a half."""
COLUMN_GAP = 0.6
"""Paper between two characters of a line that parts a label from its value, in heights of its box."""
SAME_COLOUR = 48
"""How far a channel may differ (0–255) between two lines of one value."""
LONG_WORD_CHARS = 10
"""Numbers and codes from this length on are broken anywhere; shorter words move to the next line whole."""
SAME_SHAPE_CHARS = 20
"""Words of one length under each other are a column of values; from this length on, a wrapped one."""

_NEW_RECORD = re.compile(r"\s*(?:\d{4}[-/.年]\d|\d{1,2}:\d\d|[\[{<#•·*]|[\w ]{1,24}[:：=])")
_LAST_WORD = re.compile(r"[!-~]*$")
_FIRST_WORD = re.compile(r"[!-~]*")
_STOPS = "。！？!?；;"
_SIGNS = "¥￥$€£+-"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Glyph:
    """Where one character of the segment's text comes from; separators have none."""

    line: int
    index: int


@dataclass(frozen=True, slots=True)
class _Places:
    """The way from a stretch of a segment's text back to the page; it can be sent to another process."""

    page: int
    rows: tuple[Row, ...]
    sources: tuple[_Glyph | None, ...]

    def __call__(self, start: int, end: int) -> Region:
        spans: dict[int, tuple[int, int]] = {}
        for glyph in self.sources[start:end]:
            if glyph is not None:
                low, high = spans.get(glyph.line, (glyph.index, glyph.index))
                spans[glyph.line] = min(low, glyph.index), max(high, glyph.index)
        if not spans:  # a separator alone: the nearest character stands for it
            glyph = next(glyph for glyph in (*self.sources[start::-1], *self.sources[start:]) if glyph is not None)
            spans[glyph.line] = glyph.index, glyph.index
        boxes = (box for index, (low, high) in spans.items() for box in value_boxes(self.rows[index], low, high + 1))
        return Region(page=self.page, boxes=tuple(boxes))


def page_segment(lines: Sequence[Line], rgb: Any, page: int, avatars: Sequence[Box] = ()) -> Segment:
    """Return the page as one segment whose `locate` gives `Region`s of `page`, counted from 1.

    `rgb` is the page as an array of height × width × 3 bytes, `avatars` is where portraits stand on it.
    """
    slant = page_slant(lines)
    rows = tuple(
        row_of(line, rgb, slant)
        for line in lines
        if line.text and line.box.left < line.box.right and line.box.top < line.box.bottom
    )
    text, sources, placed = _compose(rows)
    line_height = statistics.median(row.height for row in rows) if rows else 0
    height, width = rgb.shape[:2]
    avatars = [upright(quad_of(box), slant, width / 2, height / 2) if slant else box for box in avatars]
    cells = with_places(labelled_cells(placed, line_height), placed, width, height, avatars)

    return Segment(text=text, locate=_Places(page, rows, tuple(sources)), cells=cells)


def _compose(rows: Sequence[Row]) -> tuple[str, list[_Glyph | None], list[Placed]]:
    """Return the page's text, for each of its characters where it comes from, and its cells."""
    text: list[str] = []
    sources: list[_Glyph | None] = []
    placed: list[Placed] = []

    def put(piece: str, source: _Glyph | None = None) -> None:
        text.extend(piece)
        sources.extend([source] * len(piece))

    for number, chains in enumerate(_visual_rows(_blocks(rows))):
        if number:
            put("\n")
        for column, chain in enumerate(chains):
            if column:
                put("\t")
            start = len(sources)
            for place, index in enumerate(chain):
                if place:
                    put(_joint(rows[chain[place - 1]].text, rows[index].text) or "")
                for at, character in enumerate(rows[index].text):
                    if at and _parted(rows[index], at):
                        placed.append(_cell(start, sources, text, rows, number))
                        put("\t")
                        start = len(sources)
                    put(character, _Glyph(line=index, index=at))
            placed.append(_cell(start, sources, text, rows, number))
    return "".join(text), sources, placed


def _cell(start: int, sources: Sequence[_Glyph | None], text: Sequence[str], rows: Sequence[Row], row: int) -> Placed:
    """Return the cell that runs from character `start` to the end of what was put down so far."""
    spans: dict[int, list[int]] = {}
    for glyph in sources[start:]:
        if glyph is not None:
            spans.setdefault(glyph.line, []).append(glyph.index)
    boxes = [_part_of(rows[line], indices[0], indices[-1]) for line, indices in spans.items()]
    return Placed(
        start=start,
        end=len(sources),
        text="".join(text[-(len(sources) - start) :]),
        box=_around(boxes),
        row=row,
        colour=rows[next(iter(spans))].strip.colour,
        line_height=rows[next(iter(spans))].height,
    )


def _part_of(row: Row, first: int, last: int) -> Box:
    """Return about where characters `first` to `last` of a line stand on the upright page."""
    shift = row.box.left - row.own.left
    half = row.height * 0.3
    return row.box._replace(
        left=row.box.left if first == 0 else round(row.middles[first] + shift - half),
        right=row.box.right if last == len(row.text) - 1 else round(row.middles[last] + shift + half),
    )


# ---- reading order


def _height(box: Box) -> int:
    return box.bottom - box.top


def _beside(a: Box, b: Box) -> bool:
    """Say whether two boxes share a visual row."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared >= 0.5 * min(_height(a), _height(b))


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _blocks(lines: Sequence[Row]) -> list[tuple[tuple[int, ...], Box]]:
    """Return lines, by index, that are one value or sentence broken over several lines, and the box around each."""
    order = sorted(range(len(lines)), key=lambda index: (lines[index].middle, lines[index].box.left))
    following: dict[int, int] = {}
    taken: set[int] = set()
    for index in order:
        # The nearest line below alone: nothing runs on over another line.
        below = [other for other in order if other not in taken and _aligned(lines[index], lines[other], lines)]
        nearest = min(below, key=lambda other: lines[other].middle, default=None)
        if nearest is not None and _joint(lines[index].text, lines[nearest].text) is not None:
            following[index] = nearest
            taken.add(nearest)
    blocks = []
    for index in order:
        if index in taken:
            continue
        chain = [index]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        blocks.append((tuple(chain), _around([lines[link].box for link in chain])))
    return blocks


def _aligned(above: Row, below: Row, lines: Sequence[Row]) -> bool:
    """Say whether `below` stands and looks as if it continued what `above` broke off for want of room."""
    a, b = above.box, below.box
    sizes = [row.size for row in (above, below) if row.size is not None] or [0.8 * max(above.height, below.height)]
    size = max(sizes)
    if not 0.5 * size < below.middle - above.middle <= WRAP_PITCH * size:
        return False
    heights = above.height, below.height
    types = above.type_height, below.type_height
    if min(sizes) < SAME_SIZE * size and all(min(pair) < SAME_HEIGHT * max(pair) for pair in (heights, types)):
        return False
    if a.right - a.left < WRAP_WIDTH * size:
        return False
    if any(abs(one - other) > SAME_COLOUR for one, other in zip(above.strip.colour, below.strip.colour, strict=True)):
        return False
    left = abs(a.left - b.left) <= EDGE * size and b.right <= a.right + RAGGED * size
    right = abs(a.right - b.right) <= EDGE * size and b.left >= a.left - RAGGED * size
    centred = abs(a.left + a.right - b.left - b.right) <= EDGE * size and b.right <= a.right + size
    if left or (centred and not right):
        return _full(above, size, lines)
    # Aligned on the right alone: a value beside its label, unless the second line has a label of its own.
    return right and not any(
        other.box.right <= b.left and _beside(b, other.box) and other.middle > (above.middle + below.middle) / 2
        for other in lines
        if other is not above
    )


def _full(line: Row, size: float, lines: Sequence[Row]) -> bool:
    """Say whether no line near by, aligned with `line` on the left, runs on much further to the right."""
    box = line.box
    return all(
        other.box.right <= box.right + RAGGED * size
        for other in lines
        if abs(other.box.left - box.left) <= EDGE * size and abs(other.middle - line.middle) <= 2 * WRAP_PITCH * size
    )


def _joint(above: str, below: str) -> str | None:
    """Return what to put between a line and the one that it runs on to; None where they are two."""
    if above[-1] in _STOPS or _NEW_RECORD.match(below):
        return None
    if not (above[-1].isascii() and below[0].isascii()):
        return ""
    first, second = _LAST_WORD.search(above), _FIRST_WORD.match(below)
    assert first is not None  # both patterns match the empty string
    assert second is not None
    last, begin = first[0], second[0]
    if last == above and begin == below and len(last) == len(begin) < SAME_SHAPE_CHARS:
        return None  # a column of values
    if not any(map(str.isdigit, last + begin)):
        return "" if len(last) >= SAME_SHAPE_CHARS else " "
    mixed = not (above + below).isascii()  # Chinese text is broken anywhere
    return "" if mixed or max(len(last), len(begin)) >= LONG_WORD_CHARS else " "


def _visual_rows(blocks: Sequence[tuple[tuple[int, ...], Box]]) -> list[list[tuple[int, ...]]]:
    """Return the blocks row by row, from the left in each."""
    rows: list[list[tuple[tuple[int, ...], Box]]] = []
    for block in sorted(blocks, key=lambda item: (item[1].top, item[1].left)):
        home = next((row for row in reversed(rows[-4:]) if any(_beside(block[1], other[1]) for other in row)), None)
        if home is None:
            rows.append([block])
        else:
            home.append(block)
    return [[chain for chain, _ in sorted(row, key=lambda item: item[1].left)] for row in rows]


def _parted(row: Row, at: int) -> bool:
    """Say whether a gap as between two columns stands before character `at` of a line."""
    if not row.text[at - 1].isalnum() or not (row.text[at].isalnum() or row.text[at] in _SIGNS):
        return False
    low, high = between(row, at)
    # The middle of the gap must be between these two: a wide one is in reach of the next boundary as well.
    return any(
        stop - begin > COLUMN_GAP * row.height and low <= (begin + stop) / 2 <= high
        for begin, stop in gaps(row, low, high)
    )
