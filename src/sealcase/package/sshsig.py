"""SSH signatures over files, as `ssh-keygen -Y sign` makes them (OpenSSH PROTOCOL.sshsig).

Guarantees that `sign` writes byte for byte what `ssh-keygen` writes with the same key, and that a
signature verifies for one namespace and one sequence of bytes only. Refuses other versions, hashes
and armor. `check` tells whose key signed and trusts nobody; `verify` trusts the signers given.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sealcase.errors import SignatureError, UntrustedSignerError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package.allowed_signers import AllowedSigner, find_signer
from sealcase.package.sshkey import (
    ECDSA_P256,
    ED25519,
    SK_ED25519,
    PublicKey,
    SigningKey,
    WireReader,
    ed25519_bytes,
    wire_string,
)

MAX_SIGNATURE_BYTES = 64 << 10
_MAGIC = b"SSHSIG"
_VERSION = 1
_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_HASH = "sha512"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_COLUMNS = 70
_READ_BYTES = 1 << 20

SIGNED_FILE = N_("the signed file")
"""What errors call the file when the caller gives no name."""


class _MalformedError(Exception):
    """A signature that cannot be read or does not hold; the text is a marked sentence."""

    def __init__(self, reason: str, **fields: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = fields


class Signer(Protocol):
    """A key that some program holds: ssh-agent, a security key (see `agent`)."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies, of one of `SUPPORTED_KINDS`."""

    def sign_armored(self, content: bytes, namespace: str) -> bytes:
        """Return the armored signature of `content`, as `ssh-keygen -Y sign` writes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Signature:
    """The fields of a signature (PROTOCOL.sshsig, section 2)."""

    key: PublicKey
    namespace: bytes
    reserved: bytes
    hash_name: str
    kind: str
    fields: WireReader
    """What follows the kind in the innermost signature."""


def generate_key() -> SigningKey:
    """Return a new Ed25519 key."""
    return SigningKey(Ed25519PrivateKey.generate().private_bytes_raw())


def sign(source: BinaryIO, key: SigningKey | Signer, namespace: str) -> bytes:
    """Return the armored signature of what `source` holds, for `namespace` alone.

    Raises:
        ValueError: the namespace is empty.
    """
    if not namespace:
        raise ValueError("empty namespace")
    if not isinstance(key, SigningKey):
        return key.sign_armored(source.read(), namespace)
    signature = key.sign(_signed_data(namespace.encode(), b"", _HASH, _digest(source, _HASH)))
    return _armored(key.public_key, namespace, wire_string(ED25519.encode()) + wire_string(signature))


def longest_signature(key: PublicKey, namespace: str) -> int:
    """Return the length in bytes of a signature by `key`, one of `SUPPORTED_KINDS`.

    It is exact but for ECDSA, whose two numbers are as long as they happen to be: there it is the longest.
    """
    return len(_armored(key, namespace, wire_string(key.kind.encode()) + bytes(_SIGNATURE_FIELDS_BYTES[key.kind])))


def _armored(key: PublicKey, namespace: str, signature: bytes) -> bytes:
    """Return what `ssh-keygen` writes for the innermost `signature` (PROTOCOL.sshsig, sections 1 and 2)."""
    blob = b"".join(
        (
            _MAGIC,
            _VERSION.to_bytes(4, "big"),
            wire_string(key.blob),
            wire_string(namespace.encode()),
            wire_string(b""),
            wire_string(_HASH.encode()),
            wire_string(signature),
        )
    )
    text = base64.b64encode(blob)
    lines = [text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS)]
    return b"\n".join((_BEGIN, *lines, _END, b""))


def check(source: BinaryIO, signature: bytes, namespace: str, *, file: str = SIGNED_FILE) -> PublicKey:
    """Return the key that made `signature` over what `source` holds; whose key that is, it does not say.

    Raises:
        SignatureError: malformed, for another namespace, of a kind that is not supported, or wrong.
    """
    try:
        return _check(source, signature, namespace.encode())
    except _MalformedError as error:
        raise SignatureError(file=file, reason=error.reason, **error.fields) from None


def verify(
    source: BinaryIO,
    signature: bytes,
    signers: Sequence[AllowedSigner],
    namespace: str,
    *,
    at: datetime | None = None,
    file: str = SIGNED_FILE,
) -> AllowedSigner:
    """Return the signer who made `signature` over what `source` holds.

    `at` is the time at which the key must be valid (with a time zone), by default now.

    Raises:
        SignatureError: the signature does not hold, see `check`.
        UntrustedSignerError: it holds, but its key is not among `signers` for this namespace and time.
    """
    key = check(source, signature, namespace, file=file)
    signer = find_signer(signers, key, namespace, at=at)
    if isinstance(signer, AllowedSigner):
        return signer
    raise UntrustedSignerError(file=file, fingerprint=key.fingerprint, reason=signer)


def _check(source: BinaryIO, armored: bytes, namespace: bytes) -> PublicKey:
    """Return the key that made the signature."""
    signature = _parse(armored)
    kind = signature.key.kind
    if signature.namespace != namespace:
        shown = printable(signature.namespace.decode("utf-8", "replace"))
        raise _MalformedError(N_("it was made for another purpose: {namespace}"), namespace=shown)
    verify_kind = _VERIFIERS.get(kind)
    if verify_kind is None:
        raise _MalformedError(N_("keys of the kind {kind} are not supported"), kind=printable(kind))
    if signature.kind != kind:
        raise _MalformedError(N_("the signature is malformed"))
    digest = _digest(source, signature.hash_name)
    _verify(verify_kind, signature, _signed_data(signature.namespace, signature.reserved, signature.hash_name, digest))
    return signature.key


def _signed_data(namespace: bytes, reserved: bytes, hash_name: str, digest: bytes) -> bytes:
    """Return what the key signs (PROTOCOL.sshsig, section 3)."""
    return _MAGIC + b"".join(map(wire_string, (namespace, reserved, hash_name.encode(), digest)))


def _digest(source: BinaryIO, hash_name: str) -> bytes:
    digest = _HASHES[hash_name]()
    while data := source.read(_READ_BYTES):
        digest.update(data)
    return digest.digest()


def _parse(armored: bytes) -> _Signature:
    """Return the fields of an armored signature."""
    reader = WireReader(_unarmor(armored))
    try:
        if reader.take(len(_MAGIC)) != _MAGIC:
            raise _MalformedError(N_("the signature is malformed"))
        if (version := reader.uint32()) != _VERSION:
            raise _MalformedError(N_("version {version} is not supported"), version=version)
        key = PublicKey.from_blob(reader.string())
        namespace, reserved, hash_name = reader.string(), reader.string(), reader.string().decode("ascii")
        fields = WireReader(reader.string())
        reader.end()
        kind = fields.string().decode("ascii")
    except ValueError:
        raise _MalformedError(N_("the signature is malformed")) from None
    if hash_name not in _HASHES:
        raise _MalformedError(N_("the hash {hash} is not supported"), hash=printable(hash_name))
    return _Signature(key=key, namespace=namespace, reserved=reserved, hash_name=hash_name, kind=kind, fields=fields)


def _unarmor(armored: bytes) -> bytes:
    """Return the blob between the armor's first and last line."""
    if len(armored) > MAX_SIGNATURE_BYTES:
        raise _MalformedError(N_("the signature is longer than {limit} bytes"), limit=MAX_SIGNATURE_BYTES)
    lines = armored.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise _MalformedError(N_("not an SSH signature"))
    try:
        return base64.b64decode(b"".join(lines[1:-1]), validate=True)
    except binascii.Error:
        raise _MalformedError(N_("the signature is malformed")) from None


_Verifier = Callable[[PublicKey, WireReader, bytes], None]


def _verify(verify_kind: _Verifier, signature: _Signature, data: bytes) -> None:
    """Check the innermost signature with the algorithm of its kind."""
    try:
        verify_kind(signature.key, signature.fields, data)
        signature.fields.end()
    except ValueError:
        raise _MalformedError(N_("the signature is malformed")) from None
    except InvalidSignature:
        raise _MalformedError(N_("the content was changed, or the signature made for other content")) from None


def _verify_ed25519(key: PublicKey, signature: WireReader, data: bytes) -> None:
    """RFC 8709, section 6."""
    Ed25519PublicKey.from_public_bytes(ed25519_bytes(key)).verify(signature.string(), data)


def _verify_ecdsa_p256(key: PublicKey, signature: WireReader, data: bytes) -> None:
    """RFC 5656, section 3.1.2."""
    # Imported here: packages are signed by Ed25519, unless a desk signs with a hardware key.
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    reader = WireReader(key.blob)
    reader.string()
    if reader.string() != b"nistp256":
        raise ValueError("another curve")
    point = reader.string()
    reader.end()
    numbers = WireReader(signature.string())
    r, s = (int.from_bytes(numbers.string(), "big", signed=True) for _ in "rs")
    numbers.end()
    if r <= 0 or s <= 0:
        raise ValueError("not positive")
    public_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    public_key.verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


def _verify_sk_ed25519(key: PublicKey, signature: WireReader, data: bytes) -> None:
    """OpenSSH PROTOCOL.u2f: the security key signs the application, its flags and counter, and the data's digest."""
    reader = WireReader(key.blob)
    reader.string()
    raw, application = reader.string(), reader.string()
    reader.end()
    raw_signature = signature.string()
    flags_and_counter = signature.take(5)
    signed = hashlib.sha256(application).digest() + flags_and_counter + hashlib.sha256(data).digest()
    Ed25519PublicKey.from_public_bytes(raw).verify(raw_signature, signed)


_VERIFIERS: dict[str, _Verifier] = {
    ED25519: _verify_ed25519,
    ECDSA_P256: _verify_ecdsa_p256,
    SK_ED25519: _verify_sk_ed25519,
}
SUPPORTED_KINDS = tuple(_VERIFIERS)
"""The kinds of keys whose signatures can be checked here."""
_SIGNATURE_FIELDS_BYTES = {ED25519: 4 + 64, ECDSA_P256: 4 + 2 * (4 + 33), SK_ED25519: 4 + 64 + 5}
"""What follows the kind in the innermost signature, at its longest; see the verifiers above."""
