"""Reads the text of a picture, with the place of every character.

Guarantees: models come from the installed wheel and are never downloaded; everything that was seen as
text is returned, however badly it could be read, with its score, so that the caller can fail closed;
an engine that raises becomes `DetectorError`, never an empty page. In a result, placeholders on boxes of ours are told
by their colours and not read (`covers`). What a line says does not depend on
the other lines of the page, nor on the number of threads: each is read for itself.

The picture is searched at two sizes: at one size alone the detector loses the middle of dense blocks
without any error. A second look, at what redaction left, takes a third size. Long pictures are searched
in tiles that overlap.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sealcase.contents import Box, Picture
from sealcase.detect.pages.covers import PLACEHOLDER, is_cover
from sealcase.detect.pages.ink import Quad
from sealcase.detect.pages.quads import Tile, bounds, crops, merge, tiles, whole
from sealcase.errors import DetectorError, MissingExtraError
from sealcase.locale import N_

FIRST_SCALES = (1.0, 0.575)
"""Sizes at which text is looked for, finest first, as shares of a tile's own scale (`quads.tiles`)."""
SECOND_SCALES = (0.75,)
"""The same for a second look: another size shows what the first ones may both have lost."""
MAX_CANDIDATES = 10_000
"""Stretches of text a tile may hold; the engine's own bound, 1,000, drops the rest without a word."""
SEARCH_STEP_PX = 32
"""Sides that the network takes are multiples of this."""
MARGIN_PX = 32
"""What is put around a picture that is smaller than two steps: text at its very edge is not seen."""
MIN_LINE_PX = 192
"""Width to which shorter lines are filled up, at a height of 48. The engine's own is 320, which reads as well
(.994 of short lines to the letter, also after JPEG) and takes 1.4 times as long for them."""
MAX_REMEMBERED = 4096
"""Lines of results whose pixels were read and are not read again."""
MAX_THREADS = 4
"""More do not help a page of ordinary length, and each takes memory."""


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

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        """Return every line of `picture`, in no particular order.

        `again` says that this is a second look, at a result: it is taken in another way than the first.

        Raises:
            DetectorError: the engine failed; nothing may pass unread.
        """
        ...


def usual_threads() -> int:
    """Return how many threads read a page where nobody says otherwise: one for each core that this process may use."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(MAX_THREADS, available or 1))


class RapidOcr:
    """PP-OCRv6 by way of rapidocr and ONNX Runtime, on this machine alone.

    A page is searched by all threads together, one search after the other: there are one or two, of unlike
    size. Lines are read several at a time, each on one thread: there threads of one call would mostly wait.
    """

    def __init__(self, threads: int | None = None) -> None:
        """Load the models.

        Raises:
            MissingExtraError: rapidocr or its models are not installed.
        """
        try:
            import rapidocr
        except ImportError:
            raise MissingExtraError(module="rapidocr") from None
        import numpy as np

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
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Det.max_candidates": MAX_CANDIDATES,
            "Rec.rec_img_shape": [3, 48, MIN_LINE_PX],
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
        self._engine = rapidocr.RapidOCR(params=settings)
        blank = np.full((SEARCH_STEP_PX, SEARCH_STEP_PX, 3), 255, np.uint8)
        self._engine(blank, use_det=True, use_cls=False, use_rec=False)  # has loaded `text_det` by then
        self._threads = threads or usual_threads()
        self._engine.text_det.session.session = _searcher(paths["Det.model_path"], self._threads)
        self._read: dict[tuple[tuple[int, ...], bytes], tuple[float, str, Any]] = {}

    def read(self, picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        """Return every line of `picture`, in no particular order."""
        import numpy as np

        try:
            rgb = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
            quads: list[Any] = []
            for tile in tiles(picture.width, picture.height):
                for share in SECOND_SCALES if again else FIRST_SCALES:
                    quads = merge(quads, self._search(rgb, tile, share))
            with ThreadPoolExecutor(self._threads) as pool:
                return tuple(pool.map(lambda quad: self._read_line(rgb, quad, again=again), quads))
        except Exception as error:  # noqa: BLE001 - whatever an engine raises, the picture stops here
            # Not chained: the engine's message may hold what it read.
            raise DetectorError(file="", detector=N_("text recognition"), place=type(error).__name__) from None

    def _search(self, rgb: Any, tile: Tile, share: float) -> list[Any]:
        """Return where text stands in a tile, looked for at `share` of the tile's scale."""
        import cv2
        import numpy as np

        bgr = np.ascontiguousarray(rgb[tile.top : tile.bottom, :, ::-1])
        margin = MARGIN_PX if min(bgr.shape[:2]) < 2 * SEARCH_STEP_PX else 0
        if margin:
            bgr = cv2.copyMakeBorder(bgr, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        height, width = bgr.shape[:2]
        size = [SEARCH_STEP_PX * max(1, round(tile.scale * share * side / SEARCH_STEP_PX)) for side in (width, height)]
        small = cv2.resize(bgr, size).astype(np.float32).transpose(2, 0, 1) / 127.5 - 1
        detector = self._engine.text_det  # its parts; a call of the whole keeps state that threads would share
        found, _scores = detector.postprocess_op(detector.session(small[None]), (height, width))
        shift = np.array([-margin, tile.top - margin])
        limit = np.array([rgb.shape[1], rgb.shape[0]])
        return whole([np.clip(quad.astype(float) + shift, 0, limit) for quad in found], tile)

    def _read_line(self, rgb: Any, quad: Any, *, again: bool) -> Line:
        """Read a quad; a narrow upright one both as it stands and turned, the better reading wins."""
        if again and is_cover(rgb, _box(quad)):
            return _placeholder(quad)
        best = None
        for crop, turned in crops(rgb, quad):
            score, text, words = self._recognise_again(crop) if again else self._recognise(crop)
            if best is None or score > best[0]:
                best = (score, text, words, turned)
        assert best is not None  # every quad has a crop
        score, text, words, turned = best
        return _line(quad, text, score, words, turned=turned)

    def _recognise(self, crop: Any) -> tuple[float, str, Any]:
        """Return what pixels say, and with what confidence."""
        result = self._engine.recognize_txt([crop])
        return float(result.scores[0]), result.txts[0], result.word_results[0]

    def _recognise_again(self, crop: Any) -> tuple[float, str, Any]:
        """Return the same for a result, of which most is as it was when it was looked at the last time.

        What the first look read is not asked: the second one would find what it expects (invariant 5).
        """
        key = (crop.shape, hashlib.sha256(crop.tobytes()).digest())
        known = self._read.get(key)
        if known is None:
            known = self._recognise(crop)
            if len(self._read) >= MAX_REMEMBERED:
                self._read.clear()
            self._read[key] = known
        return known


def _searcher(model: Path, threads: int) -> Any:
    """Return a session of the detector whose threads do not burn a core while they wait.

    It takes the place of the one that rapidocr made, whose settings give both networks one count of threads.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _box(quad: Any) -> Box:
    left, top, right, bottom = bounds(quad)
    return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))


def _corners(quad: Any) -> Quad:
    first, second, third, fourth = ((float(x), float(y)) for x, y in quad)
    return first, second, third, fourth


def _placeholder(quad: Any) -> Line:
    """Return the line for what stands on a box of ours."""
    corners, count = _corners(quad), len(PLACEHOLDER)
    cells = tuple(_cell(corners, at / count, (at + 1) / count) for at in range(count))
    return Line(text=PLACEHOLDER, score=1.0, quad=corners, box=_box(quad), cells=cells)


def _line(quad: Any, text: str, score: float, words: Any, *, turned: bool) -> Line:
    """Return a line with a cell for each character, from the columns in which the network saw it."""
    corners, box = _corners(quad), _box(quad)
    columns = dict(_columns(text, words))
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
