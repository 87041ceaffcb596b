"""JSON is read like the standard library reads it, and every character's place is known."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.errors import LimitError
from sealcase.gather import bounds
from sealcase.gather.json_text import JsonSyntaxError, read_json, read_json_lines

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=15)
DOCUMENTS = st.lists(VALUES) | st.dictionaries(st.text(), VALUES)


def _expected(value: Any, label: str = "") -> list[tuple[str, str]]:
    """List label and value of every key, string and number, as the standard library sees them."""
    if isinstance(value, dict):
        found = []
        for key, inner in value.items():
            found += [("", key), *_expected(inner, f"{label}.{key}" if label else key)]
        return found
    if isinstance(value, list):
        return [pair for inner in value for pair in _expected(inner, label)]
    return (
        [] if value is None or isinstance(value, bool) else [(label, value if isinstance(value, str) else repr(value))]
    )


def _well_formed(text: str) -> str:
    """Half a surrogate pair cannot be encoded: the reader shows U+FFFD."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_values_and_labels_agree_with_the_standard_library(document: Any, ascii_only: Any, indent: Any) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    found = [(field.label, field.value) for field in read_json(text, "a.json")]
    expected = [(label[-200:], value) for label, value in _expected(json.loads(text))]
    assert found == [(_well_formed(label), _well_formed(value)) for label, value in expected]


@given(DOCUMENTS, st.booleans())
def test_each_character_stands_where_its_offset_says(document: Any, ascii_only: Any) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only)
    for field in read_json(text, "a.json"):
        assert len(field.offsets) == len(field.value) + 1
        raw = text[field.start : field.end]
        quote = int(raw.startswith('"'))
        assert (field.offsets[0], field.offsets[-1]) == (field.start + quote, field.end - quote)
        for index, character in enumerate(field.value):
            piece = text[field.offsets[index] : field.offsets[index + 1]]
            meant = json.loads(f'"{piece}"') if quote else piece
            assert _well_formed(meant) == character


def test_surrogate_pairs_are_one_character() -> None:
    (field,) = read_json(r'["a\ud83d\ude00\u5f20"]', "a.json")
    assert field.value == "a😀张"
    assert tuple(field.offsets) == (2, 3, 15, 21)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        '"text"',
        "{",
        "[1,]",
        "[,1]",
        '{"a":1,}',
        '{"a" 1}',
        '{"a":}',
        "{1:2}",
        "[1}",
        "[1] x",
        "[1][2]",
        "[01]",
        "[+1]",
        "[.5]",
        "[NaN]",
        "['a']",
        '["a\nb"]',
        r'["\x41"]',
        r'["\u12g4"]',
        "[1] // note",
        "[true false]",
        "[" * 201 + "]" * 201,
    ],
)
def test_what_is_not_json_is_not_read(text: str) -> None:
    with pytest.raises(JsonSyntaxError):
        read_json(text, "a.json")


@given(st.text('[]{}",:01ae\\u \n', max_size=12))
def test_nothing_is_read_that_the_standard_library_refuses(text: str) -> None:
    try:
        read_json(text, "a.json")
    except JsonSyntaxError:
        try:
            assert not isinstance(json.loads(text), list | dict)
        except ValueError:
            return
    else:
        assert isinstance(json.loads(text), list | dict)


def test_depth_is_bounded_without_recursion() -> None:
    assert read_json("[" * 200 + "]" * 200, "a.json") == ()
    with pytest.raises(JsonSyntaxError):
        read_json("[" * 1_000_000, "a.json")


def test_fields_are_bounded() -> None:
    with pytest.raises(LimitError, match="limit is 1000000 values"):
        read_json("[" + "0," * bounds.MAX_FIELDS + "0]", "a.json")


def test_lines_of_json() -> None:
    text = '{"user":{"phone":"13800138000"}}\r\n\n  [1, {"k": "v"}]  \n'
    fields = read_json_lines(text, "a.jsonl")
    assert [(field.label, text[field.start : field.end]) for field in fields] == [
        ("", '"user"'),
        ("", '"phone"'),
        ("user.phone", '"13800138000"'),
        ("", "1"),
        ("", '"k"'),
        ("k", '"v"'),
    ]
    with pytest.raises(JsonSyntaxError):
        read_json_lines('{"a":1}\n{"a":', "a.jsonl")
    with pytest.raises(JsonSyntaxError):
        read_json_lines('{"a":\n1}', "a.jsonl")
