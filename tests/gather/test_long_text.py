"""A text that is read part by part is the same text, and what makes a short one refused does so there, too."""

from __future__ import annotations

import codecs
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcase.contents import Document, LongText, pieces
from sealcase.detect.text import chunks
from sealcase.errors import DamagedFileError, LimitError, SealcaseError, UnsupportedFileError
from sealcase.gather import bounds, exhibits, gather_file
from sealcase.gather.encodings import decode_text
from sealcase.model import Exhibit, Kind

SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
PART_MARGIN_CHARS = bounds.PART_MARGIN_CHARS  # before the fixture makes it small


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exhibits, "LONG_TEXT_BYTES", 0)
    monkeypatch.setattr(bounds, "PART_CHARS", 40)
    monkeypatch.setattr(bounds, "PART_MARGIN_CHARS", 8)


def gathered(folder: Path, data: bytes | str) -> Exhibit:
    path = folder / "app.log"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return gather_file(path, "0001")


def long_text(exhibit: Exhibit) -> LongText:
    assert isinstance(exhibit.content, LongText)
    return exhibit.content


def own(part: Document) -> str:
    return part.text[slice(*part.own)]


def test_a_part_sees_further_than_detection_looks() -> None:
    assert PART_MARGIN_CHARS > 2 * chunks.MARGIN_CHARS + 1


@SHARED_FOLDER
@given(
    st.binary(max_size=300)
    | st.text(st.sampled_from('aB1 ,:"{}[]\n\r张三é\x85\U0001f600'), max_size=300).map(str.encode)
    | st.text(st.sampled_from("aB1 ,\n\r的一是了收款人张三"), max_size=300).map(lambda text: text.encode("gb18030"))
    | st.text(st.sampled_from("a\n张\U0001f600"), max_size=200).map(
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    ),
    st.integers(1, 60),
    st.integers(1, 20),
)
def test_any_parts_are_the_whole_text(tmp_path: Path, data: bytes, size: int, margin: int) -> None:
    data = b"x " + data if data.lstrip()[:1] in {b"{", b"["} else data or b"x"  # structure has tests of its own
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "PART_CHARS", size)
        patch.setattr(bounds, "PART_MARGIN_CHARS", margin)
        try:
            expected = decode_text(data, "app.log")
        except SealcaseError:
            with pytest.raises(SealcaseError):
                gathered(tmp_path, data)
            return
        exhibit = gathered(tmp_path, data)
    if isinstance(exhibit.content, Document):
        assert exhibit.content.fields  # a table, which is read whole
        return
    text = long_text(exhibit)
    assert "".join(map(own, text)) == expected.text
    assert (text.encoding, text.bom) == (expected.encoding, expected.bom)
    assert b"".join(pieces(exhibit.original)) == data
    for part in text:
        assert part.text == expected.text[part.start : part.start + len(part.text)]
        assert part.margins[0] == min(margin, part.start + part.own[0])


def test_parts_end_with_lines_and_long_lines_behind_a_blank(tmp_path: Path) -> None:
    text = long_text(gathered(tmp_path, "a line of the log\n" * 50 + "word " * 50 + "\n" + "x" * 500 + " end"))
    ends = [own(part)[-1] for part in text]
    assert set(ends[:-1]) <= {"\n", " "}
    assert any("x" * 500 in own(part) for part in text)


RECORDS = [
    {"payee": "王小明", "n": 1},
    {"note": "a\nb é \U0001f600", "list": [1, "two", {"deep": None}]},
    [],
    {"phone": "13800138000"},
]


@SHARED_FOLDER
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=30), st.sampled_from([True, False]), st.integers(1, 200))
def test_json_lines_have_the_same_fields_in_any_parts(
    tmp_path: Path,
    records: list[object],
    escaped: bool,  # noqa: FBT001 - drawn
    size: int,
) -> None:
    lines = "".join(json.dumps(record, ensure_ascii=escaped) + "\n" for record in records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibits, "LONG_TEXT_BYTES", 10**6)
        whole = gathered(tmp_path, lines)
        if whole.kind is Kind.JSON:
            return
        patch.setattr(exhibits, "LONG_TEXT_BYTES", 0)
        patch.setattr(bounds, "PART_CHARS", size)
        exhibit = gathered(tmp_path, lines)
    assert isinstance(whole.content, Document)
    assert exhibit.kind is whole.kind is Kind.JSON_LINES
    found = [
        (part.start + field.start, field.label, field.value)
        for part in long_text(exhibit)
        for field in part.fields
        if part.own[0] <= field.start < part.own[1]
    ]
    assert found == [(field.start, field.label, field.value) for field in whole.content.fields]


@pytest.mark.parametrize(
    "text",
    [
        "name,phone,paid\n" + "Ann,13800138000,2.00\n" * 50,
        '{\n "a": [\n' + '"x",\n' * 50 + '"y"]}',
        '[{"name":\n' + '"x"}' + "\n" * 60 + "]",
        "From: a@example.com\nSubject: hi\n" + "Dear\n" * 50 + "Content-Transfer-Encoding: base64\n\nMTM4MDA=\n",
    ],
)
def test_what_has_no_parts_is_read_whole(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PART_MARGIN_CHARS", 60)
    try:
        exhibit = gathered(tmp_path, text)
    except UnsupportedFileError:
        return  # as a short mail is
    assert isinstance(exhibit.content, Document)


def test_lines_that_turn_out_to_be_no_json_are_text(tmp_path: Path) -> None:
    exhibit = gathered(tmp_path, '{"a": 1}\n' * 30 + "and then words\n")
    assert exhibit.kind is Kind.TEXT
    with pytest.raises(DamagedFileError, match="breaks at line 31"):
        gathered(tmp_path, '{"a": "\\u5f20"}\n' * 30 + "and then words\n")


def test_a_line_of_json_that_has_no_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_LINE_CHARS", 1000)
    with pytest.raises(LimitError, match="longest line"):
        gathered(tmp_path, '{"a": 1}\n' + '{"a": "' + "x" * 3_000_000 + '"}\n')


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    exhibit = gathered(tmp_path, "a line of the log\n" * 50)
    text = long_text(exhibit)
    part = text[-1]
    with exhibit.path.open("ab") as file:
        file.write(b"another line\n")
    assert text[-1] == part  # what is added later is no part of the evidence
    assert sum(map(len, pieces(exhibit.original))) == len(exhibit.original)
    exhibit.path.write_bytes(exhibit.path.read_bytes().replace(b"line", b"word"))
    for read in (lambda: text[0], lambda: list(pieces(exhibit.original))):
        with pytest.raises(DamagedFileError, match="changed"):
            read()


def test_parts_are_a_sequence(tmp_path: Path) -> None:
    text = long_text(gathered(tmp_path, "a line of the log\n" * 50))
    assert list(itertools.chain(text[:2], text[2:])) == list(text)
    assert len(text) == text.number > 3
    with pytest.raises(IndexError):
        text[len(text)]
