"""A column that its header does not explain is told by its cells, or left to the recognisers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from redact.made_decisions import exhibit_of
from sealcase.contents import CellSpan, Document
from sealcase.detect import Detector
from sealcase.detect.text.column_kinds import labelled_by_content
from sealcase.model import Tier

NAMES = ["王小明", "李小龙", "*三", "张*", "欧阳娜娜", "Emma Johnson", "陈静", "赵丽颖"]


def table(folder: Path, columns: Sequence[Sequence[str]], header: Sequence[str] = ()) -> Document:
    file = io.StringIO()
    csv.writer(file).writerows([*([header] if header else []), *zip(*columns, strict=True)])
    document = exhibit_of(folder, file.getvalue(), "a.csv").content
    assert isinstance(document, Document)
    return document


def labels(document: Document) -> list[str]:
    """Return the label of each column in the last record."""
    fields = labelled_by_content(document)
    return [field.label for field in fields if field.row == fields[-1].row]


def test_names_phones_cards_and_accounts_are_told(tmp_path: Path) -> None:
    days = [f"2026-01-{day:02}" for day in range(1, 9)]
    phones = [f"1380013800{digit}" for digit in range(8)]
    cards = ["4111111111111111", "5500000000000004", "6011111111111117", "4012888888881881"] * 2
    mixed = [*phones[:4], *[f"a{digit}@example.com" for digit in range(3)], "tb123456"]
    columns = [days, NAMES, phones, cards, mixed]
    assert labels(table(tmp_path, columns)) == ["", "姓名", "手机号", "卡号", "账号"]
    assert labels(table(tmp_path, columns, ["f1x", "f2x", "f3x", "f4x", "f5x"]))[1:] == [
        "姓名",
        "手机号",
        "卡号",
        "账号",
    ]


def test_what_a_header_says_counts(tmp_path: Path) -> None:
    document = table(tmp_path, [NAMES, NAMES, NAMES], ["商户名称", "交易类型", "zz"])
    assert labels(document) == ["商户名称", "交易类型", "姓名"]


@pytest.mark.parametrize(
    "column",
    [
        ["支出", "收入", "支出", "支出", "收入", "支出", "收入", "支出"],
        ["支付成功", "支付失败", "支付成功", "支付成功", "支付成功", "支付成功", "支付成功", "支付成功"],
        ["美团平台商户", "星巴克咖啡", "沃尔玛超市", "滴滴出行", "中国石化公司", "永辉超市", "麦当劳", "北京地铁"],
        [*NAMES[:3], "转账", "外卖", "咖啡", "地铁", "超市"],
        ["1234567890123456", "2234567890123456", "3234567890123456", "4234567890123456"] * 2,
        ["12.50", "13.10", "1.00", "8.88", "9.99", "4.20", "7.70", "3.30"],
    ],
)
def test_other_columns_are_left_alone(tmp_path: Path, column: list[str]) -> None:
    document = table(tmp_path, [column, ["2026-01-01"] * 8, ["x"] * 8], ["aa", "bb", "cc"])
    assert labels(document)[0] == "aa"


def test_a_running_balance_is_told_in_either_order(tmp_path: Path) -> None:
    amounts = ["10.00", "20.50", "1.25", "300.00", "5.00", "7.75"]
    balances = ["990.00", "969.50", "968.25", "668.25", "663.25", "655.50"]
    days = [f"2026-01-0{day}" for day in range(1, 7)]
    assert labels(table(tmp_path, [days, amounts, balances])) == ["", "", "余额"]
    assert labels(table(tmp_path, [days[::-1], amounts[::-1], balances[::-1]])) == ["", "", "余额"]
    assert labels(table(tmp_path, [days, amounts, amounts[::-1]])) == ["", "", ""]


def test_the_second_look_sees_the_same_columns(tmp_path: Path) -> None:
    column = ["[NAME-3]", "[NAME-1]", "[NAME-2]", "[NAME-4]", "小熊维尼~", "x", "[NAME-1]", "[NAME-5]"]
    document = table(tmp_path, [column, ["2026-01-01"] * 8, ["x"] * 8], ["aa", "bb", "cc"])
    assert labels(document)[0] == "姓名"


def test_a_nickname_between_names_goes(tmp_path: Path) -> None:
    document = table(tmp_path, [[*NAMES, "momo☀"], ["12.50"] * 9, [f"2026-01-0{day}" for day in range(1, 10)]])
    assert document.delimiter == ","
    findings = Detector().detect([exhibit_of(tmp_path, (tmp_path / "a.csv").read_bytes(), "a.csv")])
    gone = [one.where for one in findings if one.tier is not Tier.IDENTIFIER]
    assert CellSpan(row=8, column=0, start=0, end=5) in gone
    assert all(isinstance(where, CellSpan) and where.column == 0 for where in gone)
