"""Replaces values in text, CSV and JSON by placeholders and leaves every other character as it was.

Line i stays line i: a value that runs over line breaks leaves them where they were. A quoted CSV cell
stays quoted and an unquoted one is quoted when it has to be; JSON stays JSON of the same structure,
where a number that loses a part becomes a string.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sealcase.contents import CellSpan, Document, Field, TextSpan, Where
from sealcase.model import Decision, Kind
from sealcase.redact.placeholders import Placeholders
from sealcase.redact.spans import Claim, Piece, settle, settle_in_order

_LINE_BREAKS = re.compile(r"((?:\r\n|\r|\n)+)")


class UncoveredDecisionError(Exception):
    """A decision is about a place that the document does not have, or where nothing can be replaced."""

    def __init__(self, decision: Decision) -> None:
        super().__init__()
        self.decision = decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """One placeholder in the new text: where it stands there, and what stood there before."""

    where: Where
    piece: Piece
    value: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Change:
    """What one stretch of the old text becomes, and the places of the placeholders in it.

    A mark's places count from the beginning of `new`, or inside the cell where it has a row.
    """

    start: int
    end: int
    new: str
    marks: tuple[Replacement, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Some of the new text, and the placeholders in it; their places are those in the whole."""

    text: str = field(repr=False)
    marks: tuple[Replacement, ...] = ()


def redact_text(
    parts: Sequence[Document], kind: Kind, decisions: Iterable[Decision], placeholders: Placeholders
) -> Iterator[Stretch]:
    """Yield the new text, stretch by stretch, in order.

    `parts` is the text, or what a long one is read in; then the decisions have to come in order of place.

    Raises:
        UncoveredDecisionError: what a decision is about cannot be found in the document.
    """
    new = 0
    for stretch in _stretches(parts, kind, decisions, placeholders):
        yield Stretch(text=stretch.text, marks=tuple(_moved(mark, new) for mark in stretch.marks))
        new += len(stretch.text)


def _stretches(
    parts: Sequence[Document], kind: Kind, decisions: Iterable[Decision], placeholders: Placeholders
) -> Iterator[Stretch]:
    """Yield the new text; the places of marks count from the beginning of their stretch."""
    if kind is Kind.CSV:
        (table,) = parts
        yield from _changed(table, _change_cells(table, decisions, placeholders))
        return
    claims = _in_order(decisions) if len(parts) > 1 else sorted(_claims(decisions), key=lambda claim: claim.start)
    if kind in {Kind.JSON, Kind.JSON_LINES}:
        for part, here in _by_part(parts, claims):
            yield from _changed(part, _change_scalars(part, here, placeholders))
        return
    source = _Source(parts)
    for piece in settle_in_order(claims, placeholders):
        yield from (Stretch(text=text) for text in source.until(piece.start))
        value = source.take(piece.end)
        if value is None:
            raise UncoveredDecisionError(piece.decision)
        new = _over_lines(value, piece.placeholder)
        mark = Replacement(where=TextSpan(start=0, end=len(new)), piece=piece, value=value)
        yield Stretch(text=new, marks=(mark,))
    yield from (Stretch(text=text) for text in source.rest())


def _changed(part: Document, changes: Iterable[_Change]) -> Iterator[Stretch]:
    """Yield what a part answers for, with the changes carried out."""
    old, end = part.own
    for change in changes:
        yield Stretch(text=part.text[old : change.start])
        yield Stretch(text=change.new, marks=change.marks)
        old = change.end
    yield Stretch(text=part.text[old:end])


def _moved(mark: Replacement, by: int) -> Replacement:
    if isinstance(mark.where, TextSpan):
        where = TextSpan(start=mark.where.start + by, end=mark.where.end + by)
        return Replacement(where=where, piece=mark.piece, value=mark.value)
    return mark


class _Source:
    """The old text from the beginning to the end, whatever parts it comes in."""

    def __init__(self, parts: Iterable[Document]) -> None:
        self._parts = iter(parts)
        self._text = ""
        self._begin = self._position = 0

    def until(self, place: int) -> Iterator[str]:
        """Yield what stands between where this source is and `place`."""
        while self._position < place and self._more():
            end = min(place, self._begin + len(self._text))
            yield self._text[self._position - self._begin : end - self._begin]
            self._position = end

    def take(self, place: int) -> str | None:
        """Return what stands between where this source is and `place`, None where the text ends before."""
        value = "".join(self.until(place))
        return value if self._position == place else None

    def rest(self) -> Iterator[str]:
        """Yield what is left."""
        while self._more():
            yield self._text[self._position - self._begin :]
            self._position = self._begin + len(self._text)

    def _more(self) -> bool:
        """Go on to the next part where this one is done; tell whether there is more."""
        while self._position == self._begin + len(self._text):
            part = next(self._parts, None)
            if part is None:
                return False
            self._begin += len(self._text)
            self._text = part.text[slice(*part.own)]
        return True


def _claims(decisions: Iterable[Decision]) -> Iterator[Claim]:
    for decision in decisions:
        where = decision.finding.where
        if not isinstance(where, TextSpan) or not 0 <= where.start < where.end:
            raise UncoveredDecisionError(decision)
        yield Claim(start=where.start, end=where.end, decision=decision)


def _in_order(decisions: Iterable[Decision]) -> Iterator[Claim]:
    """Yield the claims, which come in order, or nothing of them could be relied on."""
    reached = 0
    for claim in _claims(decisions):
        if claim.start < reached:
            raise UncoveredDecisionError(claim.decision)
        reached = claim.start
        yield claim


def _by_part(parts: Iterable[Document], claims: Iterable[Claim]) -> Iterator[tuple[Document, list[Claim]]]:
    """Yield each part with the claims that begin in it; their places count from the beginning of its text."""
    coming = iter(claims)
    waiting = next(coming, None)
    for part in parts:
        here: list[Claim] = []
        while waiting is not None and waiting.start < part.start + part.own[1]:
            here.append(replace(waiting, start=waiting.start - part.start, end=waiting.end - part.start))
            waiting = next(coming, None)
        yield part, here
    if waiting is not None:
        raise UncoveredDecisionError(waiting.decision)


def _over_lines(value: str, placeholder: str) -> str:
    """Return `placeholder` for each line of `value` that says something, with the line breaks between them."""
    if not _LINE_BREAKS.search(value):
        return placeholder
    pieces = _LINE_BREAKS.split(value)
    pieces[::2] = [placeholder if line.strip() else "" for line in pieces[::2]]
    return "".join(pieces)


def _change_cells(document: Document, decisions: Iterable[Decision], placeholders: Placeholders) -> Iterator[_Change]:
    claims: defaultdict[tuple[int, int], list[Claim]] = defaultdict(list)
    lengths = {(cell.row, cell.column): len(cell.value) for cell in document.fields}
    for decision in decisions:
        where = decision.finding.where
        if not isinstance(where, CellSpan) or not 0 <= where.start < where.end <= lengths.get(
            (where.row, where.column), 0
        ):
            raise UncoveredDecisionError(decision)
        claims[where.row, where.column].append(Claim(start=where.start, end=where.end, decision=decision))
    for cell in document.fields:
        pieces = settle(claims.get((cell.row, cell.column), ()), placeholders)
        if pieces:
            yield _change_cell(document, cell, pieces)


def _change_cell(document: Document, cell: Field, pieces: Sequence[Piece]) -> _Change:
    value, marks, old = "", list[Replacement](), 0
    for piece in pieces:
        value += cell.value[old : piece.start]
        new = _over_lines(cell.value[piece.start : piece.end], piece.placeholder)
        where = CellSpan(row=cell.row, column=cell.column, start=len(value), end=len(value) + len(new))
        marks.append(Replacement(where=where, piece=piece, value=cell.value[piece.start : piece.end]))
        value += new
        old = piece.end
    value += cell.value[old:]
    raw = document.text[cell.start : cell.end]
    if raw.startswith('"'):
        after = raw[raw.rindex('"') + 1 :]  # blanks that the exporter put after the closing quote
        new = f'"{value.replace(chr(34), chr(34) * 2)}"{after}'
    elif value.startswith('"') or any(mark in value for mark in (document.delimiter, "\r", "\n")):
        new = f'"{value.replace(chr(34), chr(34) * 2)}"'
    else:
        new = value
    return _Change(start=cell.start, end=cell.end, new=new, marks=tuple(marks))


def _change_scalars(document: Document, wanted: Iterable[Claim], placeholders: Placeholders) -> Iterator[_Change]:
    claims: defaultdict[int, list[Claim]] = defaultdict(list)
    starts = [scalar.start for scalar in document.fields]
    for claim in wanted:
        touched = False
        for index in range(max(0, bisect_right(starts, claim.start) - 1), bisect_left(starts, claim.end)):
            scalar = document.fields[index]
            # Outward to whole characters: half an escape neither stays nor goes.
            start = max(0, bisect_right(scalar.offsets, claim.start) - 1)
            end = min(len(scalar.value), bisect_left(scalar.offsets, claim.end))
            if start < end:
                claims[index].append(Claim(start=start, end=end, decision=claim.decision))
                touched = True
        if not touched:
            raise UncoveredDecisionError(claim.decision)
    for index in sorted(claims):
        pieces = settle(claims[index], placeholders)
        if pieces:
            yield _change_scalar(document, document.fields[index], pieces)


def _change_scalar(document: Document, scalar: Field, pieces: Sequence[Piece]) -> _Change:
    new, marks, old = scalar.quote, list[Replacement](), 0
    for piece in pieces:
        new += document.text[scalar.offsets[old] : scalar.offsets[piece.start]]
        where = TextSpan(start=len(new), end=len(new) + len(piece.placeholder))
        marks.append(Replacement(where=where, piece=piece, value=scalar.value[piece.start : piece.end]))
        new += piece.placeholder
        old = piece.end
    new += document.text[scalar.offsets[old] : scalar.offsets[-1]] + scalar.quote
    return _Change(start=scalar.start, end=scalar.end, new=new, marks=tuple(marks))
