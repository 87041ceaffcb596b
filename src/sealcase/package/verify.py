"""Verification of a package without any key: checks 1 to 6 of design section 6, in their order.

Guarantees: nothing is written, nothing is unpacked, and no more than a chunk of the payload is held
in memory. A package is never called good for what was not checked: see `verdict`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sealcase.crc import crc32
from sealcase.errors import (
    ContainerError,
    DigestError,
    EnvelopeError,
    PackageError,
    PackageLimitError,
    SignatureError,
    UnreadableFileError,
)
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package import limits, sshsig
from sealcase.package.allowed_signers import AllowedSigner, find_signer
from sealcase.package.container import CHECKSUMS, ENVELOPE, PAYLOAD, README, SIGNATURE, Member, read_container
from sealcase.package.envelope import Envelope, parse_envelope
from sealcase.package.readme import README as README_BYTES
from sealcase.package.sshkey import PublicKey
from sealcase.package.streams import file_pieces, window
from sealcase.package.verdict import CheckStatus, Facts, Progress, Verdict
from sealcase.package.workers import Sums, Worker

NAMESPACE = "sealcase-envelope-v1"
SIGNED_MEMBERS = (README, ENVELOPE, PAYLOAD)
"""What `SHA256SUMS` lists, in its order."""
_CHECKSUM_LINE = re.compile(rb"([0-9a-f]{64})  ([A-Za-z0-9.]+)\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """Whose signature the caller trusts: keys by fingerprint, and signers as `allowed_signers` files name them."""

    fingerprints: frozenset[str] = frozenset()
    signers: tuple[AllowedSigner, ...] = ()

    def judge(self, key: PublicKey) -> tuple[str | None, str | None]:
        """Return what the caller calls the holder of `key` ("" without a name), and why they do not trust it.

        The name is None where they do not; the reason is a sentence marked for translation, None where they
        do, and where they named nobody.
        """
        signer = find_signer(self.signers, key, NAMESPACE)
        if isinstance(signer, AllowedSigner):
            return signer.principals, None
        if key.fingerprint in self.fingerprints:
            return "", None
        if self.signers:
            return None, signer
        return None, N_("the fingerprint is another than the one given") if self.fingerprints else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """What a package says outside of its encryption, once checks 1 to 4 were passed."""

    members: dict[str, Member]
    key: PublicKey
    checksums: bytes
    """`SHA256SUMS`, over which the signature holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """What a package holds outside of its encryption, once checks 1 to 6 were passed."""

    members: dict[str, Member]
    key: PublicKey
    envelope: Envelope


def verify(path: Path, trust: Trust | None = None) -> Verdict:
    """Return the verdict on the package at `path`; `trust` nobody by default.

    A package that fails a check gives a verdict that is refused and holds the error; nothing is raised
    for what a package is.

    Raises:
        UnreadableFileError: the file cannot be read.
    """
    progress = Progress(str(path))
    try:
        with open_package(path) as file:
            check_outside(file, trust or Trust(), progress, str(path))
    except PackageError as error:
        return progress.verdict(error)
    except OSError as error:
        raise UnreadableFileError(file=str(path), reason=error.strerror or N_("unknown reason")) from error
    return progress.verdict()


def open_package(path: Path) -> BinaryIO:
    """Open the ordinary file at `path`.

    Raises:
        UnreadableFileError: it is missing, not an ordinary file, or may not be read.
    """
    try:
        if not path.is_file():
            os.stat(path)  # noqa: PTH116 - for its error where the file is missing
            raise UnreadableFileError(file=str(path), reason=N_("not an ordinary file"))
        return path.open("rb")
    except OSError as error:
        raise UnreadableFileError(file=str(path), reason=error.strerror or N_("unknown reason")) from error


def check_outside(file: BinaryIO, trust: Trust, progress: Progress, label: str) -> Outside:
    """Make checks 1 to 6 on the package in `file`.

    Raises:
        PackageError: the subclass of the check that failed; `progress` holds those that were passed.
    """
    signed = check_signature(file, trust, progress, label)
    payload = signed.members[PAYLOAD]
    with Worker() as worker, window(file, payload.offset, payload.size) as source:
        sums = Sums(worker)
        for piece in file_pieces(source):
            sums.update(piece)
        found = sums.both()
    return check_content(file, signed, found, progress, label)


def check_signature(file: BinaryIO, trust: Trust, progress: Progress, label: str) -> Signed:
    """Make checks 1 to 4, as `check_outside` does; nothing of the encrypted part is read."""
    # 1 container, 2 limits
    members = read_container(file, label)
    progress.passed("E_CONTAINER")
    _check_sizes(members, label)
    progress.passed("E_PACKAGE_LIMIT")
    # 3 signature
    checksums = _content(file, members[CHECKSUMS])
    signature = _content(file, members[SIGNATURE])
    if not is_canonical(signature):
        raise SignatureError(file=label, reason=N_("it is not written as ssh-keygen writes signatures"))
    key = sshsig.check(io.BytesIO(checksums), signature, NAMESPACE, file=label)
    progress.facts = Facts(signer=key.fingerprint, signature_sha256=hashlib.sha256(signature).hexdigest())
    progress.passed("E_SIGNATURE")
    # 4 signer
    name, why_not = trust.judge(key)
    progress.passed("E_SIGNER", CheckStatus.UNKNOWN if name is None else CheckStatus.OK)
    progress.facts = replace(progress.facts, signer_name=printable(name) if name else None, distrust=why_not)
    return Signed(members=members, key=key, checksums=checksums)


def check_content(file: BinaryIO, signed: Signed, payload: tuple[str, int], progress: Progress, label: str) -> Outside:
    """Make checks 5 and 6, as `check_outside` does, given SHA-256 and CRC-32 of the encrypted part."""
    members = signed.members
    # 5 digests
    _check_digests(file, signed, payload, label)
    progress.passed("E_DIGEST")
    # 6 envelope
    envelope = _check_envelope(_content(file, members[ENVELOPE]), members, signed.key, label)
    if _content(file, members[README]) != README_BYTES:
        raise ContainerError(file=label, reason=N_("README.txt is not the text of this format version"))
    progress.facts = replace(
        progress.facts,
        package_id=envelope.package_id,
        created_day=envelope.created_day,
        payload_bytes=envelope.payload_bytes,
    )
    progress.passed("E_ENVELOPE")
    return Outside(members=members, key=signed.key, envelope=envelope)


def checksums_text(digests: dict[str, str]) -> bytes:
    """Return `SHA256SUMS`, in the form that `sha256sum -c` reads, over the members that it lists."""
    return "".join(f"{digests[name]}  {name}\n" for name in SIGNED_MEMBERS).encode()


def is_canonical(signature: bytes) -> bool:
    """Tell whether an armored signature is written in the one way that `ssh-keygen` writes it.

    Base64 and line ends leave other spellings of the same signature; a package has only one.
    """
    lines = signature.split(b"\n")
    try:
        blob = base64.b64decode(b"".join(lines[1:-2]), validate=True)
    except binascii.Error:
        return False
    text = base64.b64encode(blob)
    folded = [text[start : start + 70] for start in range(0, len(text), 70)]
    return lines == [b"-----BEGIN SSH SIGNATURE-----", *folded, b"-----END SSH SIGNATURE-----", b""]


def _check_sizes(members: dict[str, Member], label: str) -> None:
    """Bound what is read into memory; the payload is bounded by the size of the whole package."""
    bounds = {
        CHECKSUMS: limits.BAG_TEXT_BYTES,
        SIGNATURE: limits.SIGNATURE_BYTES,
        README: limits.README_BYTES,
        ENVELOPE: limits.ENVELOPE_BYTES,
    }
    for name, limit in bounds.items():
        if members[name].size > limit:
            raise PackageLimitError(file=label, what=name, value=members[name].size, limit=limit)


def _content(file: BinaryIO, member: Member) -> bytes:
    """Return the content of a small member, whose size was checked."""
    file.seek(member.offset)
    return file.read(member.size)


def _check_digests(file: BinaryIO, signed: Signed, payload: tuple[str, int], label: str) -> None:
    """Compare every member with the signed digests, then with the CRCs of the container."""
    texts = {name: _content(file, member) for name, member in signed.members.items() if name != PAYLOAD}
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    crcs = {name: crc32(text) for name, text in texts.items()}
    digests[PAYLOAD], crcs[PAYLOAD] = payload
    stated = {match[2].decode(): match[1].decode() for match in _CHECKSUM_LINE.finditer(signed.checksums)}
    for name in SIGNED_MEMBERS:
        if stated.get(name) != digests[name]:
            raise DigestError(file=label, what=name)
    if signed.checksums != checksums_text(digests):
        raise DigestError(file=label, what=CHECKSUMS)
    for name, member in signed.members.items():
        if crcs[name] != member.crc32:
            raise DigestError(file=label, what=N_("the CRC-32 in the ZIP directory"))


def _check_envelope(data: bytes, members: dict[str, Member], key: PublicKey, label: str) -> Envelope:
    envelope = parse_envelope(data, label)
    if envelope.signer != key.fingerprint:
        raise EnvelopeError(file=label, reason=N_("it names another signer than the key that signed"))
    if envelope.payload_bytes != members[PAYLOAD].size:
        raise EnvelopeError(file=label, reason=N_("it states another size of the payload"))
    return envelope
