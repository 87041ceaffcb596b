"""What a line must hold for a pattern to match there: literals, found for all patterns in one go.

A shape (`shapes`) is taken apart by `re`'s own parser: `(?:pass|pin)code[=:]` cannot match without `passcode=`,
`passcode:`, `pincode=` or `pincode:`. Of all such sets of literals, in small letters and without spaces, the two are
kept that few lines hold. Where these say little, as of a pattern for numbers, a word is searched for how a match
begins: its shape up to the first space. Lines are looked at word by word, and what a word holds is remembered, since
lines are made of few words. Whatever is not understood here asks for nothing.

Guarantees: a pattern whose shape matches in a line is among those that `Necessities.met` returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from typing import Any

from sealcase.detect.text.beginnings import first_characters, searched
from sealcase.detect.text.parsed import REPEATS, code, parsed

Literals = frozenset[str]

MAX_LITERALS = 64
"""How many spellings of one stretch of a pattern are told apart."""
MAX_ALTERNATIVES = 1024
"""How many words a pattern may offer to choose from."""
MAX_CHARS = 12
"""How long a literal may be: more would say no more."""
LONG_RUN_CHARS = 24
"""From how many letters and digits on a run of them is worth being asked for."""
MAX_KNOWN_WORDS = 32_768
MAX_KNOWN_WORD_CHARS = 64
"""Longer words do not come again."""
_MAX_CLASS = 48
_MAX_COUNTED = 4
_GRAM = 3
"""Literals are filed under as many of their first characters."""
_ASCII = 128
_RARE = 2.5
"""What is less rare is in too many lines: there each word is searched for how a match begins."""
_NOTHING: Literals = frozenset({""})
_LONG_RUN = "\x00"
"""Stands for a run of letters and digits."""
_RUN_CHARS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz<")
_RUNS = bytes(0 if chr(octet) in _RUN_CHARS else 1 for octet in range(256))
_RUN = bytes(LONG_RUN_CHARS)
_ALIKE = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})
"""What `re.IGNORECASE` takes for a letter of ASCII."""


class Necessities:
    """What each of many patterns asks for."""

    def __init__(self, shapes: Sequence[str], word_shapes: Sequence[str]) -> None:
        """Take the patterns' shapes in a line, and in a word: up to its end."""
        self._count = len(shapes)
        self._literals: dict[str, int] = {}
        """By literal, a bit for each pattern of which it fulfils the first wish, further on for the second, then one
        for each of `_beginnings` that asks for it in one word."""
        self._anyway = 0
        self._beginnings: list[tuple[Callable[[str], object], int]] = []
        """What a word is searched for where literals say little, and its pattern's bit."""
        self._firsts: dict[str, int] = {}
        """By character, a bit for each of those that may begin with it."""
        self._beyond = 0
        """The same for characters that are not ASCII, whichever."""
        anchored = {1 << number: first_characters(shape)[0] for number, shape in enumerate(shapes) if shape[:1] == "^"}
        anywhere = (1 << self._count) - 1 - sum(anchored)
        self._openings = {
            char: anywhere + sum(bit for bit, characters in anchored.items() if char in characters)
            for char in map(chr, range(_ASCII))
        }
        """By a line's first character, a bit for each pattern that may match in it: some only do where it begins."""
        for number, (shape, word_shape) in enumerate(zip(shapes, word_shapes, strict=True)):
            if shape:
                self._ask(number, necessary(shape), word_shape)
        self._filed: dict[str, list[tuple[str, int]]] = {}
        for literal, bits in self._literals.items():
            self._filed.setdefault(literal[:_GRAM], []).append((literal, bits))
        self._words: dict[str, int] = {}
        self._met: dict[int, tuple[int, ...]] = {}

    def _ask(self, number: int, wishes: list[Literals], word_shape: str) -> None:
        first, second = 1 << number, 1 << number + self._count
        if word_shape and (not wishes or _rarity(wishes[0]) < _RARE):
            self._begin(word_shape, first)
            wishes = [_NOTHING, *wishes[:1]]
        elif not wishes:
            self._anyway |= first
        if len(wishes) < 2:
            self._anyway |= second
        for bit, literals in zip((first, second), wishes, strict=False):
            for literal in literals - _NOTHING:
                self._literals[literal] = self._literals.get(literal, 0) | bit

    def _begin(self, word_shape: str, bit: int) -> None:
        own = 1 << len(self._beginnings)
        self._beginnings.append((_compiled(word_shape).search, bit))
        for literal in next(iter(necessary(word_shape)), _NOTHING):
            self._literals[literal] = self._literals.get(literal, 0) | own << 2 * self._count
        characters, beyond = first_characters(word_shape)
        for char in characters:
            self._firsts[char] = self._firsts.get(char, 0) | own
        if beyond:
            self._beyond |= own

    def met(self, line: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that a line holds what they ask for of, in order."""
        held = self._anyway
        words = self._words
        for word in line.split(" "):
            held |= words[word] if word in words else self._held(word)
        held &= held >> self._count & self._openings.get(line[:1], held)
        if (met := self._met.get(held)) is None:
            if len(self._met) >= MAX_KNOWN_WORDS:
                self._met.clear()
            met = self._met[held] = tuple(number for number in range(self._count) if held >> number & 1)
        return met

    def _held(self, word: str) -> int:
        """Return the bits of what a word holds, and remember them."""
        small = _small(word)
        pairs = list(map(add, small, small[1:]))
        grams = {*small, *pairs, *map(add, pairs, small[2:])}
        held = self._literals.get("", 0)
        if _RUN in word.encode("ascii", "replace").translate(_RUNS):
            held |= self._literals.get(_LONG_RUN, 0)
        for gram in grams & self._filed.keys():
            for literal, bits in self._filed[gram]:
                if literal in small:
                    held |= bits
        possible = 0 if word.isascii() else self._beyond
        for char in set(word):
            possible |= self._firsts.get(char, 0)
        possible &= held >> 2 * self._count
        held &= (1 << 2 * self._count) - 1
        for number, (search, bit) in enumerate(self._beginnings):
            if possible >> number & 1 and search(word):
                held |= bit
        if len(word) <= MAX_KNOWN_WORD_CHARS:
            if len(self._words) >= MAX_KNOWN_WORDS:
                self._words.clear()
            self._words[word] = held
        return held


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(searched(shape))


def _small(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_ALIKE).lower()


@cache
def necessary(shape: str) -> list[Literals]:
    """Return up to two sets of literals; whatever the shape matches holds one of each."""
    return sorted(_sequence(parsed(shape, 0)).every(), key=_rarity, reverse=True)[:2] if shape else []


def _rarity(literals: Literals) -> float:
    """Return how rare the most frequent of some literals is, roughly."""
    return min(map(_rarity_of_word, literals)) - len(literals) / MAX_LITERALS


def _rarity_of_word(word: str) -> float:
    return LONG_RUN_CHARS / 2 if word == _LONG_RUN else sum(map(_rarity_of, word))


def _rarity_of(char: str) -> float:
    return 4 if not char.isascii() else 1 if char.isalpha() else 0.25 if char.isdigit() else 0.75


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of a shape asks for."""

    exact: Literals | None
    """All that it can match, where that is little."""
    wanted: tuple[Literals, ...] = ()
    """Of each set one literal stands in whatever it matches."""

    def every(self) -> tuple[Literals, ...]:
        return self.wanted if self.exact is None else (*self.wanted, *_worthwhile(self.exact))


def _worthwhile(literals: Literals) -> Iterator[Literals]:
    """Yield a set without what others of it are a part of, unless nearly every line holds one of it."""
    literals = frozenset(max(one.split(" "), key=_rarity_of_word, default="") for one in literals)
    if all(len(one) > 1 or (one and not (one.isascii() and one.isalnum())) for one in literals):
        yield frozenset(one for one in literals if not any(other in one for other in literals - {one}))


def _sequence(items: Iterable[Any]) -> _Part:
    wanted: list[Literals] = []
    exact, whole = _NOTHING, True
    for kind, value in items:
        part = _item(kind, value)
        wanted += part.wanted
        joined = None if part.exact is None else _crossed(exact, part.exact)
        if joined is not None:
            exact = joined
            continue
        wanted += _worthwhile(exact)
        exact, whole = part.exact or _NOTHING, False
    return _Part(exact, tuple(wanted)) if whole else _Part(None, (*wanted, *_worthwhile(exact)))


def _item(kind: Any, value: Any) -> _Part:  # noqa: PLR0911 - one case after the other
    match kind:
        case code.LITERAL:
            return _Part(_class([(kind, value)]))
        case code.IN:
            return _Part(_class(value))
        case code.AT | code.ASSERT_NOT:
            return _Part(_NOTHING)
        case code.ASSERT:
            return _Part(_NOTHING, _sequence(value[1]).every() if value[0] > 0 else ())
        case code.SUBPATTERN:
            return _sequence(value[-1])
        case code.ATOMIC_GROUP:
            return _sequence(value)
        case code.BRANCH:
            return _branch([_sequence(items) for items in value[1]])
        case _ if kind in REPEATS:
            return _repeat(*value)
    return _Part(None)


def _branch(parts: Sequence[_Part]) -> _Part:
    exact = frozenset().union(*(part.exact or () for part in parts))
    if len(exact) <= MAX_ALTERNATIVES and not any(part.wanted or part.exact is None for part in parts):
        return _Part(exact)
    best = [max(part.every(), key=_rarity, default=_NOTHING) for part in parts]
    return _Part(None, () if _NOTHING in best else (frozenset().union(*best),))


def _repeat(fewest: int, most: Any, items: Any) -> _Part:
    inner = _sequence(items)
    wanted = inner.wanted if fewest else ()
    if fewest >= LONG_RUN_CHARS and _is_run(items):
        return _Part(None, (frozenset({_LONG_RUN}),))
    if inner.exact is None:
        return _Part(None, wanted)
    least = _NOTHING
    for _ in range(fewest):
        if (more := _crossed(least, inner.exact)) is None:
            return _Part(None, (*wanted, *_worthwhile(least)))
        least = more
    spellings, several = least, least
    for _ in range(_MAX_COUNTED if most is code.MAXREPEAT else most - fewest):
        more = _crossed(several, inner.exact)
        if more is None or most is code.MAXREPEAT or len(spellings) > MAX_LITERALS:
            return _Part(None, (*wanted, *_worthwhile(least)))
        several, spellings = more, spellings | more
    return _Part(spellings, wanted)


def _class(items: Sequence[Any]) -> Literals | None:
    """Return the characters of a class, None where they are many or may be a space."""
    characters: set[str] = set()
    for kind, value in items:
        first, last = (value, value) if kind is code.LITERAL else value if kind is code.RANGE else (0, _ASCII)
        if last - first >= _MAX_CLASS:
            return None
        characters.update(map(chr, range(first, last + 1)))
    small = frozenset(map(_small, characters))
    cased = any(not char.isascii() and char.lower() != char.upper() for char in characters)
    spaced = len(small) > 1 and " " in small
    return None if cased or spaced or len(small) > _MAX_CLASS else small


def _crossed(first: Literals, second: Literals) -> Literals | None:
    """Return each of `first` followed by each of `second`, None where that is too much."""
    if len(first) * len(second) > MAX_LITERALS or max(map(len, first)) + max(map(len, second)) > MAX_CHARS:
        return None
    return frozenset(one + other for one in first for other in second)


def _is_run(items: Any) -> bool:
    """Whether all that is repeated is one letter or digit."""
    if len(items) != 1:
        return False
    kind, value = items[0]
    spans = value if kind is code.IN else [(kind, value)]
    return all(
        (one is code.LITERAL and chr(each) in _RUN_CHARS)
        or (one is code.RANGE and all(chr(char) in _RUN_CHARS for char in range(each[0], min(each[1], _ASCII) + 1)))
        for one, each in spans
    )
