"""From findings and a policy to decisions: what this kind of complaint needs stays, the rest goes."""

from sealcase.decide.overrides import Fitted, Overrides, Rules, fit, load_overrides
from sealcase.decide.policy import Fact, Policy, Rule, decide, load_policy, policy_names

__all__ = [
    "Fact",
    "Fitted",
    "Overrides",
    "Policy",
    "Rule",
    "Rules",
    "decide",
    "fit",
    "load_overrides",
    "load_policy",
    "policy_names",
]
