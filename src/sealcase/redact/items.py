"""Writes the redacted copy of one exhibit into a private folder and says what was done in it."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import overload

from sealcase.contents import Document, LongText, Picture, Region
from sealcase.crc import crc32
from sealcase.entities import ENTITIES
from sealcase.errors import LeakError, OutputError
from sealcase.locale import N_
from sealcase.model import Decision, Exhibit, Kind, RedactedItem, Redaction
from sealcase.redact.names import item_name
from sealcase.redact.pixels import cover
from sealcase.redact.placeholders import Placeholders, carried_out
from sealcase.redact.text import Stretch, UncoveredDecisionError, redact_text

OTHER_RECORD = "OTHER_RECORD"
"""The entity of a row of a list on a picture that is about another transaction."""
_PNG = b"\x89PNG"


def redact(
    exhibit: Exhibit, decisions: Collection[Decision], placeholders: Placeholders, workspace: Path, first_id: int
) -> tuple[RedactedItem, ...]:
    """Write `exhibit` as `decisions` leave it into `workspace`; a picture gives one item for each page.

    `decisions` are those about this exhibit, `first_id` is the number of its first redaction in the case.

    Raises:
        LeakError: a decision is about a place that the exhibit does not have, so it cannot be carried out.
        OutputError: the operating system refused.
    """
    try:
        if isinstance(exhibit.content, (Document, LongText)):
            return (_redact_document(exhibit, exhibit.content, decisions, placeholders, workspace, first_id),)
        return tuple(_redact_pages(exhibit, exhibit.pages, decisions, placeholders, workspace, first_id))
    except UncoveredDecisionError as error:
        finding = error.decision.finding
        title = ENTITIES[finding.entity].title if finding.entity in ENTITIES else finding.entity
        where = finding.where
        raise LeakError(file=exhibit.name, count=1, entity=title, place=where.phrase, **where.to_json()) from error


def renumbered(item: RedactedItem, first_id: int) -> RedactedItem:
    """Return an item whose first redaction has the number `first_id` in the case."""
    held = item.redactions
    if isinstance(held, StoredRedactions):
        return replace(item, redactions=replace(held, first_id=first_id))
    numbers = enumerate(held, first_id)
    return replace(item, redactions=tuple(replace(redaction, id=f"R{number}") for number, redaction in numbers))


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRedactions(Sequence[Redaction]):
    """The redactions of a long text: made anew, from the original, each time they are walked through."""

    size: int
    first_id: int
    again: Callable[[int], Iterator[Redaction]] = field(repr=False)
    """Makes them, numbered from the one that it is given."""

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Redaction]:
        return self.again(self.first_id)

    @overload
    def __getitem__(self, index: int) -> Redaction: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Redaction, ...]: ...
    def __getitem__(self, index: int | slice) -> Redaction | tuple[Redaction, ...]:
        indices = range(self.size)[index]
        if isinstance(indices, int):
            return next(itertools.islice(self, indices, None))
        return tuple(itertools.islice(self, indices.start, indices.stop, indices.step))


def _redact_document(
    exhibit: Exhibit,
    text: Document | LongText,
    decisions: Collection[Decision],
    placeholders: Placeholders,
    workspace: Path,
    first_id: int,
) -> RedactedItem:
    def stretches() -> Iterator[Stretch]:
        return redact_text(exhibit.texts, exhibit.kind, decisions, placeholders)

    held: list[Redaction] | None = [] if isinstance(text, Document) else None
    count = 0

    def written() -> Iterator[bytes]:
        nonlocal count
        yield text.bom
        for stretch in stretches():
            if held is not None:
                held.extend(_redactions((stretch,), first_id + count))
            count += len(stretch.marks)
            yield stretch.text.encode(text.encoding)

    name = item_name(exhibit.id, exhibit.name, exhibit.copy_suffix)
    item = _item(exhibit, name, exhibit.kind, written(), (), workspace)
    item = replace(item, charset=text.encoding.removesuffix("-le").removesuffix("-be"))
    if held is not None:
        return replace(item, redactions=tuple(held))
    stored = StoredRedactions(size=count, first_id=first_id, again=lambda first: _redactions(stretches(), first))
    return replace(item, redactions=stored)


def _redactions(stretches: Iterable[Stretch], first_id: int) -> Iterator[Redaction]:
    marks = (mark for stretch in stretches for mark in stretch.marks)
    for number, mark in enumerate(marks, first_id):
        yield Redaction(
            id=f"R{number}",
            entity=mark.piece.decision.finding.entity,
            where=mark.where,
            action=carried_out(mark.piece.decision),
            reason=mark.piece.decision.reason,
            placeholder=mark.piece.placeholder,
            value=mark.value,
        )


def _redact_pages(
    exhibit: Exhibit,
    pages: Sequence[Picture],
    decisions: Collection[Decision],
    placeholders: Placeholders,
    workspace: Path,
    first_id: int,
) -> Iterator[RedactedItem]:
    regions = {decision: decision.finding.where for decision in decisions}
    for decision, where in regions.items():
        if not isinstance(where, Region) or not where.boxes or not 1 <= where.page <= len(pages):
            raise UncoveredDecisionError(decision)
    for page, picture in enumerate(pages, 1):
        here = [decision for decision, where in regions.items() if isinstance(where, Region) and where.page == page]
        data, covers = cover(picture, here, placeholders, lossy_file=_may_have_lost(exhibit))
        redactions = tuple(
            Redaction(
                id=f"R{number}",
                entity=covering.decision.finding.entity,
                where=Region(page=page, boxes=covering.boxes),
                action=carried_out(covering.decision),
                reason=covering.decision.reason,
                placeholder=covering.placeholder,
                value=covering.pixels_sha256,
            )
            for number, covering in enumerate(covers, first_id)
        )
        first_id += len(redactions)
        suffix = ".png" if len(pages) == 1 else f"-p{page}.png"
        name = item_name(exhibit.id, exhibit.name, suffix)
        yield _item(exhibit, name, Kind.IMAGE, (data,), redactions, workspace)


def _may_have_lost(exhibit: Exhibit) -> bool:
    """Tell whether the file may have been compressed with loss: anything but PNG."""
    return not (isinstance(exhibit.original, bytes) and exhibit.original.startswith(_PNG))


def _item(
    exhibit: Exhibit,
    name: str,
    kind: Kind,
    pieces: Iterable[bytes],
    redactions: tuple[Redaction, ...],
    workspace: Path,
) -> RedactedItem:
    path = workspace / name
    digest, crc, size_bytes = hashlib.sha256(), 0, 0
    try:
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
        ) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                crc = crc32(piece, crc)
                size_bytes += len(piece)
    except OSError as error:
        raise OutputError(file=str(path), reason=error.strerror or N_("unknown reason")) from error
    return RedactedItem(
        exhibit=exhibit.id,
        name=name,
        path=path,
        kind=kind,
        size_bytes=size_bytes,
        sha256=digest.hexdigest(),
        crc32=crc,
        redactions=redactions,
        withheld=exhibit.withheld + sum(redaction.entity == OTHER_RECORD for redaction in redactions),
    )
