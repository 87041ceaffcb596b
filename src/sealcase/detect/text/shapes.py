r"""Shapes of patterns: what any match of a pattern must look like, once every digit reads `0`.

The lines of a log differ in their digits and repeat in all else, so lines are known by their shape, and
a pattern has one, too: that of `4\d{3}-[1-9]{2}` is `0000-00`. Guarantees, for any pattern: where it matches
a text, its shape matches the text's shape at the same place, without a look beyond the end of the line or
further than the width that was asked for. A shape may match where the pattern does not: it says where a
closer look is worth the while, and the pattern decides.

Looks ahead and behind stay where they hold whatever the digits are. `re` publishes no parser, so its own is used; what
is not understood here ends the shape, and a shape that is empty matches everywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from re import _constants as code  # type: ignore[attr-defined] # the only way to a parsed pattern
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

CONTEXT_CHARS = 16
"""A shape looks no further behind its beginning than this."""
DIGITS = str.maketrans("123456789", "000000000")
"""Makes the shape of a text."""

_ASCII = range(128)
_DIGITS = frozenset(map(ord, "0123456789"))
_SPACES = frozenset(map(ord, "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "))
_WORDS = frozenset(map(ord, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"))
_CATEGORIES = {
    code.CATEGORY_DIGIT: ("\\d", _DIGITS),
    code.CATEGORY_NOT_DIGIT: ("\\D", frozenset(_ASCII) - _DIGITS),
    code.CATEGORY_SPACE: ("\\s", _SPACES),
    code.CATEGORY_NOT_SPACE: ("\\S", frozenset(_ASCII) - _SPACES),
    code.CATEGORY_WORD: ("\\w", _WORDS),
    code.CATEGORY_NOT_WORD: ("\\W", frozenset(_ASCII) - _WORDS),
}
"""How a category is written, and its characters of ASCII."""
_MANY = 40
"""From how many different first characters on it does not pay to look for them."""
_BEYOND = -1
"""Stands for all characters that are not ASCII."""
_ALIKE = {0x130, 0x131, 0x17F, 0x212A}
"""Those that `re.IGNORECASE` takes for a letter of ASCII."""
_REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}
_PLACES = {
    code.AT_BEGINNING: "^",
    code.AT_BEGINNING_STRING: "^",
    code.AT_BOUNDARY: "\\b",
    code.AT_NON_BOUNDARY: "\\B",
    code.AT_END: "$",
    code.AT_END_STRING: "$",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """The shape of a part of a pattern."""

    text: str
    fewest: int
    """How many characters it takes, or looks at, at least."""
    width: float
    """How many it takes at most."""
    whole: bool
    """Nothing of it was left out, so that the shape may go on behind it."""
    ending: str = ""
    """Its shape where the line ends within it, which it may."""


_NOTHING = _Part("", 0, 0, whole=True)
_END = _Part("", 0, 0, whole=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shaper:
    """Writes shapes; `breaks` are the characters that end a line."""

    breaks: str
    width_chars: float = math.inf

    def shape(self, pattern: re.Pattern[str]) -> str:
        """Return the shape of a pattern; empty where it would match anywhere."""
        part = self._sequence(_without_names(parsed(pattern.pattern, pattern.flags & ~re.UNICODE), {}), 0)
        if not part.fewest:
            return ""
        return f"(?i:{part.text})" if pattern.flags & re.IGNORECASE else part.text

    def _sequence(self, items: Sequence[Any], used: float) -> _Part:
        """Return the shape of items in a row, of which the first begins `used` characters into the match."""
        text, fewest, width = "", 0, 0.0
        for index, (kind, value) in enumerate(items):
            part = self._item(kind, value, used + width)
            if part.ending:
                rest = self._sequence(items[index + 1 :], used + width + part.width)
                either = f"(?:{part.text}{rest.text}|{part.ending})"
                return _Part(text + either, fewest + min(part.fewest + rest.fewest, 0), width, whole=False)
            if not part.whole and kind in _REPEATS and not value[0]:
                # What may go on in the next line may also be left out: `,\n?a` is a comma and a letter, or the end.
                rest = self._sequence(items[index + 1 :], used + width)
                either = f"(?:{part.text}|{rest.text})"
                return _Part(text + either, fewest + min(part.fewest, rest.fewest), width, whole=False)
            text, fewest, width = text + part.text, fewest + part.fewest, width + part.width
            if not part.whole:
                return _Part(text, fewest, width, whole=False)
        return _Part(text, fewest, width, whole=True)

    def _item(self, kind: Any, value: Any, used: float) -> _Part:  # noqa: PLR0911 - one case after the other
        match kind:
            case code.LITERAL | code.NOT_LITERAL | code.IN | code.ANY:
                return self._character(_items(kind, value), used)
            case code.AT:
                return _Part(_PLACES[value], 0, 0, whole=True)
            case code.SUBPATTERN:
                inner = self._sequence(value[-1], used)
                start = "(?i:" if value[1] & re.IGNORECASE else "(?:"
                return replace(inner, text=f"{start}{inner.text})")
            case code.ATOMIC_GROUP:
                inner = self._sequence(value, used)
                return replace(inner, text=f"(?:{inner.text})")
            case code.BRANCH:
                parts = [self._sequence(items, used) for items in value[1]]
                return _Part(
                    f"(?:{'|'.join(part.text for part in parts)})",
                    min(part.fewest for part in parts),
                    max(part.width for part in parts),
                    whole=all(part.whole for part in parts),
                )
            case _ if kind in _REPEATS:
                return self._repeat(value, used)
            case code.ASSERT | code.ASSERT_NOT:
                return self._look(value, used, wanted=kind is code.ASSERT)
        return _END  # whatever `re` may learn

    def _character(self, items: Sequence[Any], used: float) -> _Part:
        return _END if used + 1 > self.width_chars else _character(tuple(items), self.breaks)

    def _behind(self, items: Sequence[Any], *, wanted: bool) -> _Part:
        """Return the shape of what is looked for behind; where it is unwanted, a line may begin there."""
        parts = [self._item(kind, value, 0) for kind, value in items]
        if wanted and any(part.ending for part in parts):
            return _END
        return _Part(
            "".join(part.text for part in parts),
            sum(part.fewest for part in parts),
            sum(part.width for part in parts),
            whole=all(part.whole for part in parts),
        )

    def _repeat(self, value: tuple[int, Any, Any], used: float) -> _Part:
        fewest, most, items = value
        inner = self._item(items[0][0], items[0][1], used) if len(items) == 1 else self._sequence(items, used)
        if not inner.whole:
            return replace(inner, text=f"(?:{inner.text})")
        unbounded = most is code.MAXREPEAT
        width = inner.width * (math.inf if unbounded else int(most)) if inner.width else 0.0
        least = fewest * inner.fewest
        if used + width > self.width_chars:
            count = min(fewest, int((self.width_chars - used) // inner.width))
            return _Part(f"(?:{inner.text}){{{count}}}", count * inner.fewest, count * inner.width, whole=False)
        upto = "" if unbounded else most
        ending = inner.ending and f"(?:{inner.text}){{0,{upto}}}$"
        return _Part(f"(?:{inner.text}){{{fewest},{upto}}}", least, width, whole=True, ending=ending)

    def _look(self, value: tuple[int, Any], used: float, *, wanted: bool) -> _Part:
        """Return a look ahead or behind, if no digit and no line's end decides it."""
        direction, items = value
        behind = direction < 0
        inner = self._behind(items, wanted=wanted) if behind else self._sequence(items, used)
        if behind and (not inner.whole or inner.width > CONTEXT_CHARS):
            return _NOTHING
        if not wanted and not (inner.whole and all(_any_digit(part) for part in _characters(items))):
            return _NOTHING
        return _Part(
            f"(?{'<' if behind else ''}{'=' if wanted else '!'}{inner.text})",
            inner.fewest if wanted else 0,
            0,
            whole=True,
        )


@cache
def parsed(pattern: str, flags: int) -> Any:
    """Return a pattern as `re` has parsed it."""
    return parser.parse(pattern, flags)


def _without_names(items: Iterable[Any], groups: dict[int, Any]) -> list[Any]:
    r"""Return items in which a group that is named again (`\1`) stands in full: it looks as it did before.

    `groups` takes the groups in, by number.
    """
    written: list[Any] = []
    for kind, value in items:
        match kind:
            case code.GROUPREF if value in groups:
                written.append((code.SUBPATTERN, (None, *groups[value])))
            case code.SUBPATTERN:
                groups[value[0]] = (*value[1:-1], _without_names(value[-1], groups))
                written.append((kind, (value[0], *groups[value[0]])))
            case code.ATOMIC_GROUP:
                written.append((kind, _without_names(value, groups)))
            case code.BRANCH:
                written.append((kind, (value[0], [_without_names(branch, groups) for branch in value[1]])))
            case code.ASSERT | code.ASSERT_NOT | code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
                written.append((kind, (*value[:-1], _without_names(value[-1], groups))))
            case _:
                written.append((kind, value))
    return written


@lru_cache(maxsize=4096)
def _character(items: tuple[Any, ...], breaks: str) -> _Part:
    """Return the shape of one character of a class."""
    taken = _ascii(items)
    ends = {ord(char) for char in breaks}
    if taken and taken <= ends:
        return _Part("$", 0, 0, whole=False)
    ending = "$" if taken & ends else ""
    taken -= ends
    folded = (taken - _DIGITS) | ({ord("0")} if taken & _DIGITS else set())
    negated = items[0][0] is code.NEGATE
    high = [span for kind, value in items if (span := _span(kind, value)) is not None and span[1] >= len(_ASCII)]
    names = {_CATEGORIES[value][0] for kind, value in items if kind is code.CATEGORY} - {"\\d"}
    if negated:
        folded = set(_ASCII) - folded - (_DIGITS - {ord("0")})
    spans = [*_spans(folded), *((max(low, len(_ASCII)), last) for low, last in high)]
    if not spans and not names:
        return _Part("[^\\n]", 1, 1, whole=True, ending=ending) if negated else _END
    written = "".join(_written(*span) for span in spans) + "".join(sorted(names))
    if not (negated or names) and len(spans) == 1 and spans[0][0] == spans[0][1]:
        return _Part(written, 1, 1, whole=True, ending=ending)
    return _Part(f"[{'^' if negated else ''}{written}]", 1, 1, whole=True, ending=ending)


def _written(low: int, last: int) -> str:
    first, end = re.escape(chr(low)), re.escape(chr(last))
    return first if low == last else f"{first}-{end}"


def _items(kind: Any, value: Any) -> Sequence[Any]:
    """Return what matches one character, as the items of a class."""
    match kind:
        case code.LITERAL:
            return [(code.LITERAL, value)]
        case code.NOT_LITERAL:
            return [(code.NEGATE, None), (code.LITERAL, value)]
        case code.ANY:
            return [(code.NEGATE, None), (code.LITERAL, ord("\n"))]
    return list(value)


def _span(kind: Any, value: Any) -> tuple[int, int] | None:
    """Return the first and last character of a class's item; None for a category."""
    if kind is code.LITERAL:
        return value, value
    return tuple(value) if kind is code.RANGE else None


def _ascii(items: Sequence[Any]) -> set[int]:
    """Return the characters of ASCII that a class takes."""
    taken: set[int] = set()
    for kind, value in items:
        if kind is code.CATEGORY:
            taken |= _CATEGORIES[value][1]
        elif (span := _span(kind, value)) is not None:
            taken.update(range(span[0], min(span[1] + 1, len(_ASCII))))
    return set(_ASCII) - taken if items[0][0] is code.NEGATE else taken


def _spans(characters: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of neighbours."""
    for first in sorted(characters):
        if first - 1 not in characters:
            last = first
            while last + 1 in characters:
                last += 1
            yield first, last


def _any_digit(items: Sequence[Any]) -> bool:
    """Whether a class takes all digits alike."""
    return len(_ascii(items) & _DIGITS) in {0, len(_DIGITS)}


def _characters(tree: Any) -> Iterator[Sequence[Any]]:
    """Yield every character's class in a part of a pattern."""
    for kind, value in tree:
        if kind in {code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY}:
            yield _items(kind, value)
        elif kind is code.BRANCH:
            for items in value[1]:
                yield from _characters(items)
        elif kind is code.SUBPATTERN or kind in _REPEATS:
            yield from _characters(value[-1])
        elif kind in {code.ASSERT, code.ASSERT_NOT}:
            yield from _characters(value[1])
        elif kind is code.ATOMIC_GROUP:
            yield from _characters(value)


def searched(shape: str) -> str:
    """Return a pattern to be searched for: where it matches one character, `shape` matches.

    `re` looks for what begins with one of a few characters much faster than for a choice or a look behind.
    """
    tree = parsed(shape, 0)
    found = _first(tree)
    first = {one if one in _ASCII else _BEYOND for one in found or ()}
    if found is None or len(first) > _MANY or tree[0][0] in {code.LITERAL, code.IN}:
        return shape
    others = "".join(re.escape(chr(one)) for one in _ASCII if one not in first)
    characters = f"^{others}" if _BEYOND in first else "".join(re.escape(chr(one)) for one in sorted(first))
    return f"[{characters}](?<=(?={shape})(?s:.))"


def _beyond(items: Sequence[Any]) -> set[int]:
    """Return the characters that are not ASCII of a class; where it does not list them, that there are some."""
    if all(kind is code.LITERAL for kind, _ in items):
        return {value for _, value in items if value not in _ASCII}
    spans = [_span(kind, value) for kind, value in items if kind is not code.NEGATE]
    beyond = items[0][0] is code.NEGATE or any(span is None or span[1] >= len(_ASCII) for span in spans)
    return {_BEYOND} if beyond else set()


def first_characters(shape: str) -> tuple[str, bool]:
    """Return with which characters a match may begin, and whether with any other that is not ASCII."""
    first = _first(parsed(shape, 0))
    if first is None:
        return "".join(map(chr, _ASCII)), True
    return "".join(map(chr, first - {_BEYOND})), _BEYOND in first


def _first(items: Sequence[Any]) -> set[int] | None:
    """Return with which characters of ASCII a match may begin, and whether others; None where it may be empty."""
    first: set[int] = set()
    for kind, value in items:
        if kind in {code.AT, code.ASSERT, code.ASSERT_NOT}:
            continue
        if kind in {code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY}:
            items = _items(kind, value)
            return first | _ascii(items) | _beyond(items)
        inner: set[int] | None
        if kind is code.BRANCH:
            each = [_first(branch) for branch in value[1]]
            inner = None if None in each else set().union(*filter(None, each))
        else:
            inner = _first(value if kind is code.ATOMIC_GROUP else value[-1])
            if inner is not None and kind is code.SUBPATTERN and value[1] & re.IGNORECASE:
                inner |= {ord(chr(one).swapcase()) for one in inner if one in _ASCII} | _ALIKE
        if inner is None:
            return None
        first |= inner
        if not (kind in _REPEATS and value[0] == 0):
            return first
    return None
