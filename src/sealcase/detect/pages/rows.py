"""One line of a page with its pixels, straightened: how large its type is and where its characters are.

Where a line slants, as on a photo, its strip is turned so that it runs along the rows of pixels;
`to_page` leads back.
"""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcase.contents import Box
from sealcase.detect.pages.ink import Quad, Strip, line_rows, strip
from sealcase.detect.pages.ocr import Line

# Lengths are in heights of the line's box, which is about 1.25 times the size of its type.
REACH = 0.5
"""How far outside its box a line's ink is looked for."""
LATIN_WIDTH = 0.55
"""Width of a letter or digit in sizes of its type: 0.5 to 0.6 in the fonts of phones."""
HAN_HEIGHT = 0.74
"""How high the ink of a line with hanzi is."""
MIN_SAMPLES = 3
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

MAX_DRIFT = 0.35
"""How far recognition may place a character from its ink. A line of a few characters is stretched by that much."""

_HANZI = re.compile("[\u3400-\u9fff]")


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
    def letters(self) -> tuple[int, int]:
        """The first and the last row of the strip in which the line's own letters have ink."""
        inked = self.strip.ink[:, self.own.left : self.own.right].any(axis=1).tolist()
        return line_rows(inked, self.own.top, self.own.bottom)

    @property
    def type_height(self) -> float:
        """How high a box around such type usually is: by its ink where there are hanzi, whose height is known."""
        if not _HANZI.search(self.text):
            return self.height
        first, last = self.letters
        return min(self.height, (last + 1 - first) / HAN_HEIGHT)

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
    if rise <= MAX_RISE * height or len(line.text) < 2:
        box = upright(line.quad, slant, rgb.shape[1] / 2, rgb.shape[0] / 2) if slant else line.box
        return _level_row(line, line.box, box, rgb)
    if not slant:
        # On a dense page a line that was found together with a part of its neighbour seems to slant.
        middle = sum(y for _, y in line.quad) / len(line.quad)
        level = Box(line.box.left, round(middle - height / 2), line.box.right, round(middle + height / 2))
        row = _level_row(line, level, level, rgb)
        first, last = row.letters
        if last + 1 - first <= height:
            return row
    return _slanting_row(line, upright(line.quad, slant, rgb.shape[1] / 2, rgb.shape[0] / 2), rgb)


def _level_row(line: Line, place: Box, box: Box, rgb: Any) -> Row:
    """Return a line that runs along the rows of pixels, and stands at `place`."""
    height = round(math.dist(line.quad[0], line.quad[3]))
    piece = strip(rgb, place, max(2, round(REACH * (place.bottom - place.top))))
    frame = piece.frame
    own = Box(
        max(0, place.left - frame.left),
        max(0, place.top - frame.top),
        place.right - frame.left,
        place.bottom - frame.top,
    )
    middles = [(cell.left + cell.right) / 2 - frame.left for cell in line.cells]
    return Row(
        text=line.text,
        box=box,
        size=_type_size(line),
        strip=piece,
        own=own,
        middles=_placed(line.text, middles, piece.columns, own, height),
    )


def upright(quad: Quad, slant: float, x0: float, y0: float) -> Box:
    """Return the box around a quad on a page that is turned back by `slant` around the point (`x0`, `y0`)."""
    cosine, sine = math.cos(-slant), math.sin(-slant)
    xs = [x0 + (x - x0) * cosine - (y - y0) * sine for x, y in quad]
    ys = [y0 + (x - x0) * sine + (y - y0) * cosine for x, y in quad]
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
        middles=_placed(line.text, middles, piece.columns, own, height),
        to_page=to_page,
    )


def _placed(text: str, middles: Sequence[float], columns: Sequence[int], own: Box, height: int) -> tuple[float, ...]:
    """Return the characters' middles: those of the ink where each has a piece of its own, else moved together."""
    shown = [at for at, char in enumerate(text) if not char.isspace()]
    pieces = _pieces(columns, own.left, own.right)
    if len(pieces) != len(shown):
        return _shifted(text, middles, columns, height)
    placed = dict(zip(shown, ((first + last) / 2 for first, last in pieces), strict=True))
    if any(abs(middle - middles[at]) > MAX_DRIFT * height for at, middle in placed.items()):
        return _shifted(text, middles, columns, height)
    return tuple(placed.get(at, middle) for at, middle in enumerate(middles))


def _pieces(columns: Sequence[int], left: int, right: int) -> list[tuple[int, int]]:
    """Return where the pieces of ink inside a line's box begin and end that paper parts from left to right."""
    pieces: list[tuple[int, int]] = []
    start = -1
    for at, ink in enumerate((*columns, 0)):
        if ink and start < 0:
            start = at
        elif not ink and start >= 0:
            pieces.append((start, at))
            start = -1
    return [(first, last) for first, last in pieces if left <= (first + last) / 2 <= right]


def _shifted(text: str, middles: Sequence[float], columns: Sequence[int], height: int) -> tuple[float, ...]:
    """Return the characters' middles, moved together so that the places between them hold the least ink.

    Recognition places the characters of a line too far to the right, all by about the same.
    """
    borders = [border(text, at, middles[at - 1], middles[at]) for at in range(1, len(middles))]
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


def border(text: str, at: int, low: float, high: float) -> float:
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
