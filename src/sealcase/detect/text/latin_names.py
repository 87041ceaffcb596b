"""Words in Latin script that stand on lists: given and family names (`namelists/`), and words that are no names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from sealcase.detect.text import bip39
from sealcase.detect.text.labels import LABELS
from sealcase.detect.text.names import WORDS

_FOLDER = Path(__file__).parent
_MAX_CACHED_WORDS = 16_384
_MAX_ENDING_CHARS = 40
"""How much of a word is looked at for how it ends."""
_FAMILY_ENDING = re.compile(
    "[a-z]{2,}(?:ov|ova|ev|eva|sky|ski|ska|skaya|vic|sson|dottir|escu|oglu|shvili|enko|wicz|czyk|nen|strom|gaard|quist"
    r"|berg|stein|mann)\Z"
)
"""How family names end in languages whose lists are short."""


@cache
def _names(kind: str) -> frozenset[str]:
    text = (_FOLDER / "namelists" / f"{kind}.txt").read_text("utf-8")
    return frozenset(plain(name) for name in text.split())


@cache
def _ordinary() -> frozenset[str]:
    listed = [*bip39.words("english"), *WORDS["ordinary"]["latin"].split(), *WORDS["not_names"]["latin"]]
    listed += [*WORDS["roles"]["latin"], *WORDS["organisations"]["latin"]]
    listed += [word for label in LABELS.latin for word in label.split()]
    return frozenset(word.lower() for word in listed)


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def plain(word: str) -> str:
    """Return a word in small letters, without accents and the `'s` at its end."""
    if word.isascii():
        return word.lower().removesuffix("'s")
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).removesuffix("’s")


def is_given_name(word: str) -> bool:
    """Whether a word is on the list of given names, and no common word."""
    return is_listed(word, "given") and word.lower() not in _ordinary()


def is_listed(word: str, kind: str) -> bool:
    """Whether a word is on a list, `given` or `family`, or ends as family names do."""
    name = plain(word)
    return name in _names(kind) or (kind == "family" and _FAMILY_ENDING.search(name[-_MAX_ENDING_CHARS:]) is not None)


def is_ordinary(word: str) -> bool:
    """Whether a word is a common one or a form's own, so that alone it is no name."""
    return plain(word) in _ordinary()
