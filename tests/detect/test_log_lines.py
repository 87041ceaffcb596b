"""Log lines say by their keys what their values are, in whatever style they are written."""

from __future__ import annotations

import pytest

from detect.looking import found, sensitive
from sealcase.detect.text.labels import label_of

ORDER = "2026112222001156561234567890"


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("userName=张三丰 phone=13800138000 level=info", ["张三丰", "13800138000"]),
        ('level=info msg="failed" payeeName="cute bear~" password=hunter22', ["cute bear~", "hunter22"]),
        ("nickname: 小熊维尼爱吃蜂蜜, deviceId: A1B2C3D4E5F6A7B8", ["小熊维尼爱吃蜂蜜", "A1B2C3D4E5F6A7B8"]),
        ("[userId:8812345] [realName:王小明]", ["8812345", "王小明"]),
        ("customerName=[Wang Wei] contact=(Li Lei)", ["Wang Wei", "Li Lei"]),
        ('req={"payee":{"nickName":"cute bear 7"},"pwd":"s3cret!"}', ["cute bear 7", "s3cret!"]),
        (r"resp={\"nickName\":\"cute bear 7\",\"balance\":\"1288.00\"}", ["cute bear 7", "1288.00"]),
        ("Pay(userId=8812345, payeeName=Zhang Wei, nickName=cute bear)", ["8812345", "Zhang Wei", "cute bear"]),
        ("GET /pay?nickName=cutebear&realName=Wang+Xiaoming&x=1", ["cutebear", "Wang+Xiaoming"]),
        ("账户余额=1288.00 收款人=张三 验证码=884213", ["1288.00", "张三", "884213"]),
        ('payeeName => "cute bear 7"; X-Auth-Token: 9f8e7d6c5b4a39281706', ["cute bear 7", "9f8e7d6c5b4a39281706"]),
    ],
)
def test_values_of_keys_go(line: str, values: list[str]) -> None:
    shown = [value for _, value in sensitive(f"2026-11-22 10:00:01 INFO {line}\n")]
    assert shown == values


def test_what_the_case_is_about_stays() -> None:
    line = f'10:00:01 req={{"out_trade_no":"{ORDER}","amount":"12.50"}} url=/pay?trade_no={ORDER}&total_amount=12.50'
    assert sensitive(line) == []
    assert found(line).count(("ORDER_ID", ORDER)) == 2


def test_a_key_in_the_plural_labels_what_its_array_holds() -> None:
    for key, entity in (("payees", "PERSON"), ("data.phones", "PHONE_NUMBER"), ("addresses", "LOCATION")):
        label = label_of(key)
        assert label is not None
        assert label.entity == entity
    assert label_of("colour") is None
    assert label_of("usage.max_tokens") is None
