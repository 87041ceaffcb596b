"""With `everything`, no letter and no digit is left outside of all findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from planted import FIXTURES
from sealcase.contents import CellSpan, Document, TextSpan
from sealcase.detect import Detector
from sealcase.gather import gather
from sealcase.model import Finding

LINES = (
    "2026-11-18 20:41:06.118 INFO  [main] cashier.Session - start user=xiaoming phone=13800138000 cost=17ms",
    "Hello, my name is Zhang Wei and I live near the old bridge.",
    "您好，我上周转给张伟的钱没有到账，谢谢",
    "Payment failed",
    '{"payee": "mother", "memo": "rent for May"}',
    "[PHONE-3] called",
)


def _everything(path: Path) -> tuple[Finding, ...]:
    return tuple(Detector(everything=True).detect(list(gather([path]))))


def _write(folder: Path, text: str, name: str = "text.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def _uncovered(text: str, findings: tuple[Finding, ...]) -> str:
    free = list(text)
    for finding in findings:
        assert isinstance(finding.where, TextSpan)
        free[finding.where.start : finding.where.end] = " " * (finding.where.end - finding.where.start)
    return "".join(free)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES) | st.text('aB1张 ,:="[]-_\n￥é', max_size=30), max_size=6))
def test_every_letter_and_digit_lies_in_a_finding(lines: list[str]) -> None:
    text = "\n".join(["begin", *lines])
    (exhibit,) = gather([FIXTURES / "failed-payment" / "app.log"])
    exhibit = replace(exhibit, content=Document(text=text, encoding="utf-8"))
    left = _uncovered(text, tuple(Detector(everything=True).detect([exhibit])))
    assert "".join(filter(str.isalnum, left.replace("PHONE-3", ""))) == ""


def test_a_log_is_taken_apart_into_tokens(tmp_path: Path) -> None:
    findings = _everything(_write(tmp_path, LINES[0] + "\n"))
    other = {finding.value for finding in findings if finding.entity == "OTHER_TEXT"}
    assert {"INFO", "user", "phone", "start", "17ms"} <= other


def test_a_sentence_stands_or_falls_as_a_whole(tmp_path: Path) -> None:
    findings = _everything(_write(tmp_path, LINES[2] + "\n"))
    (value,) = {finding.value for finding in findings if finding.entity == "OTHER_TEXT"}
    assert "您好" in value
    assert "谢谢" in value
    assert "张伟" not in value


def test_cells_under_a_header_are_told_from_headers(tmp_path: Path) -> None:
    table = "时间,备注,金额\n2026-11-18 20:41,送给妈妈,12.00\n2026-11-18 20:42,生日快乐,13.00\n"
    rules = {
        (finding.where.row, finding.where.column): finding.rule
        for finding in _everything(_write(tmp_path, table, "bill.csv"))
        if finding.entity == "OTHER_TEXT" and isinstance(finding.where, CellSpan)
    }
    assert rules[0, 1] != rules[1, 1] == rules[2, 1] == "remainder-value"


def test_without_it_nothing_of_the_kind_is_found(tmp_path: Path) -> None:
    findings = Detector().detect(list(gather([_write(tmp_path, "\n".join(LINES))])))
    assert not any(finding.entity == "OTHER_TEXT" for finding in findings)
