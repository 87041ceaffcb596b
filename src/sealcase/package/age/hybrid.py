"""The hybrid post-quantum recipient type: ML-KEM-768 with X25519 (C2SP age.md, "MLKEM768-X25519").

HPKE (RFC 9180, SealBase) with the KEM MLKEM768-X25519 of draft-ietf-hpke-pq, HKDF-SHA256 and
ChaCha20-Poly1305. Keys are `age1pq1…` and `AGE-SECRET-KEY-PQ-1…`; `age` reads them from 1.3 on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sealcase.package.age import bech32
from sealcase.package.age.failure import FormatError
from sealcase.package.age.stanza import (
    WRAPPED_KEY_BYTES,
    Company,
    Stanza,
    check_shape,
    decode_argument,
    encode_base64,
)
from sealcase.package.age.x25519 import KEY_BYTES, refuse_low_order

RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
SEED_BYTES = 32
RECIPIENT_BYTES = 1184 + KEY_BYTES
"""An ML-KEM-768 encapsulation key (FIPS 203, table 3), then an X25519 point."""
ENCAPSULATION_BYTES = 1088 + KEY_BYTES
"""An ML-KEM-768 ciphertext, then an X25519 share."""
_MLKEM_SEED_BYTES = 64
_TYPE = "mlkem768x25519"
_LABEL = b"age-encryption.org/mlkem768x25519"


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """A public key, `RECIPIENT_BYTES` long.

    Raises:
        ValueError: it is none.
        UnsupportedAlgorithm: `cryptography` was built without ML-KEM.
    """

    key: bytes

    company = Company.POST_QUANTUM
    stanza_bytes = len(
        Stanza(type=_TYPE, args=(encode_base64(bytes(ENCAPSULATION_BYTES)),), body=bytes(WRAPPED_KEY_BYTES)).to_bytes()
    )

    def __post_init__(self) -> None:
        self._public_key()
        try:
            refuse_low_order(self.key[-KEY_BYTES:])
        except FormatError:
            raise ValueError("not a usable key") from None

    def to_text(self) -> str:
        """Return the `age1pq1…` line."""
        return bech32.encode(RECIPIENT_PREFIX, self.key)

    def __str__(self) -> str:
        return self.to_text()

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza encapsulated for it alone."""
        sealed = _suite().encrypt(file_key, self._public_key(), _LABEL)
        encapsulation, body = sealed[:ENCAPSULATION_BYTES], sealed[ENCAPSULATION_BYTES:]
        return Stanza(type=_TYPE, args=(encode_base64(encapsulation),), body=body)

    def _public_key(self) -> MLKEM768X25519PublicKey:
        if len(self.key) != RECIPIENT_BYTES:
            raise ValueError("the key has the wrong length")
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.key[:-KEY_BYTES]),
            X25519PublicKey.from_public_bytes(self.key[-KEY_BYTES:]),
        )


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """A private key: the 32 bytes that both halves are made from.

    Raises:
        ValueError: it has another length.
        UnsupportedAlgorithm: `cryptography` was built without ML-KEM.
    """

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise ValueError("the key has the wrong length")
        self._private_keys()

    def to_text(self) -> str:
        """Return the `AGE-SECRET-KEY-PQ-1…` line."""
        return bech32.encode(IDENTITY_PREFIX, self.seed)

    def recipient(self) -> HybridRecipient:
        """Return the public key."""
        mlkem, x25519 = self._private_keys()
        return HybridRecipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the first `mlkem768x25519` stanza that this key opens."""
        for stanza in stanzas:
            if stanza.type != _TYPE:
                continue
            check_shape(stanza, args=1)
            encapsulation = decode_argument(stanza.args[0], ENCAPSULATION_BYTES)
            refuse_low_order(encapsulation[-KEY_BYTES:])
            try:
                return _suite().decrypt(
                    encapsulation + stanza.body, MLKEM768X25519PrivateKey(*self._private_keys()), _LABEL
                )
            except InvalidTag:
                continue  # ML-KEM rejects implicitly: another's stanza looks like one that was changed
        return None

    def _private_keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        """Expand the seed (draft-irtf-cfrg-hybrid-kems, with SHAKE256 as generator)."""
        expanded = hashlib.shake_256(self.seed).digest(_MLKEM_SEED_BYTES + KEY_BYTES)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:]),
        )


def generate_hybrid_identity() -> HybridIdentity:
    """Return a new private key."""
    return HybridIdentity(os.urandom(SEED_BYTES))
