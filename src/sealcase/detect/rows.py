"""One line of a page with its pixels: how large its type is, where its paper is, which box covers a part of it.

A value's box holds all of its ink, and none of its neighbours' where a gap of paper parts them: the
places that text recognition gives are moved to the paper nearest by.
"""

from __future__ import annotations

import itertools
import math
import statistics
import unicodedata
from collections.abc import Iterator, Sequence
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
TOUCHING = 0.08
"""How far into a neighbour a cut goes where no paper parts it from the value."""
LONG_LINE = 3.0
"""Length over height of a line whose direction counts."""
MIN_SLANT = 0.004
"""Radians under which a page is upright: four pixels over the width of a phone."""
MAX_RISE = 0.15
"""Rise of a line from end to end up to which it runs along the rows of pixels."""
SHIFT, MIN_SHIFT = -0.04, -0.18
"""How far a line's characters are to be moved: usually, and at most. Measured on 11,463 characters: the mean over
a line was 0.00 to 0.08 too far to the right for nine lines in ten, 0.17 for the worst."""
SHIFT_COST = 0.6
"""How much more ink between the characters is borne for a shift that is further by the height of the line."""
DOUBT = 0.03
"""How much worse another gap may suit a boundary and still be taken for it."""
PADDING = 0.1
"""Paper that is covered around the ink, where there is any."""
_LEFT_HEAVY = "，。、：；）！？》】"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line that was read, and its pixels, straightened where the line slants."""

    text: str = field(repr=False)
    box: Box
    """Where the line stands on the page once the page is upright: for the order of lines, not for pixels."""
    size: float | None
    """Size of the type in pixels, by how far the pen moves from one character to the next; None where the line
    is too short to tell."""
    strip: Strip
    own: Box
    """The line's box inside the strip."""
    middles: tuple[float, ...]
    """Where in the strip the middle of each character is, from the left."""
    to_page: Any = field(default=None, repr=False)
    """Perspective matrix from the strip to the page; None when the strip is a part of the page as it is."""

    @property
    def height(self) -> int:
        """Height of the line's box, in pixels."""
        return self.own.bottom - self.own.top

    @property
    def middle(self) -> float:
        """Where the middle of the line is, from the top of the upright page."""
        return (self.box.top + self.box.bottom) / 2


def page_slant(lines: Sequence[Line]) -> float:
    """Return by which angle, in radians, the long lines of a page fall to the right; 0 for a screenshot."""
    angles = [
        math.atan2(line.quad[1][1] - line.quad[0][1], line.quad[1][0] - line.quad[0][0])
        for line in lines
        if math.dist(line.quad[0], line.quad[1]) > LONG_LINE * math.dist(line.quad[0], line.quad[3])
    ]
    slant = statistics.median(angles) if angles else 0.0
    return slant if MIN_SLANT < abs(slant) < math.pi / 8 else 0.0


def row_of(line: Line, rgb: Any, slant: float = 0.0) -> Row:
    """Return `line` with its pixels; `rgb` is the page as an array of height × width × 3 bytes, of that slant."""
    height = round(math.dist(line.quad[0], line.quad[3]))
    rise = abs(line.quad[1][1] - line.quad[0][1])
    box = _upright(line, slant) if slant else line.box
    if rise > MAX_RISE * height and len(line.text) > 1:
        return _slanting_row(line, box, rgb)
    piece = strip(rgb, line.box, max(2, round(REACH * (line.box.bottom - line.box.top))))
    frame = piece.frame
    return Row(
        text=line.text,
        box=box,
        size=_type_size(line),
        strip=piece,
        own=Box(
            max(0, line.box.left - frame.left),
            max(0, line.box.top - frame.top),
            line.box.right - frame.left,
            line.box.bottom - frame.top,
        ),
        middles=_shifted(
            line.text, [(cell.left + cell.right) / 2 - frame.left for cell in line.cells], piece.columns, height
        ),
    )


def _upright(line: Line, slant: float) -> Box:
    """Return the box of a line on a page that is turned back by `slant`."""
    cosine, sine = math.cos(-slant), math.sin(-slant)
    xs = [x * cosine - y * sine for x, y in line.quad]
    ys = [x * sine + y * cosine for x, y in line.quad]
    return Box(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))


def _slanting_row(line: Line, box: Box, rgb: Any) -> Row:
    """Return a line that does not run along the rows of pixels, turned so that it does."""
    import cv2
    import numpy as np

    start, stop = line.quad[0], line.quad[1]
    length, height = max(1, round(math.dist(start, stop))), max(1, round(math.dist(start, line.quad[3])))
    reach = max(2, round(REACH * height))
    own = Box(reach, reach, reach + length, reach + height)
    corners = np.array(
        [[own.left, own.top], [own.right, own.top], [own.right, own.bottom], [own.left, own.bottom]], np.float32
    )
    to_page = cv2.getPerspectiveTransform(corners, np.array(line.quad, np.float32))
    straight = cv2.warpPerspective(
        rgb,
        to_page,
        (length + 2 * reach, height + 2 * reach),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    along = ((stop[0] - start[0]) / length, (stop[1] - start[1]) / length)
    middles = [
        reach
        + ((cell.left + cell.right) / 2 - start[0]) * along[0]
        + ((cell.top + cell.bottom) / 2 - (start[1] + line.quad[3][1]) / 2) * along[1]
        for cell in line.cells
    ]
    piece = strip(straight, own, reach)
    return Row(
        text=line.text,
        box=box,
        size=_type_size(line),
        strip=piece,
        own=own,
        middles=_shifted(line.text, middles, piece.columns, height),
        to_page=to_page,
    )


def _shifted(text: str, middles: Sequence[float], columns: Sequence[int], height: int) -> tuple[float, ...]:
    """Return the characters' middles, moved together so that the places between them hold the least ink.

    Recognition places the characters of a line too far to the right, all by about the same.
    """
    borders = [_border(text, at, middles[at - 1], middles[at]) for at in range(1, len(middles))]
    if len(borders) < MIN_SAMPLES or not any(columns):
        return tuple(middles)
    last, darkest = len(columns) - 1, max(columns)

    def ink_at(shift: int) -> float:
        crossed = sum(columns[min(max(0, round(border + shift)), last)] for border in borders)
        return crossed / darkest / len(borders) + SHIFT_COST * abs(shift / height - SHIFT)

    shift = min(range(round(MIN_SHIFT * height), 1), key=ink_at)
    return tuple(middle + shift for middle in middles)


def _width(character: str) -> float:
    """Return about how wide a character is, in sizes of its type."""
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else LATIN_WIDTH


def _border(text: str, at: int, low: float, high: float) -> float:
    """Return where character `at` begins, between the middles `low` before it and `high` of itself."""
    before, after = _width(text[at - 1]), _width(text[at])
    return low + (high - low) * before / (before + after)


def _type_size(line: Line) -> float | None:
    """Return the size of a line's type: a hanzi is as wide as it, a Latin letter or digit about 0.55 of it."""
    # The first and the last cell reach to the ends of the box.
    sizes = [
        (cell.right - cell.left) / _width(character)
        for character, cell in list(zip(line.text, line.cells, strict=True))[1:-1]
        if character.isalnum()
    ]
    return min(statistics.median(sizes), line.box.bottom - line.box.top) if len(sizes) >= MIN_SAMPLES else None


def value_boxes(row: Row, start: int, end: int) -> tuple[Box, ...]:
    """Return what covers characters `start` to `end` of a line: all their ink, and little else.

    One box for a line that runs along the rows of pixels, a flight of steps for one that slants.
    """
    frame = row.strip.frame
    if len(row.middles) > 1 and max(row.middles) - min(row.middles) < 1:
        box = row.own  # a line that runs downwards: its characters have no columns, so all of it goes
    else:
        pad = max(3, round(PADDING * row.height))
        left = _edge(row, start, pad, towards=-1)
        right = max(left + 1, _edge(row, end, pad, towards=1))
        inner = [bool(inked) for inked in row.strip.ink[:, left:right].any(axis=1)]
        top, bottom = _vertical(row, inner, pad)
        box = Box(left, top, right, bottom)
    if row.to_page is None:
        return (Box(frame.left + box.left, frame.top + box.top, frame.left + box.right, frame.top + box.bottom),)
    return tuple(_on_page(step, row.to_page) for step in _steps(box, row.height))


def _steps(box: Box, length: int) -> Iterator[Box]:
    """Yield `box` in pieces of about `length` from the left."""
    count = max(1, round((box.right - box.left) / length))
    edges = [box.left + (box.right - box.left) * step // count for step in range(count + 1)]
    for left, right in itertools.pairwise(edges):
        yield Box(left, box.top, right, box.bottom)


def _on_page(box: Box, to_page: Any) -> Box:
    """Return the box around where `box` of a straightened strip lies on the page."""
    import cv2
    import numpy as np

    corners = np.array(
        [[[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]]], np.float32
    )
    xs, ys = cv2.perspectiveTransform(corners, to_page)[0].T
    return Box(
        max(0, math.floor(xs.min())), max(0, math.floor(ys.min())), math.ceil(xs.max()) + 1, math.ceil(ys.max()) + 1
    )


def between(row: Row, at: int) -> tuple[int, int]:
    """Return the middles of the characters before and after the boundary `at`, as columns of the strip.

    White space has no middle: the nearest characters on both sides count.
    """
    text, last = row.text, len(row.strip.columns) - 1
    before = next((index for index in range(at - 1, -1, -1) if not text[index].isspace()), 0)
    after = next((index for index in range(at, len(text)) if not text[index].isspace()), len(text) - 1)
    low, high = sorted(round(row.middles[index]) for index in (before, after))
    return min(max(0, low), last - 1), min(max(1, low + 1, high), last)


def _edge(row: Row, at: int, pad: int, *, towards: int) -> int:
    """Return the column at which to cut before character `at`, on the paper nearest to its expected place.

    `towards` is -1 for the left edge of a value and 1 for its right edge.
    """
    columns = row.strip.columns
    if at in (0, len(row.middles)):
        return _outer_edge(row, pad, towards=towards)
    low, high = between(row, at)
    expected = _border(row.text, at, low, high)
    if row.text[at] in _LEFT_HEAVY:  # its ink stands at the left of its cell, so its middle is in the next gap
        expected = low + row.height * (0.22 if row.text[at - 1].isascii() else 0.4)
    found = gaps(row, low, high)
    if found:
        best = min(_misfit(gap, expected, row.height) for gap in found)
        # Of two that suit almost equally, the outer one: rather a neighbour too much than a part of the value left.
        near = [gap for gap in found if _misfit(gap, expected, row.height) <= best + DOUBT * row.height]
        begin, stop = near[0] if towards < 0 else near[-1]
        middle = (begin + stop + 1) // 2
        return max(middle, stop - pad) if towards < 0 else min(middle, begin + pad)
    # No paper between them: through the least ink near the middle, and outwards, so that nothing of the value stays.
    cut = min(range(low, high + 1), key=lambda x: columns[x] + 2 * abs(x - expected) / max(1, high - low))
    return min(max(0, cut + towards * round(TOUCHING * row.height)), len(columns))


def _misfit(gap: tuple[int, int], expected: float, height: int) -> float:
    """Return how badly a gap suits a boundary: pixels from where it is expected, less a little for its width."""
    begin, stop = gap
    return max(0.0, begin - expected, expected - stop) - 0.3 * min(stop - begin, 0.3 * height)


def gaps(row: Row, low: int, high: int) -> list[tuple[int, int]]:
    """Return the runs of columns without ink (half-open), inside the line, that touch `low` to `high`."""
    columns = row.strip.columns
    inked = [x for x in range(row.own.left, min(row.own.right, len(columns))) if columns[x]]
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
    columns = row.strip.columns
    x = min(max(round(row.middles[0 if towards < 0 else -1]), 0), len(columns) - 1)
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
    height = row.height
    inked = [bool(any_ink) for any_ink in row.strip.ink[:, row.own.left : row.own.right].any(axis=1)]
    middle = (row.own.top + row.own.bottom) // 2
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
