"""The text layer of a PDF page: it knows each character, and may lie about all of them.

Pixels decide. What the layer says counts in two places. Where text recognition has read about the same, the layer
knows better what was misread; nothing is read away by that, since what recognition made of the line stays beside it.
And where something is drawn and recognition has read nothing, the layer may know what. Where it says something else
than what shows it is not believed, and letters that show nothing are not even here (`sealcase.gather.pdf`).
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from sealcase.contents import Box, Letter
from sealcase.detect.pages.ink import Quad
from sealcase.detect.pages.ocr import Line

MIN_AGREEMENT = 0.6
"""Share of both readings of a line that must be the same: of eleven digits, four may have been misread or lost."""
MAX_MORE = 2
"""By how many characters the two may differ in length: what is hidden among what shows is longer."""
SPACE = 0.4
"""Paper between two letters that parts words, in heights of the higher one."""
APART = 1.5
"""Paper between two letters after which another stretch of text begins, likewise."""
SAME_ROW = 0.5
"""How much of the lower one of two letters stands beside the other when they are on one row."""
MIN_LETTERS = 2
"""A letter alone where nothing was read is a bullet or a dash."""


def with_layer(lines: Sequence[Line], letters: Sequence[Letter], known: Sequence[Box] = ()) -> tuple[Line, ...]:
    """Return the lines as the layer says them, and what it says where nothing was read.

    `known` are places that go in any case, or hold no text: what the layer says there is of no use.
    """
    rows = sorted(letters, key=_middle)
    heights = [_middle(letter)[0] for letter in rows]
    unread = dict.fromkeys(letters)
    told: list[Line] = []
    for box in known:
        for letter in _within(box, rows, heights):
            unread.pop(letter, None)
    for line in lines:
        inside = _within(line.box, rows, heights)
        told.append(_corrected(line, inside))
        for letter in inside:
            unread.pop(letter, None)
    return (*told, *(_line(stretch) for stretch in _stretches(list(unread)) if len(stretch) >= MIN_LETTERS))


def _middle(letter: Letter) -> tuple[int, int]:
    """Return the row and the column in the middle of a letter."""
    left, top, right, bottom = letter.box
    return (top + bottom) // 2, (left + right) // 2


def _within(box: Box, rows: Sequence[Letter], heights: Sequence[int]) -> list[Letter]:
    """Return the letters with their middle in a box, from the left; `rows` go by the `heights` of their middles."""
    near = rows[bisect.bisect_left(heights, box.top) : bisect.bisect_left(heights, box.bottom)]
    return sorted((one for one in near if box.left <= _middle(one)[1] < box.right), key=lambda one: one.box.left)


def _corrected(line: Line, letters: Sequence[Letter]) -> Line:
    said, read = "".join(letter.char for letter in letters), "".join(line.text.split())
    if said == read or abs(len(said) - len(read)) > MAX_MORE:
        return line
    if SequenceMatcher(None, said, read, autojunk=False).ratio() < MIN_AGREEMENT:
        return line
    return replace(_line(letters), quad=line.quad, box=line.box)


def _stretches(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """Yield runs of letters that stand close behind each other, in the order of the layer."""
    begin = 0
    for at, (one, other) in enumerate(itertools.pairwise(letters), 1):
        shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
        heights = _height(one), _height(other)
        follows = -max(heights) < other.box.left - one.box.right <= APART * max(heights)
        if shared < SAME_ROW * min(heights) or not follows:
            yield letters[begin:at]
            begin = at
    if letters:
        yield letters[begin:]


def _height(letter: Letter) -> int:
    return letter.box.bottom - letter.box.top


def _line(letters: Sequence[Letter]) -> Line:
    """Return letters of one row, from the left, as a line that was read; spaces stand where the paper is."""
    lefts, tops, rights, bottoms = zip(*(letter.box for letter in letters), strict=True)
    box = Box(min(lefts), min(tops), max(rights), max(bottoms))
    text, cells = letters[0].char, [letters[0].box]
    for one, other in itertools.pairwise(letters):
        if other.box.left - one.box.right > SPACE * max(_height(one), _height(other)):
            text += " "
            cells.append(Box(one.box.right, box.top, other.box.left, box.bottom))
        text += other.char
        cells.append(other.box)
    left, top, right, bottom = box
    corners: Quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(text=text, score=1.0, quad=corners, box=box, cells=tuple(cells))
