"""One recipient's part of an age header, and the narrow interfaces of those who write and read it.

A stanza wraps the file key for one recipient (C2SP age.md, "Recipient stanza"). Whoever can wrap is a
`Recipient`, whoever can unwrap an `Identity`; the file format knows nothing else about them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealcase.locale import N_
from sealcase.package.age.failure import Failure, FormatError

FILE_KEY_BYTES = 16
TAG_BYTES = 16
WRAPPED_KEY_BYTES = FILE_KEY_BYTES + TAG_BYTES
COLUMNS = 64
"""Characters in a full line of a stanza's body, and of ASCII armor."""

_NONCE = bytes(12)  # a wrap key is used once


@dataclass(frozen=True, kw_only=True, slots=True)
class Stanza:
    """The file key wrapped for one recipient."""

    type: str
    args: tuple[str, ...]
    """The arguments after the type."""
    body: bytes

    def to_bytes(self) -> bytes:
        """Return the stanza as the header holds it: the last line of the body is short, if need be empty."""
        text = encode_base64(self.body)
        lines = [text[start : start + COLUMNS] for start in range(0, len(text) + 1, COLUMNS)]
        return "\n".join([" ".join(("->", self.type, *self.args)), *lines, ""]).encode("ascii")


class Company(StrEnum):
    """With whom a recipient may share a file."""

    CLASSIC = "classic"
    POST_QUANTUM = "post-quantum"
    """Only with its like: one classic stanza would undo the protection of the rest."""
    ALONE = "alone"
    """With nobody: a passphrase vouches for the sender only while nobody else can open the file."""


class Recipient(Protocol):
    """Someone to encrypt to."""

    @property
    def company(self) -> Company:
        """With whom this recipient may share a file."""

    @property
    def stanza_bytes(self) -> int:
        """The length of the stanza that `wrap` returns, which is always the same."""

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza that lets this recipient, and no one else, read `file_key`."""


class Identity(Protocol):
    """The private counterpart of a recipient."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None where no stanza is for this identity.

        Raises:
            FormatError: a stanza of this identity's type is malformed.
        """


def encode_base64(data: bytes) -> str:
    """Return the unpadded Base64 that age uses (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: str) -> bytes:
    """Return what `text` encodes.

    Raises:
        ValueError: padded, not canonical (RFC 4648, section 3.5), or not Base64.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise ValueError("not Base64") from None
    if encode_base64(data) != text:
        raise ValueError("not canonical")
    return data


def check_shape(stanza: Stanza, args: int) -> None:
    """Refuse a stanza with another number of arguments, or whose body cannot be a wrapped file key.

    The length is checked before anything is decrypted (C2SP age.md: partitioning oracles).
    """
    if len(stanza.args) != args:
        raise FormatError(Failure.HEADER, N_("a recipient stanza has the wrong number of arguments"))
    if len(stanza.body) != WRAPPED_KEY_BYTES:
        raise FormatError(Failure.HEADER, N_("a wrapped file key has the wrong length"))


def decode_argument(text: str, size_bytes: int) -> bytes:
    """Return the bytes of one stanza argument, which must be exactly `size_bytes`."""
    try:
        data = decode_base64(text)
    except ValueError:
        data = b""
    if len(data) != size_bytes:
        raise FormatError(Failure.HEADER, N_("an argument of a recipient stanza is malformed"))
    return data


def derive_key(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256 (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def seal_file_key(wrap_key: bytes, file_key: bytes) -> bytes:
    """Return the body of a stanza: `file_key` under a key that is used this once."""
    return ChaCha20Poly1305(wrap_key).encrypt(_NONCE, file_key, None)


def open_file_key(wrap_key: bytes, body: bytes) -> bytes | None:
    """Return the file key, or None where `wrap_key` does not fit."""
    try:
        return ChaCha20Poly1305(wrap_key).decrypt(_NONCE, body, None)
    except InvalidTag:
        return None
