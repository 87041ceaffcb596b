"""Whose value is it: the complainant's, the counterparty's of the disputed transaction, or a third party's.

Labels say which side a value is on (`Finding.role`, as detection gives it). Three things decide what that means.
The complainant's own values (`me.toml`) are theirs whatever a label says, and what a label calls theirs is not
where `me.toml` names others of the kind. The other side is the counterparty in a record of the disputed transaction,
and where an exhibit names one alone. Else it is a third party, where the numbers of the transaction are given or an
exhibit names many; of a few without a number nobody can tell. A value has one role in the whole case, wherever
it stands: the first of complainant, counterparty, third party that some record gives it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from sealcase.model import Finding, Role

Roles = Mapping[tuple[str, str], Role]
"""Role of each value, by entity and canonical value; what is not there has none."""

NO_ROLES: Roles = MappingProxyType({})
FEW = 3
"""Different values of one kind on the other side, in one exhibit, up to which any may be the counterparty's."""
_NUMBERS = frozenset({"ORDER_ID", "TX_HASH"})
_STRENGTH = (Role.UNKNOWN, Role.THIRD_PARTY, Role.COUNTERPARTY, Role.COMPLAINANT)

_Key = tuple[str, Hashable]
"""An exhibit and one of its records."""


def case_roles(
    findings: Iterable[Finding],
    known: Iterable[Finding],
    numbers: Collection[str],
    record_of: Callable[[Finding], Hashable],
) -> Roles:
    """Return the role of every value that has one.

    `known` are the complainant's own values, `numbers` those of the disputed transaction, and `record_of` gives the
    record of its exhibit that a finding stands in.
    """
    own = {(finding.entity, finding.value) for finding in known}
    labelled: defaultdict[_Key, list[Finding]] = defaultdict(list)
    orders: defaultdict[_Key, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.role is not Role.UNKNOWN:
            labelled[finding.exhibit, record_of(finding)].append(finding)
        elif finding.entity in _NUMBERS:
            orders[finding.exhibit, record_of(finding)].add(finding.value.lower())
    others: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    kinds = {entity for entity, _ in own}
    for (exhibit, _), here in labelled.items():
        was_paid = _was_paid(here, own)
        for finding in here:
            if not _is_theirs(finding, own, kinds, was_paid=was_paid):
                others[exhibit, finding.entity].add(finding.value)
    wanted = {number.lower() for number in numbers}
    roles: dict[tuple[str, str], Role] = dict.fromkeys(own, Role.COMPLAINANT)
    for key, here in labelled.items():
        was_paid = _was_paid(here, own)
        for finding in here:
            role = Role.COMPLAINANT
            if not _is_theirs(finding, own, kinds, was_paid=was_paid):
                role = _other_side(orders[key], wanted, len(others[key[0], finding.entity]))
            value = (finding.entity, finding.value)
            roles[value] = max(roles.get(value, Role.UNKNOWN), role, key=_STRENGTH.index)
    return MappingProxyType({value: role for value, role in roles.items() if role is not Role.UNKNOWN})


def _other_side(orders: AbstractSet[str], wanted: AbstractSet[str], others: int) -> Role:
    """Return who the other side is in a record with the numbers `orders`; its exhibit names `others` of the kind."""
    if orders & wanted:
        return Role.COUNTERPARTY
    if wanted and orders:
        return Role.THIRD_PARTY
    if others == 1:
        return Role.COUNTERPARTY
    return Role.THIRD_PARTY if wanted or others > FEW else Role.UNKNOWN


def _was_paid(here: Iterable[Finding], own: Collection[tuple[str, str]]) -> bool:
    """Tell whether a record, where `here` are the values with a side, pays the complainant."""
    return any(finding.role is Role.COUNTERPARTY and (finding.entity, finding.value) in own for finding in here)


def _is_theirs(finding: Finding, own: Collection[tuple[str, str]], kinds: Collection[str], *, was_paid: bool) -> bool:
    """Tell whether a value is the complainant's, of whom `own` are known, all of them of one of `kinds`."""
    if (finding.entity, finding.value) in own:
        return True
    # They were paid: then who paid is the other side.
    return finding.role is not Role.COUNTERPARTY and not was_paid and finding.entity not in kinds
