"""Long texts: looked at part by part, in several processes where there are, with the results on disk.

Two walks. The first reads every part and keeps the hits, packed, and the values that were confirmed. The
second reads the parts again, looks for all values of the case in them and settles what is there. Guarantees:
what is found depends neither on the number of processes nor on what else is in memory; memory holds a few parts and
the different values, however long the text is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from sealcase.contents import LongText, TextSpan
from sealcase.detect.columns import (
    FindingKind,
    finding_of,
    pack_findings,
    pack_hits,
    unpack_findings,
    unpack_hits,
)
from sealcase.detect.overlaps import disjoint
from sealcase.detect.processes import WorkerLostError
from sealcase.detect.propagation import Collected, Known, Value, values_of
from sealcase.detect.reading import Read, confirmed, findings_of, in_order, load_recognisers, read_passage
from sealcase.detect.text.chunks import document_passages
from sealcase.errors import DetectorError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Exhibit, Finding
from sealcase.spool import Slot, Spool

Task = TypeVar("Task")
Result = TypeVar("Result")


class Mapping(Protocol):
    """`map`, or the like of it in other processes."""

    def __call__(self, call: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[Result]:
        """Yield `call(task)` for each task, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFindings(Collection[Finding]):
    """The findings of one long text, on disk, in order of place."""

    exhibit: str
    first: int
    """The number of the first one in the case."""
    spool: Spool
    parts: tuple[tuple[Slot, Counter[FindingKind]], ...]
    """Where those of each part lie, and how many of each kind they are."""

    def __len__(self) -> int:
        return sum(kinds.total() for _, kinds in self.parts)

    def __iter__(self) -> Iterator[Finding]:
        number = self.first
        for slot, kinds in self.parts:
            yield from unpack_findings(self.spool.get(slot), self.exhibit, number)
            number += kinds.total()

    def kinds(self) -> Iterator[tuple[Finding, int]]:
        """Yield a finding of each kind, without place and value, and how many there are."""
        counts: Counter[FindingKind] = Counter()
        for _, kinds in self.parts:
            counts.update(kinds)
        return ((finding_of(kind, self.exhibit), count) for kind, count in counts.items())

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """The first walk: reads one part."""

    name: str
    text: LongText
    recognizers: tuple[Path, ...] = ()

    def __call__(self, index: int) -> tuple[bytes, list[Value]]:
        """Return the hits of the part `index`, packed, and its values, each once."""
        load_recognisers(self.recognizers)
        passages = document_passages(self.text[index])
        reads = [read_passage(passage, self.name, self.recognizers) for passage in passages]
        values = dict.fromkeys(value for read in reads for value in values_of(confirmed(read)))
        return pack_hits((read.passage.text, read.hits) for read in reads), list(values)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Settle:
    """The second walk: settles one part, with all values of the case."""

    text: LongText
    values: Known = field(repr=False)
    everything: bool

    def __call__(self, task: tuple[int, bytes]) -> tuple[bytes, Counter[FindingKind], int, int]:
        """Return the findings of a part, packed, their kinds, where the first begins and where the last ends."""
        index, hits = task
        passages = list(document_passages(self.text[index]))
        texts = [passage.text for passage in passages]
        reads = (Read(passage, list(those)) for passage, those in zip(passages, unpack_hits(hits, texts), strict=True))
        found = disjoint(in_order(findings_of("", reads, self.values, everything=self.everything)))
        places = [finding.where for finding in found if isinstance(finding.where, TextSpan)]
        begin = min((where.start for where in places), default=0)
        end = max((where.end for where in places), default=0)
        return *pack_findings(found), begin, end


class LongLook:
    """What the first walk found in one long text."""

    def __init__(self, exhibit: Exhibit, text: LongText, spool: Spool, recognizers: tuple[Path, ...] = ()) -> None:
        self._exhibit = exhibit
        self._recognizers = recognizers
        self._text = text
        self._spool = spool
        self._hits: list[Slot] = []

    def look(self, mapping: Mapping, collected: Collected) -> None:
        """Read every part; what it confirms goes into `collected`.

        Raises:
            DetectorError: a recogniser failed, or a worker process was lost; names the place.
            LimitError: the case has more different values than can be looked for.
        """
        call = _Look(name=self._exhibit.name, text=self._text, recognizers=self._recognizers)
        for hits, values in self._each(mapping, call, range(len(self._text))):
            self._hits.append(self._spool.put(hits))
            collected.add(values, self._exhibit.name)

    def findings(self, mapping: Mapping, values: Known, first: int, *, everything: bool) -> StoredFindings:
        """Return the findings, numbered from `first`, with what propagation adds.

        Raises:
            DetectorError: a worker process was lost.
        """
        call = _Settle(text=self._text, values=values, everything=everything)
        tasks = ((index, self._spool.get(slot)) for index, slot in enumerate(self._hits))
        parts: list[tuple[Slot, Counter[FindingKind]]] = []
        reached, earlier = 0, b""
        for packed, counted, begin, end in self._each(mapping, call, tasks):
            data, kinds = packed, counted
            if kinds and begin < reached:
                # A value that runs over the border of two parts: those of both are settled once more.
                parts.pop()
                both = disjoint([*unpack_findings(earlier, "", 1), *unpack_findings(data, "", 1)])
                data, kinds = pack_findings(both)
            parts.append((self._spool.put(data), kinds))
            earlier, reached = data, max(reached, end)
        return StoredFindings(exhibit=self._exhibit.id, first=first, spool=self._spool, parts=tuple(parts))

    def _each(self, mapping: Mapping, call: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        try:
            yield from mapping(call, tasks)
        except WorkerLostError as lost:
            part = self._text[lost.index]
            where = TextSpan(start=part.start + part.own[0], end=part.start + part.own[1])
            raise DetectorError(
                file=printable(self._exhibit.name),
                detector=N_("the search of the text"),
                cause=lost.cause,
                place=where.phrase,
                **where.to_json(),
            ) from None
