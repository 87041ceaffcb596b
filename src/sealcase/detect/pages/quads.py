"""Where to search a page for text, and what to make of the places that several searches give.

A quad is an array of four corners, from the top left of a line of text, clockwise, in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

EXPLAINED = 0.7
"""Share of a box that must lie in others of a finer search for it to add nothing."""
UPRIGHT = 1.5
"""Height over width from which a box may hold a line that runs downwards."""
AROUND_PX = 4
"""Pixels around a line that straightening it may look at."""
CUT_PX = 8
"""How near to a tile's edge a line ends that may have been cut there."""

TILE_HEIGHT_PX = 2800
"""Pictures that are higher are searched in tiles of at most this height."""
TILE_OVERLAP_PX = 300
"""Rows that two tiles share, at most a quarter of a tile: no line of text is higher."""
FINE_SIDE_PX = 1280
"""Longer side to which a tile is shrunk at most before text is looked for."""
LYING_SCALE = 0.6
"""Pictures that are wider than high, from a computer's screen, have small type: they are shrunk to no less."""
SEARCH_PX = 1_000_000
"""Pixels of a shrunk tile at most, which bounds the network's memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """A band of a page, over its whole width."""

    top: int
    bottom: int
    cut_above: bool
    cut_below: bool
    """Whether the page goes on there."""
    scale: float
    """To what share of its size the band is shrunk in the finest search."""


def tiles(width: int, height: int) -> Iterator[Tile]:
    """Yield the tiles of a page from its top."""
    longest = max(width, min(height, TILE_HEIGHT_PX))
    scale = min(1.0, max(FINE_SIDE_PX / longest, LYING_SCALE if width > height else 0.0))
    tall = min(TILE_HEIGHT_PX, max(256, int(SEARCH_PX / (scale * scale * width))))
    step = tall - min(TILE_OVERLAP_PX, tall // 4)
    top = 0
    while top + tall < height:
        yield Tile(top=top, bottom=top + tall, cut_above=top > 0, cut_below=True, scale=scale)
        top += step
    yield Tile(top=top, bottom=height, cut_above=top > 0, cut_below=False, scale=scale)


def whole(quads: Sequence[Any], tile: Tile) -> list[Any]:
    """Return `quads`, found in `tile` and placed on the page, without those that its neighbour sees better.

    A line that a cut runs through looks like a flatter one, and half of it reads as something else. All
    of it stands in the neighbouring tile, as long as it does not reach through the rows that both share.
    """
    shared = min(TILE_OVERLAP_PX, (tile.bottom - tile.top) // 4)
    kept = []
    for quad in quads:
        _, top, _, bottom = bounds(quad)
        above = tile.cut_above and top <= tile.top + CUT_PX and bottom < tile.top + shared - CUT_PX
        below = tile.cut_below and bottom >= tile.bottom - CUT_PX and top > tile.bottom - shared + CUT_PX
        if not above and not below:
            kept.append(quad)
    return kept


def bounds(quad: Any) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a quad."""
    return float(quad[:, 0].min()), float(quad[:, 1].min()), float(quad[:, 0].max()), float(quad[:, 1].max())


def _common(a: Any, b: Any) -> float:
    """Return the area that two quads share; boxes around slanting lines would share some with their neighbours."""
    import cv2
    import numpy as np

    if (np.maximum(a.min(axis=0), b.min(axis=0)) >= np.minimum(a.max(axis=0), b.max(axis=0))).any():
        return 0.0
    return float(cv2.intersectConvexConvex(a.astype(np.float32), b.astype(np.float32))[0])


def _area(quad: Any) -> float:
    import cv2
    import numpy as np

    return max(1.0, float(cv2.contourArea(quad.astype(np.float32))))


def _height(quad: Any) -> float:
    return math.dist(quad[0], quad[3])


def merge(known: list[Any], found: list[Any]) -> list[Any]:
    """Add what a further search found to what is known, without reading anything twice.

    A new quad that the known ones explain is dropped. One that swallows known ones on its own line
    replaces them: they were parts of it. One that runs over several known lines is a blur of a coarse
    search; it stays out when they fill most of it.
    """
    result = list(known)
    for quad in found:
        shared = [(index, _common(quad, other)) for index, other in enumerate(result)]
        if sum(area for _, area in shared) >= EXPLAINED * _area(quad):
            continue
        inside = {
            index
            for index, area in shared
            if area >= EXPLAINED * _area(result[index]) and _height(result[index]) >= 0.6 * _height(quad)
        }
        result = [other for index, other in enumerate(result) if index not in inside] + [quad]
    return result


def crops(rgb: Any, quad: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the straightened pixels of a quad, blue first, and whether they were turned by a quarter."""
    import cv2
    import numpy as np

    left, top, right, bottom = (round(number) for number in bounds(quad))
    left, top = max(0, left - AROUND_PX), max(0, top - AROUND_PX)
    bgr = np.ascontiguousarray(rgb[top : bottom + AROUND_PX, left : right + AROUND_PX, ::-1])
    corners = (quad - np.array([left, top])).astype(np.float32)
    width = max(1, round(max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2]))))
    height = max(1, round(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    crop = cv2.warpPerspective(bgr, turn, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    if height < UPRIGHT * width:
        yield crop, False
    else:
        # A single digit or a line that runs downwards: the width of a letter box tells them apart badly.
        side = np.full((height, height * 2, 3), crop[0, 0], np.uint8)
        if width <= height:
            middle = (height * 2 - width) // 2
            side[:, middle : middle + width] = crop
        yield (side if height < 4 * width else crop), False
        yield np.ascontiguousarray(np.rot90(crop)), True
