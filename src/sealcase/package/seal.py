"""Sealing: redacted items become one signed and encrypted package, written in a single pass.

Guarantees: what is written, `verify` and `unseal` accept; both are held to the same bounds and
schemas, and the documents are parsed again before they are signed. Nothing of an original is written,
not even a digest: only its commitment under fresh salt (invariants 3 and 4).
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sealcase import __version__
from sealcase.contents import StoredOriginal
from sealcase.errors import LimitError
from sealcase.locale import N_
from sealcase.model import Case, RedactedItem
from sealcase.package import age, archive, bag, limits, sshsig
from sealcase.package.complaint import Statement, check_complaint, complaint_json, complaint_text, statement_of
from sealcase.package.disclosure import Commitment, Opening, Randomness, commit
from sealcase.package.envelope import Envelope, content_binding, parse_envelope
from sealcase.package.items import copy_item, item_entry
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import ItemEntry, Manifest, parse_manifest
from sealcase.package.sshkey import SigningKey
from sealcase.package.streams import Writable
from sealcase.package.writing import write_package

INNER_NAMESPACE = "sealcase-manifest-v1"
TOOL = f"sealcase {__version__}"
_LABEL = N_("the package")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What was sealed, for the person and for the vault."""

    package_id: str
    fingerprint: str
    """Of the key that signed: `SHA256:…`. It goes into the complaint."""
    size_bytes: int
    created: str
    """UTC, as the case says."""
    sequence: int
    """1 for the first package of a case, then counting up."""
    signature_sha256: str
    """Digest, in hexadecimal, of `SHA256SUMS.sig`: what a timestamp is taken over."""
    commitment: Commitment
    """Openings and leaves: for the vault alone."""

    @property
    def openings(self) -> tuple[Opening, ...]:
        """One for each redaction and original."""
        return self.commitment.openings


def seal(  # noqa: PLR0913 - one parameter for each fact that a package states
    output: BinaryIO,
    *,
    case: Case,
    items: Sequence[RedactedItem],
    originals: Mapping[str, bytes | StoredOriginal],
    recipients: Sequence[age.Recipient],
    key: SigningKey | sshsig.Signer,
    sequence: int = 1,
    supersedes: str | None = None,
    rechecked: int = 0,
    randomness: Randomness = os.urandom,
) -> Sealed:
    """Write a package of `items` to `output`, an empty file that can seek; nothing is closed or renamed here.

    `originals` are the bytes of each exhibit by its id, for the commitments. `rechecked` says how many
    items were looked at again after redaction (invariant 5).

    Raises:
        LimitError: the items, their redactions, their sizes or the recipients are beyond the bounds of the format.
        DamagedFileError: an item is not what it says it is, or changed while it was read.
        UnreadableFileError: an item cannot be read.
        RecipientMixError: the recipients may not share a file.
        ManifestError: a title or reason holds characters that no package may hold.
        SigningProgramError: the program that holds the key did not sign.
    """
    _check_counts(items, recipients)
    placed = [(item_entry(number, item), item) for number, item in enumerate(items, 1)]
    commitment = commit([(entry.path, item) for entry, item in placed], originals.items(), randomness)
    manifest = Manifest(
        issue=case.issue,
        title=case.title,
        sequence=sequence,
        supersedes=supersedes,
        created=case.created,
        signer=key.public_key.fingerprint,
        recipients=tuple(recipient_digest(recipient) for recipient in recipients),
        tool=TOOL,
        binding_salt=randomness(32).hex(),
        package_id=randomness(16).hex(),
        items=tuple(entry for entry, _ in placed),
        withheld=case.withheld,
        rechecked=rechecked,
    )
    small = _inner_files(manifest, statement_of(case), key)
    envelope = _envelope(manifest, small, commitment, recipients)
    content = functools.partial(_write_archive, small=small, placed=placed)
    size_bytes, signature = write_package(output, envelope, content, recipients, key)
    return _sealed(manifest, size_bytes, signature, commitment)


def _sealed(manifest: Manifest, size_bytes: int, signature: bytes, commitment: Commitment) -> Sealed:
    return Sealed(
        package_id=manifest.package_id,
        fingerprint=manifest.signer,
        size_bytes=size_bytes,
        created=manifest.created,
        sequence=manifest.sequence,
        signature_sha256=hashlib.sha256(signature).hexdigest(),
        commitment=commitment,
    )


def recipient_digest(recipient: object) -> str:
    """Return SHA-256, in hexadecimal, of a recipient's public key in its canonical text (`age1…`, `ssh-ed25519 …`)."""
    return hashlib.sha256(str(recipient).encode()).hexdigest()


def _check_counts(items: Sequence[RedactedItem], recipients: Sequence[age.Recipient]) -> None:
    redactions = sum(len(item.redactions) for item in items)
    for what, value, limit, unit in (
        (N_("the number of items"), len(items), limits.ITEMS, N_("items")),
        (N_("the number of redactions"), redactions, limits.REDACTIONS, N_("redactions")),
        (N_("the number of recipients"), len(recipients), limits.RECIPIENTS, N_("recipients")),
    ):
        if value > limit:
            raise LimitError(file=_LABEL, what=what, value=value, limit=limit, unit=unit)


def _inner_files(manifest: Manifest, statement: Statement, key: SigningKey | sshsig.Signer) -> dict[str, bytes]:
    """Return the files of the archive that stand before the items, in their order."""
    data = manifest.to_bytes()
    _check_size(MANIFEST, len(data), bag.FIXED[MANIFEST])
    parse_manifest(data, _LABEL)
    texts = {
        bag.COMPLAINT_JSON: complaint_json(manifest, statement),
        bag.COMPLAINT_TEXT: complaint_text(manifest, statement),
    }
    for name, text in texts.items():
        _check_size(name, len(text), bag.FIXED[name])
    check_complaint(texts[bag.COMPLAINT_JSON], texts[bag.COMPLAINT_TEXT], manifest, _LABEL)
    payload = [len(text) for text in texts.values()] + [item.size for item in manifest.items]
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    digests |= {item.path: item.sha256 for item in manifest.items}
    tags = {
        bag.DECLARATION: bag.DECLARATION_TEXT,
        bag.INFO: bag.info_text(manifest, sum(payload), len(payload)),
        bag.CHECKSUMS: bag.checksums_text(digests),
        MANIFEST: data,
    }
    tag_checksums = bag.tag_checksums_text({name: hashlib.sha256(text).hexdigest() for name, text in tags.items()})
    signature = sshsig.sign(io.BytesIO(tag_checksums), key, INNER_NAMESPACE)
    files = {bag.TAG_CHECKSUMS: tag_checksums, bag.TAG_SIGNATURE: signature} | tags | texts
    for name, limit in bag.FIXED.items():
        _check_size(name, len(files[name]), limit)
    return {name: files[name] for name in bag.FIXED}


def _check_size(what: str, value: int, limit: int) -> None:
    if value > limit:
        raise LimitError(file=_LABEL, what=what, value=value, limit=limit, unit=N_("bytes"))


def _envelope(
    manifest: Manifest, small: Mapping[str, bytes], commitment: Commitment, recipients: Sequence[age.Recipient]
) -> Envelope:
    sizes = [len(data) for data in small.values()] + [item.size for item in manifest.items]
    envelope = Envelope(
        package_id=manifest.package_id,
        signer=manifest.signer,
        created_day=manifest.created[:10],
        payload_bytes=age.ciphertext_size(archive.padded_size(sizes), recipients),
        tree_size=len(commitment.leaves),
        tree_root=commitment.root.hex(),
        content_binding=content_binding(bytes.fromhex(manifest.binding_salt), small[bag.TAG_CHECKSUMS]),
    )
    return parse_envelope(envelope.to_bytes(), _LABEL)


def _write_archive(
    sink: Writable, *, small: Mapping[str, bytes], placed: Iterable[tuple[ItemEntry, RedactedItem]]
) -> None:
    """Write every file of the archive, in their order."""
    writer = archive.ArchiveWriter(sink)
    for name, data in small.items():
        writer.add(name, data)
    for entry, item in placed:
        with writer.entry(archive.Entry(name=entry.path, size=entry.size)) as take:
            copy_item(item, entry.media, take)
    writer.finish()
