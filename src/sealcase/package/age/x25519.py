"""The X25519 recipient type (C2SP age.md, "The X25519 recipient type").

The classic kind of age key: `age1…` and `AGE-SECRET-KEY-1…`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sealcase.locale import N_
from sealcase.package.age import bech32
from sealcase.package.age.failure import Failure, FormatError
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

RECIPIENT_PREFIX = "age"
IDENTITY_PREFIX = "AGE-SECRET-KEY-"
KEY_BYTES = 32
_TYPE = "X25519"
_LABEL = b"age-encryption.org/v1/X25519"


def exchange(secret: bytes, point: bytes) -> bytes:
    """Return X25519(secret, point) (RFC 7748, section 5).

    Raises:
        FormatError: the shared secret is zero: `point` is of low order, chosen to make it so.
    """
    try:
        return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        raise FormatError(Failure.HEADER, N_("a recipient stanza holds a point of low order")) from None


def refuse_low_order(point: bytes) -> None:
    """Raise `FormatError` where every exchange with `point` gives zero."""
    exchange(bytes([1] * KEY_BYTES), point)


def public_bytes(secret: bytes) -> bytes:
    """Return X25519(secret, basepoint)."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A public key, 32 bytes.

    Raises:
        ValueError: it is none, or one that protects nothing.
    """

    key: bytes

    company = Company.CLASSIC
    stanza_bytes = len(
        Stanza(type=_TYPE, args=(encode_base64(bytes(KEY_BYTES)),), body=bytes(WRAPPED_KEY_BYTES)).to_bytes()
    )

    def __post_init__(self) -> None:
        try:
            refuse_low_order(self.key)
        except FormatError:
            raise ValueError("not a usable key") from None

    def to_text(self) -> str:
        """Return the `age1…` line."""
        return bech32.encode(RECIPIENT_PREFIX, self.key)

    def __str__(self) -> str:
        return self.to_text()

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza with a share made for it alone."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = exchange(ephemeral.private_bytes_raw(), self.key)
        wrap_key = derive_key(shared, salt=share + self.key, info=_LABEL)
        return Stanza(type=_TYPE, args=(encode_base64(share),), body=seal_file_key(wrap_key, file_key))


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A private key, 32 bytes.

    Raises:
        ValueError: it has another length.
    """

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError("the key has the wrong length")

    def to_text(self) -> str:
        """Return the `AGE-SECRET-KEY-1…` line."""
        return bech32.encode(IDENTITY_PREFIX, self.key)

    def recipient(self) -> X25519Recipient:
        """Return the public key."""
        return X25519Recipient(public_bytes(self.key))

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the first `X25519` stanza that this key opens."""
        recipient = public_bytes(self.key)
        for stanza in stanzas:
            if stanza.type != _TYPE:
                continue
            check_shape(stanza, args=1)
            share = decode_argument(stanza.args[0], KEY_BYTES)
            wrap_key = derive_key(exchange(self.key, share), salt=share + recipient, info=_LABEL)
            file_key = open_file_key(wrap_key, stanza.body)
            if file_key is not None:
                return file_key
        return None


def generate_identity() -> X25519Identity:
    """Return a new private key."""
    return X25519Identity(X25519PrivateKey.generate().private_bytes_raw())
