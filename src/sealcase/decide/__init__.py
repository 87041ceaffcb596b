"""From findings and a policy to decisions: what this kind of complaint needs stays, the rest goes."""

from sealcase.decide.overrides import Fitted, Overrides, Rules, fit, load_overrides
from sealcase.decide.policy import Fact, Policy, Rule, decide, load_policy, policy_names
from sealcase.decide.stored import StoredDecisions, decide_case
from sealcase.decide.strict import OTHER_TEXT

__all__ = [
    "OTHER_TEXT",
    "Fact",
    "Fitted",
    "Overrides",
    "Policy",
    "Rule",
    "Rules",
    "StoredDecisions",
    "decide",
    "decide_case",
    "fit",
    "load_overrides",
    "load_policy",
    "policy_names",
]
