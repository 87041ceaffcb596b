"""Numbers, codes and handles that a sentence announces with a word and no colon; all values are made up."""

from __future__ import annotations

import pytest

from detect.looking import found, sensitive

_AMAZON_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzREALKEYX"


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("passport 533380006, issued in 2019", "PASSPORT", "533380006"),
        ("my driver's licence no. WHITM 803144 D99XY", "PASSPORT", "WHITM 803144 D99XY"),
        ("NI number QQ 12 34 56 C", "PASSPORT", "QQ 12 34 56 C"),
        ("NHS number is 943 476 5919.", "PASSPORT", "943 476 5919"),
        ("驾驶证号 310110199001011234 和别的", "PASSPORT", "310110199001011234"),
        ("Account 31926819 was emptied", "ACCOUNT", "31926819"),
        ("sort code 60-16-13", "ACCOUNT", "60-16-13"),
        ("Monzo 04-00-04 12345678", "ACCOUNT", "04-00-04 12345678"),
        ("uid 50823917，谢谢", "ACCOUNT", "50823917"),
        ("AnyDesk (ID 482 991 035)", "ACCOUNT", "482 991 035"),
        ("身分證字號 A123456789", "CN_RESIDENT_ID", "A123456789"),
        ("DOB 14/03/1984", "BIRTH_DATE", "14/03/1984"),
        ("she was born on 14 March 1984", "BIRTH_DATE", "14 March 1984"),
        ("born March 3rd, 1984", "BIRTH_DATE", "March 3rd, 1984"),
        ("生日是1996-08-12", "BIRTH_DATE", "1996-08-12"),
        ("1990年3月7日出生，出生于1990年3月7日", "BIRTH_DATE", "1990年3月7日"),
        ('{"birthday":"1990-03-07"}', "BIRTH_DATE", "1990-03-07"),
        ("信用卡 4311-9512-3456-7897 有效月年 05/29", "CARD_SECURITY_CODE", "05/29"),
        ("asked me to read the CVV (219)", "CARD_SECURITY_CODE", "219"),
        ("the 3 digits on the back, 219", "CARD_SECURITY_CODE", "219"),
        ("卡后面那三个数字，我说是219", "CARD_SECURITY_CODE", "219"),
        ("那6位数字，我就说了771024", "ONE_TIME_CODE", "771024"),
        ("the code from the text: 661-204", "ONE_TIME_CODE", "661-204"),
        ("code was five five eight two one three", "ONE_TIME_CODE", "five five eight two one three"),
        ("取件码 8-3-2201，请到店取件", "ONE_TIME_CODE", "8-3-2201"),
        ("门禁码 2580#", "ONE_TIME_CODE", "2580#"),
        ("on oh seven seven double oh nine one two", "ACCOUNT", "oh seven seven double oh nine one two"),
        ("PIN#4471", "PASSWORD", "4471"),
        ("支付密码我已经改了，之前是 198765", "PASSWORD", "198765"),
        ("登录密码原来是Aa112233现在改成Bb445566了", "PASSWORD", "Bb445566"),
        ("password changed from Hunter22 to Falcon99!", "PASSWORD", "Falcon99"),
        ("old password Hunter22, new one Falcon99!", "PASSWORD", "Falcon99"),
        ("login: joe / hunter22", "PASSWORD", "hunter22"),
        ("账密：joe88 / hunter22", "PASSWORD", "hunter22"),
        ("user joe pass hunter22", "PASSWORD", "hunter22"),
        ("AKIAIOSFODNN7REALKEY / wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzREALKEYX", "TOKEN", _AMAZON_KEY),
        ('{"session":"s%3AQ7x9.k2Lm"}', "TOKEN", "s%3AQ7x9.k2Lm"),
        ("sshd[2211]: Accepted publickey for liwei from 10.2.3.4", "ACCOUNT", "liwei"),
        ("LINE（ID: chen3c_tw）聯絡", "ACCOUNT", "chen3c_tw"),
        ("card 4242 4242 4242 4242 exp 09/27", "CARD_SECURITY_CODE", "09/27"),
        ("信用卡 5243-1234-5678-9010 到期 08/27 末三碼 123", "CARD_SECURITY_CODE", "08/27"),
        ("信用卡 5243-1234-5678-9010 到期 08/27 末三碼 123", "CARD_SECURITY_CODE", "123"),
        ("card details, the 3 numbers are 737", "CARD_SECURITY_CODE", "737"),
        ("支付密码我写在备忘录里：Csy@1990!", "PASSWORD", "Csy@1990"),
        ("on the app and pw Rosie1952!", "PASSWORD", "Rosie1952"),
        ('ledger passphrase "desert falcon 91"', "PASSWORD", "desert falcon 91"),
        ("Memorable word: rosebud", "PASSWORD", "rosebud"),
        ("telephone banking security number 90417", "PASSWORD", "90417"),
        ("Steam gift cards, code 5XK9-PLQ2-88ZT", "PAYMENT_CODE", "5XK9-PLQ2-88ZT"),
        ("backup codes 8f3k-22ma, 19dk-p0qz", "ONE_TIME_CODE", "19dk-p0qz"),
        ("SMS passcodes 118820 and 554 019", "ONE_TIME_CODE", "554 019"),
        ("验证码收到过两次，一个是 482913，一个是 771204", "ONE_TIME_CODE", "771204"),
        ("已到达，取件码 64802913", "ONE_TIME_CODE", "64802913"),
        ("余额还剩 12,345.67 元", "BALANCE", "12,345.67 元"),
        ("balance is now $1,204.33", "BALANCE", "$1,204.33"),
        ("he is @binance_help_cn on telegram", "ACCOUNT", "binance_help_cn"),
        ("discord mo#4471", "ACCOUNT", "mo#4471"),
        ("小红书号：xiaoya_99", "ACCOUNT", "xiaoya_99"),
        ("Cash App: $JessMoreno21 paid", "ACCOUNT", "JessMoreno21"),
        ("linkedin.com/in/danwhitmore84", "URL", "danwhitmore84"),
        ("我给 @阿泽 转了钱", "PERSON", "阿泽"),
        ("我媳妇小芳 她电话打不通", "PERSON", "小芳"),
        ("paid from ravi.k@oksbi today", "ACCOUNT", "ravi.k@oksbi"),
        ("sent to JOHN MWANGI 0712345678 on 6/11/25", "PHONE_NUMBER", "0712345678"),
        ("New balance is Ksh310.50.", "BALANCE", "Ksh310.50"),
        ("connect from port 51234 user=alice session=9f8e7d6c", "ACCOUNT", "alice"),
        ("connect from port 51234 user=alice session=9f8e7d6c", "TOKEN", "9f8e7d6c"),
        ('127.0.0.1 - alice [20/Nov/2025:10:22:11 +0000] "GET / HTTP/1.1"', "ACCOUNT", "alice"),
        ('{"hostname":"MacBook-Chen-Siyuan.local"}', "DEVICE_ID", "MacBook-Chen-Siyuan.local"),
        ("已在“陈思远的 iPhone”上登录", "PERSON", "陈思远"),
        ("Signed in on Jessica's iPhone", "PERSON", "Jessica"),
        ('{"passwordHash":"$2b$12$abcdefghijklmnopqrstuv"}', "PASSWORD", "$2b$12$abcdefghijklmnopqrstuv"),
        ("my number is +7 916 123-45-67 and code 48213", "ONE_TIME_CODE", "48213"),
        ("支付密码（六位 901226，是我弟生日）", "PASSWORD", "901226"),
        ("念了验证码 5590 12", "ONE_TIME_CODE", "5590 12"),
        ("put in my one time pin, 7 7 1 0 2 4.", "ONE_TIME_CODE", "7 7 1 0 2 4"),
        ("数字人民币钱包 0061 2345 6789 0123", "ACCOUNT", "0061 2345 6789 0123"),
        ("PPS number 1234567TA", "PASSPORT", "1234567TA"),
        ("her revolut tag is niamhd", "ACCOUNT", "niamhd"),
        ("Dublin 9, D09 X2P4", "LOCATION", "D09 X2P4"),
        ("主播ID 88877766 收了钱", "ACCOUNT", "88877766"),
        ('"小陈"邀请"李晓红"加入群聊', "PERSON", "小陈"),
        ('"小陈"邀请"李晓红"加入群聊', "PERSON", "李晓红"),
        ("CHAN TAI MAN sent it", "PERSON", "CHAN TAI MAN"),
        ("Cc: Karen O'Neil", "PERSON", "Karen O'Neil"),
        ("12/11/2025, 21:19 - Rosie: your cousin Chidi says try it", "PERSON", "Chidi"),
        ("I live at 27 Colebrooke Row, London N1 8AF and work", "LOCATION", "27 Colebrooke Row, London N1 8AF"),
        ("i live in Dubai Marina, Princess Tower apt 4502", "LOCATION", "Dubai Marina, Princess Tower apt 4502"),
    ],
)
def test_a_word_before_it_announces_a_value(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "my account was locked in 2024",
        "Account 2025-11-24 statement",
        "passport photos are due",
        "卡号后四位数字 6785，尾号后4位数 1234",
        "密码错误，改成了5次都不行。现在是2025年",
        "password reset failed, please go to https://x.com/a1 and try",
        "error codes 4004 and 5005",
        "您的账户500.00元已扣款",
        "用户 2025-11-24 21:03:11 登录",
        "Account 2025-11-24 21:03 locked",
        "account 250.00 USD was taken",
        "customer 24-11-2025 called",
        "the desktop-computer-mouse and the laptop-stand-adjustable",
        "zip: build/output.zip",
        "my order code 118823",
        "with exit code 1042",
        "and the error code 48213",
        "version codes 1000 and 2000",
        "@Override public void run() {",
        "npm install @types/node",
        "2025-11-24 21:03:11 INFO user@host logged",
        "PATH=$HOME/bin",
        "user=root cmd=/bin/true",
        "display uid=10037, pid=2227",
        "started from uid 10111 on display 0",
        "我的 iPhone 坏了",
        "2025-11-24 21:03:11 INFO code 0712345678 done",
        "the offer expires 11/28",
        "password sha256 is used",
        "备用码在哪里看",
        "1234****9876",
        "我都没填，祝您生活愉快",
        "【顺丰速运】您的快件已到达丰巢",
    ],
)
def test_what_only_looks_announced_is_left_alone(text: str) -> None:
    assert sensitive(text) == []


def test_a_bank_message_keeps_time_and_amount_behind_the_account() -> None:
    text = (
        "您账户尾号8812于11月24日21:03快捷支付支出人民币268.00元，余额12345.67元，商户：美团。如非本人操作请致电95555。"
    )
    assert found(text) == [
        ("DATE_TIME", "11月24日21:03"),
        ("AMOUNT", "人民币268.00"),
        ("BALANCE", "12345.67元"),
        ("MERCHANT", "美团"),
        ("HOTLINE", "95555"),
    ]


def test_a_token_at_the_end_of_a_line_leaves_the_next_time_alone() -> None:
    token = "3f786850e387550fdab836ed7e6dc881de23001b"
    text = f"2025-11-24T21:03:11.900+08:00 GET /pay?sign={token}\n2025-11-24T21:03:12.011+08:00 next"
    assert found(text) == [
        ("DATE_TIME", "2025-11-24T21:03:11.900+08:00"),
        ("TOKEN", token),
        ("DATE_TIME", "2025-11-24T21:03:12.011+08:00"),
    ]


def test_a_hotline_that_is_free_to_call_stays() -> None:
    assert ("HOTLINE", "1-800-432-1000") in found("Not you? Call 1-800-432-1000.")


def test_an_address_ends_where_the_sentence_goes_on() -> None:
    text = "地址：北京市朝阳区望京街道阜通东大街6号院3号楼1单元1502室，快递放门口就行。"
    assert ("LOCATION", "北京市朝阳区望京街道阜通东大街6号院3号楼1单元1502室") in found(text)


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    text = "投訴人：黃美玲　電話：9123 4567　收款戶口 012-345-6-789012，同事陳大文可作證，交易編號 FRN20251118PAYC01"
    assert found(text) == [
        ("PERSON", "黃美玲"),
        ("PHONE_NUMBER", "9123 4567"),
        ("ACCOUNT", "012-345-6-789012"),
        ("PERSON", "陳大文"),
        ("ORDER_ID", "FRN20251118PAYC01"),
    ]


@pytest.mark.parametrize(
    "chat",
    [
        "2025-11-24 20:58 老王\n在吗\n2025-11-24 20:59 我\n在\n2025-11-24 21:00 老王\n好\n",
        "[2025/11/20 14:02] 客服-小鹿: 您好\n[2025/11/20 14:03] 老王: 在吗\n[2025/11/20 14:04] 客服-小鹿: 在的\n",
    ],
)
def test_who_speaks_is_found_behind_a_time(chat: str) -> None:
    assert ("PERSON", "老王") in found(chat)
