from __future__ import annotations

import pytest

from detect.looking import values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I asked Katherine Miller about it", "Katherine Miller"),
        ("My name is Walter Grünewald.", "Walter Grünewald"),
        ("sometimes people call me borna", "borna"),
        ("the money went to Ruth R. Montez on Monday", "Ruth R. Montez"),
        ("Lorenzo Marchetti\nsent it", "Lorenzo Marchetti"),
        ("It was sent by Zarina Isaeva yesterday", "Zarina Isaeva"),
        ("That is Anna's phone", "Anna"),
        ("I know Rudi, Monjeau and Reed", "Monjeau"),
        ("paid to JOHN MILLER in full", "JOHN MILLER"),
        ("I live with Auðbjörnsson in the city", "Auðbjörnsson"),
    ],
)
def test_names_in_prose(text: str, name: str) -> None:
    assert name in values(text, "PERSON")


@pytest.mark.parametrize(
    "text",
    [
        "Payment Details",
        "Transaction Details\nPayment Method\nNetwork Fee\nDaily Limit",
        "My Binance account was locked after I updated Trust Wallet.",
        "I paid with Apple Pay on Monday and the Smart Contract failed.",
        "Customer Service told me to wait for Risk Control.",
        "Please check the Gas Fee in MetaMask",
        "May I ask when the Refund will come? Will it be in March?",
        "Thu Jun 09 06:07:04 2005 [notice] LDAP: Built with OpenLDAP",
        "the Price of Grace",
    ],
)
def test_what_is_no_name_in_prose(text: str) -> None:
    assert values(text, "PERSON") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我昨天和王小明一起去的", "王小明"),
        ("听赵新民说已经退款了", "赵新民"),
        ("钱是欧阳娜娜转的", "欧阳娜娜"),
        ("我朋友高屹也收到了", "高屹"),
        ("祝贺陆毅一边开玩笑", "陆毅"),
        ("苏大江的微信零钱少了", "苏大江"),
    ],
)
def test_names_in_chinese_sentences(text: str, name: str) -> None:
    assert name in values(text, "PERSON")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("申诉方陈伟静与投诉方张静超已确认", ["陈伟静", "张静超"]),
        ("申诉方高伟静已确认", ["高伟静"]),
        ("款项由担保方方静支付", ["方静"]),
        ("他联系方静退款", ["方静"]),
        ("等到了申诉方方便的时候", []),
        ("我把申诉方向弄错了", []),
        ("申诉方程序不熟", []),
    ],
)
def test_the_word_for_a_side_lends_nothing_to_a_name(text: str, names: list[str]) -> None:
    assert values(text, "PERSON") == names


@pytest.mark.parametrize(
    "text",
    [
        "账单详情\n付款方式\n当前状态\n支付成功\n商品说明",
        "全部账单 高级设置 安全中心 余额宝 花呗 零钱通 云闪付",
        "谢谢，我明白了，和客服说过了",
        "一共三百张，都已经退了",
        "李家沟的云岚咖啡",
        "金额和时间都对，从来没有收到",
    ],
)
def test_what_is_no_name_in_chinese(text: str) -> None:
    assert values(text, "PERSON") == []
