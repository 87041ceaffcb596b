"""A synthetic case of each kind: which values stay and which go; and docs/policies.md says what the policies do."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

import pytest

from commandline import sealcase
from sealcase.decide import decide, load_overrides, load_policy
from sealcase.detect import scan_text
from sealcase.model import Action

ROOT = Path(__file__).parent.parent.parent
VALUES = {
    "order": "2026112022001412345678901234",
    "time": "2026-11-20 14:03:22",
    "amount": "128.50",
    "merchant": "晨光便利店",
    "name": "王小明",
    "phone": "13800138000",
    "identity": "11010519491231002X",
    "card": "4111111111111111",
    "e-mail": "xiaoming@example.com",
    "balance": "90417.36",
    "address": "0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
    "password": "Tr0ub4dor-x9",
}
CASE = """订单号：{order}
交易时间：{time}
交易金额：{amount}
商户名称：{merchant}
收款人：{name}
手机号：{phone}
身份证号：{identity}
银行卡号：{card}
邮箱：{e-mail}
账户余额：{balance}
钱包地址：{address}
登录密码：{password}
""".format_map(VALUES)
PAYMENT = "order time amount merchant"
EXPECTED = {  # what stays, what stays in part
    "account-locked": ("order time", "phone"),
    "crypto-transfer": (f"{PAYMENT} address", ""),
    "failed-payment": (PAYMENT, "card"),
    "other": (PAYMENT, "card"),
    "privacy-breach": ("order time", "phone card"),
    "refund-dispute": (PAYMENT, "card"),
    "service-quality": ("order time", ""),
    "unauthorised-transaction": (PAYMENT, "card address"),
    "wrong-record": (f"{PAYMENT} balance", "card"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_stays_and_what_goes_in_a_case_of_each_kind(name: str) -> None:
    done: dict[Action, set[str]] = {action: set() for action in Action}
    for decision in decide(scan_text(CASE), load_policy(name)):
        where = decision.finding.where.to_json()
        text = CASE[int(str(where["start"])) : int(str(where["end"]))]
        done[decision.action] |= {label for label, value in VALUES.items() if text in value or value in text}
    kept, masked = (set(words.split()) for words in EXPECTED[name])
    assert done[Action.KEEP] == kept
    assert done[Action.MASK] == masked
    assert done[Action.REMOVE] == VALUES.keys() - kept - masked


TRANSFER = {"own": "62220212345", "other": "88880212345", "third": "99990212345"}
BY_ROLE = {  # what happens to the account of each: your own, the other side's
    "account-locked": ("mask", "remove"),
    "crypto-transfer": ("remove", "remove"),
    "failed-payment": ("remove", "mask"),
    "other": ("remove", "remove"),
    "privacy-breach": ("remove", "remove"),
    "refund-dispute": ("mask", "keep"),
    "service-quality": ("remove", "remove"),
    "unauthorised-transaction": ("mask", "keep"),
    "wrong-record": ("mask", "mask"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_happens_to_an_account_by_whose_it_is_in_a_bill_of_each_kind(name: str, tmp_path: Path) -> None:
    bill, case = tmp_path / "bill.csv", tmp_path / "case.toml"
    rows = "".join(
        f"2026-11-20 14:0{row}:22,{VALUES['order'][:-1]}{row},{TRANSFER['own']},{account}\n"
        for row, account in enumerate((TRANSFER["other"], TRANSFER["third"], TRANSFER["third"]))
    )
    bill.write_text(f"交易时间,订单号,付款账户,对方账号\n{rows}", encoding="utf-8")
    about = ("--about", f"{VALUES['order'][:-1]}0")
    whole = sealcase("scan", bill, "--issue", name, "--json", *about).json["exhibits"][0]["findings"]
    own, other = BY_ROLE[name]
    assert _accounts(whole) == {(1, 2): own, (1, 3): other}
    if any(fact.id == "transaction" for fact in load_policy(name).facts):  # known without a focus, too
        case.write_text(f'transaction = "{about[1]}"\n', encoding="utf-8")
        findings = sealcase("scan", bill, "--issue", name, "--json", "--case", case).json["exhibits"][0]["findings"]
        own_cells = dict.fromkeys(((row, 2) for row in (1, 2, 3)), own)
        assert _accounts(findings) == own_cells | {(1, 3): other, (2, 3): "remove", (3, 3): "remove"}


def _accounts(findings: list[dict[str, Any]]) -> dict[tuple[int, int], str]:
    """What happens to the account in each cell, by row and column."""
    return {
        (finding["where"]["row"], finding["where"]["column"]): finding["action"]
        for finding in findings
        if finding["entity"] == "ACCOUNT"
    }


def test_the_page_shows_the_policies_as_they_are() -> None:
    spec = importlib.util.spec_from_file_location("policies_page", ROOT / ".ci" / "policies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    assert module.refilled(page) == page
    for name in EXPECTED:
        assert f"### `{name}`" in page


def test_the_example_of_the_page_is_a_file_of_decisions(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "decisions.toml").write_text(example, encoding="utf-8")
    overrides = load_overrides(tmp_path / "decisions.toml")
    assert (len(overrides.decisions), len(overrides.boxes)) == (1, 1)
    assert tomllib.loads(example)["decision"][0]["reason"]
