"""The words of seed phrases: BIP-39's lists without accents, and what is so like one of them that it was misread."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from sealcase.detect.text import bip39

_MAX_CACHED_WORDS = 16_384
_MIN_LIKENESS = 0.7
"""How much of a misread word is as on the list, by `difflib`: one letter of four may be wrong, or two swapped."""
MIN_WORDS = 12
"""The shortest phrase of BIP-39."""
MAX_GAP_CHARS = 32
"""How far apart the words of a phrase stand."""
_GAP = re.compile(r"[^\w\ufffe\uffff]*(?:(?:\d{1,2}|和|跟|再|然后|接着)[^\w\ufffe\uffff]*)?(?:_[^\w\ufffe\uffff]*)?")
LANGUAGES = (
    "english",
    "spanish",
    "french",
    "italian",
    "portuguese",
    "czech",
    "turkish",
    "russian",
    "japanese",
    "korean",
)
"""The lists whose words are longer than one character."""


@cache
def words_of(language: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(map(plain, bip39.words(language)))


@cache
def all_words() -> frozenset[str]:
    """Return the words of all lists whose words are longer than one character."""
    return frozenset().union(*(words_of(language) for language in LANGUAGES))


@cache
def chinese_characters() -> frozenset[str]:
    """Return the characters of both Chinese lists."""
    return words_of("chinese_simplified") | words_of("chinese_traditional")


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def plain(word: str) -> str:
    """Return a word in small letters, without accents: BIP-39 asks for NFKD, and people leave accents out."""
    return word.lower() if word.isascii() else _without_accents(word)


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def is_like_one_of(word: str, words: frozenset[str]) -> bool:
    """Whether some listed word is so like `word` that this may be a misreading of it."""
    matcher = difflib.SequenceMatcher(b=word)
    letters, bits = _letters(words)
    own = _bits(word, bits)
    for other, theirs in letters:
        # No more can be alike than they have letters in common: that is quick to count.
        shared = (own & theirs).bit_count()
        if 2 * shared >= _MIN_LIKENESS * (len(word) + len(other)):
            matcher.set_seq1(other)
            if matcher.ratio() >= _MIN_LIKENESS:
                return True
    return False


@cache
def _letters(words: frozenset[str]) -> tuple[tuple[tuple[str, int], ...], dict[str, int]]:
    """Return each word with a bit for each of its letters: a second `a` has a bit of its own."""
    kinds = sorted({kind for word in words for kind in _kinds(word)})
    bits = {kind: 1 << number for number, kind in enumerate(kinds)}
    return tuple((word, _bits(word, bits)) for word in sorted(words)), bits


def _kinds(word: str) -> Iterator[str]:
    return (f"{letter}{word[:at].count(letter)}" for at, letter in enumerate(word))


def _bits(word: str, bits: dict[str, int]) -> int:
    return sum(bits.get(kind, 0) for kind in _kinds(word))


def is_gap(text: str, start: int, end: int) -> bool:
    """Whether what stands between two words belongs to a phrase: spaces, punctuation, a number, a small word."""
    return 0 < end - start <= MAX_GAP_CHARS and _GAP.fullmatch(text, start, end) is not None
