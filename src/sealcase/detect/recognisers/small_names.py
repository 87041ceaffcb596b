"""Names in small letters, as chats and hasty mails write them, and names at the top of a signature.

In small letters it takes a given name and a family name of the lists together (`eva kleist`), or one of them behind a
word that announces a person, behind a title, in a row of three, or before what is said in quotes. Neither may be an
ordinary word: in 2 MB of logs and in this project's documents no two words in a row pass. Above an address or a phone,
a line of two to four capitalised words is the name of a signature, on no list if need be. All of this is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.latin_names import is_listed, is_ordinary
from sealcase.detect.text.lines import by_shape, line_pattern
from sealcase.detect.text.names import is_organisation
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

_LETTER = "a-z\u00df-\u00f6\u00f8-\u024f"
_WORD = re.compile(rf"(?<![0-9A-Za-z_@/.\-])[{_LETTER}]{{3,}}(?:['’-][{_LETTER}]{{2,}})?(?![0-9A-Z_@/\-]|\.[a-z])")
_BETWEEN = re.compile(r"[ \t]{1,2}(?:[a-z]\.?[ \t])?")
_CUE = re.compile(
    r"(?:\b(?:named|called|call|calls|mr|mrs|ms|dr|miss|prof|brother|sister|husband|wife|son|daughter|mother"
    r"|father|friend|colleague"
    r"|boss|uncle|aunt|cousin|kid|neighbou?r|landlord|told|asked|met|hi|hey|hello|dear|thanks|regards|cheers)"
    r"(?: me| him| her)?[.,:]? )\Z"
)
_STRONG_CUE = re.compile(r"\b(?:named|mr|mrs|ms|dr|prof|call(?:s|ed)? (?:me|him|her)|my name is|i am|i'm)[.:]? \Z")
_AND = re.compile(r", (?:and )?| and ")
_QUOTED = re.compile(r": ?[\"“]")
_TITLE = re.compile(r"(?<![A-Za-z])(?:mrs?|ms|miss|dr|prof)\.? \Z")
_MIN_ROW = 3
_CARD_NAME = line_pattern(
    r"(?m)^[>*? \t]{0,6}(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?"
    r"(?=((?:[^\W\d_][^\W\d_'’.\-]{0,23}(?:['’\-][^\W\d_]{1,23})?\.?)(?:[ ]{1,2}[^\W\d_][^\W\d_'’\-]{0,23}"
    r"(?:['’\-][^\W\d_]{1,23})?\.?){1,4})[ \t]*\r?\n)"
)
_CARD_LINE = re.compile(
    r"\W*(?:\d{1,6}[ ,]|(?i:phone|tel|mobile|cell|desk|fax|office|e-?mail|address|personal info|website|unit \d"
    r"|psc \d|p\.?o\.? box)\b)"
    r"|\S+@\S+\.\S+"
)
_NEXT_LINES = 4
_MAX_CARD_CHARS = 64
_MAX_WORD_CHARS = 24


_MAX_BARE_CHARS = 60
_ENGLISH = re.compile(
    r"(?<![a-z])(?:the|is|are|was|to|i|i'm|my|you|your|u|and|for|of|said|says|he|she|his|her|has|had|have|from|with|me|we|it"
    r"|that|please|pls|can|about|paid|sent|hi|hey|call|ask|not|but|this)(?![a-z])"
)
"""A word of which an English sentence has one, if it is not short."""


def find_small_names(passage: Passage) -> Iterator[Hit]:
    """Yield names in small letters, and names above an address or a phone."""
    if passage.form:
        return
    text = passage.text
    for position, names in passage.lines.found(_names_in, rows=True):
        for start, end in names:
            yield _hit(text, position + start, position + end)
    for match in passage.matches(_CARD_NAME):
        if _heads_a_card(text, match):
            yield _hit(text, *match.span(1))


def _hit(text: str, start: int, end: int) -> Hit:
    title = _TITLE.search(text, max(0, start - 8), start)
    start = start if title is None else title.start()
    return make_hit("PERSON", start, end, Band.REVIEW, "name-small", " ".join(text[start:end].split()))


@by_shape
def _names_in(line: str) -> tuple[tuple[int, int], ...]:
    """Return the names in small letters in a line, whatever its digits are."""
    if "=" in line or line[:1] in "0[{<":
        return ()
    if len(line) > _MAX_BARE_CHARS and _ENGLISH.search(line) is None:  # another language: Latin, a list of words
        return ()
    words = [match.span() for match in _WORD.finditer(line) if match[0] != "and"]
    names = [_is_name(line[start:end]) for start, end in words]
    found: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(words):
        if not names[at]:
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        if following and names[at + 1] and _BETWEEN.fullmatch(line, end, following[0]):
            found.append((start, following[1]))
        elif (
            _STRONG_CUE.search(line, max(0, start - 24), start)
            or (_QUOTED.match(line, end) and not line[:start].strip(" \t>"))
            or (is_listed(line[start:end], "given") and _CUE.search(line, max(0, start - 24), start))
        ):
            found.append((start, end))
    return (*found, *_rows(line, words, names))


def _is_name(word: str) -> bool:
    if len(word) > _MAX_WORD_CHARS:
        return False
    return (is_listed(word, "given") or is_listed(word, "family")) and not is_ordinary(word)


def _rows(line: str, words: list[tuple[int, int]], names: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield three or more names with nothing but commas and an `and` between them."""
    row: list[int] = []
    for at in range(len(words)):
        joined = bool(row) and _AND.fullmatch(line, words[row[-1]][1], words[at][0]) is not None
        if not (joined and names[at]):
            if len(row) >= _MIN_ROW:
                yield from (words[one] for one in row)
            row = []
        if names[at]:
            row.append(at)
    if len(row) >= _MIN_ROW:
        yield from (words[one] for one in row)


def _heads_a_card(text: str, match: re.Match[str]) -> bool:
    """Whether a line of words stands above an address or a phone, as a name does on a card."""
    name = match[1]
    words = [word.strip(".'’") for word in name.split()]
    capital = all(word[:1].isupper() or word in {"van", "de", "von", "der", "den", "da", "di"} for word in words)
    small = name.islower() and any(_is_name(word) for word in words)
    if not (capital or small) or len(name) > _MAX_CARD_CHARS or any(map(is_ordinary, words)) or is_organisation(name):
        return False
    line = match.end() + len(name)
    lines = [part for part in text[line : line + 400].split("\n") if part.strip(" >*?\r\t")]
    return any(_CARD_LINE.match(part.strip(" >*?\r\t")) for part in lines[:_NEXT_LINES])
