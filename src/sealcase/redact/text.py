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
from dataclasses import dataclass, field

from sealcase.model import CellSpan, Decision, Document, Field, Kind, TextSpan, Where
from sealcase.redact.placeholders import Placeholders
from sealcase.redact.spans import Claim, Piece, settle

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


def redact_text(
    document: Document, kind: Kind, decisions: Sequence[Decision], placeholders: Placeholders
) -> tuple[str, tuple[Replacement, ...]]:
    """Return the new text and its replacements, in order.

    Raises:
        UncoveredDecisionError: what a decision is about cannot be found in the document.
    """
    changes = {Kind.CSV: _change_cells, Kind.JSON: _change_scalars, Kind.JSON_LINES: _change_scalars}.get(
        kind, _change_plain
    )(document, decisions, placeholders)
    parts: list[str] = []
    replacements: list[Replacement] = []
    old = new = 0
    for change in changes:
        parts += (document.text[old : change.start], change.new)
        new += change.start - old
        replacements += (_moved(mark, new) for mark in change.marks)
        new += len(change.new)
        old = change.end
    parts.append(document.text[old:])
    return "".join(parts), tuple(replacements)


def _moved(mark: Replacement, by: int) -> Replacement:
    if isinstance(mark.where, TextSpan):
        where = TextSpan(start=mark.where.start + by, end=mark.where.end + by)
        return Replacement(where=where, piece=mark.piece, value=mark.value)
    return mark


def _change_plain(document: Document, decisions: Sequence[Decision], placeholders: Placeholders) -> Iterator[_Change]:
    for piece in settle(_text_claims(document, decisions), placeholders):
        value = document.text[piece.start : piece.end]
        new = _over_lines(value, piece.placeholder)
        mark = Replacement(where=TextSpan(start=0, end=len(new)), piece=piece, value=value)
        yield _Change(start=piece.start, end=piece.end, new=new, marks=(mark,))


def _text_claims(document: Document, decisions: Iterable[Decision]) -> list[Claim]:
    claims = []
    for decision in decisions:
        where = decision.finding.where
        if not isinstance(where, TextSpan) or not 0 <= where.start < where.end <= len(document.text):
            raise UncoveredDecisionError(decision)
        claims.append(Claim(start=where.start, end=where.end, decision=decision))
    return claims


def _over_lines(value: str, placeholder: str) -> str:
    """Return `placeholder` for each line of `value` that says something, with the line breaks between them."""
    if not _LINE_BREAKS.search(value):
        return placeholder
    pieces = _LINE_BREAKS.split(value)
    pieces[::2] = [placeholder if line.strip() else "" for line in pieces[::2]]
    return "".join(pieces)


def _change_cells(document: Document, decisions: Sequence[Decision], placeholders: Placeholders) -> Iterator[_Change]:
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


def _change_scalars(document: Document, decisions: Sequence[Decision], placeholders: Placeholders) -> Iterator[_Change]:
    claims: defaultdict[int, list[Claim]] = defaultdict(list)
    starts = [scalar.start for scalar in document.fields]
    for claim in _text_claims(document, decisions):
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
