"""`manifest.json`: what the package holds, what was removed where and why, under a strict schema.

Guarantees: a manifest that was parsed has every field of format 1, no other, each in its range; paths
and identifiers are unique and in order. It holds no digest, name or size of an original (invariant 3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sealcase.contents import Box, CellSpan, Region, TextSpan, Where
from sealcase.errors import ManifestError
from sealcase.locale import N_
from sealcase.model import Action, Wording
from sealcase.package import limits, strict_json
from sealcase.package.envelope import FINGERPRINT, FORMAT, PACKAGE_ID, SHA256_HEX, check_version
from sealcase.package.media import MEDIA
from sealcase.package.strict_json import Node

NAME = "manifest.json"
ITEM_PATH = re.compile(r"data/items/[0-9]{4}\.(?:png|txt|csv|json)")
CREATED = re.compile(
    r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
)
_ISSUE = re.compile(r"[a-z][a-z0-9-]{0,63}")
ENTITY = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
REDACTION_ID = re.compile(r"R[1-9][0-9]{0,6}")
_TOOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}")
SEQUENCE_LIMIT = 2**31 - 1
_PLACE_LIMIT = 2**31 - 1
"""Largest offset, row, column, pixel or count of records."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactionEntry:
    """What the desk learns about one removed value."""

    id: str
    entity: str
    where: Where
    action: Action
    reason: Wording

    def to_json(self) -> dict[str, object]:
        """Return the entry as the manifest holds it."""
        return {
            "id": self.id,
            "entity": self.entity,
            "where": self.where.to_json(),
            "action": self.action.value,
            "reason": self.reason.to_json(),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemEntry:
    """One redacted item."""

    path: str
    size: int
    """Bytes."""
    sha256: str
    media: str
    withheld: int
    """Records of the exhibit that are left out, since they are not about the disputed transaction."""
    redactions: tuple[RedactionEntry, ...]

    def to_json(self) -> dict[str, object]:
        """Return the entry as the manifest holds it."""
        return {
            "path": self.path,
            "size": self.size,
            "sha256": self.sha256,
            "media": self.media,
            "withheld": self.withheld,
            "redactions": [redaction.to_json() for redaction in self.redactions],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The content of one package."""

    package_id: str
    issue: str
    title: Wording
    sequence: int
    """1 for the first package of a case, then counting up."""
    supersedes: str | None
    """Identifier of the package that this one replaces."""
    created: str
    """UTC, `2026-11-22T16:47:00Z`."""
    signer: str
    recipients: tuple[str, ...]
    """SHA-256, in hexadecimal, of each recipient's public key as its canonical text."""
    tool: str
    binding_salt: str
    """32 random bytes in hexadecimal; see `envelope.content_binding`."""
    items: tuple[ItemEntry, ...]
    withheld: int
    """Exhibits that are left out whole."""
    rechecked: int
    """How many items were looked at again, from their written bytes, after redaction."""

    def to_bytes(self) -> bytes:
        """Return the file `manifest.json`."""
        return strict_json.write(
            {
                "format": FORMAT,
                "package_id": self.package_id,
                "case": {"issue": self.issue, "title": self.title.to_json()},
                "sequence": self.sequence,
                "supersedes": self.supersedes,
                "created": self.created,
                "signer": self.signer,
                "recipients": list(self.recipients),
                "tool": self.tool,
                "binding_salt": self.binding_salt,
                "items": [item.to_json() for item in self.items],
                "withheld": self.withheld,
                "recheck": {"items": self.rechecked},
            }
        )


def item_path(number: int, media: str) -> str:
    """Return where item `number`, counted from 1, of this media type stands."""
    return f"data/items/{number:04d}.{MEDIA[media]}"


def parse_manifest(data: bytes, label: str) -> Manifest:
    """Return the manifest in `data`, which its caller bounded.

    Raises:
        ManifestError: it does not follow the schema.
        VersionError: it is of a later version.
    """
    try:
        document = strict_json.parse(data)
        check_version(document, NAME, label)
        return _from_node(document)
    except strict_json.StrictJsonError as error:
        raise ManifestError(file=label, what=NAME, reason=error.reason, **error.fields) from None


def _from_node(document: Node) -> Manifest:
    fields = document.members(
        "format",
        "package_id",
        "case",
        "sequence",
        "supersedes",
        "created",
        "signer",
        "recipients",
        "tool",
        "binding_salt",
        "items",
        "withheld",
        "recheck",
    )
    fields["format"].choice((FORMAT,))
    case = fields["case"].members("issue", "title")
    items = tuple(_item(node, number) for number, node in enumerate(fields["items"].elements(limits.ITEMS), 1))
    _check_redaction_ids(fields["items"], items)
    supersedes = fields["supersedes"]
    recipients = fields["recipients"].elements(limits.RECIPIENTS, at_least=1)
    return Manifest(
        package_id=fields["package_id"].text(PACKAGE_ID),
        issue=case["issue"].text(_ISSUE),
        title=wording(case["title"]),
        sequence=fields["sequence"].integer(1, SEQUENCE_LIMIT),
        supersedes=None if supersedes.value is None else supersedes.text(PACKAGE_ID),
        created=fields["created"].text(CREATED),
        signer=fields["signer"].text(FINGERPRINT),
        recipients=tuple(recipient.text(SHA256_HEX) for recipient in recipients),
        tool=fields["tool"].text(_TOOL),
        binding_salt=fields["binding_salt"].text(SHA256_HEX),
        items=items,
        withheld=fields["withheld"].integer(0, _PLACE_LIMIT),
        rechecked=fields["recheck"].members("items")["items"].integer(0, len(items)),
    )


def wording(node: Node) -> Wording:
    """Return a sentence in both languages."""
    both = node.members("en", "zh")
    return Wording(en=both["en"].text(), zh=both["zh"].text())


def _item(node: Node, number: int) -> ItemEntry:
    fields = node.members("path", "size", "sha256", "media", "withheld", "redactions")
    media = fields["media"].choice(MEDIA)
    fields["path"].choice((item_path(number, media),))
    return ItemEntry(
        path=item_path(number, media),
        size=fields["size"].integer(0, limits.PACKAGE_BYTES),
        sha256=fields["sha256"].text(SHA256_HEX),
        media=media,
        withheld=fields["withheld"].integer(0, _PLACE_LIMIT),
        redactions=tuple(_redaction(entry) for entry in fields["redactions"].elements(limits.REDACTIONS)),
    )


def _redaction(node: Node) -> RedactionEntry:
    fields = node.members("id", "entity", "where", "action", "reason")
    return RedactionEntry(
        id=fields["id"].text(REDACTION_ID),
        entity=fields["entity"].text(ENTITY),
        where=parse_where(fields["where"]),
        action=Action(fields["action"].choice((Action.MASK.value, Action.REMOVE.value))),
        reason=wording(fields["reason"]),
    )


def parse_where(node: Node) -> Where:
    """Return a place; which of the three kinds it is shows in the names of its members.

    Raises:
        StrictJsonError: it is none of them.
    """
    if "page" in node.names():
        return _region(node)
    is_cell = "row" in node.names()
    names = ("row", "column", "start", "end") if is_cell else ("start", "end")
    numbers = {name: field.integer(0, _PLACE_LIMIT) for name, field in node.members(*names).items()}
    if numbers["start"] > numbers["end"]:
        node.fail(N_("{path} ends before it starts"))
    return CellSpan(**numbers) if is_cell else TextSpan(**numbers)


def _region(node: Node) -> Region:
    has_boxes = "boxes" in node.names()
    fields = node.members("page", "box", "boxes") if has_boxes else node.members("page", "box")
    page = fields["page"].integer(1, limits.ITEMS)
    outer = _box(fields["box"])
    boxes = [_box(box) for box in fields["boxes"].elements(limits.BOXES, at_least=2)] if has_boxes else [outer]
    region = Region(page=page, boxes=tuple(boxes))
    if region.box != outer:
        fields["box"].fail(N_("{path} is not the smallest box around all boxes"))
    return region


def _box(node: Node) -> Box:
    box = Box(*(side.integer(0, _PLACE_LIMIT) for side in node.elements(4, at_least=4)))
    if box.left >= box.right or box.top >= box.bottom:
        node.fail(N_("{path} is not a box"))
    return box


def _check_redaction_ids(node: Node, items: tuple[ItemEntry, ...]) -> None:
    identifiers = [redaction.id for item in items for redaction in item.redactions]
    if len(identifiers) > limits.REDACTIONS:
        node.fail(N_("{path} has a number of elements that is not allowed"))
    if len(set(identifiers)) != len(identifiers):
        node.fail(N_("{path} names a redaction twice"))
