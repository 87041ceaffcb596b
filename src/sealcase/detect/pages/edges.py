"""Which pixels a part of a line covers.

A value's boxes hold all of its ink, and none of its neighbours' where a gap of paper parts them: the
places that text recognition gives are moved to the paper nearest by. In doubt the outer gap is taken:
rather a neighbour too much than a part of the value left.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

from sealcase.contents import Box
from sealcase.detect.pages.rows import Row, border

# Lengths are in heights of the line's box, which is about 1.25 times the size of its type.
END_GAP = 0.35
"""Paper after which a line is over."""
TOUCHING = 0.08
"""How far into a neighbour a cut goes where no paper parts it from the value."""
DOUBT = 0.03
"""How much worse another gap may suit a boundary and still be taken for it."""
PADDING = 0.1
"""Paper that is covered around the ink, where there is any."""
NARROW = 1.0
"""Up to how much paper between a value and its neighbour all of it is covered: a full-width bracket holds as much."""
CLOSE_PX = 1
"""What stays free before the neighbour."""
FRINGE = 0.02
"""Share of a value's width up to which the ink of a row of pixels is the soft rim of letters, which padding covers."""
_QUOTES = "\"'“”‘’「」`"
_LEFT_HEAVY = "，。、：；）！？》】"
_LEFT_HEAVY_BEHIND_HANZI = _LEFT_HEAVY + ",.:;)!?]"
"""Recognition reads a full-width mark as a half-width one, or not, as noise has it."""


def value_boxes(row: Row, start: int, end: int) -> tuple[Box, ...]:
    """Return what covers characters `start` to `end` of a line: all their ink, and little else.

    One box for a line that runs along the rows of pixels, a flight of steps for one that slants.
    """
    start, end = _with_quotes(row.text, start, end)
    frame = row.strip.frame
    if len(row.middles) > 1 and max(row.middles) - min(row.middles) < 1:
        box = row.own  # a line that runs downwards: its characters have no columns, so all of it goes
    else:
        letters = row.letters
        pad = max(3, round(PADDING * (letters[1] - letters[0])))
        left = _edge(row, start, pad, towards=-1)
        right = max(left + 1, _edge(row, end, pad, towards=1))
        top, bottom = _vertical(letters, (row.strip.ink[:, left:right].sum(axis=1) / (right - left)).tolist(), pad)
        box = Box(left, top, right, bottom)
    if row.to_page is None:
        return (Box(frame.left + box.left, frame.top + box.top, frame.left + box.right, frame.top + box.bottom),)
    return tuple(_on_page(step, row.to_page) for step in _steps(box, row.height))


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a value's place with the quotation marks around it: the paper inside of one looks like a gap beside it."""
    while start and text[start - 1] in _QUOTES and not text[start - 2 : start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end] in _QUOTES and not text[end + 1 : end + 2].isalpha():  # 's is none
        end += 1
    return start, end


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
    height, expected = row.type_height, border(row.text, at, low, high)
    behind_hanzi = not row.text[at - 1].isascii()
    if row.text[at] in (_LEFT_HEAVY_BEHIND_HANZI if behind_hanzi else _LEFT_HEAVY):
        # Its ink stands at the left of its cell, so its middle is in the next gap.
        expected = low + height * (0.4 if behind_hanzi else 0.22)
    # A gap that ends where the last character has its middle, or begins where the first has it, cuts through the value.
    found = [gap for gap in gaps(row, low, high) if (gap[0] < high - 1 if towards < 0 else gap[1] > low + 1)]
    if found:
        best = min(_misfit(gap, expected, height) for gap in found)
        near = [gap for gap in found if _misfit(gap, expected, height) <= best + DOUBT * height]
        begin, stop = near[0] if towards < 0 else near[-1]
        if stop - begin <= NARROW * height:  # up to the neighbour: its ink says nothing of the value's
            return begin + CLOSE_PX if towards < 0 else stop - CLOSE_PX
        middle = (begin + stop + 1) // 2
        return max(middle, stop - pad) if towards < 0 else min(middle, begin + pad)
    # No paper between them: through the least ink near the middle, and outwards, so that nothing of the value stays.
    # Paper at the middles is that of the inside of a letter.
    possible = [x for x in range(low, high + 1) if columns[x] or low + 1 < x < high - 1] or [low]
    cut = min(possible, key=lambda x: columns[x] + 2 * abs(x - expected) / max(1, high - low))
    return min(max(0, cut + towards * round(TOUCHING * height)), len(columns))


def _misfit(gap: tuple[int, int], expected: float, height: float) -> float:
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


def _vertical(letters: tuple[int, int], inked: Sequence[float], pad: int) -> tuple[int, int]:
    """Return top and bottom of a value's ink in its strip; `inked` says what share of each row of it is ink.

    A line's box may reach into its neighbours: rows beyond `letters`, the first and the last of the line, are left out.
    """
    rows = range(letters[0], letters[1] + 1)
    any_ink = [y for y in rows if inked[y]] or [*letters]
    clear = [y for y in rows if inked[y] > FRINGE] or any_ink
    top = clear[0] if clear[0] - any_ink[0] <= pad else any_ink[0]
    bottom = 1 + (clear[-1] if any_ink[-1] - clear[-1] <= pad else any_ink[-1])
    above = next((y + 1 for y in range(any_ink[0] - 1, -1, -1) if inked[y] > FRINGE), 0)
    below = next((y for y in range(any_ink[-1] + 1, len(inked)) if inked[y] > FRINGE), len(inked))
    return (
        min(any_ink[0], max(top - pad, (above + top + 1) // 2 if above else 0)),
        max(any_ink[-1] + 1, min(bottom + pad, (bottom + below) // 2 if below < len(inked) else below)),
    )
