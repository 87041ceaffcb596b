"""Default-deny: of the text that nobody named, only the interface's own words stay.

Guarantees: a decision is changed only where it removes text that no recogniser claimed (`OTHER_TEXT`, which
detection yields under `--strict` alone), the person did not decide about it, and all of it is made of
`interface_words`. In a table that is not enough: a cell under a header stays only in a column of which
something is kept, so a column that the policy does not need goes whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sealcase.contents import CellSpan
from sealcase.decide.interface_words import interface_words
from sealcase.model import Action, Decision, Finding, Wording

OTHER_TEXT = "OTHER_TEXT"
UNDER_HEADER = "remainder-value"
"""The rule by which detection marks what is left of a cell or scalar under a header or key."""
INTERFACE_REASON = Wording(en="One of the interface's own words: nobody's data.", zh="界面自带的文字，不是谁的信息。")


def spare_interface(decisions: Sequence[Decision], own: Mapping[tuple[str, str], object]) -> tuple[Decision, ...]:
    """Return the decisions, in order, with the interface's own words kept; `own` is what the person decided."""
    if not any(decision.finding.entity == OTHER_TEXT for decision in decisions):
        return tuple(decisions)
    named = set(_named_columns(decisions))
    return tuple(
        replace(decision, action=Action.KEEP, keep_last=0, reason=INTERFACE_REASON)
        if decision.finding.entity == OTHER_TEXT
        and (OTHER_TEXT, decision.finding.value) not in own
        and _column(decision.finding) in named | {None}
        and interface_words().cover(decision.finding.value)
        else decision
        for decision in decisions
    )


def _named_columns(decisions: Sequence[Decision]) -> Iterator[tuple[str, int]]:
    """Yield each column, by exhibit and number, in which a recogniser found something that stays."""
    for decision in decisions:
        where = decision.finding.where
        if decision.finding.entity != OTHER_TEXT and decision.action is Action.KEEP and isinstance(where, CellSpan):
            yield decision.finding.exhibit, where.column


def _column(finding: Finding) -> tuple[str, int] | None:
    """Return the column that a cell under a header belongs to; None for everything else."""
    if isinstance(finding.where, CellSpan) and finding.rule == UNDER_HEADER:
        return finding.exhibit, finding.where.column
    return None
