"""Labels: the words that say what stands beside them, and what they say (`labels.toml`).

Column headers, JSON keys and labels in running text share one table of words, in Chinese and English. Where in a text a
value of theirs is expected: see `marks`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sealcase.detect.text.lines import LinePattern, line_pattern
from sealcase.detect.text.normalise import fold
from sealcase.detect.text.shapes import DIGITS

MAX_LABEL_CHARS = 48
"""A label further back than this is prose."""
MAX_LABEL_WORDS = 4
"""The longest English label: `name on the account`."""
_MAX_CACHED_LABELS = 4096
NO_LABEL = "none"
"""Stands for an entity where a word contains a label and is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """What a word labels. A weak label also labels other things, so the value must look the part."""

    entity: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The words that label something, in the forms in which they are looked up."""

    latin: dict[str, Label]
    """By words in lower case, joined with single spaces."""
    han: dict[str, Label]
    han_pattern: LinePattern
    last_words: frozenset[str]
    last_shapes: frozenset[str]
    """Last words with every digit a 0, and below whole labels: what a line's shape is held against."""
    latin_shapes: frozenset[str]


def _read_labels() -> Tables:
    document = tomllib.loads((Path(__file__).parent / "labels.toml").read_text(encoding="utf-8"))
    latin: dict[str, Label] = {}
    han: dict[str, Label] = {}
    for entity, kinds in document.items():
        for kind, words in kinds.items():
            label = Label(entity=entity, weak=kind == "weak")
            for word in words:
                (latin if word.isascii() else han)[word] = label
    longest_first = sorted(han, key=len, reverse=True)
    last_words = frozenset(word.rsplit(" ", 1)[-1] for word in latin)
    return Tables(
        latin=latin,
        han=han,
        last_words=last_words,
        last_shapes=frozenset(word.translate(DIGITS) for word in last_words),
        latin_shapes=frozenset(word.translate(DIGITS) for word in latin),
        # Both cases spelled out: IGNORECASE would cost the regex engine its set of first characters.
        han_pattern=line_pattern(
            "|".join(re.escape(form) for word in longest_first for form in {word: 0, word.upper(): 0})
        ),
    )


LABELS = _read_labels()
"""Every label."""
WORD = re.compile(r"[A-Z]?[a-z]+\d?|[A-Z]+(?![a-z])\d?|\d*[A-Za-z]+\d?")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@lru_cache(maxsize=_MAX_CACHED_LABELS)
def label_of(header: str) -> Label | None:
    """Return what a column header or key path labels, from its folded text; None when that is not known."""
    text = _NOTE.sub("", header).strip(" \t\r\n:*\"'")
    if text.isascii():
        return latin_label(text)
    han = LABELS.han
    compact = text.replace(" ", "").lower()
    # The head of a Chinese compound stands last: 收款人手机号 is a phone number, not a payee.
    for length in range(len(compact), 0, -1):
        if (label := han.get(compact[-length:])) is not None:
            return None if label.entity == NO_LABEL else label
    matches = [match[0].lower() for match in LABELS.han_pattern.pattern.finditer(compact)]
    label = han[max(matches, key=len)] if matches else None
    return None if label is None or label.entity == NO_LABEL else label


def is_label(text: str) -> bool:
    """Tell whether all of a folded text is a label, and not only the words that end it: no `Baker Street`."""
    words = text.strip(" \t\r\n:*")
    if words.isascii():
        return exact_label(words) is not None
    label = LABELS.han.get(words.replace(" ", "").lower())
    return label is not None and label.entity != NO_LABEL


def is_form_word(text: str) -> bool:
    """Tell whether all of a folded text is a label, or a word that only contains one: `支付方式`."""
    return is_label(text) or text.strip(" \t\r\n:*").replace(" ", "").lower() in LABELS.han


@lru_cache(maxsize=_MAX_CACHED_LABELS)
def latin_label(text: str) -> Label | None:
    """Return the label that the last words of `text` make up: `data.payeeName` is a payee name."""
    words = [word.lower() for word in WORD.findall(text[-MAX_LABEL_CHARS:])]
    label = _label_of_words(words)
    if label is None and words and words[-1][-1] == "s":
        label = _label_of_words(_singular(words))
    return None if label is None or label.entity == NO_LABEL else label


def _singular(words: list[str]) -> list[str]:
    """Return the words with the last one in the singular, as an array's key has it in the plural: `payees`."""
    last = words[-1]
    return [*words[:-1], last[:-2] if last.endswith(("sses", "xes")) else last[:-1]]


def _label_of_words(words: list[str]) -> Label | None:
    latin = LABELS.latin
    for count in range(min(MAX_LABEL_WORDS, len(words)), 0, -1):
        for joint in (" ", ""):
            if (label := latin.get(joint.join(words[-count:]))) is not None:
                return label
    return None


@lru_cache(maxsize=_MAX_CACHED_LABELS)
def header_label(header: str) -> Label | None:
    """Return what a header labels, as it is written."""
    return label_of(fold(header).text)


@lru_cache(maxsize=_MAX_CACHED_LABELS)
def is_known_header(header: str) -> bool:
    """Return whether a header says what its column holds: something that is looked for, or something that is not."""
    text = fold(header).text
    if label_of(text) is not None:
        return True
    words = " ".join(word.lower() for word in WORD.findall(text))
    compact = _NOTE.sub("", text).replace(" ", "").lower()
    return words in LABELS.latin or any(compact.endswith(word) for word in LABELS.han)


def exact_label(words: str) -> Label | None:
    """Return the label that all of `words` are."""
    if len(words) > MAX_LABEL_CHARS:
        return None
    label = LABELS.latin.get(joined_words(words))
    return label if label is not None and label.entity != NO_LABEL else None


def joined_words(words: str) -> str:
    """Return words in small letters with single spaces: `orderNo` as `order no`."""
    return " ".join(word.lower() for word in WORD.findall(words))
