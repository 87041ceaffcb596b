"""From findings and a policy to decisions: what this kind of complaint needs stays, the rest goes."""

from sealcase.decide.policy import Fact, Policy, Rule, decide, load_policy, policy_names

__all__ = ["Fact", "Policy", "Rule", "decide", "load_policy", "policy_names"]
