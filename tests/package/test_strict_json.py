"""Strict JSON: what is refused, and with which path."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.package import limits
from sealcase.package.strict_json import HIDDEN, Node, StrictJsonError, parse, write


def reason(data: bytes) -> str:
    with pytest.raises(StrictJsonError) as caught:
        parse(data)
    return caught.value.reason.format(**caught.value.fields)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\0}\0",
        b'{"a": "\xff"}',
        b'{"a": 1,}',
        b"{'a': 1}",
        b'{"a": 1} {}',
        b'{"a": "\n"}',
        b'{"a": tru}',
        b'{"a": 01}',
    ],
)
def test_not_json(data: bytes) -> None:
    assert "not JSON" in reason(data)


@pytest.mark.parametrize("number", [b"1.0", b"1e3", b"NaN", b"Infinity", b"-Infinity", b"-0.0"])
def test_no_floats(number: bytes) -> None:
    assert "not an integer" in reason(b'{"a": %s}' % number)


def test_no_key_twice_at_any_depth() -> None:
    assert "twice" in reason(b'{"a": 1, "a": 1}')
    assert "twice" in reason(b'{"a": [{"b": 1, "\\u0062": 2}]}')


def test_integers_at_the_limit_and_past_it() -> None:
    for value in (limits.JSON_INTEGER, -limits.JSON_INTEGER):
        assert parse(b"[%d]" % value).value == [value]
    for text in (b"%d" % (limits.JSON_INTEGER + 1), b"9" * 5000, b"-0"):
        assert "too large" in reason(b"[%s]" % text)


def test_depth_at_the_limit_and_past_it() -> None:
    deepest = limits.JSON_DEPTH
    assert parse(b"[" * deepest + b"]" * deepest)
    assert parse(b'{"a":' * (deepest - 1) + b"[]" + b"}" * (deepest - 1))
    assert "deep" in reason(b"[" * (deepest + 1) + b"]" * (deepest + 1))
    assert "deep" in reason(b"[" * 1_000_000)
    assert parse(b'["' + b"[" * 100 + b'\\"' + b"{" * 100 + b'"]')  # brackets in a string are text


def test_an_open_string_of_escapes_takes_no_time() -> None:
    assert "not JSON" in reason(b'["' + b'\\"' * 500_000)


documents = st.recursive(
    st.none() | st.booleans() | st.integers(-limits.JSON_INTEGER, limits.JSON_INTEGER) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), documents, max_size=3))
def test_what_is_written_is_read(document: dict[str, object]) -> None:
    try:
        data = write(document)
    except UnicodeEncodeError:
        return
    if data.count(b"[") + data.count(b"{") <= limits.JSON_DEPTH:
        assert parse(data).value == document


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0123456789-.eE\\ truefalsn', max_size=60).map(str.encode))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        value = parse(data).value
    except StrictJsonError:
        return
    assert value == json.loads(data)


def test_members_are_exactly_those_named() -> None:
    node = parse(b'{"a": {"b": 1, "c": [1, 2]}}')
    inner = node.members("a")["a"].members("b", "c")
    assert inner["b"].integer(0, 1) == 1
    assert [element.path for element in inner["c"].elements(2)] == ["a.c[0]", "a.c[1]"]
    for names, message in ((("b",), "a.c is not part"), (("b", "c", "d"), "a.d is missing")):
        with pytest.raises(StrictJsonError) as caught:
            node.members("a")["a"].members(*names)
        assert message in caught.value.reason.format(**caught.value.fields)
    with pytest.raises(StrictJsonError):
        inner["b"].members("x")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("text", lambda node: node.integer(0)),
        (True, lambda node: node.integer(0)),
        (-1, lambda node: node.integer(0)),
        (5, lambda node: node.integer(0, 4)),
        (1, lambda node: node.text()),
        ("", lambda node: node.text()),
        ("x" * 501, lambda node: node.text()),
        ("abc", lambda node: node.text(re.compile("ab"))),
        ("c", lambda node: node.choice(("a", "b"))),
        ({}, lambda node: node.elements(1)),
        ([1, 2], lambda node: node.elements(1)),
        ([], lambda node: node.elements(1, at_least=1)),
        ([], lambda node: node.members("a")),
    ],
)
def test_values_of_another_kind_or_out_of_range(value: object, read: object) -> None:
    with pytest.raises(StrictJsonError):
        read(Node(value, "place"))  # type: ignore[operator]


@pytest.mark.parametrize(
    "character",
    ["\0", "\n", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\u200b", "\u2028", "\ufeff", "\ud800"],
)
def test_strings_hold_nothing_hidden(character: str) -> None:
    with pytest.raises(StrictJsonError):
        Node(f"a{character}b", "place").text()
    assert HIDDEN.search(character)


def test_ordinary_text_passes() -> None:
    for text in ("支付失败：12.50 元", "naïve — “quoted”", "한국어 עברית ไทย", "<b>&amp;</b>", "\ufffd"):
        assert Node(text, "place").text() == text
