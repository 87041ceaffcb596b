from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sealcase.detect.claims import settle
from sealcase.detect.text.segments import Hit
from sealcase.model import Band, Tier

TEXT = "".join(chr(ord("a") + index % 26) for index in range(60))
ENTITIES = {
    Tier.SECRET: ["PASSWORD", "TOKEN"],
    Tier.PERSONAL: ["PHONE_NUMBER", "PERSON"],
    Tier.IDENTIFIER: ["ORDER_ID", "AMOUNT"],
}


@st.composite
def some_hits(draw: st.DrawFn) -> list[Hit]:
    hits = []
    for _ in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, 58))
        end = draw(st.integers(start + 1, min(60, start + 20)))
        tier = draw(st.sampled_from(list(Tier)))
        hits.append(
            Hit(
                start=start,
                end=end,
                entity=draw(st.sampled_from(ENTITIES[tier])),
                tier=tier,
                band=draw(st.sampled_from(list(Band))),
                value=TEXT[start:end],
                rule="test",
            )
        )
    return hits


def characters(hits: list[Hit] | tuple[Hit, ...]) -> set[int]:
    return {index for hit in hits for index in range(hit.start, hit.end)}


@given(some_hits())
def test_claims(hits: list[Hit]) -> None:
    settled = settle(hits, TEXT)
    assert all(left.end <= right.start for left, right in itertools.pairwise(settled))
    assert all(hit.value == TEXT[hit.start : hit.end] for hit in settled)

    secrets = [hit for hit in hits if hit.tier is Tier.SECRET]
    assert characters(secrets) == characters([hit for hit in settled if hit.tier is Tier.SECRET])

    personal = [hit for hit in hits if hit.tier is Tier.PERSONAL]
    strong = [hit for hit in settled if hit.tier is not Tier.IDENTIFIER or hit.band is Band.CERTAIN]
    assert characters(personal) <= characters(strong)

    identifiers = {(hit.start, hit.end) for hit in hits if hit.tier is Tier.IDENTIFIER}
    assert {(hit.start, hit.end) for hit in settled if hit.tier is Tier.IDENTIFIER} <= identifiers


@given(some_hits())
def test_a_confirmed_identifier_survives_unless_a_secret_or_another_overlaps(hits: list[Hit]) -> None:
    settled = {(hit.start, hit.end) for hit in settle(hits, TEXT) if hit.tier is Tier.IDENTIFIER}
    secret = characters([hit for hit in hits if hit.tier is Tier.SECRET])
    confirmed = {(hit.start, hit.end) for hit in hits if hit.tier is Tier.IDENTIFIER and hit.band is Band.CERTAIN}
    for start, end in confirmed:
        mine = set(range(start, end))
        others = confirmed - {(start, end)}
        if not mine & secret and not any(mine & set(range(*other)) for other in others):
            assert (start, end) in settled


@given(some_hits())
def test_the_order_of_hits_does_not_matter_to_what_is_covered(hits: list[Hit]) -> None:
    shuffled = sorted(hits, key=lambda hit: (hit.end, hit.entity, hit.start))
    first = {(hit.tier, index) for hit in settle(hits, TEXT) for index in range(hit.start, hit.end)}
    second = {(hit.tier, index) for hit in settle(shuffled, TEXT) for index in range(hit.start, hit.end)}
    assert {item for item in first if item[0] is not Tier.IDENTIFIER} == {
        item for item in second if item[0] is not Tier.IDENTIFIER
    }
