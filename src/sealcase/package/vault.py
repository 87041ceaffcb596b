"""The vault: what stays at home when a package goes. Originals, openings, and the key that signed.

A vault is an age file, to the complainant's own key or a passphrase, that holds a ustar archive of the
same strict kind as a package's: `openings.json`, `signing-key` (an OpenSSH private key file; absent where
the key is in an agent), `originals/0001`, …, `pixels/r12-1.png`, … (what covered boxes hid).
Guarantees: it is written in a single pass and never lies on
disk unencrypted; the reader accepts what the writer writes and nothing else, and treats names in it as
a stranger's, since anyone can encrypt to a public key. `age -d NAME.vault.age | tar -x` opens it too.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from sealcase.errors import (
    ManifestError,
    NoIdentityMatchError,
    NotYourVaultError,
    OutputError,
    PackageError,
    PackageLimitError,
    SigningKeyError,
    VaultError,
)
from sealcase.files import atomic_directory, harmless_name
from sealcase.locale import N_
from sealcase.package import age, archive, limits, strict_json
from sealcase.package.disclosure import Commitment, Opening
from sealcase.package.envelope import FINGERPRINT, PACKAGE_ID, SHA256_HEX
from sealcase.package.manifest import CREATED, SEQUENCE_LIMIT
from sealcase.package.sshkey import MAX_KEY_BYTES, SigningKey
from sealcase.package.streams import read_at, window
from sealcase.package.verify import open_package

FORMAT = "sealcase-vault/1"
OPENINGS = "openings.json"
SIGNING_KEY = "signing-key"

FIXED = {OPENINGS: limits.OPENINGS_BYTES, SIGNING_KEY: MAX_KEY_BYTES}
"""The files that a vault begins with, in their order, and the limit of each in bytes; the second may be absent."""
_ORIGINAL = re.compile(r"originals/([0-9]{4})")
_PIXELS = re.compile(r"pixels/(r[1-9][0-9]{0,6})-([1-9][0-9]?)\.png")
_EXHIBIT = re.compile(r"[0-9]{4}")
_OPENING_ID = re.compile(r"R[1-9][0-9]{0,6}|E[0-9]{4}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_KEY_HEX = re.compile(r"[0-9a-f]{64}")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """One file as it was before redaction."""

    exhibit: str
    name: str
    """Its file name at home, made printable."""
    size: int
    """Bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vault:
    """An opened vault; the originals stay in the private file that it was decrypted to."""

    package_id: str
    sequence: int
    """Of the package: 1 for the first of a case."""
    signer: str
    """Fingerprint of the key that signed the package."""
    created: str
    key: SigningKey | None
    """That key; None where it is in an agent or on a security key."""
    commitment: Commitment
    originals: tuple[Original, ...]
    plaintext: BinaryIO
    entries: tuple[archive.Entry, ...]

    def open_original(self, original: Original) -> BinaryIO:
        """Return a file to read that holds an original's bytes."""
        return self._open(next(entry for entry in self.entries if entry.name == f"originals/{original.exhibit}"))

    @property
    def has_pixels(self) -> bool:
        """Whether pictures of covered boxes are among its files."""
        return any(_PIXELS.fullmatch(entry.name) for entry in self.entries)

    def covered_boxes(self, redaction: str) -> list[archive.Entry]:
        """Return the pictures of the boxes that the redaction of this id covered, in their order."""
        found = ((_PIXELS.fullmatch(entry.name), entry) for entry in self.entries)
        return [entry for match, entry in found if match and match[1] == redaction.lower()]

    def read(self, entry: archive.Entry) -> bytes:
        """Return the content of an entry, whose size its caller bounded."""
        return read_at(self.plaintext, entry.offset, entry.size)

    def names(self) -> dict[str, str]:
        """Return a file name for each original by its exhibit: its own, made harmless, numbered where it is taken."""
        names: dict[str, str] = {}
        taken: set[str] = set()
        for original in self.originals:
            name = harmless_name(original.name)
            # Some file systems take names for equal that differ in case or composition.
            folded = unicodedata.normalize("NFC", name).casefold()
            if folded in taken or _DEVICE.fullmatch(name):
                name = f"{original.exhibit}-{name}"
                folded = unicodedata.normalize("NFC", name).casefold()
            taken.add(folded)
            names[original.exhibit] = name
        return names

    def extract(self, staging: Path) -> None:
        """Write everything into the empty folder `staging`: openings, key, originals under their names, pixels."""
        for folder in ("originals", "pixels"):
            (staging / folder).mkdir(mode=0o700)
        names = {f"originals/{exhibit}": f"originals/{name}" for exhibit, name in self.names().items()}
        for entry in self.entries:
            with self._open(entry) as source, (staging / names.get(entry.name, entry.name)).open("xb") as target:
                shutil.copyfileobj(source, target, limits.CHUNK_BYTES)

    def _open(self, entry: archive.Entry) -> BinaryIO:
        return window(self.plaintext, entry.offset, entry.size)


@dataclass(frozen=True, slots=True)
class AskedPassphrase:
    """An identity that asks for its passphrase, and only where the file is encrypted to one."""

    ask: Callable[[], str]

    def unwrap(self, stanzas: Sequence[age.Stanza]) -> bytes | None:
        """Return the file key if the passphrase fits."""
        return age.ScryptIdentity(self.ask()).unwrap(stanzas) if stanzas[0].type == "scrypt" else None


def read_vault(source: BinaryIO, plaintext: BinaryIO, identities: Sequence[age.Identity], label: str) -> Vault:
    """Decrypt the vault in `source` to `plaintext`, a private file that can seek, and return what it holds.

    Raises:
        NoIdentityMatchError, DecryptionError: as `age.decrypt`.
        ArchiveError, ManifestError, PackageLimitError, SigningKeyError: it is not a vault as `write_vault` writes it.
    """
    age.decrypt(source, plaintext, identities, file=label)
    entries = tuple(archive.read_archive(plaintext, _layout, label))
    fixed: dict[str, bytes] = {}
    for entry in entries:
        if entry.name not in FIXED:
            break
        if entry.size > FIXED[entry.name]:
            raise PackageLimitError(file=label, what=entry.name, value=entry.size, limit=FIXED[entry.name])
        fixed[entry.name] = read_at(plaintext, entry.offset, entry.size)
    if OPENINGS not in fixed:
        raise ManifestError(file=label, what=OPENINGS, reason=N_("it is missing"))
    key = SigningKey.from_text(fixed[SIGNING_KEY], file=label) if SIGNING_KEY in fixed else None
    try:
        return _from_openings(strict_json.parse(fixed[OPENINGS]), key, plaintext, entries)
    except strict_json.StrictJsonError as error:
        raise ManifestError(file=label, what=OPENINGS, reason=error.reason, **error.fields) from None


def _from_openings(
    document: strict_json.Node, key: SigningKey | None, plaintext: BinaryIO, entries: tuple[archive.Entry, ...]
) -> Vault:
    fields = document.members(
        "format", "package_id", "sequence", "signer", "created", "leaves", "openings", "originals"
    )
    fields["format"].choice((FORMAT,))
    originals = tuple(_original(node) for node in fields["originals"].elements(limits.ITEMS))
    expected = [(f"originals/{original.exhibit}", original.size) for original in originals]
    if expected != [(entry.name, entry.size) for entry in entries if _ORIGINAL.fullmatch(entry.name)]:
        fields["originals"].fail(N_("{path} does not list the originals in the vault"))
    if len(set(expected)) != len(expected):
        fields["originals"].fail()
    commitment = _commitment(fields["openings"], fields["leaves"])
    _check_pixels(fields["openings"], commitment, [entry.name for entry in entries])
    signer = fields["signer"].text(FINGERPRINT)
    if key is not None and key.public_key.fingerprint != signer:
        fields["signer"].fail()
    return Vault(
        package_id=fields["package_id"].text(PACKAGE_ID),
        sequence=fields["sequence"].integer(1, SEQUENCE_LIMIT),
        signer=signer,
        created=fields["created"].text(CREATED),
        key=key,
        commitment=commitment,
        originals=originals,
        plaintext=plaintext,
        entries=entries,
    )


def _check_pixels(openings: strict_json.Node, commitment: Commitment, names: Sequence[str]) -> None:
    """Check that pictures of covered boxes stand behind all else, each once, and belong to openings."""
    matches = [_PIXELS.fullmatch(name) for name in names]
    first = next((index for index, match in enumerate(matches) if match), len(names))
    found = [match[1] for match in matches if match]
    known = {opening.id.lower() for opening in commitment.openings}
    if None in matches[first:] or len(set(names)) != len(names) or not known.issuperset(found):
        openings.fail(N_("{path} does not fit the pictures in the vault"))


@contextlib.contextmanager
def unlocked(path: Path, identities: Sequence[age.Identity], *, folder: Path | None = None) -> Iterator[Vault]:
    """Yield what the vault at `path` holds, from a private file without a name, which is gone afterwards.

    That file lies in `folder`, by default where the operating system keeps temporary files.

    Raises:
        UnreadableFileError: it is missing, not an ordinary file, or may not be read.
        NotYourVaultError: none of `identities` opens it.
        VaultError: it is damaged, or no vault.
        OutputError: the private file cannot be written.
    """
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(open_package(path))
        try:
            file = stack.enter_context(tempfile.TemporaryFile(prefix=".sealcase-", dir=folder))
            vault = read_vault(source, cast("BinaryIO", file), identities, str(path))
        except NoIdentityMatchError:
            raise NotYourVaultError(file=str(path)) from None
        except (PackageError, SigningKeyError) as error:
            fields = {"reason": N_("{what} is {value}, the limit is {limit}")} | error.fields
            raise VaultError(**fields) from None
        except OSError as error:
            where = str(folder or tempfile.gettempdir())
            raise OutputError(file=where, reason=error.strerror or N_("unknown reason")) from error
        yield vault


def open_vault(path: Path, identities: Sequence[age.Identity], directory: Path, *, force: bool = False) -> Vault:
    """Put what the vault at `path` holds into `directory`: all of it or nothing. Its originals cannot be read any more.

    Raises:
        As `unlocked` and `files.atomic_directory`.
    """
    with unlocked(path, identities, folder=directory.absolute().parent) as vault:
        with atomic_directory(directory, force=force) as staging:
            vault.extract(staging)
        return vault


def _layout(position: int, name: str) -> bool:
    if position == 0 or (position == 1 and name == SIGNING_KEY):
        return name == tuple(FIXED)[position]
    limit = len(FIXED) + limits.ITEMS + limits.COVERED_BOXES
    return position < limit and (_ORIGINAL.fullmatch(name) or _PIXELS.fullmatch(name)) is not None


def _original(node: strict_json.Node) -> Original:
    fields = node.members("exhibit", "name", "size")
    return Original(
        exhibit=fields["exhibit"].text(_EXHIBIT), name=fields["name"].text(), size=fields["size"].integer(0)
    )


def _commitment(openings: strict_json.Node, leaves: strict_json.Node) -> Commitment:
    size = len(leaves.elements(limits.DISCLOSURE_LEAVES))
    if size & (size - 1):
        leaves.fail(N_("{path} has a number of elements that is not allowed"))
    return Commitment(
        openings=tuple(_opening(node) for node in openings.elements(limits.DISCLOSURE_LEAVES)),
        leaves=tuple(
            bytes.fromhex(node.text(SHA256_HEX))
            for node in leaves.elements(limits.DISCLOSURE_LEAVES, at_least=limits.DECOY_TREE_MINIMUM)
        ),
    )


def _opening(node: strict_json.Node) -> Opening:
    fields = node.members("id", "disclosure", "key")
    key = fields["key"]
    return Opening(
        id=fields["id"].text(_OPENING_ID),
        text=fields["disclosure"].text(_BASE64URL, limit_chars=limits.DISCLOSURE_CHARS),
        key=b"" if key.value is None else bytes.fromhex(key.text(_KEY_HEX)),
    )
