"""Rows of a list on a page: told apart by their amounts; one that is not chosen comes out as one finding."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sealcase.detect.pages.list_rows import list_rows
from sealcase.detect.pages.ocr import Line
from sealcase.detect.pages.pictures import read_page
from sealcase.model import Box, Picture, Region

WIDTH, HEIGHT = 1080, 2000


def line(text: str, left: int, top: int, height: int = 40, right: int | None = None) -> Line:
    box = Box(left, top, right or left + 22 * len(text), top + height)
    quad = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    step = (box.right - box.left) / max(1, len(text))
    cells = tuple(
        Box(round(box.left + n * step), box.top, round(box.left + (n + 1) * step), box.bottom) for n in range(len(text))
    )
    return Line(text=text, score=0.99, quad=quad, box=box, cells=cells)


def bill(count: int, *, when: str = "11-{:02d} 14:05", amount: str = "-{}8.50") -> list[Line]:
    lines = [line("账单", 500, 40, 50), line("2026年11月", 48, 200, 44)]
    for n in range(count):
        top = 300 + 180 * n
        lines += [
            line(f"商户{n}", 170, top + 30),
            line("餐饮美食", 170, top + 80, 30),
            line(when.format(n + 1), 170, top + 120, 30),
            line(amount.format(n + 1), 800, top + 32, right=1032),
        ]
    return lines


def test_each_row_is_a_strip_with_what_stands_on_it() -> None:
    rows = list_rows(bill(6), WIDTH, HEIGHT)
    assert [row.text.split("\n")[-1] for row in rows] == [f"11-{n:02d} 14:05" for n in range(1, 7)]
    for number, row in enumerate(rows):
        top = 300 + 180 * number
        assert set(row.text.split("\n")) == {
            f"商户{number}",
            "餐饮美食",
            f"11-{number + 1:02d} 14:05",
            f"-{number + 1}8.50",
        }
        assert (row.box.left, row.box.right) == (0, WIDTH)
        assert row.box.top <= top + 30
        assert row.box.bottom >= top + 150
    assert all(above.box.bottom <= below.box.top for above, below in pairwise(rows))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        bill(2),
        bill(5, when="手续费"),  # a receipt: price, fee, total
        bill(5, amount="共{}笔"),
        [line(f"{n}8.50", 800, 300 + 20 * n, right=1032) for n in range(6)],  # closer than lines can be
    ],
)
def test_what_is_no_list_is_not_cut(lines: list[Line]) -> None:
    assert list_rows(lines, WIDTH, HEIGHT) == ()


def test_amounts_may_stand_on_the_left_and_gaps_may_be_equal() -> None:
    lines = []
    for n in range(4):
        lines += [line(f"{n}2.50", 100, 200 + 120 * n, 50), line("11-03 10:00", 100, 260 + 120 * n, 50)]
    assert [row.text for row in list_rows(lines, WIDTH, HEIGHT)] == [f"{n}2.50\n11-03 10:00" for n in range(4)]


class _Recited:
    def __init__(self, lines: list[Line]) -> None:
        self.lines = tuple(lines)

    def read(self, _picture: Picture, *, again: bool = False) -> tuple[Line, ...]:
        assert not again
        return self.lines


def test_rows_that_are_not_chosen_are_one_finding_each_and_not_read() -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    lines = bill(6)
    for one in lines:  # ink, so that the lines have something to stand on
        pixels[one.box.top + 8 : one.box.bottom - 8, one.box.left : one.box.right : 6] = 0
    picture = Picture(width=WIDTH, height=HEIGHT, pixels=pixels.tobytes())
    page = read_page(
        picture, 1, _Recited(lines), choose=lambda texts: [n for n, text in enumerate(texts) if "商户2" in text]
    )
    others = [hit for hit in page.hits if hit.entity == "OTHER_RECORD"]
    assert len(others) == 5
    assert all(isinstance(hit.where, Region) and hit.where.box.right == WIDTH for hit in others)
    (segment,) = page.segments
    assert [f"商户{n}" in segment.text for n in range(6)] == [n == 2 for n in range(6)]
    assert "2026年11月" in segment.text
    assert not [hit for hit in page.hits if hit.entity == "UNREAD_TEXT"]
    # Where no row is meant, all stay.
    whole = read_page(picture, 1, _Recited(lines), choose=lambda _texts: ())
    assert not [hit for hit in whole.hits if hit.entity == "OTHER_RECORD"]
    assert "商户0" in whole.segments[0].text
