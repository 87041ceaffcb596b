"""States: what became of a payment, an order or an account, in the words that apps and interfaces use.

A state names nobody and is what the complaint is about. It is found behind a label, and where it stands alone on a
line; the words are data (`states.toml`). What a label calls a state and no word here knows is left alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band


@cache
def _pattern() -> re.Pattern[str]:
    words = tomllib.loads((Path(__file__).parent / "states.toml").read_text(encoding="utf-8"))
    han = "|".join(sorted(words["han"], key=len, reverse=True))
    latin = "|".join(sorted((re.escape(word).replace("\\ ", "[ _]") for word in words["latin"]), key=len, reverse=True))
    return re.compile(rf"(?:{han})(?![\u3400-\u9fff])|(?<![0-9A-Za-z])(?i:{latin})(?![0-9A-Za-z_])")


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(rf"(?m)^[ \t]*({_pattern().pattern})[ \t]*$")


def find_states(passage: Passage) -> Iterator[Hit]:
    """Yield states of payments and accounts."""
    text = passage.text
    for mark in passage.marks_for("STATUS"):
        match = _pattern().match(text, mark.start, mark.end)
        if match is not None:
            yield make_hit("STATUS", *match.span(), Band.LIKELY, "status-label", match[0])
    if passage.form:
        for match in _alone().finditer(text):
            yield make_hit("STATUS", *match.span(1), Band.LIKELY, "status-alone", match[1])
