"""The pages of all pictures of a case: read one after the other, or several at a time by worker processes.

Guarantees: readings come in the order of the pages, and are the same whatever process made them; an exhibit whose
pages could not all be read ends the whole (`DetectorError`). In a second look a result whose bytes are those of the
last one is not read again: how it would be read depends on nothing else.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sealcase.contents import Picture, pieces
from sealcase.detect.pages.ocr import Ocr, RapidOcr, usual_threads
from sealcase.detect.pages.pictures import Look, PageReading
from sealcase.detect.pages.turned import read_upright
from sealcase.detect.processes import WorkerLostError, Workers
from sealcase.errors import DetectorError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Exhibit

WORKER_BYTES = 1_300_000_000
"""Memory that one process may need that reads pictures: its models, and the largest page that it can meet."""
PICTURES_EACH = 4
"""Pictures for each worker process: its start takes as long as reading some of them."""
USUAL_BYTES = 2 * WORKER_BYTES
"""What is taken to be there where the system does not tell."""
_MEMINFO = Path("/proc/meminfo")


class CasePages:
    """Reads the pictures of a run, with up to `jobs` processes where there are enough pictures.

    `ocr` is an engine to read with instead of the usual one: it stays in this process, and so do the pages then.
    """

    def __init__(self, ocr: Ocr | None, threads: int | None, jobs: int) -> None:
        self._ocr = ocr
        self._threads = threads
        self._most = min(jobs, _memory_bytes() // WORKER_BYTES)
        self._loaded = 0
        """How many worker processes have their models, and so their share of the threads."""
        self._seen: dict[bytes, tuple[PageReading, ...]] = {}

    def read(self, exhibits: Sequence[Exhibit], look: Look, workers: Workers) -> Iterator[tuple[PageReading, ...]]:
        """Yield the readings of the pages of each exhibit, all of which are pictures.

        Raises:
            DetectorError: a page could not be read, or the process that read it was lost.
            MissingExtraError: rapidocr or its models are not installed.
        """
        seen, self._seen = self._seen, {}
        digests = [_digest(exhibit) if look.again else b"" for exhibit in exhibits]
        new = [exhibit for exhibit, digest in zip(exhibits, digests, strict=True) if digest not in seen]
        fresh = self._each(new, look, workers)
        for exhibit, digest in zip(exhibits, digests, strict=True):
            readings = seen.get(digest) or tuple(itertools.islice(fresh, len(exhibit.pages)))
            if look.again:
                self._seen[digest] = readings
            yield readings

    def _each(self, exhibits: Sequence[Exhibit], look: Look, workers: Workers) -> Iterator[PageReading]:
        """Yield the reading of every page, one exhibit after the other."""
        pages = [(exhibit, number) for exhibit in exhibits for number in range(1, len(exhibit.pages) + 1)]
        tasks = (_Page(exhibit.pages[number - 1], number, printable(exhibit.name)) for exhibit, number in pages)
        count = max(min(self._most, len(exhibits) // PICTURES_EACH), min(self._loaded, len(exhibits)))
        if self._ocr is None and (count > 1 or self._loaded):
            workers.grow(count)
            self._loaded = max(self._loaded, count)
            self._threads = self._threads or max(1, usual_threads() // count)
            try:
                yield from workers.map(_ReadPage(look, self._threads), tasks, count)
            except WorkerLostError as lost:
                exhibit, number = pages[lost.index]
                raise DetectorError(
                    file=printable(exhibit.name),
                    detector=N_("reading of the picture"),
                    cause=lost.cause,
                    place=f"page {number}",
                ) from None
        else:
            for task in tasks:
                self._ocr = self._ocr or RapidOcr(self._threads)
                yield _read(task, self._ocr, look)


@dataclass(frozen=True, slots=True)
class _Page:
    picture: Picture
    number: int
    file: str


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """Reads a page in a worker process."""

    look: Look
    threads: int

    def __call__(self, page: _Page) -> PageReading:
        return _read(page, _own_engine(self.threads), self.look)


@cache
def _own_engine(threads: int) -> RapidOcr:
    """Return the engine of a worker process."""
    return RapidOcr(threads)


def _read(page: _Page, ocr: Ocr, look: Look) -> PageReading:
    return read_upright(page.picture, page.number, ocr, look, file=page.file)


def _digest(exhibit: Exhibit) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces(exhibit.original):
        digest.update(piece)
    return digest.digest()


def _memory_bytes() -> int:
    """Return how much memory may be taken: what Linux calls available, elsewhere half of what is built in."""
    try:
        (available,) = (line for line in _MEMINFO.read_text("ascii").splitlines() if line.startswith("MemAvailable:"))
        return int(available.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return USUAL_BYTES
