"""Puts the lines of a page into reading order, and finds the pixels of a stretch of it again.

The page becomes one segment: what stands on one visual row is joined by a tab, rows by a line feed, and
a value that runs on over several lines is joined again as it was before it was wrapped, so that the
recognisers read pictures as they read text. `locate` gives one box for each line that a value runs
over: all of the value's ink, and none of its neighbours' where a gap of paper parts them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sealcase.detect.ink import Strip, strip
from sealcase.detect.ocr import Line
from sealcase.detect.segments import Segment
from sealcase.model import Box, Region

# Lengths are in heights of the line's box, which is about 1.25 times the size of its type.
WRAP_PITCH = 1.36
"""From the middle of one line to the middle of the next one, at most, inside one value."""
WRAP_WIDTH = 5.0
"""A line shorter than this was not broken for want of room."""
EDGE = 0.6
"""How far the aligned edges of wrapped lines may lie apart."""
RAGGED = 1.3
"""How far a line may stay behind the longest and still count as full: one character."""
COLUMN_GAP = 0.6
"""Paper between two characters of a line that parts a label from its value."""
SAME_COLOUR = 48
"""How far a channel may differ (0–255) between two lines of one value."""
LONG_WORD_CHARS = 10
"""Numbers and codes from this length on are broken anywhere; shorter words move to the next line whole."""
SAME_SHAPE_CHARS = 20
"""Words of one length under each other are a column of values; from this length on, a wrapped one."""
REACH = 0.5
"""How far outside its box a line's ink is looked for."""
END_GAP = 0.35
"""Paper after which a line is over."""
CORE = 0.55
"""Middle part of a line's box, in which paper between strokes does not end the line."""
PADDING = 0.1
"""Paper that is covered around the ink, where there is any."""

_NEW_RECORD = re.compile(r"\s*(?:\d{4}[-/.年]\d|\d{1,2}:\d\d|[\[{<#•·*]|[\w ]{1,24}[:：=])")
_LAST_WORD = re.compile(r"[!-~]*$")
_FIRST_WORD = re.compile(r"[!-~]*")
_STOPS = "。！？!?；;"
_LEFT_HEAVY = "，。、：；）！？》】"
_SIGNS = "¥￥$€£+-"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """A line that was read, and its pixels."""

    line: Line
    strip: Strip

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def box(self) -> Box:
        return self.line.box


@dataclass(frozen=True, kw_only=True, slots=True)
class _Glyph:
    """Where one character of the segment's text comes from; separators have none."""

    line: int
    index: int


def page_segment(lines: Sequence[Line], rgb: Any, page: int) -> Segment:
    """Return the page as one segment whose `locate` gives `Region`s of `page`, counted from 1.

    `rgb` is the page as an array of height × width × 3 bytes.
    """
    rows = tuple(
        _Row(line=line, strip=strip(rgb, line.box, max(2, round(REACH * _height(line.box)))))
        for line in lines
        if line.text and line.box.left < line.box.right and line.box.top < line.box.bottom
    )
    text, sources = _compose(rows)

    def locate(start: int, end: int) -> Region:
        spans: dict[int, tuple[int, int]] = {}
        for glyph in sources[start:end]:
            if glyph is not None:
                low, high = spans.get(glyph.line, (glyph.index, glyph.index))
                spans[glyph.line] = min(low, glyph.index), max(high, glyph.index)
        if not spans:  # a separator alone: the nearest character stands for it
            glyph = next(glyph for glyph in (*sources[start::-1], *sources[start:]) if glyph is not None)
            spans[glyph.line] = glyph.index, glyph.index
        return Region(
            page=page, boxes=tuple(_value_box(rows[index], low, high + 1) for index, (low, high) in spans.items())
        )

    return Segment(text=text, locate=locate)


def _compose(rows: Sequence[_Row]) -> tuple[str, list[_Glyph | None]]:
    """Return the page's text, and for each of its characters where it comes from."""
    text: list[str] = []
    sources: list[_Glyph | None] = []

    def put(piece: str, source: _Glyph | None = None) -> None:
        text.append(piece)
        sources.extend([source] * len(piece))

    for number, chains in enumerate(_visual_rows(_blocks(rows))):
        if number:
            put("\n")
        for column, chain in enumerate(chains):
            if column:
                put("\t")
            for place, index in enumerate(chain):
                if place:
                    put(_joint(rows[chain[place - 1]].text, rows[index].text) or "")
                for at, character in enumerate(rows[index].text):
                    if at and _parted(rows[index], at):
                        put("\t")
                    put(character, _Glyph(line=index, index=at))
    return "".join(text), sources


# ---- reading order


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _height(box: Box) -> int:
    return box.bottom - box.top


def _beside(a: Box, b: Box) -> bool:
    """Say whether two boxes share a visual row."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared >= 0.5 * min(_height(a), _height(b))


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _blocks(lines: Sequence[_Row]) -> list[tuple[tuple[int, ...], Box]]:
    """Return lines, by index, that are one value or sentence broken over several lines, and the box around each."""
    order = sorted(range(len(lines)), key=lambda index: (_middle(lines[index].box), lines[index].box.left))
    following: dict[int, int] = {}
    taken: set[int] = set()
    for index in order:
        candidates = [
            other
            for other in order
            if other not in taken and other != index and _runs_on(lines[index], lines[other], lines)
        ]
        if candidates:
            nearest = min(candidates, key=lambda other: _middle(lines[other].box))
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


def _runs_on(above: _Row, below: _Row, lines: Sequence[_Row]) -> bool:
    """Say whether `below` continues what `above` broke off for want of room."""
    a, b = above.box, below.box
    height = max(_height(a), _height(b))
    pitch = _middle(b) - _middle(a)
    if not 0.5 * height < pitch <= WRAP_PITCH * height or min(_height(a), _height(b)) < 0.7 * height:
        return False
    if a.right - a.left < WRAP_WIDTH * height or _joint(above.text, below.text) is None:
        return False
    if any(abs(one - other) > SAME_COLOUR for one, other in zip(above.strip.colour, below.strip.colour, strict=True)):
        return False
    left = abs(a.left - b.left) <= EDGE * height and b.right <= a.right + RAGGED * height
    right = abs(a.right - b.right) <= EDGE * height and b.left >= a.left - RAGGED * height
    centred = abs(a.left + a.right - b.left - b.right) <= EDGE * height and b.right <= a.right + height
    if left or (centred and not right):
        return _full(above, height, lines)
    # Aligned on the right alone: a value beside its label, unless the second line has a label of its own.
    return right and not any(
        other.box.right <= b.left and _beside(b, other.box) and _middle(other.box) > (_middle(a) + _middle(b)) / 2
        for other in lines
        if other is not above
    )


def _full(line: _Row, height: int, lines: Sequence[_Row]) -> bool:
    """Say whether no line near by, aligned with `line` on the left, runs on much further to the right."""
    box = line.box
    return all(
        other.box.right <= box.right + RAGGED * height
        for other in lines
        if abs(other.box.left - box.left) <= EDGE * height
        and abs(_middle(other.box) - _middle(box)) <= 2 * WRAP_PITCH * height
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


def _parted(row: _Row, at: int) -> bool:
    """Say whether a gap as between two columns stands before character `at` of a line."""
    if not row.text[at - 1].isalnum() or not (row.text[at].isalnum() or row.text[at] in _SIGNS):
        return False
    return any(stop - begin > COLUMN_GAP * _height(row.box) for begin, stop in _gaps(row, *_between(row, at)))


# ---- from characters to pixels


def _value_box(row: _Row, start: int, end: int) -> Box:
    """Return the box that covers characters `start` to `end` of a line: all their ink, and little else."""
    frame, ink, height = row.strip.frame, row.strip.ink, _height(row.box)
    pad = max(3, round(PADDING * height))
    left = _edge(row, start, pad, towards=-1)
    right = max(left + 1, _edge(row, end, pad, towards=1))
    inner = [bool(inked) for inked in ink[:, left:right].any(axis=1)]
    top, bottom = _vertical(row, inner, pad)
    return Box(frame.left + left, frame.top + top, frame.left + right, frame.top + bottom)


def _between(row: _Row, at: int) -> tuple[int, int]:
    """Return the middles of the characters before and after the boundary `at`, as columns of the strip.

    White space has no middle: the nearest characters on both sides count.
    """
    text, last = row.text, len(row.strip.columns) - 1
    before = next((index for index in range(at - 1, -1, -1) if not text[index].isspace()), 0)
    after = next((index for index in range(at, len(text)) if not text[index].isspace()), len(text) - 1)
    low, high = sorted(
        round((cell.left + cell.right) / 2) - row.strip.frame.left
        for cell in (row.line.cells[before], row.line.cells[after])
    )
    return min(max(0, low), last - 1), min(max(1, low + 1, high), last)


def _edge(row: _Row, at: int, pad: int, *, towards: int) -> int:
    """Return the column at which to cut before character `at`, on the paper nearest to its expected place.

    `towards` is -1 for the left edge of a value and 1 for its right edge.
    """
    columns = row.strip.columns
    if at in (0, len(row.line.cells)):
        return _outer_edge(row, pad, towards=towards)
    low, high = _between(row, at)
    expected = (low + high) / 2
    if row.text[at] in _LEFT_HEAVY:  # its ink stands at the left of its cell, so its middle is in the next gap
        expected = low + _height(row.box) * (0.22 if row.text[at - 1].isascii() else 0.4)
    gaps = _gaps(row, low, high)
    if gaps:
        begin, stop = min(gaps, key=lambda gap: abs((gap[0] + gap[1]) / 2 - expected) - 0.7 * (gap[1] - gap[0]))
        middle = (begin + stop + 1) // 2
        return max(middle, stop - pad) if towards < 0 else min(middle, begin + pad)
    # No paper between them: cut through the least ink, near the middle.
    return min(range(low, high + 1), key=lambda x: columns[x] + 2 * abs(x - expected) / max(1, high - low))


def _gaps(row: _Row, low: int, high: int) -> list[tuple[int, int]]:
    """Return the runs of columns without ink (half-open), inside the line, that touch `low` to `high`."""
    columns = row.strip.columns
    own = range(row.box.left - row.strip.frame.left, row.box.right - row.strip.frame.left)
    inked = [x for x in own if 0 <= x < len(columns) and columns[x]]
    if not inked:
        return []
    gaps, begin = [], inked[0]
    for x in inked:
        if x > begin and x >= low and begin <= high:
            gaps.append((begin, x))
        begin = x + 1
    return gaps


def _outer_edge(row: _Row, pad: int, *, towards: int) -> int:
    """Return where to cut outside a line's first or last character: beyond its ink, on paper."""
    columns, cell = row.strip.columns, row.line.cells[0 if towards < 0 else -1]
    x = min(max(round((cell.left + cell.right) / 2) - row.strip.frame.left, 0), len(columns) - 1)
    edge, blank = x, 0
    while 0 <= x < len(columns) and blank < max(2, round(END_GAP * _height(row.box))):
        if columns[x]:
            edge, blank = x, 0
        else:
            blank += 1
        x += towards
    return min(max(edge + pad * towards + (towards > 0), 0), len(columns))


def _vertical(row: _Row, inner: Sequence[bool], pad: int) -> tuple[int, int]:
    """Return top and bottom of a value's ink in its strip; `inner` says which rows of it hold any.

    A line's box may reach into its neighbours, so the line is taken to end at the first paper above and
    below its middle part.
    """
    frame, height = row.strip.frame, _height(row.box)
    begin = max(0, row.box.left - frame.left)
    inked = [bool(any_ink) for any_ink in row.strip.ink[:, begin : begin + row.box.right - row.box.left].any(axis=1)]
    middle = round(_middle(row.box)) - frame.top
    core = round(CORE * height / 2)
    first, last = max(0, middle - core), min(len(inked) - 1, middle + core)
    while first > 0 and inked[first - 1]:
        first -= 1
    while last < len(inked) - 1 and inked[last + 1]:
        last += 1
    own = [y for y in range(first, last + 1) if inner[y]] or [first, last]
    top, bottom = own[0], own[-1] + 1
    above = next((y + 1 for y in range(top - 1, -1, -1) if inner[y]), None)
    below = next((y for y in range(bottom, len(inner)) if inner[y]), None)
    return (
        max(0, top - pad, 0 if above is None else (above + top + 1) // 2),
        min(len(inner), bottom + pad, len(inner) if below is None else (bottom + below) // 2),
    )
