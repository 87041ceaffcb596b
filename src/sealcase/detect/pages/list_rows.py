"""The rows of a list on a page: a bill of transactions, each with a name, a time and an amount.

A list shows in its amounts: three or more lines that are nothing but an amount, under each other with their right or
left edges in line. Each is the amount of one row, and between two rows is the widest strip of paper between the
lines of both. Most rows say a day or time, which parts them from the lines of one receipt (price, fee, total). Where
that cannot be seen there is no list, and nothing is cut. A line between rows that is nothing but a day heads those
below it and belongs to none. Rows of which the edge of the page shows only a part are rows too, as far as their
lines begin where those of the others do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from sealcase.contents import Box
from sealcase.detect.pages.ocr import Line

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

CUT_ROW = 1.0
"""How far a row may reach that the edge of the page or a bar cuts off, in the usual distance of two rows."""

_AMOUNT = re.compile(r"[+\-−–]?\s*[¥￥$€£]?\s*[+\-−–]?\d[\d,，]*[.．]\d{1,8}\s*(?:元|[A-Z]{3,5})?")
_TIME = re.compile(
    r"(?<![\d.,])(?:\d{1,2}[:：]\d{2}|\d{1,2}[-/月]\d{1,2})(?![\d.])|昨天|今天|[Yy]esterday|[Tt]oday"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
)
_WEEKDAY = r"(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(
    rf"(?:今天|昨天|前天|Today|Yesterday|{_WEEKDAY},?\s*)?[\s·,]*"
    rf"(?:(?:20\d\d\s*[-/年]\s*)?\d{{1,2}}\s*[-/月]\s*\d{{1,2}}\s*日?"
    rf"|{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s*20\d\d)?|\d{{1,2}}\s*{_MONTH}(?:,?\s*20\d\d)?)?"
    rf"[\s·,(（]*(?:今天|昨天|前天|Today|Yesterday|{_WEEKDAY})?[)）]?",
    re.IGNORECASE,
)
"""A line that is nothing but a day."""
_CLOCK = re.compile(r"\d[:：]\d")
_OWN_DAY = re.compile(rf"\d[-/月]\s?\d|{_MONTH}\s?\d|\d\s?{_MONTH}", re.IGNORECASE)


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
    headings = _headings(anchors, lines)
    inside = [line for line in lines if line not in headings]
    gaps = [_gap(above, below, inside) for above, below in pairwise(anchors)]
    up = median(_middle(below) - (top + bottom) / 2 for below, (top, bottom) in zip(anchors[1:], gaps, strict=True))
    down = median((top + bottom) / 2 - _middle(above) for above, (top, bottom) in zip(anchors, gaps, strict=False))
    first = _beside(max(0.0, _middle(anchors[0]) - up), lines)
    last = _beside(min(float(height), _middle(anchors[-1]) + down), lines)
    edges = [(first, first), *gaps, (last, last)]
    rows = tuple(_row(before, after, inside, headings, width) for before, after in pairwise(edges))
    if sum(bool(_TIME.search(row.text)) for row in rows) < TIMED_SHARE * len(rows):
        return ()
    left = _left_edge(rows, inside)
    reach = CUT_ROW * (up + down)
    above = _cut_row(max(0.0, first - reach), first, inside, left, size, width)
    below = _cut_row(last, min(float(height), last + reach), inside, left, size, width)
    return (*above, *rows, *below)


def _headings(anchors: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Return the lines that head the rows below them: days alone, which only some of the rows have."""
    days = [line for line in lines if line.text.strip() and _DAY.fullmatch(line.text.strip())]
    days = [day for day in days if not any(_beside_one_another(day, one) for one in anchors)]
    of_rows = sum(any(_middle(a) < _middle(day) <= _middle(b) for day in days) for a, b in pairwise(anchors))
    # A day of its own under each row's name is no heading; the last row shows which of the two it is.
    behind = any(0 < _middle(day) - _middle(anchors[-1]) < _middle(anchors[-1]) - _middle(anchors[-2]) for day in days)
    return days if of_rows < TIMED_SHARE * (len(anchors) - 1) or not behind else []


def _beside_one_another(first: Line, second: Line) -> bool:
    return first.box.top < _middle(second) < first.box.bottom


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


def _row(
    before: tuple[float, float],
    after: tuple[float, float],
    lines: Sequence[Line],
    headings: Sequence[Line],
    width: int,
) -> ListRow:
    top, bottom = sum(before) / 2, sum(after) / 2
    here = sorted(
        (line for line in lines if top <= _middle(line) < bottom), key=lambda line: (line.box.top, line.box.left)
    )
    # A heading above the row keeps its place: the strip begins below it, and ends above the next one.
    first_top = here[0].box.top if here else top
    over = [day for day in headings if _middle(day) < first_top]
    begin = max([min(top + INSET_PX, max(top, before[1] - 1)), *(float(day.box.bottom) for day in over)])
    end = min(
        [max(bottom - INSET_PX, min(bottom, after[0] + 1)), *(day.box.top for day in headings if day not in over)]
    )
    day = max(over, key=_middle).text.strip() if over else ""
    text = "\n".join(_with_day(line.text, day) for line in here)
    return ListRow(box=Box(0, round(begin), width, round(end)), text=text)


def _with_day(text: str, day: str) -> str:
    """Return the text of a line; where it says a time and no day, after the day that the heading says."""
    return f"{day} {text}" if day and _CLOCK.search(text) and not _OWN_DAY.search(text) else text


def _left_edge(rows: Sequence[ListRow], lines: Sequence[Line]) -> int:
    """Return where the lines of most rows begin."""
    lefts = [
        min(line.box.left for line in lines if row.box.top <= _middle(line) < row.box.bottom)
        for row in rows
        if any(row.box.top <= _middle(line) < row.box.bottom for line in lines)
    ]
    return round(median(lefts))


def _cut_row(
    top: float, bottom: float, lines: Sequence[Line], left: int, size: float, width: int
) -> tuple[ListRow, ...]:
    """Return what a strip above or below the list holds of one more row: lines that begin where the others' do."""
    here = [line for line in lines if top <= _middle(line) < bottom and abs(line.box.left - left) <= EDGE * size]
    if not here:
        return ()
    begin = max(top, min(line.box.top for line in here) - INSET_PX)
    end = min(bottom, max(line.box.bottom for line in here) + INSET_PX)
    text = "\n".join(line.text for line in sorted(here, key=_middle))
    return (ListRow(box=Box(0, round(begin), width, round(end)), text=text),)
