"""From sides to roles: own values, the disputed record, one value alone, many, and none."""

from __future__ import annotations

from itertools import count

import pytest

from sealcase.contents import CellSpan
from sealcase.decide import case_roles, decide, load_policy
from sealcase.decide.policy import THIRD_PARTY_REASON
from sealcase.entities import ENTITIES
from sealcase.model import Action, Band, Finding, Role

NUMBER, ANOTHER = "2026031200001234567890", "2026031200009876543210"
_ids = count(1)


def at(row: int, entity: str, value: str, role: Role = Role.UNKNOWN, exhibit: str = "0001") -> Finding:
    return Finding(
        id=f"F{next(_ids)}",
        exhibit=exhibit,
        entity=entity,
        tier=ENTITIES[entity].tier,
        band=Band.CERTAIN,
        where=CellSpan(row=row, column=0, start=0, end=len(value)),
        value=value,
        rule="made",
        role=role,
    )


def other(row: int, value: str, entity: str = "ACCOUNT") -> Finding:
    return at(row, entity, value, Role.COUNTERPARTY)


def ours(row: int, value: str, entity: str = "ACCOUNT") -> Finding:
    return at(row, entity, value, Role.COMPLAINANT)


def roles(*findings: Finding, me: tuple[Finding, ...] = (), numbers: tuple[str, ...] = ()) -> dict[str, str]:
    found = case_roles(findings, me, numbers, lambda finding: getattr(finding.where, "row", None))
    return {value: role.value for (_, value), role in found.items()}


def test_the_other_side_is_the_counterparty_in_the_disputed_record_alone() -> None:
    rows = [
        part
        for row in range(5)
        for part in (at(row, "ORDER_ID", NUMBER if row == 2 else f"{ANOTHER}{row}"), other(row, f"acct{row}"))
    ]
    assert roles(*rows, numbers=(NUMBER,)) == {
        f"acct{row}": "counterparty" if row == 2 else "third-party" for row in range(5)
    }
    # Without a number: of five nobody can be meant, of three anybody.
    assert set(roles(*rows).values()) == {"third-party"}
    assert roles(*rows[:6]) == {}


def test_one_value_alone_is_the_counterparty_unless_its_record_has_another_number() -> None:
    assert roles(other(1, "acct"), other(2, "acct")) == {"acct": "counterparty"}
    assert roles(other(1, "acct"), numbers=(NUMBER,)) == {"acct": "counterparty"}
    assert roles(other(1, "acct"), at(1, "ORDER_ID", ANOTHER), numbers=(NUMBER,)) == {"acct": "third-party"}
    assert roles(other(1, "a"), other(2, "b"), numbers=(NUMBER,)) == {"a": "third-party", "b": "third-party"}


def test_own_values_are_theirs_whatever_a_label_says() -> None:
    me = (at(0, "ACCOUNT", "mine"),)
    # They paid, under the wrong label; they were paid by somebody; somebody else's account is under their label.
    assert roles(other(1, "mine"), me=me) == {"mine": "complainant"}
    assert roles(other(1, "mine"), ours(1, "payer"), ours(1, "Li", "PERSON"), me=me) == {
        "mine": "complainant",
        "payer": "counterparty",
        "Li": "counterparty",
    }
    assert roles(ours(1, "else"), me=me)["else"] == "counterparty"
    assert roles(ours(1, "Wang", "PERSON"), me=me)["Wang"] == "complainant"


def test_a_value_has_the_strongest_role_that_a_record_gives_it() -> None:
    rows = (
        *(part for row in range(9) for part in (at(row, "ORDER_ID", f"{ANOTHER}{row}"), other(row, "twice"))),
        at(20, "ORDER_ID", NUMBER),
        other(20, "twice"),
        other(21, "self"),
        ours(22, "self"),
    )
    assert roles(*rows, numbers=(NUMBER.upper(),)) == {"twice": "counterparty", "self": "complainant"}


@pytest.mark.parametrize(
    ("policy", "entity", "role", "action"),
    [
        ("unauthorised-transaction", "ACCOUNT", Role.UNKNOWN, Action.MASK),
        ("unauthorised-transaction", "ACCOUNT", Role.COMPLAINANT, Action.MASK),
        ("unauthorised-transaction", "ACCOUNT", Role.COUNTERPARTY, Action.KEEP),
        ("unauthorised-transaction", "ACCOUNT", Role.THIRD_PARTY, Action.REMOVE),
        ("crypto-transfer", "CRYPTO", Role.THIRD_PARTY, Action.REMOVE),
        ("crypto-transfer", "CRYPTO", Role.COMPLAINANT, Action.KEEP),
        ("failed-payment", "MERCHANT", Role.THIRD_PARTY, Action.KEEP),
        ("failed-payment", "PASSWORD", Role.COUNTERPARTY, Action.REMOVE),
    ],
)
def test_a_policy_decides_by_role(policy: str, entity: str, role: Role, action: Action) -> None:
    finding = at(1, entity, "value-1")
    (decision,) = decide([finding], load_policy(policy), roles={(entity, "value-1"): role})
    assert decision.action is action
    assert decision.finding.role is role
    assert (decision.reason is THIRD_PARTY_REASON) is (role is Role.THIRD_PARTY and entity != "MERCHANT")
