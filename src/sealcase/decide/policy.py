"""Policies: what one kind of complaint needs, and what follows for each finding. `policy_file` reads them.

Guarantees: a value of tier `secret` is removed whatever a policy says (invariant 1); an entity that a
policy does not name is removed, unless it is what cases are about (tier `identifier`) and the policy
keeps those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sealcase.decide.roles import NO_ROLES, Roles
from sealcase.decide.strict import spare_interface
from sealcase.entities import ENTITIES
from sealcase.model import Action, Decision, Finding, Role, Tier, Wording

MAX_KEEP_LAST_CHARS = 6
"""A mask shows an ending by which support recognises a value, never most of the value."""
MAX_WORDING_CHARS = 300

SECRET_REASON = Wording(
    en="Whoever has it can take your money or your account. It never leaves this computer, and support never needs it.",
    zh="谁拿到它，谁就能动您的钱或账号。它不会离开这台电脑，客服也从不需要它。",
)
OTHER_RECORD = "OTHER_RECORD"
"""A row of a list on a picture, where a focus names another transaction."""
OTHER_RECORD_REASON = Wording(
    en="It is another transaction than the one that the complaint is about.", zh="这是另一笔交易，与本次投诉无关。"
)
THIRD_PARTY_REASON = Wording(
    en="It is somebody else's: of the transaction that you name, only the other side can be needed.",
    zh="这是别人的信息：只有您指定的那笔交易的对方才可能用得上。",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What a policy does with one entity, and why."""

    action: Action
    reason: Wording
    keep_last: int = 0
    """How many characters at the end stay readable; only with `mask`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that the complaint has to say, which no evidence says by itself."""

    id: str
    """The key by which a case file gives it: `amount`, `account_tail`, …"""
    wording: Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What one kind of complaint needs."""

    name: str
    title: Wording
    rules: Mapping[str, Rule]
    """By entity; an entity that is missing follows `unlisted` or `unlisted_identifier`."""
    unlisted: Rule
    unlisted_identifier: Rule
    facts: tuple[Fact, ...] = ()
    """What the case must state."""
    checks: tuple[Wording, ...] = ()
    """What the person should look at first: it may solve the matter."""
    helps: tuple[Wording, ...] = ()
    """Evidence that helps."""
    never: tuple[Wording, ...] = ()
    """What never to send, whoever asks."""
    by_role: Mapping[tuple[str, Role], Rule] = field(default_factory=dict)
    """What happens to an entity where it is the value of somebody in particular, instead of its rule."""
    same_request: bool = False
    """With a focus: records that share the id of one request with a record of the transaction stay as well."""

    def rule_for(self, entity: str, tier: Tier, role: Role = Role.UNKNOWN) -> Rule:
        """Return what happens to values of `entity` that a recogniser puts in `tier` and that are those of `role`."""
        # An entity that is secret by nature stays so, even if a recogniser names a milder tier.
        if Tier.SECRET in (tier, ENTITIES[entity].tier):
            return Rule(action=Action.REMOVE, reason=SECRET_REASON)
        if entity == OTHER_RECORD:
            return Rule(action=Action.REMOVE, reason=OTHER_RECORD_REASON)
        if role is Role.THIRD_PARTY and Tier.PERSONAL in (tier, ENTITIES[entity].tier):
            return Rule(action=Action.REMOVE, reason=THIRD_PARTY_REASON)
        if (entity, role) in self.by_role:
            return self.by_role[entity, role]
        if entity in self.rules:
            return self.rules[entity]
        return self.unlisted_identifier if tier is Tier.IDENTIFIER else self.unlisted


_NO_RULES: Mapping[tuple[str, str], Rule] = MappingProxyType({})


def decide(
    findings: Iterable[Finding],
    policy: Policy,
    own: Mapping[tuple[str, str], Rule] = _NO_RULES,
    roles: Roles = NO_ROLES,
) -> tuple[Decision, ...]:
    """Return one decision for each finding, in the same order.

    `own` is what the person decided about values, by entity and value: it goes over the policy, but
    never lets out a secret. `roles` says whose values they are: a finding has that role in its decision.
    """
    return spare_interface([_decide(finding, policy, own, roles) for finding in findings], own)


def _decide(finding: Finding, policy: Policy, own: Mapping[tuple[str, str], Rule], roles: Roles) -> Decision:
    role = roles.get((finding.entity, finding.value), Role.UNKNOWN)
    if role is not finding.role:
        finding = finding._replace(role=role)
    rule = policy.rule_for(finding.entity, finding.tier, role)
    if rule.reason is not SECRET_REASON:
        rule = own.get((finding.entity, finding.value), rule)
    return Decision(finding=finding, action=rule.action, keep_last=rule.keep_last, reason=rule.reason)
