"""`--about` and `--around`: only the disputed records of a bill and a log leave, byte for byte, and are counted."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from commandline import DESK, DESK_IDENTITY, sealcase
from sealcase import focusing

NUMBERS = random.Random(7)
ORDERS = [f"20260312{NUMBERS.randrange(10**19, 10**20)}" for _ in range(300)]
ROWS = [
    f"2026-03-{1 + n % 28:02d} 12:{n % 60:02d}:07,晨光便利店,{n}.50,{order},\t\r\n" for n, order in enumerate(ORDERS)
]
BILL = "导出说明\r\n----\r\n交易时间,商户名称,金额,交易订单号,\r\n" + "".join(ROWS) + "----\r\n共300笔记录\r\n"
LINES = [f"2026-03-12 {n // 60 % 24:02d}:{n % 60:02d}:01 INFO step {n} done\n" for n in range(2000)]
DISPUTED = ORDERS[150]


@pytest.fixture
def evidence(tmp_path: Path) -> tuple[Path, Path, Path]:
    bill, log, other = tmp_path / "bill.csv", tmp_path / "app.log", tmp_path / "other.log"
    bill.write_bytes(BILL.encode())
    lines = list(LINES)
    lines[700] = f"2026-03-12 11:40:01 ERROR order {DISPUTED} failed\n\tat a.b(C.java:1)\n"
    log.write_bytes("".join(lines).encode())
    other.write_bytes("".join(LINES[:50]).encode())
    return bill, log, other


def test_only_disputed_records_leave_and_the_rest_is_counted(evidence: tuple[Path, Path, Path], tmp_path: Path) -> None:
    package, out = tmp_path / "c.sealcase.zip", tmp_path / "out"
    words = ("--issue", "failed-payment", "--about", f" {DISPUTED[:10]} {DISPUTED[10:]}", "--lang", "en")
    packed = sealcase("pack", *evidence, "--to", DESK, "-o", package, *words, "--json").json
    assert [exhibit["records"] for exhibit in packed["exhibits"]] == [
        {"kept": 1, "withheld": 299},
        {"kept": 1, "withheld": 1999},
    ]
    assert packed["left_out"] == [{"file": "other.log", "records": 50}]
    opened = sealcase("open", package, "-i", DESK_IDENTITY, "-o", out, "--json").json
    assert [item["withheld"] for item in opened["items"]] == [299, 1999]
    assert opened["withheld"] == 1
    assert (out / "data/items/0001.csv").read_bytes().decode() == BILL.replace("".join(ROWS), ROWS[150])
    expected = f"2026-03-12 11:40:01 ERROR order {DISPUTED} failed\n\tat a.b(C.java:1)\n"
    assert (out / "data/items/0002.txt").read_bytes().decode() == expected
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["withheld"] == 1
    assert not any(order in (out / "report.html").read_text(encoding="utf-8") for order in ORDERS if order != DISPUTED)
    shown = sealcase("scan", *evidence, *words).out
    assert "0001 bill.csv: 299 of 300 records" in shown
    assert "other.log: left out whole, none of its 50 records is about the transaction" in shown


def test_a_log_without_the_number_stays_by_its_time(evidence: tuple[Path, Path, Path], tmp_path: Path) -> None:
    case, copies = tmp_path / "case.toml", tmp_path / "copies"
    case.write_text('time = "2026-03-12"\n', encoding="utf-8")
    words = ("--issue", "failed-payment", "--about", DISPUTED, "--window", "1m", "--case", case)
    refused = sealcase("redact", *evidence, "-o", copies, *words, "--around", "00:10", "--lang", "en")
    assert refused.status == 2  # the case has no day that can be read
    case.write_text('time = "2026-03-12 00:10"\n', encoding="utf-8")
    outcome = sealcase("redact", *evidence, "-o", copies, *words, "--around", "00:10", "--json")
    assert [one.get("records") for one in outcome.json["exhibits"]] == [
        {"kept": 1, "withheld": 299},
        {"kept": 5, "withheld": 1995},
        {"kept": 2, "withheld": 48},
        None,
    ]
    assert (copies / "0003-other.log").read_text(encoding="utf-8") == "".join(LINES[9:11])


def test_a_masked_value_in_one_row_of_a_narrow_table_is_no_leak(tmp_path: Path) -> None:
    bill, copies = tmp_path / "bill.csv", tmp_path / "copies"
    rows = "".join(f"{order},6222021234567890{n:03d}\n" for n, order in enumerate(ORDERS[:20]))
    bill.write_text(f"订单号,银行卡号\n{rows}", encoding="utf-8")
    outcome = sealcase("redact", bill, "-o", copies, "--about", ORDERS[3], "--issue", "failed-payment")
    assert outcome.status == 0
    assert f"订单号,银行卡号\n{ORDERS[3]},[" in (copies / "0001-bill.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--about", "12345"), 2, "at least 6"),
        (("--window", "30m"), 2, "--window needs --around"),
        (("--around", "2026-03-12 14:22", "--window", "soon"), 2, "30m, 2h or 1d"),
        (("--around", "yesterday"), 2, "2026-03-12 14:22"),
        (("--about", "9" * 20), 1, "[E_FOCUS]"),
    ],
)
def test_a_focus_that_cannot_be_is_refused(
    evidence: tuple[Path, Path, Path], words: tuple[str, ...], status: int, said: str
) -> None:
    outcome = sealcase("scan", *evidence, *words, "--lang", "en")
    assert outcome.status == status
    assert said in outcome.err


def test_the_account_that_was_paid_stays_where_the_case_is_about_it(tmp_path: Path) -> None:
    bill, me, copies = tmp_path / "bill.csv", tmp_path / "me.toml", tmp_path / "copies"
    accounts = [f"6217{n:015d}" for n in range(20)]
    rows = "".join(f"{order},{account},888802123456\n" for order, account in zip(ORDERS, accounts, strict=False))
    bill.write_text(f"订单号,对方账号,对方账户\n{rows}", encoding="utf-8")
    me.write_text('account = "888802123456"\n', encoding="utf-8")
    case = tmp_path / "case.toml"
    case.write_text(f'transaction = "{ORDERS[3]}"\n', encoding="utf-8")
    words = ("redact", bill, "-o", copies, "--issue", "unauthorised-transaction", "--me", me, "--case", case)
    assert sealcase(*words).status == 0
    copy = (copies / "0001-bill.csv").read_text(encoding="utf-8")
    assert [account in copy for account in accounts] == [n == 3 for n in range(20)]
    assert "888802123456" not in copy  # their own, whatever the header says
    assert copy.count("*3456]") == 20


def test_a_focus_on_everything_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "app.log"
    log.write_text(f"{ORDERS[0]} paid\n", encoding="utf-8")
    monkeypatch.setattr(focusing, "MAX_KEPT_CHARS", 10)
    refused = sealcase("scan", log, "--about", ORDERS[0], "--lang", "en")
    assert (refused.status, "[E_LIMIT]" in refused.err) == (1, True)
