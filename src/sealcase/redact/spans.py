"""Settles decisions that overlap: which characters go, and what stands there instead.

The union of everything to be removed or masked is covered, without exception: remove wins over mask,
mask over keep. Where decisions overlap, one placeholder stands for all of them, and it shows nothing
of a masked value, whose end could be the other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sealcase.model import Action, Decision, Tier
from sealcase.redact.placeholders import Placeholders, carried_out

_HARM = {Tier.SECRET: 2, Tier.PERSONAL: 1, Tier.IDENTIFIER: 0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Characters `start` to `end` (half-open) that one decision is about."""

    start: int
    end: int
    decision: Decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Characters `start` to `end` that go, the decision that counts, and what stands there instead."""

    start: int
    end: int
    decision: Decision
    placeholder: str


def settle(claims: Iterable[Claim], placeholders: Placeholders) -> tuple[Piece, ...]:
    """Return disjoint pieces, in order, that cover every claim that is not to be kept."""
    return tuple(settle_in_order(sorted(claims, key=lambda claim: (claim.start, claim.end)), placeholders))


def settle_in_order(claims: Iterable[Claim], placeholders: Placeholders) -> Iterator[Piece]:
    """Yield what `settle` returns, for claims that come in order of where they start."""
    group: list[Claim] = []
    end = -1
    for claim in claims:
        if claim.start >= claim.end or carried_out(claim.decision) is Action.KEEP:
            continue
        if group and claim.start >= end:
            yield _merge(group, placeholders)
            group = []
        group.append(claim)
        end = max(end, claim.end)
    if group:
        yield _merge(group, placeholders)


def _merge(group: list[Claim], placeholders: Placeholders) -> Piece:
    winner = max(group, key=_weight).decision
    alone = all((claim.start, claim.end) == (group[0].start, group[0].end) for claim in group) and all(
        (claim.decision.finding.entity, claim.decision.finding.value, claim.decision.keep_last)
        == (winner.finding.entity, winner.finding.value, winner.keep_last)
        for claim in group
    )
    return Piece(
        start=group[0].start,
        end=max(claim.end for claim in group),
        decision=winner,
        placeholder=placeholders.shown(winner) if alone else placeholders.plain(winner),
    )


def _weight(claim: Claim) -> tuple[bool, int, int]:
    """Order claims: removed before masked, the more harmful tier, the longer one."""
    removed = carried_out(claim.decision) is Action.REMOVE
    return removed, _HARM[claim.decision.finding.tier], claim.end - claim.start
