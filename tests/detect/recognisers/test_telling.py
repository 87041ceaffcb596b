"""Secrets and numbers as people tell them in a complaint: with small words between, in the forms of other countries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detect.looking import found, sensitive, values
from sealcase.contents import TextSpan
from sealcase.detect import Detector
from sealcase.gather import gather
from sealcase.model import Tier

PHRASE = "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"
VAULT = "eFI4c0owbTFOZjBvUTJsNVoza1k5Zz09eFI4c0owbTFOZg=="


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("ok my pin is still 4471 right?", "PASSWORD", "4471"),
        ("PIN (same as before) 9921", "PASSWORD", "9921"),
        ("the pin of my old card was 9921", "PASSWORD", "9921"),
        ("unlock pattern is 1-4-7-8-9", "PASSWORD", "1-4-7-8-9"),
        ("解锁图案是L形 1478", "PASSWORD", "1478"),
        ("wifi password at home: mango2019", "PASSWORD", "mango2019"),
        ("my password still mango2019", "PASSWORD", "mango2019"),
        ("支付密码还是原来那个 258036 没改过", "PASSWORD", "258036"),
        ("登录密码我改成了 Xiaoyan@1990", "PASSWORD", "Xiaoyan@1990"),
        ("security answer: my dog's name, Biscuit", "PASSWORD", "my dog's name, Biscuit"),
        ("the answer to my security question is: Biscuit", "PASSWORD", "Biscuit"),
        ("my 2fa backup codes were stolen: 4821-9937 8891-0043", "ONE_TIME_CODE", "8891-0043"),
        ("Recovery code for Apple ID: RK-83QZ-91LM-77TT-XP02-QWER", "ONE_TIME_CODE", "RK-83QZ-91LM-77TT-XP02-QWER"),
        ("My authenticator setup key is JBSW Y3DP EHPK 3PXP", "TOKEN", "JBSW Y3DP EHPK 3PXP"),
        ("2fa secret: jbswy3dpehpk3pxp", "TOKEN", "jbswy3dpehpk3pxp"),
        ("my wife Ada on 0044 (0)20 7946 0018", "PHONE_NUMBER", "0044 (0)20 7946 0018"),
        ("[11/20/26, 9:21:37 PM] Jo: or 98450 12345", "PHONE_NUMBER", "98450 12345"),
        ("Moscow 8 (916) 123-45-67", "PHONE_NUMBER", "8 (916) 123-45-67"),
        ("Moscow 8-916-123-45-67", "PHONE_NUMBER", "8-916-123-45-67"),
        ("PAN ABCPR1234K", "PASSPORT", "ABCPR1234K"),
        ("Best, Amaka O.", "PERSON", "Amaka O."),
        ("Payment from P RAGHUNATHAN", "PERSON", "P RAGHUNATHAN"),
        (
            "12/4, 3rd Cross, Indiranagar, Bengaluru 560038",
            "LOCATION",
            "12/4, 3rd Cross, Indiranagar, Bengaluru 560038",
        ),
        ("对方账号：33050161582700000123", "ACCOUNT", "33050161582700000123"),
        ("微信昵称：[燕子飞飞]", "PERSON", "燕子飞飞"),
        ("给阿杰的货款", "PERSON", "阿杰"),
        ("my gov id is ABCPR1234K", "PASSPORT", "ABCPR1234K"),
        ("Serial: F2LXK0Q4N72J", "DEVICE_ID", "F2LXK0Q4N72J"),
        ('{"amount":"0.41","ga":"773912"}', "ONE_TIME_CODE", "773912"),
        ("生日民國79年3月7日", "BIRTH_DATE", "民國79年3月7日"),
        ("PIN 我講咗係 448812，", "PASSWORD", "448812"),
        ("入數去恒生 024-388-123456-882 戶口", "ACCOUNT", "024-388-123456-882"),
        ("他的 LINE：chen_jh77", "ACCOUNT", "chen_jh77"),
        ("我同事小美（也在）", "PERSON", "小美"),
        ("need ur coinbase login\njo@example.com tulip-2291 ok", "PASSWORD", "tulip-2291"),
        ("and the sms is 773912", "ONE_TIME_CODE", "773912"),
        ("Reset code: G-772910", "ONE_TIME_CODE", "G-772910"),
        ("Zelle to MARCUS ODUYA on card 4471", "PERSON", "MARCUS ODUYA"),
        ("SGD 500.00 to TAN AH KOW.", "PERSON", "TAN AH KOW"),
        ("payee MR J SMITH added", "PERSON", "J SMITH"),
        ("parcel for P. Raghunathan, arriving", "PERSON", "P. Raghunathan"),
        ("SESSION_SECRET=keyboardcat", "TOKEN", "keyboardcat"),
        ("priya_rk — Today at 9:14 PM\nhello", "PERSON", "priya_rk"),
        ("防钓鱼码：燕子1990x", "PASSWORD", "燕子1990x"),
        ('Full name: Wilhelmina "Billie" van Oorschot', "PERSON", 'Wilhelmina "Billie" van Oorschot'),
        ("Signature: W. van Oorschot-Pryce      Date: 11/22/2026", "PERSON", "W. van Oorschot-Pryce"),
        ("曾用名：欧阳小雨", "PERSON", "欧阳小雨"),
        ("Last 4 of SSN: 1120", "US_SSN", "1120"),
        ("6-digit codes: first 448291 then 551 027", "ONE_TIME_CODE", "551 027"),
        ("短信验证码（两次，分别是 339201、884410）", "ONE_TIME_CODE", "884410"),
        ("收款人 罗伟 62284800123456789**", "CREDIT_CARD", "62284800123456789**"),
        ("地址：南山区粤海街道R2-A栋1207　邮编：518057", "LOCATION", "518057"),
        ("doc_no=NX4K7712 country=NL", "PASSPORT", "NX4K7712"),
        ("passport `NX4K7712` sent", "PASSPORT", "NX4K7712"),
        ("And the code we just texted you?\n495 928", "ONE_TIME_CODE", "495 928"),
        ("Enter this code to finish signing in:\n\n874426\nIf you", "ONE_TIME_CODE", "874426"),
        ("支付密码是多少\n还是原来那个471137", "PASSWORD", "471137"),
        ("what is your PIN?\nMe: still 4471", "PASSWORD", "4471"),
        ("2026-11-2021:14:03203.0.113.7浙江", "IP_ADDRESS", "203.0.113.7"),
        ("alarm code at the house: 1990#", "PASSWORD", "1990"),
        ("Passcode for the app = 2580; door code 4711", "PASSWORD", "2580"),
        ("Passcode for the app = 2580; door code 4711", "PASSWORD", "4711"),
        ("the gift card codes were X7K2-99PL-Q3ZD and 4H8T-LL2M", "PAYMENT_CODE", "X7K2-99PL-Q3ZD"),
        ("steam card: AAAAA-BBBBB-CCCC1", "PAYMENT_CODE", "AAAAA-BBBBB-CCCC1"),
        ("verification phrase: purple monkey", "PASSWORD", "purple monkey"),
        ("secret answer is Biscuit", "PASSWORD", "Biscuit"),
        ("I live at flat 12 prestige towers", "LOCATION", "flat 12 prestige towers"),
        ("priya dot rk at gmail dot com", "EMAIL_ADDRESS", "priya dot rk at gmail dot com"),
        ("username priya_rk password the same", "ACCOUNT", "priya_rk"),
        ("他的卡62284800123456789收的款", "CREDIT_CARD", "62284800123456789"),
        ("骗子昵称“财富自由-老K”，头像是个狗", "PERSON", "财富自由-老K"),
        ("客服名字叫小美", "PERSON", "小美"),
        ("收件人小燕", "PERSON", "小燕"),
        ("2fa setup key is JBSW Y3DP EHPK 3PXP (or jbswy3dpehpk3pxp)", "TOKEN", "jbswy3dpehpk3pxp"),
        ("call me at +4 (855) 594-3490", "PHONE_NUMBER", "+4 (855) 594-3490"),
        ("1990年3月7日出生", "BIRTH_DATE", "1990年3月7日"),
        ("闺蜜小芳也在场", "PERSON", "小芳"),
        ("抖音号dy88xj，", "ACCOUNT", "dy88xj"),
        ("my landlord Mr. J.P. van der Merwe said", "PERSON", "J.P. van der Merwe"),
        ("my ID 8804075022084", "PASSPORT", "8804075022084"),
        ("IMEI 35 693803 5643809", "DEVICE_ID", "35 693803 5643809"),
        ("sipho.nkosi (at) webmail.co.za", "EMAIL_ADDRESS", "sipho.nkosi (at) webmail.co.za"),
        ("I read them the OTP, which was 88-31-07.", "ONE_TIME_CODE", "88-31-07"),
        ("要验证码，刚发你手机了\n\n燕子\n是773 912吗", "ONE_TIME_CODE", "773 912"),
        ('and the extra word "pineapple99" (passphrase)', "PASSWORD", "pineapple99"),
        ("gave them remote code: 884-221-903", "ACCOUNT", "884-221-903"),
        ("mini key S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy", "PRIVATE_KEY", "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy"),
        (f"key addr_sk1{'q' * 58}", "PRIVATE_KEY", f"addr_sk1{'q' * 58}"),
        (f'vault: {{"data":"{VAULT}","iv":"8vVmO1xk","salt":"Q0lK"}}', "PRIVATE_KEY", VAULT),
    ],
)
def test_what_is_told_with_small_words_between_goes(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I changed my password on 2026-11-20 and my pin on 20261120",
        "I forgot my password for order 88213377 please",
        "the password reset for 12 users",
        "GET https://x.example/pay?amount=320.00&at=2026-11-20T21:14:03Z",
        "如非本人操作请致电95555。验证码错误",
        "我是余杭分局的民警",
        "谢谢谢谢",
        "你把钱转走了",
        "余公（五常）受案字〔2026〕11002号",
        "order ID 8804075022084",
        "账号 2026112022001418361439284756",
        "老婆辛苦了",
        "实名\n支付方式",
        "昵称是什么？",
        "验证码收到了，订单88213377却失败",
        "recovery code rejected. Case number 00441278",
        "忘记密码\n88213377",
        "error code below\n4001",
        "用户申诉表",
        'msg="otp verified" order_id=88213377',
        "DOCKER_TOKEN=not_a_real_token",
        "transfer from SPOT WALLET to FUNDING ACCOUNT",
        "contact jo@ in the office, room12b",
        "寄件人 zha***@sina.com",
        "你说多少\n500 000",
        "the authenticator key that they sent with this",
        "Regards, The CoinPort Team",
        "0012 3456 is the number of the branch",
    ],
)
def test_what_the_case_is_about_stays(text: str) -> None:
    assert sensitive(text) == []


def test_somebody_is_found_by_the_given_name_alone() -> None:
    assert values("付款方：周晓燕，附言：谢谢晓燕姐", "PERSON") == ["周晓燕", "晓燕"]
    assert values("付款方：周建国，附言：建国以来", "PERSON") == ["周建国"]  # a word as well


def test_a_key_beside_a_phrase_is_none_of_its_words(tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    said = [{"text": PHRASE, "time": "2026-11-20 21:16:11"}, {"vault": {"data": VAULT, "iv": "8vVmO1xk"}}]
    file.write_text(json.dumps(said), "utf-8")
    text = file.read_text("utf-8")
    secrets = [finding for finding in Detector().detect(list(gather([file]))) if finding.tier is Tier.SECRET]
    spans = [finding.where for finding in secrets]
    assert [text[where.start : where.end] for where in spans if isinstance(where, TextSpan)] == [PHRASE, VAULT]


def test_a_table_under_lines_with_labels_of_their_own_has_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text(
        "交易明细,,,\n客户名称:周晓燕,起始日期:20261101,结束日期:20261121,\n"
        "序号,交易日期,账户余额,对方账号与户名\n1,20261110,20451.55,33050161582700000123/某某有限公司\n"
        "2,20261111,20440.00,6217001210034455667/黄俊杰\n",
        "utf-8",
    )
    findings = Detector().detect(list(gather([file])))
    hidden = [finding.value for finding in findings if finding.tier is not Tier.IDENTIFIER]
    assert hidden == ["周晓燕", "20451.55", "33050161582700000123", "20440.00", "6217001210034455667/黄俊杰"]


def test_a_setting_ends_with_its_line() -> None:
    key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
    assert values(f"PRIVATE_KEY={key}\nBOT_ID=123456789:x\n", "PRIVATE_KEY") == [key]


@pytest.mark.parametrize(
    "page",
    [
        "Save your backup codes\nKeep them somewhere safe.\n\n5271 0238\t8118 4247\n2142 4735\t7015 4235\n",
        "备用验证码\n请妥善保管\n1. 5271 0238  2. 8118 4247\n3. 2142 4735  4. 7015 4235\n",
        "Recovery codes\n\n5271-0238\n8118-4247\n2142-4735\n7015-4235",
    ],
)
def test_a_page_of_spare_codes_goes_whole(page: str) -> None:
    codes = [value.replace("-", " ") for value in values(page, "ONE_TIME_CODE")]
    assert codes == ["5271 0238", "8118 4247", "2142 4735", "7015 4235"]


def test_the_codes_of_an_authenticator_go() -> None:
    page = "Authenticator\nBinance (jo@example.com)\n445 692\nKraken (jo@example.com)\n345 703"
    assert values(page, "ONE_TIME_CODE") == ["445 692", "345 703"]


def test_numbers_on_lines_of_their_own_are_no_codes_by_themselves() -> None:
    assert values("Amounts\n445 692\n345 703\n5271 0238", "ONE_TIME_CODE") == []


def test_an_order_behind_an_address_is_no_password() -> None:
    assert values("login failed jo@example.com PO20261120211403998877", "PASSWORD") == []
