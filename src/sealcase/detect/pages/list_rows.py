"""The rows of a list on a page: a bill of transactions, each with a name, a time and an amount.

A list shows in its amounts: three or more lines that are nothing but an amount, under each other with their right or
left edges in line. Each is the amount of one row, and between two rows is the widest strip of paper between the
lines of both. Most rows say a day or time, which parts them from the lines of one receipt (price, fee, total). Where
that cannot be seen there is no list, and nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from sealcase.detect.pages.ocr import Line
from sealcase.model import Box

MIN_ROWS = 3
"""Amounts under each other that make a list; two may be a price and a discount."""
EDGE = 0.8
"""How far the aligned edges of amounts may lie apart, in heights of a line."""
MIN_PITCH = 1.3
"""From the middle of one amount to the next, at least, in heights of a line."""
TIMED_SHARE = 0.6
"""Share of the rows that must say a day or time."""
INSET_PX = 16
"""How far a row stays away from the next one, where there is room: covering takes a margin of its own."""

_AMOUNT = re.compile(r"[+\-−–]?\s*[¥￥$€£]?\s*[+\-−–]?\d[\d,，]*[.．]\d{1,8}\s*(?:元|[A-Z]{3,5})?")
_TIME = re.compile(
    r"(?<![\d.,])(?:\d{1,2}[:：]\d{2}|\d{1,2}[-/月]\d{1,2})(?![\d.])|昨天|今天|[Yy]esterday|[Tt]oday"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRow:
    """One row: a strip over the whole width of the page, and what is read on it, line by line."""

    box: Box
    text: str = field(repr=False)


ChooseRows = Callable[[Sequence[str]], Collection[int]]
"""Tells which rows of a list stay, by what is read on each; none where no row is meant, and then all stay."""


def every_row(_texts: Sequence[str]) -> Collection[int]:
    """Stand in where there is no focus."""
    return ()


def list_rows(lines: Sequence[Line], width: int, height: int) -> tuple[ListRow, ...]:
    """Return the rows of the list on a page of this size in pixels, from the top; none where there is no list."""
    amounts = [line for line in lines if _AMOUNT.fullmatch(line.text.strip())]
    columns = [_aligned(one, amounts) for one in amounts]
    anchors = max(columns, key=len, default=list[Line]())
    size = median(line.box.bottom - line.box.top for line in anchors) if anchors else 0
    if len(anchors) < MIN_ROWS or any(_middle(b) - _middle(a) < MIN_PITCH * size for a, b in pairwise(anchors)):
        return ()
    gaps = [_gap(above, below, lines) for above, below in pairwise(anchors)]
    up = median(_middle(below) - (top + bottom) / 2 for below, (top, bottom) in zip(anchors[1:], gaps, strict=True))
    down = median((top + bottom) / 2 - _middle(above) for above, (top, bottom) in zip(anchors, gaps, strict=False))
    first = _beside(max(0.0, _middle(anchors[0]) - up), lines)
    last = _beside(min(float(height), _middle(anchors[-1]) + down), lines)
    edges = [(first, first), *gaps, (last, last)]
    rows = tuple(_row(before, after, lines, width) for before, after in pairwise(edges))
    timed = sum(bool(_TIME.search(row.text)) for row in rows)
    return rows if timed >= TIMED_SHARE * len(rows) else ()


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _aligned(one: Line, amounts: Sequence[Line]) -> list[Line]:
    """Return the amounts whose right, or else left, edges are in line with that of `one`, from the top."""
    reach = EDGE * (one.box.bottom - one.box.top)
    right = [other for other in amounts if abs(other.box.right - one.box.right) <= reach]
    left = [other for other in amounts if abs(other.box.left - one.box.left) <= reach]
    return sorted(right if len(right) >= len(left) else left, key=_middle)


def _gap(above: Line, below: Line, lines: Sequence[Line]) -> tuple[float, float]:
    """Return top and bottom of the widest strip without text between two amounts."""
    between = sorted((line for line in lines if _middle(above) <= _middle(line) <= _middle(below)), key=_middle)
    reached, best = float(above.box.bottom), (_middle(above), _middle(above))
    for line in between:
        if line.box.top - reached >= best[1] - best[0]:  # of equal ones the last: an amount is in a row's first line
            best = (reached, float(line.box.top))
        reached = max(reached, line.box.bottom)
    if best[0] == best[1]:  # lines that touch: halfway
        halfway = (_middle(above) + _middle(below)) / 2
        return halfway, halfway
    return best


def _beside(edge: float, lines: Sequence[Line]) -> float:
    """Return the edge moved out of the line that it runs through, to the nearer side."""
    for line in lines:
        if line.box.top < edge < line.box.bottom:
            return float(line.box.top if edge <= _middle(line) else line.box.bottom)
    return edge


def _row(before: tuple[float, float], after: tuple[float, float], lines: Sequence[Line], width: int) -> ListRow:
    top, bottom = sum(before) / 2, sum(after) / 2
    here = sorted(
        (line for line in lines if top <= _middle(line) < bottom), key=lambda line: (line.box.top, line.box.left)
    )
    inside = Box(
        0,
        round(min(top + INSET_PX, max(top, before[1] - 1))),
        width,
        round(max(bottom - INSET_PX, min(bottom, after[0] + 1))),
    )
    return ListRow(box=inside, text="\n".join(line.text for line in here))
