"""Seed phrases that somebody tells: by ordinals, in halves, in a sentence about it, in fields, of another list.

`第一个词 ribbon 第二个 …`, `the first word is …, the second …`, six words of a list that are all of a message,
`my recovery phrase starts with …`, `mnemonic: ` and twenty-five words of another wallet's list. What stands in a row is
found by `seeds`; here are fewer words, that take a word or a form that says what they are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sealcase.detect.recognisers.seed_words import LANGUAGES, MIN_WORDS, chinese_characters, plain, words_of
from sealcase.detect.text.lines import by_shape, line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

MIN_ORDERED_WORDS = 6
"""How many ordinals with a list word behind each make a phrase that is told."""
MIN_ALONE_WORDS = 6
"""How many list words in a row are all of a line; the longest in 4.6 MB of sentences and logs was 5."""
MIN_TOLD_WORDS = 3
"""How many list words in a row stand behind hanzi, or behind `starts with`, in a sentence about a phrase."""
MIN_TOLD_ENGLISH_WORDS = 5
MIN_DIFFERENT_SHARE = 0.8
"""A column of kinds or states says the same words again and again."""
_MAX_GAP_CHARS = 80
_TOLD_REACH_CHARS = 120
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|last|next"
)
_HAN = "\u3400-\u9fff"
_ORDERED = line_pattern(
    r"(?:第[ ]?(?P<han>[一二三四五六七八九十]{1,3}|\d{1,2})[ ]?[个位]?(?:单?词|字)?"
    rf"|(?i:(?<![a-z])(?P<latin>{_ORDINALS})(?: word| one)?))"
    rf"(?:是|为| is| was)?[ :=\"'“]{{0,4}}(?P<word>[A-Za-z]{{3,8}}(?![0-9A-Za-z])"
    rf"|(?<=[个位字词是为: ])[{_HAN}](?![{_HAN}]))"
)
_SPOKEN_OF = line_pattern(
    r"助记词|恢复词|种子词|恢复短语|(?i:(?<![a-z])(?:seed|recovery|secret|backup|mnemonic) (?:phrase|words)|mnemonic)"
)
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_BETWEEN = re.compile(r"[ ,;、|/\t\"'\-]{1,4}(?:\d{1,2}[.):]? ?)?")
_SAID_TO_BE = re.compile(
    r"(?:(?i:starts?|begins?|beginning|starting|ends?|ending) (?:with|in)|words? (?:are|is|were))[ :\"'“]{1,3}\Z"
)
_LIST_WORD, _OPENING = "[a-z]{3,8}", rf"[{_HAN}:>\"“]"
_ALONE_WORDS = re.compile(
    rf"(?:^|(?<={_OPENING})|(?<={_OPENING} )){_LIST_WORD}(?:[ ,、]{{1,3}}{_LIST_WORD}){{{MIN_ALONE_WORDS - 1},23}}"
    rf"(?=[ .,。;；\"”]*(?:$|[{_HAN}]))"
)
_OTHER_LIST = re.compile(r"[\"'“]?(?P<words>[a-z]{3,14}(?:[ ,]{1,2}[a-z]{3,14}){11,32})[\"'”.]?[ \t]*(?=$|\n)")
"""Twelve words or more up to the line's end: Monero's are 25, SLIP-39's 20 or 33."""


def find_told_seeds(passage: Passage) -> Iterator[Hit]:
    """Yield the words of phrases that are told."""
    yield from _in_order(passage)
    yield from _in_fields(passage)
    text = passage.text
    for position, places in passage.lines.found(_alone):
        for start, end in places:
            yield _hit(text, position + start, position + end, "seed-part")
    for match in passage.matches(_SPOKEN_OF):
        yield from _spoken_of(text, match.end())
    for mark in passage.marks_for("SEED_PHRASE"):
        other = _OTHER_LIST.match(text, mark.start) if mark.joined else None
        if other is not None:
            yield _hit(text, *other.span("words"), "seed-other-list")


def _hit(text: str, start: int, end: int, rule: str) -> Hit:
    return make_hit("SEED_PHRASE", start, end, Band.CERTAIN, rule, " ".join(text[start:end].split()).lower())


def _in_order(passage: Passage) -> Iterator[Hit]:
    """Yield the words behind ordinals, where enough of them stand near each other."""
    cells = list(passage.matches(_ORDERED))
    if len(cells) < MIN_ORDERED_WORDS:
        return
    near = [first.end() + _MAX_GAP_CHARS < second.start() for first, second in itertools.pairwise(cells)]
    groups = itertools.groupby(zip(cells, itertools.accumulate([0, *near]), strict=True), key=lambda cell: cell[1])
    for _, members in groups:
        group = [cell for cell, _ in members]
        ordinals = {cell["han"] or cell["latin"].lower() for cell in group if _is_listed(cell["word"])}
        if len(ordinals) >= MIN_ORDERED_WORDS and 2 * len(ordinals) >= len(group):
            for cell in group:
                yield _hit(passage.text, *cell.span("word"), "seed-ordered")


def _in_fields(passage: Passage) -> Iterator[Hit]:
    """Yield words that are the values of one key or column, with others between them: `{"i": 1, "word": "…"}`."""
    fields: dict[str, list[tuple[int, str]]] = {}
    for piece in passage.pieces:
        if label := piece.segment.label:
            fields.setdefault(re.sub(r"\d+", "", label), []).append((piece.start, piece.folded.text))
    for values in fields.values():
        for listed, group in itertools.groupby(values, key=lambda value: value[1].lower() in words_of("english")):
            row = list(group) if listed else []
            if len(row) >= MIN_WORDS and len({word.lower() for _, word in row}) >= MIN_DIFFERENT_SHARE * len(row):
                for start, word in row:
                    yield _hit(passage.text, start, start + len(word), "seed-field")


def _is_listed(word: str) -> bool:
    return word in chinese_characters() or any(plain(word) in words_of(language) for language in LANGUAGES)


@by_shape
def _alone(line: str) -> tuple[tuple[int, int], ...]:
    """Return where words of one list are all of a line, or of what stands between hanzi."""
    matches = _ALONE_WORDS.finditer(line)
    return tuple(match.span() for match in matches if words_of("english").issuperset(_ASCII_WORD.findall(match[0])))


def _spoken_of(text: str, start: int) -> Iterator[Hit]:
    """Yield rows of words of the English list behind words for a phrase."""
    reach = text.find("\n", start, start + _TOLD_REACH_CHARS)
    end = reach if reach >= 0 else min(len(text), start + _TOLD_REACH_CHARS)
    row: list[re.Match[str]] = []
    for word in [*_ASCII_WORD.finditer(text, start, end), None]:
        adjacent = word is not None and (not row or _BETWEEN.fullmatch(text, row[-1].end(), word.start()) is not None)
        listed = word is not None and word[0] in words_of("english")
        if row and not (adjacent and listed):
            english = text[start : row[0].start()].isascii() and _SAID_TO_BE.search(text, start, row[0].start()) is None
            if len(row) >= (MIN_TOLD_ENGLISH_WORDS if english else MIN_TOLD_WORDS):
                yield _hit(text, row[0].start(), row[-1].end(), "seed-told")
            row = []
        if word is not None and listed:
            row.append(word)
