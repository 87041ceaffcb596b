r"""Focus: which records of the evidence are about the disputed transaction.

A record is about it when it holds one of the numbers given, whole and not as a part of another one. Where a
time was given, too: in logs and chats what happened in its window stays as well; in tables and lists the time
chooses the rows only where no row holds a number. Records that share the id of one request with such a record stay
with it where the policy says so. Nothing here reads a file: records come as texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from sealcase.moments import Moment, Stamps, Window, full_moments, moments

MIN_NUMBER_CHARS = 6
"""Letters and digits of a number to look for: a shorter one stands everywhere."""
HASH_CHARS = 32
"""From this length on a number may be a digest, which is written with `0x` and without."""
GROUPED_CHARS = 12
GROUP_CHARS = 4
"""Numbers from this length on are written in such groups by people and receipts."""
MAX_SHARED = 0.5
"""Share of the records that may have the id of one request: what more of them share is no request."""
FEW_RECORDS = 20
"""Of so few records any share may belong to one request."""

_REQUEST = re.compile(
    r"(?:(?:trace|request|req|correlation|corr|transaction_trace|log|span_?root)[-_. ]?id|traceid|requestid|reqid)"
    r"(?![A-Za-z])[\"']?\s*(?:[:=]|,\s*\"value\"\s*:)\s*[\"'\[(]?(?P<labelled>[0-9A-Za-z][0-9A-Za-z._:\-]{5,63})"
    r"|\[req-(?P<req>[0-9a-f\-]{8,64})"
    r"|\b00-(?P<traceparent>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:：时]\d")
_AMOUNT = re.compile(r"(?<![\d.:])\d[\d,]*(?:\.\d+)?(?![\d.:])")
_TIME_KEY = re.compile(
    r"\"(?:[\w@.]*(?:time|date|timestamp)|started_?date_?time|ts|created(?:_?at)?|[\w]*时间|日期)\"\s*:\s*\"?([^\",}\]]{4,40})",
    re.IGNORECASE,
)


class Records(Protocol):
    """A text and where its records stand in it."""

    @property
    def text(self) -> str:
        """The whole text."""

    @property
    def starts(self) -> Sequence[int]:
        """Where each record begins, in order."""

    def at(self, position: int) -> int | None:
        """Return which record holds a character."""

    def record(self, number: int) -> str:
        """Return the text of a record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Focus:
    """What the complaint is about: numbers, and windows of time."""

    numbers: tuple[str, ...] = field(default=(), repr=False)
    windows: tuple[Window, ...] = ()
    amounts: tuple[Decimal, ...] = field(default=(), repr=False)
    """Amounts of the transaction as they are stated, by which a row of a list on a picture is known."""
    times: tuple[Window, ...] = ()
    """The same for its time."""
    same_request: bool = True
    """Records of the same request stay, too."""

    @staticmethod
    def amounts_on(text: str) -> set[Decimal]:
        """Return the amounts that a text shows or states, without sign and currency."""
        return {Decimal(match[0].replace(",", "")) for match in _AMOUNT.finditer(text.replace("，", ","))}

    def places(self, text: str) -> Iterator[int]:
        """Yield where in `text` one of the numbers stands."""
        return (place for number in self.numbers for place in places_of(number, text))


def is_number(text: str) -> bool:
    """Tell whether `text` can be looked for: long enough, and one word."""
    number = folded(text)
    return len([character for character in number if character.isalnum()]) >= MIN_NUMBER_CHARS and number.isprintable()


def folded(number: str) -> str:
    """Return a number as evidence writes it: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", number).split())


def places_of(number: str, text: str) -> Iterator[int]:
    """Yield where `number` stands in `text` with no ASCII letter or digit beside it; case does not matter.

    Where it does not stand as it is, it is looked for in groups: `2026 0312 0000 1234`.
    """
    spellings = {number, number.lower(), number.upper()}
    if number[:2].lower() == "0x":
        spellings |= {spelling[2:] for spelling in spellings}
    elif len(number) >= HASH_CHARS:
        spellings |= {f"0x{spelling}" for spelling in spellings}
    whole = [
        place
        for spelling in spellings
        for place in _occurrences(spelling, text)
        if not (_is_word(text, place - 1) or _is_word(text, place + len(spelling)))
    ]
    yield from whole
    if not whole and len(number) >= GROUPED_CHARS:
        yield from (
            match.start()
            for match in _in_groups(number).finditer(text)
            if not (_is_word(text, match.start() - 1) or _is_word(text, match.end()))
        )


def _occurrences(spelling: str, text: str) -> Iterator[int]:
    place = text.find(spelling)
    while place >= 0:
        yield place
        place = text.find(spelling, place + 1)


@lru_cache(maxsize=128)
def _in_groups(number: str) -> re.Pattern[str]:
    """Return the pattern of a number with a space after some of its groups of four or more characters."""
    groups = [re.escape(number[at : at + GROUP_CHARS]) for at in range(0, len(number), GROUP_CHARS)]
    return re.compile("[ \u00a0]?".join(groups), re.IGNORECASE)


def _is_word(text: str, position: int) -> bool:
    return 0 <= position < len(text) and text[position].isascii() and text[position].isalnum()


# ---- lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Records that are about the transaction, by stretch and number, and the ids of their requests."""

    kept: dict[tuple[int, int], str] = field(repr=False)
    """Their texts."""
    requests: frozenset[str] = field(repr=False)
    total: int
    """How many records there are."""


def find_lines(stretches: Iterable[Records], focus: Focus) -> Found:
    """Return the records of a log or chat that are about the transaction by themselves."""
    kept: dict[tuple[int, int], str] = {}
    total = 0
    stamps: Stamps | None = None
    for index, records in enumerate(stretches):
        total += len(records.starts)
        numbers = {number for place in focus.places(records.text) if (number := records.at(place)) is not None}
        if focus.windows:
            stamps = stamps or _stamps(records)
            numbers |= {n for n in range(len(records.starts)) if _in_window(records.record(n), stamps, focus.windows)}
        kept |= {(index, number): records.record(number) for number in numbers}
    return Found(kept=kept, requests=_requests(kept.values()) if focus.same_request else frozenset(), total=total)


def add_requests(stretches: Iterable[Records], found: Found) -> Found:
    """Return `found` with the records that share the id of a request with one of its own."""
    more: dict[str, dict[tuple[int, int], str]] = {request: {} for request in found.requests}
    for index, records in enumerate(stretches):
        for request, sharing in more.items():
            numbers = {
                number for place in places_of(request, records.text) if (number := records.at(place)) is not None
            }
            sharing.update({(index, number): records.record(number) for number in numbers})
    kept = dict(found.kept)
    for sharing in more.values():
        if found.total <= FEW_RECORDS or len(sharing) <= MAX_SHARED * found.total:
            kept |= sharing
    return Found(kept=kept, requests=found.requests, total=found.total)


def _requests(records: Iterable[str]) -> frozenset[str]:
    return frozenset(
        match["labelled"] or match["req"] or match["traceparent"]
        for record in records
        for match in _REQUEST.finditer(record)
    )


def _stamps(records: Records) -> Stamps:
    sample = [records.record(number)[:160] for number in range(min(200, len(records.starts)))]
    return Stamps.of(sample) or Stamps()


def _in_window(record: str, stamps: Stamps, windows: Sequence[Window]) -> bool:
    if record.lstrip()[:1] in {"{", "["}:
        return _row_in_window(record, windows)
    return any(window.holds(moment) for moment in stamps.first(record) for window in windows)


# ---- tables and lists


def choose_rows(records: Records, focus: Focus) -> tuple[int, ...]:
    """Return which records of a table or list are about the transaction.

    None of them but all, where only what belongs to all of them holds the number: the heading of one order.
    """
    places = list(focus.places(records.text))
    kept = {number for place in places if (number := records.at(place)) is not None}
    is_log = '"startedDateTime"' in records.text  # HTTP Archive 1.2: entries, which are a log
    if focus.windows and (is_log or not places):
        kept |= {n for n in range(len(records.starts)) if _row_in_window(records.record(n), focus.windows)}
    if kept and is_log and focus.same_request:
        requests = _requests(records.record(number) for number in kept)
        kept |= {
            n for one in requests for place in places_of(one, records.text) if (n := records.at(place)) is not None
        }
    if places and not kept:
        return tuple(range(len(records.starts)))
    return tuple(sorted(kept))


def _row_in_window(record: str, windows: Sequence[Window]) -> bool:
    """Tell whether one of the times of a row or object lies in a window; keys that say so are asked first."""
    keyed = [moment for match in _TIME_KEY.finditer(record) for moment in moments(match[1])]
    return any(window.holds(moment) for moment in keyed or full_moments(record) for window in windows)


# ---- lists on pictures


def choose_list_rows(texts: Sequence[str], focus: Focus) -> tuple[int, ...]:
    """Return which rows of a list on a picture are the transaction's, by what is read on them; none if no row is.

    A row is known by the number. Where no row shows it, by time and amount together, by the time, or by the amount.
    """
    numbers = {n for n, text in enumerate(texts) if any(focus.places("".join(text.split(" "))))}
    windows = focus.windows or focus.times
    times = {n for n, text in enumerate(texts) if any(map(_in_one_of(windows), _times_on(text)))}
    amounts = {n for n, text in enumerate(texts) if not focus.amounts_on(text).isdisjoint(focus.amounts)}
    return tuple(sorted(numbers or times & amounts or times or amounts))


def _in_one_of(windows: Sequence[Window]) -> Callable[[Moment], bool]:
    return lambda moment: any(window.holds(moment) for window in windows)


def _times_on(text: str) -> Iterator[Moment]:
    """Yield the times of a row; `12.50` is an amount there."""
    for line in text.splitlines():
        if _CLOCK.search(line):
            yield from Stamps().first(line)
