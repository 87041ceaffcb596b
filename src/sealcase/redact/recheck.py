"""Compares what a second look found in a redacted item with what was redacted there (invariant 5).

A finding is ours where it lies inside a placeholder or a painted box; a recogniser may well take
`[CARD-2 *1234]` for a card's end. Anything else that is secret, or that the policy masks or removes,
would still leak. Nothing is raised here: the caller stops.

One kind is ours everywhere: text on a picture that the second look could not read. Outside of the
boxes every pixel is what the first look saw, and what that could not read is under a box by now; so
this text was read then. Boxes and placeholders beside it only made the reading harder.

Text that nobody named (`--strict`) is ours where the first look decided to keep what stands there: it may
have been kept for the words around it, which are gone now. A text file has no other places.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import deque
from collections.abc import Collection, Iterable, Sequence

from sealcase.contents import Box, CellSpan, Region, Where
from sealcase.model import Action, Decision, RedactedItem, Tier

UNREAD = "UNREAD_TEXT"
"""The entity of text on a picture that could not be read with confidence."""
OTHER = "OTHER_TEXT"
"""The entity of text that no recogniser claims."""
SEEN_SHARE = 0.75
"""Share of such a text's box that the first look must have seen, in pixels: boxes of one text differ a little."""

_BATCH = 10_000
"""How many findings are compared at a time: in a redacted text there are hardly any."""
_BRACKETED = re.compile(r"\[[^\[\]]*\]")

TOLERANCE_PX = 4
"""How far OCR may see a placeholder's frame outside of the box that it is drawn in."""


def leaking(item: RedactedItem, decisions: Iterable[Decision], kept: Sequence[Box] = ()) -> tuple[Decision, ...]:
    """Return those of the fresh `decisions` about the redacted `item` that something would still leak by.

    `kept` is where on this page the first look found what stays. Of a text in which many thousand places
    would leak, the first of them are returned.
    """
    risky = (
        decision for decision in decisions if decision.action is not Action.KEEP or decision.finding.tier is Tier.SECRET
    )
    while batch := list(itertools.islice(risky, _BATCH)):
        in_text = [decision for decision in batch if not isinstance(decision.finding.where, Region)]
        ours = _ours_in_text(item, in_text)
        leaks = tuple(decision for decision in batch if id(decision) not in ours and not _is_ours(item, decision, kept))
        if leaks:
            return leaks
    return ()


def _is_ours(item: RedactedItem, decision: Decision, kept: Sequence[Box]) -> bool:
    """Tell whether a finding on a picture is ours, or one in a text that is so wherever it stands."""
    where = decision.finding.where
    if not isinstance(where, Region):
        return decision.finding.entity == OTHER
    if decision.finding.entity == UNREAD:
        return True
    # An item is one page; the redactions say which of the original's pages it was.
    ours = _boxes(redaction.where for redaction in item.redactions)
    if decision.finding.entity == OTHER:
        return _seen(where.boxes, [*kept, *ours])
    return all(_covered(box, ours) for box in where.boxes)


def _ours_in_text(item: RedactedItem, decisions: Sequence[Decision]) -> set[int]:
    """Return the `id()` of those decisions whose place, or whose whole value, is placeholders of ours."""
    if not decisions:
        return set()
    redactions = _Walk(redaction.where for redaction in item.redactions)
    ordered = sorted(decisions, key=lambda decision: _place(decision.finding.where))
    ours = {id(decision) for decision in ordered if redactions.covers(decision.finding.where)}
    left = [decision for decision in ordered if id(decision) not in ours]
    if left:
        placeholders = {redaction.placeholder.casefold() for redaction in item.redactions}
        ours |= {id(decision) for decision in left if _only_placeholders(placeholders, decision.finding.value)}
    return ours


def _boxes(places: Iterable[Where]) -> list[Box]:
    return [box for place in places if isinstance(place, Region) for box in place.boxes]


def _seen(boxes: Iterable[Box], seen: Sequence[Box]) -> bool:
    """Tell whether nearly all of `boxes` was seen by the first look."""
    return all(sum(map(_area, _left_over(box, seen))) <= (1 - SEEN_SHARE) * _area(box) for box in boxes)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _place(where: Where) -> tuple[int, int, int, int]:
    """Return by what places in a text or table are ordered: the text or cell, and where in it they begin and end."""
    assert not isinstance(where, Region)
    row, column = (where.row, where.column) if isinstance(where, CellSpan) else (-1, -1)
    return row, column, where.start, where.end


class _Walk:
    """The placeholders of an item, walked through once, in order."""

    def __init__(self, places: Iterable[Where]) -> None:
        self._coming = (_place(where) for where in places if not isinstance(where, Region))
        self._near: deque[tuple[int, int, int, int]] = deque()
        self._next = next(self._coming, None)

    def covers(self, where: Where) -> bool:
        """Tell whether placeholders in the same text or cell cover `where` without a gap; it is asked in order."""
        row, column, reached, end = _place(where)
        while self._next is not None and self._next < (row, column, end, 0):
            self._near.append(self._next)
            self._next = next(self._coming, None)
        while self._near and (self._near[0][:2], self._near[0][3]) <= ((row, column), reached):
            self._near.popleft()
        for place in self._near:
            if place[:2] == (row, column) and place[2] <= reached:
                reached = max(reached, place[3])
        return reached >= end


def _only_placeholders(placeholders: Collection[str], value: str) -> bool:
    """Tell whether a finding says nothing but placeholders of ours, with space and punctuation around them."""
    rest = value.casefold()
    for found in _BRACKETED.findall(rest):
        if found in placeholders:
            rest = rest.replace(found, " ")
    return rest != value.casefold() and all(
        character.isspace() or unicodedata.category(character)[0] == "P" for character in rest
    )


def _covered(box: Box, ours: Sequence[Box]) -> bool:
    """Tell whether `box`, less the tolerance on each side, lies under the boxes of `ours` together."""
    inner = Box(
        box.left + min(TOLERANCE_PX, (box.right - box.left) // 2),
        box.top + min(TOLERANCE_PX, (box.bottom - box.top) // 2),
        max(box.right - TOLERANCE_PX, (box.left + box.right + 1) // 2),
        max(box.bottom - TOLERANCE_PX, (box.top + box.bottom + 1) // 2),
    )
    return not _left_over(inner, ours)


def _left_over(box: Box, others: Iterable[Box]) -> list[Box]:
    """Return what of `box` is under none of `others`, as boxes."""
    parts = [box]
    for other in others:
        parts = [rest for part in parts for rest in _without(part, other)]
    return parts


def _without(part: Box, other: Box) -> list[Box]:
    """Return what of `part` is not under `other`, as up to four boxes."""
    left, top = max(part.left, other.left), max(part.top, other.top)
    right, bottom = min(part.right, other.right), min(part.bottom, other.bottom)
    if left >= right or top >= bottom:
        return [part]
    around = (
        Box(part.left, part.top, part.right, top),
        Box(part.left, bottom, part.right, part.bottom),
        Box(part.left, top, left, bottom),
        Box(right, top, part.right, bottom),
    )
    return [rest for rest in around if rest.left < rest.right and rest.top < rest.bottom]
