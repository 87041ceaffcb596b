"""Plans the rectangle that covers a value on a picture: past its traces, and not as wide as the value.

- JPEG leaves ghosts of a text around it: up to 8 px for black text, and for coloured text with 4:2:0
  chroma the rest of its 16 px blocks and 2 px more, since decoders smooth between blocks. A picture
  that was never compressed with loss (`sealcase.redact.traces`) needs only a margin for soft edges.
- A box as wide as the value tells how long it is. So a box grows to a multiple of 64 px where the
  picture beside it is blank. It does not grow over ink: that would cover the neighbours, whose place
  tells the length anyway.
- A kept finding stays readable: towards it a box gives up its margin, but never what the value itself covers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sealcase.model import Box

GHOST_PX = 8
"""Margin that the ringing of one 8 by 8 block needs."""

JPEG_BLOCK_PX = 16
"""Side of a 4:2:0 block (ITU-T T.81, A.2.3: a minimum coded unit)."""

SMOOTHING_PX = 2
"""What decoders blend over the edge of a block when they enlarge the chroma."""

EDGE_PX = 4
"""Margin where there are no ghosts: soft edges of letters, and what a recogniser's box cut off."""

WIDTH_STEP_PX = 64
"""Widths of boxes are multiples of this, where there is room: a name's box then tells 1.5 bits, not 8."""

BLANK_RANGE = 24
"""A column of pixels is blank when none of its channels varies by more, of 255."""

Pixels = npt.NDArray[np.uint8]
"""`height` by `width` by 3."""


def plan_box(pixels: Pixels, core: Box, kept: Sequence[Box], *, ghosts: bool) -> Box:
    """Return the rectangle to paint for a value that stands in `core`, inside the picture."""
    height, width = pixels.shape[:2]
    core = Box(max(core.left, 0), max(core.top, 0), min(core.right, width), min(core.bottom, height))
    margin = with_ghosts(core, width, height) if ghosts else _with_edge(core, width, height)
    return _widened(pixels, _away_from(margin, core, kept), kept)


def _with_edge(core: Box, width: int, height: int) -> Box:
    return Box(
        max(0, core.left - EDGE_PX),
        max(0, core.top - EDGE_PX),
        min(width, core.right + EDGE_PX),
        min(height, core.bottom + EDGE_PX),
    )


def with_ghosts(core: Box, width: int, height: int) -> Box:
    """Return `core` with all that its text can have changed, in a picture of this size."""
    return Box(
        max(0, min(core.left - GHOST_PX, _down(core.left) - SMOOTHING_PX)),
        max(0, min(core.top - GHOST_PX, _down(core.top) - SMOOTHING_PX)),
        min(width, max(core.right + GHOST_PX, _up(core.right) + SMOOTHING_PX)),
        min(height, max(core.bottom + GHOST_PX, _up(core.bottom) + SMOOTHING_PX)),
    )


def _down(value: int) -> int:
    return value // JPEG_BLOCK_PX * JPEG_BLOCK_PX


def _up(value: int) -> int:
    return -(-value // JPEG_BLOCK_PX) * JPEG_BLOCK_PX


def _away_from(margin: Box, core: Box, kept: Sequence[Box]) -> Box:
    """Return `margin` shrunk towards `core` until it leaves every kept box, as far as that is possible."""
    for other in kept:
        if not _intersect(margin, other):
            continue
        # For each side on which `other` lies: the box that stops there, and never inside `core`.
        options = [
            margin._replace(left=min(core.left, max(margin.left, other.right))) if other.left < core.left else None,
            margin._replace(right=max(core.right, min(margin.right, other.left))) if other.right > core.right else None,
            margin._replace(top=min(core.top, max(margin.top, other.bottom))) if other.top < core.top else None,
            margin._replace(bottom=max(core.bottom, min(margin.bottom, other.top)))
            if other.bottom > core.bottom
            else None,
        ]
        possible = [option for option in options if option is not None]
        if possible:
            margin = min(possible, key=lambda option: (_common(option, other), -_area(option)))
    return margin


def _widened(pixels: Pixels, box: Box, kept: Sequence[Box]) -> Box:
    """Return `box` grown over blank columns, to the right, then to the left, to a multiple of `WIDTH_STEP_PX`."""
    beside = [other for other in kept if other.top < box.bottom and box.top < other.bottom]
    missing = -(box.right - box.left) % WIDTH_STEP_PX
    right = box.right + _blank_run(pixels[box.top : box.bottom, box.right : box.right + missing])
    right = min([right, *(max(box.right, other.left) for other in beside if other.right > box.right)])
    missing -= right - box.right
    left = box.left - _blank_run(pixels[box.top : box.bottom, max(0, box.left - missing) : box.left][:, ::-1])
    left = max([left, *(min(box.left, other.right) for other in beside if other.left < box.left)])
    return Box(left, box.top, right, box.bottom)


def _blank_run(strip: Pixels) -> int:
    """Return how many columns of `strip` are blank before the first that is not."""
    if not strip.size:
        return 0
    span = strip.max(axis=0).astype(np.int16) - strip.min(axis=0)
    inked = np.flatnonzero(span.max(axis=1) > BLANK_RANGE)
    return int(inked[0]) if inked.size else strip.shape[1]


def _intersect(one: Box, other: Box) -> bool:
    return _common(one, other) > 0


def _common(one: Box, other: Box) -> int:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0, width) * max(0, height)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
