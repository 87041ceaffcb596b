"""From exhibits to findings: read, settle, propagate, number.

Guarantees: every exhibit is read to its end or the whole call fails; the findings of an exhibit are
disjoint and in order of place; equal values anywhere in the case have equal `value`s. Refuses to go
on where a recogniser fails (`DetectorError`), naming the file and the place, never the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sealcase.detect.claims import settle
from sealcase.detect.ocr import Ocr, RapidOcr
from sealcase.detect.overlaps import disjoint
from sealcase.detect.passages import Passage, document_passages, passage_of, text_passages
from sealcase.detect.propagation import Known, known_values
from sealcase.detect.remainder import remainder
from sealcase.detect.segments import Hit
from sealcase.errors import DetectorError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import CellSpan, Document, Exhibit, Finding, TextSpan, Tier, Where

MAX_LOOKS = 4
"""How often one passage is read at most."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage and what its recognisers claim, or a finding on a picture that is not text."""

    passage: Passage
    hits: list[Hit] = field(repr=False)


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
        readings: list[tuple[Exhibit, list[_Read], tuple[Finding, ...]]] = []
        for exhibit in exhibits:
            if progress is not None:
                progress(exhibit)
            passages, found = self._passages(exhibit)
            readings.append((exhibit, [_read(passage, exhibit.name) for passage in passages], found))
        values = known_values(_confirmed(known, readings))
        findings: list[Finding] = []
        for exhibit, reads, found in readings:
            findings += disjoint(
                _in_order([*found, *_findings(exhibit.id, reads, values, everything=self._everything)])
            )
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
            page = read_page(picture, number, self._ocr, file=printable(exhibit.name))
            if page.segments:
                passages.append(passage_of(page.segments, form=True))
            found += [replace(finding, exhibit=exhibit.id) for finding in page.hits]
        return passages, tuple(found)


def scan_text(text: str) -> list[Finding]:
    """Return the findings in a plain text, with character offsets; `exhibit` is empty.

    Raises:
        DetectorError: a recogniser failed.
    """
    reads = [_read(passage, "") for passage in text_passages(text)]
    values = known_values(hit for read in reads for hit in settle(read.hits, read.passage.text))
    findings = disjoint(_in_order(_findings("", reads, values)))
    return [replace(finding, id=f"F{number}") for number, finding in enumerate(findings, 1)]


def _read(passage: Passage, name: str) -> _Read:
    """Read a passage until taking out what was found uncovers nothing more.

    In `13800138000legal winner …` the letters hide the number, until the phrase is a placeholder.
    """
    # Imported here: Presidio takes most of a second to load, and a caller may only want the types.
    from sealcase.detect.engine import RecogniserFailure, engine

    try:
        hits = engine().read(passage)
        for _ in range(MAX_LOOKS - 1):
            taken = [hit for hit in hits if hit.tier is not Tier.IDENTIFIER]
            if not any(_is_glued(hit, passage.text) for hit in taken):
                break
            more = set(engine().read(passage.without(taken))).difference(hits)
            if not more:
                break
            hits += more
    except RecogniserFailure as failure:
        place = passage.locate(0, 1) if passage.text else None
        where = place if place is not None else TextSpan(start=0, end=0)
        # `cause` is the family of recognisers, for `--json`; people read that the text could not be searched.
        raise DetectorError(
            file=printable(name),
            detector=N_("the search of the text"),
            cause=failure.name,
            place=where.phrase,
            **where.to_json(),
        ) from None
    return _Read(passage, hits)


def _is_glued(hit: Hit, text: str) -> bool:
    """Whether a letter or digit stands next to a hit without a boundary."""
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
    return any(char.isascii() and char.isalnum() for char in (before, after))


def _confirmed(
    known: Iterable[Finding], readings: Iterable[tuple[Exhibit, list[_Read], tuple[Finding, ...]]]
) -> Iterator[Hit | Finding]:
    yield from known
    for _, reads, _ in readings:
        for read in reads:
            yield from settle(read.hits, read.passage.text)


def _findings(exhibit: str, reads: Iterable[_Read], values: Known, *, everything: bool = False) -> Iterator[Finding]:
    """Yield the findings of one exhibit, with what propagation adds, ids to be given."""
    for read in reads:
        passage = read.passage
        hits = settle([*read.hits, *values.find(passage)], passage.text)
        for hit in (*hits, *remainder(passage, hits)) if everything else hits:
            parts = list(passage.split(hit))
            for start, end in parts:
                where = passage.locate(start, end)
                if where is None:
                    continue
                value = hit.value if len(parts) == 1 and hit.value else passage.text[start:end]
                yield Finding(
                    id="",
                    exhibit=exhibit,
                    entity=hit.entity,
                    tier=hit.tier,
                    band=hit.band,
                    where=where,
                    value=value,
                    rule=hit.rule,
                )


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _position(finding.where))


def _position(where: Where) -> tuple[int, ...]:
    if isinstance(where, TextSpan):
        return (where.start, where.end)
    if isinstance(where, CellSpan):
        return (where.row, where.column, where.start)
    return (where.page, where.box.top, where.box.left)
