"""The word lists of seed phrases (BIP-39), which are lists of common words, too."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def words(language: str) -> tuple[str, ...]:
    """Return the 2,048 words of a language's list, in their order (`wordlists/`).

    Raises:
        FileNotFoundError: there is no list of that name.
    """
    return tuple((Path(__file__).parent / "wordlists" / f"{language}.txt").read_text("utf-8").split())
