"""Values that were confirmed once are found again, with spaces in them or none, and only as whole words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcase.contents import TextSpan
from sealcase.detect.propagation import Known, known_values
from sealcase.detect.text.passages import passage_of
from sealcase.detect.text.segments import Hit, Segment
from sealcase.entities import ENTITIES
from sealcase.model import Band


def known(*values: tuple[str, str]) -> Known:
    return known_values(
        Hit(start=0, end=1, entity=entity, tier=ENTITIES[entity].tier, band=Band.CERTAIN, value=value, rule="test")
        for entity, value in values
    )


def places(values: Known, text: str) -> list[str]:
    passage = passage_of([Segment(text=text, locate=lambda start, end: TextSpan(start=start, end=end))])
    return [text[hit.start : hit.end] for hit in values.find(passage)]


VALUES = known(
    ("PERSON", "张三丰"),
    ("PERSON", "Jane Doe"),
    ("ORDER_ID", "ab-998877-x"),
    ("ORDER_ID", "ab-998877-xyz"),
    ("ACCOUNT", "+86-wallet 9"),
    ("TOKEN", "9f3c0aa1"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三丰", ["张三丰"]),
        ("给张 三  丰转", ["张 三  丰"]),
        ("Jane Doe", ["Jane Doe"]),
        ("JaneDoe and Ja ne  Doe.", ["JaneDoe", "Ja ne  Doe"]),
        ("Doe, Jane", ["Doe", "Jane"]),
        ("xJane Doe", ["Doe"]),
        ("Jane Does", ["Jane"]),
        ("ab-998877-x, ab-998877-xyz, ab-998877-xy", ["ab-998877-x", "ab-998877-xyz"]),
        ("ab-998877-", []),
        ("call +86-wallet9 now", ["+86-wallet9"]),
        ("x+86-wallet 9", ["+86-wallet 9"]),
        ("id=9f3c0aa1;19f3c0aa1 9f3c0aa12", ["9f3c0aa1"]),
        ("9 f 3 c 0 a a 1", ["9 f 3 c 0 a a 1"]),
        ("", []),
    ],
)
def test_where_values_are_found(text: str, found: list[str]) -> None:
    assert places(VALUES, text) == found


def test_nothing_known_is_found_nowhere() -> None:
    assert places(known(), "Jane Doe") == []


@given(
    st.lists(st.text("ab1-张", min_size=8, max_size=10).filter(lambda text: any(map(str.isalnum, text))), max_size=6),
    st.lists(st.text("ab1-张 .\n", max_size=12), max_size=6),
)
def test_a_value_between_marks_is_always_found(values: list[str], between: list[str]) -> None:
    folded = known(*(("TOKEN", value) for value in values))
    for value in values:
        for text in between:
            assert any(value in place.replace(" ", "") for place in places(folded, f"{text}\n;{value};\n{text}"))
