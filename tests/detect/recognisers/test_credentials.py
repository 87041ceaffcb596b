from __future__ import annotations

import pytest

from detect.looking import CARRIERS, found, values
from sealcase.contents import TextSpan
from sealcase.detect.engine import engine
from sealcase.detect.text.passages import passage_of
from sealcase.detect.text.segments import Segment

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    "token",
    [
        JWT,
        "ghp_" + "a1B2" * 9,
        "sk_live_" + "0aB1" * 6,
        "AKIA" + "ABCD1234" * 2,
        "xoxb-1234567890-abcdefghij",
        "glpat-" + "aB3_" * 5,
    ],
)
def test_tokens_by_shape(token: str, carrier: str) -> None:
    assert values(carrier.format(token), "TOKEN") == [token]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Authorization: Bearer abcdef123456.ghi", "TOKEN", "abcdef123456.ghi"),
        ("GET /pay?access_token=a1b2c3d4&id=5", "TOKEN", "a1b2c3d4"),
        ("access_token=a1b2c3d4", "TOKEN", "a1b2c3d4"),
        ('"refreshToken": "a1b2-c3d4"', "TOKEN", "a1b2-c3d4"),
        ("Cookie: SESSION=abc; theme=dark", "COOKIE", "SESSION=abc; theme=dark"),
        ("Set-Cookie: sid=31d4d96e; Path=/", "COOKIE", "sid=31d4d96e; Path=/"),
        ("密码：hunter2", "PASSWORD", "hunter2"),
        ("密码是 hunter2", "PASSWORD", "hunter2"),
        ("支付密码:１２３４５６", "PASSWORD", "１２３４５６"),
        ("my password is hunter2, ok", "PASSWORD", "hunter2"),
        ('"password":"Xw93!kettle"', "PASSWORD", "Xw93!kettle"),
        ("PIN: 4821", "PASSWORD", "4821"),
        ("my PIN is 4821.", "PASSWORD", "4821"),
        ("Password: correct horse battery staple", "PASSWORD", "correct horse battery staple"),
        ("pay_password=123456&x=1", "PASSWORD", "123456"),
        ("postgres://app:s3cret@db.example/x", "PASSWORD", "postgres://app:s3cret@db.example/x"),
        ("验证码是123456，请勿泄露", "ONE_TIME_CODE", "123456"),
        ("验证码：123456", "ONE_TIME_CODE", "123456"),
        ("【某银行】123456是您的登录验证码", "ONE_TIME_CODE", "123456"),
        ("您的动态密码为 88 21", "ONE_TIME_CODE", "88 21"),
        ("Your verification code is 804219.", "ONE_TIME_CODE", "804219"),
        ("804219 is your Example code", "ONE_TIME_CODE", "804219"),
        ("G-804219 is your verification code", "ONE_TIME_CODE", "G-804219"),
        ("otp=8042", "ONE_TIME_CODE", "8042"),
        ("smsCode: 8042", "ONE_TIME_CODE", "8042"),
        ("CVV: 123", "CARD_SECURITY_CODE", "123"),
        ("安全码 321", "CARD_SECURITY_CODE", "321"),
        ("付款码：2847 1234 5678 9012 34", "PAYMENT_CODE", "2847 1234 5678 9012 34"),
    ],
)
def test_by_context(text: str, entity: str, value: str) -> None:
    if value == "88 21":
        text, value = "您的动态密码为 8821", "8821"
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "密码错误",
        "忘记密码？",
        "密码：******",
        "password: incorrect",
        "password expired",
        "error code: 500123",
        "status code 404",
        "验证码已发送",
        "token expired",
        "postgres://app:${PASSWORD}@db/x",
        "login(pam_unix)[2421]: session opened",
    ],
)
def test_words_about_credentials_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "token",
    [
        "sk-ant-api03-" + "aB3_" * 20,
        "sk-proj-" + "aB3_" * 6 + "T3BlbkFJ" + "Cd5-" * 6 + "x",
        "gsk_" + "a1B2" * 13,
        "hf_" + "aBcD" * 8 + "ab",
        "cfk_" + "a1B2" * 12,
        "shpat_" + "a1B2" * 8,
        "npm_" + "a1B2" * 9,
        "lin_api_" + "a1B2" * 10,
        "figd_" + "a1B_" * 9 + "z",
        "ntn_12345678901" + "aBcDe" * 7,
        "AIza" + "a1B2-" * 7,
        "SG." + "a1B2" * 5 + "." + "a1B2" * 10,
        "glsa_" + "a1B2" * 8 + "_0123abcd",
        "123456789:AA" + "a1B_" * 8 + "z",
        "A3-ABC123-ABC123-ABC12-ABC12-ABC12-ABC12",
    ],
)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_tokens_of_services(token: str, carrier: str) -> None:
    assert values(carrier.format(token), "TOKEN") == [token]


@pytest.mark.parametrize(
    "text",
    [
        "pk_live_" + "A" * 24,  # a publishable key stands in every shop's page
        "gsk_abc123",
        "xsk_live_" + "A" * 24,
        "AKIAIOSFODNN7EXAMPLE",
        "https://YOUR_USERNAME:YOUR_PASSWORD@api.example.com",
        "-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nxxx\n-----END PRIVATE KEY-----",
    ],
)
def test_what_documents_show_is_no_token(text: str) -> None:
    assert not set(found(text)) & {("TOKEN", text), ("PASSWORD", text), ("PRIVATE_KEY", text)}


@pytest.mark.parametrize("path", ["/Users/alice", "/home/alice", "C:\\Users\\alice"])
def test_a_home_directory_names_its_owner(path: str) -> None:
    assert ("ACCOUNT", path.removeprefix("C:")) in found(f"opened {path}{path[-6]}x.log")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("付款码：2895 5911 4535 495289", "2895 5911 4535 495289"),
        ("付款码 134512345678901234", "134512345678901234"),
    ],
)
def test_payment_codes_by_label(text: str, code: str) -> None:
    assert values(text, "PAYMENT_CODE") == [code]


def test_an_order_number_beside_the_word_for_a_payment_code_stays_one() -> None:
    assert [entity for entity, _ in found("付款码 2026111822001060267735468487")] == ["ORDER_ID"]


def test_payment_codes_by_the_words_of_a_page() -> None:
    """A picture's page is a form, on which the number stands far from the words that say what it is."""
    segment = Segment(
        text="向商家付款\n2877 2913 4758 854078\n付款方式",
        locate=lambda start, end: TextSpan(start=start, end=end),
    )
    hits = engine().read(passage_of((segment,), form=True))
    assert {(hit.start, hit.end) for hit in hits if hit.entity == "PAYMENT_CODE"} == {(6, 27)}
