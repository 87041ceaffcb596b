"""From documents to passages: plain text in chunks, tables and JSON many values at a time.

A plain text is read in chunks of whole lines, each with a margin of its neighbours' text, so that
nothing is lost at a border; what begins in a margin belongs to the neighbour. So it is with cells of a table and
scalars of a JSON document, whose labels are header and key.
"""

from __future__ import annotations

import bisect
import operator
from collections.abc import Callable, Iterator, Sequence

from sealcase.contents import Document, Field, TextSpan, Where
from sealcase.detect.text.column_kinds import labelled_by_content
from sealcase.detect.text.embedded import base64_runs, from_base64
from sealcase.detect.text.normalise import OPAQUE
from sealcase.detect.text.passages import Passage, passage_of
from sealcase.detect.text.segments import Segment

CHUNK_CHARS = 256 * 1024
"""How much of a plain text is read at a time."""
MARGIN_CHARS = 8 * 1024
"""How far a chunk sees into its neighbours: longer than a PEM block of an RSA key of 8192 bits."""
FIELD_MARGIN_CHARS = 1024
"""How many characters of the cells before and after are read along: a seed phrase of 24 words down a column."""
_start = operator.attrgetter("start")


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
