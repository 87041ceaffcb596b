"""Folding: the text that patterns read, and the way back to the text as it was written.

Guarantees: every span of the folded text leads to a span of the source that holds all characters it
was folded from, in the same order. NFKC is applied character by character (Unicode Standard Annex
15), so full-width digits and letters, compatibility hanzi and exotic spaces read like plain ones;
digits of other scripts become ASCII; traditional Chinese characters read as simplified ones; characters
without width (zero-width spaces, bidi controls, variation selectors, soft hyphens) are dropped. A placeholder
that redaction wrote becomes a run of `OPAQUE`: no pattern matches it, so it is never found again and never part
of something else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sealcase.entities import ENTITIES

OPAQUE = "\uffff"
"""Stands for each character of a placeholder. A noncharacter: it never means anything in a text."""

CELL_BREAK = "\x1e"
"""Stands between cells that are read together (ASCII record separator)."""

MAX_TAIL_CHARS = 6
"""How many readable characters a placeholder such as `[CARD-2 *1234]` may end with."""

_FEW = 64
"""Up to how many different characters are changed one after the other."""
_NAMES = "|".join(sorted({entity.placeholder for entity in ENTITIES.values()}))
PLACEHOLDER = re.compile(rf"\[(?:{_NAMES})-\d{{1,6}}(?: \*[^\]\s]{{1,{MAX_TAIL_CHARS}}})?\]")
"""What redaction leaves in the place of a value."""

_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u20e3\ufeff"
) | {chr(code) for code in range(0xFE00, 0xFE10)}
_LOOKALIKES = {
    **dict.fromkeys("‐‑‒–−", "-"),  # hyphens and minus signs, as phones and cards are written with
    **dict.fromkeys("•●∗✱★☆", "*"),  # how apps mask digits and names, and how that is read
    OPAQUE: "\ufffd",
    CELL_BREAK: " ",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A folded text; `origins` says from which source character each of its characters comes."""

    text: str = field(repr=False)
    origins: tuple[int, ...] | None = field(default=None, repr=False)
    """None when nothing moved: character i comes from character i."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source characters that `text[start:end]`, which is not empty, was folded from."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Return `text` folded, with the way back."""
    origins: tuple[int, ...] | None = None
    if not text.isascii() or CELL_BREAK in text:
        changes = {ord(char): folded for char in _beyond_ascii(text) if (folded := _fold_character(char)) != char}
        if all(len(folded) == 1 for folded in changes.values()):
            text = _replaced(text, changes)
        else:
            pieces = [changes.get(ord(char), char) for char in text]
            origins = tuple(index for index, piece in enumerate(pieces) for _ in piece)
            text = "".join(pieces)
    if "[" in text:
        text = PLACEHOLDER.sub(lambda match: OPAQUE * len(match[0]), text)
    return Folded(text=text, origins=origins)


def _beyond_ascii(text: str) -> set[str]:
    """Return the different characters of a text that folding may change, ten times as fast as `set` does on a log."""
    octets = text.encode("utf-8", "surrogatepass").translate(None, _UNCHANGED)
    return set(octets.decode("utf-8", "surrogatepass"))


_UNCHANGED = bytes(code for code in range(128) if chr(code) != CELL_BREAK)


def _replaced(text: str, changes: dict[int, str]) -> str:
    """Return the text with each character changed; where few are, one after the other is many times as fast."""
    if len(changes) > _FEW:
        return text.translate(changes)
    for char, folded in changes.items():  # none of which is what another one becomes
        text = text.replace(chr(char), folded)
    return text


@cache
def _fold_character(char: str) -> str:
    """Return what a character reads as, which reads as itself."""
    folded = _folded_once(char)
    return folded if folded == char or len(folded) != 1 else _fold_character(folded)


def _folded_once(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    plain = unicodedata.normalize("NFKC", char)
    return _simplified().get(plain, plain)


@cache
def _simplified() -> dict[str, str]:
    """Return the simplified characters, by their traditional ones."""
    lines = (Path(__file__).parent / "traditional.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1] for line in lines if not line.startswith("#")}
