"""Passages: folded text as the recognisers read it, and the way from a hit back to the exhibit.

Segments are read many at a time, with `CELL_BREAK` between them and a mark for each whose label is a known one; a
hit that runs over several comes back as one place each. What a text says in another spelling (`embedded`) is read
behind it, and its hits lead back to the text as well.
"""

from __future__ import annotations

import bisect
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sealcase.contents import Where
from sealcase.detect.text.embedded import Embedded, embedded
from sealcase.detect.text.lines import LinePattern, Lines, lines_of
from sealcase.detect.text.marks import Mark, cell_mark, text_marks
from sealcase.detect.text.normalise import CELL_BREAK, OPAQUE, Folded, fold
from sealcase.detect.text.segments import Cell, Hit, Segment
from sealcase.entities import ENTITIES
from sealcase.model import Band


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One segment inside a passage."""

    start: int
    """Where its folded text begins in the passage."""
    folded: Folded
    segment: Segment
    core: tuple[int, int]
    """Source characters that this passage answers for; the rest is margin."""

    @property
    def end(self) -> int:
        """Where its folded text ends in the passage."""
        return self.start + len(self.folded.text)


_start = operator.attrgetter("start")
_BLANK = frozenset(char for char in map(chr, range(0x3001)) if char.isspace()) | {OPAQUE}
"""What has no value at the ends of a hit."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Folded text with its marks; `form` says that its lines are rows on a picture."""

    text: str = field(repr=False)
    lines: Lines = field(repr=False)
    cell_marks: tuple[Mark, ...] = field(repr=False)
    """Those of whole cells, by their headers or keys."""
    pieces: tuple[Piece, ...] = field(repr=False)
    form: bool = False
    cells: tuple[Cell, ...] = ()
    """A picture's cells, in order, in characters of `text`."""

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Where a value of some entity is expected."""
        return (*self.cell_marks, *_beside(self.cells), *text_marks(self.lines, form=self.form))

    def matches(self, pattern: LinePattern) -> Iterable[re.Match[str]]:
        """Return what `pattern.finditer(text)` would, without a look at lines where it cannot match."""
        return self.lines.matches(pattern)

    def marks_for(self, *entities: str) -> Iterator[Mark]:
        """Yield the marks where a value of one of `entities` is expected."""
        return (mark for mark in self.marks if mark.entity in entities)

    def without(self, hits: Iterable[Hit]) -> Passage:
        """Return the passage as it reads once `hits` are taken out of it: as if placeholders stood there."""
        parts, position = [], 0
        for hit in sorted(hits, key=_start):
            parts += [self.text[position : hit.start], OPAQUE * (hit.end - max(position, hit.start))]
            position = max(position, hit.end)
        text = "".join((*parts, self.text[position:]))
        cell_marks = tuple(mark for mark in self.marks if mark.whole)
        return replace(self, text=text, lines=lines_of(text), cell_marks=cell_marks)

    def label_at(self, position: int) -> str:
        """Return the header or key of the cell that holds a character; empty where there is none."""
        return self.pieces[self._piece_at(position)].segment.label

    def located(self, hits: Iterable[Hit]) -> Iterator[tuple[Hit, int, str, Where]]:
        """Yield the parts of hits that this passage answers for, one for each cell that a hit touches.

        With each come where in `text` it begins, its value, and its place in the exhibit; what has no value is left out
        at its ends.
        """
        text, first = self.text, self.pieces[0]
        begin, stop = first.core
        moved, first_end, locate = first.folded.origins is not None, first.end, first.segment.locate
        for hit in hits:
            start, end = hit.start, hit.end
            if moved or end > first_end or text[start] in _BLANK or text[end - 1] in _BLANK:
                yield from self._located(hit)
            elif begin <= start < stop:  # as nearly always in a text
                yield hit, start, hit.value or text[start:end], locate(start, end)

    def _located(self, hit: Hit) -> Iterator[tuple[Hit, int, str, Where]]:
        places = self._places(hit)
        for start, end, where in places:
            if where is not None:
                value = hit.value if len(places) == 1 and hit.value else self.text[start:end]
                yield hit, start, value, where

    def _places(self, hit: Hit) -> list[tuple[int, int, Where | None]]:
        """Return a hit's parts with their places, None for those that a neighbour answers for."""
        pieces = self.pieces
        number = self._piece_at(hit.start)
        parts: list[tuple[int, int, Where | None]] = []
        while number < len(pieces) and pieces[number].start < hit.end:
            piece = pieces[number]
            parts += self._place_in(piece, max(hit.start, piece.start), min(hit.end, piece.end))
            number += 1
        return parts

    def _place_in(self, piece: Piece, start: int, end: int) -> list[tuple[int, int, Where | None]]:
        start, end = self._stripped(start, end)
        if start >= end:
            return []
        source = piece.folded.source_span(start - piece.start, end - piece.start)
        own = piece.core[0] <= source[0] < piece.core[1]
        return [(start, end, piece.segment.locate(*source) if own else None)]

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        text = self.text
        while start < end and text[start] in _BLANK:
            start += 1
        while start < end and text[end - 1] in _BLANK:
            end -= 1
        return start, end

    def _piece_at(self, position: int) -> int:
        return bisect.bisect_right(self.pieces, position, key=_start) - 1 if len(self.pieces) > 1 else 0

    def begins_at(self) -> Where | None:
        """Return the place of the first character that this passage answers for; None where it is empty."""
        for piece in self.pieces:
            start, end = piece.core
            if start < min(end, len(piece.segment.text)):
                return piece.segment.locate(start, start + 1)
        return None


_TIERS = {name: entity.tier for name, entity in ENTITIES.items()}


def make_hit(entity: str, start: int, end: int, band: Band, rule: str, value: str) -> Hit:
    """Return a hit of the entity's own tier."""
    return Hit(start, end, entity, _TIERS[entity], band, value, rule)


def passage_of(segments: Sequence[Segment], *, form: bool = False, core: tuple[int, int] | None = None) -> Passage:
    """Return the passage that reads `segments` together."""
    pieces: list[Piece] = []
    marks: list[Mark] = []
    position = 0
    for segment in segments:
        folded = fold(segment.text)
        own = (0, 0) if segment.context else core or (0, max(1, len(segment.text)))
        pieces.append(Piece(start=position, folded=folded, segment=segment, core=own))
        end = position + len(folded.text)
        if segment.label and (mark := cell_mark(segment.label, position, end)) is not None:
            marks.append(mark)
        position = end + 1
    for inner in () if form else _inner_segments(tuple(pieces)):
        folded = fold(inner.text)
        pieces.append(Piece(start=position, folded=folded, segment=inner, core=(0, len(inner.text))))
        end = position + len(folded.text)
        if inner.label and (mark := cell_mark(inner.label, position, end)) is not None:
            marks.append(mark)
        position = end + 1
    text = CELL_BREAK.join(piece.folded.text for piece in pieces)
    cells = tuple(cell for piece in pieces for cell in _folded_cells(piece))
    marks += [mark for cell in cells if cell.column and (mark := cell_mark(cell.label, cell.start, cell.end))]
    return Passage(
        text=text, lines=lines_of(text), cell_marks=tuple(marks), pieces=tuple(pieces), form=form, cells=cells
    )


def _folded_cells(piece: Piece) -> Iterator[Cell]:
    """Yield a piece's cells in characters of the passage."""
    origins = piece.folded.origins or range(len(piece.folded.text))
    for cell in piece.segment.cells:
        start, end = (piece.start + bisect.bisect_left(origins, at) for at in (cell.start, cell.end))
        if start < end:
            yield replace(cell, start=start, end=end)


def _beside(cells: Iterable[Cell]) -> Iterator[Mark]:
    """Yield the marks of cells that have a label beside or over them."""
    for cell in cells:
        if cell.label and not cell.column and (mark := cell_mark(cell.label, cell.start, cell.end)) is not None:
            yield mark._replace(whole=False)


def _inner_segments(pieces: Iterable[Piece]) -> Iterator[Segment]:
    """Yield what the texts of `pieces` say in another spelling, where those answer for it."""
    for piece in pieces:
        for inner in embedded(piece.segment.text):
            if piece.core[0] <= inner.start < piece.core[1]:
                yield Segment(
                    text=inner.text, label=inner.label, locate=_through(inner, piece.segment.locate), whole=inner.whole
                )


def _through(inner: Embedded, locate: Callable[[int, int], Where]) -> Callable[[int, int], Where]:
    return lambda start, end: locate(*inner.place(start, end))
