"""Which record of an exhibit a place lies in."""

from __future__ import annotations

import bisect
from collections.abc import Callable

from sealcase.contents import CellSpan, Document, Region, TextSpan, Where
from sealcase.gather.json_records import json_records
from sealcase.gather.records import line_records
from sealcase.model import Exhibit, Kind

RecordOf = Callable[[Where], int | None]


def record_finder(exhibit: Exhibit) -> RecordOf:
    """Return what tells the record of a place: a row, an object, a line, a page; None for what belongs to none."""
    if not isinstance(exhibit.content, Document):
        return lambda where: where.page if isinstance(where, Region) else None
    if exhibit.kind is Kind.CSV:
        headed = any(cell.label for cell in exhibit.content.fields)
        rows = {cell.row for cell in exhibit.content.fields if cell.label or not headed}
        return lambda where: where.row if isinstance(where, CellSpan) and where.row in rows else None
    if exhibit.kind is Kind.JSON:
        records = json_records(exhibit.content)
        return lambda where: records.at(where.start) if isinstance(where, TextSpan) else None
    starts, offset = list[int](), 0
    for stretch in line_records(exhibit):
        starts += [offset + start for start in stretch.starts]
        offset += len(stretch.text)
    return lambda where: bisect.bisect_right(starts, where.start) if isinstance(where, TextSpan) else None
