"""A file of disclosures: chosen values out of a vault, each with the proof that the seal committed to it.

Guarantees: it holds what was chosen and nothing else of the vault; there is one way to write it, and the
reader accepts that way alone, so every changed byte is seen. Format: `docs/format.md`, section 11. Proofs are
those of RFC 9162, section 2.1.3, over disclosures after RFC 9901.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sealcase.errors import DisclosureError, LimitError, UnknownOpeningError, VaultError, VersionError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package import limits, strict_json
from sealcase.package.disclosed import CoveredPixels, Disclosed, WholeOriginal, parse_disclosed
from sealcase.package.disclosure import Opening, inclusion_path
from sealcase.package.envelope import PACKAGE_ID, SHA256_HEX
from sealcase.package.vault import Vault

FORMAT = "sealcase-disclosure/1"
FILE = "JSON"
"""Stands where an id stands in an error that is about the whole file."""
_VERSION = re.compile(r"sealcase-disclosure/[1-9][0-9]{0,5}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One value and its place in the tree."""

    text: str = field(repr=False)
    """The opening."""
    disclosed: Disclosed
    """What it says."""
    index: int
    """Place of its leaf, from 0."""
    path: tuple[bytes, ...]
    """The hashes that lead to the root, lowest first."""
    pixels: tuple[bytes, ...] = field(default=(), repr=False)
    """A PNG of each covered box; empty for what is no region."""
    key: bytes = field(default=b"", repr=False)
    original: bytes = field(default=b"", repr=False)
    """An original's HMAC key and bytes; empty for what is none."""

    def to_json(self) -> dict[str, object]:
        """Return the proof as the file holds it."""
        proof: dict[str, object] = {
            "disclosure": self.text,
            "index": self.index,
            "path": [value.hex() for value in self.path],
        }
        if isinstance(self.disclosed.value, CoveredPixels):
            proof["pixels"] = [base64.b64encode(png).decode() for png in self.pixels]
        if isinstance(self.disclosed.value, WholeOriginal):
            proof["key"] = self.key.hex()
            proof["original"] = base64.b64encode(self.original).decode()
        return proof


@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosureFile:
    """The proofs in one file."""

    package_id: str
    proofs: tuple[Proof, ...]

    def to_bytes(self) -> bytes:
        """Return the file: JSON without white space, and a line feed."""
        proofs = [proof.to_json() for proof in self.proofs]
        document = {"format": FORMAT, "package_id": self.package_id, "proofs": proofs}
        return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def list_openings(vault: Vault, label: str) -> Iterator[Disclosed]:
    """Yield what can be disclosed from `vault`.

    Raises:
        VaultError: an opening does not follow the format.
    """
    for opening in vault.commitment.openings:
        yield _disclosed(opening, label)


def prove(vault: Vault, ids: Iterable[str], label: str) -> DisclosureFile:
    """Return proofs of the values with these `ids`, each once, in the order given.

    Raises:
        UnknownOpeningError: there is no such value.
        VaultError: the vault lacks what belongs to it.
        LimitError: together they are more than one file holds.
    """
    openings = {opening.id: opening for opening in vault.commitment.openings}
    proofs: list[Proof] = []
    for identifier in dict.fromkeys(ids):
        if identifier not in openings:
            raise UnknownOpeningError(file=label, id=identifier)
        proofs.append(_prove(vault, openings[identifier], label))
    if len(proofs) > limits.PROOFS:
        value = len(proofs)
        raise LimitError(
            file=label, what=N_("the number of disclosures"), value=value, limit=limits.PROOFS, unit=N_("disclosures")
        )
    file = DisclosureFile(package_id=vault.package_id, proofs=tuple(proofs))
    _bound(len(file.to_bytes()), label)
    return file


def _prove(vault: Vault, opening: Opening, label: str) -> Proof:
    disclosed = _disclosed(opening, label)
    leaves = vault.commitment.leaves
    if opening.leaf not in leaves:
        raise VaultError(file=label, id=opening.id, reason=N_("{id} is not among its leaves"))
    index = leaves.index(opening.leaf)
    pixels: tuple[bytes, ...] = ()
    original = b""
    if isinstance(disclosed.value, CoveredPixels):
        entries = vault.covered_boxes(opening.id)
        if not entries:
            raise VaultError(file=label, id=opening.id, reason=N_("it does not hold the pixels of {id}"))
        _bound(sum(entry.size for entry in entries), label)
        pixels = tuple(vault.read(entry) for entry in entries)
    if isinstance(disclosed.value, WholeOriginal):
        entries = [entry for entry in vault.entries if entry.name == f"originals/{disclosed.value.exhibit}"]
        if not entries:
            raise VaultError(file=label, id=opening.id, reason=N_("it does not hold the original {id}"))
        _bound(entries[0].size, label)
        original = vault.read(entries[0])
    return Proof(
        text=opening.text,
        disclosed=disclosed,
        index=index,
        path=inclusion_path(leaves, index),
        pixels=pixels,
        key=opening.key,
        original=original,
    )


def _disclosed(opening: Opening, label: str) -> Disclosed:
    try:
        disclosed = parse_disclosed(opening.text)
    except strict_json.StrictJsonError as error:
        raise VaultError(file=label, reason=error.reason, **error.fields) from None
    if disclosed.id != opening.id:
        raise VaultError(file=label, id=opening.id, reason=N_("the opening {id} is about another value"))
    return disclosed


def _bound(size_bytes: int, label: str) -> None:
    """Refuse what a disclosure file cannot hold, before a value is read and when all is written."""
    limit = limits.DISCLOSURE_FILE_BYTES
    if size_bytes > limit:
        raise LimitError(file=label, what=N_("the disclosure"), value=size_bytes, limit=limit, unit=N_("bytes"))


def parse_disclosure_file(data: bytes, label: str) -> DisclosureFile:
    """Return the proofs in `data`, which its caller bounded; nothing is checked against a package yet.

    Raises:
        DisclosureError: it is not a file as `DisclosureFile.to_bytes` writes it.
        VersionError: it is of a later version.
    """
    try:
        document = strict_json.parse(data)
        _check_version(document, label)
        fields = document.members("format", "package_id", "proofs")
        fields["format"].choice((FORMAT,))
        nodes = fields["proofs"].elements(limits.PROOFS, at_least=1)
        proofs = tuple(_proof(node) for node in nodes)
        file = DisclosureFile(package_id=fields["package_id"].text(PACKAGE_ID), proofs=proofs)
    except strict_json.StrictJsonError as error:
        raise DisclosureError(file=label, id=FILE, reason=error.reason, **error.fields) from None
    if file.to_bytes() != data:
        raise DisclosureError(file=label, id=FILE, reason=N_("it is not written in the one way that the format allows"))
    return file


def _check_version(document: strict_json.Node, label: str) -> None:
    value = document.value.get("format") if isinstance(document.value, dict) else None
    if isinstance(value, str) and value != FORMAT and _VERSION.fullmatch(value):
        raise VersionError(file=label, what=N_("the disclosure"), value=printable(value), limit=FORMAT)


def _proof(node: strict_json.Node) -> Proof:
    names = ["disclosure", "index", "path"]
    names += [name for name in ("pixels", "key", "original") if name in node.names()]
    fields = node.members(*names)
    text = fields["disclosure"].text(_BASE64URL, limit_chars=limits.DISCLOSURE_CHARS)
    disclosed = parse_disclosed(text)
    is_region, is_original = (isinstance(disclosed.value, kind) for kind in (CoveredPixels, WholeOriginal))
    if names[3:] != ["pixels"] * is_region + ["key", "original"] * is_original:
        node.fail()
    return Proof(
        text=text,
        disclosed=disclosed,
        index=fields["index"].integer(0, limits.DISCLOSURE_LEAVES - 1),
        path=tuple(
            bytes.fromhex(step.text(SHA256_HEX))
            for step in fields["path"].elements(limits.DISCLOSURE_LEAVES.bit_length())
        ),
        pixels=_each(fields["pixels"].elements(limits.BOXES, at_least=1), _base64) if "pixels" in fields else (),
        key=bytes.fromhex(fields["key"].text(SHA256_HEX)) if "key" in fields else b"",
        original=_base64(fields["original"]) if "original" in fields else b"",
    )


def _each(nodes: Sequence[strict_json.Node], read: Callable[[strict_json.Node], bytes]) -> tuple[bytes, ...]:
    return tuple(read(node) for node in nodes)


def _base64(node: strict_json.Node) -> bytes:
    """Return the bytes of a Base64 string; that it is the canonical one shows when the file is written again."""
    text = node.text(_BASE64, limit_chars=limits.DISCLOSURE_FILE_BYTES)
    if len(text) % 4:
        node.fail()
    return base64.b64decode(text)
