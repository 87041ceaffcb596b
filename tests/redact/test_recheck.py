"""What a second look finds is ours, or it stops the seal."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.made_decisions import at, cell, decision, exhibit_of, in_field, redacted
from sealcase.contents import Box, Region, TextSpan, Where
from sealcase.model import Action, Decision, Kind, RedactedItem, Redaction, Tier
from sealcase.redact import leaking

TEXT = "a 13800138000 b 6222020200112230 c\n"


@pytest.fixture
def item(tmp_path: Path) -> RedactedItem:
    """`a [PHONE-1] b [CARD-1 *2230] c`."""
    card = at(TEXT, "6222020200112230", entity="CREDIT_CARD", action=Action.MASK, keep_last=4)
    return redacted(exhibit_of(tmp_path, TEXT), [at(TEXT, "13800138000"), card])[0]


def _span(start: int, end: int, value: str = "1380", **options: object) -> Decision:
    return decision(TextSpan(start=start, end=end), value, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "end"), [(2, 11), (3, 10), (14, 28), (23, 27)])
def test_inside_a_placeholder_is_ours(item: RedactedItem, start: int, end: int) -> None:
    assert leaking(item, [_span(start, end)]) == ()


@pytest.mark.parametrize(("start", "end"), [(0, 1), (1, 11), (2, 12), (2, 28), (10, 15), (28, 29)])
def test_beyond_a_placeholder_leaks(item: RedactedItem, start: int, end: int) -> None:
    found = _span(start, end)
    assert leaking(item, [found]) == (found,)


@pytest.mark.parametrize("value", ["[PHONE-1],", " [phone-1] [CARD-1 *2230].", "“[CARD-1 *2230]”"])
def test_placeholders_with_space_and_marks_around_are_ours(item: RedactedItem, value: str) -> None:
    assert leaking(item, [_span(0, 30, value)]) == ()


@pytest.mark.parametrize("value", ["[PHONE-2]", "[PHONE-1]x", "2230", ",", "[CARD-1 *2231]"])
def test_anything_more_leaks(item: RedactedItem, value: str) -> None:
    assert len(leaking(item, [_span(0, 30, value)])) == 1


def test_what_is_kept_does_not_leak_but_a_secret_always_does(item: RedactedItem) -> None:
    kept = _span(0, 1, action=Action.KEEP)
    secret = _span(0, 1, action=Action.KEEP, tier=Tier.SECRET)
    masked = _span(0, 1, action=Action.MASK)
    assert leaking(item, [kept, secret, masked]) == (secret, masked)


def test_cells_are_compared_in_their_own_cell(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, "name,phone,paid\nAnn,13800138000,1.00\nBo,13900139000,2.00\n")
    item, _ = redacted(exhibit, [in_field(exhibit, "13800138000")])
    assert leaking(item, [decision(cell(1, 1, 0, 9), "x")]) == ()
    for place in (cell(2, 1, 0, 9), cell(1, 0, 0, 3), cell(1, 1, 0, 10), TextSpan(start=0, end=1)):
        assert len(leaking(item, [decision(place, "x")])) == 1


def _painted(*boxes: Box) -> RedactedItem:
    redactions = tuple(
        Redaction(
            id=f"R{number}",
            entity="PERSON",
            where=Region(page=1, boxes=(box,)),
            action=Action.REMOVE,
            reason=decision(TextSpan(start=0, end=1), "").reason,
            placeholder=f"[NAME-{number}]",
            value="",
        )
        for number, box in enumerate(boxes, 1)
    )
    return RedactedItem(
        exhibit="0001",
        name="0001-a.png",
        path=Path("0001-a.png"),
        kind=Kind.IMAGE,
        size_bytes=0,
        sha256="",
        crc32=0,
        redactions=redactions,
    )


@pytest.mark.parametrize(
    ("found", "ours"),
    [
        (Region(page=1, boxes=(Box(100, 100, 200, 140),)), True),
        (Region(page=1, boxes=(Box(98, 98, 202, 142),)), True),
        (Region(page=1, boxes=(Box(96, 96, 204, 144),)), True),
        (Region(page=1, boxes=(Box(95, 100, 200, 140),)), False),
        (Region(page=1, boxes=(Box(100, 100, 200, 145),)), False),
        (Region(page=1, boxes=(Box(120, 110, 280, 130),)), True),  # over two boxes side by side
        (Region(page=1, boxes=(Box(120, 110, 310, 130),)), False),
        (Region(page=1, boxes=(Box(110, 110, 120, 120), Box(400, 110, 420, 130))), False),
        (Region(page=1, boxes=(Box(197, 300, 203, 306),)), False),
        (TextSpan(start=0, end=1), False),
    ],
)
def test_regions_are_compared_by_geometry(found: Where, ours: object) -> None:
    item = _painted(Box(100, 100, 200, 140), Box(200, 100, 300, 140))
    assert (leaking(item, [decision(found, "x")]) == ()) is ours


def test_text_that_only_the_second_look_could_not_read_was_read_by_the_first() -> None:
    item = _painted(Box(100, 100, 200, 140))
    beside = Region(page=1, boxes=(Box(190, 100, 260, 140),))
    assert leaking(item, [decision(beside, "", entity="UNREAD_TEXT")]) == ()
    assert len(leaking(item, [decision(beside, "", entity="PERSON")])) == 1


def test_text_that_nobody_named_is_ours_where_the_first_look_kept_something() -> None:
    item = _painted(Box(100, 100, 200, 140))
    beside = [decision(Region(page=1, boxes=(Box(190, 100, 260, 140),)), "", entity="OTHER_TEXT")]
    assert leaking(item, beside, kept=[Box(196, 100, 250, 140)]) == ()
    assert len(leaking(item, beside, kept=[Box(230, 100, 260, 140)])) == 1
    assert len(leaking(item, beside)) == 1


def test_text_that_nobody_named_is_ours_in_a_text_file(item: RedactedItem) -> None:
    assert leaking(item, [_span(0, 1, entity="OTHER_TEXT")]) == ()
