"""Patterns that are looked for line by line, all at once: how a recogniser of text comes to be fast.

A family declares its patterns with `line_pattern` and asks a passage for `passage.matches(PATTERN)`, which
yields just what `finditer` would, in the same order. Behind that, the different lines of a text, in which every digit
reads `0`, are looked at once for all patterns: what a line holds says which of them can match there at all
(`necessary`), and their shapes (`shapes`) where they may begin. Lines that were seen before, as logs are full of, are
not looked at again. Lines without an end are looked at in stretches.

Guarantees: no match is lost, wherever a line ends.
"""

from __future__ import annotations

import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, wraps
from typing import TypeVar

from sealcase.detect.text.beginnings import searched
from sealcase.detect.text.necessary import Necessities
from sealcase.detect.text.normalise import CELL_BREAK
from sealcase.detect.text.shapes import CONTEXT_CHARS, DIGITS, Shaper

MAX_LINE_CHARS = 4096
"""A longer line is looked at in stretches."""
MAX_KNOWN_LINE_CHARS = 1024
"""Longer lines do not come again."""
STRETCH_CHARS = 512
WIDTH_CHARS = 128
"""How far a shape looks in a stretch: beyond its end, into the next one."""
MAX_KNOWN_SHAPES = 8192
"""How many shapes of lines are remembered: some thirty megabytes in each process, of long lines that never repeat."""

_BREAKS = f"\n{CELL_BREAK}"
Starts = Sequence[tuple[int, Sequence[int]]]
"""For each pattern that may match in a line: its number, and where in the line it may begin."""


@dataclass(frozen=True, slots=True, eq=False)
class LinePattern:
    """A pattern of a recogniser, and its number among all of them."""

    pattern: re.Pattern[str]
    number: int
    where: Callable[[str], object] | None = None
    """Tells by a line's shape whether the pattern is looked for in it; None for every line."""
    place: Callable[[str, int], object] | None = None
    """Tells by a line's shape whether a match that begins at that character is of any use; None for all."""


Found = TypeVar("Found")

_PATTERNS: list[LinePattern] = []
"""Every pattern that a module declared while it was imported."""


def line_pattern(
    pattern: str,
    flags: re.RegexFlag = re.NOFLAG,
    *,
    where: Callable[[str], object] | None = None,
    place: Callable[[str, int], object] | None = None,
) -> LinePattern:
    """Return a pattern for `Passage.matches`; to be declared once, as a constant of its module.

    `where` tells by a line's shape whether to look for it there, and `place` whether a match that begins at a character
    of it would be of use: a log has few shapes and many lines. In cells and in long lines it is looked for anyway, so
    both only save time.

    Raises:
        ValueError: it would match nothing at all, everywhere.
    """
    compiled = re.compile(pattern, flags)
    if compiled.match("") is not None:
        raise ValueError(pattern)
    _PATTERNS.append(LinePattern(compiled, len(_PATTERNS), where, place))
    return _PATTERNS[-1]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of a text, and where in it each pattern may begin to match."""

    text: str = field(repr=False)
    shape: str = field(repr=False)
    """The text with every digit a `0`."""
    shapes: tuple[str, ...] = field(repr=False)
    """Those of the lines, in order, without what ends them."""
    cells: frozenset[str] = field(repr=False)
    """Those that stand in a line with others."""
    places: dict[str, list[int]] = field(repr=False)
    """By shape, where the lines of that shape begin."""

    @cached_property
    def _starts(self) -> tuple[Mapping[int, list[int]], frozenset[int]]:
        """By a pattern's number, where it may begin; and the numbers of those that were looked for."""
        look = _look(math.inf, len(_PATTERNS))
        starts: defaultdict[int, list[int]] = defaultdict(list)
        for line, begins in self.places.items():
            short = len(line) <= MAX_LINE_CHARS
            for number, offsets in look.starts(line, whole=line not in self.cells) if short else _in_stretches(line):
                starts[number] += [at + offset for at in begins for offset in offsets]
        for those in starts.values():
            those.sort()
        return starts, look.shaped

    def matches(self, pattern: LinePattern) -> Iterable[re.Match[str]]:
        """Return what `pattern.finditer(text)` does."""
        starts, shaped = self._starts
        if pattern.number not in shaped:
            return pattern.pattern.finditer(self.text)
        own = starts.get(pattern.number)
        return _matches(pattern.pattern, self.text, own) if own else ()

    def beginnings(self, pattern: LinePattern) -> Sequence[int]:
        """Return where the pattern may begin to match, in order; for those who bound the match themselves."""
        starts, shaped = self._starts
        return starts.get(pattern.number, ()) if pattern.number in shaped else range(len(self.text))

    def each(self) -> Iterator[tuple[int, str]]:
        """Yield where each line or cell begins, and its shape without what ends it."""
        return _numbered(self.shapes)

    def found(self, look: Callable[[str], Found], *, rows: bool = False) -> list[tuple[int, Found]]:
        """Return where each line begins for whose shape `look` returns something, and what that is.

        With `rows` a line is whole, whatever cells it is made of.
        """
        places = places_of(self.shape.split("\n")) if rows and self.cells else self.places
        found = [(at, said) for shape, those in places.items() if (said := look(shape)) for at in those]
        found.sort(key=_place)
        return found


_place = operator.itemgetter(0)


def places_of(shapes: Sequence[str]) -> dict[str, list[int]]:
    """Return where the lines of each shape begin."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    position = 0
    for shape in shapes:
        places[shape].append(position)
        position += len(shape) + 1
    return places


def _matches(pattern: re.Pattern[str], text: str, starts: list[int]) -> list[re.Match[str]]:
    match, reached = pattern.match, 0
    matches = []
    for start in starts:
        if start >= reached and (found := match(text, start)) is not None:
            matches.append(found)
            reached = found.end()
    return matches


def _numbered(shapes: Sequence[str]) -> Iterator[tuple[int, str]]:
    position = 0
    for shape in shapes:
        yield position, shape
        position += len(shape) + 1


def by_shape(look: Callable[[str], Found]) -> Callable[[str], Found]:
    """Make a function of a line's shape remember what it returned; long lines do not come again."""
    known = lru_cache(maxsize=MAX_KNOWN_SHAPES)(look)
    return wraps(look)(lambda shape: known(shape) if len(shape) <= MAX_KNOWN_LINE_CHARS else look(shape))


def shape_of(text: str) -> str:
    """Return a text with every digit a `0`."""
    return text.encode("utf-8", "surrogatepass").translate(_ZEROS).decode("utf-8", "surrogatepass")


_ZEROS = bytes(DIGITS.get(octet, octet) for octet in range(256))  # what is not ASCII has no such octets


def lines_of(text: str) -> Lines:
    """Return the lines of a folded text."""
    shape = shape_of(text)
    shapes = shape.split("\n")
    cells: set[str] = set()
    if CELL_BREAK in shape:
        cells = {cell for line in shapes if CELL_BREAK in line for cell in line.split(CELL_BREAK)}
        shapes = shape.replace(CELL_BREAK, "\n").split("\n")
    return Lines(text=text, shape=shape, shapes=tuple(shapes), cells=frozenset(cells), places=places_of(shapes))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """Every pattern's shape, and what is known of the lines that were looked at."""

    shapes: tuple[str, ...]
    """By a pattern's number; empty where it says nothing."""
    shaped: frozenset[int]
    """The numbers of those that say something."""
    necessities: Necessities
    known: dict[str, Starts] = field(default_factory=dict, repr=False)
    """By a line's shape."""
    known_cells: dict[str, Starts] = field(default_factory=dict, repr=False)

    def starts(self, line: str, *, whole: bool) -> Starts:
        """Return where patterns may begin to match in a line, or in a cell, and remember that of a short one."""
        known = self.known if whole else self.known_cells
        found = known.get(line)
        if found is None:
            met = ((number, self._offsets(number, line, whole=whole)) for number in self.necessities.met(line))
            found = [(number, offsets) for number, offsets in met if offsets]
            if len(line) <= MAX_KNOWN_LINE_CHARS:
                if len(known) >= MAX_KNOWN_SHAPES:
                    known.clear()
                known[line] = found
        return found

    def _offsets(self, number: int, line: str, *, whole: bool) -> list[int]:
        pattern = _PATTERNS[number]
        if whole and pattern.where is not None and not pattern.where(line):
            return []
        offsets = _places(self.shapes[number], line, 0, len(line))
        if whole and pattern.place is not None:
            return [offset for offset in offsets if pattern.place(line, offset)]
        return offsets


def _in_stretches(line: str) -> Iterator[tuple[int, list[int]]]:
    """Yield where patterns may begin to match in a long line; each stretch sees a little of its neighbours."""
    whole, look = (_look(width, len(_PATTERNS)) for width in (math.inf, WIDTH_CHARS))
    for begin in range(0, len(line), STRETCH_CHARS):
        left = max(0, begin - CONTEXT_CHARS)
        stretch = line[left : begin + STRETCH_CHARS + WIDTH_CHARS]
        for number in look.necessities.met(stretch):
            inside = _places(look.shapes[number], stretch, begin - left, begin - left + STRETCH_CHARS)
            yield number, [left + offset for offset in inside]
    for number, shape in enumerate(look.shapes):
        if not shape and whole.shapes[number]:  # it begins with what may be longer than any width
            yield number, _places(whole.shapes[number], line, 0, len(line))


def _places(shape: str, line: str, begin: int, end: int) -> list[int]:
    """Return where a shape matches that begins before `end`."""
    if not shape:
        return []
    pattern = _compiled(shape)
    if shape[0] == "^":  # a match begins where the line does; to search for it would take as long as the line
        return [begin] if begin < end and pattern.match(line, begin) is not None else []
    places = []
    search = pattern.search
    while begin < end and (match := search(line, begin)) is not None and (place := match.start()) < end:
        places.append(place)
        begin = place + 1
    return places


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape if shape[0] == "^" else searched(shape))


@cache
def _look(width_chars: float, count: int) -> _Look:
    """Return the look of the first `count` patterns: it changes when another module has declared its own."""
    line, word = (
        tuple(Shaper(breaks=breaks, width_chars=width_chars).shape(one.pattern) for one in _PATTERNS[:count])
        for breaks in (_BREAKS, f"{_BREAKS} ")
    )
    shaped = frozenset(number for number, shape in enumerate(line) if shape)
    return _Look(shapes=line, shaped=shaped, necessities=Necessities(line, word))
