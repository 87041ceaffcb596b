"""Sealing: redacted items become one signed and encrypted package, written in a single pass.

Guarantees: what is written, `verify` and `unseal` accept; both are held to the same bounds and
schemas, and the documents are parsed again before they are signed. Every size is known before the
first byte, so the payload goes straight to its place and the members before it follow. Nothing of
an original is written, not even a digest: only its commitment under fresh salt (invariants 3 and 4).
"""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sealcase import __version__
from sealcase.errors import DamagedFileError, LimitError, UnreadableFileError
from sealcase.locale import N_
from sealcase.model import Case, RedactedItem, Redaction, StoredOriginal
from sealcase.package import age, archive, bag, limits, media, sshsig
from sealcase.package import container as zip_container
from sealcase.package.complaint import Statement, check_complaint, complaint_json, complaint_text, statement_of
from sealcase.package.container import CHECKSUMS, ENVELOPE, NAMES, PAYLOAD, README, SIGNATURE, Member
from sealcase.package.disclosure import Commitment, Opening, Randomness, commit
from sealcase.package.envelope import Envelope, content_binding, parse_envelope
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import ItemEntry, Manifest, RedactionEntry, item_path, parse_manifest
from sealcase.package.readme import README as README_BYTES
from sealcase.package.sshkey import SigningKey
from sealcase.package.streams import Digest, DigestingSink, Worker, piece_reader, read_at
from sealcase.package.verify import NAMESPACE, checksums_text

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
    entries = tuple(_entry(number, item) for number, item in enumerate(items, 1))
    placed = tuple((entry.path, item) for entry, item in zip(entries, items, strict=True))
    commitment = commit(placed, originals.items(), randomness)
    salt = randomness(32)
    manifest = Manifest(
        package_id=randomness(16).hex(),
        issue=case.issue,
        title=case.title,
        sequence=sequence,
        supersedes=supersedes,
        created=case.created,
        signer=key.public_key.fingerprint,
        recipients=tuple(recipient_digest(recipient) for recipient in recipients),
        tool=TOOL,
        binding_salt=salt.hex(),
        items=entries,
        withheld=case.withheld,
        rechecked=rechecked,
    )
    small = _inner_files(manifest, statement_of(case), key)
    sizes = [len(data) for data in small.values()] + [entry.size for entry in entries]
    envelope = Envelope(
        package_id=manifest.package_id,
        signer=manifest.signer,
        created_day=case.created[:10],
        payload_bytes=age.ciphertext_size(archive.padded_size(sizes), recipients),
        tree_size=len(commitment.leaves),
        tree_root=commitment.root.hex(),
        content_binding=content_binding(salt, small[bag.TAG_CHECKSUMS]),
    )
    parse_envelope(envelope.to_bytes(), _LABEL)
    with Worker() as worker:
        content = archive.write_archive(_contents(small, placed, worker))
        size_bytes, signature = _write(output, envelope, content, recipients, key, worker)
    return Sealed(
        package_id=manifest.package_id,
        fingerprint=manifest.signer,
        size_bytes=size_bytes,
        created=case.created,
        sequence=sequence,
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


def _entry(number: int, item: RedactedItem) -> ItemEntry:
    """Return the manifest's entry of an item, whose bytes are checked to be of its kind."""
    try:
        with item.path.open("rb") as source:
            media_type = media.media_type(source, item.kind, item.size_bytes)
    except media.MediaTypeError as error:
        raise DamagedFileError(file=item.name, reason=error.reason) from None
    except OSError as error:
        raise UnreadableFileError(file=item.name, reason=error.strerror or N_("unknown reason")) from error
    return ItemEntry(
        path=item_path(number, media_type),
        size=item.size_bytes,
        sha256=item.sha256,
        media=media_type,
        withheld=item.withheld,
        redactions=tuple(_redaction(redaction) for redaction in item.redactions),
    )


def _redaction(redaction: Redaction) -> RedactionEntry:
    return RedactionEntry(
        id=redaction.id,
        entity=redaction.entity,
        where=redaction.where,
        action=redaction.action,
        reason=redaction.reason,
    )


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


def _contents(
    small: Mapping[str, bytes], items: Iterable[tuple[str, RedactedItem]], worker: Worker
) -> Iterator[tuple[archive.Entry, Iterable[bytes]]]:
    """Yield every file of the archive with its content."""
    for name, data in small.items():
        yield archive.Entry(name=name, size=len(data)), (data,)
    for path, item in items:
        yield archive.Entry(name=path, size=item.size_bytes), _pieces(item.path, item, worker)


def _pieces(path: Path, item: RedactedItem, worker: Worker) -> Iterator[bytes]:
    """Yield an item's bytes and hold them to the size and digest that the manifest states."""
    digest = Digest(worker)
    remaining = item.size_bytes
    changed = DamagedFileError(file=item.name, reason=N_("it changed while it was being sealed"))
    try:
        with path.open("rb") as source:
            while piece := source.read(limits.CHUNK_BYTES):
                remaining -= len(piece)
                if remaining < 0:
                    raise changed
                digest.update(piece)
                yield piece
    except OSError as error:
        raise UnreadableFileError(file=item.name, reason=error.strerror or N_("unknown reason")) from error
    if remaining or digest.hexdigest() != item.sha256:
        raise changed


def _write(
    output: BinaryIO,
    envelope: Envelope,
    content: Generator[bytes],
    recipients: Sequence[age.Recipient],
    key: SigningKey | sshsig.Signer,
    worker: Worker,
) -> tuple[int, bytes]:
    """Write the container and return its size and outer signature: the payload first, then what it determines."""
    texts = {README: README_BYTES, ENVELOPE: envelope.to_bytes()}
    # The checksums have one length whatever they say; the signature has, but for ECDSA, where this is the longest.
    blank = checksums_text(dict.fromkeys((README, ENVELOPE, PAYLOAD), "0" * 64))
    sizes = {name: len(text) for name, text in texts.items()} | {CHECKSUMS: len(blank), PAYLOAD: envelope.payload_bytes}
    sizes[SIGNATURE] = sshsig.longest_signature(key.public_key, NAMESPACE)
    _check_size(N_("the package"), zip_container.total_size(sizes), limits.PACKAGE_BYTES)
    offsets = zip_container.content_offsets(sizes)
    output.seek(offsets[PAYLOAD])
    sink = DigestingSink(output, worker)
    with piece_reader(content) as source:
        age.encrypt(source, sink.as_file(), recipients)
    digests = {name: hashlib.sha256(texts[name]).hexdigest() for name in (README, ENVELOPE)}
    texts[CHECKSUMS] = checksums_text(digests | {PAYLOAD: sink.sha256})
    texts[SIGNATURE] = sshsig.sign(io.BytesIO(texts[CHECKSUMS]), key, NAMESPACE)
    sizes[SIGNATURE] = len(texts[SIGNATURE])
    written_at, offsets = offsets[PAYLOAD], zip_container.content_offsets(sizes)
    _move_down(output, written_at, offsets[PAYLOAD], sizes[PAYLOAD])
    crcs = {name: zlib.crc32(text) for name, text in texts.items()} | {PAYLOAD: sink.crc32}
    members = tuple(Member(name=name, offset=offsets[name], size=sizes[name], crc32=crcs[name]) for name in NAMES)
    output.seek(0)
    output.writelines(zip_container.local_header(member) + texts.get(member.name, b"") for member in members)
    output.seek(offsets[PAYLOAD] + sizes[PAYLOAD])
    output.write(zip_container.directory(members))
    output.truncate()
    return output.tell(), texts[SIGNATURE]


def _move_down(file: BinaryIO, source: int, target: int, size: int) -> None:
    """Move `size` bytes of `file` from the offset `source` to `target`, which is not behind it."""
    for done in range(0, size if source != target else 0, limits.CHUNK_BYTES):
        piece = read_at(file, source + done, min(limits.CHUNK_BYTES, size - done))
        file.seek(target + done)
        file.write(piece)
