"""Redaction that is looked at again: redact, detect from the written bytes, and stop at what is still there.

Guarantees (invariant 5): what `redact_case` returns was detected again from scratch, pictures through
OCR, and nothing was found there that had to go. Else it raises, and nothing of it may be used.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sealcase.contents import Box, Document, Region, Where
from sealcase.decide import OTHER_TEXT, Policy, Roles, Rules, StoredDecisions, decide, decide_case
from sealcase.detect import Detector, StoredFindings
from sealcase.entities import ENTITIES
from sealcase.errors import LeakError, LimitError
from sealcase.focusing import LeftOut
from sealcase.gather import gather, table_like
from sealcase.locale import N_
from sealcase.model import Action, ByExhibit, Decision, Exhibit, Finding, Kind, RedactedItem, Wording
from sealcase.redact import NO_PLACEHOLDERS, Placeholders, allot, leaking, redact, renumbered
from sealcase.statement import as_statement

MAX_ROUNDS = 5
"""How often a picture is redacted before what is found on the result stops the seal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What is being done, for a person who waits: `stage` is marked text, `name` a file's name."""

    stage: str
    name: str
    number: int
    total: int


Progress = Callable[[Step], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """A case after looking: what was found in each exhibit and what is to happen with it."""

    exhibits: tuple[Exhibit, ...]
    decisions: Collection[Decision]
    """A tuple, or a `ByExhibit` where there are long texts, whose decisions are too many to be held."""
    policy: Policy
    known: tuple[Finding, ...] = field(default=(), repr=False)
    """Values that the person gave, to be looked for everywhere."""
    own: Rules = field(default_factory=dict, repr=False)
    """What the person decided about values, over the policy."""
    roles: Roles = field(default_factory=dict, repr=False)
    """Whose values they are."""
    left_out: tuple[LeftOut, ...] = ()
    """Exhibits without a record of the disputed transaction."""
    has_focus: bool = False
    """Whether a transaction was named."""

    def decisions_for(self, exhibit: Exhibit) -> Collection[Decision]:
        """Return the decisions about one exhibit, in the order of their places."""
        return decisions_about(exhibit.id, self.decisions)

    def tally(self, exhibit: Exhibit) -> Counter[tuple[Action, Wording, str]]:
        """Return how many decisions about one exhibit share action, reason and entity."""
        decisions = self.decisions_for(exhibit)
        counts: Counter[tuple[Action, Wording, str]] = Counter()
        for decision, count in _counted(decisions):
            counts[decision.action, decision.reason, decision.finding.entity] += count
        return counts


def _counted(decisions: Collection[Decision]) -> Iterable[tuple[Decision, int]]:
    """Return decisions, and how many of each there are: of a long text one for each kind, where that says it all."""
    findings = decisions.findings if isinstance(decisions, StoredDecisions) else None
    if (
        isinstance(decisions, StoredDecisions)
        and isinstance(findings, StoredFindings)
        and not (decisions.own or decisions.roles)
    ):
        kinds = list(findings.kinds())
        if not any(finding.entity == OTHER_TEXT for finding, _ in kinds):
            made = decide([finding for finding, _ in kinds], decisions.policy, decisions.own)
            return zip(made, (count for _, count in kinds), strict=True)
    return ((decision, 1) for decision in decisions)


def decisions_about(exhibit: str, decisions: Collection[Decision]) -> Collection[Decision]:
    """Return those of the decisions that are about one exhibit."""
    if isinstance(decisions, ByExhibit):
        return decisions.each.get(exhibit, ())
    return tuple(decision for decision in decisions if decision.finding.exhibit == exhibit)


def with_more(decisions: Collection[Decision], more: Sequence[Decision]) -> Collection[Decision]:
    """Return `decisions` and `more`, which are about pictures, whose decisions are held."""
    if not isinstance(decisions, ByExhibit):
        return (*decisions, *more)
    each = dict(decisions.each)
    for decision in more:
        each[decision.finding.exhibit] = (*each.get(decision.finding.exhibit, ()), decision)
    return ByExhibit(each)


def redact_case(
    scanned: Scanned, detector: Detector, workspace: Path, progress: Progress, max_redactions: int | None = None
) -> tuple[Scanned, tuple[RedactedItem, ...]]:
    """Write the redacted copies into `workspace` and look at them again from scratch.

    What only the second look finds on a picture is covered too, and the result is looked at again: a
    box beside a line can change how the rest of it is read. Returns the case with those decisions.

    Raises:
        LimitError: there are more redactions than `max_redactions`, which is known before the second look.
        LeakError: something that had to go can still be found; nothing of it may be used.
    """
    placeholders, numbers = NO_PLACEHOLDERS, random.SystemRandom()
    items: tuple[RedactedItem, ...] = ()
    for _round in range(MAX_ROUNDS):
        placeholders = allot(scanned.decisions, numbers, placeholders)
        items = _redacted(scanned, placeholders, items, workspace, progress)
        _bound_redactions(sum(len(item.redactions) for item in items), max_redactions)
        leaks = _recheck(items, scanned, detector, progress)
        if not leaks:
            return scanned, items
        if not all(isinstance(leak.finding.where, Region) for leak in leaks):
            break
        found_on = {leak.finding.exhibit for leak in leaks}
        items = tuple(item for item in items if item.exhibit not in found_on)
        scanned = replace(scanned, decisions=with_more(scanned.decisions, _numbered(leaks, len(scanned.decisions))))
    raise _leak_error(leaks, scanned)


def _bound_redactions(count: int, limit: int | None) -> None:
    if limit is not None and count > limit:
        what, unit = N_("the number of redactions"), N_("redactions")
        raise LimitError(file=N_("the package"), what=what, value=count, limit=limit, unit=unit)


def _redacted(
    scanned: Scanned,
    placeholders: Placeholders,
    unchanged: Sequence[RedactedItem],
    workspace: Path,
    progress: Progress,
) -> tuple[RedactedItem, ...]:
    """Write a redacted copy of each exhibit but those that have `unchanged` ones; other copies in the folder go."""
    for path in set(workspace.iterdir()) - {item.path for item in unchanged}:
        path.unlink()
    items: list[RedactedItem] = []
    for number, exhibit in enumerate(scanned.exhibits, 1):
        first_id = 1 + sum(len(item.redactions) for item in items)
        earlier = [item for item in unchanged if item.exhibit == exhibit.id]
        for item in earlier:
            items.append(renumbered(item, first_id))
            first_id += len(item.redactions)
        if not earlier:
            progress(Step(stage=N_("redacting"), name=exhibit.name, number=number, total=len(scanned.exhibits)))
            items += redact(exhibit, scanned.decisions_for(exhibit), placeholders, workspace, first_id)
    return tuple(items)


def _recheck(
    items: Sequence[RedactedItem], scanned: Scanned, detector: Detector, progress: Progress
) -> tuple[Decision, ...]:
    """Detect again, from the written bytes (invariant 5); return what is still there, as decisions on the exhibits."""
    fresh = _read_again(items, scanned)
    findings = detector.detect(
        fresh,
        known=itertools.chain(
            scanned.known,
            (decision.finding for decision in scanned.decisions if decision.action is not Action.KEEP),
        ),
        progress=announce(N_("checking the redacted copy"), len(fresh), progress),
        again=True,
    )
    decisions = decide_case(findings, scanned.policy, scanned.own, scanned.roles)
    pages: Counter[str] = Counter()
    leaks: list[Decision] = []
    for item, exhibit in zip(items, fresh, strict=True):
        pages[item.exhibit] += 1
        here = decisions_about(exhibit.id, decisions)
        kept = _kept_on(scanned, item.exhibit, pages[item.exhibit]) if item.kind is Kind.IMAGE else ()
        leaks += [_on_exhibit(leak, item.exhibit, pages[item.exhibit]) for leak in leaking(item, here, kept)]
    return tuple(leaks)


def _kept_on(scanned: Scanned, exhibit: str, page: int) -> list[Box]:
    """Return the boxes of what stays on one page of an exhibit."""
    return [
        box
        for decision in decisions_about(exhibit, scanned.decisions)
        if decision.action is Action.KEEP
        for box in _boxes_on(decision.finding.where, page)
    ]


def _boxes_on(where: Where, page: int) -> tuple[Box, ...]:
    return where.boxes if isinstance(where, Region) and where.page == page else ()


def _read_again(items: Sequence[RedactedItem], scanned: Scanned) -> tuple[Exhibit, ...]:
    """Return the items as they were written, as exhibits of the kind that they were."""
    before = {exhibit.id: exhibit for exhibit in scanned.exhibits}
    fresh = gather([item.path for item in items])
    return tuple(_as_before(exhibit, before[item.exhibit]) for item, exhibit in zip(items, fresh, strict=True))


def _as_before(fresh: Exhibit, before: Exhibit) -> Exhibit:
    if before.is_statement:
        return as_statement(fresh)
    if before.kind is Kind.CSV and isinstance(before.content, Document) and fresh.kind is not Kind.CSV:
        text = "".join(part.text[slice(*part.own)] for part in fresh.texts)
        return replace(fresh, kind=Kind.CSV, content=table_like(text, before.content))
    return fresh


def _on_exhibit(decision: Decision, exhibit: str, page: int) -> Decision:
    """Return a decision about a redacted item as one about the exhibit, whose `page` the item shows."""
    where = decision.finding.where
    if isinstance(where, Region):
        where = replace(where, page=page)
    return replace(decision, finding=decision.finding._replace(exhibit=exhibit, where=where))


def _numbered(decisions: Sequence[Decision], after: int) -> tuple[Decision, ...]:
    """Return `decisions`, whose findings get the next numbers of the case."""
    return tuple(
        replace(decision, finding=decision.finding._replace(id=f"F{number}"))
        for number, decision in enumerate(decisions, after + 1)
    )


def _leak_error(leaks: Sequence[Decision], scanned: Scanned) -> LeakError:
    """Return the error that names the first place where something would leak, never the value."""
    first = leaks[0].finding
    (name,) = (exhibit.name for exhibit in scanned.exhibits if exhibit.id == first.exhibit)
    title = ENTITIES[first.entity].title
    return LeakError(file=name, count=len(leaks), entity=title, place=first.where.phrase, **first.where.to_json())


def announce(stage: str, total: int, progress: Progress) -> Callable[[Exhibit], None]:
    """Return what a detector calls before each exhibit."""
    return lambda exhibit: progress(Step(stage=stage, name=exhibit.name, number=int(exhibit.id), total=total))
