"""What an opening says, read back by strict rules: `[salt, id, entity, where, value]` in base64url.

Guarantees: a text has one reading. The base64url is the canonical one, the JSON strict, its members those
of `docs/format.md`, section 7; only the text of a removed value may hold any character, since it is
quoted from evidence. Whoever shows it escapes it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from sealcase.contents import Region, Where
from sealcase.locale import N_
from sealcase.package import limits, strict_json
from sealcase.package.disclosure import ORIGINAL
from sealcase.package.envelope import SHA256_HEX
from sealcase.package.manifest import ENTITY, ITEM_PATH, REDACTION_ID, parse_where

_SALT = re.compile(r"[A-Za-z0-9_-]{43}")
_EXHIBIT = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovedText:
    """A text that was masked or removed."""

    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoveredPixels:
    """A region of a picture that was covered."""

    item_sha256: str
    """Of the redacted picture as it travels."""
    pixels_sha256: str
    """Of the original pixels: each box in turn, RGB row by row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeOriginal:
    """A file as it was before redaction."""

    exhibit: str
    hmac_sha256: str
    """Over its bytes, under a key that travels with them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosed:
    """One opening, read: what stood where."""

    id: str
    entity: str
    item: str
    """Path of the redacted item in the package; empty for an original."""
    where: Where | None
    """The place in that item; None for an original."""
    value: RemovedText | CoveredPixels | WholeOriginal

    def where_json(self) -> dict[str, object]:
        """Return the place as the opening holds it."""
        if isinstance(self.value, WholeOriginal):
            return {"exhibit": self.value.exhibit}
        assert self.where is not None
        return {"item": self.item} | self.where.to_json()


def parse_disclosed(text: str) -> Disclosed:
    """Return what the opening `text` says.

    Raises:
        StrictJsonError: it does not follow the format.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        data = b""
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise strict_json.StrictJsonError(N_("it is not base64url without padding"))
    document = strict_json.parse(data)
    salt, identifier, entity, where, value = strict_json.Node(document.value, "disclosure").elements(5, at_least=5)
    salt.text(_SALT)
    if entity.value == ORIGINAL:
        exhibit = where.members("exhibit")["exhibit"].text(_EXHIBIT)
        digest = value.members("hmac_sha256")["hmac_sha256"].text(SHA256_HEX)
        original = WholeOriginal(exhibit=exhibit, hmac_sha256=digest)
        return Disclosed(id=identifier.choice((f"E{exhibit}",)), entity=ORIGINAL, item="", where=None, value=original)
    item, place = _place(where)
    return Disclosed(
        id=identifier.text(REDACTION_ID),
        entity=entity.text(ENTITY),
        item=item,
        where=place,
        value=_pixels(value) if isinstance(place, Region) else _text(value),
    )


def _place(node: strict_json.Node) -> tuple[str, Where]:
    names = node.names()
    item = node.members(*names | {"item"})["item"].text(ITEM_PATH)
    assert isinstance(node.value, dict)
    rest = {name: value for name, value in node.value.items() if name != "item"}
    return item, parse_where(strict_json.Node(rest, node.path))


def _pixels(node: strict_json.Node) -> CoveredPixels:
    fields = node.members("item_sha256", "pixels_sha256")
    return CoveredPixels(
        item_sha256=fields["item_sha256"].text(SHA256_HEX), pixels_sha256=fields["pixels_sha256"].text(SHA256_HEX)
    )


def _text(node: strict_json.Node) -> RemovedText:
    if not isinstance(node.value, str):
        node.fail(N_("{path} is not a string"))
    if len(node.value) > limits.DISCLOSURE_CHARS:
        node.fail()
    return RemovedText(text=node.value)
