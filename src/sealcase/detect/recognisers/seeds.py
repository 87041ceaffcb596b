"""Seed phrases: the words that restore a wallet (BIP-39), however they were written down.

Twelve or more words of one list in a row, whatever stands between them (spaces, line ends, numbers,
commas, quotes), even if the checksum of the phrase fails; nine of any twelve, since text recognition
misreads some; fewer after a label; eight numbered ones anywhere near each other, in any order, with
every numbered word among them. For the Chinese lists the characters must stand apart, or follow a label:
ordinary sentences hold checksum-valid phrases. Words are compared without accents (BIP-39 asks for NFKD,
and people leave accents out). The longest run of English list words in 4.6 MB of sentences and logs was 5.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sealcase.detect.recognisers.seed_hanzi import find_hanzi_seeds
from sealcase.detect.recognisers.seed_words import (
    LANGUAGES,
    MAX_GAP_CHARS,
    MIN_WORDS,
    all_words,
    chinese_characters,
    is_gap,
    is_like_one_of,
    plain,
    words_of,
)
from sealcase.detect.text.lines import Lines, by_shape, line_pattern
from sealcase.detect.text.marks import Mark
from sealcase.detect.text.normalise import CELL_BREAK, OPAQUE
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

MAX_WORDS = 24
"""The longest."""
MIN_LISTED_WORDS = 9
"""How many of twelve words in a row must be on the list: three may have been misread."""
_ROW_WORDS = 18
"""In how many words those nine stand, where each misread one falls into three: `w0r1d`."""
MIN_NUMBERED_WORDS = 8
"""How many numbered list words make a page of a phrase."""
_MIN_LABELLED_WORDS = 3
_MAX_CACHED_ROWS = 4096
_MIN_SIDE_WORDS = 3
"""How many list words must stand on both sides of one that was misread."""
_MAX_CELL_GAP_CHARS = 80
_MAX_LABELLED_CHARS = 400

_ACCENTS = "\u0300-\u036f\u3099\u309a"
_WORD = re.compile(
    rf"[A-Za-z\u00c0-\u024f{_ACCENTS}]+|[\u0400-\u04ff{_ACCENTS}]+|[\u3041-\u309a]+|[\u1100-\u11ff\uac00-\ud7af]+"
)
"""A word of one script: what is glued between hanzi is a word, too."""
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_HAN = "\u3400-\u9fff"
_HAN_CHAR = re.compile(f"[{_HAN}]")
_HAN_GLUED = re.compile(rf"(?:[{_HAN}][\s,、.;\d\"]{{0,6}}){{11,23}}[{_HAN}]")
_NUMBERED = line_pattern(
    r"(?<![0-9A-Za-z.,:])(0?[1-9]|1\d|2[0-4])[.):#\-]?[ \t]{0,3}\n?([A-Za-z][A-Za-z0-9]{2,7})(?![0-9A-Za-z])"
)
_LABEL = re.compile(r"(?i)(?:[a-z]+ ){0,3}(?:phrase|seed|words?)[\"']?[ \t]*:[\s\"']*")


def find_seeds(passage: Passage) -> Iterator[Hit]:
    """Yield seed phrases."""
    text = passage.text
    for start, end in _dense_places(passage.lines):
        # Almost no text has as many list words so close together.
        words = _words(text[start:end])
        for language in LANGUAGES:
            if _may_hold_a_row(_listed(words, words_of(language))):
                yield from _phrases(text, words_of(language), start, end)
    yield from _grids(passage)
    yield from find_hanzi_seeds(passage)
    for mark in passage.marks_for("SEED_PHRASE"):
        yield from _labelled(text, mark)


def _words(text: str) -> list[str]:
    return _ASCII_WORD.findall(text.lower()) if text.isascii() else [*map(plain, _WORD.findall(text))]


def _listed(words: Iterable[str], listed: frozenset[str]) -> str:
    """Return a 1 for each word that is listed and a 0 for each other."""
    return "".join(["1" if word in listed else "0" for word in words])


@by_shape
def _listed_in_any(shape: str) -> str:
    return _listed(_words(shape), all_words())


def _rows(known: str) -> Iterator[int]:
    """Yield where nine of some twelve words may be listed: then three of them stand together."""
    at = known.find("111")
    while at >= 0:
        first = max(0, at - _ROW_WORDS + 3)
        if known.count("1", first, at + _ROW_WORDS) >= MIN_LISTED_WORDS and _is_dense(known[first : at + _ROW_WORDS]):
            yield at
        at = known.find("111", at + 1)


@lru_cache(maxsize=_MAX_CACHED_ROWS)
def _is_dense(known: str) -> bool:
    return any(known.count("1", at, at + _ROW_WORDS) >= MIN_LISTED_WORDS for at in range(len(known)))


def _may_hold_a_row(known: str) -> bool:
    return next(_rows(known), None) is not None


def _dense_places(lines: Lines) -> Iterator[tuple[int, int]]:
    """Yield the stretches of whole lines that may hold a row of words, with what stands around it."""
    listed = {shape: _listed_in_any(shape) for shape in lines.places}
    known = [listed[shape] for shape in lines.shapes]
    rows = list(_rows("".join(known)))
    if not rows:
        return
    firsts = [0, *itertools.accumulate(map(len, known))]  # the number of each line's first word
    starts = [start for start, _ in lines.each()]
    begin = end = 0
    for row in rows:
        first = bisect.bisect_right(firsts, max(0, row - MAX_WORDS)) - 1
        last = bisect.bisect_left(firsts, min(firsts[-1], row + _ROW_WORDS + MAX_WORDS))
        stop = starts[last] if last < len(starts) else len(lines.text)
        if starts[first] > end:
            if end:
                yield begin, end
            begin = starts[first]
        end = max(end, stop)
    yield begin, end


def _hit(text: str, start: int, end: int, rule: str) -> Hit:
    words = _WORD.findall(text[start:end]) or _HAN_CHAR.findall(text[start:end])
    return make_hit("SEED_PHRASE", start, end, Band.CERTAIN, rule, " ".join(words).lower())


# ------------------------------------------------------------------------------------ rows of words
def _phrases(text: str, words: frozenset[str], begin: int, stop: int) -> Iterator[Hit]:
    runs = _runs(text, words, begin, stop)
    whole = [_without_keys(text, start, end) for start, end, count in runs if count >= MIN_WORDS]
    for start, end in whole:
        yield _hit(text, _after_label(text, start), end, "seed-words")
    for start, end in _dense_rows(text, words, begin, stop):
        # Beside a whole phrase this would only take words of the sentence around it.
        if all(end <= first or last <= start for first, last in whole):
            yield _hit(text, _after_label(text, start), end, "seed-misread")


def _without_keys(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a run without a single word in a cell beside one that holds a whole phrase: a key, `text` or `time`."""
    cells = text[start:end].split(CELL_BREAK)
    counts = [len(_WORD.findall(cell)) for cell in cells]
    if max(counts) >= MIN_WORDS:
        while counts[0] <= 1:
            start += len(cells.pop(0)) + 1
            counts.pop(0)
        while counts[-1] <= 1:
            end -= len(cells.pop()) + 1
            counts.pop()
    return start, end


def _dense_rows(text: str, words: frozenset[str], begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield where nine or more of twelve words in a row are on the list.

    Many words of an interface are on the English list (`Send Again`, `Network Fee`), but those begin with
    capitals, and what is between them looks like no misread word of the list.
    """
    row: list[tuple[int, int, bool]] = []
    for match in _WORD.finditer(text, begin, stop):
        if row and not is_gap(text, row[-1][1], match.start()):
            yield from _dense(text, row, words)
            row = []
        elif row and text[row[-1][1] : match.start()].isdigit():  # `w0rth` is one word, misread
            row[-1] = (row[-1][0], match.end(), False)
            continue
        row.append((match.start(), match.end(), plain(match[0]) in words))
    yield from _dense(text, row, words)


def _dense(text: str, row: list[tuple[int, int, bool]], words: frozenset[str]) -> Iterator[tuple[int, int]]:
    for first in range(len(row) - MIN_WORDS + 1):
        window = row[first : first + MIN_WORDS]
        if sum(listed for _, _, listed in window) < MIN_LISTED_WORDS:
            continue
        shown = [text[start:end] for start, end, _ in window]
        if not (all(word.islower() for word in shown) or all(word.isupper() for word in shown)):
            continue
        others = [word for word, (_, _, listed) in zip(shown, window, strict=True) if not listed]
        if all(len(word) >= 3 for word in others) and all(is_like_one_of(plain(word), words) for word in others):
            yield window[0][0], window[-1][1]


def _after_label(text: str, start: int) -> int:
    """Return where a run begins without a label of its own words, as in `seed phrase: legal winner …`."""
    label = _LABEL.match(text, start)
    return start if label is None else label.end()


def _runs(text: str, words: frozenset[str], start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Yield `(start, end, words)` of each run of list words, which a single misread word does not end."""
    runs: list[list[int]] = []  # start, end, count
    previous_end = -1
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        adjacent = bool(runs) and previous_end >= 0 and is_gap(text, previous_end, match.start())
        if plain(match[0]) in words:
            if adjacent and runs[-1][1] == previous_end:
                runs[-1][1:] = [match.end(), runs[-1][2] + 1]
            else:
                runs.append([match.start(), match.end(), 1])
        previous_end = match.end()
    joined: list[list[int]] = []
    for run in runs:
        if joined and min(joined[-1][2], run[2]) >= _MIN_SIDE_WORDS and _one_word_between(text, joined[-1][1], run[0]):
            joined[-1][1:] = [run[1], joined[-1][2] + run[2] + 1]
        else:
            joined.append(list(run))
    yield from ((first, last, count) for first, last, count in joined)


def _one_word_between(text: str, start: int, end: int) -> bool:
    """Whether one word at most stands between two runs, not counting numbers of a list."""
    between = text[start:end]
    if end - start > 2 * MAX_GAP_CHARS or OPAQUE in between or _HAN_CHAR.search(between) is not None:
        return False
    return sum(not token.isdigit() for token in [*_TOKEN.findall(between), *_other_words(between)]) <= 1


def _other_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


# -------------------------------------------------------------------------------------------- grids
def _grids(passage: Passage) -> Iterator[Hit]:
    """Yield the cells of numbered words, in whatever order they were read: all of them, misread or not."""
    text = passage.text
    cluster: list[re.Match[str]] = []
    for match in passage.matches(_NUMBERED):
        if cluster and match.start() - cluster[-1].end() > _MAX_CELL_GAP_CHARS:
            yield from _grid(text, cluster)
            cluster = []
        cluster.append(match)
    yield from _grid(text, cluster)


def _grid(text: str, cells: list[re.Match[str]]) -> Iterator[Hit]:
    if len(cells) < MIN_NUMBERED_WORDS:
        return
    for language in LANGUAGES:
        words = words_of(language)
        numbers = {int(cell[1]) for cell in cells if plain(cell[2]) in words}
        if len(numbers) >= MIN_NUMBERED_WORDS and 2 * len(numbers) >= len(cells):
            for cell in cells:
                yield _hit(text, *cell.span(2), "seed-grid")
            return


# ------------------------------------------------------------------------------------- after labels
def _labelled(text: str, mark: Mark) -> Iterator[Hit]:
    """Words after a label, over line ends: they are what the person wrote down, complete or not."""
    reach = min(len(text), mark.start + _MAX_LABELLED_CHARS)
    best: tuple[int, int] | None = None
    first = _WORD.search(text, mark.start, reach)
    for language in LANGUAGES:
        if first is None or plain(first[0]) not in words_of(language):
            continue
        start, end, count = next(_runs(text, words_of(language), mark.start, reach), (0, 0, 0))
        if (
            count >= _MIN_LABELLED_WORDS
            and start - mark.start <= 8
            and not re.search(r"[^\W\d_]", text[mark.start : start])
            and (best is None or end - start > best[1] - best[0])
        ):
            best = start, end
    if best is not None:
        yield _hit(text, *best, "seed-label")
    match = _HAN_GLUED.match(text, mark.start, reach)
    if match is not None and mark.joined:
        listed = sum(char in chinese_characters() for char in _HAN_CHAR.findall(match[0]))
        if listed >= MIN_WORDS:
            yield _hit(text, *match.span(), "seed-label")
