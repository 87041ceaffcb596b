"""Numbers, wallets and codes in the forms that people and apps give them."""

from __future__ import annotations

import pytest

from detect.looking import CARRIERS, found, values


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nobody answers at 72 318 604", "72 318 604"),
        ("Never send a message to 613 204 877", "613 204 877"),
        ("call me on (37) 788-063 please", "(37) 788-063"),
        ("请联系467 3395谢谢", "467 3395"),
        ("+1-512-555-0142x318", "+1-512-555-0142x318"),
        ("930.167.3943", "930.167.3943"),
    ],
)
def test_phones_behind_a_word_for_calling(text: str, number: str) -> None:
    assert values(text, "PHONE_NUMBER") == [number]


@pytest.mark.parametrize(
    "text", ["联系客服 3 次", "please call 2 times", "contact us within 24 hours", "my order 123 456 789"]
)
def test_what_is_no_phone(text: str) -> None:
    assert values(text, "PHONE_NUMBER") == []


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    "address",
    [
        "0x9ba8...5470",
        "0x9ba45···36b02",
        "0x9ba4 ... 36b0",
        "TQn9Y2··EbbJ",
        "vitalik.eth",
        "lnbc2500u1" + "pvjluezpp5qqqsyq" * 8,
    ],
)
def test_wallets_in_short_and_lightning_invoices(address: str, carrier: str) -> None:
    assert values(carrier.format(address), "CRYPTO") == [address]


def test_social_security_numbers() -> None:
    assert values("my number is 853-37-1694", "US_SSN") == ["853-37-1694"]
    assert values("666-37-1694 000-12-3456 123-00-4567", "US_SSN") == []


def test_a_password_hint_goes_whole() -> None:
    assert ("PASSWORD", "the name of my first dog") in found("Password hint: the name of my first dog")


def test_an_account_shorter_than_a_card_goes_under_a_card_s_label() -> None:
    for text in ("收款账号：{}", "银行账号 : {}", "付款账号={}"):
        for number in ("622202123", "6222 0212 3"):
            assert values(text.format(number), "ACCOUNT") == [number]
    assert values("银行卡：6901 银行卡号：2026-11-18 信用卡 123456", "ACCOUNT") == []


@pytest.mark.parametrize("text", ["卡号9540 3368 1882 4303 573对吗？", "卡号9540 3368 18\n82 4303 573对吗？"])
def test_what_a_label_calls_a_card_is_one_though_it_ends_as_a_phone_would(text: str) -> None:
    assert [(entity, "".join(shown.split())) for entity, shown in found(text)] == [
        ("CREDIT_CARD", "9540336818824303573")
    ]


def test_a_card_is_whole_where_a_line_breaks_a_group_of_it() -> None:
    assert values("卡号：6222 0210 01\n12 9836 901，", "CREDIT_CARD") == ["6222 0210 01\n12 9836 901"]


@pytest.mark.parametrize("label", ['"uid":"', "userId=", "用户编号："])
def test_a_user_s_number_is_no_card_though_it_looks_like_one(label: str) -> None:
    assert found(f"{label}4111111111111111 ") == [("ACCOUNT", "4111111111111111")]
