"""`envelope.json`: what anyone may read of a package before it is opened, under a strict schema.

Guarantees: an envelope that was parsed has every field of format 1, no other, and each in its range.
It describes nothing of the content: sizes are padded, the time is a day, the disclosures are a root.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sealcase.errors import EnvelopeError, VersionError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package import limits, strict_json

FORMAT = "sealcase/1"
PACKAGE_ID = re.compile(r"[0-9a-f]{32}")
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
SHA256_HEX = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"sealcase/[1-9][0-9]{0,5}")
_DAY = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_BINDING_PREFIX = b"sealcase/1 content-binding\0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """The signed public facts of one package."""

    package_id: str
    """128 random bits in hexadecimal."""
    signer: str
    """Fingerprint of the key that signed, `SHA256:…`, as ssh-keygen prints it."""
    created_day: str
    """UTC day, `2026-11-22`."""
    payload_bytes: int
    """Size of `payload.tar.age`."""
    tree_size: int
    """Leaves of the disclosure tree, decoys among them."""
    tree_root: str
    """Root of the disclosure tree, SHA-256 in hexadecimal."""
    content_binding: str
    """`content_binding` of the inner content, in hexadecimal."""

    def to_bytes(self) -> bytes:
        """Return the member `envelope.json`."""
        return strict_json.write(
            {
                "format": FORMAT,
                "package_id": self.package_id,
                "signer": self.signer,
                "created_day": self.created_day,
                "payload": {"size": self.payload_bytes},
                "disclosure": {"tree_size": self.tree_size, "root": self.tree_root},
                "content_binding": self.content_binding,
            }
        )


def content_binding(salt: bytes, tagmanifest: bytes) -> str:
    """Return SHA-256("sealcase/1 content-binding" ‖ 0x00 ‖ salt ‖ tagmanifest) in hexadecimal; `salt` has 32 bytes."""
    return hashlib.sha256(_BINDING_PREFIX + salt + tagmanifest).hexdigest()


def check_version(document: strict_json.Node, what: str, label: str) -> None:
    """Refuse a document of a later format before its schema is looked at.

    Raises:
        VersionError: `format` names a version of sealcase other than 1.
    """
    value = document.value.get("format") if isinstance(document.value, dict) else None
    if isinstance(value, str) and value != FORMAT and _VERSION.fullmatch(value):
        raise VersionError(file=label, what=what, value=printable(value), limit=FORMAT)


def parse_envelope(data: bytes, label: str) -> Envelope:
    """Return the envelope in `data`, which its caller bounded.

    Raises:
        EnvelopeError: it does not follow the schema.
        VersionError: it is of a later version.
    """
    try:
        document = strict_json.parse(data)
        check_version(document, "envelope.json", label)
        return _from_node(document)
    except strict_json.StrictJsonError as error:
        raise EnvelopeError(file=label, reason=error.reason, **error.fields) from None


def _from_node(document: strict_json.Node) -> Envelope:
    fields = document.members(
        "format", "package_id", "signer", "created_day", "payload", "disclosure", "content_binding"
    )
    fields["format"].choice((FORMAT,))
    tree = fields["disclosure"].members("tree_size", "root")
    size = tree["tree_size"].integer(limits.DECOY_TREE_MINIMUM, limits.DISCLOSURE_LEAVES)
    if size & (size - 1):
        tree["tree_size"].fail(N_("{path} is not a power of two"))
    return Envelope(
        package_id=fields["package_id"].text(PACKAGE_ID),
        signer=fields["signer"].text(FINGERPRINT),
        created_day=fields["created_day"].text(_DAY),
        payload_bytes=fields["payload"].members("size")["size"].integer(1, limits.PACKAGE_BYTES),
        tree_size=size,
        tree_root=tree["root"].text(SHA256_HEX),
        content_binding=fields["content_binding"].text(SHA256_HEX),
    )
