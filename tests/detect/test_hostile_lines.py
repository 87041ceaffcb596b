"""Lines without an end take work in proportion to their length. Calls are counted: time says little here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from sealcase.detect import scan_text

CHARS = 16_000
LINES: dict[str, Callable[[int], str]] = {
    "json": lambda size: json.dumps([{"id": at, "name": "n", "note": "a b"} for at in range(size // 40)]),
    "digits": lambda size: "0123456789" * (size // 10),
    "capitals": lambda size: "ABCDEFGH" * (size // 8),
    "base64": lambda size: "aB3dE5gH" * (size // 8),
    "words": lambda size: "Some Words In Capitals " * (size // 23),
}


def calls(text: str) -> int:
    """Return how many functions are called, of Python and of C, while a text is looked at."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        scan_text(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", LINES)
def test_a_line_of_twice_the_length_takes_about_twice_the_calls(kind: str) -> None:
    line = LINES[kind]
    scan_text(line(CHARS))  # what is made once
    once, twice = calls(line(CHARS)), calls(line(2 * CHARS))
    assert twice < 2.5 * once
