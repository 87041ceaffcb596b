from __future__ import annotations

import pytest

from detect.looking import found, values
from sealcase.contents import Box, Region
from sealcase.detect import scan_text
from sealcase.detect.recognisers.cases import find_cases
from sealcase.detect.text.passages import passage_of
from sealcase.detect.text.segments import Segment


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("交易单号 4200001234202611031234567890", "4200001234202611031234567890"),
        ("订单号：2026110322001413801380001234", "2026110322001413801380001234"),
        ("商户单号: YL4526-85969_384", "YL4526-85969_384"),
        ("order_no=A2026110300017", "A2026110300017"),
        ("Order No. 2026110300017", "2026110300017"),
        ("Order #20261103-7788", "20261103-7788"),
        ("outTradeNo=YL452685969384937396401757228464 ok", "YL452685969384937396401757228464"),
        ("看这笔4200001380013800011010519491231002X不", None),
        ("看这笔42000013800138000110105194912310不", "42000013800138000110105194912310"),
    ],
)
def test_order_numbers_are_claimed_whole(text: str, order: str | None) -> None:
    assert values(text, "ORDER_ID") == ([] if order is None else [order])
    if order is not None:
        assert {entity for entity, _ in found(text)} == {"ORDER_ID"}


def test_a_mobile_number_stays_one_under_any_label() -> None:
    assert found("订单号：13800138000") == [("PHONE_NUMBER", "13800138000")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("￥128.00", "￥128.00"),
        ("¥1,234.56", "¥1,234.56"),
        ("支付128.5元。", "128.5元"),
        ("$ 20", "$ 20"),
        ("sent 0.8500 ETH now", "0.8500 ETH"),
        ("USDT 100", "USDT 100"),
        ("金额：268.00", "268.00"),
        ("amount=268.00", "268.00"),
        ('"fee": 0.15', "0.15"),
        ("金额(元)：-5.00", "-5.00"),
        ("3万元", "3万元"),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert found(text) == [("AMOUNT", amount)]


@pytest.mark.parametrize(
    ("text", "balance"),
    [
        ("可用余额：￥12,680.35", "￥12,680.35"),
        ("余额\n12,680.35", "12,680.35"),
        ("balance=12680.35", "12680.35"),
        ("Total balance: 4.2087 ETH (≈ $13,100.25)", "4.2087 ETH (≈ $13,100.25)"),
        ("Balance\t4.2087 ETH", "4.2087 ETH"),
    ],
)
def test_balances(text: str, balance: str) -> None:
    assert found(text) == [("BALANCE", balance)]


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-03",
        "2026-11-03 10:22:01",
        "2026-11-03T10:22:01.123Z",
        "2026-11-03T10:22:01+08:00",
        "2026/11/3 9:05",
        "11/03/2026",
        "2026年11月3日 10:22",
        "11月3日",
        "Nov 3, 2026",
        "3 Nov 2026",
        "Nov  3 10:22:01",
        "03/Nov/2026:10:22:01 +0800",
        "10:22:01",
        "20261103102201",
        "11-03 10:22",
        "11-03 10:22:01.123",
        "11/03 10:22",
    ],
)
def test_times(time: str) -> None:
    assert found(f"于 {time} 发生") == [("DATE_TIME", time)]


def test_epoch_seconds_need_a_label() -> None:
    assert found("timestamp=1793701321") == [("DATE_TIME", "1793701321")]
    assert values("seq 1793701321", "DATE_TIME") == []


@pytest.mark.parametrize(
    "text",
    ["版本 1.2.3", "3 files, 12 lines", "cost=15001ms", "errorCode=BANK_TIMEOUT_0317", "可用于支付", "尾号 1234"],
)
def test_nothing(text: str) -> None:
    assert found(text) == []


def test_one_amount_has_one_value_however_it_is_written() -> None:
    texts = ("余额：¥12,680.35", "余额：12680.35", "余额 12,680.35元", "balance: CNY 12680.35")
    assert {finding.value for text in texts for finding in scan_text(text)} == {"12680.35"}


def test_a_row_of_a_list_on_a_picture_has_its_amount_in_a_cell_of_its_own() -> None:
    region = Region(page=1, boxes=(Box(0, 0, 1, 1),))
    list_ = Segment(text="盒马鲜生\t-35.00\n11-03 10:22\t+1,200.50\n1.25x\t3.5", locate=lambda _start, _end: region)
    hits = find_cases(passage_of([list_], form=True))
    assert [hit.value for hit in hits if hit.entity == "AMOUNT"] == ["-35.00", "1200.50"]


@pytest.mark.parametrize("time", ["2026-01-0912:02:56", "2026年09月"])
def test_times_as_screens_show_them(time: str) -> None:
    assert time in values(f"时间 {time} 完成", "DATE_TIME")


def test_an_order_is_told() -> None:
    assert "CZ0F80MEK95X3JIET" in values("My payment CZ0F80MEK95X3JIET was declined", "ORDER_ID")
    assert values("My payment DECLINED was a shock", "ORDER_ID") == []


def test_a_shortened_hash_under_its_label_is_one() -> None:
    assert "3f6473f540d70f...c4e4a58c234857" in values("TxID: 3f6473f540d70f...c4e4a58c234857", "TX_HASH")
