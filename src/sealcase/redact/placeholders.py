"""What stands where a value stood: `[PHONE-3]`, or `[CARD-2 *1234]` where the policy leaves the last characters.

The same value has the same placeholder in every file of a case, so that the desk can follow who is
who. Numbers are dealt at random among the values of one kind: neither the number nor anything else
of a placeholder tells about the value, or even in which order the values stood; those that only a second look finds
come after the others. ASCII, without
quotes, backslashes and separators, so that it fits every encoding, CSV, JSON and pictures.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sealcase.entities import ENTITIES
from sealcase.model import Action, Decision, Tier

_NOT_IN_LABEL = re.compile(r"[^A-Z0-9]")
_NOT_IN_TAIL = re.compile(r"[^0-9A-Za-z]")


def carried_out(decision: Decision) -> Action:
    """Return what is done in fact: a secret is removed whatever was decided (invariant 1)."""
    return Action.REMOVE if decision.finding.tier is Tier.SECRET else decision.action


@dataclass(frozen=True, kw_only=True, slots=True)
class Placeholders:
    """The placeholder of each value of a case, by entity and canonical value."""

    by_value: Mapping[tuple[str, str], str] = field(repr=False)

    def plain(self, decision: Decision) -> str:
        """Return the placeholder that shows nothing of the value."""
        return self.by_value[decision.finding.entity, decision.finding.value]

    def shown(self, decision: Decision) -> str:
        """Return the placeholder, for a masked value with as much of its end as the decision leaves.

        At most half of a value is ever left, and of that only ASCII letters and digits.
        """
        plain = self.plain(decision)
        value = decision.finding.value
        count = min(decision.keep_last, len(value) // 2) if carried_out(decision) is Action.MASK else 0
        tail = _NOT_IN_TAIL.sub("", value[-count:]) if count > 0 else ""
        return f"{plain[:-1]} *{tail}]" if tail else plain


NO_PLACEHOLDERS = Placeholders(by_value=MappingProxyType({}))


def allot(
    decisions: Iterable[Decision], numbers: random.Random, earlier: Placeholders = NO_PLACEHOLDERS
) -> Placeholders:
    """Return placeholders for every value that does not stay as it is, numbered by chance from `numbers`.

    A value that has one in `earlier` keeps it, so that what looks at results again finds most of them unchanged.
    """
    values: dict[str, dict[tuple[str, str], None]] = {}
    for decision in decisions:
        if carried_out(decision) is not Action.KEEP:
            entity = decision.finding.entity
            values.setdefault(_label(entity), {})[entity, decision.finding.value] = None
    by_value = dict(earlier.by_value)
    for label, keys in sorted(values.items()):  # not in the order of places: on a picture a pixel decides that
        new = [key for key in keys if key not in by_value]
        after = sum(_label(entity) == label for entity, _ in by_value)
        dealt = list(range(after + 1, after + 1 + len(new)))
        numbers.shuffle(dealt)
        by_value |= {key: f"[{label}-{number}]" for key, number in zip(new, dealt, strict=True)}
    return Placeholders(by_value=MappingProxyType(by_value))


def _label(entity: str) -> str:
    """Return the word of a placeholder; an entity that a user's own recogniser names keeps its name."""
    if entity in ENTITIES:
        return ENTITIES[entity].placeholder
    return _NOT_IN_LABEL.sub("", entity.upper()) or "VALUE"
