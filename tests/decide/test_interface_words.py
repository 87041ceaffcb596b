"""Only what is made of interface words throughout may stay where nobody named it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealcase.decide.interface_words import interface_words
from sealcase.detect import text

MIN_ENTRIES = 1_500
GIVEN_NAMES = Path(text.__file__).parent / "namelists" / "given.txt"
ORDINARY = {
    "add",
    "banks",
    "beta",
    "case",
    "edit",
    "emit",
    "general",
    "in",
    "job",
    "less",
    "line",
    "loan",
    "long",
    "manual",
    "min",
    "my",
    "numbers",
    "ok",
    "page",
    "peer",
    "per",
    "ping",
    "press",
    "reason",
    "see",
    "server",
    "skip",
    "soon",
    "tab",
    "trace",
    "true",
    "unique",
    "unknown",
    "valid",
}
"""Words that somebody somewhere is named, too."""


@pytest.mark.parametrize(
    "text",
    [
        "支付失败",
        "订单号：",
        "请稍后再试",
        "支付失败，请稍后重试",
        "交易详情支付方式",
        "Payment failed",
        "PAYMENT  FAILED!",
        "Order number:",
        "orderStatus",
        "HTTPError",
        "payment_method",
        "— try again",
        "…",
        "",
    ],
)
def test_interface_words_are_known(text: str) -> None:
    assert interface_words().cover(text)


@pytest.mark.parametrize(
    "text",
    [
        "张伟",
        "支付失败张伟",
        "张伟支付失败",
        "Payment failed Xiaoming",
        "Order 66",
        "支付失败3次",
        "user_4711",
        "Ωmega",
        "オーダー",
        "日月",  # two entries of one character each
        "paymentzhang",
    ],
)
def test_anything_else_is_somebodys(text: str) -> None:
    assert not interface_words().cover(text)


def test_the_lists_are_large_enough_and_hold_nobodys_name() -> None:
    entries = interface_words().entries
    chinese = {entry for entry in entries if not entry.isascii()}
    assert len(chinese) >= MIN_ENTRIES
    assert len(entries - chinese) >= MIN_ENTRIES
    assert not any(any(map(str.isdigit, entry)) for entry in entries)
    assert entries & set(GIVEN_NAMES.read_text("utf-8").lower().split()) <= ORDINARY
