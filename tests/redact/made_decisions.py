"""Decisions and exhibits made for tests."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from sealcase.contents import CellSpan, Document, TextSpan, Where
from sealcase.gather import gather_file
from sealcase.model import Action, Band, Decision, Exhibit, Finding, RedactedItem, Tier, Wording
from sealcase.redact import allot, redact

WHY = Wording(en="not needed", zh="不需要")


def decision(
    where: Where,
    value: str,
    *,
    entity: str = "PHONE_NUMBER",
    action: Action = Action.REMOVE,
    tier: Tier = Tier.PERSONAL,
    keep_last: int = 0,
) -> Decision:
    """Return a decision about `value` at `where` in exhibit 0001."""
    finding = Finding(
        id="F1", exhibit="0001", entity=entity, tier=tier, band=Band.CERTAIN, where=where, value=value, rule="test"
    )
    return Decision(finding=finding, action=action, keep_last=keep_last, reason=WHY)


def at(text: str, value: str, **options: object) -> Decision:
    """Return a decision about the first place of `value` in a plain text."""
    start = text.index(value)
    return decision(TextSpan(start=start, end=start + len(value)), value, **options)  # type: ignore[arg-type]


def in_field(exhibit: Exhibit, value: str, **options: object) -> Decision:
    """Return a decision about the first field of a structured exhibit that holds `value`."""
    document = exhibit.content
    assert isinstance(document, Document)
    field = next(field for field in document.fields if value in field.value)
    start = field.value.index(value)
    return decision(field.where(start, start + len(value)), value, **options)  # type: ignore[arg-type]


def exhibit_of(folder: Path, data: bytes | str, name: str = "evidence.txt") -> Exhibit:
    """Return what gather makes of these bytes."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return gather_file(path, "0001")


def redacted(exhibit: Exhibit, decisions: Iterable[Decision], *, seed: int = 1) -> tuple[RedactedItem, bytes]:
    """Return the only item of `exhibit` and its bytes; the file does not stay."""
    decisions = list(decisions)
    (item,) = redact(exhibit, decisions, allot(decisions, random.Random(seed)), exhibit.path.parent, 1)
    data = item.path.read_bytes()
    item.path.unlink()
    return item, data


def cell(row: int, column: int, start: int, end: int) -> CellSpan:
    """Return a place in a table."""
    return CellSpan(row=row, column=column, start=start, end=end)
