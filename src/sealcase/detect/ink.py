"""Tells ink from paper, and finds what looks like text where nothing was read.

Text recognition can miss text without any error. Whatever looks like text in the pixels and lies in no
box that was read becomes a finding, so that it is covered rather than passed on (invariant 2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sealcase.model import Box

INK_CONTRAST = 24
"""How far a channel must differ from the paper (0–255) to count as ink: beyond JPEG noise, below faint grey."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """The pixels of one line of text and a margin around it, with ink told from paper."""

    frame: Box
    """What the strip shows of the page."""
    ink: Any = field(repr=False)
    """Array of booleans over `frame`: where a pixel differs from the paper."""
    columns: tuple[int, ...] = field(repr=False)
    """How many pixels of ink stand in each column of `frame`, within the line's own rows."""
    colour: tuple[int, int, int]
    """The colour of the ink where it is strongest."""


def strip(rgb: Any, line: Box, reach: int) -> Strip:
    """Return the strip of `line` and `reach` pixels around it. The paper is the commonest colour inside `line`."""
    import numpy as np

    height, width = rgb.shape[:2]
    line = Box(max(0, line.left), max(0, line.top), min(width, line.right), min(height, line.bottom))
    frame = Box(
        max(0, line.left - reach),
        max(0, line.top - reach),
        min(width, line.right + reach),
        min(height, line.bottom + reach),
    )
    inside = rgb[line.top : line.bottom, line.left : line.right].reshape(-1, 3)
    coarse = (inside >> 4).astype(np.int32)
    keys = (coarse[:, 0] << 8) | (coarse[:, 1] << 4) | coarse[:, 2]
    paper = np.median(inside[keys == np.bincount(keys).argmax()], axis=0).astype(np.int16)
    contrast = np.abs(rgb[frame.top : frame.bottom, frame.left : frame.right].astype(np.int16) - paper).max(axis=2)
    ink = contrast > INK_CONTRAST
    rows = slice(line.top - frame.top, line.bottom - frame.top)
    own = contrast[rows, line.left - frame.left : line.right - frame.left].ravel()
    strongest = inside[own >= max(INK_CONTRAST, 0.9 * np.percentile(own, 98))]
    colour = np.median(strongest, axis=0) if len(strongest) else paper
    return Strip(
        frame=frame,
        ink=ink,
        columns=tuple(ink[rows].sum(axis=0).tolist()),
        colour=(int(colour[0]), int(colour[1]), int(colour[2])),
    )
