"""Opening a package: all fourteen checks of design section 6, then the files, then the report.

Guarantees: what is decrypted lies in a private file without a name until every check was passed; then
all files appear in the folder, or none. Names come from a closed list, never from the archive alone.
The report is made here from the verified manifest (`report`); the sender has no part in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from sealcase.errors import (
    ArchiveError,
    BindingError,
    DecryptionError,
    InnerSignatureError,
    ManifestError,
    MediaError,
    OutputError,
    PackageError,
    PackageLimitError,
    RecipientNotListedError,
    SignatureError,
    UnreadableFileError,
)
from sealcase.files import atomic_directory
from sealcase.locale import N_
from sealcase.package import age, archive, bag, limits, media, sshsig
from sealcase.package.complaint import check_complaint
from sealcase.package.container import PAYLOAD
from sealcase.package.earlier import Note, notes_on
from sealcase.package.envelope import content_binding
from sealcase.package.manifest import NAME as MANIFEST
from sealcase.package.manifest import Manifest, parse_manifest
from sealcase.package.report import report_pieces
from sealcase.package.seal import INNER_NAMESPACE, recipient_digest
from sealcase.package.streams import read_at, window
from sealcase.package.verdict import Progress, Verdict
from sealcase.package.verify import Outside, Trust, check_outside, is_canonical, open_package

REPORT = "report.html"
_AGE_START = b"age-encryption.org/v1\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What came of opening a package."""

    verdict: Verdict
    directory: Path | None
    """Where the files are; None when the package was refused, and nothing was written."""
    manifest: Manifest | None = None
    complaint: str = ""
    """`data/complaint.txt`."""
    notes: tuple[Note, ...] = ()
    """What the folders beside tell about replay and supersede; they change no verdict."""

    def to_json(self) -> dict[str, object]:
        """Return what `open --json` prints: the verdict, the folder, and what was removed from each item."""
        manifest = self.manifest
        items = manifest.items if manifest is not None else ()
        return self.verdict.to_json() | {
            "directory": None if self.directory is None else str(self.directory),
            "report": None if self.directory is None else str(self.directory / REPORT),
            "sequence": None if manifest is None else manifest.sequence,
            "supersedes": None if manifest is None else manifest.supersedes,
            "notes": [note.to_json() for note in self.notes],
            "items": [item.to_json() for item in items],
        }


def unseal(
    path: Path,
    identities: Sequence[age.Identity],
    directory: Path,
    trust: Trust | None = None,
    *,
    force: bool = False,
) -> Opened:
    """Open the package at `path` with one of `identities` into `directory`.

    A package that fails a check gives a verdict that is refused and holds the error, as `verify` does;
    then nothing is written. An unknown signer does not hinder opening; the verdict says so.

    Raises:
        UnreadableFileError: the package cannot be read.
        OutputExistsError: a file stands where one would go, and `force` is not set.
        OutputError: the folder cannot be written.
    """
    progress = Progress(str(path))
    label = str(path)
    try:
        with open_package(path) as file:
            outside = check_outside(file, trust or Trust(), progress, label)
            with _private_file(directory) as plaintext:
                inside = _Inside(plaintext, outside, progress, label)
                inside.decrypt(file, identities)
                manifest = inside.check()
                opened = Opened(
                    verdict=progress.verdict(),
                    directory=directory,
                    manifest=manifest,
                    complaint=inside.complaint,
                    notes=notes_on(manifest, directory),
                )
                with atomic_directory(directory, force=force) as staging:
                    inside.extract(staging)
                    with (staging / REPORT).open("x", encoding="utf-8", newline="\n") as report:
                        pieces = report_pieces(manifest, opened.verdict, inside.open_item, opened.notes)
                        report.writelines(pieces)
                return opened
    except PackageError as error:
        return Opened(verdict=progress.verdict(error), directory=None)
    except OSError as error:
        raise UnreadableFileError(file=label, reason=error.strerror or N_("unknown reason")) from error


@contextlib.contextmanager
def _private_file(directory: Path) -> Iterator[BinaryIO]:
    """Yield a file without a name, on the disk that `directory` will be on; it is gone once closed."""
    try:
        with tempfile.TemporaryFile(prefix=".sealcase-", dir=directory.absolute().parent) as file:
            yield cast("BinaryIO", file)
    except OSError as error:
        raise OutputError(file=str(directory), reason=error.strerror or N_("unknown reason")) from error


class _Noting:
    """An identity that notes whether it was the one that opened the file."""

    def __init__(self, identity: age.Identity) -> None:
        self.identity = identity
        self.fits = False

    def unwrap(self, stanzas: Sequence[age.Stanza]) -> bytes | None:
        file_key = self.identity.unwrap(stanzas)
        self.fits = file_key is not None
        return file_key


class _Inside:
    """The decrypted archive and the checks 7 to 14 on it."""

    def __init__(self, plaintext: BinaryIO, outside: Outside, progress: Progress, label: str) -> None:
        self._plaintext = plaintext
        self._outside = outside
        self._progress = progress
        self._label = label
        self._entries: dict[str, archive.Entry] = {}
        self._recipient = ""
        self.complaint = ""

    def decrypt(self, package: BinaryIO, identities: Sequence[age.Identity]) -> None:
        """Make checks 7 and 8, and leave the plaintext in the private file."""
        payload = self._outside.members[PAYLOAD]
        noting = [_Noting(identity) for identity in identities]
        # age would take armor too; a package has one spelling.
        if read_at(package, payload.offset, len(_AGE_START)) != _AGE_START:
            raise DecryptionError(file=self._label, reason=N_("it is not a binary age file"))
        try:
            with window(package, payload.offset, payload.size) as source:
                age.decrypt(source, self._plaintext, noting, file=self._label)
        except PackageError:
            if any(noted.fits for noted in noting):
                self._progress.passed("E_IDENTITY")
            raise
        self._progress.passed("E_IDENTITY")
        self._progress.passed("E_DECRYPT")
        used = next(noted.identity for noted in noting if noted.fits)
        recipient = getattr(used, "recipient", None)  # a passphrase has none, and is never listed
        self._recipient = recipient_digest(recipient()) if recipient is not None else ""

    def check(self) -> Manifest:
        """Make checks 9 to 14."""
        # 9 archive
        for entry in archive.read_archive(self._plaintext, bag.layout, self._label):
            self._entries[entry.name] = entry
        self._check_names_and_sizes()
        small = {name: self._content(name) for name in bag.FIXED}
        self._progress.passed("E_ARCHIVE")
        # 10 inner signature
        self._check_signature(small)
        self._progress.passed("E_INNER_SIGNATURE")
        # 11 manifests
        manifest = self._check_manifests(small)
        self._progress.passed("E_MANIFEST")
        # 12 binding
        self._check_binding(manifest, small[bag.TAG_CHECKSUMS])
        self._progress.passed("E_BINDING")
        # 13 recipient
        if self._recipient not in manifest.recipients:
            raise RecipientNotListedError(file=self._label)
        self._progress.passed("E_NOT_LISTED")
        # 14 media
        for item in manifest.items:
            try:
                with self.open_item(item.path) as source:
                    media.check_media(source, item.media, item.size)
            except media.MediaTypeError as error:
                raise MediaError(file=self._label, item=item.path, reason=error.reason) from None
        self._progress.passed("E_MEDIA")
        return manifest

    def open_item(self, name: str) -> BinaryIO:
        """Return a file to read that holds the content of the entry `name`."""
        entry = self._entries[name]
        return window(self._plaintext, entry.offset, entry.size)

    def extract(self, staging: Path) -> None:
        """Write every file of the archive into `staging`; their names are from the closed list of `bag.layout`."""
        (staging / "data" / "items").mkdir(mode=0o700, parents=True)
        for name in self._entries:
            with self.open_item(name) as source, (staging / name).open("xb") as target:
                shutil.copyfileobj(source, target, limits.CHUNK_BYTES)

    def _check_names_and_sizes(self) -> None:
        for name, limit in bag.FIXED.items():
            if name not in self._entries:
                raise ArchiveError(file=self._label, reason=N_("{member} is missing"), member=name)
            if self._entries[name].size > limit:
                size = self._entries[name].size
                raise PackageLimitError(file=self._label, what=name, value=size, limit=limit)

    def _content(self, name: str) -> bytes:
        entry = self._entries[name]
        return read_at(self._plaintext, entry.offset, entry.size)

    def _check_signature(self, small: dict[str, bytes]) -> None:
        signature = small[bag.TAG_SIGNATURE]
        if not is_canonical(signature):
            raise InnerSignatureError(file=self._label, reason=N_("it is not written as ssh-keygen writes signatures"))
        try:
            key = sshsig.check(io.BytesIO(small[bag.TAG_CHECKSUMS]), signature, INNER_NAMESPACE, file=self._label)
        except SignatureError as error:
            raise InnerSignatureError(**error.fields) from None
        if key != self._outside.key:
            raise InnerSignatureError(file=self._label, reason=N_("it was made by another key than the outer one"))

    def _check_manifests(self, small: dict[str, bytes]) -> Manifest:
        digests = {name: self._digest(name) for name in self._entries}
        manifest = parse_manifest(small[MANIFEST], self._label)
        payload = [entry.size for name, entry in self._entries.items() if name.startswith("data/")]
        expected = {
            bag.DECLARATION: bag.DECLARATION_TEXT,
            bag.INFO: bag.info_text(manifest, sum(payload), len(payload)),
            bag.CHECKSUMS: bag.checksums_text(digests),
            bag.TAG_CHECKSUMS: bag.tag_checksums_text(digests),
        }
        # The checksums first: they name the file that was changed, the others only follow from it.
        for name in (bag.TAG_CHECKSUMS, bag.CHECKSUMS, bag.DECLARATION, bag.INFO):
            if small[name] != expected[name]:
                reason = N_("it does not fit the files beside it")
                raise ManifestError(file=self._label, what=name, reason=reason)
        self._check_items(manifest, digests)
        self.complaint = check_complaint(small[bag.COMPLAINT_JSON], small[bag.COMPLAINT_TEXT], manifest, self._label)
        return manifest

    def _check_items(self, manifest: Manifest, digests: dict[str, str]) -> None:
        stated = [(item.path, item.size, item.sha256) for item in manifest.items]
        found = [(name, entry.size, digests[name]) for name, entry in self._entries.items() if name not in bag.FIXED]
        if stated != found:
            reason = N_("its items are not the files under data/items")
            raise ManifestError(file=self._label, what=MANIFEST, reason=reason)

    def _digest(self, name: str) -> str:
        with self.open_item(name) as source:
            return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]

    def _check_binding(self, manifest: Manifest, tag_checksums: bytes) -> None:
        envelope = self._outside.envelope
        binding = content_binding(bytes.fromhex(manifest.binding_salt), tag_checksums)
        inner = (binding, manifest.package_id, manifest.signer, manifest.created[:10])
        if inner != (envelope.content_binding, envelope.package_id, envelope.signer, envelope.created_day):
            raise BindingError(file=self._label)
