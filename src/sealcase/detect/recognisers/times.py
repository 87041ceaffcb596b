"""Dates and times: ISO 8601 and RFC 3339, and the forms that logs and apps in both languages write.

A clock alone counts; Unix seconds, milliseconds and microseconds need a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.text.lines import line_pattern
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

# Longer numbers first: nothing behind a day in Chinese makes the engine try again.
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DATE = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_DAY = rf"(?:{_YEAR}[-/.]{_MONTH}[-/.]{_DATE}|{_DATE}[-/.]{_DATE}[-/.](?:{_YEAR}|\d\d))"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|CST|[+\-](?:0\d|1[0-4]):?[0-5]\d)(?![0-9A-Za-z])| ?[AaPp]\.?[Mm](?![A-Za-z]))?"
_WORD_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_HAN_PART = r"(?:凌晨|早上|上午|中午|下午|晚上|星期.|周.)?"
_HAN_CLOCK = rf"(?:{_CLOCK}|\d{{1,2}} ?[点时](?: ?\d{{1,2}} ?分(?: ?\d{{1,2}} ?秒)?)?)"

_SHORT_DAY = r"(?:0[1-9]|1[0-2])[-/](?:[12]\d|3[01]|0[1-9])"
"""Month and day, as lists and logs of phones write them; only before a clock, for it may be a score or a fraction."""

_GLUED = rf"{_YEAR}([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
"""Text recognition may drop the space between day and clock."""

_NUMERIC = line_pattern(
    rf"(?<![0-9A-Za-z_.,/\-])(?:{_GLUED}"
    rf"|{_DAY}(?:(?:T|,? {{1,2}}){_CLOCK}{_ZONE})?|{_SHORT_DAY} {{0,2}}{_CLOCK}{_ZONE})"
    r"(?![0-9A-Za-z]|[-/]\d)"
)
_HAN = line_pattern(
    rf"(?<!\d){_YEAR} ?年 ?{_MONTH} ?月(?! ?\d)"
    rf"|(?:(?<!\d)(?:19|20)?\d\d ?年 ?)?(?<!\d){_MONTH} ?月 ?{_DATE} ?[日号]?(?: ?{_HAN_PART} ?{_HAN_CLOCK})?"
)
_WORDED = line_pattern(
    rf"(?<![0-9A-Za-z])(?:{_ORDINAL}[ \-/]{_WORD_MONTH}(?:[ \-/,]{{1,2}}\d{{4}})?"
    rf"|{_WORD_MONTH} {{1,2}}{_ORDINAL}(?:,? \d{{4}})?)(?:(?:,? at |[ :T,]{{1,2}}){_CLOCK}{_ZONE})?(?![0-9A-Za-z])"
)
_BARE_CLOCK = line_pattern(rf"(?<![0-9A-Za-z_.:\-]){_CLOCK}{_ZONE}(?![0-9A-Za-z:])")
_COMPACT = line_pattern(
    r"(?<![0-9A-Za-z_.])20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?(?![0-9A-Za-z_.])"
)
_EPOCH = re.compile(r"1\d{9}(?:\.\d{1,9}|\d{3}(?:\d{3}){0,2})?(?![0-9A-Za-z.])")


def find_times(passage: Passage) -> Iterator[Hit]:
    """Yield dates and times."""
    text = passage.text
    ends: set[int] = set()
    for pattern, rule in (
        (_NUMERIC, "time-day"),
        (_HAN, "time-han"),
        (_WORDED, "time-word"),
        (_COMPACT, "time-compact"),
    ):
        for match in passage.matches(pattern):
            start, end = match.span()
            ends.add(end)
            yield make_hit("DATE_TIME", start, end, Band.LIKELY, rule, match[0].strip())
    for match in passage.matches(_BARE_CLOCK):
        start, end = match.span()
        if end not in ends:  # the clock of a day that was found with it
            yield make_hit("DATE_TIME", start, end, Band.LIKELY, "time-clock", match[0])
    for mark in passage.marks_for("DATE_TIME"):
        epoch = _EPOCH.match(text, mark.start, mark.end)
        if epoch is not None:
            yield make_hit("DATE_TIME", epoch.start(), epoch.end(), Band.CERTAIN, "time-epoch", epoch[0])
