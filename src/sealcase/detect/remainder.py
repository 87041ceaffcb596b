"""What is left of a text once everything that was found is taken out: for `--strict`, which keeps only what is known.

Guarantees: every letter and digit of a passage lies in a finding or in one of the stretches of `remainder`.
A stretch's `value` is all that has to be an interface's own words for it to stay (`decide`): on a picture one
region, in a log one token, in a sentence all that is left of the line, so that a name is not shown by
the ordinary words of which it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sealcase.detect.text.normalise import CELL_BREAK, OPAQUE
from sealcase.detect.text.passages import Passage, make_hit
from sealcase.detect.text.segments import Hit
from sealcase.model import Band

REMAINDER_VALUE = "remainder-value"
"""The rule of what is left of a cell or scalar under a header or key."""

_LINE = re.compile(rf"[^\r\n{CELL_BREAK}]+")
_STRETCH = rf"[^\W_](?:[^{OPAQUE}\t]*[^\W_])?"
_REGION = re.compile(_STRETCH)
_TOKEN = re.compile(rf"[^\W_](?:[^\s=:,;|(){{}}<>\"'/\\@&?\[\]{OPAQUE}]*[^\W_])?")
_CLAUSE = re.compile(_STRETCH.replace("\\t", ""))
_RECORD = re.compile(
    rf"[\[(<]?(?:\d{{2,4}}[-/.:]?\d\d[-/.: ]|[A-Z][a-z]{{2}} {{1,2}}\d{{1,2}} \d\d:|{OPAQUE}"
    r"|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|[VDIWEF]/\w)\b)"
)
"""How a line of a log begins: with a time or a level."""
_PAIR = re.compile(rf"[\w.\-]+[\"']?[=:] ?[^\s=]|\"[^\"{OPAQUE}]*\"\s*:")
_PAIRS = 2
"""So many `key=value` make a line a record as well."""


def remainder(passage: Passage, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield a hit for each stretch of the passage that says something and that no hit covers; `hits` are settled."""
    free = _without(passage.text, hits)
    for line in _LINE.finditer(free):
        if passage.form:
            yield from _each(_REGION, free, line)
        elif passage.label_at(line.start()):
            yield from _together(free, line, REMAINDER_VALUE)
        elif _is_record(passage.text[line.start() : line.end()]):
            yield from _each(_TOKEN, free, line)
        else:
            yield from _together(free, line, "remainder-line")


def _without(text: str, hits: Sequence[Hit]) -> str:
    """Return the text with `OPAQUE` in the place of each character that a hit covers."""
    pieces: list[str] = []
    position = 0
    for hit in hits:
        pieces += (text[position : hit.start], OPAQUE * (hit.end - hit.start))
        position = hit.end
    return "".join((*pieces, text[position:]))


def _is_record(line: str) -> bool:
    start = line.lstrip()
    return bool(_RECORD.match(start)) or len(_PAIR.findall(line)) >= _PAIRS or (":" in line and start[:1] in '{}"')


def _each(pattern: re.Pattern[str], free: str, line: re.Match[str]) -> Iterator[Hit]:
    """Yield every stretch of a line, each for itself."""
    for stretch in pattern.finditer(free, *line.span()):
        yield make_hit("OTHER_TEXT", *stretch.span(), Band.REVIEW, "remainder", stretch[0])


def _together(free: str, line: re.Match[str], rule: str) -> Iterator[Hit]:
    """Yield the stretches of a line, of which each goes or stays with all the others."""
    stretches = list(_CLAUSE.finditer(free, *line.span()))
    whole = " ".join(stretch[0] for stretch in stretches)
    for stretch in stretches:
        yield make_hit("OTHER_TEXT", *stretch.span(), Band.REVIEW, rule, whole)
