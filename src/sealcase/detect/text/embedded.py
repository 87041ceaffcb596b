r"""Text inside of text: what is written in another spelling there, one level deep, and the way back.

Percent-encoding (RFC 3986, section 2.1; form data as WHATWG URL, application/x-www-form-urlencoded), bytes as
`\xE5` (nginx, Python), `\uXXXX` escapes (RFC 8259, section 7), numeric character references (HTML), elements of
XML, and base64 (RFC 4648, sections 4 and 5). Each stretch that decodes to text is read beside the text that it
stands in. All but base64 lead back to the characters that say them; of base64, where a value begins and
ends between two characters, the whole encoded stretch goes when something in it has to go.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

MAX_TOKEN_CHARS = 4096
"""How far around an encoded character its stretch reaches."""

MIN_BASE64_CHARS = 16
"""Characters of base64, padding included, from which a stretch is decoded: eleven bytes, a phone number."""

MAX_KNOWN_BASE64 = 4096
MAX_KNOWN_BASE64_CHARS = 128
"""How many stretches are remembered, and up to what length."""

_STOPS = frozenset(" \t\r\n\"'<>&=?#;,|{}()[]\\/\uffff\ufffe\x1e")
"""What ends a percent-encoded stretch: the marks between the parts of a query, a form and a sentence."""

_OCTET = re.compile(r"(?:%|\\x)([0-9A-Fa-f]{2})")
_PARAMETER = re.compile(r"(?:[?&]|^)([\w.\-]{1,64})=([^&\s\"'<>#;,{}]{1,512})(?=&|[\s\"'#]|$)", re.MULTILINE)
_PLUS_IN_VALUE = re.compile(r"=[^&\s\"'<>#;,{}+]{0,512}\+")
_KEY = re.compile(r"[\w.\-%\[\]]*")
MAX_KEY_CHARS = 64
_LINE = re.compile(r"[^\r\n]+")
_ESCAPE = re.compile(
    r"\\+u([dD][89abAB][0-9a-fA-F]{2})\\+u([dD][c-fC-F][0-9a-fA-F]{2})|\\+u([0-9a-fA-F]{4})|\\+([\"'/nrt])"
    r"|&#(\d{2,7});|&#[xX]([0-9a-fA-F]{2,6});"
)
_WHITE = {"n": " ", "r": " ", "t": " "}
_ELEMENT = re.compile(r"<([A-Za-z_][\w.\-]{0,63})(?: [^<>]{0,200})?>(?:<!\[CDATA\[)?([^<>\]]{1,2000})(?:\]\]>)?</\1>")
_INLINE = r"</?(?:a|b|big|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,300})?/?>"
_INLINE_TAG = re.compile(_INLINE, re.IGNORECASE)
_TAG_IN_WORD = re.compile(rf"\w{_INLINE}(?:{_INLINE}){{0,8}}\w", re.IGNORECASE)
MIN_WRAPPED_CHARS = 60
_BREAK = r"(?:(?:\\\\r)?\\\\n|\r?\n)"
_MAX_BREAK_CHARS = 6
_WRAPPED_LINE = re.compile(rf"(?<![0-9A-Za-z+/])[0-9A-Za-z+/]{{60,76}}{_BREAK}")
_WRAPPED_BASE64 = re.compile(
    rf"(?<![0-9A-Za-z+/])(?:[0-9A-Za-z+/]{{60,76}}{_BREAK})+[0-9A-Za-z+/]{{1,76}}={{0,2}}(?![0-9A-Za-z+/=])"
)
"""Lines as mail writes them (RFC 2045, section 6.8), the breaks between them escaped or not."""
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
_MASK = bytes(0x61 if octet in _ALPHABET else 0x20 for octet in range(256))
_BREAKS = re.compile(r"\\[rn]|[\r\n]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Embedded:
    """A decoded stretch of a text."""

    text: str = field(repr=False)
    label: str
    """The key that it is the value of; empty where there is none."""
    offsets: Sequence[int] = field(repr=False)
    """Where in the text around it each character begins, and the end of the last; with `whole`, begin and end."""
    whole: bool = False
    """It cannot be taken apart: what is found inside of it is said of all of it."""

    @property
    def start(self) -> int:
        """Where the encoded stretch begins in the text around it."""
        return self.offsets[0]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the text around it that say `text[start:end]`."""
        if self.whole:
            return self.offsets[0], self.offsets[-1]
        return self.offsets[start], self.offsets[end]


def embedded(text: str) -> Iterator[Embedded]:
    """Yield every stretch of `text` that says something in another spelling."""
    if "%" in text or "\\x" in text:
        yield from _octets(text)
    if "\\u" in text or "&#" in text or '\\"' in text:
        yield from _escapes(text)
    if "+" in text and _PLUS_IN_VALUE.search(text) is not None:
        yield from _forms(text)
    if "</" in text:
        yield from _elements(text)
        yield from _without_tags(text)
    yield from _encoded(text)


def from_base64(run: str) -> str | None:
    """Return the text that a stretch of base64 says, None where it says none."""
    return _from_short_base64(run) if len(run) <= MAX_KNOWN_BASE64_CHARS else _from_base64(run)


def _from_base64(run: str) -> str | None:
    compact = run if run.isalnum() else _BREAKS.sub("", run).rstrip("=").replace("-", "+").replace("_", "/")
    if len(compact) % 4 == 1:
        return None
    try:
        text = binascii.a2b_base64(compact + "=" * (-len(compact) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return text if text.strip() and not _UNSEEN.search(text) else None


_from_short_base64 = lru_cache(maxsize=MAX_KNOWN_BASE64)(_from_base64)
"""In a log many names are long enough to be base64, and they come again and again."""


def _octets(text: str) -> Iterator[Embedded]:
    reached = 0
    while (octet := _OCTET.search(text, reached)) is not None:
        start = end = octet.start()
        lowest, highest = max(reached, start - MAX_TOKEN_CHARS), min(len(text), start + MAX_TOKEN_CHARS)
        while start > lowest and text[start - 1] not in _STOPS:
            start -= 1
        while end < highest and (text[end] not in _STOPS or (text[end] == "\\" and _OCTET.match(text, end))):
            end += 1
        reached = max(end, octet.end())
        key = _key_before(text, start)
        found = _decode_octets(text, start, end, form=key is not None)
        if found is not None:
            decoded, offsets = found
            yield Embedded(text=decoded, label=key or "", offsets=offsets)


def _forms(text: str) -> Iterator[Embedded]:
    """Yield values of a query or form in which a plus sign is a space, and nothing else is encoded."""
    for parameter in _PARAMETER.finditer(text):
        if "+" in parameter[2] and "%" not in parameter[2]:
            start, end = parameter.span(2)
            yield Embedded(text=parameter[2].replace("+", " "), label=parameter[1], offsets=range(start, end + 1))


def _key_before(text: str, end: int) -> str | None:
    """Return the key of the value at `end`, as `key=` says it; None where there is none."""
    if text[end - 1 : end] != "=":
        return None
    start = end - 1
    while start > max(0, end - 1 - MAX_KEY_CHARS) and _KEY.fullmatch(text[start - 1]):
        start -= 1
    key = text[start : end - 1]
    decoded = _decode_octets(key, 0, len(key), form=True)
    return decoded[0] if decoded else key


def _decode_octets(text: str, start: int, end: int, *, form: bool) -> tuple[str, Sequence[int]] | None:
    """Return what a stretch says in UTF-8 or GB18030, and where; in a form, a plus sign is a space."""
    data = bytearray()
    origins: list[int] = []
    position = start
    while position < end:
        octet = _OCTET.match(text, position, end)
        character = " " if form and text[position] == "+" else text[position]
        octets = bytes.fromhex(octet[1]) if octet else character.encode("utf-8", "replace")
        data += octets
        origins += [position] * len(octets)
        position = octet.end() if octet else position + 1
    for encoding in ("utf-8", "gb18030"):
        try:
            decoded = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _UNSEEN.search(decoded):
            return None
        offsets, at = [], 0
        for character in decoded:
            offsets.append(origins[at])
            at += len(character.encode(encoding))
        return decoded, (*offsets, end)
    return None


def _escapes(text: str) -> Iterator[Embedded]:
    """Yield each line with escapes as it reads without them."""
    for line in _LINE.finditer(text):
        if _ESCAPE.search(text, *line.span()) is None:
            continue
        pieces: list[str] = []
        offsets: list[int] = []
        position = line.start()
        for escape in _ESCAPE.finditer(text, *line.span()):
            pieces += (text[position : escape.start()], _unescaped(escape))
            offsets += (*range(position, escape.start()), escape.start())
            position = escape.end()
        pieces.append(text[position : line.end()])
        offsets += range(position, line.end() + 1)
        yield Embedded(text="".join(pieces), label="", offsets=offsets)


def _unescaped(escape: re.Match[str]) -> str:
    """Return the one character that an escape stands for; what none is becomes U+FFFD."""
    high, low, unit, short, decimal, hexadecimal = escape.groups()
    if short:
        return _WHITE.get(short, short)
    if high:
        return (bytes.fromhex(high) + bytes.fromhex(low)).decode("utf-16-be")
    code = int(decimal) if decimal else int(unit or hexadecimal, 16)
    seen = 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if seen and not _UNSEEN.match(chr(code)) else "\ufffd"


def _elements(text: str) -> Iterator[Embedded]:
    for element in _ELEMENT.finditer(text):
        start, end = element.span(2)
        yield Embedded(text=element[2], label=element[1], offsets=range(start, end + 1))


def _without_tags(text: str) -> Iterator[Embedded]:
    """Yield each line in which tags of HTML stand inside of what a reader sees as one word, without those tags."""
    for line in _LINE.finditer(text):
        if _TAG_IN_WORD.search(text, *line.span()) is None:
            continue
        pieces: list[str] = []
        offsets: list[int] = []
        position = line.start()
        for tag in _INLINE_TAG.finditer(text, *line.span()):
            pieces.append(text[position : tag.start()])
            offsets += range(position, tag.start())
            position = tag.end()
        pieces.append(text[position : line.end()])
        offsets += range(position, line.end() + 1)
        yield Embedded(text="".join(pieces), label="", offsets=offsets)


def _encoded(text: str) -> Iterator[Embedded]:
    rows = list(_rows_of_letters(text, min(MIN_WRAPPED_CHARS, MIN_BASE64_CHARS - 2)))
    for start, end in [*_wrapped_runs(text, rows), *_runs(text, rows, MIN_BASE64_CHARS)]:
        if (decoded := from_base64(text[start:end])) is not None:
            yield Embedded(text=decoded, label="", offsets=(start, end), whole=True)


def _wrapped_runs(text: str, rows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of base64 that go over several lines."""
    reached = 0
    for start, end in rows:
        if start < reached or end - start < MIN_WRAPPED_CHARS:
            continue
        line = _WRAPPED_LINE.search(text, start, min(len(text), end + _MAX_BREAK_CHARS))
        if line is not None and (run := _WRAPPED_BASE64.match(text, line.start())) is not None:
            yield run.span()
            reached = run.end()


def base64_runs(text: str, min_chars: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the alphabet of base64, padding included, that are long enough and of both cases."""
    return _runs(text, _rows_of_letters(text, min_chars - 2), min_chars)


def _rows_of_letters(text: str, min_chars: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the alphabet of base64 that are long enough.

    Every letter becomes the same one and a row of it is looked for: on logs, where nearly every word is a
    candidate, a pattern takes many times as long.
    """
    mask = text.encode("ascii", "replace").translate(_MASK)
    row, end = b"a" * min_chars, 0
    while (start := mask.find(row, end)) >= 0:
        end = mask.find(b" ", start)
        if end < 0:
            end = len(text)
        yield start, end


def _runs(text: str, rows: Iterable[tuple[int, int]], min_chars: int) -> Iterator[tuple[int, int]]:
    for start, letters_end in rows:
        end = letters_end
        while end - letters_end < 2 and text.startswith("=", end):
            end += 1
        if end - start >= min_chars:
            run = text[start:letters_end]
            if run != run.lower() and run != run.upper():
                yield start, end
