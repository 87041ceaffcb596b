"""Covers values on a picture with solid boxes and builds a new PNG from the pixels that are left.

The result depends on nothing under the boxes: two pictures that differ only there give the same
bytes. It holds the chunks IHDR, IDAT and IEND and nothing else. Boxes have one colour, whatever the
picture; blur and mosaic, which can be undone by trying values, are not offered.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sealcase.contents import COVER_FILL, COVER_INK, Box, Picture, Region
from sealcase.model import Action, Decision
from sealcase.redact.boxes import plan_box, with_ghosts
from sealcase.redact.cells import Pixels, without
from sealcase.redact.placeholders import Placeholders, carried_out
from sealcase.redact.traces import look_for_traces

MIN_TEXT_PX = 12
"""Smallest letters that are drawn; in a smaller box there is no placeholder."""

MAX_TEXT_PX = 40
TEXT_SHARE = 0.6
"""Height of the letters, of the box."""

TEXT_MARGIN_PX = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """One value covered: the boxes painted for it, and the digest of the pixels that were there."""

    decision: Decision
    placeholder: str
    boxes: tuple[Box, ...]
    pixels_sha256: str


def cover(
    picture: Picture, decisions: Sequence[Decision], placeholders: Placeholders, *, lossy_file: bool
) -> tuple[bytes, tuple[Cover, ...]]:
    """Return the redacted picture as PNG and what was covered.

    `decisions` are about this picture; `lossy_file` says that it may come from a file compressed with loss.
    """
    source: Pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    kept = tuple(box for decision in decisions if carried_out(decision) is Action.KEEP for box in _boxes(decision))
    going = [decision for decision in decisions if carried_out(decision) is not Action.KEEP]
    hidden = tuple(box for decision in going for box in _boxes(decision))
    traces = look_for_traces(source, (with_ghosts(box, picture.width, picture.height) for box in hidden))
    ghosts = {box: lossy_file or traces.around(box) for box in hidden}
    page = without(source, (with_ghosts(box, picture.width, picture.height) if ghosts[box] else box for box in hidden))
    covers = []
    for decision in going:
        boxes = tuple(plan_box(page, box, kept, hidden, ghosts=ghosts[box]) for box in _boxes(decision))
        placeholder, pixels_sha256 = placeholders.shown(decision), _digest(source, boxes)
        covers.append(Cover(decision=decision, placeholder=placeholder, boxes=boxes, pixels_sha256=pixels_sha256))
    del page
    return _paint(source, covers), tuple(covers)


def _boxes(decision: Decision) -> tuple[Box, ...]:
    where = decision.finding.where
    assert isinstance(where, Region)  # the caller has chosen the decisions of this page
    return where.boxes


def _digest(source: Pixels, boxes: Sequence[Box]) -> str:
    """Return SHA-256 over the RGB bytes of each box in turn, row by row."""
    digest = hashlib.sha256()
    for box in boxes:
        digest.update(np.ascontiguousarray(source[box.top : box.bottom, box.left : box.right]).tobytes())
    return digest.hexdigest()


def _paint(source: Pixels, covers: Sequence[Cover]) -> bytes:
    """Return a PNG of `source` under the boxes; all boxes are painted before the first placeholder is drawn."""
    target = source.copy()
    for covering in covers:
        for box in covering.boxes:
            target[box.top : box.bottom, box.left : box.right] = COVER_FILL
    image = Image.fromarray(target)
    del target  # a picture of 40 megapixels weighs 120 MB each time
    draw = ImageDraw.Draw(image)
    drawn: list[Box] = []
    for covering in covers:
        for box in covering.boxes:
            _write(draw, box, covering.placeholder, drawn)
    assert not image.info  # made of pixels alone: nothing that a PNG writer could add as a chunk
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()


def _write(draw: ImageDraw.ImageDraw, box: Box, placeholder: str, drawn: list[Box]) -> None:
    """Draw `placeholder` into `box` in the largest letters that fit, or not at all where others are `drawn` already."""
    room = box.right - box.left - 2 * TEXT_MARGIN_PX
    largest = min(MAX_TEXT_PX, int((box.bottom - box.top) * TEXT_SHARE))
    for size in range(largest, MIN_TEXT_PX - 1, -1):
        font = ImageFont.load_default(size)
        left, top, right, bottom = map(round, font.getbbox(placeholder))
        if right - left <= room:
            at = (box.left + TEXT_MARGIN_PX, box.top + (box.bottom - box.top - (bottom - top)) // 2)
            place = Box(at[0], at[1], at[0] + right - left, at[1] + bottom - top)
            if not any(_touch(place, other) for other in drawn):
                draw.text((at[0] - left, at[1] - top), placeholder, fill=COVER_INK, font=font)
                drawn.append(place)
            return


def _touch(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
