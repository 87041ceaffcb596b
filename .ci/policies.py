"""Refill the tables of docs/policies.md from the policies; the prose around them is written by hand.

Run it after a change to a policy: `python .ci/policies.py`. A test fails while the page says something else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from sealcase.decide import Policy, Rule, load_policy, policy_names
from sealcase.entities import ENTITIES
from sealcase.model import Role, Tier

PAGE = Path(__file__).parent.parent / "docs" / "policies.md"
_TABLES = re.compile(r"(?<=<!-- tables -->\n).*?(?=<!-- end of tables -->)", re.DOTALL)


def tables() -> str:
    """Return one section for each policy."""
    return "".join(_section(load_policy(name)) for name in policy_names())


def refilled(page: str) -> str:
    """Return the page with its tables as the policies are now."""
    return _TABLES.sub(lambda _match: f"\n{tables()}", page)


def _section(policy: Policy) -> str:
    """Return heading, table of entities and guidance; a secret is not listed, for it goes everywhere."""
    lines = [f"### `{policy.name}`: {policy.title.en} / {policy.title.zh}", ""]
    lines += ["| entity | what happens | why |", "|---|---|---|"]
    for name, entity in ENTITIES.items():
        if entity.tier is Tier.SECRET:
            continue
        default = "" if name in policy.rules else " (default)"
        lines.append(_row(f"`{name}`", policy.rule_for(name, entity.tier), default))
        for role, whose in ((Role.COMPLAINANT, "your own"), (Role.COUNTERPARTY, "the other side's")):
            if rule := policy.by_role.get((name, role)):
                lines.append(_row(f"`{name}`, {whose}", rule))
    lines += ["", f"State: {', '.join(f'`{fact.id}`' for fact in policy.facts)}.", ""]
    for heading, wordings in (
        ("Check first", policy.checks),
        ("Helps", policy.helps),
        ("Never send", policy.never),
    ):
        lines += [f"{heading}:", "", *(f"- {wording.en} {wording.zh}" for wording in wordings), ""]
    return "\n".join(lines) + "\n"


def _row(name: str, rule: Rule, default: str = "") -> str:
    action = f"mask, last {rule.keep_last} stay" if rule.keep_last else rule.action.value
    return f"| {name} | **{action}**{default} | {rule.reason.en} {rule.reason.zh} |"


if __name__ == "__main__":
    before = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(refilled(before), encoding="utf-8")
    sys.exit(0)
