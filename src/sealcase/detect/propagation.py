"""Propagation: a value that was confirmed once is found everywhere in the case.

A name after `收款人：` in a bill is the same name in a chat where nothing labels it; an order number in
a log is the same one on a screenshot. Values are looked for in folded text, with any single spaces
inside (OCR adds and loses them); names of two words also by their words. Bounds on what is short keep
a four-digit code from taking every year in the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sealcase.detect.normalise import fold
from sealcase.detect.passages import Passage
from sealcase.detect.segments import Hit
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
MAX_VALUE_CHARS = 400
"""A longer value (a PEM block) is found by its shape or not at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Values that the case has confirmed, ready to be looked for."""

    pattern: re.Pattern[str] | None = field(repr=False)
    form_pattern: re.Pattern[str] | None = field(repr=False)
    """The same with a space allowed anywhere, for what OCR read."""
    entities: dict[str, tuple[str, Tier, str]] = field(repr=False)
    """By value without spaces: entity, tier, and the value whose placeholder it shares."""

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield the places of known values in a passage."""
        pattern = self.form_pattern if passage.form else self.pattern
        if pattern is None:
            return
        for match in pattern.finditer(passage.text):
            entity, tier, value = self.entities[_key(match[0])]
            yield Hit(
                start=match.start(),
                end=match.end(),
                entity=entity,
                tier=tier,
                # Certain for an identifier, which must be claimed before a phone number inside it.
                band=Band.CERTAIN if tier is Tier.IDENTIFIER else Band.LIKELY,
                value=value,
                rule="propagation",
            )


def known_values(findings: Iterable[Hit | Finding]) -> Known:
    """Return what to look for, from hits or findings."""
    entities: dict[str, tuple[str, Tier, str]] = {}
    spellings: set[str] = set()
    for finding in findings:
        for text in _spellings(finding):
            spellings.add(text)
            current = entities.get(_key(text))
            # The same characters as a secret and as something milder: the secret wins.
            if current is None or (finding.tier is Tier.SECRET and current[1] is not Tier.SECRET):
                entities[_key(text)] = (finding.entity, finding.tier, finding.value)
    if not entities:
        return Known(pattern=None, form_pattern=None, entities={})
    return Known(pattern=_any_of(spellings, ""), form_pattern=_any_of(entities, " ?"), entities=entities)


def _spellings(finding: Hit | Finding) -> Iterator[str]:
    value = " ".join(fold(finding.value).text.split())
    smallest = MIN_CHARS.get(finding.entity)
    if smallest is None or not smallest <= len(_key(value)) <= MAX_VALUE_CHARS or not any(map(str.isalnum, value)):
        return
    if finding.entity == "PERSON":
        if (
            finding.band is Band.REVIEW
            or "*" in value
            or (finding.rule == "chat-speaker" and value.isascii() and " " not in value)
        ):
            return
        yield value
        words = value.split()
        if len(words) > 1:
            yield from (word for word in words if len(word.strip(".")) >= _MIN_NAME_PART_CHARS and word[0].isupper())
    elif finding.entity in {"PASSWORD", "ACCOUNT"} and value.isascii() and not any(map(str.isdigit, value)):
        return  # a word such as "hunter" or "root": it would take half of a log with it
    elif finding.band is not Band.REVIEW or finding.tier is Tier.SECRET:
        yield value


def _key(text: str) -> str:
    return "".join(text.split())


class _Trie(dict[str, "_Trie"]):
    """Values by their characters; the empty key says that one ends here."""


def _any_of(keys: Iterable[str], joint: str) -> re.Pattern[str]:
    """Return a pattern for any of `keys` as a whole token, the longest first, with `joint` between characters.

    A trie, so that thousands of names cost little more than one; the boundary on the left stands after
    the first character, so that the regex engine can skip to the first characters quickly.
    """
    root = _Trie()
    for key in keys:
        node = root
        for char in key:
            node = node.setdefault(char, _Trie())
        node[""] = _Trie()
    branches = []
    for char, node in root.items():
        first = re.escape(char)
        left = f"(?<![0-9A-Za-z]{first})" if _is_ascii_alnum(char) else ""
        branches.append(first + left + _rest(node, char, joint))
    return re.compile("|".join(branches))


def _rest(node: _Trie, previous: str, joint: str) -> str:
    """Return the pattern of what may follow `previous`; nested as deep as the values branch, not as they are long."""
    written = ""
    while len(node) == 1 and "" not in node:
        ((previous, node),) = node.items()
        written += _step(previous, joint)
    branches = [_step(char, joint) + _rest(child, char, joint) for char, child in node.items() if char]
    if "" in node:
        branches.append("(?![0-9A-Za-z])" if _is_ascii_alnum(previous) else "")
    return f"{written}(?:{'|'.join(branches)})" if len(branches) > 1 else written + branches[0]


def _step(char: str, joint: str) -> str:
    return " ?" if char == " " else joint + re.escape(char)


def _is_ascii_alnum(char: str) -> bool:
    return char.isascii() and char.isalnum()
