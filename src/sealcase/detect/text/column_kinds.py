"""What a table's column holds, where its header does not say: by its cells.

A column without a header, or with one that no list knows, is looked at as a whole. Mostly names, phone
numbers, cards or mail addresses: then all of it is read under that header, so that the nickname between a hundred
names goes too. A column of numbers each of which is the one before it, more or less by the amount in its row, is a
balance. What redaction wrote counts as what it replaced, so that the second look sees the same columns.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sealcase.contents import Document, Field
from sealcase.detect.text.checksums import luhn
from sealcase.detect.text.labels import is_known_header
from sealcase.detect.text.latin_names import is_given_name
from sealcase.detect.text.names import HAN, LATIN_NAME, han_name_length, is_no_name, is_organisation
from sealcase.detect.text.normalise import fold

MIN_SHARE = 0.6
"""Share of a column's filled cells that must be of one kind."""
MIN_DIFFERENT = 4
"""Different values that must be of it: a column of two states may look like names."""
MIN_BALANCES = 4
"""Rows whose balance follows from the row before it."""
MIN_BALANCE_SHARE = 0.9
MAX_CELLS = 2_000
"""Filled cells of a column that are looked at, from its beginning."""

_REPLACED = re.compile(r"\[([A-Z]+)-\d+(?: \*[^\]]*)?\]")
_MASKED_NAME = re.compile(rf"\*{{1,3}}[{HAN}]{{1,2}}|[{HAN}]\*{{1,2}}[{HAN}]?")
_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d{9}|(?:\+?86[ -]?)?1[3-9]\d\*{4}\d{4}")
_CARD = re.compile(r"\d{4}(?: ?\d{4}){2,3}(?: ?\d{1,3})?|\d{13,19}")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"[¥$€£]? ?([+\-]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2})")


def labelled_by_content(document: Document) -> Sequence[Field]:
    """Return the cells of a table, those of columns that only their cells tell under a header of that kind."""
    first_record = min((cell.row for cell in document.fields if cell.label), default=0)
    columns: defaultdict[int, list[Field]] = defaultdict(list)
    known: set[int] = set()
    for cell in document.fields:
        if cell.row < first_record or cell.column in known:
            continue
        if cell.label and is_known_header(cell.label):
            known.add(cell.column)
            continue
        columns[cell.column].append(cell)
    unknown = {column: cells for column, cells in columns.items() if column not in known}
    kinds = {column: kind for column, cells in unknown.items() if (kind := _kind(cells))}
    kinds |= dict.fromkeys(_balances(document, unknown.keys() - kinds.keys(), first_record), "余额")
    if not kinds:
        return document.fields
    return tuple(
        replace(cell, label=kinds[cell.column]) if cell.row >= first_record and cell.column in kinds else cell
        for cell in document.fields
    )


def _kind(cells: Iterable[Field]) -> str:
    """Return the header that a column of these cells should have; empty where that cannot be told."""
    written = (text for cell in cells if (text := cell.value.strip(" \t'\"")))
    # Folding makes what redaction wrote unreadable, which is looked at as it stands.
    filled = [(text, fold(text).text) for text in itertools.islice(written, MAX_CELLS)]
    for header, is_one, replaced in _KINDS:
        those = [text for text, folded in filled if is_one(folded) or _was(text, replaced)]
        if len(those) >= MIN_SHARE * len(filled) and len(set(those)) >= MIN_DIFFERENT:
            return header
    return ""


def _was(text: str, replaced: frozenset[str]) -> bool:
    match = _REPLACED.fullmatch(text)
    return match is not None and match[1] in replaced


def _is_name(text: str) -> bool:
    if is_no_name(text) or is_organisation(text) or is_known_header(text):
        return False
    if text.isascii():
        words = text.split()
        return LATIN_NAME.fullmatch(text) is not None and len(words) > 1 and any(map(is_given_name, words))
    return _MASKED_NAME.fullmatch(text) is not None or han_name_length(text, sure=False) == len(text)


def _is_mobile(text: str) -> bool:
    return _MOBILE.fullmatch(text) is not None


def _is_card(text: str) -> bool:
    return _CARD.fullmatch(text) is not None and luhn(text.replace(" ", ""))


def _is_account(text: str) -> bool:
    return _is_mobile(text) or _MAIL.fullmatch(text) is not None


_KINDS: tuple[tuple[str, Callable[[str], bool], frozenset[str]], ...] = (
    ("姓名", _is_name, frozenset({"NAME"})),
    ("手机号", _is_mobile, frozenset({"PHONE"})),
    ("卡号", _is_card, frozenset({"CARD"})),
    ("账号", _is_account, frozenset({"PHONE", "EMAIL", "ACCOUNT"})),
)
"""The header that a column gets, what its cells look like, and what redaction writes in their place."""


# ---------------------------------------------------------------------------------------- balances
def _balances(document: Document, candidates: Iterable[int], first_record: int) -> set[int]:
    """Return those of the columns that hold a running balance."""
    wanted = set(candidates)
    if not wanted:
        return set()
    rows: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    for cell in document.fields:
        if cell.row >= first_record and len(rows) <= MAX_CELLS and (number := _amount(cell.value)) is not None:
            rows[cell.row][cell.column] = number
    records = list(rows.values())
    return {column for column in wanted if _runs_on(column, records) or _runs_on(column, records[::-1])}


def _amount(text: str) -> Decimal | None:
    match = _NUMBER.fullmatch(fold(text).text.strip(" \t'\""))
    return Decimal(match[1].replace(",", "")) if match else None


def _runs_on(column: int, records: Sequence[Mapping[int, Decimal]]) -> bool:
    """Tell whether each number is the one before it, more or less by another number of its row."""
    steps = [
        any(step == abs(other) for at, other in after.items() if at != column)
        for before, after in itertools.pairwise(records)
        if column in before and column in after and (step := abs(after[column] - before[column]))
    ]
    return sum(steps) >= max(MIN_BALANCES, MIN_BALANCE_SHARE * len(steps))
