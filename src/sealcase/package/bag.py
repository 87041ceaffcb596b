"""The BagIt 1.0 files of the inner archive (RFC 8493): what a bag must hold, as functions of its content.

Guarantees: the reader builds each of these files again from what it found and compares bytes, so that
they cannot say anything else. Any BagIt program can validate the opened package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sealcase.package import limits
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import Manifest

TAG_CHECKSUMS = "tagmanifest-sha256.txt"
TAG_SIGNATURE = "tagmanifest-sha256.txt.sig"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
CHECKSUMS = "manifest-sha256.txt"
COMPLAINT_JSON = "data/complaint.json"
COMPLAINT_TEXT = "data/complaint.txt"

FIXED = {
    TAG_CHECKSUMS: limits.BAG_TEXT_BYTES,
    TAG_SIGNATURE: limits.SIGNATURE_BYTES,
    DECLARATION: limits.BAG_TEXT_BYTES,
    INFO: limits.BAG_TEXT_BYTES,
    CHECKSUMS: limits.CHECKSUMS_BYTES,
    MANIFEST: limits.MANIFEST_BYTES,
    COMPLAINT_JSON: limits.COMPLAINT_BYTES,
    COMPLAINT_TEXT: limits.COMPLAINT_BYTES,
}
"""The files that every package holds, in their order, and the limit of each in bytes; the items follow."""

DECLARATION_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""RFC 8493, section 2.1.1."""

_ITEM = re.compile(r"data/items/([0-9]{4})\.(?:png|txt|csv|json)")
_TAG_FILES = (INFO, DECLARATION, CHECKSUMS, MANIFEST)


def layout(position: int, name: str) -> bool:
    """Tell whether the archive's entry at `position`, counted from 0, may have this `name`."""
    if position < len(FIXED):
        return name == tuple(FIXED)[position]
    number = position - len(FIXED) + 1
    match = _ITEM.fullmatch(name)
    return number <= limits.ITEMS and match is not None and int(match[1]) == number


def info_text(manifest: Manifest, payload_bytes: int, payload_files: int) -> bytes:
    """Return `bag-info.txt` (RFC 8493, section 2.2.2) for so many bytes and files under `data/`."""
    lines = (
        f"Bag-Software-Agent: {manifest.tool}",
        f"Bagging-Date: {manifest.created[:10]}",
        f"External-Identifier: {manifest.package_id}",
        f"Payload-Oxum: {payload_bytes}.{payload_files}",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def checksums_text(digests: Mapping[str, str]) -> bytes:
    """Return `manifest-sha256.txt` (RFC 8493, section 2.1.3) over the files under `data/` among `digests`."""
    return _lines(digests, [name for name in digests if name.startswith("data/")])


def tag_checksums_text(digests: Mapping[str, str]) -> bytes:
    """Return `tagmanifest-sha256.txt` (RFC 8493, section 2.2.1) over the tag files among `digests`."""
    return _lines(digests, _TAG_FILES)


def _lines(digests: Mapping[str, str], names: list[str] | tuple[str, ...]) -> bytes:
    return "".join(f"{digests[name]}  {name}\n" for name in names).encode()
