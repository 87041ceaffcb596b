"""Chinese words: a sentence cut into those of jieba's dictionary, by how frequent they are.

The dictionary (`dict.txt` of `jieba`, MIT) is 350,000 lines of a word, its frequency and its part of speech. It stays
lines, sorted; the words that begin with two characters are looked for there when a sentence first has those. So a log
with a few names in it pays for a few words. A sentence is cut where the product of the frequencies is greatest, which
is what `jieba.cut(text, HMM=False)` does, many times as fast.
"""

from __future__ import annotations

import bisect
import importlib.util
import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

MAX_KNOWN_WORDS = 16_384
MAX_KNOWN_BEGINNINGS = 65_536
_FREQUENCY = re.compile(r" (\d+) ")
_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
"""What is cut; all between is single characters."""
_RARE = re.compile(r"[\u3400-\u4dff\u9fd6-\u9fff]")
"""Hanzi that are none of those."""
_ENGLISH = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class _Beginning(NamedTuple):
    """The words that begin with two characters."""

    weights: dict[str, float]
    """The logarithm of each one's share in all words."""
    longest: int
    """How long they are at most."""


_NO_WORDS = _Beginning({}, 0)


class HanWords:
    """The words of the dictionary."""

    def __init__(self, text: str) -> None:
        self._lines = sorted(text.splitlines())
        self._log_total = math.log(sum(map(int, _FREQUENCY.findall(text))))
        self._weight = cache(lambda frequency: math.log(frequency) - self._log_total if frequency else -math.inf)
        self._unknown = -self._log_total
        self.entry = lru_cache(maxsize=MAX_KNOWN_WORDS)(self._entry)
        """The frequency of a word and its part of speech; 0 and nothing where it is not listed."""
        self._beginning = lru_cache(maxsize=MAX_KNOWN_BEGINNINGS)(self._words_with)
        self._alone = cache(lambda character: self._weight(self._entry(character)[0]))

    def _entry(self, word: str) -> tuple[int, str]:
        for line in self._beginning_with(f"{word} "):
            _, frequency, tag = line.split(" ")
            return int(frequency), tag
        return 0, ""

    def _beginning_with(self, beginning: str) -> list[str]:
        """Return the lines of the dictionary that begin so."""
        lines = self._lines
        first = last = bisect.bisect_left(lines, beginning)
        while last < len(lines) and lines[last].startswith(beginning):
            last += 1
        return lines[first:last]

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
            end = start + 1
            best = self._alone(block[start]) + route[end]
            weights, longest = self._beginning(block[start : start + 2]) if end < length else _NO_WORDS
            for stop in range(start + 2, min(length, start + longest) + 1):
                weight = weights.get(block[start:stop])
                if weight is not None and weight + route[stop] >= best:
                    best, end = weight + route[stop], stop
            route[start] = best if best > -math.inf else self._unknown + route[end]
            ends[start] = end
        return ends

    def _words_with(self, beginning: str) -> _Beginning:
        lines = [line.split(" ") for line in self._beginning_with(beginning)]
        weights = {word: self._weight(int(frequency)) for word, frequency, _ in lines}
        return _Beginning(weights, max(map(len, weights))) if weights else _NO_WORDS


@cache
def han_words() -> HanWords:
    """Return the words of the dictionary that is installed; `jieba` itself is not imported."""
    spec = importlib.util.find_spec("jieba")
    assert spec is not None  # a dependency
    assert spec.origin is not None
    return HanWords((Path(spec.origin).parent / "dict.txt").read_text("utf-8"))
