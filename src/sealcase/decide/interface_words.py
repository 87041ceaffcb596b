"""The interface's own words: what may stay under `--strict` though nobody named it.

Guarantees: a text counts only when all of it is made of entries of `vocabulary/` (see SOURCE.md there); a
digit or a letter of any other script makes it somebody's text. So what is not known stays out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_VOCABULARY = Path(__file__).parent / "vocabulary"
_RUN = re.compile(r"[一-鿿]+|[A-Za-z]+(?:[ '’_.\-]+[A-Za-z]+)*|[^\W_]")
"""A run of hanzi, a phrase in Latin letters, or one letter or digit that belongs to neither."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""A word of a phrase, also inside of `orderStatus` and `HTTPError`."""
_MIN_JOINED_CHARS = 2
"""Chinese entries of one character count alone, not as a part of a longer run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceWords:
    """Words and phrases of interfaces: English in small letters, Chinese as written."""

    entries: frozenset[str] = field(repr=False)
    longest: int
    """Characters of the longest Chinese entry."""

    def cover(self, text: str) -> bool:
        """Tell whether all of `text` is an interface's own; signs and white space are nobody's."""
        return all(self._known(run) for run in _RUN.findall(text))

    def _known(self, run: str) -> bool:
        if run.isascii():
            return " ".join(run.lower().split()) in self.entries or all(
                word in self.entries for word in self._words(run)
            )
        return run in self.entries or self._is_joined(run)

    def _words(self, phrase: str) -> Iterator[str]:
        """Yield the words of a phrase; what is left of it when they are taken out is no word of ours."""
        yield from (word.lower() for word in _WORD.findall(phrase))
        yield from (digit for digit in phrase if digit.isdigit())

    def _is_joined(self, run: str) -> bool:
        """Tell whether a run of hanzi is entries one after the other."""
        reached = {0}
        for end in range(_MIN_JOINED_CHARS, len(run) + 1):
            starts = range(max(0, end - self.longest), end - _MIN_JOINED_CHARS + 1)
            if any(start in reached and run[start:end] in self.entries for start in starts):
                reached.add(end)
        return len(run) in reached


@cache
def interface_words() -> InterfaceWords:
    """Return the entries of both languages."""
    entries = frozenset(
        line for language in ("en", "zh") for line in (_VOCABULARY / f"{language}.txt").read_text("utf-8").splitlines()
    )
    return InterfaceWords(entries=entries, longest=max(len(entry) for entry in entries if not entry.isascii()))
