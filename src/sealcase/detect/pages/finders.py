"""Finds square codes by the three marks in their corners, where a reader of codes sees none.

A reader wants paper around a code, or must know where it begins. The marks of a QR code (ISO/IEC 18004,
7.3.2), rings around a core in widths of 1:1:3:1:1, show on any ground and at any angle; so do the round ones of
codes in an app's own style, which no library reads. Three of a size at the corners of a square, with modules
between them, are a code.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

CORE_SHARE = (0.2, 0.55)
"""Area of a mark's core over that of the ring around it and itself; 9/25 by the standard."""
OFF_CENTRE = 0.12
"""How far core and ring may lie apart, in sides of the ring."""
MIN_SOLID = 0.8
"""Share of their hulls that core and ring fill."""
MIN_RING = 0.85
"""Share of the outer ring that must be dark."""
MIN_SEPARATED = 0.25
"""Share of what lies around the outer ring that must be light: the two sides towards the code, near a half."""
MIN_SEPARATOR = 0.75
"""Share of those two sides that must be light, once it is known where they are."""
MIN_SIDE_PX = 7
"""Side of the light ring from which a mark is looked at."""
SAME_SIZE = 1.35
"""How much larger than another one of a code's three marks may be."""
SAME_LEGS = 1.3
"""The same of the distances between them, which a slanting photo makes unequal."""
MAX_COSINE = 0.35
"""How far the corner between them may be from a right angle: 20 degrees."""
DISTANCE_MODULES = (11, 175)
"""From mark to mark in modules: 14 to 170 by the standard."""
MODULE_SHARE = (0.2, 0.8)
"""Share of dark modules between the marks."""
MAX_SPECKS = 6
"""Other dark spots in a mark's light ring, from noise."""
MAX_UNEQUAL = 1.6
"""Longer over shorter side of the box around a mark on a slanting photo."""
MAX_MARKS = 80
"""More are the pattern of a wallpaper; the largest count."""
RING_MODULES = 5
BLOCKS_PX, DARKER = (61, 151), 5
"""Sides of the surroundings against which a pixel is dark, besides the whole page, and by how much (0-255)."""
_GRID = tuple((n + 0.5) / 24 for n in range(24))

Point = tuple[float, float]


class Mark(NamedTuple):
    """One mark: its middle and the side of a module, in pixels."""

    x: float
    y: float
    module: float


def find_by_marks(grey: Any) -> Iterator[list[Point]]:
    """Yield the corners of what three marks say is a code, on a page in grey."""
    for dark in _binaries(grey):
        marks = sorted(_marks(dark), key=lambda mark: -mark.module)[:MAX_MARKS]
        for three in itertools.combinations(marks, 3):
            square = _square(three)
            corners = None if square is None else _corners(dark, square)
            if corners is not None:
                yield corners


def _binaries(grey: Any) -> Iterator[Any]:
    """Yield what is dark on a page, and then what is light, against the whole page and against what is near."""
    import cv2

    for page in (grey, 255 - grey):
        yield cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
        for block in BLOCKS_PX:
            yield cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, DARKER)


def _marks(dark: Any) -> Iterator[Mark]:
    """Yield the marks among the shapes of a page: a hole in something dark, with one dark core in its middle."""
    import cv2
    import numpy as np

    contours, tree = cv2.findContours(dark, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return
    links = tree[0].tolist()
    for index in np.flatnonzero((tree[0, :, 2] >= 0) & (tree[0, :, 3] >= 0)).tolist():
        _, _, wide, high = cv2.boundingRect(contours[index])
        if min(wide, high) < MIN_SIDE_PX or max(wide, high) > MAX_UNEQUAL * min(wide, high):
            continue
        inside = list(itertools.islice(_siblings(links, links[index][2]), MAX_SPECKS + 2))
        core = max(inside, key=lambda one: cv2.contourArea(contours[one]))
        mark = _mark(contours[index], contours[core]) if len(inside) <= MAX_SPECKS + 1 else None
        if mark is None:
            continue
        ring, beyond = (_dark_share(dark, _around(contours[index], mark, modules)) for modules in (3, 4))
        if ring >= MIN_RING and beyond <= 1 - MIN_SEPARATED:
            yield mark


def _siblings(links: Sequence[Sequence[int]], first: int) -> Iterator[int]:
    while first >= 0:
        yield first
        first = links[first][0]


def _mark(ring: Any, core: Any) -> Mark | None:
    """Return the mark that a hole and its core make, or None."""
    import cv2

    (x, y), _, _ = cv2.minAreaRect(ring)
    (core_x, core_y), _, _ = cv2.minAreaRect(core)
    # A contour runs through the middles of pixels: a hole's lies outside of it, a core's on its rim.
    area, inner = cv2.contourArea(ring), cv2.contourArea(core) + cv2.arcLength(core, closed=True)
    side = math.sqrt(area)
    solid = area >= MIN_SOLID * cv2.contourArea(cv2.convexHull(ring))
    if not solid or not CORE_SHARE[0] <= inner / max(1.0, area) <= CORE_SHARE[1]:
        return None
    if math.hypot(x - core_x, y - core_y) > OFF_CENTRE * side:
        return None
    return Mark(x=x, y=y, module=side / RING_MODULES)


def _around(ring: Any, mark: Mark, modules: int) -> Any:
    """Return places on a line around a mark, of its light ring's form, so many modules from its middle."""
    import numpy as np

    corners = np.concatenate([ring[:, 0], ring[:1, 0]]).astype(float)
    steps = np.diff(corners, axis=0)[:, None] * np.arange(0, 1, 0.25)[:, None]
    along = (corners[:-1, None] + steps).reshape(-1, 2)
    middle = np.array(mark[:2])
    return middle + (along - middle) * (2 * modules / RING_MODULES)


def _square(marks: Sequence[Mark]) -> tuple[Mark, Mark, Mark] | None:
    """Return the marks, the one in the corner between the others first, if they stand like those of a code."""
    modules = [mark.module for mark in marks]
    low, high = (number * sum(modules) / 3 for number in DISTANCE_MODULES)
    if max(modules) > SAME_SIZE * min(modules):
        return None
    for at in range(3):
        corner, one, other = marks[at], marks[at - 1], marks[at - 2]
        a, b = math.dist(corner[:2], one[:2]), math.dist(corner[:2], other[:2])
        if not low <= min(a, b) <= max(a, b) <= min(high, SAME_LEGS * min(a, b)):
            continue  # rings around one middle have no distance at all
        cosine = abs((one.x - corner.x) * (other.x - corner.x) + (one.y - corner.y) * (other.y - corner.y)) / (a * b)
        if cosine <= MAX_COSINE:
            return corner, one, other
    return None


def _away(mark: Mark, along: Point, down: Point, i: float, j: float) -> Point:
    """Return the place `i` modules along and `j` modules down from the middle of a mark."""
    return mark.x + (along[0] * i + down[0] * j) * mark.module, mark.y + (along[1] * i + down[1] * j) * mark.module


def _corners(dark: Any, marks: tuple[Mark, Mark, Mark]) -> list[Point] | None:
    """Return the outer corners of a code with these marks; None where none is between them."""
    corner, one, other = marks
    along, down = _direction(corner, one), _direction(corner, other)
    for mark, i, j in ((corner, 1, 1), (one, -1, 1), (other, 1, -1)):
        sides = [_away(mark, along, down, 4 * i, n * j) for n in range(-3, 5)]
        sides += [_away(mark, along, down, n * i, 4 * j) for n in range(-3, 4)]
        if _dark_share(dark, sides) > 1 - MIN_SEPARATOR:
            return None
    right, bottom = _away(one, along, down, 3.5, -3.5), _away(other, along, down, -3.5, 3.5)
    left = _away(corner, along, down, -3.5, -3.5)
    corners = [left, right, (right[0] + bottom[0] - left[0], right[1] + bottom[1] - left[1]), bottom]
    inner = [
        (
            left[0] + (right[0] - left[0]) * x + (bottom[0] - left[0]) * y,
            left[1] + (right[1] - left[1]) * x + (bottom[1] - left[1]) * y,
        )
        for x in _GRID
        for y in _GRID
    ]
    return corners if MODULE_SHARE[0] <= _dark_share(dark, inner) <= MODULE_SHARE[1] else None


def _direction(start: Mark, stop: Mark) -> Point:
    length = math.dist(start[:2], stop[:2])
    return (stop.x - start.x) / length, (stop.y - start.y) / length


def _dark_share(dark: Any, points: Any) -> float:
    """Return how many of these places are dark, of those on the page."""
    import numpy as np

    height, width = dark.shape
    x, y = np.rint(points).astype(int).T
    shown = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    return float((dark[y[shown], x[shown]] > 0).sum()) / max(1, int(shown.sum()))
