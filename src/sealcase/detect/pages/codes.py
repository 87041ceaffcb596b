"""Finds QR and bar codes, whose content is a secret until somebody says otherwise.

A code is read from the pixels as they are, turned and inverted. What it says goes into the finding's
value, which no log or traceback shows, and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcase.contents import Box
from sealcase.detect.pages.finders import find_by_marks

QUIET_ZONE = 0.12
"""Paper around a code that is covered with it, as a share of its shorter side: four modules of a QR code of
version 3 (ISO/IEC 18004) are 0.14 of it."""

MIN_MARGIN_PX = 8
"""The same at least: corners of a code on a photo are a few pixels off."""

COLOURED, COLOURED_SHARE = 40, 0.01
"""How far red may differ from grey, and on which share of a page at least, before red is looked at for itself."""

SQUARE = ("QR", "MicroQR", "RMQR", "DataMatrix", "Aztec", "MaxiCode", "PDF417", "CompactPDF417", "MicroPDF417")
"""How the names of codes begin that are not a row of bars."""

TURNED_PX, TURNED_OVERLAP_PX = 3000, 800
"""Side of the parts of a page that are turned, and what two of them share: a turned long page would weigh 400 MB."""

GROWTH_PX, PAPER_RANGE = 4, 80
"""Steps in which a bar code's box grows, and how even its rim must be to lie on paper (0-255)."""

MIN_BROKEN_PX = 120
"""Shorter side, quiet zone included, from which a code that cannot be read counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One code on a page."""

    box: Box
    """Around the code and its quiet zone."""
    text: str = field(repr=False)
    """What it says; empty when it was seen and could not be read."""


def _to_the_paper(grey: Any, box: Box) -> Box:
    """Return the box of a bar code with the ends of its bars, which the library leaves out where they lie askew."""
    import numpy as np

    height, width = grey.shape
    for _ in range(max(box.right - box.left, box.bottom - box.top) // (2 * GROWTH_PX)):
        part = grey[box.top : box.bottom, box.left : box.right]
        left, top, right, bottom = (
            GROWTH_PX * bool(np.ptp(line) > PAPER_RANGE) for line in (part[:, 0], part[0], part[:, -1], part[-1])
        )
        grown = Box(
            max(0, box.left - left),
            max(0, box.top - top),
            min(width, box.right + right),
            min(height, box.bottom + bottom),
        )
        if grown == box:
            break
        box = grown
    return box


def read_codes(rgb: Any) -> tuple[Code, ...]:
    """Return the codes on a page, given as an array of height × width × 3 bytes.

    A reader of codes looks first, then a search for the marks in their corners (`finders`).
    A large code that was seen and fails its own checksum is returned as well: somebody with a better program
    may read it. Small ones that fail are letters taken for a code.
    """
    import cv2
    import zxingcpp

    codes: list[Code] = []
    height, width = rgb.shape[:2]
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    for pixels, to_page, kinds in _looks(rgb, grey):
        for result in zxingcpp.read_barcodes(pixels, formats=kinds, return_errors=to_page is None):
            box = _with_quiet_zone(_corners(result.position, to_page), width, height)
            if not result.format.name.startswith(SQUARE):
                box = _to_the_paper(grey, box)
            counts = result.valid or _is_broken(box, result)
            if counts and not any(_holds(code.box, box) for code in codes):
                codes.append(Code(box=box, text=result.text if result.valid else ""))
    for corners in find_by_marks(grey):
        box = _with_quiet_zone(corners, width, height)
        if not any(_covers(code.box, corners) for code in codes):
            codes.append(Code(box=box, text=""))
    return tuple(codes)


def _looks(rgb: Any, grey: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield what to search: pixels, the matrix that brings points back to the page or None, and for which kinds.

    The library inverts for square codes alone, and reads bars in rows and columns: a bar code on a dark screen
    takes a second look, one that lies askew a third, for kinds that no text is taken for.
    """
    import cv2
    import numpy as np
    import zxingcpp

    yield grey, None, zxingcpp.BarcodeFormat.AllReadable
    yield 255 - grey, None, zxingcpp.BarcodeFormat.AllReadable
    red = np.ascontiguousarray(rgb[:, :, 0])
    if (cv2.absdiff(red, grey) > COLOURED).mean() > COLOURED_SHARE:  # red on green may be grey on the same grey
        yield red, None, zxingcpp.BarcodeFormat.AllReadable
    height, width = grey.shape
    for top in range(0, max(1, height - TURNED_OVERLAP_PX), TURNED_PX - TURNED_OVERLAP_PX):
        for left in range(0, max(1, width - TURNED_OVERLAP_PX), TURNED_PX - TURNED_OVERLAP_PX):
            turned, back = _turned(grey[top : top + TURNED_PX, left : left + TURNED_PX])
            back[:, 2] += (left, top)
            yield turned, back, [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13]


def _is_broken(box: Box, result: Any) -> bool:
    """Say whether what could not be read is a code for all that, and not letters, a frame or boxes of ours.

    Two lines at a right angle are all that marks a Data Matrix (ISO/IEC 16022).
    """
    import zxingcpp

    large = min(box.right - box.left, box.bottom - box.top) >= MIN_BROKEN_PX
    return large and result.format != zxingcpp.BarcodeFormat.DataMatrix


def _turned(grey: Any) -> tuple[Any, Any]:
    """Return a page turned by 45°, and the matrix that brings its points back."""
    import cv2

    height, width = grey.shape
    side = math.ceil(math.hypot(height, width))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1)
    turn[:, 2] += ((side - width) / 2, (side - height) / 2)
    return cv2.warpAffine(grey, turn, (side, side), borderValue=255), cv2.invertAffineTransform(turn)


def _corners(position: Any, to_page: Any) -> list[tuple[float, float]]:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    points = [(float(corner.x), float(corner.y)) for corner in corners]
    if to_page is None:
        return points
    across, down = to_page
    return [(across[0] * x + across[1] * y + across[2], down[0] * x + down[1] * y + down[2]) for x, y in points]


def _with_quiet_zone(corners: Sequence[tuple[float, float]], width: int, height: int) -> Box:
    """Return the box around a code's corners and its quiet zone, on a page of that size."""
    xs, ys = zip(*corners, strict=True)
    box = Box(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)) + 1, math.ceil(max(ys)) + 1)
    margin = max(MIN_MARGIN_PX, round(QUIET_ZONE * min(box.right - box.left, box.bottom - box.top)))
    return Box(
        max(0, box.left - margin),
        max(0, box.top - margin),
        min(width, box.right + margin),
        min(height, box.bottom + margin),
    )


def _covers(box: Box, corners: Sequence[tuple[float, float]]) -> bool:
    """Say whether all corners lie in `box`."""
    return all(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in corners)


def _holds(outer: Box, inner: Box) -> bool:
    """Say whether the middle of `inner` lies in `outer`: the same code, seen again."""
    return (
        outer.left <= (inner.left + inner.right) / 2 <= outer.right
        and outer.top <= (inner.top + inner.bottom) / 2 <= outer.bottom
    )
