"""Findings of one exhibit that were read in two spellings of the same characters: one place, one finding.

`claims` settles hits inside of a passage; a text and what is encoded in it are two readings of the same
place. Guarantees: no two findings that take something away overlap, and what one of them took is taken.
"""

from __future__ import annotations

from collections.abc import Iterable

from sealcase.contents import CellSpan, Region, TextSpan
from sealcase.model import Band, Finding, Tier

_HARM = {Tier.SECRET: 2, Tier.PERSONAL: 1, Tier.IDENTIFIER: 0}
_SURENESS = {Band.CERTAIN: 2, Band.LIKELY: 1, Band.REVIEW: 0}
_Span = TextSpan | CellSpan


def disjoint(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings of one exhibit, whose texts come first and in order, without overlaps.

    The worse tier names what overlaps, and of one tier the surer and longer; a confirmed identifier that holds all
    of something personal stays. Identifiers at one place, in base64 say, stay beside each other: a policy may treat
    them differently.
    """
    kept: list[Finding] = []
    pictured: dict[tuple[str, Region], Finding] = {}
    cell, reached = (-1, -1), 0
    here: list[Finding] = []
    for finding in findings:
        where = finding.where
        if isinstance(where, Region):
            pictured.setdefault((finding.entity, where), finding)
            continue
        at = (where.row, where.column) if isinstance(where, CellSpan) else (-1, -1)
        if at != cell or where.start >= reached:  # as nearly always
            cell, reached, here = at, where.end, [finding]
            kept.append(finding)
        elif all(finding.entity != other.entity or where != other.where for other in here):
            reached = max(reached, where.end)
            here.append(finding)
            _add(kept, finding, where)
    return [*kept, *pictured.values()]


def _add(kept: list[Finding], finding: Finding, where: _Span) -> None:
    """Add a finding to those before it, which begin no later."""
    while kept:
        last = kept[-1]
        assert not isinstance(last.where, Region)
        if not _overlap(last.where, where) or (last.tier is finding.tier is Tier.IDENTIFIER):
            break
        if _yields(last, finding):
            return
        kept.pop()
        if not _yields(finding, last):
            finding, where = _united(last, finding, last.where, where)
    kept.append(finding)


def _yields(first: Finding, second: Finding) -> bool:
    """Tell whether `second` goes for `first`: an identifier for what is personal, or what a sure identifier holds."""
    assert not isinstance(first.where, Region)
    assert not isinstance(second.where, Region)
    holds = first.where.start <= second.where.start and second.where.end <= first.where.end
    if first.tier is Tier.IDENTIFIER:
        return holds and first.band is Band.CERTAIN and second.tier is Tier.PERSONAL
    if second.tier is Tier.IDENTIFIER:
        inside = second.where.start <= first.where.start and first.where.end <= second.where.end
        return not (inside and second.band is Band.CERTAIN and first.tier is Tier.PERSONAL)
    return False


def _overlap(first: _Span, second: _Span) -> bool:
    if isinstance(first, CellSpan) != isinstance(second, CellSpan):
        return False
    if (
        isinstance(first, CellSpan)
        and isinstance(second, CellSpan)
        and (first.row, first.column) != (second.row, second.column)
    ):
        return False
    return first.start < second.end and second.start < first.end


def _united(first: Finding, second: Finding, place: _Span, other: _Span) -> tuple[Finding, _Span]:
    """Return one finding over both places, under the name of the worse, surer or longer one."""
    where = place._replace(start=min(place.start, other.start), end=max(place.end, other.end))
    best = max(
        (first, second),
        key=lambda finding: (_HARM[finding.tier], _SURENESS[finding.band], len(finding.value), finding is first),
    )
    return best._replace(where=where), where
