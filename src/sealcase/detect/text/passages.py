"""Passages: folded text as the recognisers read it, and the way from a hit back to the exhibit.

A plain text is read in chunks of whole lines, each with a margin of its neighbours' text, so that
nothing is lost at a border; what begins in a margin belongs to the neighbour. Cells of a table and
scalars of a JSON document are read many at a time, with `CELL_BREAK` between them and a mark for each
whose header or key is a known label; a hit that runs over several cells comes back as one place each.
What a text says in another spelling (`embedded`) is read behind it, and its hits lead back to the text as well.
"""

from __future__ import annotations

import bisect
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sealcase.contents import Document, Field, TextSpan, Where
from sealcase.detect.text.column_kinds import labelled_by_content
from sealcase.detect.text.embedded import Embedded, base64_runs, embedded, from_base64
from sealcase.detect.text.lines import LinePattern, Lines, lines_of
from sealcase.detect.text.marks import Mark, cell_mark, text_marks
from sealcase.detect.text.normalise import CELL_BREAK, OPAQUE, Folded, fold
from sealcase.detect.text.segments import Cell, Hit, Segment
from sealcase.entities import ENTITIES
from sealcase.model import Band

CHUNK_CHARS = 256 * 1024
"""How much of a plain text is read at a time."""
MARGIN_CHARS = 8 * 1024
"""How far a chunk sees into its neighbours: longer than a PEM block of an RSA key of 8192 bits."""
FIELD_MARGIN_CHARS = 1024
"""How many characters of the cells before and after are read along: a seed phrase of 24 words down a column."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Folded text with its marks; `form` says that its lines are rows on a picture."""

    text: str = field(repr=False)
    lines: Lines = field(repr=False)
    marks: tuple[Mark, ...] = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    form: bool = False
    cells: tuple[Cell, ...] = ()
    """A picture's cells, in order, in characters of `text`."""

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
        cells = tuple(mark for mark in self.marks if mark.whole)
        lines = lines_of(text)
        marks = (*cells, *_beside(self.cells), *text_marks(lines, form=self.form))
        return replace(self, text=text, lines=lines, marks=marks)

    def label_at(self, position: int) -> str:
        """Return the header or key of the cell that holds a character; empty where there is none."""
        return self.pieces[self._piece_at(position)].segment.label

    def places(self, hit: Hit) -> list[tuple[int, int, Where | None]]:
        """Return the parts of a hit, one for each cell that it touches, without what has no value.

        With each comes its place in the exhibit, or None where a neighbour answers for it.
        """
        pieces = self.pieces
        if len(pieces) == 1 or hit.end <= pieces[0].end:  # as nearly always in a text
            return self._place_in(pieces[0], hit.start, hit.end)
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
    lines = lines_of(text)
    cells = tuple(cell for piece in pieces for cell in _folded_cells(piece))
    marks += [mark for cell in cells if cell.column and (mark := cell_mark(cell.label, cell.start, cell.end))]
    marks += [*_beside(cells), *text_marks(lines, form=form)]
    return Passage(text=text, lines=lines, marks=tuple(marks), pieces=tuple(pieces), form=form, cells=cells)


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


def document_passages(document: Document) -> Iterator[Passage]:
    """Yield the passages of a text, table or JSON document, or of a part of one."""
    place = _shifted(_span, document.start)
    if not document.fields:
        yield from _chunks(document.text, place, own=document.own)
        return
    yield from _field_passages(document)
    if not document.delimiter:
        # What stands between the scalars of a JSON document: its keys may be somebody's phone number.
        yield from _chunks(_without_fields(document), place, own=document.own)


def _field_passages(document: Document) -> Iterator[Passage]:
    fields = labelled_by_content(document) if document.delimiter else document.fields
    start, stop = (bisect.bisect_left(fields, at, key=_start) for at in document.own)
    while start < stop:
        if len(fields[start].value) > CHUNK_CHARS:
            yield from _chunks(fields[start].value, _where(document, fields[start]), label=fields[start].label)
            start += 1
            continue
        end, size = start, 0
        while end < stop and size < CHUNK_CHARS and len(fields[end].value) <= CHUNK_CHARS:
            size += len(fields[end].value)
            end += 1
        before, after = _neighbours(fields, start - 1, -1), _neighbours(fields, end, 1)
        yield passage_of(
            [
                Segment(
                    text=fields[index].value,
                    label=fields[index].label,
                    locate=_where(document, fields[index]),
                    context=not start <= index < end,
                )
                for index in range(start - before, end + after)
            ]
        )
        start = end


def _neighbours(fields: Sequence[Field], index: int, step: int) -> int:
    """Return how many fields from `index` on, in direction `step`, are read along with those beside them."""
    count = size = 0
    while 0 <= index < len(fields) and size < FIELD_MARGIN_CHARS and len(fields[index].value) <= FIELD_MARGIN_CHARS:
        size += 1 + len(fields[index].value)
        count += 1
        index += step
    return count


def _where(document: Document, value: Field) -> Callable[[int, int], Where]:
    if not document.start:
        return value.where

    def locate(start: int, end: int) -> Where:
        where = value.where(start, end)
        assert isinstance(where, TextSpan)  # tables are not read in parts
        return TextSpan(start=document.start + where.start, end=document.start + where.end)

    return locate


def _without_fields(document: Document) -> str:
    pieces: list[str] = []
    position = 0
    for value in document.fields:
        pieces += (document.text[position : value.start], OPAQUE * (value.end - value.start))
        position = value.end
    return "".join((*pieces, document.text[position:]))


def text_passages(text: str) -> Iterator[Passage]:
    """Yield the chunks of a plain text."""
    return _chunks(text, _span)


def _span(start: int, end: int) -> TextSpan:
    return TextSpan(start=start, end=end)


def _chunks(
    text: str, locate: Callable[[int, int], Where], *, label: str = "", own: tuple[int, int] | None = None
) -> Iterator[Passage]:
    """Yield the chunks of a text, or of what it answers for; the rest of it is context."""
    start, stop = own or (0, len(text))
    if len(text) > CHUNK_CHARS:
        yield from _long_runs(text, locate, start, stop)
    while start < stop:
        end = min(stop, _line_end(text, start + CHUNK_CHARS))
        left = _line_end(text, max(0, start - MARGIN_CHARS)) if start > MARGIN_CHARS else 0
        left = min(left, start)
        right = _line_end(text, end + MARGIN_CHARS)
        segment = Segment(text=text[left:right], label=label, locate=_shifted(locate, left))
        yield passage_of([segment], core=(start - left, end - left))
        start = end


def _long_runs(text: str, locate: Callable[[int, int], Where], first: int, stop: int) -> Iterator[Passage]:
    """Yield what stretches of base64 say that a chunk may break up, or how they begin where they are no text."""
    for start, end in base64_runs(text, MARGIN_CHARS // 2):
        if not first <= start < stop:
            continue
        inner = from_base64(text[start:end]) or text[start : start + MARGIN_CHARS // 2]
        for at in range(0, len(inner), CHUNK_CHARS):
            piece = inner[max(0, at - MARGIN_CHARS) : at + CHUNK_CHARS]
            yield passage_of([Segment(text=piece, locate=_always(locate(start, end)), whole=True)])


def _always(where: Where) -> Callable[[int, int], Where]:
    return lambda _start, _end: where


def _shifted(locate: Callable[[int, int], Where], by: int) -> Callable[[int, int], Where]:
    if locate is _span:
        return lambda start, end: TextSpan(by + start, by + end)
    return lambda start, end: locate(by + start, by + end)


def _line_end(text: str, position: int) -> int:
    """Return the end of the line at `position`, or `position` itself in a line that is longer than a margin."""
    if position >= len(text):
        return len(text)
    newline = text.find("\n", position, position + MARGIN_CHARS)
    return position if newline < 0 else newline + 1
