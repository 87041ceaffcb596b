"""The detector on whole cases: structure, propagation, chunks, failure, and the second look after redaction."""

from __future__ import annotations

import logging
import random
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detect.looking import found, sensitive, span
from sealcase.contents import CellSpan, Document, Field, TextSpan
from sealcase.detect import Detector, scan_text
from sealcase.detect.engine import FAMILIES, Engine, WalletRecognizer
from sealcase.detect.failures import RecogniserFailure
from sealcase.detect.text import chunks
from sealcase.detect.text.chunks import text_passages
from sealcase.detect.text.passages import Passage
from sealcase.detect.text.segments import Hit
from sealcase.entities import ENTITIES
from sealcase.errors import DetectorError
from sealcase.model import Exhibit, Kind, Tier


def text_exhibit(text: str, number: int = 1) -> Exhibit:
    return exhibit(Document(text=text, encoding="utf-8"), Kind.TEXT, number)


def exhibit(document: Document, kind: Kind, number: int = 1) -> Exhibit:
    return Exhibit(
        id=f"{number:04}",
        name=f"file-{number}",
        path=Path(f"file-{number}"),
        kind=kind,
        content=document,
        original=b"",
    )


def table_exhibit(rows: list[list[str]]) -> Exhibit:
    text = "\n".join(",".join(row) for row in rows)
    fields = []
    position = 0
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            label = rows[0][column] if row else ""
            fields.append(
                Field(start=position, end=position + len(cell), value=cell, label=label, row=row, column=column)
            )
            position += len(cell) + 1
    document = Document(text=text, encoding="utf-8", fields=tuple(fields), delimiter=",")
    return exhibit(document, Kind.CSV)


def test_a_table_is_read_by_its_headers() -> None:
    case = table_exhibit(
        [
            ["交易时间", "交易对方", "对方账号", "金额", "交易订单号", "账户余额", "备注"],
            ["2026-11-03 10:22:01", "小熊维尼", "bear@example.com", "12.50", "A13800138000123", "9,999.00", "谢谢"],
        ]
    )
    entities = {
        (finding.where.column, finding.entity)
        for finding in Detector().detect([case])
        if isinstance(finding.where, CellSpan) and finding.where.row == 1
    }
    assert entities == {
        (0, "DATE_TIME"),
        (1, "PERSON"),
        (2, "EMAIL_ADDRESS"),
        (3, "AMOUNT"),
        (4, "ORDER_ID"),
        (5, "BALANCE"),
    }


def test_a_seed_phrase_down_a_column_is_one_finding_for_each_cell() -> None:
    words = [
        "legal",
        "winner",
        "thank",
        "year",
        "wave",
        "sausage",
        "worth",
        "useful",
        "legal",
        "winner",
        "thank",
        "yellow",
    ]
    findings = Detector().detect([table_exhibit([["n", "w"], *([str(i), word] for i, word in enumerate(words, 1))])])
    assert [
        finding.value for finding in findings if finding.entity == "SEED_PHRASE" and finding.value.isalpha()
    ] == words


def test_a_json_value_is_read_by_its_key_and_its_keys_are_read_too() -> None:
    text = '{"user": {"payeeName": "moon\\u0020child"}, "13800138000": 1}'
    start = text.index('"moon')
    value = "moon child"
    offsets = (*range(start + 1, start + 5), start + 5, *range(start + 11, start + 17))
    field = Field(start=start, end=start + 17, value=value, label="user.payeeName", offsets=offsets)
    number = text.rindex("1")
    other = Field(start=number, end=number + 1, value="1", label="13800138000", offsets=(number, number + 1))
    document = Document(text=text, encoding="utf-8", fields=(field, other))
    findings = Detector().detect([exhibit(document, Kind.JSON)])
    assert [(finding.entity, text[slice(*span(finding))]) for finding in findings] == [
        ("PERSON", "moon\\u0020child"),
        ("PHONE_NUMBER", "13800138000"),
    ]


def test_what_is_confirmed_once_is_found_everywhere() -> None:
    case = [
        text_exhibit("看到张三丰和 Doe 在吗，订单 ab-998877-x 呢", 1),
        text_exhibit("收款人：张三丰\npayee: Jane Doe\n订单号：ab-998877-x", 2),
    ]
    findings = Detector().detect(case)
    assert [(finding.entity, finding.value) for finding in findings if finding.exhibit == "0001"] == [
        ("PERSON", "张三丰"),
        ("PERSON", "Jane Doe"),
        ("ORDER_ID", "ab-998877-x"),
    ]
    assert [finding.id for finding in findings] == [f"F{number}" for number in range(1, len(findings) + 1)]


def test_known_values_are_looked_for() -> None:
    known = Detector().detect([text_exhibit("收款人：欧阳娜娜")])
    (finding,) = Detector().detect([text_exhibit("她叫欧阳娜娜吗")], known=known)
    assert (finding.entity, finding.value) == ("PERSON", "欧阳娜娜")


def test_a_short_code_does_not_take_every_year() -> None:
    assert ("ONE_TIME_CODE", "2026") not in found("验证码：2026，请于2026年输入")[1:]


def test_progress_names_each_exhibit() -> None:
    seen: list[str] = []
    Detector().detect([text_exhibit("a", 1), text_exhibit("b", 2)], progress=lambda one: seen.append(one.id))
    assert seen == ["0001", "0002"]


LINES = [
    "2026-11-03 10:22:01 INFO ok",
    "收款人：张三，手机 138 0013 8000",
    "legal winner thank year wave sausage",
    "worth useful legal winner thank yellow",
    "token=abc123def456 order_no=4200001234202611031234567890",
    "nothing to see here",
    "收款人\n李四",
    "Best regards,\nJane Doe",
    "password hint:\nfirst dog",
    "",
    "-----BEGIN PRIVATE KEY-----\nMHQCAQEEIA==\n-----END PRIVATE KEY-----",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=40), st.integers(300, 900))
def test_any_chunking_gives_the_same_result(lines: list[str], size: int) -> None:
    text = "\n".join(lines)
    whole = {(finding.entity, *span(finding)) for finding in scan_text(text)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_CHARS", size)
        patch.setattr(chunks, "MARGIN_CHARS", 4000)
        pieces = {(finding.entity, *span(finding)) for finding in scan_text(text)}
    assert pieces == whole


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 30), st.integers(40, 400))
def test_any_chunking_gives_the_same_result_in_a_table(before: int, size: int) -> None:
    words = [
        "legal",
        "winner",
        "thank",
        "year",
        "wave",
        "sausage",
        "worth",
        "useful",
        "legal",
        "winner",
        "thank",
        "yellow",
    ]
    rows = [["id", "payee", "note"], *([str(row), "张三", "hello there"] for row in range(before))]
    rows += [[str(number), "", word] for number, word in enumerate(words, 1)]
    rows += [["13", "Jane Doe", "13800138000"]]
    whole = {(finding.entity, finding.where) for finding in Detector().detect([table_exhibit(rows)])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_CHARS", size)
        pieces = {(finding.entity, finding.where) for finding in Detector().detect([table_exhibit(rows)])}
    assert pieces == whole
    assert "SEED_PHRASE" in {entity for entity, _ in whole}


def test_chunks_cover_a_long_text_once() -> None:
    text = "x" * 200_000 + "\n收款人：张三\n" + "line\n" * 40_000
    cores = []
    position = 0
    for passage in text_passages(text):
        (piece,) = passage.pieces
        where = piece.segment.locate(piece.core[0], piece.core[1])
        assert isinstance(where, TextSpan)
        cores.append((where.start, where.end))
    for start, end in cores:
        assert start == position
        position = end
    assert position == len(text)
    assert ("PERSON", "张三") in found(text)


PARTS = [
    "收款人：张三",
    "payee: Jane Doe",
    "手机 13800138000",
    "身份证 11010519491231002X",
    "卡号 6222021001129836901",
    "密码：hunter2x",
    "验证码是 480213",
    "jane@example.com",
    "203.0.113.87",
    "Bearer abcdef123456ghi",
    "https://x.example/?token=a1b2c3d4e5",
    "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "余额：¥9,999.00",
    "可用余额\n12.50",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "[2026-11-03 10:22] Alice Zhang: hi",
    "收货地址：上海市徐汇区漕溪北路18号",
    "对方账号：zhang_88",
    "订单号 4200001234202611031234567890",
    "金额 ¥12.00",
    "尊敬的李四先生：",
    "Cookie: SESSION=abcdef; theme=dark",
    "Dear Tom,",
    "hello",
    "你好",
    "[PHONE-3]",
    "的",
    "x7",
    "ok: ",
    " ",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=8), st.sampled_from(["\n", "，", " ", ""]), st.integers(0, 9)
)
def test_the_second_look_finds_nothing(parts: list[str], glue: str, seed: int) -> None:
    text = glue.join(parts)
    numbers = random.Random(seed)
    redacted = text
    findings = scan_text(text)
    for finding in reversed(findings):
        if finding.tier is Tier.IDENTIFIER:
            continue
        start, end = span(finding)
        tail = f" *{finding.value[-4:]}" if finding.entity == "CREDIT_CARD" else ""
        placeholder = f"[{ENTITIES[finding.entity].placeholder}-{numbers.randint(1, 99)}{tail}]"
        redacted = redacted[:start] + placeholder + redacted[end:]
    assert sensitive(redacted) == []
    again = Detector().detect([text_exhibit(redacted)], known=findings)
    assert [finding.entity for finding in again if finding.tier is not Tier.IDENTIFIER] == []


def test_no_network_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    Engine()
    assert found("jane@example.com https://example.com") == [("EMAIL_ADDRESS", "jane@example.com")]


def test_nothing_found_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        scan_text("密码：hunter2x 收款人：张三 13800138000")
    assert not any(part in caplog.text for part in ("hunter2x", "张三", "13800138000"))


def test_a_recogniser_that_fails_stops_the_exhibit(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(passage: Passage) -> list[Hit]:
        raise ValueError(passage.text)

    monkeypatch.setitem(FAMILIES, "numbers", fail)
    with pytest.raises(DetectorError) as caught:
        Detector().detect([text_exhibit("secret words")])
    assert caught.value.fields["file"] == "file-1"
    assert caught.value.fields["cause"] == "numbers"
    assert "the search of the text failed at characters 0 to 1" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_somebody_elses_presidio_recogniser_works_beside_ours() -> None:
    from presidio_analyzer import Pattern, PatternRecognizer

    crew = PatternRecognizer("CREW_NO", patterns=[Pattern("crew", r"CREW-\d+", 0.9)])
    (passage,) = text_passages("１号 CREW-42 and 13800138000")
    hits = {(hit.entity, hit.value) for hit in Engine([crew]).read(passage)}
    assert hits == {("ACCOUNT", "CREW-42"), ("PHONE_NUMBER", "13800138000")}


def test_somebody_elses_recogniser_that_fails_stops_too() -> None:
    from presidio_analyzer import Pattern, PatternRecognizer

    class Broken(PatternRecognizer):  # type: ignore[misc]
        def analyze(self, *_: object, **__: object) -> list[object]:
            raise KeyError("text")

    broken = Broken("CREW_NO", patterns=[Pattern("crew", r"x", 0.9)])
    (passage,) = text_passages("x")
    with pytest.raises(RecogniserFailure):
        Engine([broken]).read(passage)


def test_our_recogniser_works_in_a_plain_presidio_engine() -> None:
    results = WalletRecognizer(FAMILIES).analyze("手机 13800138000", ["PHONE_NUMBER"])
    assert {(result.entity_type, result.start, result.end) for result in results} == {("PHONE_NUMBER", 3, 14)}


def test_empty_text() -> None:
    assert scan_text("") == []
    assert Detector().detect([text_exhibit("")]) == ()


def test_a_value_longer_than_a_chunk_is_read_whole() -> None:
    value = "filler text " * 12_000 + "收款人：张三 " + "xyzzy " * 20_000 + "13800138000"
    text = f'"{value}"'
    offsets = tuple(range(1, len(value) + 2))
    field = Field(start=0, end=len(text), value=value, label="message", offsets=offsets)
    document = Document(text=text, encoding="utf-8", fields=(field,))
    findings = Detector().detect([exhibit(document, Kind.JSON)])
    assert [(finding.entity, text[slice(*span(finding))]) for finding in findings] == [
        ("PERSON", "张三"),
        ("PHONE_NUMBER", "13800138000"),
    ]
