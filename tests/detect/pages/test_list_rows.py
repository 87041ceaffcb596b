"""Rows of a list on a page: told apart by their amounts; one that is not chosen comes out as one finding."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sealcase.contents import Box, Picture, Region
from sealcase.detect.pages.list_rows import list_rows
from sealcase.detect.pages.ocr import Line
from sealcase.detect.pages.pictures import Look, read_page

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


def under_headings() -> list[Line]:
    """Seven rows under three days; the edge of the page cuts off an eighth one."""
    lines, top = [line("Transactions", 400, 60, 50)], 200
    for day, count in (("Friday, Nov 20", 2), ("Nov 19", 3), ("Yesterday", 2)):
        lines.append(line(day, 48, top, 36))
        top += 90
        for _ in range(count):
            number = sum("Shop" in one.text for one in lines)
            lines += [
                line(f"Shop {number}", 170, top + 20),
                line(f"1{number}:05", 170, top + 70, 30),
                line(f"-{number}8.50", 800, top + 22, right=1032),
            ]
            top += 150
    return [*lines, line("Jo Cut Off", 170, top + 20)]


def test_days_over_groups_of_rows_belong_to_none_and_are_said_with_the_times_below_them() -> None:
    lines = under_headings()
    rows = list_rows(lines, WIDTH, HEIGHT)
    assert [row.text.split("\n")[-1] for row in rows[:7]] == [
        "Friday, Nov 20 10:05",
        "Friday, Nov 20 11:05",
        "Nov 19 12:05",
        "Nov 19 13:05",
        "Nov 19 14:05",
        "Yesterday 15:05",
        "Yesterday 16:05",
    ]
    days = [one.box for one in lines if one.text in {"Friday, Nov 20", "Nov 19", "Yesterday"}]
    assert not [1 for row in rows for day in days if row.box.top < day.bottom and day.top < row.box.bottom]


def test_a_row_that_the_edge_cuts_off_is_a_row_too_and_a_tab_bar_is_none() -> None:
    lines = [*under_headings(), line("Home", 60, 1820, 30), line("Bills", 500, 1820, 30)]
    rows = list_rows(lines, WIDTH, HEIGHT)
    assert rows[-1].text == "Jo Cut Off"
    (cut,) = (one for one in lines if one.text == "Jo Cut Off")
    assert rows[-1].box.top <= cut.box.top
    assert cut.box.bottom <= rows[-1].box.bottom < 1820


def test_the_second_line_of_a_row_above_the_edge_is_a_row_and_the_title_is_none() -> None:
    lines = [line("账单", 500, 20, 50), line("上一笔的备注", 170, 190, 30), *bill(5)[2:]]
    rows = list_rows(lines, WIDTH, HEIGHT)
    assert rows[0].text == "上一笔的备注"
    assert len(rows) == 6


def test_days_of_the_rows_themselves_stay_with_them() -> None:
    rows = list_rows(bill(6, when="11-{:02d}"), WIDTH, HEIGHT)
    assert [row.text.split("\n")[-1] for row in rows] == [f"11-{n:02d}" for n in range(1, 7)]


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
        picture, 1, _Recited(lines), Look(choose=lambda texts: [n for n, text in enumerate(texts) if "商户2" in text])
    )
    others = [hit for hit in page.hits if hit.entity == "OTHER_RECORD"]
    assert len(others) == 5
    assert all(isinstance(hit.where, Region) and hit.where.box.right == WIDTH for hit in others)
    (segment,) = page.segments
    assert [f"商户{n}" in segment.text for n in range(6)] == [n == 2 for n in range(6)]
    assert "2026年11月" in segment.text
    assert not [hit for hit in page.hits if hit.entity == "UNREAD_TEXT"]
    # Where no row is meant, all stay.
    whole = read_page(picture, 1, _Recited(lines), Look(choose=lambda _texts: ()))
    assert not [hit for hit in whole.hits if hit.entity == "OTHER_RECORD"]
    assert "商户0" in whole.segments[0].text
