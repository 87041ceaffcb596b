"""What a package holds inside of its encryption: checks 7 to 14 of design section 6, made in a single pass.

Guarantees: nothing is decrypted before the outer signature holds; what is decrypted is, byte for byte, what is
summed up for the outer digests, and nothing is said of it before these fit; each entry goes to a private file
under a number, and has no name until every check was passed; names come from a closed list, never from
the archive alone. The pass notes what it finds, and the checks are judged in their order afterwards.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sealcase.errors import (
    ArchiveError,
    BindingError,
    DecryptionError,
    InnerSignatureError,
    ManifestError,
    MediaError,
    PackageError,
    PackageLimitError,
    RecipientNotListedError,
    SignatureError,
)
from sealcase.locale import N_
from sealcase.package import age, archive, bag, limits, media, sshsig
from sealcase.package.complaint import Complaint, check_complaint
from sealcase.package.container import PAYLOAD
from sealcase.package.envelope import Envelope, content_binding
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import Manifest, parse_manifest
from sealcase.package.seal import INNER_NAMESPACE, recipient_digest
from sealcase.package.streams import Copying, PieceReader, piece_reader, read_at, read_whole, window
from sealcase.package.verdict import Progress
from sealcase.package.verify import Outside, Signed, is_canonical
from sealcase.package.workers import Digest, Summed, Sums, Worker, ahead, written

_AGE_START = b"age-encryption.org/v1\n"
_PARTS = ".parts"
"""The folder in which the entries lie under numbers; it is empty, and so does not appear, in the end."""


class _Noting:
    """An identity that notes whether it was the one that opened the file."""

    def __init__(self, identity: age.Identity) -> None:
        self.identity = identity
        self.fits = False

    def unwrap(self, stanzas: Sequence[age.Stanza]) -> bytes | None:
        file_key = self.identity.unwrap(stanzas)
        self.fits = file_key is not None
        return file_key


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What was found of one entry of the archive."""

    size: int
    sha256: str


class Inside:
    """The decrypted archive and the checks on it."""

    def __init__(self, staging: Path, signed: Signed, progress: Progress, label: str) -> None:
        self._staging = staging
        self._signed = signed
        self._progress = progress
        self._label = label
        self._parts: dict[str, _Part] = {}
        self._small: dict[str, bytes] = {}
        """The files that every package holds; they stay in memory until they get their names."""
        self._items: dict[str, Path] = {}
        """Where the items lie."""
        self._manifest: Manifest | PackageError | None = None
        self._media_error: MediaError | None = None
        self._noting: list[_Noting] = []
        self._error: PackageError | None = None
        self._archive_error: ArchiveError | None = None

    def unpack(self, package: BinaryIO, identities: Sequence[age.Identity]) -> tuple[str, int]:
        """Decrypt the payload and leave its entries in the private folder; return its SHA-256 and CRC-32.

        What is wrong inside is raised by `check`, once these two are known to be the signed ones.
        """
        payload = self._signed.members[PAYLOAD]
        # age would take armor too; a package has one spelling.
        is_binary = read_at(package, payload.offset, len(_AGE_START)) == _AGE_START
        with window(package, payload.offset, payload.size) as source, Worker() as summing:
            summed = Summed(source, sums := Sums(summing))
            try:
                if not is_binary:
                    raise DecryptionError(file=self._label, reason=N_("it is not a binary age file"))
                self._decrypt(summed, identities)
            except PackageError as error:
                self._error = error
            summed.drain()
            return sums.both()

    def _decrypt(self, source: Summed, identities: Sequence[age.Identity]) -> None:
        self._noting = [_Noting(identity) for identity in identities]
        pieces = ahead(age.decrypted(source, self._noting, file=self._label))
        with Worker() as hashing, Worker() as writing, piece_reader(pieces) as plaintext:
            try:
                self._take_apart(plaintext, hashing, writing)
            except ArchiveError as error:
                self._archive_error = error
            while plaintext.read_view(limits.CHUNK_BYTES):
                pass  # that all of it is authentic is checked before what it says

    def _take_apart(self, plaintext: PieceReader, hashing: Worker, writing: Worker) -> None:
        """Hash every entry, write the items to files of their own, and look at what they are."""
        folder = self._staging / _PARTS
        folder.mkdir(mode=0o700)
        for entry, content in archive.walk_archive(plaintext, bag.layout, self._label):
            if entry.name in bag.FIXED:  # what is longer than it may be is refused for that, whatever its digest
                data = read_whole(content.read_view, min(entry.size, bag.FIXED[entry.name]))
                self._small[entry.name] = data
                sha256 = hashlib.sha256(data).hexdigest()
            else:
                path = folder / str(len(self._items))
                digest = Digest(hashing)
                with written(path, writing) as take:
                    copying = Copying(content, digest.update, take)
                    self._look_at(entry, copying)
                    copying.drain()
                self._items[entry.name] = path
                sha256 = digest.hexdigest()
            self._parts[entry.name] = _Part(size=entry.size, sha256=sha256)
            if entry.name == MANIFEST:
                self._parse_manifest()

    def _parse_manifest(self) -> None:
        """Read the manifest before the items that it describes; what is wrong with it is said when its turn comes."""
        try:
            self._manifest = parse_manifest(self._small[MANIFEST], self._label)
        except PackageError as error:
            self._manifest = error

    def _look_at(self, entry: archive.Entry, content: Copying) -> None:
        """Check that an item is what its media type says, and keep the first error; the manifest may not know it."""
        items = self._manifest.items if isinstance(self._manifest, Manifest) else ()
        position = len(self._items)
        if position >= len(items):
            return
        try:
            media.check_media(content, items[position].media, entry.size)
        except media.MediaTypeError as error:
            found = MediaError(file=self._label, item=entry.name, reason=error.reason)
            self._media_error = self._media_error or found

    def check(self, outside: Outside) -> tuple[Manifest, Complaint]:
        """Make checks 7 to 14."""
        # 7 identity, 8 decryption
        used = next((noted.identity for noted in self._noting if noted.fits), None)
        if used is not None:
            self._progress.passed("E_IDENTITY")
        if self._error is not None:
            raise self._error
        self._progress.passed("E_DECRYPT")
        # 9 archive
        if self._archive_error is not None:
            raise self._archive_error
        self._check_names_and_sizes()
        self._progress.passed("E_ARCHIVE")
        # 10 inner signature
        self._check_signature()
        self._progress.passed("E_INNER_SIGNATURE")
        # 11 manifests
        manifest, complaint = self._check_manifests()
        self._progress.passed("E_MANIFEST")
        # 12 binding
        check_binding(outside.envelope, manifest, self._small[bag.TAG_CHECKSUMS], self._label)
        self._progress.passed("E_BINDING")
        # 13 recipient
        recipient = getattr(used, "recipient", None)  # a passphrase has none, and is never listed
        if recipient is None or recipient_digest(recipient()) not in manifest.recipients:
            raise RecipientNotListedError(file=self._label)
        self._progress.passed("E_NOT_LISTED")
        # 14 media
        if self._media_error is not None:
            raise self._media_error
        self._progress.passed("E_MEDIA")
        return manifest, complaint

    def open_item(self, name: str) -> BinaryIO:
        """Return a file to read that holds the item `name`."""
        return self._items[name].open("rb")

    def give_names(self) -> None:
        """Give every entry its place in the folder; their names are from the closed list of `bag.layout`."""
        (self._staging / "data" / "items").mkdir(mode=0o700, parents=True)
        for name, data in self._small.items():
            (self._staging / name).write_bytes(data)
        for name, path in self._items.items():
            os.rename(path, self._staging / name)

    def _check_names_and_sizes(self) -> None:
        for name, limit in bag.FIXED.items():
            if name not in self._parts:
                raise ArchiveError(file=self._label, reason=N_("{member} is missing"), member=name)
            if self._parts[name].size > limit:
                size = self._parts[name].size
                raise PackageLimitError(file=self._label, what=name, value=size, limit=limit)

    def _check_signature(self) -> None:
        signature = self._small[bag.TAG_SIGNATURE]
        if not is_canonical(signature):
            raise InnerSignatureError(file=self._label, reason=N_("it is not written as ssh-keygen writes signatures"))
        signed = io.BytesIO(self._small[bag.TAG_CHECKSUMS])
        try:
            key = sshsig.check(signed, signature, INNER_NAMESPACE, file=self._label)
        except SignatureError as error:
            raise InnerSignatureError(**error.fields) from None
        if key != self._signed.key:
            raise InnerSignatureError(file=self._label, reason=N_("it was made by another key than the outer one"))

    def _check_manifests(self) -> tuple[Manifest, Complaint]:
        manifest = self._manifest
        if not isinstance(manifest, Manifest):
            assert manifest is not None  # every archive that was passed holds one
            raise manifest
        digests = {name: part.sha256 for name, part in self._parts.items()}
        payload = [part.size for name, part in self._parts.items() if name.startswith("data/")]
        expected = {
            bag.DECLARATION: bag.DECLARATION_TEXT,
            bag.INFO: bag.info_text(manifest, sum(payload), len(payload)),
            bag.CHECKSUMS: bag.checksums_text(digests),
            bag.TAG_CHECKSUMS: bag.tag_checksums_text(digests),
        }
        # The checksums first: they name the file that was changed, the others only follow from it.
        for name in (bag.TAG_CHECKSUMS, bag.CHECKSUMS, bag.DECLARATION, bag.INFO):
            if self._small[name] != expected[name]:
                reason = N_("it does not fit the files beside it")
                raise ManifestError(file=self._label, what=name, reason=reason)
        self._check_items(manifest, digests)
        complaint = (self._small[bag.COMPLAINT_JSON], self._small[bag.COMPLAINT_TEXT])
        return manifest, check_complaint(*complaint, manifest, self._label)

    def _check_items(self, manifest: Manifest, digests: dict[str, str]) -> None:
        stated = [(item.path, item.size, item.sha256) for item in manifest.items]
        found = [(name, part.size, digests[name]) for name, part in self._parts.items() if name not in bag.FIXED]
        if stated != found:
            reason = N_("its items are not the files under data/items")
            raise ManifestError(file=self._label, what=MANIFEST, reason=reason)


def check_binding(envelope: Envelope, manifest: Manifest, tag_checksums: bytes, label: str) -> None:
    """Make check 12: the signed envelope belongs to this content.

    Raises:
        BindingError: it was made for other content.
    """
    binding = content_binding(bytes.fromhex(manifest.binding_salt), tag_checksums)
    inner = (binding, manifest.package_id, manifest.signer, manifest.created[:10])
    if inner != (envelope.content_binding, envelope.package_id, envelope.signer, envelope.created_day):
        raise BindingError(file=label)
