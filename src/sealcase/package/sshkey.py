"""OpenSSH keys: the public key line, its wire format and fingerprint, the private key file.

Wire encoding is RFC 4251, section 5; `ssh-ed25519` is RFC 8709, `ecdsa-sha2-nistp256` RFC 5656,
`sk-ssh-ed25519@openssh.com` OpenSSH's PROTOCOL.u2f. A public key may be of a kind that cannot be
verified with here: it still has a fingerprint, and the one who needs more says which kinds work.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealcase.errors import SigningKeyError
from sealcase.locale import N_

ED25519 = "ssh-ed25519"
ECDSA_P256 = "ecdsa-sha2-nistp256"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"

MAX_KEY_BYTES = 64 << 10
"""Bound on a public key line or a private key file."""
ED25519_KEY_BYTES = 32


class WireReader:
    """Reads the fields of an SSH wire encoding in order; ValueError where they run out."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        end = self._offset + size
        if end > len(self._data):
            raise ValueError("the data breaks off")
        taken = self._data[self._offset : end]
        self._offset = end
        return taken

    def uint32(self) -> int:
        """Return the next number."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """Return the next string."""
        return self.take(self.uint32())

    def end(self) -> None:
        """Refuse whatever is left."""
        if self._offset != len(self._data):
            raise ValueError("something is left over")


def wire_string(data: bytes) -> bytes:
    """Return `data` as an SSH string: its length, then itself."""
    return len(data).to_bytes(4, "big") + data


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    """A public key of any kind; equal when the key is, whatever the comment."""

    kind: str
    blob: bytes
    """The wire encoding, which begins with `kind`."""
    comment: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """`SHA256:…`, as `ssh-keygen -l` prints it."""
        digest = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")

    def to_line(self) -> str:
        """Return the line `KIND BASE64` or `KIND BASE64 COMMENT`, without line end."""
        encoded = base64.b64encode(self.blob).decode("ascii")
        return " ".join(part for part in (self.kind, encoded, self.comment) if part)

    @classmethod
    def from_blob(cls, blob: bytes) -> PublicKey:
        """Return the key of a wire encoding.

        Raises:
            ValueError: it does not begin with the name of a kind.
        """
        kind = WireReader(blob).string().decode("ascii")
        if not kind or not all("!" <= character <= "~" for character in kind):
            raise ValueError("not the name of a kind of key")
        return cls(kind=kind, blob=blob)

    @classmethod
    def from_line(cls, line: str) -> PublicKey:
        """Return the key of a public key line.

        Raises:
            ValueError: it is none, or its name and its key differ.
        """
        kind, _, rest = line.strip().partition(" ")
        encoded, _, comment = rest.strip().partition(" ")
        if len(line) > MAX_KEY_BYTES:
            raise ValueError("the line is too long")
        try:
            key = cls.from_blob(base64.b64decode(encoded, validate=True))
        except binascii.Error:
            raise ValueError("the key is not Base64") from None
        if key.kind != kind:
            raise ValueError("the name and the key differ")
        return cls(kind=kind, blob=key.blob, comment=comment.strip())


def ed25519_public_key(key: bytes, comment: str = "") -> PublicKey:
    """Return the `ssh-ed25519` key of 32 raw bytes."""
    return PublicKey(kind=ED25519, blob=wire_string(ED25519.encode()) + wire_string(key), comment=comment)


def ed25519_bytes(key: PublicKey) -> bytes:
    """Return the 32 raw bytes of an `ssh-ed25519` key.

    Raises:
        ValueError: it does not hold exactly those.
    """
    reader = WireReader(key.blob)
    reader.string()
    raw = reader.string()
    reader.end()
    if len(raw) != ED25519_KEY_BYTES:
        raise ValueError("the key has the wrong length")
    return raw


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key."""

    seed: bytes = field(repr=False)
    """The 32 bytes that the key is made of (RFC 8032, section 5.1.5)."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies."""
        return ed25519_public_key(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature of `data`, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(data)

    def to_text(self) -> str:
        """Return the key as an OpenSSH private key file without passphrase."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode("ascii")

    @classmethod
    def from_text(
        cls,
        text: str | bytes,
        *,
        file: str = N_("the signing key"),
        ask_passphrase: Callable[[], str] | None = None,
    ) -> SigningKey:
        """Return the key in the text of an OpenSSH private key file.

        Raises:
            SigningKeyError: it is none, is not Ed25519, or the passphrase is missing or wrong.
        """
        try:
            data = text.encode("utf-8", "replace") if isinstance(text, str) else text
            return cls(read_private_key(data, ask_passphrase))
        except ValueError as error:
            raise SigningKeyError(file=file, reason=str(error)) from None


def read_private_key(data: bytes, ask_passphrase: Callable[[], str] | None = None) -> bytes:
    """Return the 32-byte seed of the Ed25519 key in an OpenSSH private key file.

    `ask_passphrase` is called only where the key is protected; that needs the library `bcrypt`.

    Raises:
        ValueError: with a sentence marked for translation.
    """
    from cryptography.hazmat.primitives.serialization.ssh import load_ssh_private_key

    if len(data) > MAX_KEY_BYTES:
        raise ValueError(N_("the file is too long for a key"))
    try:
        key: object = load_ssh_private_key(data, None)
    except TypeError:  # what cryptography raises where a passphrase is needed
        key = _read_protected_key(data, ask_passphrase)
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError(N_("not an OpenSSH private key of a kind that is supported")) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(N_("the key is not of the kind ssh-ed25519"))  # noqa: TRY004 - bad input, not a bug
    return key.private_bytes_raw()


def _read_protected_key(data: bytes, ask_passphrase: Callable[[], str] | None) -> object:
    """Return the key in a private key file that has a passphrase."""
    from cryptography.hazmat.primitives.serialization.ssh import load_ssh_private_key

    if ask_passphrase is None:
        raise ValueError(N_("the key is protected by a passphrase"))
    try:
        return load_ssh_private_key(data, ask_passphrase().encode())
    except UnsupportedAlgorithm:
        raise ValueError(N_("reading an SSH key with a passphrase needs: python -m pip install bcrypt")) from None
    except ValueError:
        raise ValueError(N_("the passphrase is wrong, or the key damaged")) from None
