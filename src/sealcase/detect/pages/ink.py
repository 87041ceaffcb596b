"""Tells ink from paper, and finds what looks like text where nothing was read.

Text recognition can miss text without any error. Whatever looks like text in the pixels and lies in no
box that was read becomes a finding, so that it is covered rather than passed on (invariant 2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcase.channels import largest_channel
from sealcase.contents import Box

INK_CONTRAST = 24
"""How far a channel must differ from the paper (0–255) to count as ink: beyond JPEG noise, below faint grey."""
PALE_INK = 0.4
"""The same as a share of a line's full contrast, where that is less: grey on a page that lies in shade."""
FAINT_INK = 0.15
"""Share of a line's full contrast under which a pixel is the grain of a photo, not ink."""
SPECK = 0.125
"""A group of pixels of fewer than this, in heights of a line, is what JPEG leaves around letters: a dot has more."""
EDGE_CONTRAST = 32
"""How far a channel must change over three pixels (0–255) to be the edge of a stroke."""
CORE = 0.55
"""Middle part of a line's box, as a share of its height, in which paper between strokes does not end the line."""
BEYOND, NEIGHBOUR = 0.15, 0.3
"""How far outside of a line's box the next line begins that the box reaches into, and how high that is at least."""
DETACHED = 0.15
"""How far from the letters an underscore or accent stands, and how thick it is, at most, in heights of the box."""
EXPLAINED_MARGIN = 0.25
"""How far around a line that was read its ink may reach, in heights of its box."""
RULE_PX = 60
"""A straight edge of this length is the border of a card or a rule, not a stroke."""
BAND_PX = 1024
"""How many rows or columns of a page are worked on at a time."""
JOIN_PX = (21, 5)
"""Strokes no further apart than this, across and down, are parts of one line."""
TEXT_HEIGHT_PX = (10, 160)
TEXT_ASPECT = 1.9
"""Width over height from which a run of strokes may be text; an icon is about square."""
MIN_STROKES = 3.0
"""Strokes that a row must cross: two characters."""

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of a line from its top left, clockwise, in pixels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """The pixels of one line of text and a margin around it, with ink told from paper."""

    frame: Box
    """What the strip shows of the page."""
    packed: Any = field(repr=False)
    """`ink`, eight pixels in a byte: the lines of all pages of a case are in memory together."""
    columns: tuple[int, ...] = field(repr=False)
    """How many pixels of ink stand in each column of `frame`, within the rows of the line's own letters."""
    colour: tuple[int, int, int]
    """The colour of the ink where it is strongest."""

    @property
    def ink(self) -> Any:
        """Array of booleans over `frame`: where a pixel differs from the paper."""
        import numpy as np

        return np.unpackbits(self.packed, axis=1, count=self.frame.right - self.frame.left).view(np.bool_)


def strip(rgb: Any, line: Box, reach: int) -> Strip:
    """Return the strip of `line` and `reach` pixels around it. The paper is the commonest colour inside `line`."""
    import numpy as np

    height, width = rgb.shape[:2]
    line = Box(max(0, line.left), max(0, line.top), min(width, line.right), min(height, line.bottom))
    frame = Box(
        max(0, line.left - reach),
        max(0, line.top - reach),
        min(width, line.right + reach),
        min(height, line.bottom + reach),
    )
    inside = rgb[line.top : line.bottom, line.left : line.right].reshape(-1, 3)
    coarse = (inside >> 4).astype(np.int32)
    keys = (coarse[:, 0] << 8) | (coarse[:, 1] << 4) | coarse[:, 2]
    paper = np.median(inside[keys == np.bincount(keys).argmax()], axis=0).astype(np.int16)
    contrast = largest_channel(np.abs(rgb[frame.top : frame.bottom, frame.left : frame.right].astype(np.int16) - paper))
    rows = slice(line.top - frame.top, line.bottom - frame.top)
    own = contrast[rows, line.left - frame.left : line.right - frame.left].ravel()
    full = np.percentile(own, 98)
    ink = _without_specks(
        contrast > max(min(INK_CONTRAST, PALE_INK * full), FAINT_INK * full), SPECK * (line.bottom - line.top)
    )
    inked = ink[:, line.left - frame.left : line.right - frame.left].any(axis=1).tolist()
    first, last = line_rows(inked, rows.start, rows.stop)
    strongest = inside[own >= max(INK_CONTRAST, 0.9 * full)]
    colour = np.median(strongest, axis=0) if len(strongest) else paper
    return Strip(
        frame=frame,
        packed=np.packbits(ink, axis=1),
        columns=tuple(ink[first : last + 1].sum(axis=0).tolist()),
        colour=(int(colour[0]), int(colour[1]), int(colour[2])),
    )


def _without_specks(ink: Any, smallest: float) -> Any:
    """Return ink without groups of fewer pixels than `smallest`."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    whole = stats[:, cv2.CC_STAT_AREA] >= smallest
    whole[0] = False  # the paper
    return whole[labels]


def line_rows(inked: Sequence[bool], top: int, bottom: int) -> tuple[int, int]:
    """Return the first and the last row of the line that was found between `top` and `bottom`.

    `inked` says which rows hold ink. What was found may reach into the lines above and below, so the line is taken to
    end at the first paper above and below its middle part.
    """
    height, middle = bottom - top, (top + bottom) // 2
    core = round(CORE * height / 2)
    first, last = max(0, middle - core), min(len(inked) - 1, middle + core)
    while first > 0 and inked[first - 1]:
        first -= 1
    while last < len(inked) - 1 and inked[last + 1]:
        last += 1
    first += _neighbour(inked[first:middle], top - first, height)
    last -= _neighbour(inked[last:middle:-1], last + 1 - bottom, height)
    first -= _detached(inked[first - 1 :: -1] if first else [], height)
    last += _detached(inked[last + 1 :], height)
    return first, last


def _neighbour(half: Sequence[bool], beyond: int, height: int) -> int:
    """Return how many rows of one half of a line are another line that was found together with it.

    `half` says which rows hold ink, going towards the middle of the line, and `beyond` how far they begin outside of
    where it was found.
    """
    end = next((y for y, any_ink in enumerate(half) if not any_ink), len(half))
    paper = next((y for y in range(end, len(half)) if half[y]), len(half))
    return paper if beyond >= BEYOND * height and end >= NEIGHBOUR * height and paper < len(half) else 0


def _detached(outside: Sequence[bool], height: int) -> int:
    """Return how many rows further out a thin part of the same line ends, such as an underscore or an accent.

    `outside` says which rows hold ink, going away from the line. A part as high as letters is a neighbour.
    """
    near, thin = max(2, round(DETACHED * height)), max(3, round(DETACHED * height))
    gap = next((y for y, any_ink in enumerate(outside) if any_ink), len(outside))
    end = next((y for y in range(gap, len(outside)) if not outside[y]), len(outside))
    return end if gap <= near and 0 < end - gap <= thin and end < len(outside) else 0


def unread_ink(rgb: Any, lines: Sequence[Quad], codes: Sequence[Box] = ()) -> tuple[Box, ...]:
    """Return boxes around what looks like text and lies neither in `lines` that were read nor in `codes`.

    Lines are quads, since boxes around those of a slanting photo would hide their neighbours.

    Text is a run of strokes: high, narrow changes of brightness, several to each length of its height.
    A border, a picture's flat parts, a rule or an icon has too few of them or is too large.
    """
    import cv2
    import numpy as np

    strokes = _edges(rgb)
    for box in codes:
        strokes[box.top : box.bottom, box.left : box.right] = 0
    for quad in lines:
        cv2.fillConvexPoly(strokes, _with_ends(quad), 0)
    boxes = [_box(quad) for quad in lines]
    for part in (strokes[rows] for rows in _bands(strokes.shape[0])):
        part[cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((1, RULE_PX), np.uint8)) > 0] = 0
    for part in (strokes[:, columns] for columns in _bands(strokes.shape[1])):
        part[cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((RULE_PX, 1), np.uint8)) > 0] = 0
    joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((JOIN_PX[1], JOIN_PX[0]), np.uint8))
    # Their outlines alone: a number for each pixel of a large page weighs 160 MB.
    outlines, nested = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for number in reversed(range(len(outlines))):  # from the top of the page
        if nested[0][number][-1] >= 0:
            continue  # a hole
        left, top, width, height = cv2.boundingRect(outlines[number])
        if not TEXT_HEIGHT_PX[0] <= height <= TEXT_HEIGHT_PX[1] or width < TEXT_ASPECT * height:
            continue
        piece = Box(left, top, left + width, top + height)
        if any(_is_rim(piece, box) for box in boxes):
            continue
        if _strokes(strokes[top : top + height, left : left + width]) >= MIN_STROKES:
            found.append(piece)
    return tuple(found)


def _edges(rgb: Any) -> Any:
    """Return a 1 where a page has the edge of a stroke, a 0 elsewhere."""
    import cv2
    import numpy as np

    edges = np.zeros(rgb.shape[:2], np.uint8)
    for rows in _bands(rgb.shape[0]):
        above = min(1, rows.start)
        change = cv2.morphologyEx(
            rgb[rows.start - above : rows.stop + 1], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)
        )
        edges[rows] = largest_channel(change)[above : above + rows.stop - rows.start] > EDGE_CONTRAST
    return edges


def _bands(length: int) -> Iterator[slice]:
    """Yield a page's rows or columns some at a time: OpenCV holds all that it works on several times."""
    return (slice(start, min(start + BAND_PX, length)) for start in range(0, length, BAND_PX))


def quad_of(box: Box) -> Quad:
    """Return the corners of a box."""
    return (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)


def _with_ends(quad: Quad) -> Any:
    """Return the corners, in whole pixels, of a line and its margin.

    Sideways alone: above and below, a neighbour that was not read may stand close.
    """
    import numpy as np

    corners = np.array(quad)
    along = corners[1] - corners[0]
    margin = along * EXPLAINED_MARGIN * math.dist(quad[0], quad[3]) / max(1.0, float(np.hypot(*along)))
    return np.rint(corners + np.array([-margin, margin, margin, -margin])).astype(np.int32)


def _box(quad: Quad) -> Box:
    xs, ys = zip(*quad, strict=True)
    return Box(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))


def _is_rim(piece: Box, read: Box) -> bool:
    """Say whether `piece` is what sticks out of something that was read: a tail of letters, the edge of an icon."""
    touches = piece.top - 2 <= read.bottom <= piece.top + 2 or piece.bottom - 2 <= read.top <= piece.bottom + 2
    height = read.bottom - read.top
    beside = min(piece.right, read.right) - max(piece.left, read.left) > 0
    small = piece.bottom - piece.top < 0.5 * height and piece.right - piece.left < 3 * height
    return touches and beside and small


def _strokes(piece: Any) -> float:
    """Return how many strokes a row crosses, over the middle rows of a piece of the picture, at the median."""
    import numpy as np

    height = piece.shape[0]
    rows = piece[height // 4 : max(height // 4 + 1, 3 * height // 4)].astype(np.int8)
    return float(np.median((np.diff(rows, axis=1, prepend=0) > 0).sum(axis=1)))
