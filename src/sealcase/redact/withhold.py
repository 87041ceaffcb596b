"""Takes records out of a table or list, and leaves every other character as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sealcase.contents import Document


def cuts(
    starts: Sequence[int], ends: Sequence[int], lists: Sequence[tuple[int, int]], kept: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """Return the stretches to take out, in order, so that of the records only `kept` (in order) stay.

    `lists` are first and behind the last record of each list with commas between its records: of those, as many
    go as records do. Without lists every record is for itself.
    """
    if not lists:
        staying = set(kept)
        return tuple(
            (start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True)) if number not in staying
        )
    return tuple(cut for first, behind in lists for cut in _from_list(starts, ends, first, behind, kept))


def _from_list(
    starts: Sequence[int], ends: Sequence[int], first: int, behind: int, kept: Sequence[int]
) -> Iterator[tuple[int, int]]:
    staying = [number for number in kept if first <= number < behind]
    if not staying:
        yield starts[first], ends[behind - 1]
        return
    if staying[0] > first:
        yield starts[first], starts[staying[0]]
    yield from ((starts[one + 1], starts[other]) for one, other in pairwise(staying) if other > one + 1)
    if staying[-1] < behind - 1:
        yield ends[staying[-1]], ends[behind - 1]


def without(text: str, stretches: Sequence[tuple[int, int]]) -> str:
    """Return `text` without `stretches`, which are disjoint and in order."""
    parts, position = [], 0
    for start, end in stretches:
        parts.append(text[position:start])
        position = end
    return "".join((*parts, text[position:]))


def without_rows(table: Document, stretches: Sequence[tuple[int, int]]) -> Document:
    """Return a table without the rows that `stretches` are; the rows behind them move up, with their labels."""
    fields = []
    gone, position, removed_rows = 0, 0, set[int]()
    for cell in table.fields:
        while position < len(stretches) and stretches[position][1] <= cell.start:
            gone += stretches[position][1] - stretches[position][0]
            position += 1
        if position < len(stretches) and stretches[position][0] <= cell.start:
            removed_rows.add(cell.row)
            continue
        start, end, row = cell.start - gone, cell.end - gone, cell.row - len(removed_rows)
        fields.append(replace(cell, start=start, end=end, row=row))
    return replace(table, text=without(table.text, stretches), fields=tuple(fields))
