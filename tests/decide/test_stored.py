"""Decisions that are made anew each time are the ones that would be made at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sealcase.decide import Rule, StoredDecisions, decide, decide_case, load_policy
from sealcase.detect import scan_text
from sealcase.model import Action, ByExhibit, Finding, Role, Wording

TEXT = "手机号：13800138000\n收款方账号：62220212345\n密码：Tr0ub4dor-x9\n订单号：2026112012345678901234567890\n" * 3
FINDINGS = tuple(scan_text(TEXT))
POLICY = load_policy("unauthorised-transaction")
OWN = {("PHONE_NUMBER", "13800138000"): Rule(action=Action.KEEP, reason=Wording(en="x", zh="x"))}
ROLES = {("ACCOUNT", "62220212345"): Role.COUNTERPARTY}


@dataclass(frozen=True)
class Walked(Collection[Finding]):
    """Findings that are read anew for each walk."""

    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __contains__(self, one: object) -> bool:
        return one in self.findings


def test_each_walk_gives_the_same_decisions() -> None:
    at_once = decide(FINDINGS, POLICY, OWN, ROLES)
    assert {decision.action for decision in at_once} == {Action.KEEP, Action.REMOVE}
    assert any(decision.finding.role is Role.COUNTERPARTY for decision in at_once)
    case = decide_case(ByExhibit({"0001": FINDINGS, "0002": Walked(FINDINGS)}), POLICY, OWN, ROLES)
    assert isinstance(case, ByExhibit)
    assert case.each["0001"] == at_once
    stored = case.each["0002"]
    assert isinstance(stored, StoredDecisions)
    for _walk in range(2):
        assert tuple(stored) == at_once
    assert len(stored) == len(at_once)
    assert at_once[-1] in stored
    assert replace(at_once[-1], keep_last=5) not in stored
    assert decide_case(FINDINGS, POLICY, OWN, ROLES) == at_once
