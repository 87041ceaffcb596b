"""Rows of label and value, as the further screens draw them: see `more_screens`."""

from __future__ import annotations

from collections.abc import Sequence

from canvas import Screen, W

Rows = Sequence[tuple[str, str, str | None]]
"""Label, value, and the value's type where it is one of the truth's fields."""


def in_list(s: Screen, y: int, rows: Rows, *, gap: int = 110, size: int = 42) -> int:
    """Label left, value right, one line each."""
    for label, value, kind in rows:
        s.text(60, y, label, size, s.theme.fg)
        s.text(W - 60, y, value, size, s.theme.grey, align="r", fields=[(kind, value)] if kind else [])
        y += gap
    return y


def in_stack(s: Screen, y: int, rows: Rows, *, size: int = 40) -> int:
    """Small label, value under it."""
    for label, value, kind in rows:
        s.text(60, y, label, 30, s.theme.faint)
        s.text(60, y + 54, value, size, s.theme.fg, fields=[(kind, value)] if kind else [])
        y += 132
    return y
