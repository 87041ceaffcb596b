"""Finds portraits and photographs on a picture: what is neither paper nor text, and of a portrait's form.

A portrait is about square, between a twentieth and three tenths of the page's width, and filled. A flat one
with something in it may show a letter of a name; one that is flat all over shows nothing. A photograph of a screen is
smoothed before: its paper is of no one colour for the grain and the stripes on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sealcase.channels import largest_channel
from sealcase.contents import Box

PAPER_SHARE = 0.012
"""Share of the page from which one stretch of one colour is paper: of a page, a card, a bar."""
PAPER_RANGE = 14
"""How far a channel may differ from it (0–255)."""
SIDE = (0.05, 0.3)
"""Side of a portrait as a share of the page's width, or of half its height where that is less."""
MIN_FILL = 0.72
"""Share of its box that a portrait fills: a circle, 0.785."""
MAX_UNEQUAL = 1.2
"""Longer side over shorter side of a portrait."""
PHOTO_COLOURS = 40
"""Colours of 4 bits a channel, each of a thousandth of the box, from which it is a photograph."""
GLYPH_CONTRAST = 40
"""How far a channel must differ (0–255) from what is around it to be part of a letter in a portrait."""
MIN_GLYPH = 0.02
"""Share of the inner part of a portrait that a letter takes at least."""
INSIDE = 0.7
"""Share of a line's length that lies in a portrait when it belongs to it."""
BESIDE = 0.15
"""The same up to which it stands beside it."""
MAX_TEXT = 0.6
"""Share of a portrait that its letters' lines may take."""
QUIET, MIN_QUIET = 1, 0.75
"""How far neighbours may differ (0–255) on paper of one colour, and on which share of a page they do not at least: .93
on screenshots that a messenger has forwarded, at most .57 on photographs of a screen."""
SMOOTHING_PX = 1.5
"""Deviation of what a photograph is smoothed with, at the size at which it is looked at."""
PHOTO_SIDE = 0.12
"""Side from which a picture of any form counts, as a share of the page's width."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Portrait:
    """A place that may show a person."""

    box: Box
    photo: bool
    """It has the colours of a photograph; else it is flat."""
    square: bool
    """It has the form of a portrait."""
    blank: bool
    """It is of one colour, with nothing in it."""


def find_portraits(rgb: Any, lines: Sequence[Box], codes: Sequence[Box]) -> tuple[Portrait, ...]:
    """Return portraits and photographs on a page, given as an array of height × width × 3 bytes.

    `lines` is where text was read, `codes` where codes stand: what they alone explain is none.
    """
    import cv2
    import numpy as np

    height, width = rgb.shape[:2]
    scale = max(1, round(min(width, height) / 360))
    small = _smoothed(rgb, np.ascontiguousarray(rgb[::scale, ::scale]))
    mask = _no_paper(small)
    for box in codes:
        mask[box.top // scale : -(-box.bottom // scale), box.left // scale : -(-box.right // scale)] = 0
    kernel = np.ones((5, 5), np.uint8)
    mask = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    shapes, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    unit = min(width, height / 2) / scale
    found = []
    for shape in shapes:
        left, top, wide, high = map(int, cv2.boundingRect(shape))
        # By its hull: a figure of the paper's colour, cut off at the edge, takes a good part out of it.
        hull = cv2.contourArea(cv2.convexHull(shape))
        square = (
            max(wide, high) <= MAX_UNEQUAL * min(wide, high) and SIDE[0] * unit <= min(wide, high) <= SIDE[1] * unit
        )
        if hull < MIN_FILL * (wide - 1) * (high - 1) or not (square or min(wide, high) >= PHOTO_SIDE * unit):
            continue
        photo = _is_photo(small[top : top + high, left : left + wide])
        box = Box(
            max(0, (left - 1) * scale + 1),
            max(0, (top - 1) * scale + 1),
            min(width, (left + wide) * scale),
            min(height, (top + high) * scale),
        )
        if not _is_text(box, lines) and (square or photo):
            blank = _is_blank(small[top : top + high, left : left + wide])
            found.append(Portrait(box=box, photo=photo, square=square, blank=blank))
    return tuple(sorted(found, key=lambda portrait: (portrait.box.top, portrait.box.left)))


def _smoothed(rgb: Any, small: Any) -> Any:
    """Return `small`, every so many pixels of a page, or the page smoothed to that size where it is a photograph."""
    import cv2
    import numpy as np

    steps = largest_channel(np.abs(np.diff(small.astype(np.int16), axis=1)))
    if (steps <= QUIET).mean() >= MIN_QUIET:
        return small
    reduced = cv2.resize(rgb, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(reduced, (0, 0), SMOOTHING_PX)


def _no_paper(small: Any) -> Any:
    """Return where a page has none of the colours of its paper, as an array of 0 and 1."""
    import cv2
    import numpy as np

    keys = (small >> 3).astype(np.int32)
    flat = (keys[..., 0] << 10) | (keys[..., 1] << 5) | keys[..., 2]
    counts = np.bincount(flat.ravel())
    least = PAPER_SHARE * flat.size
    result = np.ones(small.shape[:2], np.uint8)
    for key in np.flatnonzero(counts >= least):
        own = flat == key
        # Many portraits of one colour are no paper: it takes one large stretch.
        _, _, stats, _ = cv2.connectedComponentsWithStats(own.astype(np.uint8), connectivity=4)
        if stats[1:, cv2.CC_STAT_AREA].max(initial=0) >= least:
            paper = np.median(small[own], axis=0).astype(np.int16)
            result[largest_channel(np.abs(small.astype(np.int16) - paper)) <= PAPER_RANGE] = 0
    return result


def _is_photo(piece: Any) -> bool:
    import numpy as np

    keys = (piece >> 4).astype(np.int32)
    counts = np.bincount(((keys[..., 0] << 8) | (keys[..., 1] << 4) | keys[..., 2]).ravel())
    return int((counts >= max(2, 0.001 * keys.shape[0] * keys.shape[1])).sum()) >= PHOTO_COLOURS


def _is_blank(piece: Any) -> bool:
    """Say whether the inner part of a portrait is of one colour."""
    import numpy as np

    high, wide = piece.shape[:2]
    inner = piece[high // 5 : high - high // 5, wide // 5 : wide - wide // 5].reshape(-1, 3).astype(np.int16)
    far = np.abs(inner - np.median(inner, axis=0)).max(axis=1) > GLYPH_CONTRAST
    return float(far.mean()) < MIN_GLYPH


def _is_text(box: Box, lines: Sequence[Box]) -> bool:
    """Say whether a box holds lines of text that run on beyond it, or many of them: a paragraph, a card."""
    covered = 0
    for line in lines:
        wide = max(0, min(box.right, line.right) - max(box.left, line.left))
        common = wide * max(0, min(box.bottom, line.bottom) - max(box.top, line.top))
        if common and BESIDE * (line.right - line.left) < wide < INSIDE * (line.right - line.left):
            return True
        covered += common
    return covered > MAX_TEXT * (box.right - box.left) * (box.bottom - box.top)
