"""Reads the text of a picture, with the place of every character.

Guarantees: models come from the installed wheel and are never downloaded; everything that was seen as
text is returned, however badly it could be read, with its score, so that the caller can fail closed;
an engine that raises becomes `DetectorError`, never an empty page.

The picture is searched at two sizes: at one size alone the detector loses the middle of dense blocks
without any error. Long pictures are searched in tiles that overlap.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sealcase.errors import DetectorError, MissingExtraError
from sealcase.locale import N_
from sealcase.model import Box, Picture

SEARCH_SIDES_PX = (1280, 736)
"""Longer side to which a tile is shrunk before text is looked for, finest first."""
TILE_HEIGHT_PX = 2800
"""Pictures that are higher are searched in tiles of this height."""
TILE_OVERLAP_PX = 300
MAX_CANDIDATES = 10_000
"""Stretches of text a tile may hold; the engine's own bound, 1,000, drops the rest without a word."""
EXPLAINED = 0.7
"""Share of a box that must lie in others of a finer search for it to add nothing."""
UPRIGHT = 1.5
"""Height over width from which a box may hold a line that runs downwards."""

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of text as it was read."""

    text: str = field(repr=False)
    """May be empty: something was seen as text and could not be read."""
    score: float
    """Mean confidence over the characters, 0 to 1."""
    quad: Quad
    """Corners from the top left of the text, clockwise, in pixels."""
    box: Box
    """The smallest box around `quad`."""
    cells: tuple[Box, ...] = field(repr=False)
    """One box for each character of `text`, from middle to middle of the spaces between them. Horizontal
    places are good to about a tenth of the line's height."""


class Ocr(Protocol):
    """An engine that reads pictures. One object serves a whole run."""

    def read(self, picture: Picture) -> tuple[Line, ...]:
        """Return every line of `picture`, in no particular order.

        Raises:
            DetectorError: the engine failed; nothing may pass unread.
        """
        ...


class RapidOcr:
    """PP-OCRv6 by way of rapidocr and ONNX Runtime, on this machine alone."""

    def __init__(self) -> None:
        """Load nothing yet.

        Raises:
            MissingExtraError: rapidocr or its models are not installed.
        """
        try:
            import rapidocr
        except ImportError:
            raise MissingExtraError(module="rapidocr") from None
        models = Path(rapidocr.__file__).parent / "models"
        paths = {
            "Det.model_path": models / "PP-OCRv6_det_small.onnx",
            "Rec.model_path": models / "PP-OCRv6_rec_small.onnx",
        }
        if not all(path.is_file() for path in paths.values()):
            raise MissingExtraError(module="rapidocr (models)")
        settings: dict[str, Any] = {name: str(path) for name, path in paths.items()}
        settings |= {
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Global.max_side_len": 4000,
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Det.limit_type": "max",
            "Det.max_candidates": MAX_CANDIDATES,
            "Rec.rec_batch_num": 3,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
        }
        self._engines = tuple(
            rapidocr.RapidOCR(params=settings | {"Det.limit_side_len": side}) for side in SEARCH_SIDES_PX
        )

    def read(self, picture: Picture) -> tuple[Line, ...]:
        """Return every line of `picture`, in no particular order."""
        import numpy as np

        try:
            rgb = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
            bgr = np.ascontiguousarray(rgb[:, :, ::-1])
            quads: list[Any] = []
            for top, bottom in _tiles(picture.height):
                for engine in self._engines:
                    found = engine(bgr[top:bottom], use_det=True, use_cls=False, use_rec=False).boxes
                    if found is not None:
                        quads = _merge(quads, [quad + np.array([0, top]) for quad in found.astype(float)])
            return tuple(self._recognise(bgr, quads))
        except Exception as error:  # noqa: BLE001 - whatever an engine raises, the picture stops here
            # Not chained: the engine's message may hold what it read.
            raise DetectorError(file="", detector=N_("text recognition"), place=type(error).__name__) from None

    def _recognise(self, bgr: Any, quads: list[Any]) -> Iterator[Line]:
        """Read each quad once; a narrow upright one both as it stands and turned, the better reading wins."""
        crops, owners = [], []
        for number, quad in enumerate(quads):
            for crop, turned in _crops(bgr, quad):
                crops.append(crop)
                owners.append((number, turned))
        if not crops:
            return
        results = self._engines[-1].recognize_txt(crops)
        best: dict[int, tuple[float, str, Any, bool]] = {}
        for (number, turned), text, score, words in zip(
            owners, results.txts, results.scores, results.word_results, strict=True
        ):
            if number not in best or float(score) > best[number][0]:
                best[number] = (float(score), text, words, turned)
        for number, (score, text, words, turned) in best.items():
            yield _line(quads[number], text, score, words, turned=turned)


def _tiles(height: int) -> Iterator[tuple[int, int]]:
    """Yield the top and bottom of each tile of a picture."""
    top = 0
    while top + TILE_HEIGHT_PX < height:
        yield top, top + TILE_HEIGHT_PX
        top += TILE_HEIGHT_PX - TILE_OVERLAP_PX
    yield top, height


def _bounds(quad: Any) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a quad."""
    return float(quad[:, 0].min()), float(quad[:, 1].min()), float(quad[:, 0].max()), float(quad[:, 1].max())


def _common(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Return the area that two boxes share."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _area(a: tuple[float, ...]) -> float:
    return max(1.0, (a[2] - a[0]) * (a[3] - a[1]))


def _merge(known: list[Any], found: list[Any]) -> list[Any]:
    """Add what a further search found to what is known, without reading anything twice.

    A new quad that the known ones explain is dropped. One that swallows known ones on its own line
    replaces them: they were parts of it. One that runs over several known lines is a blur of a coarse
    search; it stays out when they fill most of it.
    """
    boxes = [_bounds(quad) for quad in known]
    result = list(known)
    for quad in found:
        box = _bounds(quad)
        touching = [index for index, other in enumerate(boxes) if _common(box, other) > 0]
        if sum(_common(box, boxes[index]) for index in touching) >= EXPLAINED * _area(box):
            continue
        inside = [
            index
            for index in touching
            if _common(box, boxes[index]) >= EXPLAINED * _area(boxes[index])
            and boxes[index][3] - boxes[index][1] >= 0.6 * (box[3] - box[1])
        ]
        for index in inside:
            result[index] = None
            boxes[index] = (0.0, 0.0, 0.0, 0.0)
        result.append(quad)
        boxes.append(box)
    return [quad for quad in result if quad is not None]


def _crops(bgr: Any, quad: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the straightened pixels of a quad, and whether they were turned by a quarter."""
    import cv2
    import numpy as np

    width = max(1, round(max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2]))))
    height = max(1, round(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    crop = cv2.warpPerspective(bgr, turn, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    if height < UPRIGHT * width:
        yield crop, False
    else:
        # A single digit or a line that runs downwards: the width of a letter box tells them apart badly.
        side = np.full((height, height * 2, 3), crop[0, 0], np.uint8)
        if width <= height:
            left = (height * 2 - width) // 2
            side[:, left : left + width] = crop
        yield (side if height < 4 * width else crop), False
        yield np.ascontiguousarray(np.rot90(crop)), True


def _line(quad: Any, text: str, score: float, words: Any, *, turned: bool) -> Line:
    """Return a line with a cell for each character, from the columns in which the network saw it."""
    corners: Quad = tuple((float(x), float(y)) for x, y in quad)  # type: ignore[assignment]
    columns = dict(_columns(text, words))
    left, top, right, bottom = _bounds(quad)
    box = Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
    if not text.strip():
        return Line(text="", score=0.0, quad=corners, box=box, cells=())
    shares = _cuts(text, columns)
    if turned or len(text) == 1:
        # Read downwards, or one character in a widened crop: the columns do not run along the quad.
        cells = (box,) * len(text)
    else:
        cells = tuple(_cell(corners, begin, end) for begin, end in itertools.pairwise(shares))
    return Line(text=text, score=score, quad=corners, box=box, cells=cells)


def _columns(text: str, words: Any) -> Iterator[tuple[int, float]]:
    """Yield each character of `text` that is not white space with its middle, as a share of the line's length."""
    middles = iter([(column + 0.5) / words.line_txt_len for word in words.word_cols for column in word])
    for index, character in enumerate(text):
        if not character.isspace():
            yield index, min(1.0, next(middles))


def _cuts(text: str, middles: dict[int, float]) -> list[float]:
    """Return where each character begins, and the end of the last, as shares of the line's length."""
    known = sorted(middles.items())
    places = [0.0] * len(text)
    for index in range(len(text)):
        before = [item for item in known if item[0] <= index][-1:] or known[:1]
        after = [item for item in known if item[0] >= index][:1] or known[-1:]
        (low, start), (high, end) = before[0], after[0]
        places[index] = start if high == low else start + (end - start) * (index - low) / (high - low)
    return [0.0, *((a + b) / 2 for a, b in itertools.pairwise(places)), 1.0]


def _cell(quad: Quad, begin: float, end: float) -> Box:
    """Return the box around the part of a quad between two shares of its length."""
    points = [
        (start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share)
        for start, stop in ((quad[0], quad[1]), (quad[3], quad[2]))
        for share in (begin, end)
    ]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))
