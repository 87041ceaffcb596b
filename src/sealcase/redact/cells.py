"""Finds the cell that a value stands in: the blank paper around it up to whatever else there is.

A box as high and wide as the value tells how long it is, and by a pixel more or less at its rim, which
letters it holds. So a box ends where something else begins (a label, the edge of a card or bubble), or
on a grid, never at the value's own ink. It does not grow over ink: that would cover the neighbours, whose
place tells the length anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sealcase.channels import largest_channel
from sealcase.contents import Box

WIDTH_STEP_PX = 64
"""Where another hidden value is the neighbour, a side lies on a multiple of this, as far as there is room."""

KEPT_STEP_PX = 8
"""Up to a value that stays readable, a box ends on a multiple of this."""

HEIGHT_STEP_PX = 32
"""Upper and lower sides lie on multiples of this where neither a label nor a neighbour says how high the row is."""

BLANK_RANGE = 24
"""Paper is where no channel differs by more within a column, of 255."""

RIM_STEP = 6
"""A column that is lighter or darker than the one before by more, on average, is the rim of a card or bubble."""

FREE_PX = 12
"""What stays between a box and the neighbour up to which it grows, to tell them apart."""

CLOSE_PX = 1
"""The same where there is less room."""

EDGE_SHARE = 0.35
"""An edge is a letter's that is as high at least as this share of the highest near by: what JPEG leaves is lower."""

ROW_STROKES = 2
"""Edges that a row of pixels crosses at least where a label stands beside the value, rims of cards left out."""

RIM_SHARE = 0.9
"""A column in which more of the rows near by have an edge is a rim."""

ROW_HEIGHTS = (0.4, 2.2)
"""How high a label may be, in heights of the value: where ghosts of the next line are gone, so may be its feet."""

MAX_TYPE_PX = 160
"""What is higher is no line of text, but a photo or code."""

CLOSE_HEIGHTS = 4
"""What stands so close to a value, in its heights, is of its line; what stands further off may be larger type."""

ROOM_HEIGHTS = 3
"""How far above and below a value its line is looked for, in its heights: what ends there ends by itself."""

EM_SHARE = 0.3
EM_EXTRA_PX = 8
"""What a line reaches above and below the letters of its label, as a share of their height and besides: tails,
accents, other scripts."""

Pixels = npt.NDArray[np.uint8]
"""`height` by `width` by 3."""


def without(pixels: Pixels, hidden: Iterable[Box]) -> Pixels:
    """Return a copy of a page on which the `hidden` places are paper, so that no cell depends on another's value."""
    page = pixels.copy()
    for box in hidden:
        left, top = max(0, box.left - 1), max(0, box.top - 1)
        around = pixels[top : box.bottom + 1, left : box.right + 1]
        rim = (around[0], around[-1], around[:, 0], around[:, -1])
        page[max(0, box.top) : box.bottom, max(0, box.left) : box.right] = np.median(np.concatenate(rim), axis=0)
    return page


def wide_cell(page: Pixels, core: Box, box: Box, kept: Sequence[Box], others: Sequence[Box], *, ghosts: bool) -> Box:
    """Return `box`, the margin around `core`, grown to the left and right to what stands beside it.

    A margin that would reach into a close neighbour ends before it, unless the neighbour's rim shows `ghosts`.
    `kept` are values that stay readable, `others` those that go as well: where those lie must not show.
    """
    strip = page[box.top : box.bottom]
    before, after = strip[:, : core.left][:, ::-1], strip[:, core.right :]
    left = core.left - _reach(before, core.left - box.left, ghosts=ghosts)
    right = core.right + _reach(after, box.right - core.right, ghosts=ghosts)
    box = box._replace(left=max(box.left, left), right=min(box.right, right))
    beside = [one for one in kept if _beside(one, box)]
    left = max([left, *(min(box.left, -_step(-one.right)) for one in beside if one.left < box.left)])
    right = min([right, *(max(box.right, _step(one.left)) for one in beside if one.right > box.right)])
    neighbours = [one for one in others if _beside(one, box)]
    if any(left - WIDTH_STEP_PX < one.right <= box.left for one in neighbours):
        left = max(left, box.left // WIDTH_STEP_PX * WIDTH_STEP_PX)
    if any(box.right <= one.left < right + WIDTH_STEP_PX for one in neighbours):
        right = min(right, -(-box.right // WIDTH_STEP_PX) * WIDTH_STEP_PX)
    return box._replace(left=min(box.left, left), right=max(box.right, right))


def _step(side: int) -> int:
    """Return where the grid is before the side of what is kept, which recognition finds a pixel here or there."""
    return side // KEPT_STEP_PX * KEPT_STEP_PX


def _beside(one: Box, other: Box) -> bool:
    return one.top < other.bottom and other.top < one.bottom


class TextLine(NamedTuple):
    """Rows (half-open) of a line of text, by what of it stays readable."""

    top: int
    bottom: int
    highest: int
    """Where tails, accents and other scripts reach that stand on it."""
    lowest: int


def tall_cell(page: Pixels, margin: Box, held: Box, line: TextLine | None, columns: slice) -> Box:
    """Return `margin` grown up and down over blank rows: to what its line reaches, a neighbour, or the grid.

    Rows are blank that are so in all of the cell's `columns`, whose ends say nothing of where the value's letters end.
    Lines may be so close that a margin would reach into the next one, by as much as the value's own letters are high.
    So the box ends just before that one; but it holds `held` in any case.
    """
    if line is None:
        return _on_grid(page[:, columns], margin)
    above = _blank_rows(page[: line.top, columns][::-1])
    below = _blank_rows(page[line.bottom :, columns])
    top = max(line.highest, line.top - above + _free(above))
    bottom = min(line.lowest, line.bottom + below - _free(below))
    return margin._replace(top=min(held.top, top), bottom=max(held.bottom, bottom))


def _free(blank: int) -> int:
    """Return how many rows of `blank` ones stay free before a neighbour that ends them."""
    return FREE_PX // 2 if blank > 2 * FREE_PX else min(blank, CLOSE_PX)


def _on_grid(page: Pixels, margin: Box) -> Box:
    """Return `margin` grown up and down to the grid, or to a neighbour that is nearer, in the columns of `page`."""
    grid = HEIGHT_STEP_PX
    above = _blank_rows(page[: margin.top][::-1])
    below = _blank_rows(page[margin.bottom :])
    highest = 0 if above < grid else margin.top // grid * grid
    lowest = page.shape[0] if below < grid else -(-margin.bottom // grid) * grid
    top = max(highest, margin.top - above + _free(above))
    bottom = min(lowest, margin.bottom + below - _free(below))
    return margin._replace(top=min(margin.top, top), bottom=max(margin.bottom, bottom))


def line_of(page: Pixels, core: Box) -> TextLine | None:
    """Return the line of text that `core` stands in.

    That is what stands close by, or else anywhere on the page; None where there is no text. Hidden values are no part
    of `page` (`without`).
    """
    height = core.bottom - core.top
    if height > MAX_TYPE_PX:
        return None
    close = CLOSE_HEIGHTS * height
    left, right = max(0, core.left - close) // WIDTH_STEP_PX * WIDTH_STEP_PX, core.right + close
    return _line_in(page[:, left:right], core) or _line_in(page, core)


def _line_in(page: Pixels, core: Box) -> TextLine | None:
    height = core.bottom - core.top
    first, last = max(0, core.top - ROOM_HEIGHTS * height), min(page.shape[0], core.bottom + ROOM_HEIGHTS * height)
    here, beside = page[first:last, 1:], page[first:last, :-1]
    steps = largest_channel(np.maximum(here, beside) - np.minimum(here, beside))
    nearest = slice(max(0, core.top - height - first), core.bottom + height - first)
    edges: npt.NDArray[np.bool_] = steps > max(BLANK_RANGE, EDGE_SHARE * int(steps[nearest].max(initial=0)))
    edges[:, edges[nearest].mean(axis=0) > RIM_SHARE] = False
    inked = edges.sum(axis=1) >= ROW_STROKES
    middle = (core.top + core.bottom) // 2 - first
    nearby = range(max(0, middle - height // 4), min(len(inked), middle + height // 4 + 1))
    near = [row for row in nearby if inked[row]]
    if not near:
        return None
    top = bottom = min(near, key=lambda row: abs(row - middle))
    while top > 0 and inked[top - 1]:
        top -= 1
    while bottom < len(inked) and inked[bottom]:
        bottom += 1
    low, high = ROW_HEIGHTS
    if not low * height <= bottom - top <= high * height:
        return None
    reach = EM_EXTRA_PX + round(EM_SHARE * (bottom - top))
    top, bottom = first + top, first + bottom
    return TextLine(top, bottom, max(0, top - reach), min(page.shape[0], bottom + reach))


def _reach(strip: Pixels, margin: int, *, ghosts: bool) -> int:
    """Return how many columns beside a value its box takes; `strip` is what stands there, nearest column first.

    Inside the margin, letters may end softly: the paper after that is what counts.
    """
    inked = _inked(strip)
    end = 0
    for start in range(min(margin + 1, len(inked))):
        if not inked[start] and (not start or inked[start - 1]):
            stops = np.flatnonzero(inked[start:])
            end = max(end, start + int(stops[0]) if stops.size else len(inked))
    if end == len(inked):
        return end
    if ghosts:  # whether the margin leaves more room than this depends on the value's letters
        return max(margin, end - CLOSE_PX)
    if end > margin + FREE_PX:
        return end - FREE_PX
    return end - CLOSE_PX if end > CLOSE_PX else margin


def _inked(strip: Pixels) -> npt.NDArray[np.bool_]:
    """Tell for each column of `strip` whether it is not of one colour, and that of the column before."""
    if not strip.size:
        return np.zeros(0, np.bool_)
    inked: npt.NDArray[np.bool_] = largest_channel(strip.max(axis=0) - strip.min(axis=0)) > BLANK_RANGE
    inked[1:] |= largest_channel(np.abs(np.diff(strip.mean(axis=0), axis=0))) > RIM_STEP
    return inked


def _blank_rows(strip: Pixels) -> int:
    """Return how many rows of `strip` are blank before the first that is not, of some that are looked at."""
    inked = np.flatnonzero(_inked(strip[: 2 * HEIGHT_STEP_PX].swapaxes(0, 1)))
    return int(inked[0]) if inked.size else min(2 * HEIGHT_STEP_PX, strip.shape[0])
