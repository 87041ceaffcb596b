r"""Reads JSON (RFC 8259) into fields that know where in the text each of their characters stands.

Strict: no comments, no trailing commas, no control characters in strings, bounded depth. Keys are
fields too, since a number can stand there as well as anywhere. Duplicate keys are allowed: nothing
is interpreted, and both values are looked at. `true`, `false` and `null` hold nothing sensitive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from sealcase.gather.bounds import MAX_JSON_DEPTH, bound_fields
from sealcase.model import Field

MAX_LABEL_CHARS = 200
"""Characters of a key path; of a longer one the end is kept."""

_TOKEN = re.compile(
    r"[ \t\r\n]*+(?:"
    r'(?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r"|(?P<literal>true|false|null)"
    r"|(?P<mark>[\[\]{},:]))"
)
_SPACE = re.compile(r"[ \t\r\n]*+")
_PIECE = re.compile(
    r'\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(["\\/bfnrt])'
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LINE = re.compile(r"[^\r\n]++")


class JsonSyntaxError(Exception):
    """The text is not JSON; `offset` is the character where that shows."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


def read_json(text: str, file: str) -> tuple[Field, ...]:
    """Return the fields of a text that is one JSON object or array.

    Raises:
        JsonSyntaxError: it is not.
        LimitError: it has more than `MAX_FIELDS`; `file` names it there.
    """
    reader = _Reader(text=text, file=file)
    reader.read(0, len(text))
    return tuple(reader.fields)


def read_json_lines(text: str, file: str) -> tuple[Field, ...]:
    """Return the fields of a text whose every line but empty ones is a JSON object or array.

    Raises:
        JsonSyntaxError: it is not.
        LimitError: it has more than `MAX_FIELDS`; `file` names it there.
    """
    reader = _Reader(text=text, file=file)
    for line in _LINE.finditer(text):
        if line.group().strip(" \t"):
            reader.read(line.start(), line.end())
    return tuple(reader.fields)


class _Expect(Enum):
    """What the grammar allows next."""

    VALUE = frozenset({"string", "number", "literal", "[", "{"})
    FIRST_VALUE = VALUE | {"]"}
    KEY = frozenset({"string"})
    FIRST_KEY = KEY | {"}"}
    MORE = frozenset({",", "]", "}"})


_CLOSES = {"[": "]", "{": "}"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """An array or object that is not yet closed."""

    closes: str
    path: str
    """Keys that lead to it."""


@dataclass(slots=True)
class _Reader:
    """Walks the tokens without recursion and collects fields."""

    text: str
    file: str
    fields: list[Field] = field(default_factory=list)

    def read(self, position: int, end: int) -> None:
        """Read one object or array from `position`, with nothing but white space around it, up to `end`."""
        opened: list[_Opened] = []
        label, expect = "", _Expect.VALUE
        while opened or expect is _Expect.VALUE:
            kind, start, position = self._token(position, end)
            if kind not in expect.value or (not opened and kind not in _CLOSES):
                raise JsonSyntaxError(start)
            if kind in _CLOSES:
                opened.append(_Opened(closes=_CLOSES[kind], path=label))
                expect = _Expect.FIRST_VALUE if kind == "[" else _Expect.FIRST_KEY
                if len(opened) > MAX_JSON_DEPTH:
                    raise JsonSyntaxError(start)
            elif kind == ",":
                label = opened[-1].path
                expect = _Expect.VALUE if opened[-1].closes == "]" else _Expect.KEY
            elif kind in {"]", "}"}:
                if opened.pop().closes != kind:
                    raise JsonSyntaxError(start)
                expect = _Expect.MORE
            elif expect in {_Expect.KEY, _Expect.FIRST_KEY}:
                label, position = self._key(start, position, end, opened[-1].path)
                expect = _Expect.VALUE
            else:
                self._add(kind, start, position, label)
                expect = _Expect.MORE
        if (rest := _SPACE.match(self.text, position, end)) is None or rest.end() != end:
            raise JsonSyntaxError(position)

    def _key(self, start: int, position: int, end: int, path: str) -> tuple[str, int]:
        """Add the key at `start`; return the path to its value and the place behind the colon."""
        key = self._add("string", start, position, "")
        colon, start, position = self._token(position, end)
        if colon != ":":
            raise JsonSyntaxError(start)
        return (f"{path}.{key}" if path else key)[-MAX_LABEL_CHARS:], position

    def _token(self, position: int, end: int) -> tuple[str, int, int]:
        """Return the kind, start and end of the next token; the kind of a mark is the mark itself."""
        match = _TOKEN.match(self.text, position, end)
        if match is None or match.lastgroup is None:
            raise JsonSyntaxError(position)
        group = match.lastgroup
        return (match[group] if group == "mark" else group), match.start(group), match.end(group)

    def _add(self, kind: str, start: int, end: int, label: str) -> str:
        """Add the string or number at `start` to the fields and return its value; literals hold nothing."""
        if kind == "literal":
            return ""
        value, offsets = (
            _unescape(self.text, start, end) if kind == "string" else (self.text[start:end], range(start, end + 1))
        )
        self.fields.append(Field(start=start, end=end, value=value, label=label, offsets=offsets))
        bound_fields(len(self.fields), self.file)
        return value


def _unescape(text: str, start: int, end: int) -> tuple[str, tuple[int, ...] | range]:
    """Return what the string token `text[start:end]` means and where each of its characters begins."""
    start, end = start + 1, end - 1
    if "\\" not in text[start:end]:
        return text[start:end], range(start, end + 1)
    characters: list[str] = []
    offsets: list[int] = []
    position = start
    for piece in _PIECE.finditer(text, start, end):
        characters += text[position : piece.start()]
        offsets += range(position, piece.start())
        characters.append(_character(piece))
        offsets.append(piece.start())
        position = piece.end()
    characters += text[position:end]
    offsets += range(position, end + 1)
    return "".join(characters), tuple(offsets)


def _character(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for; half a surrogate pair becomes U+FFFD."""
    high, low, unit, short = escape.groups()
    if short:
        return _SHORT.get(short, short)
    if high:
        return (bytes.fromhex(high) + bytes.fromhex(low)).decode("utf-16-be")
    return "\ufffd" if 0xD800 <= int(unit, 16) <= 0xDFFF else chr(int(unit, 16))
