"""Puts a transparent picture on the background on which it shows everything that it can show.

What alpha hides stays hidden: pixels are always blended, never stripped of their alpha. What shows
only on light, or only on dark, must not be lost and must not survive unseen either, since a trace too
faint for OCR can still be read by machine. So white, black and a middle grey are tried, and the first
on which no visible edge of the white and the black version vanishes is taken.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

VISIBLE_STEP = 40
"""Difference between neighbouring pixels, of 255, from which people and OCR see an edge."""

LOST_STEP = 20
"""An edge that was visible is lost where less than this is left of it."""

MAX_LOST_EDGES = 64
"""Edge pixels that may vanish: corners and shadows of a window, less than one character of a text."""

BACKGROUNDS = (255, 0, 128)
"""White, black, grey; in order of preference."""

_STRIP_ROWS = 256  # so that a large picture is compared without copies of its size

_Pixels = npt.NDArray[np.int16]


class UndecidableBackgroundError(Exception):
    """No single background shows everything."""


def flatten(picture: Image.Image) -> Image.Image:
    """Return the RGBA `picture` on an opaque background, as RGB.

    Raises:
        UndecidableBackgroundError: on each background something that another shows is lost.
    """
    lowest, _ = picture.getchannel("A").getextrema()
    if lowest == 255:
        return picture.convert("RGB")
    lost = dict.fromkeys(BACKGROUNDS, 0)
    for top in range(0, picture.height, _STRIP_ROWS):
        strip = picture.crop((0, top, picture.width, min(top + _STRIP_ROWS + 1, picture.height)))
        versions = {level: np.asarray(_on(strip, level)).astype(np.int16) for level in BACKGROUNDS}
        for axis in (0, 1):
            steps = {
                level: np.abs(np.diff(pixels, axis=axis)).max(axis=2, initial=0) for level, pixels in versions.items()
            }
            visible = np.maximum(steps[255], steps[0]) >= VISIBLE_STEP
            for level in BACKGROUNDS:
                lost[level] += int(np.count_nonzero(visible & (steps[level] < LOST_STEP)))
    for level in BACKGROUNDS:
        if lost[level] <= MAX_LOST_EDGES:
            return _on(picture, level)
    raise UndecidableBackgroundError


def _on(picture: Image.Image, level: int) -> Image.Image:
    """Return `picture` blended over the grey `level`."""
    background = Image.new("RGBA", picture.size, (level, level, level, 255))
    background.alpha_composite(picture)
    return background.convert("RGB")
