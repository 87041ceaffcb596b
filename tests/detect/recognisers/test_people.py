from __future__ import annotations

import pytest

from detect.looking import found, values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("收款人：张三", "张三"),
        ("收款人:欧阳娜娜", "欧阳娜娜"),
        ("姓名 王小明", "王小明"),
        ("付款人姓名\t李四", "李四"),
        ("收款人张三丰，已到账", "张三丰"),
        ("收款人张三已收到", "张三"),
        ("客户经理：张伟 13900001111", "张伟"),
        ("户名：阿依古丽·买买提", "阿依古丽·买买提"),
        ("收款方（张三）", "张三"),
        ("对方户名：张*三", "张*三"),
        ("持卡人：*三", "*三"),
        ("收款人\n张三\n", "张三"),
        ('{"payee": "周建国"}', "周建国"),
        ("收款人＝张三", "张三"),
        ("收款人姓名(实名)：张三", "张三"),
        ("尊敬的李四先生，您好", "李四"),
        ("亲爱的王芳：", "王芳"),
        ("payee: Jane Doe", "Jane Doe"),
        ("Recipient: Daniel Osei. He also said", "Daniel Osei"),
        ("beneficiary name = JANE Q. DOE", "JANE Q. DOE"),
        ("Name: Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("payeeName=Łukasz Żak", "Łukasz Żak"),
        ("nickname: moonlight", "moonlight"),
        ("Dear Jane Doe,\nyour payment", "Jane Doe"),
        ("Hi Tom,", "Tom"),
        ("Dear Mr. Smith,", "Mr. Smith"),
        ("Kind regards,\nMaria van Dyk", "Maria"),
        ("[2026-11-03 10:22] Alice Zhang: hello", "Alice Zhang"),
        ("2026/11/3, 10:22 - Alice Zhang: hello", "Alice Zhang"),
        ("张三 2026-11-03 10:22:01\n你好", "张三"),
        ("[2026-11-03 10:22] 张三：你好", "张三"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert any(shown.startswith(name) for shown in values(text, "PERSON")), found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("收款人：张三已经收到", "张三"), ("收款人：张三", "张三"), ("付款人王小明向收款人李四转账", "王小明")],
)
def test_only_the_name(text: str, name: str) -> None:
    assert values(text, "PERSON")[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "付款方式：余额宝",
        "收款人：本人",
        "收款人：",
        "尊敬的客户：",
        "尊敬的用户，您好",
        "Dear Customer,",
        "Hi there,",
        "Hello World",
        "file name: Report Final",
        "name: foo.dll",
        "[2026-11-03 10:22] Support (Nia): Hello",
        "[2026-11-03 10:22:01] ERROR: it broke",
        "2026-11-03 10:22 - Payment Service: started",
        "[10:22] 客服小美：您好",
        "收款人：**",
        "To 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ],
)
def test_not_a_name(text: str) -> None:
    assert values(text, "PERSON") == []


@pytest.mark.parametrize(
    ("text", "merchant"),
    [
        ("收款方：云岚咖啡（滨江店）", "云岚咖啡（滨江店）"),
        ("收款人：杭州某某网络科技有限公司", "杭州某某网络科技有限公司"),
        ("payee: Blue Bottle Store", "Blue Bottle Store"),
        ("商户全称：滨江四季超市", "滨江四季超市"),
        ("merchant=Blue Bottle", "Blue Bottle"),
    ],
)
def test_an_organisation_is_a_merchant(text: str, merchant: str) -> None:
    assert found(text) == [("MERCHANT", merchant)]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("对方账号：zhang_san88", "ACCOUNT", "zhang_san88"),
        ("微信号 wxid_a1b2c3", "WECHAT_ID", "wxid_a1b2c3"),
        ("username=alice", "ACCOUNT", "alice"),
        ("支付宝账号：13800138000", "PHONE_NUMBER", "13800138000"),
        ("支付宝账户：xiao@example.com", "EMAIL_ADDRESS", "xiao@example.com"),
        ("收货地址：上海市徐汇区漕溪北路18号2单元501室", "LOCATION", "上海市徐汇区漕溪北路18号2单元501室"),
        ("Billing address: 12 Main Street, Springfield", "LOCATION", "12 Main Street, Springfield"),
    ],
)
def test_accounts_and_addresses(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


def test_what_goes_on_behind_a_hidden_value_is_no_name() -> None:
    assert values('"realName":"", "uid":"1', "PERSON") == []
    assert values('{"realName":", \\"uid","x":1}', "PERSON") == []
    assert values('"realName":"I","ip":""', "PERSON") == []
    assert values('"nickname":"小熊维尼~"', "PERSON") == ["小熊维尼~"]


def test_a_sentence_about_an_account_is_none() -> None:
    assert values("账户：请稍后再试", "ACCOUNT") == []
