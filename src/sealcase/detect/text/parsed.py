"""Patterns as `re` has parsed them, and the characters of their classes.

`re` publishes no parser, so its own is used here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined] # the only way to a parsed pattern
from typing import Any

code: Any = _constants
"""What the parts of a parsed pattern are called."""
ASCII = range(128)
DIGIT_CODES = frozenset(map(ord, "0123456789"))
_SPACES = frozenset(map(ord, "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "))
_WORDS = frozenset(map(ord, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"))
CATEGORIES = {
    code.CATEGORY_DIGIT: ("\\d", DIGIT_CODES),
    code.CATEGORY_NOT_DIGIT: ("\\D", frozenset(ASCII) - DIGIT_CODES),
    code.CATEGORY_SPACE: ("\\s", _SPACES),
    code.CATEGORY_NOT_SPACE: ("\\S", frozenset(ASCII) - _SPACES),
    code.CATEGORY_WORD: ("\\w", _WORDS),
    code.CATEGORY_NOT_WORD: ("\\W", frozenset(ASCII) - _WORDS),
}
"""How a category is written, and its characters of ASCII."""
REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}


@cache
def parsed(pattern: str, flags: int) -> Any:
    """Return a pattern as `re` has parsed it."""
    return _parser.parse(pattern, flags)


def without_names(items: Iterable[Any], groups: dict[int, Any]) -> list[Any]:
    r"""Return items in which a group that is named again (`\1`) stands in full: it looks as it did before.

    `groups` takes the groups in, by number.
    """
    written: list[Any] = []
    for kind, value in items:
        match kind:
            case code.GROUPREF if value in groups:
                written.append((code.SUBPATTERN, (None, *groups[value])))
            case code.SUBPATTERN:
                groups[value[0]] = (*value[1:-1], without_names(value[-1], groups))
                written.append((kind, (value[0], *groups[value[0]])))
            case code.ATOMIC_GROUP:
                written.append((kind, without_names(value, groups)))
            case code.BRANCH:
                written.append((kind, (value[0], [without_names(branch, groups) for branch in value[1]])))
            case code.ASSERT | code.ASSERT_NOT | code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
                written.append((kind, (*value[:-1], without_names(value[-1], groups))))
            case _:
                written.append((kind, value))
    return written


def items_of(kind: Any, value: Any) -> Sequence[Any]:
    """Return what matches one character, as the items of a class."""
    match kind:
        case code.LITERAL:
            return [(code.LITERAL, value)]
        case code.NOT_LITERAL:
            return [(code.NEGATE, None), (code.LITERAL, value)]
        case code.ANY:
            return [(code.NEGATE, None), (code.LITERAL, ord("\n"))]
    return list(value)


def span_of(kind: Any, value: Any) -> tuple[int, int] | None:
    """Return the first and last character of a class's item; None for a category."""
    if kind is code.LITERAL:
        return value, value
    return tuple(value) if kind is code.RANGE else None


def ascii_of(items: Sequence[Any]) -> set[int]:
    """Return the characters of ASCII that a class takes."""
    taken: set[int] = set()
    for kind, value in items:
        if kind is code.CATEGORY:
            taken |= CATEGORIES[value][1]
        elif (span := span_of(kind, value)) is not None:
            taken.update(range(span[0], min(span[1] + 1, len(ASCII))))
    return set(ASCII) - taken if items[0][0] is code.NEGATE else taken
