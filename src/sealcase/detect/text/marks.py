"""Marks: where the text itself says what stands there.

A mark is a place where a value of some entity is expected: a CSV cell under its header, a JSON value under its key,
what follows `收款人：` or `"password":`, the line below a label that stands alone. A mark does not claim anything:
each family of recognisers looks whether something of the right shape stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sealcase.detect.text.labels import (
    LABELS,
    MAX_LABEL_CHARS,
    MAX_LABEL_WORDS,
    NO_LABEL,
    WORD,
    Label,
    exact_label,
    header_label,
    joined_words,
    latin_label,
)
from sealcase.detect.text.lines import Lines, by_shape
from sealcase.detect.text.normalise import CELL_BREAK, OPAQUE

MAX_VALUE_CHARS = 2048
"""How far the value of a label in running text may reach; a cell or scalar is its label's value whole."""


class Mark(NamedTuple):
    """Folded characters `start` to `end` are where a value of `entity` is expected to begin.

    A tuple, since a log has one on most of its lines.
    """

    entity: str
    start: int
    end: int
    """End of the line, of the quoted string or of the cell."""
    weak: bool
    joined: bool
    """The label is tied to the value by a colon, an equals sign, a tab or a verb; else it merely precedes it."""
    whole: bool = False
    """The place is one cell or scalar: whatever stands in it is the value."""


def cell_mark(header: str, start: int, end: int) -> Mark | None:
    """Return the mark for a cell or scalar under `header`, if the header labels something."""
    label = header_label(header)
    if label is None:
        return None
    return Mark(entity=label.entity, start=start, end=end, weak=label.weak, joined=True, whole=True)


def text_marks(lines: Lines, *, form: bool) -> Iterator[Mark]:
    """Yield the marks that labels inside a text set; in a form (a picture's rows) a space is enough between."""
    yield from _han_marks(lines)
    yield from _latin_marks(lines)
    yield from _row_marks(lines, form=form)


def label_words(lines: Lines) -> Iterator[tuple[int, int]]:
    """Yield where the Chinese words of `labels.toml` stand: a form's own words, whatever they label."""
    return (match.span() for match in lines.matches(LABELS.han_pattern))


_HAN_JOINT = re.compile(
    r"(?:\([^()\n]{0,12}\)(?=[ \t]*[:=]))?[\"'”」\]】]?"
    r"(?P<joint>[ \t]*(?:[:=]|是|为)[ \t]*(?:\n[ \t]*)?|\t[ \t]*| {2,}| ?)(?P<quote>[\"'“「\[【])?"
)
_LINE_BELOW = re.compile(r"[ \t]*\r?\n[ \t]*(?=[^\s])")


def _han_marks(lines: Lines) -> Iterator[Mark]:
    text = lines.text
    for match in lines.matches(LABELS.han_pattern):
        label = LABELS.han[match[0].lower()]
        if label.entity == NO_LABEL:
            continue
        stands_alone = match.start() == 0 or text[match.start() - 1] in "\n" + CELL_BREAK
        below = _LINE_BELOW.match(text, match.end()) if stands_alone else None
        if below is not None:
            yield _mark(text, label, below.end(), joined=True)
            continue
        after = _HAN_JOINT.match(text, match.end())
        if after is not None and after.end() < len(text):
            joined = after["joint"] not in {"", " "}
            yield _mark(text, label, after.end(), joined=joined, quote=after["quote"] or "")


_LATIN_JOINT = re.compile(r":=|=>|[:=]|(?<=[a-zA-Z]) (?:is|was):?(?= )")
_LATIN_TAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\- ]*\Z")
_LATIN_VALUE = re.compile(
    r"[ \t]*(?:(?:\r?\n)[ \t]*(?=[^\s:=]+(?:\s|$)))?(?P<open>[\[(<](?![\[(<\s]))?\\?(?P<quote>[\"'`])?"
)


def _latin_marks(lines: Lines) -> Iterator[Mark]:
    for position, joints in lines.found(_joints):
        for joint in joints:
            if isinstance(joint, Mark):
                yield joint._replace(start=position + joint.start, end=position + joint.end)
            else:
                mark = _latin_mark(lines.text, position + joint[0], position + joint[1])
                if mark is not None:
                    yield mark


@by_shape
def _joints(shape: str) -> tuple[Mark | tuple[int, int], ...]:
    """Return what follows labels in a line, by its shape; a joint where its digits or the next line decide."""
    found: list[Mark | tuple[int, int]] = []
    for joint in _LATIN_JOINT.finditer(shape):
        head = _head(shape[max(0, joint.start() - MAX_LABEL_CHARS) : joint.start()])
        if not _ends_in(LABELS.last_shapes, head):
            continue
        if _LATIN_VALUE.fullmatch(shape, joint.end()) or any(
            "0" in word for word in WORD.findall(head)[-MAX_LABEL_WORDS:]
        ):
            found.append(joint.span())
        elif (mark := _latin_mark(shape, *joint.span())) is not None:
            found.append(mark)
    return tuple(found)


def _latin_mark(text: str, start: int, end: int) -> Mark | None:
    """Return the mark behind a joint, if a label stands before it."""
    label = _label_before(text[max(0, start - MAX_LABEL_CHARS) : start])
    if label is None:
        return None
    after = _LATIN_VALUE.match(text, end)
    assert after is not None  # every part of it is optional
    return _mark(text, label, after.end(), joined=True, quote=after["quote"] or after["open"] or "")


def _head(before: str) -> str:
    """Return what may be a label in front of a joint, without quotes and a note in brackets."""
    head = before.rstrip(" \t\"'`\\")
    if head.endswith((")", "]")):
        head = head[: max(head.rfind("("), head.rfind("["), 0)].rstrip(" \t")
    return head


def _ends_in(words: frozenset[str], head: str) -> bool:
    if not head or not head[-1].isascii() or not head[-1].isalnum():
        return False
    last = WORD.findall(head[-16:])
    return bool(last) and (last[-1].lower() in words or head[-16:].lower().split()[-1] in words)


def _label_before(before: str) -> Label | None:
    head = _head(before)
    if not _ends_in(LABELS.last_words, head):
        return None
    tail = _LATIN_TAIL.search(head)
    return latin_label(tail[0]) if tail is not None else None


_ROW = re.compile(
    r"^[ \t]*([A-Za-z][A-Za-z0-9./'\-]*(?: [A-Za-z0-9./'\-]+){0,6})([ \t]*\r?\n[ \t]*|[ \t]*)", re.MULTILINE
)


def _row_marks(lines: Lines, *, form: bool) -> Iterator[Mark]:
    """Rows: the label begins the line, with a wide gap, in a form any gap, or with a line end after it."""
    if form:
        yield from _form_rows(lines.text)
        return
    for position, _ in lines.found(_is_row):
        if (match := _ROW.match(lines.text, position)) is not None:
            label = exact_label(match[1])
            if label is not None:
                yield _mark(lines.text, label, match.end(), joined=True)


@by_shape
def _is_row(shape: str) -> bool:
    """Whether a line may begin with a label and a wide gap, by its shape."""
    match = _ROW.match(f"{shape}\n")
    return (
        match is not None
        and "\n" not in match[2]
        and ("\t" in match[2] or len(match[2]) > 1)
        and len(match[1]) <= MAX_LABEL_CHARS
        and joined_words(match[1]) in LABELS.latin_shapes
    )


def _form_rows(text: str) -> Iterator[Mark]:
    for match in _ROW.finditer(text):
        words, gap = match.groups()
        if "\n" in gap or "\t" in gap or len(gap) > 1:
            label = exact_label(words)
            if label is not None:
                yield _mark(text, label, match.end(), joined=True)
                continue
        yield from _narrow_row(text, words, match.start(1))


def _narrow_row(text: str, words: str, start: int) -> Iterator[Mark]:
    pieces = words.split(" ")
    for count in range(min(MAX_LABEL_WORDS, len(pieces)), 0, -1):
        head = " ".join(pieces[:count])
        if (label := exact_label(head)) is not None:
            if start + len(head) + 1 < len(text):
                yield _mark(text, label, start + len(head) + 1, joined=False)
            return


_WHOLE_IN_QUOTES = frozenset({"PERSON", "ACCOUNT", "LOCATION", "PASSWORD"})
"""What may look like anything, so that the quotes around it say where it ends: `nickname="小熊维尼~"`."""
_MAX_QUOTED_CHARS = 200
_CLOSING = {"“": "”", "「": "」", "【": "】", "[": "]", "(": ")", "<": ">"}
_VALUE_END = re.compile(f"[\n\r{CELL_BREAK}{OPAQUE}]")


def _mark(text: str, label: Label, start: int, *, joined: bool, quote: str = "") -> Mark:
    closing = _CLOSING.get(quote, quote)
    furthest = min(len(text), start + MAX_VALUE_CHARS)
    stop = _VALUE_END.search(text, start, furthest)
    end = stop.start() if stop else furthest
    quoted = False
    if closing and (close := text.find(closing, start, end)) >= 0:
        quoted, end = True, close - (close > start and text[close - 1] == "\\")  # JSON inside of a JSON string
    whole = (
        quoted and joined and not label.weak and label.entity in _WHOLE_IN_QUOTES and end - start <= _MAX_QUOTED_CHARS
    )
    return Mark(entity=label.entity, start=start, end=end, weak=label.weak, joined=joined, whole=whole)
