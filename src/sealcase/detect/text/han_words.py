"""Chinese words: a sentence cut into those of jieba's dictionary, by how frequent they are.

The dictionary (`dict.txt` of `jieba`, MIT) is 350,000 lines of a word, its frequency and its part of speech. It stays
text, in which each first character has its place; the words that begin with one are taken apart when a sentence first
has that character. So a log with a few names in it pays for a few characters. A sentence is cut where the product
of the frequencies is greatest, which is what `jieba.cut(text, HMM=False)` does, many times as fast.
"""

from __future__ import annotations

import importlib.util
import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

MAX_KNOWN_WORDS = 16_384
_FIRST = re.compile(r"^(.)[^\n]*\n(?:\1[^\n]*\n)*", re.MULTILINE)
"""The lines in a row that begin alike."""
_FREQUENCY = re.compile(r" (\d+) ")
_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
"""What is cut; all between is single characters."""
_RARE = re.compile(r"[\u3400-\u4dff\u9fd6-\u9fff]")
"""Hanzi that are none of those."""
_ENGLISH = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class _Beginning(NamedTuple):
    """The words that begin with one character."""

    weights: dict[str, float]
    """The logarithm of each one's share in all words."""
    longest: dict[str, int]
    """By their second character, how long they are at most."""


class HanWords:
    """The words of the dictionary."""

    def __init__(self, text: str) -> None:
        self._text = f"\n{text}"  # so that each word stands behind a line's end
        self._places: dict[str, list[tuple[int, int]]] = {}
        for lines in _FIRST.finditer(self._text):
            self._places.setdefault(lines[1], []).append(lines.span())
        self._log_total = math.log(sum(map(int, _FREQUENCY.findall(text))))
        self._beginnings: dict[str, _Beginning] = {}
        self._weight = cache(lambda frequency: math.log(int(frequency)) - self._log_total)
        self._unknown = -self._log_total
        self.entry = lru_cache(maxsize=MAX_KNOWN_WORDS)(self._entry)
        """The frequency of a word and its part of speech; 0 and nothing where it is not listed."""

    def _entry(self, word: str) -> tuple[int, str]:
        for start, end in self._places.get(word[:1], ()):
            at = self._text.find(f"\n{word} ", start - 1, end)
            if at >= 0:
                _, frequency, tag = self._text[at + 1 : self._text.index("\n", at + 1)].split(" ")
                return int(frequency), tag
        return 0, ""

    def cut(self, text: str, wanted: re.Pattern[str]) -> Iterator[str]:
        """Yield the words of a text; a stretch between punctuation in which nothing is `wanted` comes whole."""
        rare = _RARE.search(text) is not None
        position = 0
        for block in _BLOCK.finditer(text):
            yield from text[position : block.start()]
            yield from self._cut(block[0]) if rare or wanted.search(block[0]) else (block[0],)
            position = block.end()
        yield from text[position:]

    def _cut(self, block: str) -> Iterator[str]:
        ends = self._ends(block)
        start = reached = 0  # letters and digits that are no words stay together
        while start < len(block):
            end = ends[start]
            if end - start > 1 or block[start] not in _ENGLISH:
                if reached < start:
                    yield block[reached:start]
                yield block[start:end]
                reached = end
            start = end
        if reached < start:
            yield block[reached:start]

    def _ends(self, block: str) -> list[int]:
        """Return for each character where the word ends that begins there, in the likeliest cut of all behind it."""
        length = len(block)
        ends = list(range(1, length + 1))
        route = [0.0] * (length + 1)
        for start in range(length - 1, -1, -1):
            first = block[start]
            weights, longest = self._beginnings.get(first) or self._begin(first)
            end = start + 1
            best = weights.get(first, -math.inf) + route[end]
            if end < length and block[end] in longest:
                for stop in range(end + 1, min(length, start + longest[block[end]]) + 1):
                    weight = weights.get(block[start:stop])
                    if weight is not None and weight + route[stop] >= best:
                        best, end = weight + route[stop], stop
            route[start] = best if best > -math.inf else self._unknown + route[end]
            ends[start] = end
        return ends

    def _begin(self, first: str) -> _Beginning:
        columns = [self._text[start:end].split() for start, end in self._places.get(first, ())]
        weights: dict[str, float] = {}
        for column in columns:  # a word, its frequency, its part of speech, and the next word
            weights |= zip(column[::3], map(self._weight, column[1::3]), strict=True)
        longest = {word[1]: len(word) for word in sorted(weights, key=len) if len(word) > 1}
        beginning = _Beginning(weights, longest)
        self._beginnings[first] = beginning
        return beginning


@cache
def han_words() -> HanWords:
    """Return the words of the dictionary that is installed; `jieba` itself is not imported."""
    spec = importlib.util.find_spec("jieba")
    assert spec is not None  # a dependency
    assert spec.origin is not None
    return HanWords((Path(spec.origin).parent / "dict.txt").read_text("utf-8"))
