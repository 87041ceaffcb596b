"""The vault: what stays at home when a package goes. Originals, openings, and the key that signed.

A vault is an age file, to the complainant's own key, that holds a ustar archive of the same strict
kind as a package's: `openings.json`, `signing-key` (an OpenSSH private key file), `originals/0001`, …
Guarantees: it is written in a single pass and never lies on disk unencrypted; the reader accepts what
the writer writes and nothing else. `age -d NAME.vault.age | tar -x` opens it without this program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sealcase.errors import ManifestError, PackageLimitError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.model import Exhibit
from sealcase.package import age, archive, limits, strict_json
from sealcase.package.disclosure import Commitment, Opening
from sealcase.package.envelope import PACKAGE_ID, SHA256_HEX
from sealcase.package.manifest import CREATED
from sealcase.package.seal import Sealed
from sealcase.package.sshkey import MAX_KEY_BYTES, SigningKey
from sealcase.package.streams import piece_reader, read_at, window

FORMAT = "sealcase-vault/1"
OPENINGS = "openings.json"
SIGNING_KEY = "signing-key"

FIXED = {OPENINGS: limits.OPENINGS_BYTES, SIGNING_KEY: MAX_KEY_BYTES}
"""The files that every vault begins with, in their order, and the limit of each in bytes."""
_ORIGINAL = re.compile(r"originals/([0-9]{4})")
_EXHIBIT = re.compile(r"[0-9]{4}")
_OPENING_ID = re.compile(r"R[1-9][0-9]{0,6}|E[0-9]{4}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_KEY_HEX = re.compile(r"[0-9a-f]{64}")


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
    created: str
    key: SigningKey
    commitment: Commitment
    originals: tuple[Original, ...]
    plaintext: BinaryIO
    offsets: dict[str, int]

    def open_original(self, original: Original) -> BinaryIO:
        """Return a file to read that holds an original's bytes."""
        return window(self.plaintext, self.offsets[original.exhibit], original.size)


def write_vault(
    sink: BinaryIO,
    *,
    sealed: Sealed,
    exhibits: Sequence[Exhibit],
    key: SigningKey,
    recipients: Sequence[age.Recipient],
) -> None:
    """Write the vault of a package that was just sealed from `exhibits` with `key`, encrypted to `recipients`.

    Raises:
        RecipientMixError: the recipients may not share a file.
    """
    files = {OPENINGS: _openings_json(sealed, exhibits), SIGNING_KEY: key.to_text().encode()}
    files |= {f"originals/{exhibit.id}": exhibit.original for exhibit in exhibits}
    contents = ((archive.Entry(name=name, size=len(data)), (data,)) for name, data in files.items())
    with piece_reader(archive.write_archive(contents)) as source:
        age.encrypt(source, sink, recipients)


def read_vault(source: BinaryIO, plaintext: BinaryIO, identities: Sequence[age.Identity], label: str) -> Vault:
    """Decrypt the vault in `source` to `plaintext`, a private file that can seek, and return what it holds.

    Raises:
        NoIdentityMatchError, DecryptionError: as `age.decrypt`.
        ArchiveError, ManifestError, PackageLimitError, SigningKeyError: it is not a vault as `write_vault` writes it.
    """
    age.decrypt(source, plaintext, identities, file=label)
    entries = {entry.name: entry for entry in archive.read_archive(plaintext, _layout, label)}
    fixed: dict[str, bytes] = {}
    for name, limit in FIXED.items():
        if name not in entries:
            raise ManifestError(file=label, what=name, reason=N_("it is missing"))
        if entries[name].size > limit:
            raise PackageLimitError(file=label, what=name, value=entries[name].size, limit=limit)
        fixed[name] = read_at(plaintext, entries[name].offset, entries[name].size)
    try:
        fields = strict_json.parse(fixed[OPENINGS]).members(
            "format", "package_id", "created", "leaves", "openings", "originals"
        )
        fields["format"].choice((FORMAT,))
        originals = tuple(_original(node) for node in fields["originals"].elements(limits.ITEMS))
        expected = [(f"originals/{original.exhibit}", original.size) for original in originals]
        if expected != [(entry.name, entry.size) for entry in entries.values() if entry.name not in FIXED]:
            fields["originals"].fail(N_("{path} does not list the originals in the vault"))
        return Vault(
            package_id=fields["package_id"].text(PACKAGE_ID),
            created=fields["created"].text(CREATED),
            key=SigningKey.from_text(fixed[SIGNING_KEY], file=label),
            commitment=_commitment(fields["openings"], fields["leaves"]),
            originals=originals,
            plaintext=plaintext,
            offsets={original.exhibit: entries[f"originals/{original.exhibit}"].offset for original in originals},
        )
    except strict_json.StrictJsonError as error:
        raise ManifestError(file=label, what=OPENINGS, reason=error.reason, **error.fields) from None


def _layout(position: int, name: str) -> bool:
    if position < len(FIXED):
        return name == tuple(FIXED)[position]
    return position < len(FIXED) + limits.ITEMS and _ORIGINAL.fullmatch(name) is not None


def _openings_json(sealed: Sealed, exhibits: Iterable[Exhibit]) -> bytes:
    return strict_json.write(
        {
            "format": FORMAT,
            "package_id": sealed.package_id,
            "created": sealed.created,
            "leaves": [leaf.hex() for leaf in sealed.commitment.leaves],
            "openings": [
                {"id": opening.id, "disclosure": opening.text, "key": opening.key.hex() or None}
                for opening in sealed.openings
            ],
            "originals": [
                {"exhibit": exhibit.id, "name": _name(exhibit), "size": len(exhibit.original)} for exhibit in exhibits
            ],
        }
    )


def _name(exhibit: Exhibit) -> str:
    """Return the file name in the form that strict JSON takes."""
    return strict_json.HIDDEN.sub("\ufffd", printable(exhibit.name))


def _original(node: strict_json.Node) -> Original:
    fields = node.members("exhibit", "name", "size")
    return Original(
        exhibit=fields["exhibit"].text(_EXHIBIT), name=fields["name"].text(), size=fields["size"].integer(0)
    )


def _commitment(openings: strict_json.Node, leaves: strict_json.Node) -> Commitment:
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
