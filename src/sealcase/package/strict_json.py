"""JSON with nothing left open: no duplicate key, no float, no unknown or missing member, no surprise in a string.

Guarantees: what a schema reads is exactly what the document holds. Refused, with the path of the
place: bytes that are not UTF-8 or have a byte-order mark, duplicate keys, fractions and exponents,
NaN and Infinity, integers that not every reader holds exactly (RFC 8259, section 6), nesting beyond
`limits.JSON_DEPTH`, lone surrogates, and characters that hide or turn other text (controls,
bidirectional controls, line separators).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package import limits

HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""What no string of a package may contain: the list is part of the format and does not follow Unicode's versions."""

# Possessive, and an open string ends with the data: no input makes this step back.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{\]}]', re.DOTALL)


class StrictJsonError(Exception):
    """A document that the schema does not allow: `reason` is a marked template over `fields`."""

    def __init__(self, reason: str, **fields: object) -> None:
        """Keep what the caller needs to raise an error of its own."""
        super().__init__(reason)
        self.reason = reason
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Node:
    """A value inside a document, and its path for errors: `items[2].path`."""

    value: object
    path: str = ""

    def fail(self, reason: str = N_("{path} has a value that is not allowed")) -> NoReturn:
        """Raise the error that names this place."""
        raise StrictJsonError(reason, path=self.path or "JSON")

    def members(self, *names: str) -> dict[str, Node]:
        """Return the members of an object that has exactly these `names`."""
        if not isinstance(self.value, dict):
            self.fail(N_("{path} is not an object"))
        for name in self.value.keys() - set(names):
            Node(None, self._below(printable(name, max_chars=40))).fail(N_("{path} is not part of the format"))
        for name in names:
            if name not in self.value:
                Node(None, self._below(name)).fail(N_("{path} is missing"))
        return {name: Node(self.value[name], self._below(name)) for name in names}

    def names(self) -> frozenset[str]:
        """Return the names of an object's members, for a choice between schemas; empty for other values."""
        return frozenset(self.value) if isinstance(self.value, dict) else frozenset()

    def elements(self, limit: int, *, at_least: int = 0) -> list[Node]:
        """Return the elements of an array of `at_least` to `limit` elements."""
        if not isinstance(self.value, list):
            self.fail(N_("{path} is not an array"))
        if not at_least <= len(self.value) <= limit:
            self.fail(N_("{path} has a number of elements that is not allowed"))
        return [Node(element, f"{self.path}[{index}]") for index, element in enumerate(self.value)]

    def text(self, pattern: re.Pattern[str] | None = None, *, limit_chars: int = limits.TEXT_CHARS) -> str:
        """Return a string of 1 to `limit_chars` characters, all of them visible, that matches `pattern` whole."""
        if not isinstance(self.value, str):
            self.fail(N_("{path} is not a string"))
        if not 0 < len(self.value) <= limit_chars or HIDDEN.search(self.value):
            self.fail(N_("{path} is empty, too long, or holds characters that are not allowed"))
        if pattern is not None and not pattern.fullmatch(self.value):
            self.fail()
        return self.value

    def choice(self, allowed: Iterable[str]) -> str:
        """Return a string that is one of `allowed`."""
        value = self.text()
        if value not in allowed:
            self.fail()
        return value

    def integer(self, low: int, high: int = limits.JSON_INTEGER) -> int:
        """Return an integer from `low` to `high`, both included."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.fail(N_("{path} is not an integer"))
        if not low <= self.value <= high:
            self.fail()
        return self.value

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def parse(data: bytes) -> Node:
    """Return the document in `data`; its size was bounded by whoever read it.

    Raises:
        StrictJsonError: it is not JSON in the strict form described above.
    """
    if _depth(data) > limits.JSON_DEPTH:
        raise StrictJsonError(N_("it is nested too deeply"))
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse(N_("it holds a number that is not an integer")),
            parse_constant=_refuse(N_("it holds a number that is not an integer")),
        )
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise StrictJsonError(N_("it is not JSON in UTF-8")) from None
    return Node(value)


def write(document: Mapping[str, object]) -> bytes:
    """Return `document` as UTF-8 with a line for each member, and a line feed at the end."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _depth(data: bytes) -> int:
    """Return how deeply brackets nest outside of strings; counted before the parser recurses."""
    depth = deepest = 0
    for token in _TOKEN.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > limits.JSON_DEPTH:
                break
        elif first in b"]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise StrictJsonError(N_("it holds a key twice"))
    return members


def _integer(digits: str) -> int:
    # 2**53 has 16 digits; longer ones are refused before int() spends time on them.
    if len(digits) > 17 or abs(int(digits)) > limits.JSON_INTEGER or digits == "-0":
        raise StrictJsonError(N_("it holds a number that is too large"))
    return int(digits)


def _refuse(reason: str) -> Callable[[str], NoReturn]:
    def refuse(_token: str) -> NoReturn:
        raise StrictJsonError(reason)

    return refuse
