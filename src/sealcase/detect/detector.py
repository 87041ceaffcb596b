"""From exhibits to findings: read, settle, propagate, number.

Guarantees: every exhibit is read to its end or the whole call fails; the findings of an exhibit are
disjoint and in order of place; equal values anywhere in the case have equal `value`s. Refuses to go
on where a recogniser fails (`DetectorError`), naming the file and the place, never the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sealcase.detect.ocr import Ocr, RapidOcr
from sealcase.detect.overlaps import disjoint
from sealcase.detect.passages import Passage, document_passages, passage_of, text_passages
from sealcase.detect.propagation import known_values
from sealcase.detect.reading import Read, confirmed, findings_of, in_order, read_passage
from sealcase.detect.segments import Hit
from sealcase.files import printable
from sealcase.model import Document, Exhibit, Finding


class Detector:
    """Finds what is sensitive, and what a case is about, in a case's exhibits.

    With `everything` it also finds all the text that no recogniser claims (`OTHER_TEXT`), for decisions
    by which what nobody named goes.
    """

    def __init__(self, ocr: Ocr | None = None, *, everything: bool = False) -> None:
        self._ocr = ocr
        self._everything = everything

    def detect(
        self,
        exhibits: Sequence[Exhibit],
        *,
        known: Iterable[Finding] = (),
        progress: Callable[[Exhibit], None] | None = None,
    ) -> tuple[Finding, ...]:
        """Return the findings of the whole case, exhibit by exhibit, each in order of place.

        `known` are findings of an earlier look: their values are looked for as well, wherever they are.
        `progress` is called with each exhibit before it is read.

        Raises:
            DetectorError: a recogniser failed; nothing of that exhibit may be used.
        """
        readings: list[tuple[Exhibit, list[Read], tuple[Finding, ...]]] = []
        for exhibit in exhibits:
            if progress is not None:
                progress(exhibit)
            passages, found = self._passages(exhibit)
            readings.append((exhibit, [read_passage(passage, exhibit.name) for passage in passages], found))
        values = known_values(_confirmed(known, readings))
        findings: list[Finding] = []
        for exhibit, reads, found in readings:
            everything = self._everything and not exhibit.is_statement  # its words are meant for the desk
            findings += disjoint(in_order([*found, *findings_of(exhibit.id, reads, values, everything=everything)]))
        return tuple(replace(finding, id=f"F{number}") for number, finding in enumerate(findings, 1))

    def _passages(self, exhibit: Exhibit) -> tuple[list[Passage], tuple[Finding, ...]]:
        if isinstance(exhibit.content, Document):
            return list(document_passages(exhibit.content)), ()
        # Imported here: text alone needs no image library.
        from sealcase.detect.pictures import read_page

        if self._ocr is None:
            self._ocr = RapidOcr()
        passages: list[Passage] = []
        found: list[Finding] = []
        for number, picture in enumerate(exhibit.pages, 1):
            page = read_page(picture, number, self._ocr, file=printable(exhibit.name), everything=self._everything)
            if page.segments:
                passages.append(passage_of(page.segments, form=True))
            found += [replace(finding, exhibit=exhibit.id) for finding in page.hits]
        return passages, tuple(found)


def scan_text(text: str) -> list[Finding]:
    """Return the findings in a plain text, with character offsets; `exhibit` is empty.

    Raises:
        DetectorError: a recogniser failed.
    """
    reads = [read_passage(passage, "") for passage in text_passages(text)]
    values = known_values(hit for read in reads for hit in confirmed(read))
    findings = disjoint(in_order(findings_of("", reads, values)))
    return [replace(finding, id=f"F{number}") for number, finding in enumerate(findings, 1)]


def _confirmed(
    known: Iterable[Finding], readings: Iterable[tuple[Exhibit, list[Read], tuple[Finding, ...]]]
) -> Iterator[Hit | Finding]:
    yield from known
    for _, reads, _ in readings:
        for read in reads:
            yield from confirmed(read)
