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

import unicodedata
from collections.abc import Iterable, Sequence

from sealcase.model import Action, Box, CellSpan, Decision, RedactedItem, Region, TextSpan, Tier, Where

UNREAD = "UNREAD_TEXT"
"""The entity of text on a picture that could not be read with confidence."""
OTHER = "OTHER_TEXT"
"""The entity of text that no recogniser claims."""
SEEN_SHARE = 0.75
"""Share of such a text's box that the first look must have seen, in pixels: boxes of one text differ a little."""

TOLERANCE_PX = 4
"""How far OCR may see a placeholder's frame outside of the box that it is drawn in."""


def leaking(item: RedactedItem, decisions: Iterable[Decision], kept: Sequence[Box] = ()) -> tuple[Decision, ...]:
    """Return those of the fresh `decisions` about the redacted `item` that something would still leak by.

    `kept` is where on this page the first look found what stays.
    """
    return tuple(
        decision
        for decision in decisions
        if (decision.action is not Action.KEEP or decision.finding.tier is Tier.SECRET)
        and not _is_ours(item, decision, kept)
    )


def _is_ours(item: RedactedItem, decision: Decision, kept: Sequence[Box]) -> bool:
    where = decision.finding.where
    places = [redaction.where for redaction in item.redactions]
    if decision.finding.entity == OTHER:
        return not isinstance(where, Region) or _seen(where.boxes, [*kept, *_boxes(places)])
    if isinstance(where, Region):
        if decision.finding.entity == UNREAD:
            return True
        # An item is one page; the redactions say which of the original's pages it was.
        ours = _boxes(places)
        return all(_covered(box, ours) for box in where.boxes)
    return _inside(where, places) or _only_placeholders(item, decision.finding.value)


def _boxes(places: Iterable[Where]) -> list[Box]:
    return [box for place in places if isinstance(place, Region) for box in place.boxes]


def _seen(boxes: Iterable[Box], seen: Sequence[Box]) -> bool:
    """Tell whether nearly all of `boxes` was seen by the first look."""
    return all(sum(map(_area, _left_over(box, seen))) <= (1 - SEEN_SHARE) * _area(box) for box in boxes)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _inside(where: TextSpan | CellSpan, places: Sequence[Where]) -> bool:
    """Tell whether the placeholders in the same text or cell cover `where` without a gap."""
    spans = [
        (place.start, place.end)
        for place in places
        if (isinstance(place, TextSpan) and isinstance(where, TextSpan))
        or (
            isinstance(place, CellSpan)
            and isinstance(where, CellSpan)
            and (place.row, place.column) == (where.row, where.column)
        )
    ]
    reached = where.start
    for start, end in sorted(spans):
        if start <= reached:
            reached = max(reached, end)
    return reached >= where.end


def _only_placeholders(item: RedactedItem, value: str) -> bool:
    """Tell whether a finding says nothing but placeholders of ours, with space and punctuation around them."""
    rest = value.casefold()
    for placeholder in {redaction.placeholder.casefold() for redaction in item.redactions}:
        rest = rest.replace(placeholder, " ")
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
