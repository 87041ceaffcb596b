"""The text layer of a PDF page, where it agrees with what was read: then it knows each character.

Pixels decide. A line of the layer counts only where text recognition has read a line with as many characters, nearly
all of them the same; so nothing hidden is read, and nothing that shows is read away: what recognition made of the
line stays beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sealcase.contents import Letter
from sealcase.detect.pages.ocr import Line

MIN_AGREEMENT = 0.6
"""Share of a line's characters that must be the same: of eleven digits, four may have been misread."""


def corrected(lines: Sequence[Line], letters: Sequence[Letter]) -> tuple[Line, ...]:
    """Return the lines with what the layer says in place of what was misread."""
    return tuple(_corrected(line, letters) for line in lines)


def _corrected(line: Line, letters: Sequence[Letter]) -> Line:
    said = "".join(letter.char for letter in sorted(_within(line, letters), key=lambda letter: letter.box.left))
    read = "".join(line.text.split())
    if said == read or len(said) != len(read):
        return line
    same = sum(one == other for one, other in zip(said, read, strict=True))
    if same < MIN_AGREEMENT * len(read):
        return line
    following = iter(said)
    return replace(line, text="".join(char if char.isspace() else next(following) for char in line.text))


def _within(line: Line, letters: Sequence[Letter]) -> Iterator[Letter]:
    """Yield the letters whose middle lies in a line."""
    left, top, right, bottom = line.box
    for letter in letters:
        box = letter.box
        if left <= (box.left + box.right) // 2 < right and top <= (box.top + box.bottom) // 2 < bottom:
            yield letter
