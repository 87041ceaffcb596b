"""Plans the rectangle that covers a value on a picture: past its traces, and not as wide as the value.

- JPEG leaves ghosts of a text around it: up to 8 px for black text, and for coloured text with 4:2:0
  chroma the rest of its 16 px blocks and 2 px more, since decoders smooth between blocks. A picture
  that was never compressed with loss (`sealcase.redact.traces`) needs only a margin for soft edges.
- A box as wide as the value tells how long it is. So it grows to the cell that the value stands in
  (`sealcase.redact.cells`).
- A kept finding stays readable: towards it a box gives up its margin, but never what the value itself covers.
"""

from __future__ import annotations

from collections.abc import Sequence

from sealcase.contents import Box
from sealcase.redact.cells import Pixels, TextLine, line_of, tall_cell, wide_cell

GHOST_PX = 8
"""Margin that the ringing of one 8 by 8 block needs."""

JPEG_BLOCK_PX = 16
"""Side of a 4:2:0 block (ITU-T T.81, A.2.3: a minimum coded unit)."""

SMOOTHING_PX = 2
"""What decoders blend over the edge of a block when they enlarge the chroma."""

EDGE_PX = 4
"""Margin where there are no ghosts: soft edges of letters, and what a recogniser's box cut off."""


def plan_box(page: Pixels, core: Box, kept: Sequence[Box], hidden: Sequence[Box] = (), *, ghosts: bool) -> Box:
    """Return the rectangle to paint for a value that stands in `core`, inside the picture.

    `kept` are the places of what stays readable, `hidden` those of all that goes, this one among them; on
    `page` those are paper, with their ghosts (`sealcase.redact.cells.without`).
    """
    height, width = page.shape[:2]
    core = Box(max(core.left, 0), max(core.top, 0), min(core.right, width), min(core.bottom, height))
    line = line_of(page, core)
    if not ghosts:
        needed = _with_edge(core, width, height)
    elif line is None:
        needed = with_ghosts(core, width, height)
    else:
        needed = with_ghosts(_by_line(core, line), width, height)
        marked = with_ghosts(core._replace(top=line.highest, bottom=line.lowest), width, height)
        line = line._replace(highest=marked.top, lowest=marked.bottom)
    others = [box for box in hidden if box != core]
    wide = wide_cell(page, core, needed, kept, others, ghosts=ghosts)
    tall = tall_cell(page, needed, needed if ghosts else core, line, slice(wide.left, wide.right))
    if line is not None and not ghosts:  # it ends before the ink above and below, whose places depend on the value's
        kept = [box for box in kept if box.top < line.bottom and line.top < box.bottom]
    return wide_cell(page, core, _away_from(tall, core, kept), kept, others, ghosts=ghosts)


def _by_line(core: Box, line: TextLine) -> Box:
    """Return `core` grown up and down by the blocks between it and its line, whose letters stay.

    On the blocks of the page alone, a pixel more or less, as noise makes it, would be a whole one.
    """
    above, below = max(0, line.top - core.top), max(0, core.bottom - line.bottom)
    top, bottom = line.top + -above // GHOST_PX * GHOST_PX, line.bottom - -below // GHOST_PX * GHOST_PX
    return core._replace(top=min(core.top, top), bottom=max(core.bottom, bottom))


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
        max(0, _before(core.left)),
        max(0, _before(core.top)),
        min(width, -_before(-core.right)),
        min(height, -_before(-core.bottom)),
    )


def _before(side: int) -> int:
    """Return where the traces of a text that begins at `side` may begin; on a grid, so that no pixel more shows."""
    ringing = (side - GHOST_PX) // GHOST_PX * GHOST_PX
    return min(ringing, side // JPEG_BLOCK_PX * JPEG_BLOCK_PX - SMOOTHING_PX)


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


def _intersect(one: Box, other: Box) -> bool:
    return _common(one, other) > 0


def _common(one: Box, other: Box) -> int:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0, width) * max(0, height)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
