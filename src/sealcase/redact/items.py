"""Writes the redacted copy of one exhibit into a private folder and says what was done in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sealcase.entities import ENTITIES
from sealcase.errors import LeakError, OutputError
from sealcase.locale import N_
from sealcase.model import (
    Decision,
    Document,
    Exhibit,
    Kind,
    Picture,
    RedactedItem,
    Redaction,
    Region,
)
from sealcase.redact.names import item_name
from sealcase.redact.pixels import cover
from sealcase.redact.placeholders import Placeholders, carried_out
from sealcase.redact.text import UncoveredDecisionError, redact_text

_PNG = b"\x89PNG"


def redact(
    exhibit: Exhibit, decisions: Sequence[Decision], placeholders: Placeholders, workspace: Path, first_id: int
) -> tuple[RedactedItem, ...]:
    """Write `exhibit` as `decisions` leave it into `workspace`; a picture gives one item for each page.

    `decisions` are those about this exhibit, `first_id` is the number of its first redaction in the case.

    Raises:
        LeakError: a decision is about a place that the exhibit does not have, so it cannot be carried out.
        OutputError: the operating system refused.
    """
    try:
        if isinstance(exhibit.content, Document):
            return (_redact_document(exhibit, exhibit.content, decisions, placeholders, workspace, first_id),)
        return tuple(_redact_pages(exhibit, exhibit.pages, decisions, placeholders, workspace, first_id))
    except UncoveredDecisionError as error:
        finding = error.decision.finding
        title = ENTITIES[finding.entity].title if finding.entity in ENTITIES else finding.entity
        where = finding.where
        raise LeakError(file=exhibit.name, count=1, entity=title, place=where.phrase, **where.to_json()) from error


def _redact_document(
    exhibit: Exhibit,
    document: Document,
    decisions: Sequence[Decision],
    placeholders: Placeholders,
    workspace: Path,
    first_id: int,
) -> RedactedItem:
    text, replacements = redact_text(document, exhibit.kind, decisions, placeholders)
    redactions = tuple(
        Redaction(
            id=f"R{number}",
            entity=replacement.piece.decision.finding.entity,
            where=replacement.where,
            action=carried_out(replacement.piece.decision),
            reason=replacement.piece.decision.reason,
            placeholder=replacement.piece.placeholder,
            value=replacement.value,
        )
        for number, replacement in enumerate(replacements, first_id)
    )
    data = document.bom + text.encode(document.encoding)
    return _item(
        exhibit, item_name(exhibit.id, exhibit.name, exhibit.copy_suffix), exhibit.kind, data, redactions, workspace
    )


def _redact_pages(
    exhibit: Exhibit,
    pages: Sequence[Picture],
    decisions: Sequence[Decision],
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
        yield _item(exhibit, name, Kind.IMAGE, data, redactions, workspace)


def _may_have_lost(exhibit: Exhibit) -> bool:
    """Tell whether the file may have been compressed with loss: anything but PNG."""
    return not (isinstance(exhibit.original, bytes) and exhibit.original.startswith(_PNG))


def _item(
    exhibit: Exhibit, name: str, kind: Kind, data: bytes, redactions: tuple[Redaction, ...], workspace: Path
) -> RedactedItem:
    path = workspace / name
    try:
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
        ) as file:
            file.write(data)
    except OSError as error:
        raise OutputError(file=str(path), reason=error.strerror or N_("unknown reason")) from error
    return RedactedItem(
        exhibit=exhibit.id,
        name=name,
        path=path,
        kind=kind,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        redactions=redactions,
    )
