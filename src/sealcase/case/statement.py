"""`case.toml`: what the person states about the complaint, under the names of the facts that its policy asks for.

Beside them it may say what kind of complaint it is (`issue = "…"`). Guarantees: every value has lines that a
package can hold, and an ending of an account is no more than that. Refuses a name that the policy does not
ask for: what the desk does not need, nobody should write down.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sealcase.errors import CaseFileError, CaseSyntaxError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_

MAX_FILE_BYTES = 64 * 1024
MAX_CHARS = 4_000
"""Of one fact: a page of text."""
MAX_LINES = 100
"""Of one fact."""
TAILS = frozenset({"account_tail", "account"})
"""Facts that are the ending of a number."""
MAX_TAIL_DIGITS = 6
ISSUE = "issue"
"""The key that says what kind of complaint it is; no fact has this name."""
_PLACE = re.compile(r"\(at line (\d+), column \d+\)$")

Statement = Mapping[str, tuple[str, ...]]
"""Lines by the name of the fact; what was not stated is not there."""


def stated_issue(path: Path) -> str | None:
    """Return the kind of complaint, or the policy file, that the file at `path` names; None where it names none.

    Raises:
        As `read_case`.
    """
    issue = _document(path).get(ISSUE, "")
    if not isinstance(issue, str):
        raise CaseSyntaxError(file=printable(str(path)), reason=N_("{key}: needs a text in quotation marks"), key=ISSUE)
    return issue.strip() or None


def read_case(path: Path, facts: Collection[str]) -> Statement:
    """Return what the file at `path` states; `facts` are the names that the policy asks for.

    Raises:
        CaseFileError: the file does not follow the schema; names the key, never a value.
        CaseSyntaxError: it is not TOML; names the line.
        UnreadableFileError, EmptyFileError, LimitError: the file cannot be read within its bound.
    """
    stated: dict[str, tuple[str, ...]] = {}
    for key, value in _document(path).items():
        if key == ISSUE:
            continue
        if key not in facts:
            raise _error(path, N_("{key}: this kind of complaint does not ask for it"), facts, key)
        given = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in given):
            raise _error(path, N_("{key}: needs a text in quotation marks, or a list of texts"), facts, key)
        lines = tuple(line for text in given for line in _lines(text))
        if len(lines) > MAX_LINES or sum(map(len, lines)) > MAX_CHARS:
            raise _error(path, N_("{key}: needs at most {limit} characters"), facts, key, MAX_CHARS)
        if key in TAILS and sum(character.isdigit() for character in "".join(lines)) > MAX_TAIL_DIGITS:
            raise _error(path, N_("{key}: at most {limit} digits: the ending is enough"), facts, key, MAX_TAIL_DIGITS)
        if lines:
            stated[key] = lines
    return stated


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_bounded(path, MAX_FILE_BYTES).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CaseSyntaxError(file=printable(str(path)), reason=N_("it is not text in UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))  # the rest of the message may quote the file
        reason = N_("line {line} is not valid TOML") if place else N_("its end is not valid TOML")
        raise CaseSyntaxError(file=printable(str(path)), reason=reason, line=place and place[1]) from None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_one_line, text.splitlines())))


def _one_line(text: str) -> str:
    """Return `text` with single spaces, and U+FFFD for what hides or turns other text."""
    return printable(" ".join(text.split()), max_chars=MAX_FILE_BYTES)


def _error(path: Path, reason: str, facts: Collection[str], key: str = "", limit: int = 0) -> CaseFileError:
    return CaseFileError(
        file=printable(str(path)), reason=reason, key=printable(key), limit=limit, known=", ".join(facts)
    )
