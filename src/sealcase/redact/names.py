"""File names of redacted copies: `0001-NAME`, safe on every system."""

from __future__ import annotations

from sealcase.files import harmless_name, name_suffix


def item_name(exhibit_id: str, name: str, suffix: str | None = None) -> str:
    """Return the name of a redacted copy: `name` made harmless, its own suffix replaced by `suffix` if given."""
    harmless = harmless_name(name)
    stem = harmless if suffix is None else harmless.removesuffix(name_suffix(harmless))
    return f"{exhibit_id}-{stem}{suffix or ''}"
