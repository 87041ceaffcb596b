"""What the person states, on its way into the package: looked at, decided about and redacted like the evidence.

The statement is an exhibit of its own, the last one of the case, so that the evidence keeps its numbers. Its
redacted copy is no item: its lines go into the complaint (`data/complaint.json`, `data/complaint.txt`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sealcase.case.statement import Statement
from sealcase.contents import Document, Field
from sealcase.decide import Policy
from sealcase.gather import document_of
from sealcase.model import Exhibit, Kind, RedactedItem, StatedFact

NAME = "case.toml"
LINE_CHARS = 500
"""Of one line in the package (docs/format.md, section 6): a redacted line may be longer than it was written."""

_HASH = re.compile(r"(?:0x)?[0-9A-Fa-f]{64}")
_LABELS = {"transaction": "order number", "ticket": "order number", "amount": "amount"}
"""What the facts are for detection; whatever is not here is read as words of the person, without a label."""


def statement_exhibit(statement: Statement, exhibit_id: str) -> Exhibit:
    """Return the statement as an exhibit to look at; it has no original that anybody could ask for."""
    text = json.dumps({fact: list(lines) for fact, lines in statement.items()}, ensure_ascii=False, indent=1)
    return as_statement(
        Exhibit(
            id=exhibit_id,
            name=NAME,
            path=Path(NAME),
            kind=Kind.JSON,
            content=document_of(text, Kind.JSON, NAME),
            original=b"",
            copy_suffix=".json",
        )
    )


def as_statement(exhibit: Exhibit) -> Exhibit:
    """Return the exhibit with what its keys mean here: `account` asks for an ending, which may stay."""
    assert isinstance(exhibit.content, Document)  # it is as short as a package holds it
    fields = tuple(replace(field, label=_label(field)) for field in exhibit.content.fields)
    return replace(exhibit, content=replace(exhibit.content, fields=fields), is_statement=True)


def _label(field: Field) -> str:
    if field.label == "transaction" and _HASH.fullmatch(field.value):
        return "transaction hash"
    return _LABELS.get(field.label, "")


def evidence(exhibits: Sequence[Exhibit], items: Sequence[RedactedItem]) -> tuple[RedactedItem, ...]:
    """Return the items that travel as such: all but the statement's."""
    stated = {exhibit.id for exhibit in exhibits if exhibit.is_statement}
    return tuple(item for item in items if item.exhibit not in stated)


def stated_facts(
    policy: Policy, exhibits: Sequence[Exhibit], items: Sequence[RedactedItem]
) -> tuple[tuple[StatedFact, ...], tuple[tuple[str, int], ...]]:
    """Return the facts of the policy as they are stated in the redacted copy, and what was removed from them."""
    stated: Mapping[str, list[str]] = {}
    removed: Counter[str] = Counter()
    for item in items:
        if item in evidence(exhibits, items):
            continue
        stated = json.loads(item.path.read_text(encoding="utf-8"))
        removed.update(redaction.entity for redaction in item.redactions)
    facts = tuple(
        StatedFact(
            id=fact.id,
            title=fact.wording,
            lines=tuple(part for line in stated.get(fact.id, ()) for part in _parts(line)),
        )
        for fact in policy.facts
    )
    return facts, tuple(sorted(removed.items()))


def _parts(line: str) -> Iterator[str]:
    """Yield `line` in pieces that a package holds, cut at spaces where there are any."""
    while len(line) > LINE_CHARS:
        cut = line.rfind(" ", LINE_CHARS // 2, LINE_CHARS) + 1 or LINE_CHARS
        yield line[:cut].rstrip()
        line = line[cut:]
    if line:
        yield line
