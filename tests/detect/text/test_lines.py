"""Patterns looked for line by line find what `finditer` finds, in any text, wherever lines end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcase.detect import engine
from sealcase.detect.text import lines
from sealcase.detect.text.beginnings import first_characters
from sealcase.detect.text.lines import MAX_LINE_CHARS, LinePattern, line_pattern, lines_of
from sealcase.detect.text.necessary import Necessities, necessary
from sealcase.detect.text.normalise import CELL_BREAK, fold
from sealcase.detect.text.shapes import DIGITS, Shaper

assert engine.FAMILIES  # whose modules declare the patterns
PATTERNS = tuple(lines._PATTERNS)  # all of them, whatever families come

PIECES = [
    "2026-11-03 10:22:01",
    "Nov  3 10:22:01",
    "138 0013 8000",
    "+86 13800138000",
    "(212) 555-0143",
    "6222021001129836901",
    "GB29NWBK60161331926819",
    "078-05-1120",
    "jane@example.com",
    "203.0.113.87",
    "fe80::1:2",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "-----BEGIN PRIVATE KEY-----\nMHQCAQEEIA==\n-----END PRIVATE KEY-----",
    "验证码是 480213，请勿告诉他人",
    "480213 is your code",
    "尊敬的李四先生：",
    "Dear Tom Smith,",
    "Best regards,\nJane Doe",
    "[2026-11-03 10:22] Alice Zhang: hi",
    "my name is Jane Doe",
    "/home/jane/x",
    "¥12.50",
    "100 USDT",
    "订单号 4200001234202611031234567890",
    "Bearer abcdef123456ghi",
    "https://x.example/?token=a1b2c3d4e5",
    "Cookie: SESSION=abcdef; theme=dark",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "上海市徐汇区漕溪北路18号",
    "12 High Street",
    "password hint:\nfirst dog",
    "\uffff\uffff",
    "\x1e",
    "\ud800",
    "é",
    "0",
    "7",
    "a",
    "Z",
    "_",
    ".",
    "-",
    " ",
    "\n",
    "\r\n",
    "",
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def spans(pattern: LinePattern, text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    while (match := pattern.pattern.search(text, at)) is not None:
        at = match.start() + 1
        if is_of_use(pattern, text, match.start()):
            found.append(match.span())
            at = max(at, match.end())
    return found


def is_of_use(pattern: LinePattern, text: str, at: int) -> bool:
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:].partition("\n")[0].translate(DIGITS)
    if CELL_BREAK in line or len(line) > MAX_LINE_CHARS:
        return True
    wanted = pattern.where is None or bool(pattern.where(line))
    return wanted and (pattern.place is None or bool(pattern.place(line, at - begin)))


@settings(max_examples=150, deadline=None)
@given(texts)
def test_every_pattern_matches_as_finditer_does(text: str) -> None:
    found = lines_of(text)
    for pattern in PATTERNS:
        assert [match.span() for match in found.matches(pattern)] == spans(pattern, text), pattern.pattern.pattern


@settings(max_examples=50, deadline=None)
@given(texts, st.integers(0, 700))
def test_long_lines_too(text: str, fill: int) -> None:
    long = " ".join(["x" * fill, text.replace("\n", " "), "log " * 1200, text.replace("\n", "\t"), "7" * 40])
    found = lines_of(long)
    for pattern in PATTERNS:
        assert [match.span() for match in found.matches(pattern)] == spans(pattern, long), pattern.pattern.pattern


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_line_holds_whatever_a_pattern_may_match(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = fold(data.draw(st.from_regex(pattern.pattern))).text
    assert [match.span() for match in lines_of(text).matches(pattern)] == spans(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "shape"),
    [
        (r"4\d{3}:[1-9]x", "0(?:0){3,3}:0x"),
        (r"(?<![0-9])1(?!2)", "(?<!0)0"),  # what some digits decide is left to the pattern
        (r"ab\n*c", "ab(?:(?:$)|c)"),  # it may go on in the next line
        (r"ab(?:c|d\n)e", "ab(?:c|d$)"),
        (r"a,?\n?b", "a(?:,){0,1}(?:(?:$)|b)"),
        (r"(?i)k\d", "(?i:k0)"),
        (r"[^7\n]?a", "(?:[^\\\n]){0,1}a"),
        (r"[^7]?a", ""),
        (r"([-/])\d\1", "(?:[\\-/])0(?:[\\-/])"),
        (r"a*|b", ""),
    ],
)
def test_shapes(pattern: str, shape: str) -> None:
    written = Shaper(breaks="\n").shape(re.compile(pattern))
    assert written == shape


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_what_a_pattern_asks_for_stands_wherever_its_shape_matches(data: st.DataObject) -> None:
    shapes = [Shaper(breaks="\n").shape(pattern.pattern) for pattern in PATTERNS]
    words = [Shaper(breaks="\n ").shape(pattern.pattern) for pattern in PATTERNS]
    number = data.draw(st.sampled_from([number for number, shape in enumerate(shapes) if shape]))
    line = fold(data.draw(st.from_regex(PATTERNS[number].pattern))).text.translate(DIGITS).partition("\n")[0]
    if re.search(shapes[number], line):
        assert number in Necessities(shapes, words).met(line)


@pytest.mark.parametrize(
    ("shape", "literals"),
    [
        ("(?:pass|PIN)code[:=]", [{"passcode:", "passcode=", "pincode:", "pincode="}]),
        ("ab[a-z]+cd", [{"ab"}, {"cd"}]),
        ("my (?:own )?name", [{"name"}]),
        ("(?:abc|[a-z]*)", []),
        ("[0-9A-Za-z]{30}", [{"\x00"}]),
        ("0(?=!)", [{"!"}]),
    ],
)
def test_literals(shape: str, literals: list[set[str]]) -> None:
    assert [set(those) for those in necessary(shape)] == literals


def test_a_shape_keeps_to_the_width_asked_for() -> None:
    shape = re.compile(Shaper(breaks="\n", width_chars=10).shape(re.compile(r"\d{4}-[a-z]{3,20}!")))
    assert shape.match("0000-abc") is not None
    assert shape.match("0000-ab") is None


def test_a_pattern_declared_later_is_found_too() -> None:
    before = lines_of("abc 42")
    late = line_pattern(r"c \d+")
    try:
        assert [match[0] for match in before.matches(late)] == ["c 42"]
        assert [match[0] for match in lines_of("abc 42").matches(late)] == ["c 42"]
    finally:
        lines._PATTERNS.pop()  # no other test should see it


def test_a_pattern_that_matches_nothing_everywhere_is_refused() -> None:
    with pytest.raises(ValueError, match="x"):
        line_pattern("x*")


def test_lines_and_their_shapes() -> None:
    text = "call 138 at 9\r\n验证码 480213\n"
    assert list(lines_of(text).each()) == [(0, "call 000 at 0\r"), (15, "验证码 000000"), (len(text), "")]
    assert text.translate(DIGITS).split("\n") == [shape for _, shape in lines_of(text).each()]


@pytest.mark.parametrize(
    ("shape", "characters", "beyond"),
    [
        ("(?i:ab)", "aA", False),
        ("(?i:éa)", "é", True),  # and É
        ("密码", "密", False),
        ("[\\u4e00-\\u9fff]", "", True),
        ("0?a", "0a", False),
    ],
)
def test_with_what_a_match_may_begin(shape: str, characters: str, *, beyond: bool) -> None:
    found, others = first_characters(shape)
    assert set(characters) <= set(found)
    assert {char for char in found if char.isascii()} == {char for char in characters if char.isascii()}
    assert others is beyond
