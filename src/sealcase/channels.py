"""The largest of a picture's three channels, many times as fast as a reduction over so short an axis."""

from __future__ import annotations

from typing import Any


def largest_channel(pixels: Any) -> Any:
    """Return the largest of the three values along the last axis of `pixels`, an array of … × 3."""
    import numpy as np

    return np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
