"""From exhibits to findings: read, settle, propagate, number.

Guarantees: every exhibit is read to its end or the whole call fails; the findings of an exhibit are
disjoint and in order of place; equal values anywhere in the case have equal `value`s. Refuses to go
on where a recogniser fails (`DetectorError`), naming the file and the place, never the text.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from sealcase.contents import Document, LongText
from sealcase.detect.case_pages import CasePages
from sealcase.detect.long_texts import LongLook, Mapping
from sealcase.detect.overlaps import disjoint
from sealcase.detect.pages.list_rows import ChooseRows, every_row
from sealcase.detect.pages.ocr import Ocr
from sealcase.detect.pages.pictures import Look, PageReading
from sealcase.detect.processes import Workers
from sealcase.detect.propagation import Collected, Known, known_values, values_of
from sealcase.detect.reading import Read, confirmed, findings_of, in_order, load_recognisers, numbered, read_passage
from sealcase.detect.text.chunks import document_passages, text_passages
from sealcase.detect.text.passages import Passage, passage_of
from sealcase.model import ByExhibit, Exhibit, Finding
from sealcase.spool import Spool

MIN_PARTS = 16
"""Parts of long texts for each worker process: its start takes as long as reading several of them."""


class _ShortLook:
    """What was read in an exhibit that is held in memory: a text, or pictures."""

    def __init__(
        self,
        exhibit: Exhibit,
        passages: Iterable[Passage],
        found: tuple[Finding, ...],
        recognizers: tuple[Path, ...],
    ) -> None:
        self._exhibit = exhibit
        self._recognizers = recognizers
        self._passages = passages
        self._found = found
        self._reads: list[Read] = []

    def look(self, _mapping: Mapping, collected: Collected) -> None:
        load_recognisers(self._recognizers)
        self._reads = [read_passage(passage, self._exhibit.name, self._recognizers) for passage in self._passages]
        collected.add(values_of(hit for read in self._reads for hit in confirmed(read)), self._exhibit.name)

    def findings(self, _mapping: Mapping, values: Known, first: int, *, everything: bool) -> tuple[Finding, ...]:
        found = [*self._found, *findings_of(self._exhibit.id, self._reads, values, everything=everything)]
        return tuple(numbered(disjoint(in_order(found)), first))


class Detector:
    """Finds what is sensitive, and what a case is about, in a case's exhibits.

    With `everything` it also finds all the text that no recogniser claims (`OTHER_TEXT`), for decisions
    by which what nobody named goes. Long texts and several pictures are read by up to `jobs` processes at a time:
    more than one only where the program's main module can be imported again, as `multiprocessing` asks for. Inside of
    `with` they wait for the next `detect`, which saves their start. Of a list on a picture `choose`, which can be sent
    to another process, says which rows are looked at; the others are a finding each (`OTHER_RECORD`).
    With `photos` every portrait and photograph is found, not only those of a portrait's form that show something.
    `recognizers` are configurations of the user's own recognisers and models: see `plugins`.
    """

    def __init__(
        self,
        ocr: Ocr | None = None,
        *,
        everything: bool = False,
        photos: bool = False,
        ocr_threads: int | None = None,
        jobs: int = 1,
        choose: ChooseRows = every_row,
        recognizers: tuple[Path, ...] = (),
    ) -> None:
        self._pages = CasePages(ocr, ocr_threads, jobs)
        self._everything = everything
        self._photos = photos
        self._jobs = jobs
        self._choose = choose
        self._recognizers = recognizers
        self._workers = Workers()
        self._users = 0

    def __enter__(self) -> Self:
        self._users += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self._users -= 1
        if not self._users:
            self._workers.end()

    def detect(
        self,
        exhibits: Sequence[Exhibit],
        *,
        known: Iterable[Finding] = (),
        progress: Callable[[Exhibit], None] | None = None,
        again: bool = False,
    ) -> Collection[Finding]:
        """Return the findings of the whole case, exhibit by exhibit, each in order of place.

        They are a tuple, or a `ByExhibit` where there are long texts. `known` are findings of an earlier look:
        their values are looked for as well, wherever they are. `progress` is called with each exhibit before
        it is read. `again` says that these are results, looked at for the second time: pictures are read at
        another size than before.

        Raises:
            DetectorError: a recogniser failed or ran out of time; nothing of that exhibit may be used.
            LimitError: the case has more different values than can be looked for.
            RecognizersError: one of the user's own configurations cannot be used.
        """
        if self._recognizers:
            load_recognisers(self._recognizers)  # what is wrong with them is known before the long work begins
        collected = Collected()
        collected.add(values_of(known))
        with self:
            mapping = self._mapping(exhibits)
            looks: dict[str, _ShortLook | LongLook] = {}
            for exhibit, look in self._looks(exhibits, progress, again=again):
                look.look(mapping, collected)
                looks[exhibit.id] = look
            values = collected.known()
            found: dict[str, Collection[Finding]] = {}
            for exhibit in exhibits:
                first = 1 + sum(map(len, found.values()))
                everything = self._everything and not exhibit.is_statement  # its words are meant for the desk
                found[exhibit.id] = looks[exhibit.id].findings(mapping, values, first, everything=everything)
        case = ByExhibit(found)
        return case if any(isinstance(exhibit.content, LongText) for exhibit in exhibits) else tuple(case)

    def _mapping(self, exhibits: Sequence[Exhibit]) -> Mapping:
        """Return what calls something for each part of a long text: in worker processes where that pays."""
        parts = sum(len(exhibit.content) for exhibit in exhibits if isinstance(exhibit.content, LongText))
        count = min(self._jobs, parts // MIN_PARTS)
        if count > 1 or (parts and not hasattr(signal, "setitimer")):
            # Where no signal can end a pattern that hangs, another process does, even if it is the only one.
            self._workers.grow(max(1, count))
            return self._workers.map
        return map

    def _looks(
        self, exhibits: Sequence[Exhibit], progress: Callable[[Exhibit], None] | None, *, again: bool
    ) -> Iterator[tuple[Exhibit, _ShortLook | LongLook]]:
        """Yield what looks at each exhibit: at long texts last, since the same processes read pictures and parts."""
        spool = Spool()
        readings = self._read_pages([exhibit for exhibit in exhibits if exhibit.pages], again=again)
        for exhibit in sorted(exhibits, key=lambda one: isinstance(one.content, LongText)):
            if progress is not None:
                progress(exhibit)
            if isinstance(exhibit.content, LongText):
                yield exhibit, LongLook(exhibit, exhibit.content, spool, self._recognizers)
            elif isinstance(exhibit.content, Document):
                yield exhibit, _ShortLook(exhibit, document_passages(exhibit.content), (), self._recognizers)
            else:
                pages = next(readings)
                passages = (passage_of([segment], form=True) for page in pages for segment in page.segments)
                found = tuple(hit._replace(exhibit=exhibit.id) for page in pages for hit in page.hits)
                yield exhibit, _ShortLook(exhibit, passages, found, self._recognizers)

    def _read_pages(self, pictures: Sequence[Exhibit], *, again: bool) -> Iterator[tuple[PageReading, ...]]:
        look = Look(
            everything=self._everything,
            photos=self._photos,
            again=again,
            choose=every_row if again else self._choose,
        )
        return self._pages.read(pictures, look, self._workers)


def scan_text(text: str) -> list[Finding]:
    """Return the findings in a plain text, with character offsets; `exhibit` is empty.

    Raises:
        DetectorError: a recogniser failed.
    """
    load_recognisers()
    reads = [read_passage(passage, "") for passage in text_passages(text)]
    values = known_values(hit for read in reads for hit in confirmed(read))
    return numbered(disjoint(in_order(findings_of("", reads, values))), 1)
