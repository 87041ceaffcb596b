"""File names of redacted copies: `0001-NAME`, safe on every system."""

from __future__ import annotations

import re

from sealcase.files import harmless_name

MAX_NAME_BYTES = 180
"""Of the name that is taken over, in UTF-8: with number and suffix below the 255 that file systems take."""

_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,8}\Z")


def item_name(exhibit_id: str, name: str, suffix: str | None = None) -> str:
    """Return the name of a redacted copy: `name` made harmless, its own suffix replaced by `suffix` if given."""
    harmless = harmless_name(name)
    own = match.group() if (match := _SUFFIX.search(harmless)) else ""
    stem = harmless[: len(harmless) - len(own)].rstrip(" .")
    cut = stem.encode()[:MAX_NAME_BYTES].decode(errors="ignore") or "file"
    return f"{exhibit_id}-{cut}{own if suffix is None else suffix}"
