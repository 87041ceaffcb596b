"""Hits and findings of a part of a long text as bytes: for the way between processes and for the disk.

Columns of JSON, compressed: some five bytes for each, where an object takes five hundred. What is
read back is what was written.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sealcase.contents import TextSpan
from sealcase.detect.text.segments import Hit
from sealcase.model import Band, Finding, Role, Tier

_LEVEL = 1
"""Of compression: the fastest; times and addresses shrink to a tenth all the same."""


def pack_hits(readings: Iterable[tuple[str, Sequence[Hit]]]) -> bytes:
    """Return the hits of several passages; each comes with the passage's text, which most values are a part of."""
    kinds: dict[tuple[str, ...], int] = {}
    passages = []
    for text, hits in readings:
        passages.append(
            (
                [hit.start for hit in hits],
                [hit.end for hit in hits],
                [kinds.setdefault((hit.entity, hit.tier, hit.band, hit.rule), len(kinds)) for hit in hits],
                [None if hit.value == text[hit.start : hit.end] else hit.value for hit in hits],
            )
        )
    return _packed([list(kinds), passages])


def unpack_hits(data: bytes, texts: Iterable[str]) -> Iterator[list[Hit]]:
    """Yield the hits of each passage; `texts` are those of the passages, in the same order."""
    names, passages = _unpacked(data)
    kinds = [(entity, Tier(tier), Band(band), rule) for entity, tier, band, rule in names]
    for text, columns in zip(texts, passages, strict=True):
        hits = []
        for start, end, number, value in zip(*columns, strict=True):
            entity, tier, band, rule = kinds[number]
            hits.append(Hit(start, end, entity, tier, band, text[start:end] if value is None else value, rule))
        yield hits


FindingKind = tuple[str, str, str, str, str]
"""Entity, tier, band, rule and role, as text."""


def pack_findings(findings: Sequence[Finding]) -> tuple[bytes, Counter[FindingKind]]:
    """Return findings in a text, whose ids and exhibit are not kept, and how many of each kind they are."""
    places = [finding.where for finding in findings if isinstance(finding.where, TextSpan)]
    assert len(places) == len(findings)  # long texts have no other places
    kinds: dict[FindingKind, int] = {}
    numbers = [kinds.setdefault(kind_of(finding), len(kinds)) for finding in findings]
    values = [finding.value for finding in findings]
    columns = ([where.start for where in places], [where.end for where in places], numbers, values)
    names = list(kinds)
    counted = Counter({names[number]: count for number, count in Counter(numbers).items()})
    return _packed([names, columns]), counted


def unpack_findings(data: bytes, exhibit: str, first: int) -> Iterator[Finding]:
    """Yield the findings as those of `exhibit`, numbered from `first`."""
    names, columns = _unpacked(data)
    kinds = [(entity, Tier(tier), Band(band), rule, Role(role)) for entity, tier, band, rule, role in names]
    for number, (start, end, kind, value) in enumerate(zip(*columns, strict=True), first):
        entity, tier, band, rule, role = kinds[kind]
        yield Finding(
            id=f"F{number}",
            exhibit=exhibit,
            entity=entity,
            tier=tier,
            band=band,
            where=TextSpan(start=start, end=end),
            value=value,
            rule=rule,
            role=role,
        )


def kind_of(finding: Finding) -> FindingKind:
    """Return all of a finding but its place and value."""
    return finding.entity, finding.tier, finding.band, finding.rule, finding.role


def finding_of(kind: FindingKind, exhibit: str) -> Finding:
    """Return a finding of that kind, of no place and value."""
    entity, tier, band, rule, role = kind
    nowhere = TextSpan(start=0, end=0)
    return Finding(
        id="",
        exhibit=exhibit,
        entity=entity,
        tier=Tier(tier),
        band=Band(band),
        where=nowhere,
        value="",
        rule=rule,
        role=Role(role),
    )


def _packed(document: object) -> bytes:
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode(), _LEVEL)


def _unpacked(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))
