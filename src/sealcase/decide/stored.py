"""Decisions about more findings than can be held: made anew each time they are walked through."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sealcase.decide.overrides import Rules
from sealcase.decide.policy import Policy, decide
from sealcase.decide.roles import NO_ROLES, Roles
from sealcase.model import ByExhibit, Decision, Finding

_BATCH = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDecisions(Collection[Decision]):
    """One decision for each of the findings of a long text, in the same order."""

    findings: Collection[Finding] = field(repr=False)
    policy: Policy
    own: Rules = field(repr=False)
    roles: Roles = field(repr=False)

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Decision]:
        coming = iter(self.findings)
        while batch := list(itertools.islice(coming, _BATCH)):
            yield from decide(batch, self.policy, self.own, self.roles)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


def decide_case(
    findings: Collection[Finding], policy: Policy, own: Rules, roles: Roles = NO_ROLES
) -> Collection[Decision]:
    """Return one decision for each finding of a case, as `decide` does: a tuple, or by exhibit as they come."""
    if not isinstance(findings, ByExhibit):
        return decide(findings, policy, own, roles)
    return ByExhibit(
        {
            exhibit: decide(those, policy, own, roles)
            if isinstance(those, tuple)
            else StoredDecisions(findings=those, policy=policy, own=own, roles=roles)
            for exhibit, those in findings.each.items()
        }
    )
