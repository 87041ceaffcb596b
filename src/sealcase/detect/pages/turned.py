"""Pages that lie on their side or stand on their head: read upright, with places as they lie.

A photo that was taken sideways says so in its metadata, or not at all once a messenger has passed it on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sealcase.contents import Box, Picture, Region, Where
from sealcase.detect.pages.ocr import Line, Ocr
from sealcase.detect.pages.pictures import FIRST_LOOK, Look, PageReading, read_page
from sealcase.errors import DetectorError

LYING_SHARE = 0.6
"""Share of what was seen as text that runs downwards where a page lies on its side."""
LYING_ASPECT = 2.0
"""Height over width from which a line runs downwards."""
BAD_SCORE = 0.8
"""Mean confidence of a page under which it may stand on its head."""
BETTER = 0.1
"""How much better it must read the other way round."""
MIN_LINES = 3
"""Fewer say nothing about how a page lies."""


@dataclass(frozen=True, slots=True)
class _Recited:
    """An engine that has read its page already."""

    lines: tuple[Line, ...]

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:  # noqa: ARG002 - an `Ocr`
        return self.lines


def read_upright(picture: Picture, page: int, ocr: Ocr, look: Look = FIRST_LOOK, *, file: str = "") -> PageReading:
    """Read a picture as `read_page` does, turned upright if it is not; places are those on `picture`.

    Raises:
        DetectorError: see `read_page`.
    """
    try:
        turns, upright, lines = _upright(picture, ocr, again=look.again)
    except DetectorError as error:
        raise DetectorError(**error.fields | {"file": file, "place": f"page {page}"}) from None
    reading = read_page(upright, page, _Recited(lines), look, file=file)
    if not turns:
        return reading

    back = _Back(turns, picture.width, picture.height)
    return replace(
        reading,
        segments=tuple(replace(segment, locate=_Located(segment.locate, back)) for segment in reading.segments),
        hits=tuple(hit._replace(where=back(hit.where)) for hit in reading.hits),
    )


@dataclass(frozen=True, slots=True)
class _Back:
    """The way from a place on a page that was turned by quarters, anticlockwise, to the page as it lies."""

    turns: int
    width: int
    height: int
    """Of the page as it lies."""

    def __call__(self, where: Where) -> Where:
        return replace(where, boxes=tuple(map(self._box, where.boxes))) if isinstance(where, Region) else where

    def _box(self, box: Box) -> Box:
        width, height = self.width, self.height
        if self.turns == 1:
            return Box(width - box.bottom, box.left, width - box.top, box.right)
        if self.turns == 2:
            return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
        return Box(box.top, height - box.right, box.bottom, height - box.left)


@dataclass(frozen=True, slots=True)
class _Located:
    """`Segment.locate` of a page that was turned."""

    locate: Callable[[int, int], Where]
    back: _Back

    def __call__(self, start: int, end: int) -> Where:
        return self.back(self.locate(start, end))


def _upright(picture: Picture, ocr: Ocr, *, again: bool) -> tuple[int, Picture, tuple[Line, ...]]:
    """Return by how many quarters, anticlockwise, a page must be turned, the turned page and its lines."""
    lines = ocr.read(picture, again=again)
    best = (0, picture, lines)
    if len(lines) < MIN_LINES:
        return best
    length = sum(max(_size(line)) for line in lines)
    lying = sum(max(_size(line)) for line in lines if _size(line)[1] >= LYING_ASPECT * _size(line)[0])
    if lying >= LYING_SHARE * length:
        score, tries = 0.0, [1, 3]  # a line that runs downwards is read, but its characters have no places
    elif (score := _score(lines)) < BAD_SCORE:
        score, tries = score + BETTER, [2]
    else:
        return best
    for turns in tries:
        turned = _turn(picture, turns)
        found = ocr.read(turned, again=again)
        if _score(found) > score:
            score, best = _score(found), (turns, turned, found)
    return best


def _size(line: Line) -> tuple[int, int]:
    return line.box.right - line.box.left, line.box.bottom - line.box.top


def _score(lines: Sequence[Line]) -> float:
    """Return the mean confidence of what was read, by characters."""
    return sum(line.score * len(line.text) for line in lines) / max(1, sum(len(line.text) for line in lines))


def _turn(picture: Picture, turns: int) -> Picture:
    import numpy as np

    rgb = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    turned = np.rot90(rgb, turns)
    return Picture(width=turned.shape[1], height=turned.shape[0], pixels=turned.tobytes())
