"""Finds QR and bar codes, whose content is a secret until somebody says otherwise.

A code is read from the pixels as they are, turned and inverted. What it says goes into the finding's
value, which no log or traceback shows, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sealcase.model import Box

QUIET_ZONE = 0.12
"""Paper around a code that is covered with it, as a share of its shorter side: four modules of a QR code of
version 3 (ISO/IEC 18004) are 0.14 of it."""

MIN_BROKEN_PX = 120
"""Shorter side, quiet zone included, from which a code that cannot be read counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One code on a page."""

    box: Box
    """Around the code and its quiet zone."""
    text: str = field(repr=False)
    """What it says; empty when it was seen and could not be read."""


def read_codes(rgb: Any) -> tuple[Code, ...]:
    """Return the codes on a page, given as an array of height × width × 3 bytes.

    A large code that was seen and fails its own checksum is returned as well: somebody with a better program
    may read it. Small ones that fail are letters taken for a code.
    """
    import numpy as np
    import zxingcpp

    codes: list[Code] = []
    # The library inverts for square codes alone; a bar code on a dark screen takes a second look.
    for pixels in (rgb, 255 - rgb):
        for result in zxingcpp.read_barcodes(np.ascontiguousarray(pixels[:, :, ::-1]), return_errors=True):
            box = _with_quiet_zone(result.position, rgb.shape[1], rgb.shape[0])
            large = min(box.right - box.left, box.bottom - box.top) >= MIN_BROKEN_PX
            if (result.valid or large) and not any(_holds(code.box, box) for code in codes):
                codes.append(Code(box=box, text=result.text if result.valid else ""))
    return tuple(codes)


def _with_quiet_zone(position: Any, width: int, height: int) -> Box:
    """Return the box around a code's corners and its quiet zone, on a page of that size."""
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    box = Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)
    margin = max(4, round(QUIET_ZONE * min(box.right - box.left, box.bottom - box.top)))
    return Box(
        max(0, box.left - margin),
        max(0, box.top - margin),
        min(width, box.right + margin),
        min(height, box.bottom + margin),
    )


def _holds(outer: Box, inner: Box) -> bool:
    """Say whether the middle of `inner` lies in `outer`: the same code, seen again."""
    return (
        outer.left <= (inner.left + inner.right) / 2 <= outer.right
        and outer.top <= (inner.top + inner.bottom) / 2 <= outer.bottom
    )
