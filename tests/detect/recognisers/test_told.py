"""Secrets in sentences and on command lines, web addresses that open something, phones that nothing announces."""

from __future__ import annotations

import pytest

from detect.looking import found, sensitive, values
from sealcase.detect import scan_text
from sealcase.model import Tier

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("密码Abc12345", "PASSWORD", "Abc12345"),
        ("支付密码 123456", "PASSWORD", "123456"),
        ("登录密码设的是qwe123!@#", "PASSWORD", "qwe123!@#"),
        ("密码改成了 NewPass99", "PASSWORD", "NewPass99"),
        ("账号zhangsan 密码zs@2020", "PASSWORD", "zs@2020"),
        ("口令：芝麻开门", "PASSWORD", "芝麻开门"),
        ("密保问题：我妈妈的名字 答案：李秀英", "PASSWORD", "李秀英"),
        ("PIN码是4821", "PASSWORD", "4821"),
        ("the PIN for my card is 4821", "PASSWORD", "4821"),
        ("I changed the password to Summer2024! yesterday", "PASSWORD", "Summer2024"),
        ("tool --password hunter2 --verbose", "PASSWORD", "hunter2"),
        ("mysql -u root -phunter2pw1 db", "PASSWORD", "hunter2pw1"),
        ("curl -u admin:Sup3rS3cret https://x.example", "PASSWORD", "admin:Sup3rS3cret"),
        ("curl -b 'session=abc123def; theme=dark' https://x", "COOKIE", "session=abc123def; theme=dark"),
        ("wx.setStorageSync('token', '9f8e7d6c5b4a39281706')", "TOKEN", "9f8e7d6c5b4a39281706"),
        ("收到的码是804219", "ONE_TIME_CODE", "804219"),
        ("Use code 804219 to verify", "ONE_TIME_CODE", "804219"),
        ("He asked for the 6 digit code and I told him 804219", "ONE_TIME_CODE", "804219"),
        ("cvv123", "CARD_SECURITY_CODE", "123"),
        ("exp 12/27 cvv 123", "CARD_SECURITY_CODE", "123"),
        ("卡背面三位数是123", "CARD_SECURITY_CODE", "123"),
        ("the three digits on the back: 123", "CARD_SECURITY_CODE", "123"),
        (PHRASE.replace(" ", ""), "SEED_PHRASE", PHRASE.replace(" ", "")),
        ("open https://x.example/reset-password/Ab3dE6gH9jK2mN5pQ8rS", "TOKEN", "Ab3dE6gH9jK2mN5pQ8rS"),
        ("打开 https://qr.alipay.com/fkx12345abcd 付款", "CODE", "https://qr.alipay.com/fkx12345abcd"),
        ("wxp://f2f0AbCdEf123456", "CODE", "wxp://f2f0AbCdEf123456"),
        ("https://x.example/share/a8Jk29dLq0Pz", "URL", "a8Jk29dLq0Pz"),
        ("https://x.example/a?customer=88231999x", "URL", "88231999x"),
    ],
)
def test_what_is_told_goes(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "密码6位以上",
        "密码需8-16位字母和数字",
        "连续输错密码5次账户锁定2小时",
        "验证码60秒后重新获取",
        "the password must be 8 characters",
        "pin the message to the top",
        "my passport expired in 2021",
        "Enter 50 to confirm",
        "token limit 4096",
        "订单号后三位123",
        "密码错误，口令：请输入",
        "https://blog.example/2024/11/25/how-to-pay?utm_source=newsletter",
        "https://docs.example/3/library/re.html#re.Pattern.search",
    ],
)
def test_what_only_speaks_of_secrets_stays(text: str) -> None:
    assert not [finding for finding in scan_text(text) if finding.tier is Tier.SECRET or finding.entity == "URL"]


@pytest.mark.parametrize("carrier", ["前文{}后文", "he said {} to me", "{}"])
@pytest.mark.parametrize(
    "phone", ["699 956 915", "03.93.92.16.85", "99 668472", "28-64-66-98", "781 1704", "5403926876"]
)
def test_phones_in_their_countrys_groups(phone: str, carrier: str) -> None:
    assert values(carrier.format(phone), "PHONE_NUMBER") == [phone]


@pytest.mark.parametrize("line", ["{} office", "{}-Fax", "Desk: {}", "T: {}"])
def test_phones_of_a_card(line: str) -> None:
    assert values(line.format("416 60 039"), "PHONE_NUMBER") == ["416 60 039"]


@pytest.mark.parametrize(
    "text",
    ["order 699 956 915", "123 456 789", "12 34 56 78", "2019 2020", "11-25-2024", "版本 699 956 915", "a=699 956 915"],
)
def test_groups_that_are_no_phone(text: str) -> None:
    assert values(text, "PHONE_NUMBER") == []


def test_the_password_of_a_web_address_is_no_mail() -> None:
    assert sensitive("mongodb://user:password@db.example.com/x") == []


def test_a_code_in_two_groups_that_is_to_be_used() -> None:
    assert ("ONE_TIME_CODE", "947 994") in sensitive("Hi Emma, use 947 994 to sign in.")


def test_the_number_of_an_account_in_a_path() -> None:
    assert ("URL", "123133083407") in sensitive("https://www.fabrikam-pay.example/account/123133083407/activity")
