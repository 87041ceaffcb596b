from __future__ import annotations

import pytest

from detect.looking import CARRIERS, found, values
from sealcase.detect import scan_text
from sealcase.model import Band

PHONES = [
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "+8613800138000",
    "+86 138 0013 8000",
    "１３８００１３８０００",
    "1 3 8 0 0 1 3 8 0 0 0",
    "138\u200b00138000",
    "010-62551234",
    "(0571) 87654321",
    "+1 202-555-0147",
    "(202) 555-0147",
]
IDS = ["11010519491231002X", "11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "5555-5555-5555-4444",
    "378282246310005",
    "6222021001129836901",
    "6222 0210 0112 9836 901",
]


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    ("entity", "value"),
    [("PHONE_NUMBER", value) for value in PHONES]
    + [("CN_RESIDENT_ID", value) for value in IDS]
    + [("CREDIT_CARD", value) for value in CARDS]
    + [("IBAN_CODE", "GB82 WEST 1234 5698 7654 32")],
)
def test_found_whole_wherever_it_stands(entity: str, value: str, carrier: str) -> None:
    assert values(carrier.format(value), entity) == [value]


@pytest.mark.parametrize("value", ["138001380001", "1380013800", "a13800138000", "13800138000b", "12345678901"])
def test_not_a_phone(value: str) -> None:
    assert values(f"x {value} y", "PHONE_NUMBER") == []


def test_a_failing_checksum_lowers_the_band_and_not_the_redaction() -> None:
    (right,) = scan_text("证 11010519491231002X")
    (wrong,) = scan_text("证 110105194912310021")
    assert (right.band, wrong.band) == (Band.CERTAIN, Band.LIKELY)
    assert values("卡号：6222021001129836902", "CREDIT_CARD") == ["6222021001129836902"]
    assert values("4111 1111 1111 1112", "CREDIT_CARD") == ["4111 1111 1111 1112"]
    assert values("my card 4111111111111112 was charged", "CREDIT_CARD") == ["4111111111111112"]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("身份证号：110105491231002", "CN_RESIDENT_ID", "110105491231002"),
        ("手机号: 23800138000", "PHONE_NUMBER", "23800138000"),
        ("phone=5550147", "PHONE_NUMBER", "5550147"),
        ("IMEI: 867123042892697", "DEVICE_ID", "867123042892697"),
        ("device_id=7d41c0e2-5b8f-4a36-9e17-c2d05fa1836b", "DEVICE_ID", "7d41c0e2-5b8f-4a36-9e17-c2d05fa1836b"),
        ('{"cardNo":"6222021001129836902"}', "CREDIT_CARD", "6222021001129836902"),
        ("银行卡号\t6222 0210 0112 9836 902", "CREDIT_CARD", "6222 0210 0112 9836 902"),
    ],
)
def test_a_label_is_enough(text: str, entity: str, value: str) -> None:
    assert values(text, entity) == [value]


def test_what_an_app_has_masked_stays() -> None:
    assert found("手机 138****5678 银行卡尾号1234") == []


def test_equal_numbers_have_equal_values() -> None:
    spelled = [
        scan_text(f"电话 {value}")[0].value
        for value in ("138 0013 8000", "+86-138-0013-8000", "１３８００１３８０００")
    ]
    assert spelled == ["13800138000"] * 3


def test_dates_and_times_are_no_phones() -> None:
    assert {entity for entity, _ in found("2026-11-03 10:22:01 081110 130315 11823 INFO 2026-11-03 13 8001 3800")} <= {
        "DATE_TIME"
    }
