"""What a screen says by its layout: columns, values under and beside labels, and what its place makes personal."""

from __future__ import annotations

import numpy as np
import pytest

from sealcase.contents import Box, Region
from sealcase.detect.pages.forms import Placed, labelled_cells
from sealcase.detect.pages.furniture import with_places
from sealcase.detect.pages.portraits import find_portraits
from sealcase.detect.recognisers.screens import find_on_screens
from sealcase.detect.text.passages import Passage, passage_of
from sealcase.detect.text.segments import Cell, Place, Segment

LINE = 40
"""Height of a line on the pages of these tests, in pixels."""
WIDTH, HEIGHT = 1080, 2340
GREY, BLACK = (150, 150, 150), (20, 20, 20)


def page(*rows: tuple[tuple[int, str], ...], top: int = 400, pitch: int = 80) -> tuple[str, list[Placed]]:
    """Return a page's text and cells; a row is `(left, text)` for each cell, a text with `~` before it is grey."""
    text, placed = "", []
    for number, row in enumerate(rows):
        for left, shown in row:
            grey = shown.startswith("~")
            words = shown.removeprefix("~")
            start = len(text)
            wide = sum(LINE if ord(char) > 0x2E80 else LINE // 2 for char in words)
            box = Box(left, top + number * pitch, left + wide, top + number * pitch + LINE)
            colour = GREY if grey else BLACK
            place = {"start": start, "end": start + len(words)}
            placed.append(Placed(**place, text=words, box=box, row=number, colour=colour, line_height=LINE))
            text += words + "\t"
        text = text[:-1] + "\n"
    return text, placed


def passage(text: str, cells: tuple[Cell, ...]) -> Passage:
    where = Region(page=1, boxes=(Box(0, 0, 1, 1),))
    return passage_of([Segment(text=text, locate=lambda _start, _end: where, cells=cells)], form=True)


def found(*rows: tuple[tuple[int, str], ...], top: int = 400) -> list[tuple[str, str]]:
    text, placed = page(*rows, top=top)
    cells = with_places(labelled_cells(placed, LINE), placed, WIDTH, HEIGHT, ())
    whole = passage(text, cells)
    return [(hit.entity, whole.text[hit.start : hit.end]) for hit in find_on_screens(whole)]


def labels(*rows: tuple[tuple[int, str], ...]) -> dict[str, tuple[str, bool]]:
    text, placed = page(*rows)
    return {text[cell.start : cell.end]: (cell.label, cell.column) for cell in labelled_cells(placed, LINE)}


def test_a_table_gives_each_cell_the_header_of_its_column() -> None:
    got = labels(
        ((40, "~交易日期"), (400, "~金额"), (800, "~对方户名")),
        ((40, "2026-01-02"), (410, "12.00"), (790, "周霞桂")),
        ((40, "2026-01-03"), (400, "7.50"), (820, "陈英")),
    )
    assert got["周霞桂"] == got["陈英"] == ("对方户名", True)
    assert got["7.50"] == ("金额", True)


def test_rows_of_label_and_value_are_no_table() -> None:
    got = labels(((60, "~昵称"), (800, "小鱼儿")), ((60, "~真实姓名"), (800, "周静刚")))
    assert got["小鱼儿"] == ("昵称", False)
    assert got["周静刚"] == ("真实姓名", False)
    assert got["真实姓名"] == ("", False)


def test_two_labels_side_by_side_label_what_stands_under_them() -> None:
    got = labels(((60, "~Billed to"), (580, "~Card")), ((60, "Mia Chandra"), (580, "x-3397")))
    assert got["x-3397"] == ("Card", True)


def test_a_value_stands_under_its_label() -> None:
    assert (
        labels(((60, "~Mailing address"),), ((60, "7761 Baker Street"),))["7761 Baker Street"][0] == "Mailing address"
    )


@pytest.mark.parametrize(
    "shown", ["工商银行储蓄卡(6901)", "Visa Credit x-6901", "**** **** 6901", "Checking (...6901)", "尾号6901"]
)
def test_the_tail_of_a_card_is_a_card(shown: str) -> None:
    tails = [text for entity, text in found(((60, shown),)) if entity == "CREDIT_CARD"]
    assert tails
    assert all("6901" in tail for tail in tails)


@pytest.mark.parametrize("shown", ["2026-01-02", "Order 201723416901", "100.00", "138 1726 6901"])
def test_other_digits_are_no_tail(shown: str) -> None:
    assert not [text for entity, text in found(((60, shown),)) if entity == "CREDIT_CARD"]


@pytest.mark.parametrize(
    ("rows", "amount"),
    [
        ((((60, "~PayPal balance after this payment"),), ((60, "$5,590.11 USD"),)), "5,590.11"),
        ((((60, "支出 ¥12.00 收入 ¥7,300.40"),),), "7,300.40"),
        ((((60, "今日已收 ¥2,062.75"),),), "2,062.75"),
        ((((60, "~Ethereum"), (800, "$6,508.31")),), "6,508.31"),
    ],
)
def test_what_somebody_has_is_a_balance(rows: tuple[tuple[tuple[int, str], ...], ...], amount: str) -> None:
    assert any(entity == "BALANCE" and amount in text for entity, text in found(*rows))


def test_the_amount_of_a_payment_is_none() -> None:
    rows = (((400, "付款失败"),), ((400, "¥831.23"),), ((60, "~订单金额"), (800, "¥831.23")))
    assert not [text for entity, text in found(*rows) if entity == "BALANCE"]


def test_a_remark_goes_with_the_line_that_goes_on_with_it() -> None:
    got = found(
        ((60, "~Note from buyer"),), ((60, "Deposit for the apartment, call me"),), ((60, "at the usual place"),)
    )
    assert ("REMARK", "at the usual place") in got


@pytest.mark.parametrize("shown", ["Oliver Silva's savings", "孙东海的钱包"])
def test_what_is_called_after_its_owner_goes_whole(shown: str) -> None:
    assert ("PERSON", shown) in found(((60, shown),))


def test_carrier_and_notifications_are_personal_and_the_clock_is_not() -> None:
    got = found(((60, "9:41"), (300, "中国联通"), (900, "87%")), top=20)
    assert [text for entity, text in got if entity == "NOTIFICATION"] == ["中国联通"]
    got = found(((60, "微信"), (960, "现在")), ((60, "晚上一起吃饭吗"),), top=200)
    assert ("NOTIFICATION", "晚上一起吃饭吗") in got


def test_an_address_in_groups_is_one() -> None:
    assert ("CRYPTO", "bc1q rcev p66f 0g58 espl") in found(((60, "bc1q rcev p66f 0g58 espl"),))


def test_over_a_chat_and_beside_its_portraits_stand_names() -> None:
    avatars = (Box(40, 500, 140, 600), Box(40, 800, 140, 900), Box(940, 1100, 1040, 1200))
    text, placed = page(((480, "向日葵"),), top=150)
    more = Placed(start=4, end=7, text="小鱼儿", box=Box(160, 500, 250, 535), row=1, line_height=35)
    cells = with_places(labelled_cells([*placed, more], LINE), [*placed, more], WIDTH, HEIGHT, avatars)
    assert [cell.place for cell in cells] == [Place.SPEAKER, Place.SPEAKER]
    assert text.startswith("向日葵")


def test_a_portrait_is_told_from_paper_and_from_text() -> None:
    rgb = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    rgb[300:420, 60:180] = (88, 160, 247)
    rgb[340:380, 100:140] = 255
    rgb[600:720, 60:180] = (220, 90, 90)
    rgb[900:930, 60:900:9] = 0
    first, second = find_portraits(rgb, [Box(60, 895, 900, 935)], [])
    assert {first.blank, second.blank} == {True, False}
    for portrait, top in ((first, 300), (second, 600)):
        assert abs(portrait.box.left - 60) <= 4
        assert abs(portrait.box.top - top) <= 4
        assert abs(portrait.box.right - 180) <= 4


def test_a_table_beside_something_else_keeps_its_header() -> None:
    got = labels(
        ((40, "$1,667.55 USD"), (580, "~Date"), (900, "~Transaction ID"), (1300, "~Status"), (1600, "~Amount")),
        ((40, "Profile"), (580, "Oct 12, 2026"), (900, "3V36SXBJFLZLU0CLF"), (1300, "Pending"), (1600, "$12.00")),
    )
    assert got["3V36SXBJFLZLU0CLF"] == ("Transaction ID", True)


def test_a_sum_stands_under_its_label_though_something_stands_beside_it() -> None:
    got = labels(((40, "~Available balance"),), ((40, "$1,667.55 USD"), (580, "Recent activity")))
    assert got["$1,667.55 USD"][0] == "Available balance"


@pytest.mark.parametrize(("shown", "hidden"), [("622 ****** 1808", True), ("138 **** 1808", False)])
def test_a_masked_card_whose_first_digit_was_lost_goes_whole(shown: str, hidden: bool) -> None:  # noqa: FBT001
    assert (("CREDIT_CARD", shown) in found(((60, shown),))) is hidden


@pytest.mark.parametrize(
    ("shown", "who"),
    [
        ("财付通-滴滴出行", ("MERCHANT", "滴滴出行")),
        ("支付宝-李明建", ("PERSON", "李明建")),
        ("Payment to Northwind Traders", ("MERCHANT", "Northwind Traders")),
    ],
)
def test_a_list_says_who_was_paid(shown: str, who: tuple[str, str]) -> None:
    assert who in found(((60, shown),))


def test_a_name_over_its_phone_number_is_one_whatever_else_it_says() -> None:
    assert ("PERSON", "高东海") in found(((60, "高东海"),), ((60, "15881804724"),))
    assert ("PERSON", "高东海") not in found(((60, "高东海"),), ((60, "2026-01-02"),))


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [
        ("Reference", "Rent for Isabella", True),
        ("Memo (required)", "537688061", True),
        ("备注", "无锡的房租", True),
        ("Reference", "INV 67840", False),
        ("Reference", "Not provided", False),
        ("备注", "无", False),
    ],
)
def test_what_somebody_wrote_for_the_other_side_is_a_remark(label: str, value: str, told: bool) -> None:  # noqa: FBT001
    assert (("REMARK", value) in found(((60, f"~{label}"), (600, value)))) is told


def test_a_tab_that_shows_somebodys_mail_tells_the_account() -> None:
    assert ("ACCOUNT", "ava.garcia54") in found(((60, "Inbox (3) - ava.garcia54…"),))


def test_the_screen_on_a_photograph_is_found_by_its_status_bar() -> None:
    rows = [
        (150, "9:41", 190),
        (870, "87%", 190),
        (300, "中国联通", 190),
        (480, "向日葵", 320),
        (200, "按住说话", 2000),
    ]
    placed = [
        Placed(start=0, end=1, text=text, box=Box(left, top, left + 60, top + 35), row=int(top > 190), line_height=35)
        for left, text, top in rows
    ]
    placed[3] = Placed(start=0, end=1, text="向日葵", box=Box(470, 320, 600, 360), row=1, line_height=40)
    cells = with_places(labelled_cells(placed, LINE), placed, WIDTH, HEIGHT, ())
    assert [cell.place for cell in cells] == [Place.VALUE, Place.VALUE, Place.STATUS, Place.SPEAKER, Place.VALUE]


def test_a_portrait_is_found_on_a_photograph_of_a_screen() -> None:
    noise = np.random.default_rng(1).normal(0, 8, (HEIGHT, WIDTH, 1))
    stripes = 10 * np.sin(np.arange(WIDTH) * 0.8)[None, :, None]
    page_of_grain = np.full((HEIGHT, WIDTH, 3), 200.0)
    page_of_grain[500:620, 60:180] = (90, 160, 240)
    rgb = np.clip(page_of_grain + noise + stripes, 0, 255).astype(np.uint8)
    (portrait,) = find_portraits(rgb, [], [])
    assert portrait.square
    assert abs(portrait.box.left - 60) + abs(portrait.box.top - 500) < 20


def test_a_masked_name_and_the_whole_one_behind_it_both_go() -> None:
    got = found(((60, "收款人：高*志（高志）"),), ((60, "今日已收 ¥6,187.04"),))
    assert ("PERSON", "高志") in got


def test_a_label_with_its_value_is_no_label_of_what_stands_under_it() -> None:
    assert labels(((60, "收款人：高志"),), ((60, "今日已收"),))["今日已收"] == ("", False)


def test_a_shortened_address_is_found_though_its_dots_were_not_read() -> None:
    assert ("CRYPTO", "0x9ba4536b02") in found(((400, "0x9ba4536b02"),))


def test_the_last_month_of_a_card_stands_under_its_label() -> None:
    assert ("CARD_SECURITY_CODE", "09/28") in found(((60, "~VALID THRU"), (420, "~CVV")), ((60, "09/28"), (420, "831")))


def test_four_digits_under_the_kind_of_a_card_are_its_last() -> None:
    assert ("CREDIT_CARD", "1061") in found(((60, "Visa"),), ((60, "1061"),))
    assert not [text for entity, text in found(((60, "Year"),), ((60, "1061"),)) if entity == "CREDIT_CARD"]


def test_month_and_code_on_a_card_s_face_go_without_labels() -> None:
    face = (((60, "4539 1488 0343 6467"),), ((60, "09/28"), (420, "831")))
    assert [text for entity, text in found(*face) if entity == "CARD_SECURITY_CODE"] == ["09/28", "831"]
    assert not [text for entity, text in found(*face[1:]) if entity == "CARD_SECURITY_CODE"]
