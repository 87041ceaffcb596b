"""Placeholders tell values apart and nothing about them."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from redact.made_decisions import decision
from sealcase.contents import TextSpan
from sealcase.entities import ENTITIES
from sealcase.model import Action, Tier
from sealcase.redact import allot

PLACE = TextSpan(start=0, end=1)
PLACEHOLDER = re.compile(r"\[[A-Z0-9]+-[1-9][0-9]*( \*[0-9A-Za-z]+)?\]")


def test_the_same_value_has_the_same_placeholder_everywhere() -> None:
    first = decision(PLACE, "13800138000")
    again = decision(TextSpan(start=5, end=9), "13800138000")
    other = decision(PLACE, "13900139000")
    placeholders = allot([first, again, other], random.Random(1))
    assert placeholders.shown(first) == placeholders.shown(again) != placeholders.shown(other)


def test_numbers_are_dealt_by_chance_and_not_in_order() -> None:
    decisions = [decision(PLACE, str(number)) for number in range(10)]
    dealt = {tuple(allot(decisions, random.Random(seed)).shown(one) for one in decisions) for seed in range(20)}
    assert len(dealt) == 20
    assert {frozenset(numbers) for numbers in dealt} == {frozenset(f"[PHONE-{n}]" for n in range(1, 11))}


def test_each_kind_counts_for_itself_and_equal_values_of_two_kinds_differ() -> None:
    phone, account = decision(PLACE, "13800138000"), decision(PLACE, "13800138000", entity="ACCOUNT")
    placeholders = allot([phone, account], random.Random(1))
    assert placeholders.shown(phone) == "[PHONE-1]"
    assert placeholders.shown(account) == "[ACCOUNT-1]"


def test_kept_values_take_no_number() -> None:
    kept = [decision(PLACE, str(number), action=Action.KEEP) for number in range(9)]
    gone = decision(PLACE, "gone")
    assert allot([*kept, gone], random.Random(1)).shown(gone) == "[PHONE-1]"


def test_a_masked_value_shows_its_end() -> None:
    card = decision(PLACE, "6222020200112230", entity="CREDIT_CARD", action=Action.MASK, keep_last=4)
    placeholders = allot([card], random.Random(1))
    assert placeholders.shown(card) == "[CARD-1 *2230]"
    assert placeholders.plain(card) == "[CARD-1]"


def test_a_secret_shows_nothing_whatever_was_decided() -> None:
    for action in Action:
        secret = decision(PLACE, "hunter2hunter2", entity="PASSWORD", tier=Tier.SECRET, action=action, keep_last=4)
        assert allot([secret], random.Random(1)).shown(secret) == "[PASSWORD-1]"


def test_at_most_half_of_a_value_is_shown_and_only_letters_and_digits() -> None:
    for value, shown in (
        ("12345", "[CARD-1 *45]"),
        ("1", "[CARD-1]"),
        ('ab"],\\', "[CARD-1]"),
        ("张三丰四", "[CARD-1]"),
    ):
        card = decision(PLACE, value, entity="CREDIT_CARD", action=Action.MASK, keep_last=4)
        assert allot([card], random.Random(1)).shown(card) == shown


def test_entities_of_a_users_own_recogniser() -> None:
    own = decision(PLACE, "x", entity="Cn_Höhle 7")
    assert allot([own], random.Random(1)).shown(own) == "[CNHHLE7-1]"


@given(st.text(), st.sampled_from([*ENTITIES, "ÄÖ", "own"]), st.sampled_from(Action), st.integers(0, 50))
def test_every_placeholder_fits_everywhere(value: str, entity: str, action: Action, keep_last: int) -> None:
    one = decision(PLACE, value, entity=entity, action=action, keep_last=keep_last)
    if action is not Action.KEEP:
        assert PLACEHOLDER.fullmatch(allot([one], random.Random(1)).shown(one))


def test_values_stay_out_of_repr() -> None:
    assert "13800138000" not in repr(allot([decision(PLACE, "13800138000")], random.Random(1)))


def test_values_keep_their_numbers_and_new_ones_get_the_next() -> None:
    decisions = [decision(PLACE, str(number)) for number in range(3)]
    account = decision(PLACE, "zhang3", entity="ACCOUNT")
    first = allot(decisions, random.Random(1))
    more = [decision(PLACE, "8"), decision(PLACE, "9")]
    second = allot([*more, *decisions, account], random.Random(2), first)
    assert [second.plain(one) for one in decisions] == [first.plain(one) for one in decisions]
    assert {second.plain(one) for one in more} == {"[PHONE-4]", "[PHONE-5]"}
    assert second.plain(account) == "[ACCOUNT-1]"
