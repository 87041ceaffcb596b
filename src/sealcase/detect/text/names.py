"""What a name looks like: the values of Chinese and Latin-script names, wherever they stand.

A Chinese name is a surname (the common ones, single and compound) and one or two characters; apps mask
some of them (`张*三`). A Latin-script name is capitalised words. What is an organisation, a role or a
form's own word is none. The words are data (`names.toml`).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
"""Hanzi, for character classes."""
_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de" + "".join(char for char in map(chr, range(0x100, 0x180)) if char.isupper())

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
"""Words that tell names from what only looks like one (`names.toml`)."""
COMPOUND_SURNAME = f"(?:{'|'.join(WORDS['compound_surnames'])})"
SURNAME = f"(?:{COMPOUND_SURNAME}|[{''.join(WORDS['surnames'].split())}])"
"""A Chinese surname."""
HONORIFICS: tuple[str, ...] = tuple(WORDS["honorifics"])
"""What follows a Chinese name that is addressed."""
_COMPOUND = re.compile(COMPOUND_SURNAME)
_AFTER_NAME = frozenset(WORDS["after_name"])
_NOT_NAMES = frozenset(WORDS["not_names"]["han"])
_NOT_LATIN_NAMES = frozenset(WORDS["not_names"]["latin"])
_ORGANISATION = re.compile(
    rf"{'|'.join(WORDS['organisations']['han'])}|[{WORDS['organisations']['han_endings']}](?:\([^)]*\))?$|店\)$"
    rf"|\b(?:{'|'.join(WORDS['organisations']['latin'])})\b"
)
_ROLE = re.compile(
    rf"{'|'.join(WORDS['roles']['han'])}|^我$|^我方|\b(?:{'|'.join(WORDS['roles']['latin'])})\b|^(?:Me|You)$"
)

TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|MR|MRS|MS|DR)\.? )"
PARTICLE = r"(?:de|da|del|della|di|van|von|der|den|bin|ibn|al|el|la|le|dos|das|du|y)(?= )"
NAME_WORD = rf"(?:(?:[{_UPPER}]\.)+|[{_UPPER}][\w'’*\-]*(?:(?<=\bJr)\.|(?<=\bSr)\.|(?<=\bSt)\.)?)"
"""One capitalised word or an initial."""
SPOKEN_NAME = rf"{TITLE}?{NAME_WORD}(?: (?:{NAME_WORD}|{PARTICLE})){{0,4}}"
"""A Latin-script name in a sentence."""
_CALLED = rf"[\"“(']\w{{2,20}}[\"”)'](?= (?:{NAME_WORD}|{PARTICLE}))"
LATIN_NAME = re.compile(rf"{TITLE}?{NAME_WORD}(?:,? (?:{NAME_WORD}|{PARTICLE}|{_CALLED})){{0,5}}")
"""The same after a label, where the family name may come first, or what somebody is called between: `Doe, Jane`."""
ANY_NAME = re.compile(r"[^\W\d_][\w'’.*\-]*(?: [^\W\d_][\w'’.*\-]*){0,4}")
"""What somebody may have typed as a name."""
HAN_RUN = re.compile(rf"\(?([{HAN}*][{HAN}*·•]{{0,24}}(?:\([{HAN}]{{2,12}}\))?)")
"""Hanzi where a name is expected, longer than a name at first, with a branch in brackets."""
_SURNAME_LED = re.compile(rf"{SURNAME}[{HAN}]{{1,2}}")
_MASKED = re.compile(rf"[{HAN}*]{{1,5}}")


def is_organisation(value: str) -> bool:
    """Whether a value names a business or an office."""
    return _ORGANISATION.search(value) is not None


def is_role(value: str) -> bool:
    """Whether a value is a part that somebody plays: support, system, a log's component."""
    return _ROLE.search(value) is not None


def is_surname_led(value: str) -> bool:
    """Whether a value is hanzi that begin with a surname, as names of two to four characters do."""
    return _SURNAME_LED.match(value) is not None and re.fullmatch(f"[{HAN}]+", value) is not None


def is_no_name(value: str) -> bool:
    """Whether a value is a form's own word (`本人`, `unknown`, `Customer`) or begins with one."""
    words = value.split()
    if not words or value in _NOT_NAMES or not value.strip("xX* "):
        return True
    first = words[0].strip(".,").lower()
    return first in _NOT_LATIN_NAMES and (re.match(TITLE, value) is None or len(words) == 1)


def han_name_length(run: str, *, sure: bool) -> int:
    """Return how many characters at the beginning of a run of hanzi are a name; 0 for none.

    `sure` says that a label names a person here, so that any two to four hanzi are one.
    """
    if "*" in run:
        masked = _MASKED.match(run)
        shown = masked is not None and any(char != "*" for char in masked[0])
        return masked.end() if masked is not None and shown else 0
    surname_led = _SURNAME_LED.match(run) is not None
    if "·" in run:
        return len(run) if sure or surname_led else 0
    if surname_led:
        length = _surname_led_length(run)
        return length if sure or length == len(run) or run[length] in _AFTER_NAME else 0
    return len(run) if sure and len(run) <= 4 else 0


def _surname_led_length(run: str) -> int:
    compound = _COMPOUND.match(run) is not None
    shortest = 3 if compound else 2
    if len(run) > shortest and run[shortest] in _AFTER_NAME:
        return shortest
    if len(run) == 4 and run[3] not in _AFTER_NAME:  # two surnames, or a nickname
        return 4
    return min(len(run), shortest + 1)
