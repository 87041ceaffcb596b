"""Where the records of a text are: rows, objects, log lines with their stack traces, messages, paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealcase.contents import Document, LongText
from sealcase.gather import gather_file, line_records, structured_records
from sealcase.model import Exhibit, Kind

TRACE = "java.lang.IllegalStateException: x\n\tat c.p.A.b(A.java:12)\nCaused by: java.io.IOException\n\n"
STAMPED = "".join(f"2026-03-12 14:{n:02d}:05 INFO line {n}\n" + (TRACE if n % 10 == 3 else "") for n in range(40))


def exhibit(folder: Path, text: str, name: str = "a.log") -> Exhibit:
    path = folder / name
    path.write_bytes(text.encode())
    return gather_file(path, "0001")


def lines_of(one: Exhibit) -> list[str]:
    return [records.record(n) for records in line_records(one) for n in range(len(records.starts))]


def rows_of(one: Exhibit) -> list[str]:
    assert isinstance(one.content, Document)
    records = structured_records(one.content, one.kind)
    assert records.at(len(records.text)) is None
    return [records.record(n) for n in range(len(records.starts))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STAMPED, 40),
        ("boot\n" + STAMPED, 41),
        ("".join(f"INFO no time here {n}\n\tat x\n" for n in range(200)), 200),
        ("".join(f"order {n}\nname x\npaid {'y' * 90}\n\n" for n in range(40)), 40),
        ("one letter\nof a few lines\n\nand a second paragraph\n", 1),
        ("From: a@example.com\nSubject: x\n\n" + "body of the mail\n\n" * 300, 1),
    ],
)
def test_records_of_lines_are_whole_and_give_the_text_back(text: str, expected: int, tmp_path: Path) -> None:
    records = lines_of(exhibit(tmp_path, text))
    assert "".join(records) == text
    assert len(records) == expected


def test_a_record_that_runs_over_parts_is_one(tmp_path: Path) -> None:
    whole = exhibit(tmp_path, STAMPED)
    pieces = [Document(text=STAMPED[at : at + 50], encoding="utf-8") for at in range(0, len(STAMPED), 50)]
    # The first part is long enough to show what the records are.
    pieces[:20] = [Document(text=STAMPED[: 20 * 50], encoding="utf-8")]
    parts = LongText(number=len(pieces), read=pieces.__getitem__, encoding="utf-8")
    split = Exhibit(id="0001", name="a", path=tmp_path, kind=Kind.TEXT, content=parts, original=b"")
    assert lines_of(split) == lines_of(whole)


def test_json_lines_are_a_record_each(tmp_path: Path) -> None:
    text = "".join(f'{{"n": {n}}}\n' for n in range(30))
    assert lines_of(exhibit(tmp_path, text)) == text.splitlines(keepends=True)


def test_rows_stand_under_the_header_and_not_in_what_is_around_it(tmp_path: Path) -> None:
    rows = [f'2026-11-{n:02d},"name, {n}",{n}.50\r\n' for n in range(1, 21)]
    text = "free line\r\n-----\r\ntime,name,amount\r\n" + "".join(rows) + "-----\r\nend\r\n"
    assert rows_of(exhibit(tmp_path, text, "a.csv")) == rows
    bare = "".join(f"2026-11-{n:02d},a,{n}.50\n" for n in range(1, 21)).rstrip("\n")
    assert rows_of(exhibit(tmp_path, bare, "b.csv")) == bare.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1}, {"a": "]"}]', ['{"a": 1}', '{"a": "]"}']),
        ('{"me": {"x": 1}, "bills": [{"a": [{"b": 1}]}, {"a": "\\"}{"}]}', ['{"a": [{"b": 1}]}', '{"a": "\\"}{"}']),
        (
            '{"months": [{"month": 3, "bills": [{"a": 1, "b": 2, "c": 3}, {"a": 4, "b": 5, "c": 6}]}, {"month": 4}]}',
            ['{"a": 1, "b": 2, "c": 3}', '{"a": 4, "b": 5, "c": 6}'],
        ),
        ('[{"q": [{"n": 1, "v": 2}, {"n": 1, "v": 2}]}, {}]', ['{"q": [{"n": 1, "v": 2}, {"n": 1, "v": 2}]}', "{}"]),
        ('{"a": [1, 2, {"b": 3}]}', ['{"a": [1, 2, {"b": 3}]}']),
        ('{"a": 1, "b": []}', ['{"a": 1, "b": []}']),
    ],
)
def test_records_of_json_are_the_objects_of_its_lists(text: str, expected: list[str], tmp_path: Path) -> None:
    assert rows_of(exhibit(tmp_path, text, "a.json")) == expected
