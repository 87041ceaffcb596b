r"""Shapes of patterns: what any match of a pattern must look like, once every digit reads `0`.

The lines of a log differ in their digits and repeat in all else, so lines are known by their shape, and
a pattern has one, too: that of `4\d{3}-[1-9]{2}` is `0000-00`. Guarantees, for any pattern: where it matches
a text, its shape matches the text's shape at the same place, without a look beyond the end of the line or
further than the width that was asked for. A shape may match where the pattern does not: it says where a
closer look is worth the while, and the pattern decides.

Looks ahead and behind stay where they hold whatever the digits are. What is not understood here ends the shape, and a
shape that is empty matches everywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sealcase.detect.text.parsed import (
    ASCII,
    CATEGORIES,
    DIGIT_CODES,
    REPEATS,
    ascii_of,
    code,
    items_of,
    parsed,
    span_of,
    without_names,
)

CONTEXT_CHARS = 16
"""A shape looks no further behind its beginning than this."""
DIGITS = str.maketrans("123456789", "000000000")
"""Makes the shape of a text."""

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
        part = self._sequence(without_names(parsed(pattern.pattern, pattern.flags & ~re.UNICODE), {}), 0)
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
            if not part.whole and kind in REPEATS and not value[0]:
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
                return self._character(items_of(kind, value), used)
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
            case _ if kind in REPEATS:
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


@lru_cache(maxsize=4096)
def _character(items: tuple[Any, ...], breaks: str) -> _Part:
    """Return the shape of one character of a class."""
    taken = ascii_of(items)
    ends = {ord(char) for char in breaks}
    if taken and taken <= ends:
        return _Part("$", 0, 0, whole=False)
    ending = "$" if taken & ends else ""
    taken -= ends
    folded = (taken - DIGIT_CODES) | ({ord("0")} if taken & DIGIT_CODES else set())
    negated = items[0][0] is code.NEGATE
    high = [span for kind, value in items if (span := span_of(kind, value)) is not None and span[1] >= len(ASCII)]
    names = {CATEGORIES[value][0] for kind, value in items if kind is code.CATEGORY} - {"\\d"}
    if negated:
        folded = set(ASCII) - folded - (DIGIT_CODES - {ord("0")})
    spans = [*_spans(folded), *((max(low, len(ASCII)), last) for low, last in high)]
    if not spans and not names:
        return _Part("[^\\n]", 1, 1, whole=True, ending=ending) if negated else _END
    written = "".join(_written(*span) for span in spans) + "".join(sorted(names))
    if not (negated or names) and len(spans) == 1 and spans[0][0] == spans[0][1]:
        return _Part(written, 1, 1, whole=True, ending=ending)
    return _Part(f"[{'^' if negated else ''}{written}]", 1, 1, whole=True, ending=ending)


def _written(low: int, last: int) -> str:
    first, end = re.escape(chr(low)), re.escape(chr(last))
    return first if low == last else f"{first}-{end}"


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
    return len(ascii_of(items) & DIGIT_CODES) in {0, len(DIGIT_CODES)}


def _characters(tree: Any) -> Iterator[Sequence[Any]]:
    """Yield every character's class in a part of a pattern."""
    for kind, value in tree:
        if kind in {code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY}:
            yield items_of(kind, value)
        elif kind is code.BRANCH:
            for items in value[1]:
                yield from _characters(items)
        elif kind is code.SUBPATTERN or kind in REPEATS:
            yield from _characters(value[-1])
        elif kind in {code.ASSERT, code.ASSERT_NOT}:
            yield from _characters(value[1])
        elif kind is code.ATOMIC_GROUP:
            yield from _characters(value)
