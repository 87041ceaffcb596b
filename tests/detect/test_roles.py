"""Which side a value is on, by the label that it stands under or beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealcase.detect import Detector, scan_text
from sealcase.gather import gather_file
from sealcase.model import Role

OURS, OTHERS, NOBODYS = Role.COMPLAINANT, Role.COUNTERPARTY, Role.UNKNOWN
CARD, ADDRESS = "6222021234567890128", "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"收款方账号：{CARD}", OTHERS),
        (f"付款账号：{CARD}", OURS),
        (f"对方银行卡号 {CARD}", OTHERS),
        (f"我的银行卡号：{CARD}", OURS),
        (f"付款方：某行；银行卡号：{CARD}", NOBODYS),
        (f"银行卡号：{CARD}", NOBODYS),
        (f"From: {ADDRESS}", OURS),
        (f"sent to wallet {ADDRESS}", OTHERS),
        (f"payee's account: {CARD}", OTHERS),
        (f"to everybody I know, my card number: {CARD}", OURS),
        (f"going together: card number {CARD}", NOBODYS),
        (f"收款方\n开户行：某行\n银行卡号：{CARD}", OTHERS),
        (f"收款方\n\n银行卡号：{CARD}", NOBODYS),
        (f"付款方\n银行：甲\n收款人信息\n银行卡号：{CARD}", OTHERS),
        (f"Recipient details\nBank: A\nCard number: {CARD}", OTHERS),
        ("收款方\n" + "一行\n" * 9 + f"银行卡号：{CARD}", NOBODYS),
        (f"密码：Tr0ub4dor-x9\n银行卡号：{CARD}", NOBODYS),
    ],
)
def test_labels_in_a_text(text: str, role: Role) -> None:
    found = {finding.value: finding.role for finding in scan_text(text)}
    assert found.get(CARD, found.get(ADDRESS)) is role


def test_a_secret_and_an_identifier_are_nobodys() -> None:
    roles = {
        finding.entity: finding.role
        for finding in scan_text("对方密码：Tr0ub4dor-x9\n对方订单号：20261120220014123456789")
    }
    assert set(roles.values()) == {NOBODYS}
    assert {"PASSWORD", "ORDER_ID"} <= roles.keys()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", f'{{"payer": {{"card_no": "4111111111111111"}}, "data": {{"payee": {{"card_no": "{CARD}"}}}}}}'),
        ("a.json", f'{{"fromCardNo": "4111111111111111", "toCardNo": "{CARD}"}}'),
        ("a.csv", f"时间,付款卡号,收款方卡号\n2026-03-12,4111111111111111,{CARD}\n"),
    ],
)
def test_keys_and_headers(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = Detector().detect([gather_file(tmp_path / name, "0001")])
    roles = {finding.value: finding.role for finding in found}
    assert (roles["4111111111111111"], roles[CARD]) == (OURS, OTHERS)
