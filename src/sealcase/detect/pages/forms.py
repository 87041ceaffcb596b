"""What labels what on a picture, by where it stands: tables with a header, values beside and under their labels.

A row of labels over rows that keep to its columns is a table's header. Elsewhere the label of a cell is
what stands to its left, or over it along the same edge. Whether that says anything, `labels` knows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sealcase.contents import Box
from sealcase.detect.text.labels import is_label, label_of
from sealcase.detect.text.normalise import fold
from sealcase.detect.text.segments import Cell

MAX_LABEL_CHARS = 48
"""Longer text is no label."""
MIN_HEADER_LABELS = 2
"""How many cells of a table's header must be known labels."""
MIN_HEADER_BESIDE = 3
"""The same where something else stands in the row, beside the table."""
ALIGNED = 0.8
"""How far edges or middles of a label and the value under it may lie apart, in heights of the label's box."""
BELOW = 1.5
"""How far under its label a value begins, at most, in heights of the larger box."""
SAME_HEIGHT = 1.25
SAME_COLOUR = 40
"""How far a channel may differ (0–255) between cells of one colour."""
COLUMN_REACH = 2.5
"""How far beside its header a table's cell may lie, in heights of its box."""
_NUMBER = re.compile(r"\d{3}|\d[.,:]\d")
_SUM = re.compile(
    r"[+\-≈~]? ?(?:[A-Z]{2,4} ?)?[¥￥$€£₹₩] ?\d[\d,]*(?:\.\d+)?(?: ?[A-Z]{2,5})?|\d[\d,]*\.\d\d(?: ?[A-Z]{2,5})?"
)
"""An amount that stands for itself, and labels nothing beside it."""
_SENTENCE = re.compile(r"[。！？!?；;]")
_LABELLED = re.compile(r"[:：]\s*[^\W\d]")
"""A label that has its value with it labels nothing else."""
_NO_HEADER = re.compile(r"[:：\[\]]|\d\W*$|\d[^)）]*[(（]|\.{3}|…")
"""What no header of a column says: a label with a colon has its value beside it, as in what somebody says in a chat,
and `Account 4 (0x69...)` beside `To` is a value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A cell of a picture: characters of the segment, their text, and where it stands on the upright page."""

    start: int
    end: int
    text: str = field(repr=False)
    box: Box
    row: int
    """Which visual row it belongs to, from the top."""
    colour: tuple[int, int, int] = (0, 0, 0)
    """Of its ink."""
    line_height: int = 0
    """Height of one of its lines."""

    @property
    def height(self) -> int:
        """Height of its box in pixels; of all its lines, where it has several."""
        return self.box.bottom - self.box.top


def labelled_cells(placed: Sequence[Placed], line_height: float) -> tuple[Cell, ...]:
    """Return the cells with their labels, in the same order; `line_height` is the usual one of the page."""
    rows = [list(group) for _, group in itertools.groupby(placed, key=lambda cell: cell.row)]
    headers = dict(_in_columns(rows))
    return tuple(_labelled(cell, headers, rows, line_height) for row in rows for cell in row)


def _labelled(
    cell: Placed, headers: Mapping[Placed, str], rows: Sequence[Sequence[Placed]], line_height: float
) -> Cell:
    if is_label(fold(cell.text).text):  # a label itself, of what stands beside it or under it
        return Cell(start=cell.start, end=cell.end)
    if cell in headers:
        return Cell(start=cell.start, end=cell.end, label=headers[cell], column=True)
    return Cell(start=cell.start, end=cell.end, label=_label_beside(cell, rows, line_height))


# ------------------------------------------------------------------------------------------- tables
def _in_columns(rows: Sequence[Sequence[Placed]]) -> Iterator[tuple[Placed, str]]:
    """Yield the cells of tables with the header of their column."""
    header: Sequence[Placed] = ()
    for number, row in enumerate(rows):
        if labels := _header_in(row):
            header = labels
            continue
        if number + 1 < len(rows) and _is_over(row, rows[number + 1]):
            header = row
            continue
        if len(row) == 1:
            continue  # a line of its own between the rows of a table
        homes = [(cell, _column(cell, header)) for cell in row]
        found = [(cell, home) for cell, home in homes if home is not None]
        if len(found) < min(MIN_HEADER_LABELS, len(row)):
            header = ()
        yield from ((cell, home.text) for cell, home in found if header)


def _header_in(row: Sequence[Placed]) -> Sequence[Placed]:
    """Return the labels in a row that are a table's header; empty where they are none.

    Nearly always all of the row. Beside a table there may be something else, as on a computer's wide window.
    """
    runs = itertools.groupby(row, key=lambda cell: _may_label(cell.text) and not _NO_HEADER.search(cell.text))
    labels = max(([*run] for fits, run in runs if fits), key=len, default=[])
    known = sum(label_of(fold(cell.text).text) is not None for cell in labels)
    beside = len(labels) < len(row)
    enough = known >= (MIN_HEADER_BESIDE if beside else MIN_HEADER_LABELS) and 2 * known >= len(labels)
    return labels if enough else []


def _is_over(row: Sequence[Placed], below: Sequence[Placed]) -> bool:
    """Say whether a row of several cells, one of them a known label, is set otherwise than the row that keeps to it."""
    if len(row) < MIN_HEADER_LABELS or len(row) != len(below) or not all(_may_label(cell.text) for cell in row):
        return False
    if not any(label_of(fold(cell.text).text) is not None for cell in row):
        return False
    aligned = all(
        _apart(one.box, other.box) <= ALIGNED * one.line_height for one, other in zip(row, below, strict=True)
    )
    return aligned and _alike(row) and _alike(below) and not _alike((row[0], below[0]))


def _alike(cells: Sequence[Placed]) -> bool:
    """Say whether cells are set in one colour and size, as far as can be seen."""
    heights = [cell.line_height for cell in cells]
    return max(heights) <= SAME_HEIGHT * min(heights) and all(
        max(channels) - min(channels) <= SAME_COLOUR for channels in zip(*(cell.colour for cell in cells), strict=True)
    )


def _column(cell: Placed, header: Sequence[Placed]) -> Placed | None:
    """Return the header over a cell: the nearest by edge or middle, unless none is near."""
    best = min(header, key=lambda over: _apart(cell.box, over.box), default=None)
    if best is None or _apart(cell.box, best.box) > COLUMN_REACH * (best.box.bottom - best.box.top):
        return None
    return best


def _apart(one: Box, other: Box) -> float:
    """Return how far two boxes lie apart sideways: by their left edges, right edges or middles, whichever is least."""
    return min(
        abs(one.left - other.left),
        abs(one.right - other.right),
        abs(one.left + one.right - other.left - other.right) / 2,
    )


# -------------------------------------------------------------------------------------------- pairs
def _label_beside(cell: Placed, rows: Sequence[Sequence[Placed]], line_height: float) -> str:
    """Return what stands to the left of a cell, or over it; empty where nothing there may be a label."""
    row = next(row for row in rows if row[0].row == cell.row)
    at = row.index(cell)
    if at and _may_label(row[at - 1].text):
        return row[at - 1].text
    over = [
        other
        for above in rows
        if above[0].row < cell.row
        for other in above
        if other.box.bottom <= cell.box.top + line_height / 3
        and cell.box.top - other.box.bottom <= BELOW * max(line_height, cell.height)
        and _apart(cell.box, other.box) <= ALIGNED * line_height
    ]
    nearest = max(over, key=lambda other: other.box.bottom, default=None)
    if nearest is None or not _may_label(nearest.text):
        return ""
    # The first of several: what stands over it labels it only in a row of labels, else it labels what is beside it.
    first_of_several = at == 0 and len(row) > 1 and not _SUM.fullmatch(cell.text)
    return "" if first_of_several and not _is_label_row(nearest, cell, rows) else nearest.text


def _is_label_row(over: Placed, cell: Placed, rows: Sequence[Sequence[Placed]]) -> bool:
    """Say whether `over` stands in a row of labels, set alike and otherwise than `cell`."""
    row = next(row for row in rows if row[0].row == over.row)
    labels = len(row) > 1 and all(_may_label(other.text) and not re.search(r"\d", other.text) for other in row)
    return labels and _alike(row) and not _alike((over, cell))


def _may_label(text: str) -> bool:
    return (
        len(text) <= MAX_LABEL_CHARS
        and any(map(str.isalpha, text))
        and _NUMBER.search(text) is None
        and _SENTENCE.search(text) is None
        and _LABELLED.search(text) is None
    )
