r"""Reads JSON (RFC 8259) into fields that know where in the text each of their characters stands.

Strict: no comments, no trailing commas, no control characters in strings, bounded depth. Keys are
fields too, since a number can stand there as well as anywhere. Duplicate keys are allowed: nothing
is interpreted, and both values are looked at. `true`, `false` and `null` hold nothing sensitive.

Three customs are understood. An object such as `{"name": "Cookie", "value": "…"}` (HTTP Archive 1.2, headers,
cookies and parameters; many APIs) says a key and its value. One with `from` and `text` or the like says who speaks,
so that a nickname there is one. A string that is itself a JSON document is read
as one, once: its keys and scalars become fields, and what lies between them stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from sealcase.contents import Field
from sealcase.gather.bounds import MAX_JSON_DEPTH, bound_fields

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
_DOCUMENT = re.compile(r"[ \t\r\n]*+[\[{]")
_NAME_KEYS = ("name", "key", "field", "fieldname", "label", "title", "param", "header", "k")
_VALUE_KEYS = ("value", "val", "fieldvalue", "content", "text", "v")
"""Keys of an object that says a key and its value, in small letters; the first that is there counts."""
_SPEAKER_KEYS = ("from", "sender", "author", "speaker", "actor")
_MESSAGE_KEYS = frozenset({"from_id", "actor_id", "message", "msg", "text", "content", "body"})
"""Keys of an object that says who says something, in the exports of chats (Telegram, and many others)."""


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
    jar: bool
    """An object whose keys are the names of cookies."""
    members: dict[str, int] = field(default_factory=dict, repr=False)
    """Which fields the values of an object's keys are, keys in small letters; strings and numbers alone."""


@dataclass(slots=True)
class _Reader:
    """Walks the tokens without recursion and collects fields."""

    text: str
    file: str
    nested: bool = False
    """The text is a string of a document itself: strings in it are no documents any more."""
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
                inside = opened[-1].closes if opened else ""
                jar = kind == "{" and inside != "]" and _is_jar(label)
                opened.append(_Opened(closes=_CLOSES[kind], path=label, jar=jar))
                expect = _Expect.FIRST_VALUE if kind == "[" else _Expect.FIRST_KEY
                if len(opened) > MAX_JSON_DEPTH:
                    raise JsonSyntaxError(start)
            elif kind == ",":
                label = opened[-1].path
                expect = _Expect.VALUE if opened[-1].closes == "]" else _Expect.KEY
            elif kind in {"]", "}"}:
                closed = opened.pop()
                if closed.closes != kind:
                    raise JsonSyntaxError(start)
                self._pair(closed)
                expect = _Expect.MORE
            elif expect in {_Expect.KEY, _Expect.FIRST_KEY}:
                label, position = self._key(start, position, end, opened[-1])
                expect = _Expect.VALUE
            else:
                self._value(kind, start, position, label, opened[-1])
                expect = _Expect.MORE
        if (rest := _SPACE.match(self.text, position, end)) is None or rest.end() != end:
            raise JsonSyntaxError(position)

    def _key(self, start: int, position: int, end: int, inside: _Opened) -> tuple[str, int]:
        """Add the key at `start`; return the path to its value and the place behind the colon."""
        key = self._add("string", start, position, "")
        colon, start, position = self._token(position, end)
        if colon != ":":
            raise JsonSyntaxError(start)
        return inside.path if inside.jar else _joined(inside.path, key), position

    def _value(self, kind: str, start: int, end: int, label: str, inside: _Opened) -> None:
        """Add the scalar at `start`, or the fields of the document that it is."""
        before = len(self.fields)
        value = self._add(kind, start, end, label)
        if len(self.fields) == before:
            return
        if inside.closes == "}":
            inside.members[label.rpartition(".")[2].lower()] = before
        if kind == "string" and not self.nested and _DOCUMENT.match(value):
            self._unfold(value, label)

    def _unfold(self, value: str, label: str) -> None:
        """Replace the last field by those of the JSON document that it is, where it is one."""
        outer = self.fields[-1]
        reader = _Reader(text=value, file=self.file, nested=True)
        try:
            reader.read(0, len(value))
        except JsonSyntaxError:
            return
        if reader.fields:
            self.fields[-1:] = [_moved(inner, outer.offsets, label) for inner in reader.fields]
            bound_fields(len(self.fields), self.file)

    def _pair(self, closed: _Opened) -> None:
        """Give the value of an object that says a key and its value the label that the key is."""
        name = next((closed.members[key] for key in _NAME_KEYS if key in closed.members), None)
        value = next((closed.members[key] for key in _VALUE_KEYS if key in closed.members), None)
        if name is not None and value is not None and value != name:
            label = closed.path if _is_jar(closed.path) else _joined(closed.path, self.fields[name].value)
            self.fields[value] = replace(self.fields[value], label=label)
        speaker = next((closed.members[key] for key in _SPEAKER_KEYS if key in closed.members), None)
        if speaker is not None and not _MESSAGE_KEYS.isdisjoint(closed.members):
            self.fields[speaker] = replace(self.fields[speaker], label=_joined(closed.path, "display_name"))

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


def _joined(path: str, key: str) -> str:
    return (f"{path}.{key}" if path else key)[-MAX_LABEL_CHARS:]


def _is_jar(path: str) -> bool:
    """Tell whether a path leads to cookies, each of which is a secret whatever it is called."""
    return path.rpartition(".")[2].lower() in {"cookie", "cookies"}


def _moved(inner: Field, outer: Sequence[int], label: str) -> Field:
    """Return a field of a document inside of a string as a field of the document around it."""
    offsets = inner.offsets
    if isinstance(offsets, range) and isinstance(outer, range):
        moved: tuple[int, ...] | range = range(outer[0] + offsets[0], outer[0] + offsets[-1] + 1)
    else:
        moved = tuple(outer[offset] for offset in offsets)
    return replace(
        inner,
        start=outer[inner.start],
        end=outer[inner.end],
        label=_joined(label, inner.label) if inner.label else "",
        offsets=moved,
        quote='\\"',
    )


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
