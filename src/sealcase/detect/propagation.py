"""Propagation: a value that was confirmed once is found everywhere in the case.

A name after `收款人：` in a bill is the same name in a chat where nothing labels it; an order number in
a log is the same one on a screenshot. Values are looked for in folded text, with any single spaces
inside (OCR adds and loses them); names of two words also by their words, and Chinese ones without the
surname. Bounds on what is short keep a four-digit code from taking every year in the case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sealcase.detect.text.han_words import han_words
from sealcase.detect.text.lines import shape_of
from sealcase.detect.text.names import COMPOUND_SURNAME, HAN, SURNAME
from sealcase.detect.text.normalise import fold
from sealcase.detect.text.passages import Passage
from sealcase.detect.text.segments import Hit
from sealcase.errors import LimitError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Band, Finding, Tier

MIN_CHARS = {
    "PERSON": 2,
    "PHONE_NUMBER": 7,
    "CN_RESIDENT_ID": 15,
    "CREDIT_CARD": 12,
    "IBAN_CODE": 12,
    "EMAIL_ADDRESS": 5,
    "ACCOUNT": 6,
    "CRYPTO": 16,
    "XPUB": 16,
    "DEVICE_ID": 8,
    "LOCATION": 8,
    "ORDER_ID": 8,
    "TX_HASH": 16,
    "PASSWORD": 6,
    "ONE_TIME_CODE": 6,
    "TOKEN": 8,
    "COOKIE": 8,
    "PRIVATE_KEY": 16,
    "SEED_PHRASE": 30,
    "PAYMENT_CODE": 16,
}
"""Which entities are looked for again, and from what length."""
_MIN_NAME_PART_CHARS = 3
_GIVEN_BEHIND_SURNAME = re.compile(rf"(?!{COMPOUND_SURNAME}){SURNAME}[{HAN}]{{2}}")
_LONG = 6
_SHORT = 2
"""How many first characters values are filed under."""
_NEAR = 24
"""In how many characters those are looked for, with spaces between them."""
MAX_VALUE_CHARS = 400
"""A longer value (a PEM block) is found by its shape or not at all."""
MAX_VALUES = 200_000
"""How many different secret and personal values of a case are looked for: some 100 MB, in each process."""
MAX_IDENTIFIERS = 50_000
"""How many identifiers, which a log may have one of on each line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Values that the case has confirmed, ready to be looked for: without spaces, by how they begin."""

    values: Mapping[str, tuple[str, Tier, str]] = field(repr=False)
    """By value without spaces: entity, tier, and the value whose placeholder it shares."""
    lengths: Mapping[str, tuple[int, ...]] = field(repr=False)
    """How long the values are that begin with these characters, `_LONG` or `_SHORT` of them; the longest first."""
    first: re.Pattern[str] | None = field(repr=False)
    """Where in a line's shape a value may begin: the shapes of its first characters stand there, the very first not
    inside of a word."""

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield the places of known values in a passage, the longest at each place."""
        if self.first is None:
            return
        text, finditer = passage.text, self.first.finditer
        reached = 0
        lines = passage.lines.found(lambda shape: [match.start() for match in finditer(shape)])
        for start in (line + offset for line, offsets in lines for offset in offsets):
            if start < reached:
                continue
            beginning = text[start : start + _LONG]
            if " " in beginning:
                beginning = text[start : start + _NEAR].replace(" ", "")[:_LONG]
            for length in (*self.lengths.get(beginning, ()), *self.lengths.get(beginning[:_SHORT], ())):
                end = _end_of(length, text, start)
                value = text[start:end].replace(" ", "")
                if len(value) == length and value in self.values and _boundary(text, end - 1, end):
                    yield self._hit(value, start, end)
                    reached = end
                    break

    def _hit(self, value: str, start: int, end: int) -> Hit:
        entity, tier, shared = self.values[value]
        # Certain for an identifier, which must be claimed before a phone number inside it.
        band = Band.CERTAIN if tier is Tier.IDENTIFIER else Band.LIKELY
        return Hit(start=start, end=end, entity=entity, tier=tier, band=band, value=shared, rule="propagation")


def known_values(findings: Iterable[Hit | Finding]) -> Known:
    """Return what to look for, from hits or findings.

    Raises:
        LimitError: there are more different values than can be looked for.
    """
    collected = Collected()
    collected.add(values_of(findings))
    return collected.known()


class Value(NamedTuple):
    """One spelling of a value that was confirmed."""

    key: str
    """Without spaces."""
    entity: str
    tier: Tier
    shared: str
    """The value whose placeholder it shares."""


def values_of(findings: Iterable[Hit | Finding]) -> Iterator[Value]:
    """Yield what is to be looked for, from hits or findings, in their order."""
    for finding in findings:
        for text in _spellings(finding):
            yield Value("".join(text.split()), finding.entity, finding.tier, finding.value)


class Collected:
    """The different values of a case as they come in; where two differ about one spelling, the first counts.

    The same characters as a secret and as something milder: the secret wins.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, Tier, str]] = {}
        self._identifiers = 0

    def add(self, values: Iterable[Value], file: str = "") -> None:
        """Take in `values`, which `file` holds.

        Raises:
            LimitError: these would be more than `MAX_VALUES`. Identifiers beyond `MAX_IDENTIFIERS` are left
                out instead: they stay, and are found where they stand by shape or label.
        """
        for value in values:
            current = self._values.get(value.key)
            if current is not None and (value.tier is not Tier.SECRET or current[1] is Tier.SECRET):
                continue
            if current is None and value.tier is Tier.IDENTIFIER:
                if self._identifiers >= MAX_IDENTIFIERS:
                    continue
                self._identifiers += 1
            self._values[value.key] = (value.entity, value.tier, value.shared)
        if len(self._values) - self._identifiers > MAX_VALUES:
            raise LimitError(
                file=printable(file),
                what=N_("the number of different sensitive values"),
                value=len(self._values) - self._identifiers,
                limit=MAX_VALUES,
                unit=N_("values"),
            )

    def known(self) -> Known:
        """Return the values, ready to be looked for."""
        lengths: dict[str, set[int]] = {}
        for value in self._values:
            lengths.setdefault(value[: _LONG if len(value) >= _LONG else _SHORT], set()).add(len(value))
        return Known(
            values=dict(self._values),
            lengths={beginning: tuple(sorted(those, reverse=True)) for beginning, those in lengths.items()},
            first=_first_characters({shape_of(value) for value in self._values}),
        )


def _first_characters(values: Collection[str]) -> re.Pattern[str] | None:
    """Return the pattern for `Known.first`, None where there are no values.

    A set of first characters comes first in each branch, which the engine looks for fast; then that no word
    goes on there, then the second character. First characters with the same second ones share a branch. Of the
    longer values some more characters are asked for: a log is full of numbers that begin as one of them does.
    """
    long, short = [value for value in values if len(value) >= _LONG], [value for value in values if len(value) < _LONG]
    further = "".join(f" *{_set_of({value[at] for value in long})}" for at in range(2, _LONG)) if long else ""
    branches = [*_branches(long, further), *_branches(short, "")]
    return re.compile("|".join(branches)) if branches else None


def _branches(values: Iterable[str], further: str) -> Iterator[str]:
    seconds: dict[str, set[str]] = {}
    for value in values:
        seconds.setdefault(value[0], set()).add(value[1])
    firsts: dict[str, list[str]] = {}
    for first in filter(_is_ascii_alnum, seconds):
        firsts.setdefault(_set_of(seconds[first]), []).append(first)
    if firsts:
        following = "|".join(f"(?<={_set_of(group)}) *{those}" for those, group in firsts.items())
        yield f"{_set_of(filter(_is_ascii_alnum, seconds))}(?<![0-9A-Za-z].)(?=(?:{following}){further})"
    others = {first: those for first, those in seconds.items() if not _is_ascii_alnum(first)}
    if others:  # hanzi: nearly every one has second characters of its own, and pairs of others are few
        yield f"{_set_of(others)}(?= *{_set_of(set().union(*others.values()))}{further})"


def _set_of(characters: Iterable[str]) -> str:
    return f"[{''.join(sorted(map(re.escape, characters)))}]"


def _end_of(length: int, text: str, start: int) -> int:
    """Return where `length` characters end that begin at `start`, spaces not counted: OCR loses and adds them."""
    end = start + length
    spaces = text.count(" ", start, end)
    while spaces and end < len(text):
        end, spaces = end + spaces, text.count(" ", end, end + spaces)
    return end


def _boundary(text: str, left: int, right: int) -> bool:
    """Whether a word may end between two neighbours: not both are ASCII letters or digits."""
    if left < 0 or right >= len(text):
        return True
    return not (_is_ascii_alnum(text[left]) and _is_ascii_alnum(text[right]))


def _spellings(finding: Hit | Finding) -> Iterator[str]:
    smallest = MIN_CHARS.get(finding.entity)
    if smallest is None:
        return
    value = " ".join(fold(finding.value).text.split())
    if not smallest <= len(value) <= MAX_VALUE_CHARS or not any(map(str.isalnum, value)):
        return
    if finding.entity == "PERSON":
        if (
            finding.band is Band.REVIEW
            or "*" in value
            or (finding.rule == "chat-speaker" and value.isascii() and " " not in value)
        ):
            return
        yield value
        known = finding.rule != "name-surname"  # that is a guess
        if known and _GIVEN_BEHIND_SURNAME.fullmatch(value) and not han_words().entry(value[1:])[0]:
            yield value[1:]  # 晓燕, as those call her who know her; 建国 is a word
        words = value.split()
        if len(words) > 1:
            yield from (word for word in words if len(word.strip(".")) >= _MIN_NAME_PART_CHARS and word[0].isupper())
    elif finding.entity in {"PASSWORD", "ACCOUNT"} and value.isascii() and not any(map(str.isdigit, value)):
        return  # a word such as "hunter" or "root": it would take half of a log with it
    elif finding.band is not Band.REVIEW or finding.tier is Tier.SECRET:
        yield value


def _is_ascii_alnum(char: str) -> bool:
    return char.isascii() and char.isalnum()
