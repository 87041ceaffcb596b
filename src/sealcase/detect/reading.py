"""From a passage to hits, and from hits to findings.

Guarantees: a passage is read until taking out what was found uncovers nothing more, or the whole call
fails (`DetectorError`), naming the file and the place, never the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sealcase.contents import CellSpan, TextSpan, Where
from sealcase.detect.claims import settle
from sealcase.detect.failures import RecogniserFailure
from sealcase.detect.propagation import Known
from sealcase.detect.remainder import remainder
from sealcase.detect.roles import roles_in
from sealcase.detect.text.lines import MAX_LINE_CHARS
from sealcase.detect.text.normalise import CELL_BREAK
from sealcase.detect.text.passages import Passage
from sealcase.detect.text.segments import Hit
from sealcase.detect.time_limit import OutOfTime, time_limit
from sealcase.errors import DetectorError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Finding, Role, Tier

MAX_LOOKS = 4
"""How often one passage is read at most."""
PASSAGE_TIMEOUT_S = 120.0
"""How long the recognisers may take for one passage, some 80,000 characters: a hundred times the usual."""


@dataclass(frozen=True, slots=True)
class Read:
    """A passage and what its recognisers claim."""

    passage: Passage
    hits: list[Hit] = field(repr=False)


def load_recognisers(recognizers: tuple[Path, ...] = ()) -> None:
    """Load the recognisers before a passage is made: their patterns are looked for while that happens.

    Raises:
        RecognizersError: one of the user's own configurations cannot be used.
    """
    # Imported here: Presidio takes most of a second to load, and a caller may only want the types.
    from sealcase.detect.engine import engine

    engine(recognizers)


def read_passage(passage: Passage, name: str, recognizers: tuple[Path, ...] = ()) -> Read:
    """Read a passage until taking out what was found uncovers nothing more.

    In `13800138000legal winner …` the letters hide the number, until the phrase is a placeholder; so it is in lines
    where something found has a letter or digit beside it, and only there is anything taken out.
    A model may read a text in another way once something is taken out of it, so it is always asked again.
    `name` is that of the exhibit, for errors; `recognizers` are configurations of the user's own recognisers.
    """
    from sealcase.detect.engine import engine

    try:
        with time_limit(PASSAGE_TIMEOUT_S):
            reader = engine(recognizers)
            hits = reader.read(passage)
            for _ in range(MAX_LOOKS - 1):
                taken = [hit for hit in hits if hit.tier is not Tier.IDENTIFIER]
                if not reader.has_plugins:
                    taken = _in_lines_with_glue(taken, passage.text)
                if not taken:
                    break
                more = set(reader.read(passage.without(taken))).difference(hits)
                if not more:
                    break
                hits += more
    except RecogniserFailure as failure:
        raise _failure(passage, name, failure.name) from None
    except OutOfTime:
        raise _failure(passage, name, "timeout") from None
    return Read(passage, hits)


def _failure(passage: Passage, name: str, cause: str) -> DetectorError:
    """Return the error; `cause`, for `--json`, is a family of recognisers, and people read that the search failed."""
    where = passage.begins_at() or TextSpan(start=0, end=0)
    return DetectorError(
        file=printable(name),
        detector=N_("the search of the text"),
        cause=cause,
        place=where.phrase,
        **where.to_json(),
    )


def _in_lines_with_glue(hits: list[Hit], text: str) -> list[Hit]:
    """Return the hits in whose lines one of them is glued: elsewhere nothing can be hidden by it."""
    lines = {_line(text, at) for hit in hits if _is_glued(hit, text) for at in (hit.start, hit.end)}
    return [hit for hit in hits if _line(text, hit.start) in lines or _line(text, hit.end) in lines] if lines else []


def _line(text: str, position: int) -> int:
    """Return where the line or cell ends that lies before that of a character; -1 if it is the first or a long one."""
    furthest = max(0, position - MAX_LINE_CHARS)
    return max(text.rfind(end, furthest, position) for end in ("\n", CELL_BREAK))


def _is_glued(hit: Hit, text: str) -> bool:
    """Whether a letter or digit stands next to a hit without a boundary."""
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
    return any(char.isascii() and char.isalnum() for char in (before, after))


def confirmed(read: Read) -> Iterator[Hit]:
    """Yield what a passage says for sure, by itself: what is to be looked for in the rest of the case."""
    return iter(settle(read.hits, read.passage.text))


def findings_of(exhibit: str, reads: Iterable[Read], values: Known, *, everything: bool = False) -> Iterator[Finding]:
    """Yield the findings of one exhibit, with what propagation adds, ids to be given."""
    for read in reads:
        passage = read.passage
        hits = settle([*read.hits, *values.find(passage)], passage.text)
        role_at = roles_in(passage)
        if everything:
            hits = (*hits, *remainder(passage, hits))
        for hit, start, value, where in passage.located(hits):
            role = role_at(start) if hit.tier is Tier.PERSONAL else Role.UNKNOWN
            # By position: a log has several on each line, and names take half as long again.
            yield Finding("", exhibit, hit.entity, hit.tier, hit.band, where, value, hit.rule, role)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings of one exhibit in order of place."""
    return sorted(findings, key=lambda finding: _position(finding.where))


def numbered(findings: Iterable[Finding], first: int) -> list[Finding]:
    """Return findings with their ids."""
    return [Finding(f"F{number}", *finding[1:]) for number, finding in enumerate(findings, first)]


def _position(where: Where) -> tuple[int, ...]:
    if isinstance(where, TextSpan):
        return where
    if isinstance(where, CellSpan):
        return (where.row, where.column, where.start)
    return (where.page, where.box.top, where.box.left)
