"""Text, tables and JSON lose what was decided and keep every other character."""

from __future__ import annotations

import codecs
import csv
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redact.made_decisions import at, cell, decision, exhibit_of, in_field, redacted
from sealcase.contents import Box, CellSpan, Document, Region, TextSpan
from sealcase.errors import LeakError, UnsupportedFileError
from sealcase.gather import gather_file
from sealcase.model import Action, Decision, Kind, Tier
from sealcase.redact import allot
from sealcase.redact.text import redact_text

SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_all_but_the_value_stays_byte_for_byte(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = f"客服：您好{line_end}电话 13800138000，订单 2026112222001{line_end}谢谢{line_end}"
    exhibit = exhibit_of(tmp_path, text.encode(encoding))
    _, data = redacted(exhibit, [at(text, "13800138000"), at(text, "2026112222001", action=Action.KEEP)])
    assert data == text.replace("13800138000", "[PHONE-1]").encode(encoding)


def test_redactions_say_where_and_what(tmp_path: Path) -> None:
    text = "a 13800138000 b 6222020200112230 c"
    card = at(text, "6222020200112230", entity="CREDIT_CARD", action=Action.MASK, keep_last=4)
    item, data = redacted(exhibit_of(tmp_path, text), [card, at(text, "13800138000")])
    assert data == b"a [PHONE-1] b [CARD-1 *2230] c"
    phone, masked = item.redactions
    assert (phone.id, phone.where, phone.value) == ("R1", TextSpan(start=2, end=11), "13800138000")
    assert (masked.id, masked.where, masked.action) == ("R2", TextSpan(start=14, end=28), Action.MASK)
    assert masked.placeholder == "[CARD-1 *2230]"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_stay_lines(tmp_path: Path, line_end: str) -> None:
    key = line_end.join(["-----BEGIN KEY-----", "abc", "", "def", "-----END KEY-----"])
    text = f"before{line_end}key: {key} after{line_end}"
    secret = at(text, key, entity="PRIVATE_KEY", tier=Tier.SECRET)
    item, data = redacted(exhibit_of(tmp_path, text), [secret])
    lines = ["before", "key: [KEY-1]", "[KEY-1]", "", "[KEY-1]", "[KEY-1] after", ""]
    assert data.decode() == line_end.join(lines)
    (redaction,) = item.redactions
    assert isinstance(redaction.where, TextSpan)
    assert data.decode()[redaction.where.start : redaction.where.end].count("[KEY-1]") == 4


def test_remove_wins_over_mask_and_mask_over_keep(tmp_path: Path) -> None:
    text = "id 1234567890123456 end"
    keep = decision(TextSpan(start=3, end=19), text[3:19], entity="ORDER_ID", action=Action.KEEP)
    mask = decision(TextSpan(start=7, end=15), text[7:15], entity="CREDIT_CARD", action=Action.MASK, keep_last=4)
    gone = decision(TextSpan(start=12, end=17), text[12:17])
    assert redacted(exhibit_of(tmp_path, text), [keep, mask])[1] == b"id 1234[CARD-1 *9012]3456 end"
    # The end of the masked value is part of the removed one: it must not show.
    assert redacted(exhibit_of(tmp_path, text), [keep, mask, gone])[1] == b"id 1234[PHONE-1]56 end"


def test_a_secret_is_removed_even_where_it_was_kept(tmp_path: Path) -> None:
    text = "password hunter2"
    secret = at(text, "hunter2", entity="PASSWORD", tier=Tier.SECRET, action=Action.KEEP)
    item, data = redacted(exhibit_of(tmp_path, text), [secret])
    assert data == b"password [PASSWORD-1]"
    assert item.redactions[0].action is Action.REMOVE


@given(st.data())
def test_every_claimed_character_goes_and_every_other_stays(data: st.DataObject) -> None:
    text = data.draw(st.text("ab张\n\r😀 ", min_size=1, max_size=30))
    spans = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9), st.sampled_from(Action), st.sampled_from(Tier)),
            max_size=6,
        )
    )
    decisions = [
        decision(TextSpan(start=start, end=end), text[start:end], action=action, tier=tier, keep_last=4)
        for start, length, action, tier in spans
        if (end := min(len(text), start + length))
    ]
    covered = {
        index
        for start, length, action, tier in spans
        if action is not Action.KEEP or tier is Tier.SECRET
        for index in range(start, min(len(text), start + length))
    }
    document = Document(text=text, encoding="utf-8")
    stretches = list(redact_text([document], Kind.TEXT, decisions, allot(decisions, random.Random(1))))
    new = "".join(stretch.text for stretch in stretches)
    replacements = [mark for stretch in stretches for mark in stretch.marks]
    assert re.findall("[\r\n]", new) == re.findall("[\r\n]", text)
    rest, old = "", 0
    for replacement in replacements:
        assert isinstance(replacement.where, TextSpan)
        rest += new[old : replacement.where.start]
        old = replacement.where.end
    rest += new[old:]
    assert rest == "".join(character for index, character in enumerate(text) if index not in covered)
    assert "".join(replacement.value for replacement in replacements) == "".join(
        text[index] for index in sorted(covered)
    )


# ------------------------------------------------------------------------------------------- tables
BILL = (
    "姓名：王小明\r\n"
    "\r\n"
    "交易时间,交易对方,金额,备注,\r\n"
    "2026-01-10 13:10:16,李雷\t,82.00,,\r\n"
    '2026-01-11 09:00:00,"韩梅梅, ""小梅"""\t,50.00,"电话\r\n13800138000",\r\n'
)


def test_a_table_keeps_quoting_padding_and_line_ends(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, BILL.encode("gb18030"), "bill.csv")
    assert exhibit.kind is Kind.CSV
    decisions = [
        in_field(exhibit, "王小明", entity="PERSON"),
        in_field(exhibit, "李雷", entity="PERSON"),
        in_field(exhibit, "韩梅梅", entity="PERSON"),
        in_field(exhibit, "13800138000"),
    ]
    item, data = redacted(exhibit, decisions)
    names = [redaction.placeholder for redaction in item.redactions[:3]]
    assert sorted(names) == ["[NAME-1]", "[NAME-2]", "[NAME-3]"]
    expected = BILL.replace("13800138000", "[PHONE-1]")
    for value, name in zip(("王小明", "李雷", "韩梅梅"), names, strict=True):
        expected = expected.replace(value, name)
    assert data.decode("gb18030") == expected
    assert item.redactions[2].where == cell(4, 1, 0, 8)
    assert item.redactions[3].where == cell(4, 3, 4, 13)
    assert item.redactions[3].value == "13800138000"


def test_a_value_over_line_breaks_stays_in_its_cell(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, BILL, "bill.csv")
    _, data = redacted(exhibit, [decision(cell(4, 3, 0, 15), "电话13800138000")])
    assert '"[PHONE-1]\r\n[PHONE-1]",\r\n' in data.decode()


CELLS = st.text('ab,;"\t\r\n 张', max_size=6)


@SHARED_FOLDER
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4),
    delimiter=st.sampled_from([",", ";", "\t"]),
    data=st.data(),
)
def test_a_redacted_table_has_the_same_cells_but_those(
    tmp_path: Path, rows: list[list[str]], delimiter: str, data: st.DataObject
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["kind", "party", "note"], *rows])
    exhibit = exhibit_of(tmp_path, out.getvalue(), "a.csv")
    document = exhibit.content
    assert isinstance(document, Document)
    if exhibit.kind is not Kind.CSV or document.delimiter != delimiter:
        return
    fields = [field for field in document.fields if field.value]
    chosen = data.draw(st.lists(st.sampled_from(fields), max_size=3, unique=True))
    decisions = []
    for field in chosen:
        start = data.draw(st.integers(0, len(field.value) - 1))
        end = data.draw(st.integers(start + 1, len(field.value)))
        decisions.append(decision(field.where(start, end), field.value[start:end]))
    item, result = redacted(exhibit, decisions)
    before = list(csv.reader(io.StringIO(document.text, newline=""), delimiter=delimiter))
    after = list(csv.reader(io.StringIO(result.decode(), newline=""), delimiter=delimiter))
    assert [len(row) for row in before] == [len(row) for row in after]
    places = {
        (redaction.where.row, redaction.where.column): redaction
        for redaction in item.redactions
        if isinstance(redaction.where, CellSpan)
    }
    assert len(places) == len(chosen)
    for row, (old, new) in enumerate(zip(before, after, strict=True)):
        for column, (was, now) in enumerate(zip(old, new, strict=True)):
            redaction = places.get((row, column))
            if redaction is None:
                assert was == now
            else:
                where = redaction.where
                assert isinstance(where, CellSpan)
                assert now[: where.start] + redaction.value + now[where.end :] == was


# --------------------------------------------------------------------------------------------- JSON
def test_json_keeps_its_spelling(tmp_path: Path) -> None:
    text = (
        '{ "user" : {"na\\u006de":"\\u5f20\\u4e09 \\u59d3","tel":13800138000 ,"n":-1.5e3,"ok":true},\n'
        '"13900139000":[null]}'
    )
    exhibit = exhibit_of(tmp_path, text, "a.json")
    decisions = [
        in_field(exhibit, "张三", entity="PERSON"),
        in_field(exhibit, "13800138000"),
        in_field(exhibit, "13900139000", entity="ACCOUNT"),
    ]
    item, data = redacted(exhibit, decisions)
    assert data.decode() == (
        '{ "user" : {"na\\u006de":"[NAME-1] \\u59d3","tel":"[PHONE-1]" ,"n":-1.5e3,"ok":true},\n"[ACCOUNT-1]":[null]}'
    )
    assert [redaction.value for redaction in item.redactions] == ["张三", "13800138000", "13900139000"]
    for redaction in item.redactions:
        assert isinstance(redaction.where, TextSpan)
        assert data.decode()[redaction.where.start : redaction.where.end] == redaction.placeholder


def test_half_an_escape_goes_whole(tmp_path: Path) -> None:
    text = '{"a": "x\\ud83d\\ude00y"}'
    exhibit = exhibit_of(tmp_path, text, "a.json")
    start = text.index("ude00")
    _, data = redacted(exhibit, [decision(TextSpan(start=start, end=start + 2), "x")])
    assert data.decode() == '{"a": "x[PHONE-1]y"}'


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=10,
)


def _shape(value: Any) -> Any:
    """Return the structure of a JSON value: how many members each object and array has, in order."""
    if isinstance(value, list):
        return [_shape(inner) for inner in value]
    if isinstance(value, tuple):
        return tuple(_shape(inner) for _, inner in value)
    return value if value is None or isinstance(value, bool) else "scalar"


@SHARED_FOLDER
@given(value=st.lists(VALUES, min_size=1, max_size=4), ascii_only=st.booleans(), data=st.data())
def test_redacted_json_parses_to_the_same_structure(
    tmp_path: Path, value: Any, ascii_only: Any, data: st.DataObject
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    try:
        exhibit = exhibit_of(tmp_path, text, "a.json")
    except (UnicodeEncodeError, UnsupportedFileError):  # half a surrogate pair, a control character: not in a file
        return
    document = exhibit.content
    assert isinstance(document, Document)
    fields = [field for field in document.fields if field.value]
    decisions: list[Decision] = []
    for field in data.draw(st.lists(st.sampled_from(fields), max_size=4)) if fields else []:
        start = data.draw(st.integers(0, len(field.value) - 1))
        end = data.draw(st.integers(start + 1, len(field.value)))
        decisions.append(decision(field.where(start, end), field.value[start:end]))
    item, result = redacted(exhibit, decisions)
    parsed = json.loads(result, object_pairs_hook=tuple)
    assert _shape(parsed) == _shape(json.loads(text, object_pairs_hook=tuple))
    assert bool(item.redactions) == bool(decisions)


def test_json_lines_stay_lines(tmp_path: Path) -> None:
    exhibit = exhibit_of(tmp_path, '{"tel": 13800138000}\r\n\r\n{"tel": "13800138000"}\r\n', "a.jsonl")
    _, data = redacted(exhibit, [in_field(exhibit, "13800138000")])
    assert data == b'{"tel": "[PHONE-1]"}\r\n\r\n{"tel": "13800138000"}\r\n'


# ---------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("short text", TextSpan(start=5, end=99)),
        ("short text", TextSpan(start=5, end=5)),
        ("short text", cell(0, 0, 0, 1)),
        ("short text", Region(page=1, boxes=(Box(0, 0, 1, 1),))),
        ('{"a": true}', TextSpan(start=6, end=10)),
        ("a,b,c\nd,e,f\n", TextSpan(start=0, end=1)),
        ("kind,party,note\nd,e,f\n", cell(1, 0, 0, 2)),
        ("kind,party,note\nd,e,f\n", cell(7, 0, 0, 1)),
    ],
)
def test_a_decision_that_cannot_be_carried_out_stops(tmp_path: Path, text: str, where: Any) -> None:
    with pytest.raises(LeakError):
        redacted(exhibit_of(tmp_path, text), [decision(where, "value")])


def test_the_byte_order_mark_stays(tmp_path: Path) -> None:
    data = codecs.BOM_UTF16_BE + "电话 13800138000".encode("utf-16-be")
    _, new = redacted(exhibit_of(tmp_path, data), [at("电话 13800138000", "13800138000")])
    assert new == codecs.BOM_UTF16_BE + "电话 [PHONE-1]".encode("utf-16-be")


def test_a_redacted_file_is_gathered_as_the_same_kind(tmp_path: Path) -> None:
    for name, text in (("b.csv", BILL), ("a.json", '{"a": ["王小明"]}'), ("a.jsonl", '{"a":"王小明"}\n{"a":1}\n')):
        exhibit = exhibit_of(tmp_path, text, name)
        _, data = redacted(exhibit, [in_field(exhibit, "王小明")])
        (tmp_path / "again").write_bytes(data)
        assert gather_file(tmp_path / "again", "0001").kind is exhibit.kind
