"""From findings and a policy to decisions: what this kind of complaint needs stays, the rest goes."""

from sealcase.decide.focus import Focus, add_requests, choose_list_rows, choose_rows, find_lines, folded, is_number
from sealcase.decide.overrides import Fitted, Overrides, Rules, fit, load_overrides
from sealcase.decide.policy import OTHER_RECORD, Fact, Policy, Rule, decide
from sealcase.decide.policy_file import load_policy, policy_names
from sealcase.decide.roles import NO_ROLES, Roles, case_roles
from sealcase.decide.stored import StoredDecisions, decide_case
from sealcase.decide.strict import OTHER_TEXT

__all__ = [
    "NO_ROLES",
    "OTHER_RECORD",
    "OTHER_TEXT",
    "Fact",
    "Fitted",
    "Focus",
    "Overrides",
    "Policy",
    "Roles",
    "Rule",
    "Rules",
    "StoredDecisions",
    "add_requests",
    "case_roles",
    "choose_list_rows",
    "choose_rows",
    "decide",
    "decide_case",
    "find_lines",
    "fit",
    "folded",
    "is_number",
    "load_overrides",
    "load_policy",
    "policy_names",
]
