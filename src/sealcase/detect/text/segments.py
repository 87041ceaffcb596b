"""What recognisers read: pieces of text with their context and the way back to the exhibit.

A plain text is one segment for each chunk, a CSV cell or JSON scalar is one segment with its header
or key as `label`, a picture's page is one segment whose lines are the rows that OCR read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sealcase.contents import Where
from sealcase.model import Band, Tier


class Place(StrEnum):
    """What a cell of a picture is by its place alone."""

    VALUE = "value"
    STATUS = "status"
    """In the bar where a phone shows clock and battery."""
    NOTICE = "notice"
    """In a notification."""
    SPEAKER = "speaker"
    """The name over a chat, or beside what somebody says in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A part of a picture's text that stands apart: characters `start` to `end` of the segment, or of the passage."""

    start: int
    end: int
    label: str = ""
    """What stands beside or over it, where that may say what it is."""
    column: bool = False
    """The label is the header of a column, so that the whole cell is its value."""
    place: Place = Place.VALUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of text to be looked at in one go."""

    text: str = field(repr=False)
    label: str = ""
    """Column header or key path; empty where the context stands in the text itself."""
    locate: Callable[[int, int], Where] = field(repr=False)
    """From characters `start`, `end` of `text` (half-open) to the place in the exhibit."""
    whole: bool = False
    """The place is the same for all of its characters: base64, which cannot be taken apart."""
    context: bool = False
    """It is there for what stands beside it: another passage answers for it."""
    cells: tuple[Cell, ...] = ()
    """A picture's cells, in order."""


class Hit(NamedTuple):
    """What one recogniser claims inside a segment, before claims are settled.

    A tuple, since a log has one on every line and more.
    """

    start: int
    end: int
    entity: str
    tier: Tier
    band: Band
    value: str
    """Canonical spelling: NFKC, and digits alone for numbers."""
    rule: str

    def __repr__(self) -> str:
        """Show all but the value."""
        return f"Hit({self.start}, {self.end}, {self.entity}, {self.band}, {self.rule})"
