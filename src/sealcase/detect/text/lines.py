"""Patterns that are looked for line by line, all at once: how a recogniser of text comes to be fast.

A family declares its patterns with `line_pattern` and asks a passage for `passage.matches(PATTERN)`, which
yields just what `finditer` would, in the same order. Behind that, each line is looked at once for all
patterns: its shape (`shapes`) goes through one automaton of RE2 that says which of them can match there at
all, and `re` says where they may begin. Lines of the same shape, as logs are full of, are not looked at again.
RE2 takes linear time whatever the text, and lines without an end are looked at in stretches.

Guarantees: no match is lost, wherever a line ends and whatever RE2 says or fails to say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, wraps
from typing import TypeVar

import re2

from sealcase.detect.text.normalise import CELL_BREAK
from sealcase.detect.text.shapes import CONTEXT_CHARS, DIGITS, Shaper

MAX_LINE_CHARS = 1024
"""A longer line is looked at in stretches."""
STRETCH_CHARS = 512
WIDTH_CHARS = 128
"""How far a shape looks in a stretch: beyond its end, into the next one."""
AUTOMATON_PATTERNS = 12
"""How many patterns, alike in how they begin, share an automaton. All in one would be a little faster on lines that
were seen before, but on new ones it makes new states, each of them from all patterns: three times as slow."""
MAX_AUTOMATON_BYTES = 2 * 1024 * 1024
"""What RE2 may use for the states of one: some 30 MB for all of them."""
MAX_KNOWN_SHAPES = 4096
"""How many shapes of lines are remembered: at most some ten megabytes for each of a few caches, in each process."""

Starts = tuple[tuple[int, Sequence[int]], ...]
"""For each pattern that may match in a line: its number, and where in the line it may begin."""


@dataclass(frozen=True, slots=True, eq=False)
class LinePattern:
    """A pattern of a recogniser, and its number among all of them."""

    pattern: re.Pattern[str]
    number: int


Found = TypeVar("Found")

_PATTERNS: list[LinePattern] = []
"""Every pattern that a module declared while it was imported."""


def line_pattern(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> LinePattern:
    """Return a pattern for `Passage.matches`; to be declared once, as a constant of its module.

    Raises:
        ValueError: it would match nothing at all, everywhere.
    """
    compiled = re.compile(pattern, flags)
    if compiled.match("") is not None:
        raise ValueError(pattern)
    _PATTERNS.append(LinePattern(compiled, len(_PATTERNS)))
    return _PATTERNS[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """The lines of a text, and where in it each pattern may begin to match."""

    text: str = field(repr=False)
    shape: str = field(repr=False)
    """The text with every digit a `0`."""
    breaks: str
    """What ends a line in it."""
    starts: tuple[list[int] | None, ...] = field(repr=False)
    """By a pattern's number; None for one that may match anywhere."""

    def matches(self, pattern: LinePattern) -> Iterator[re.Match[str]]:
        """Return what `pattern.finditer(text)` does."""
        starts = self.starts[pattern.number] if pattern.number < len(self.starts) else None
        if starts is None:
            return pattern.pattern.finditer(self.text)
        return _matches(pattern.pattern, self.text, starts) if starts else iter(())

    def places(self, pattern: LinePattern) -> Sequence[int]:
        """Return where the pattern may begin to match, in order; for those who bound the match themselves."""
        starts = self.starts[pattern.number] if pattern.number < len(self.starts) else None
        return range(len(self.text)) if starts is None else starts

    def each(self) -> Iterator[tuple[int, str]]:
        """Yield where each line or cell begins, and its shape without what ends it."""
        return _numbered(_split(self.shape, self.breaks))

    def rows(self) -> Iterator[tuple[int, str]]:
        """Yield the same for whole lines, whatever cells they are made of."""
        return _numbered(self.shape.split("\n"))


def _matches(pattern: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    match, reached = pattern.match, 0
    for start in starts:
        if start >= reached and (found := match(text, start)) is not None:
            yield found
            reached = found.end()


def _split(shape: str, breaks: str) -> list[str]:
    return (shape.replace(CELL_BREAK, "\n") if CELL_BREAK in breaks else shape).split("\n")


def _numbered(shapes: list[str]) -> Iterator[tuple[int, str]]:
    position = 0
    for shape in shapes:
        yield position, shape
        position += len(shape) + 1


def by_shape(look: Callable[[str], Found]) -> Callable[[str], Found]:
    """Make a function of a line's shape remember what it returned; long lines do not come again."""
    known = lru_cache(maxsize=MAX_KNOWN_SHAPES)(look)
    return wraps(look)(lambda shape: known(shape) if len(shape) <= MAX_LINE_CHARS else look(shape))


def lines_of(text: str) -> Lines:
    """Return the lines of a folded text."""
    shape = text.translate(DIGITS)
    breaks = f"\n{CELL_BREAK}" if CELL_BREAK in shape else "\n"
    look = _look(breaks, math.inf, len(_PATTERNS))
    starts: list[list[int]] = [[] for _ in look.shapes]
    known = look.known.get
    position = 0
    for line in _split(shape, breaks):
        found: Iterable[tuple[int, Sequence[int]]] | None = known(line)
        if found is None:
            found = look.starts(line) if len(line) <= MAX_LINE_CHARS else _in_stretches(line, breaks)
        for number, offsets in found:
            starts[number] += [position + offset for offset in offsets]
        position += len(line) + 1
    return Lines(
        text=text,
        shape=shape,
        breaks=breaks,
        starts=tuple(where if known else None for where, known in zip(starts, look.shapes, strict=True)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """Every pattern's shape, and what is known of the lines that were looked at."""

    automata: tuple[tuple[re2.Set, tuple[int, ...]], ...]
    """Each with the numbers of its patterns, in order, and at its end one that always matches."""
    shapes: tuple[str, ...]
    """By a pattern's number, its shape for `re`; empty where it says nothing."""
    known: dict[str, Starts] = field(default_factory=dict, repr=False)

    def starts(self, line: str) -> Starts:
        """Return where patterns may begin to match in a line that was not seen before, and remember it."""
        if len(self.known) >= MAX_KNOWN_SHAPES:
            self.known.clear()
        found = self.known[line] = tuple(
            (number, offsets)
            for number in self.possible(line)
            if (offsets := tuple(_places(self.shapes[number], line, 0, len(line))))
        )
        return found

    def possible(self, line: str) -> list[int]:
        """Return the numbers of the patterns that may match, as the automata say."""
        possible: list[int] = []
        text = _utf8(line)
        for automaton, numbers in self.automata:
            found = automaton.Match(text)
            if not found or len(numbers) not in found:  # RE2 gave up
                possible += numbers
            elif len(found) > 1:
                possible += [numbers[index] for index in found if index < len(numbers)]
        return [number for number in possible if self.shapes[number]]


def _in_stretches(line: str, breaks: str) -> Iterator[tuple[int, list[int]]]:
    """Yield where patterns may begin to match in a long line; each stretch sees a little of its neighbours."""
    whole, look = (_look(breaks, width, len(_PATTERNS)) for width in (math.inf, WIDTH_CHARS))
    for begin in range(0, len(line), STRETCH_CHARS):
        left = max(0, begin - CONTEXT_CHARS)
        stretch = line[left : begin + STRETCH_CHARS + WIDTH_CHARS]
        for number in look.possible(stretch):
            inside = _places(look.shapes[number], stretch, begin - left, begin - left + STRETCH_CHARS)
            yield number, [left + offset for offset in inside]
    for number, shape in enumerate(look.shapes):
        if not shape and whole.shapes[number]:  # it begins with what may be longer than any width
            yield number, list(_places(whole.shapes[number], line, 0, len(line)))


def _places(shape: str, line: str, begin: int, end: int) -> Iterator[int]:
    search = _compiled(shape).search
    while begin < end and (match := search(line, begin)) is not None and match.start() < end:
        yield match.start()
        begin = match.start() + 1


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def _utf8(line: str) -> bytes:
    try:
        return line.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, from JSON
        return _SURROGATES.sub("\ufffd", line).encode()


_SURROGATES = re.compile("[\ud800-\udfff]")


@cache
def _look(breaks: str, width_chars: float, count: int) -> _Look:
    """Return the look of the first `count` patterns: it changes when another module has declared its own."""
    patterns = [line.pattern for line in _PATTERNS[:count]]
    looks, plain = (
        [Shaper(re2=re2_too, breaks=breaks, width_chars=width_chars).shape(pattern) for pattern in patterns]
        for re2_too in (False, True)
    )
    alike = sorted(range(count), key=plain.__getitem__)
    return _Look(
        automata=tuple(
            (_automaton([plain[number] for number in numbers]), tuple(numbers))
            for numbers in (alike[at : at + AUTOMATON_PATTERNS] for at in range(0, count, AUTOMATON_PATTERNS))
        ),
        shapes=tuple(shape if plain[number] else "" for number, shape in enumerate(looks)),
    )


def _automaton(shapes: list[str]) -> re2.Set:
    options = re2.Options()
    options.max_mem = MAX_AUTOMATON_BYTES
    options.log_errors = False
    options.never_capture = True
    automaton = re2.Set.SearchSet(options)
    for shape in [*shapes, ""]:
        automaton.Add(shape)
    automaton.Compile()
    return automaton
