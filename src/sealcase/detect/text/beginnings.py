"""How what a pattern matches may begin: so that a search looks only at characters where one may."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sealcase.detect.text.parsed import ASCII, REPEATS, ascii_of, code, items_of, parsed, span_of

_MANY = 40
"""From how many different first characters of ASCII on it does not pay to look for them."""
_BEYOND = -1
"""Stands for all characters that are not ASCII."""
_ALIKE = {0x130, 0x131, 0x17F, 0x212A}
"""Those that `re.IGNORECASE` takes for a letter of ASCII."""


def searched(shape: str) -> str:
    """Return a pattern to be searched for: where it matches one character, `shape` matches.

    `re` looks for what begins with one of a few characters much faster than for a choice or a look behind.
    """
    tree = parsed(shape, 0)
    first = _first(tree)
    if first is None or len(first.intersection(ASCII)) > _MANY or tree[0][0] in {code.LITERAL, code.IN}:
        return shape
    others = "".join(re.escape(chr(one)) for one in ASCII if one not in first)
    characters = f"^{others}" if _BEYOND in first else "".join(re.escape(chr(one)) for one in sorted(first))
    return f"[{characters}](?<=(?={shape})(?s:.))"


def _beyond(items: Sequence[Any]) -> set[int]:
    """Return the characters that are not ASCII of a class; where it does not list them, that there are some."""
    if all(kind is code.LITERAL for kind, _ in items):
        return {value for _, value in items if value not in ASCII}
    spans = [span_of(kind, value) for kind, value in items if kind is not code.NEGATE]
    beyond = items[0][0] is code.NEGATE or any(span is None or span[1] >= len(ASCII) for span in spans)
    return {_BEYOND} if beyond else set()


def first_characters(shape: str) -> tuple[str, bool]:
    """Return with which characters a match may begin, and whether with any other that is not ASCII."""
    first = _first(parsed(shape, 0))
    if first is None:
        return "".join(map(chr, ASCII)), True
    return "".join(map(chr, first - {_BEYOND})), _BEYOND in first


def _first(items: Sequence[Any]) -> set[int] | None:
    """Return with which characters of ASCII a match may begin, and whether others; None where it may be empty."""
    first: set[int] = set()
    for kind, value in items:
        if kind in {code.AT, code.ASSERT, code.ASSERT_NOT}:
            continue
        if kind in {code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY}:
            items = items_of(kind, value)
            return first | ascii_of(items) | _beyond(items)
        inner: set[int] | None
        if kind is code.BRANCH:
            each = [_first(branch) for branch in value[1]]
            inner = None if None in each else set().union(*filter(None, each))
        else:
            inner = _first(value if kind is code.ATOMIC_GROUP else value[-1])
            if inner is not None and kind is code.SUBPATTERN and value[1] & re.IGNORECASE:
                inner |= _in_any_case(inner)
        if inner is None:
            return None
        first |= inner
        if not (kind in REPEATS and value[0] == 0):
            return first
    return None


def _in_any_case(first: set[int]) -> set[int]:
    """Return what else may begin a match where letters are taken in any case."""
    others = {ord(chr(one).swapcase()) for one in first if one in ASCII} | _ALIKE
    letters = (chr(one) for one in first if one >= len(ASCII))
    return others | {_BEYOND} if any(letter.lower() != letter.upper() for letter in letters) else others
