"""Tells the boxes that redaction painted, when a result is looked at again: what stands on them needs no reading.

By their colours alone, pixel for pixel, whatever is known of the result: a line that reaches over the edge of a box
is read like any other.
"""

from __future__ import annotations

from typing import Any

from sealcase.contents import COVER_FILL, COVER_INK, Box

MAX_OFF = 6
"""How far a pixel may be (0-255) from what lies between the two colours, as at the rims of letters."""
MIN_OURS = 0.995
"""Share of a line's pixels that must be ours."""
MIN_FILL = 0.4
"""Share of them that must be the box itself: letters take less than the rest."""
PLACEHOLDER = "[TEXT-1]"
"""What such a line says as far as detection is concerned: something is gone here."""


def is_cover(rgb: Any, box: Box) -> bool:
    """Say whether all of `box` lies on boxes of ours, on a page of height × width × 3 bytes."""
    import numpy as np

    part = rgb[max(0, box.top) : box.bottom, max(0, box.left) : box.right].reshape(-1, 3).astype(np.float32)
    if not part.size:
        return False
    fill = np.array(COVER_FILL, np.float32)
    towards = np.array(COVER_INK, np.float32) - fill
    share = np.clip((part - fill) @ towards / (towards @ towards), 0, 1)
    off = np.abs(part - fill - share[:, None] * towards).max(axis=1)
    return bool((off <= MAX_OFF).mean() >= MIN_OURS and (share < 1 / MAX_OFF).mean() >= MIN_FILL)
