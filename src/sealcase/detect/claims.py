"""Claims: who gets the characters that several recognisers want.

Secrets come first. A confirmed identifier comes next: an order number is claimed whole, however much
a phone or card number inside it may look like one. Then what is personal, then other identifiers.
Guarantees, for any hits: the result is disjoint and in order; every character of a secret stays under
a secret; every letter and digit of a personal hit stays under a secret, a personal or a confirmed
identifier's hit; an identifier comes out whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from sealcase.detect.text.segments import Hit
from sealcase.model import Band, Tier

_start = attrgetter("start")
_BAND_ORDER = (Band.CERTAIN, Band.LIKELY, Band.REVIEW)


def settle(hits: Iterable[Hit], text: str) -> tuple[Hit, ...]:
    """Return disjoint hits, in order of place; `text` is what they are places in."""
    settled: list[Hit] = []
    for cluster in clusters(hits):
        if len(cluster) == 1:
            settled += cluster
        elif all(hit[:4] == cluster[0][:4] for hit in cluster):  # one value, found in several ways
            settled.append(max(cluster, key=_strength))
        else:
            settled += _settled(cluster, text)
    return tuple(settled)


def clusters(hits: Iterable[Hit]) -> Iterator[list[Hit]]:
    """Yield the hits that overlap one another, directly or by others between them, together; in order of place."""
    cluster: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=_start):
        start, end = hit[0], hit[1]
        if start >= end:
            continue
        if start >= reached:
            if cluster:
                yield cluster
            cluster, reached = [hit], end
        else:
            cluster.append(hit)
            reached = max(reached, end)
    if cluster:
        yield cluster


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits without those that another one of the same entity holds and is as sure of."""
    kept: list[Hit] = []
    for cluster in clusters(hits):
        if len(cluster) == 1:
            kept += cluster
            continue
        remaining: list[Hit] = []
        for hit in sorted(cluster, key=lambda hit: (hit.entity, hit.start, -hit.end, _BAND_ORDER.index(hit.band))):
            if not any(_holds(other, hit) for other in remaining):
                remaining.append(hit)
        kept += sorted(remaining, key=lambda hit: (_BAND_ORDER.index(hit.band), hit.start, -hit.end))
    return kept


def _holds(first: Hit, second: Hit) -> bool:
    return (
        first.entity == second.entity
        and first.start <= second.start
        and second.end <= first.end
        and _BAND_ORDER.index(first.band) <= _BAND_ORDER.index(second.band)
    )


def _settled(hits: Iterable[Hit], text: str) -> tuple[Hit, ...]:
    ranked: dict[int, list[Hit]] = {0: [], 1: [], 2: [], 3: []}
    for hit in hits:
        ranked[_rank(hit)].append(hit)
    taken = _merge(ranked[0], text)
    taken = _combine(taken, _whole(ranked[1], taken))
    taken = _combine(taken, _merge(_remainders(ranked[2], taken, text), text))
    return _combine(taken, _whole(ranked[3], taken))


def _rank(hit: Hit) -> int:
    if hit.tier is Tier.SECRET:
        return 0
    if hit.tier is Tier.IDENTIFIER:
        return 1 if hit.band is Band.CERTAIN else 3
    return 2


def _strength(hit: Hit) -> tuple[int, int, int, str]:
    return (-_BAND_ORDER.index(hit.band), hit.end - hit.start, -hit.start, hit.entity)


def _merge(hits: Iterable[Hit], text: str) -> tuple[Hit, ...]:
    """Unite hits that overlap: the strongest names the whole."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if merged and hit.start < merged[-1].end:
            last = merged[-1]
            end = max(hit.end, last.end)
            best = max(last, hit, key=_strength)
            value = best.value if (best.start, best.end) == (last.start, end) else text[last.start : end].strip()
            merged[-1] = best._replace(start=last.start, end=end, value=value)
        else:
            merged.append(hit)
    return tuple(merged)


def _whole(hits: Iterable[Hit], taken: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the hits, longest first, that overlap neither `taken` nor one another."""
    chosen: tuple[Hit, ...] = ()
    starts = sorted((hit.start, hit.end) for hit in taken)
    free: list[Hit] = []
    index = 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        while index < len(starts) and starts[index][1] <= hit.start:
            index += 1
        if index == len(starts) or starts[index][0] >= hit.end:
            free.append(hit)
    cluster: list[Hit] = []
    cluster_end = 0
    for hit in free:
        if cluster and hit.start >= cluster_end:
            chosen += _longest(cluster)
            cluster = []
        cluster_end = max(hit.end, cluster_end) if cluster else hit.end
        cluster.append(hit)
    return chosen + _longest(cluster)


def _longest(cluster: list[Hit]) -> tuple[Hit, ...]:
    chosen: list[Hit] = []
    for hit in sorted(
        cluster, key=lambda hit: (hit.start - hit.end, *(-part for part in _strength(hit)[:1]), hit.start)
    ):
        if all(hit.end <= other.start or other.end <= hit.start for other in chosen):
            chosen.append(hit)
    return tuple(chosen)


def _remainders(hits: Iterable[Hit], taken: tuple[Hit, ...], text: str) -> list[Hit]:
    """Cut what is taken out of the hits; what is left of one keeps its entity."""
    left: list[Hit] = []
    index = 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        while index < len(taken) and taken[index].end <= hit.start:
            index += 1
        position = hit.start
        following = index
        while following < len(taken) and taken[following].start < hit.end:
            left += _part(hit, position, taken[following].start, text)
            position = max(position, taken[following].end)
            following += 1
        left += _part(hit, position, hit.end, text)
    return left


def _part(hit: Hit, start: int, end: int, text: str) -> tuple[Hit, ...]:
    if (start, end) == (hit.start, hit.end):
        return (hit,)
    if not any(char.isalnum() for char in text[start:end]):
        return ()
    return (hit._replace(start=start, end=end, value=text[start:end].strip()),)


def _combine(first: tuple[Hit, ...], second: tuple[Hit, ...]) -> tuple[Hit, ...]:
    return tuple(sorted(first + second, key=lambda hit: hit.start))
