"""The scrypt recipient type: a passphrase (C2SP age.md, "The scrypt recipient type").

A stanza says itself how much work it takes; the bound on that keeps a hostile file from taking all
time and memory. 2^20 is 1 GiB and several seconds.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sealcase.locale import N_
from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.stanza import (
    WRAPPED_KEY_BYTES,
    Company,
    Stanza,
    check_shape,
    decode_argument,
    encode_base64,
    open_file_key,
    seal_file_key,
)

MAX_WORK_FACTOR = 20
"""Base-two logarithm of scrypt's N."""
DEFAULT_WORK_FACTOR = 18
SALT_BYTES = 16
_TYPE = "scrypt"
_LABEL = b"age-encryption.org/v1/scrypt"
_BLOCK_SIZE = 8
_DECIMAL = re.compile(r"[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class ScryptRecipient:
    """Encrypts to a passphrase; `work_factor` is the base-two logarithm of scrypt's N.

    Raises:
        ValueError: the passphrase is empty, or decryption would refuse the work factor.
    """

    passphrase: str = field(repr=False)
    work_factor: int = DEFAULT_WORK_FACTOR

    company = Company.ALONE

    def __post_init__(self) -> None:
        if not self.passphrase:
            raise ValueError("empty passphrase")
        if not 1 <= self.work_factor <= MAX_WORK_FACTOR:
            raise ValueError("work factor out of range")

    @property
    def stanza_bytes(self) -> int:
        """The length of the stanza that `wrap` returns."""
        return len(self._stanza(bytes(SALT_BYTES), bytes(WRAPPED_KEY_BYTES)).to_bytes())

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza with a fresh salt."""
        salt = os.urandom(SALT_BYTES)
        return self._stanza(salt, seal_file_key(_derive(self.passphrase, salt, self.work_factor), file_key))

    def _stanza(self, salt: bytes, body: bytes) -> Stanza:
        return Stanza(type=_TYPE, args=(encode_base64(salt), str(self.work_factor)), body=body)


@dataclass(frozen=True, slots=True)
class ScryptIdentity:
    """Decrypts what was encrypted to a passphrase."""

    passphrase: str = field(repr=False)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key if the passphrase fits."""
        refuse_scrypt_among_others(stanzas)
        stanza = stanzas[0]
        if stanza.type != _TYPE:
            return None
        check_shape(stanza, args=2)
        salt = decode_argument(stanza.args[0], SALT_BYTES)
        return open_file_key(_derive(self.passphrase, salt, _work_factor(stanza.args[1])), stanza.body)


def refuse_scrypt_among_others(stanzas: Sequence[Stanza]) -> None:
    """Refuse a header in which a passphrase does not stand alone: it would vouch for nothing."""
    if len(stanzas) > 1 and any(stanza.type == _TYPE for stanza in stanzas):
        raise FormatError(Failure.HEADER, N_("a passphrase stands beside other recipients"))


def _work_factor(text: str) -> int:
    if not _DECIMAL.fullmatch(text):
        raise FormatError(Failure.HEADER, N_("the scrypt work factor is malformed"))
    if len(text) > len(str(MAX_WORK_FACTOR)) or int(text) > MAX_WORK_FACTOR:
        raise FormatError(Failure.HEADER, N_("the scrypt work factor is beyond {limit}"), limit=MAX_WORK_FACTOR)
    return int(text)


def _derive(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    """Return scrypt (RFC 7914) with r = 8 and p = 1."""
    try:
        kdf = Scrypt(salt=_LABEL + salt, length=32, n=1 << work_factor, r=_BLOCK_SIZE, p=1)
        return kdf.derive(passphrase.encode("utf-8", "surrogateescape"))
    except MemoryError:
        raise FormatError(
            Failure.HEADER, N_("this computer has too little memory for the scrypt work factor")
        ) from None
