"""Disclosures checked against a package: what was removed, shown by whoever sealed, and what that proves.

Guarantees: a value is returned only after its opening was found in the tree whose root the package's signer
signed, and after its pixels or bytes were compared with it. No key is needed. With the opened package
beside it, which is itself held to the signed envelope, the number, kind and place of each value are compared
with the manifest, and covered regions are put back.

Steps, in order: the package (checks 1 to 6 of `verify`) → the file's form → the package's identifier → for each
proof: inclusion (RFC 9162, section 2.1.3.2) → pixels or HMAC → no number with two values → the opened package.
"""

from __future__ import annotations

import hmac
import io
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sealcase.contents import Region
from sealcase.errors import DisclosureError, PackageError, UnreadableFileError
from sealcase.files import read_bounded
from sealcase.locale import N_
from sealcase.package import age, limits
from sealcase.package.disclosed import CoveredPixels, WholeOriginal
from sealcase.package.disclosure import ProofError, check_inclusion, leaf_hash
from sealcase.package.envelope import Envelope
from sealcase.package.opened import OpenedPackage, read_opened
from sealcase.package.png_check import PngError
from sealcase.package.png_pixels import Raster, decode_png, encode_png
from sealcase.package.proofs import FILE, DisclosureFile, Proof, parse_disclosure_file
from sealcase.package.regions import pixels_digest, put_back
from sealcase.package.verdict import Progress, Verdict
from sealcase.package.verify import Trust, check_outside, open_package

_AGE_STARTS = (b"age-encryption.org/", b"-----BEGIN AGE")
_AGE_OVERHEAD_BYTES = 2 * 1024 * 1024
"""Header and tags of an encrypted file of disclosures, at most."""
_PNG_SIZES = slice(16, 24)
"""Where IHDR has width and height (W3C PNG, sections 5.3 and 11.2.1)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One value that was proven."""

    file: str
    """Of the disclosure."""
    proof: Proof
    in_manifest: bool
    """Its number, kind and place were found in the manifest of the opened package."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedDisclosures:
    """What came of checking disclosures; nothing is shown of a package that was refused."""

    verdict: Verdict
    """On the package."""
    shown: tuple[Shown, ...] = ()
    restored: tuple[tuple[str, bytes], ...] = ()
    """File name and PNG of each item with its proven regions put back; with the opened package only."""


def check_disclosures(
    package: Path,
    files: Sequence[tuple[str, bytes]],
    trust: Trust | None = None,
    opened: Path | None = None,
) -> CheckedDisclosures:
    """Check the disclosures in `files`, a name and the content of each, against the package at `package`.

    `opened` is the folder that `open` wrote of the same package. A package that fails a check gives a verdict
    that is refused, as `verify` does.

    Raises:
        DisclosureError, VersionError: a disclosure does not hold.
        BindingError, ManifestError: `opened` does not hold the content of this package.
        UnreadableFileError, EmptyFileError, LimitError: a file cannot be read within its bound.
    """
    progress = Progress(str(package))
    try:
        with open_package(package) as source:
            outside = check_outside(source, trust or Trust(), progress, str(package))
    except PackageError as error:
        return CheckedDisclosures(verdict=progress.verdict(error))
    except OSError as error:
        raise UnreadableFileError(file=str(package), reason=error.strerror or N_("unknown reason")) from error
    inside = read_opened(opened, outside.envelope) if opened is not None else None
    shown: dict[str, Shown] = {}
    for label, data in files:
        file = parse_disclosure_file(data, label)
        _check_package(file, outside.envelope, label)
        for proof in file.proofs:
            identifier = proof.disclosed.id
            _check_proof(proof, outside.envelope, label)
            if identifier in shown and shown[identifier].proof.text != proof.text:
                _refuse(label, identifier, N_("another disclosure shows another value for it"))
            if inside is not None:
                _check_place(proof, inside, label)
            is_listed = inside is not None and not isinstance(proof.disclosed.value, WholeOriginal)
            shown[identifier] = Shown(file=label, proof=proof, in_manifest=is_listed)
    return CheckedDisclosures(
        verdict=progress.verdict(),
        shown=tuple(shown.values()),
        restored=tuple(_restored(shown.values(), inside)) if inside is not None else (),
    )


def read_disclosure(path: Path, identities: Sequence[age.Identity]) -> bytes:
    """Return the file of disclosures at `path`, decrypted with one of `identities` where it is encrypted.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: it cannot be read within its bound.
        NoIdentityMatchError, DecryptionError: as `age.decrypt`.
    """
    data = read_bounded(path, limits.DISCLOSURE_FILE_BYTES + _AGE_OVERHEAD_BYTES)
    if not data.startswith(_AGE_STARTS):
        return data
    plaintext = io.BytesIO()
    age.decrypt(io.BytesIO(data), plaintext, identities, file=str(path))
    return plaintext.getvalue()


def _check_package(file: DisclosureFile, envelope: Envelope, label: str) -> None:
    if file.package_id != envelope.package_id:
        _refuse(label, FILE, N_("it belongs to another package"))


def _check_proof(proof: Proof, envelope: Envelope, label: str) -> None:
    """Check that the opening is in the signed tree and the value is the one that it commits to."""
    identifier, value = proof.disclosed.id, proof.disclosed.value
    leaf = leaf_hash(proof.text.encode())
    try:
        check_inclusion(leaf, proof.index, envelope.tree_size, proof.path, bytes.fromhex(envelope.tree_root))
    except ProofError as error:
        _refuse(label, identifier, error.reason)
    if isinstance(value, WholeOriginal):
        digest = hmac.digest(proof.key, proof.original, "sha256").hex()
        if not hmac.compare_digest(digest, value.hmac_sha256):
            _refuse(label, identifier, N_("its bytes are not the ones that were committed to"))
    if isinstance(value, CoveredPixels):
        pieces = _pieces(proof, label)
        if pixels_digest([piece.pixels for piece in pieces]) != value.pixels_sha256:
            _refuse(label, identifier, N_("its pixels are not the ones that were committed to"))


def _pieces(proof: Proof, label: str) -> list[Raster]:
    """Return the pixels of each covered box; they have the size of the box, and one spelling as PNG."""
    where = proof.disclosed.where
    assert isinstance(where, Region)
    sizes = [struct.pack(">II", box.right - box.left, box.bottom - box.top) for box in where.boxes]
    area = sum((box.right - box.left) * (box.bottom - box.top) for box in where.boxes)
    # Width and height stand at a fixed place; they are compared before anything is inflated.
    if [png[_PNG_SIZES] for png in proof.pixels] != sizes or area > limits.PNG_PIXELS:
        _refuse(label, proof.disclosed.id, N_("its pictures do not have the size of its boxes"))
    try:
        return [decode_png(png) for png in proof.pixels]
    except PngError as error:
        _refuse(label, proof.disclosed.id, error.reason)


def _check_place(proof: Proof, inside: OpenedPackage, label: str) -> None:
    """Compare number, kind and place with the manifest; originals are not in it."""
    disclosed = proof.disclosed
    if isinstance(disclosed.value, WholeOriginal):
        return
    stated = [
        (item, redaction)
        for item in inside.manifest.items
        for redaction in item.redactions
        if redaction.id == disclosed.id
    ]
    if not stated:
        _refuse(label, disclosed.id, N_("the manifest of the package has no redaction with this number"))
    item, redaction = stated[0]
    if (item.path, redaction.entity, redaction.where) != (disclosed.item, disclosed.entity, disclosed.where):
        _refuse(label, disclosed.id, N_("the manifest of the package says another kind or place"))
    if isinstance(disclosed.value, CoveredPixels) and disclosed.value.item_sha256 != item.sha256:
        _refuse(label, disclosed.id, N_("the picture in the package is another one"))


def _restored(shown: Iterable[Shown], inside: OpenedPackage) -> Iterable[tuple[str, bytes]]:
    """Yield each picture with its proven regions put back."""
    by_item: dict[str, list[Shown]] = {}
    for value in shown:
        if isinstance(value.proof.disclosed.value, CoveredPixels):
            by_item.setdefault(value.proof.disclosed.item, []).append(value)
    for path, values in by_item.items():
        picture = decode_png(inside.read_item(path))
        for value in values:
            where = value.proof.disclosed.where
            assert isinstance(where, Region)
            try:
                put_back(picture, where.boxes, _pieces(value.proof, value.file))
            except ValueError:
                _refuse(value.file, value.proof.disclosed.id, N_("its place is not within the picture"))
        yield Path(path).name, encode_png(picture.width, picture.height, picture.pixels)


def _refuse(label: str, identifier: str, reason: str) -> NoReturn:
    raise DisclosureError(file=label, id=identifier, reason=reason)
