"""Bills of 300 rows: people and accounts go, order numbers, amounts and times stay, and so does the file's own way."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from detect.made_bills import Bill, alipay, bank, exchange, unknown_headers, wechat
from redact.made_decisions import WHY, exhibit_of
from sealcase.contents import Document
from sealcase.detect import Detector
from sealcase.model import Action, Decision, Exhibit, Kind, Tier
from sealcase.redact import allot, redact

MAX_LEAK = 0.02
BILLS: dict[str, tuple[Callable[[int], Bill], str]] = {
    "alipay": (alipay, "gb18030"),
    "wechat": (wechat, "utf-8"),
    "bank": (bank, "gb18030"),
    "bank without header": (lambda seed: bank(seed, header=False), "utf-8"),
    "unknown headers": (unknown_headers, "utf-8"),
    "exchange": (exchange, "utf-8"),
}


def redacted(folder: Path, bill: Bill, encoding: str) -> tuple[Exhibit, str]:
    """Return the bill with all that is secret or personal removed."""
    exhibit = exhibit_of(folder, bill.text.encode(encoding), "bill.csv")
    decisions = [
        Decision(finding=finding, action=Action.REMOVE, reason=WHY)
        for finding in Detector().detect([exhibit])
        if finding.tier is not Tier.IDENTIFIER
    ]
    (item,) = redact(exhibit, decisions, allot(decisions, random.Random(1)), folder, 1)
    return exhibit, item.path.read_bytes().decode(encoding)


def cells(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("name", BILLS)
def test_people_and_accounts_go_and_identifiers_stay(tmp_path: Path, name: str) -> None:
    make, encoding = BILLS[name]
    bill = make(7)
    exhibit, text = redacted(tmp_path, bill, encoding)
    assert exhibit.kind is Kind.CSV
    assert isinstance(exhibit.content, Document)
    before, after = (cells(part, exhibit.content.delimiter) for part in (bill.text, text))
    left = {cell.strip() for row in after for cell in row}
    for values in (bill.people, bill.accounts, bill.balances):
        leaked = [value for value in values if value in left]
        assert len(leaked) <= MAX_LEAK * len(values), sorted(set(leaked))
    assert [value for value in bill.kept if value not in left] == []
    assert [len(row) for row in before] == [len(row) for row in after]


@pytest.mark.parametrize("name", BILLS)
def test_what_is_not_taken_stays_byte_for_byte(tmp_path: Path, name: str) -> None:
    make, encoding = BILLS[name]
    bill = make(8)
    exhibit, text = redacted(tmp_path, bill, encoding)
    assert isinstance(exhibit.content, Document)
    old, new = (part.splitlines(keepends=True) for part in (bill.text, text))
    assert len(old) == len(new)
    for before, after in zip(old, new, strict=True):
        assert before.endswith("\r\n") == after.endswith("\r\n")
        pairs = zip(before.split(exhibit.content.delimiter), after.split(exhibit.content.delimiter), strict=True)
        for cell, left in pairs:
            assert cell == left or ("[" in left and cell.startswith('"') == left.startswith('"'))
