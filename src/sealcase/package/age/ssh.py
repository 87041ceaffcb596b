"""The ssh-ed25519 recipient type: files for those who have an SSH key and no age key.

What `age -r "ssh-ed25519 AAAA…"` writes (FiloSottile/age, agessh). The Ed25519 key is used as the
X25519 key of the same point, under a tweak that binds the exchange to its use as an SSH key. The
stanza names its recipient by four bytes of a digest, so such a file does tell for whom it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sealcase.package.age.stanza import (
    WRAPPED_KEY_BYTES,
    Company,
    Stanza,
    check_shape,
    decode_argument,
    derive_key,
    encode_base64,
    open_file_key,
    seal_file_key,
)
from sealcase.package.age.x25519 import KEY_BYTES, exchange, public_bytes
from sealcase.package.sshkey import ED25519, PublicKey, ed25519_bytes, ed25519_public_key

_TAG_BYTES = 4
_TYPE = ED25519
_LABEL = b"age-encryption.org/v1/ssh-ed25519"
_FIELD = 2**255 - 19


@dataclass(frozen=True, slots=True)
class SshRecipient:
    """An `ssh-ed25519` public key.

    Raises:
        ValueError: it is not of that kind, or holds no point.
    """

    key: PublicKey

    company = Company.CLASSIC
    stanza_bytes = len(
        Stanza(
            type=_TYPE,
            args=(encode_base64(bytes(_TAG_BYTES)), encode_base64(bytes(KEY_BYTES))),
            body=bytes(WRAPPED_KEY_BYTES),
        ).to_bytes()
    )

    def __post_init__(self) -> None:
        if self.key.kind != ED25519:
            raise ValueError("another kind of key")
        _to_montgomery(ed25519_bytes(self.key))

    def to_text(self) -> str:
        """Return the `ssh-ed25519 AAAA…` line, with the comment that it came with."""
        return self.key.to_line()

    def __str__(self) -> str:
        """Return the line without comment, so that it is the same whoever wrote it down."""
        return replace(self.key, comment="").to_line()

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza with a share made for it alone."""
        ephemeral = X25519PrivateKey.generate().private_bytes_raw()
        share = public_bytes(ephemeral)
        wrap_key = _wrap_key(self.key, ephemeral, _to_montgomery(ed25519_bytes(self.key)), share)
        return Stanza(type=_TYPE, args=(_tag(self.key), encode_base64(share)), body=seal_file_key(wrap_key, file_key))


@dataclass(frozen=True, slots=True)
class SshIdentity:
    """The 32-byte seed of an Ed25519 private key."""

    seed: bytes = field(repr=False)

    def recipient(self) -> SshRecipient:
        """Return the public key."""
        return SshRecipient(
            ed25519_public_key(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())
        )

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the first `ssh-ed25519` stanza that this key opens."""
        key = self.recipient().key
        secret = hashlib.sha512(self.seed).digest()[:KEY_BYTES]  # RFC 8032, section 5.1.5; X25519 clamps it
        for stanza in stanzas:
            if stanza.type != _TYPE:
                continue
            check_shape(stanza, args=2)
            share = decode_argument(stanza.args[1], KEY_BYTES)
            if stanza.args[0] != _tag(key):
                continue
            file_key = open_file_key(_wrap_key(key, secret, share, share), stanza.body)
            if file_key is not None:
                return file_key
        return None


def _wrap_key(key: PublicKey, secret: bytes, point: bytes, share: bytes) -> bytes:
    """Return the key that both sides compute: `secret` is one's own scalar, `point` the other's."""
    tweak = derive_key(b"", salt=key.blob, info=_LABEL)
    shared = exchange(tweak, exchange(secret, point))
    return derive_key(shared, salt=share + _to_montgomery(ed25519_bytes(key)), info=_LABEL)


def _tag(key: PublicKey) -> str:
    return encode_base64(hashlib.sha256(key.blob).digest()[:_TAG_BYTES])


def _to_montgomery(point: bytes) -> bytes:
    """Return the X25519 point of an Ed25519 point: u = (1 + y) / (1 - y) (RFC 7748, section 4.1).

    Raises:
        ValueError: y is not in the field, or 1: the neutral element.
    """
    y = int.from_bytes(point, "little") & (1 << 255) - 1
    if not 1 < y < _FIELD - 1:
        raise ValueError("not a usable point")
    return ((1 + y) * pow(1 - y, -1, _FIELD) % _FIELD).to_bytes(KEY_BYTES, "little")
