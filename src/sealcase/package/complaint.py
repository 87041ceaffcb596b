"""`data/complaint.json` and `data/complaint.txt`: the complaint, for programs and for people.

The JSON holds what the sender states, redacted like the evidence; the rest of it follows from the
manifest field by field, and the reader holds it to that. The text says the same in both languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sealcase.entities import ENTITIES
from sealcase.errors import ManifestError
from sealcase.locale import N_, Translate, translator
from sealcase.model import Case, StatedFact
from sealcase.package import limits, strict_json
from sealcase.package.bag import COMPLAINT_JSON, COMPLAINT_TEXT
from sealcase.package.envelope import FORMAT
from sealcase.package.manifest import ENTITY, ItemEntry, Manifest, wording
from sealcase.package.strict_json import HIDDEN, Node, StrictJsonError

_FACT_ID = re.compile(r"[a-z][a-z_]{0,29}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What the sender states, and what was removed from it."""

    facts: tuple[StatedFact, ...] = ()
    """In the order of the policy; those without lines were not stated."""
    removed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """Both files, read: what is stated, and the text."""

    statement: Statement
    text: str


def statement_of(case: Case) -> Statement:
    """Return what `case` states."""
    return Statement(facts=case.facts, removed=case.removed)


def complaint_json(manifest: Manifest, statement: Statement) -> bytes:
    """Return `data/complaint.json`."""
    return strict_json.write(_document(manifest, statement))


def complaint_text(manifest: Manifest, statement: Statement) -> bytes:
    """Return `data/complaint.txt`, in Chinese and then in English."""
    return "\n".join((*_lines(manifest, statement, "zh"), "", *_lines(manifest, statement, "en"), "")).encode()


def check_complaint(data: bytes, text: bytes, manifest: Manifest, label: str) -> Complaint:
    """Check both files against the manifest and return them.

    Raises:
        ManifestError: the JSON says something else, or the text is not plain UTF-8.
    """
    try:
        statement = _statement(document := strict_json.parse(data))
    except StrictJsonError as error:
        raise ManifestError(file=label, what=COMPLAINT_JSON, reason=error.reason, **error.fields) from None
    if document.value != _document(manifest, statement):
        raise ManifestError(file=label, what=COMPLAINT_JSON, reason=N_("it does not say what the manifest says"))
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = "\0"
    if any(HIDDEN.search(line) for line in decoded.split("\n")):
        raise ManifestError(file=label, what=COMPLAINT_TEXT, reason=N_("it is not plain text in UTF-8"))
    return Complaint(statement=statement, text=decoded)


def _statement(document: Node) -> Statement:
    """Return what is stated; the other members are compared whole."""
    fields = document.members("format", "package_id", "issue", "title", "created", "facts", "removed", "items")
    facts = [_fact(node) for node in fields["facts"].elements(limits.FACTS)]
    if len({fact.id for fact in facts}) != len(facts):
        fields["facts"].fail(N_("{path} names a fact twice"))
    counts = [_count(node) for node in fields["removed"].elements(limits.REDACTIONS)]
    if [entity for entity, _ in counts] != sorted({entity for entity, _ in counts}):
        fields["removed"].fail(N_("{path} is not in order"))
    return Statement(facts=tuple(facts), removed=tuple(counts))


def _fact(node: Node) -> StatedFact:
    fields = node.members("id", "title", "lines")
    return StatedFact(
        id=fields["id"].text(_FACT_ID),
        title=wording(fields["title"]),
        lines=tuple(line.text() for line in fields["lines"].elements(limits.FACT_LINES)),
    )


def _count(node: Node) -> tuple[str, int]:
    fields = node.members("entity", "count")
    return fields["entity"].text(ENTITY), fields["count"].integer(1)


def removed(item: ItemEntry) -> dict[str, int]:
    """Return how many values of each entity were masked or removed in `item`, by name of the entity."""
    return dict(sorted(Counter(redaction.entity for redaction in item.redactions).items()))


def entity_title(name: str, translate: Translate) -> str:
    """Return what people call an entity; a name that this program does not know stays as it is."""
    return translate(ENTITIES[name].title) if name in ENTITIES else name


def _document(manifest: Manifest, statement: Statement) -> dict[str, object]:
    return {
        "format": FORMAT,
        "package_id": manifest.package_id,
        "issue": manifest.issue,
        "title": manifest.title.to_json(),
        "created": manifest.created,
        "facts": [
            {"id": fact.id, "title": fact.title.to_json(), "lines": list(fact.lines)} for fact in statement.facts
        ],
        "removed": [{"entity": entity, "count": count} for entity, count in statement.removed],
        "items": [
            {
                "path": item.path,
                "media": item.media,
                "withheld": item.withheld,
                "removed": [{"entity": entity, "count": count} for entity, count in removed(item).items()],
            }
            for item in manifest.items
        ],
    }


def _lines(manifest: Manifest, statement: Statement, language: str) -> Iterator[str]:
    translate = translator(language)
    yield translate(N_("Complaint: {title}")).format(title=manifest.title.to_json()[language])
    yield translate(N_("Prepared: {created} (UTC)")).format(created=manifest.created.replace("T", " ").rstrip("Z"))
    yield translate(N_("Package: {package_id}")).format(package_id=manifest.package_id)
    yield translate(N_("Signed with: {signer}")).format(signer=manifest.signer)
    yield ""
    if statement.facts:
        yield translate(N_("What the sender states:"))
        yield from _fact_lines(statement, language)
        yield ""
    yield translate(N_("Evidence, redacted before it was sealed:"))
    for item in manifest.items:
        yield f"  {item.path}"
        if item.withheld:
            yield translate(N_("    records of other transactions left out: {count}")).format(count=item.withheld)
        for entity, count in removed(item).items():
            title = entity_title(entity, translate)
            yield translate(N_("    removed or masked: {title} × {count}")).format(title=title, count=count)
    if manifest.withheld:
        yield translate(N_("Exhibits left out whole, without a record of the transaction: {count}")).format(
            count=manifest.withheld
        )


def _fact_lines(statement: Statement, language: str) -> Iterator[str]:
    translate = translator(language)
    for fact in statement.facts:
        yield f"  {fact.title.to_json()[language]}"
        yield from (f"    {line}" for line in fact.lines)
        if not fact.lines:
            yield translate(N_("    (not stated)"))
    for entity, count in statement.removed:
        title = entity_title(entity, translate)
        yield translate(N_("    removed or masked: {title} × {count}")).format(title=title, count=count)
