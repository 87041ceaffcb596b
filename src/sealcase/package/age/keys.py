"""Keys as text: one recipient or identity, and the files that hold them.

A file holds one key a line; blank lines and lines that begin with `#` are passed over, as `age-keygen`
writes them. Errors name the line, never what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

from cryptography.exceptions import UnsupportedAlgorithm

from sealcase.errors import DecryptionError, IdentityFileError, NoIdentityMatchError, RecipientFileError
from sealcase.locale import N_
from sealcase.package.age import bech32, hybrid, x25519
from sealcase.package.age.armor import BEGIN as ARMOR_BEGIN
from sealcase.package.age.file import decrypt
from sealcase.package.age.header import VERSION_PREFIX
from sealcase.package.age.hybrid import HybridIdentity, HybridRecipient
from sealcase.package.age.scrypt import ScryptIdentity
from sealcase.package.age.ssh import SshIdentity, SshRecipient
from sealcase.package.age.stanza import Identity, Recipient
from sealcase.package.age.x25519 import X25519Identity, X25519Recipient
from sealcase.package.sshkey import ED25519, PublicKey, read_private_key

MAX_FILE_BYTES = 1 << 20
"""Bound on an identity file."""

RECIPIENT = N_("the recipient")
IDENTITY = N_("the identity")

_RECIPIENT_PREFIXES = (x25519.RECIPIENT_PREFIX, hybrid.RECIPIENT_PREFIX)
_IDENTITY_PREFIXES = (x25519.IDENTITY_PREFIX, hybrid.IDENTITY_PREFIX)
_SSH_BEGIN = b"-----BEGIN OPENSSH PRIVATE KEY-----"

_NO_MLKEM = N_("post-quantum keys need the library cryptography in a build with ML-KEM, such as its wheels on PyPI")

_Key = TypeVar("_Key")


class _KeyError(Exception):
    """A key that cannot be used; the text is a marked sentence."""


def parse_recipient(text: str) -> Recipient:
    """Return the recipient that `text` is: `age1…`, `age1pq1…` or `ssh-ed25519 AAAA…`.

    Raises:
        RecipientFileError: it is none, or of a kind that is not supported.
    """
    try:
        return _recipient(text.strip())
    except _KeyError as error:
        raise RecipientFileError(file=RECIPIENT, reason=str(error)) from None


def parse_identity(text: str) -> Identity:
    """Return the identity that `text` is: `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`.

    Raises:
        IdentityFileError: it is none, or of a kind that is not supported.
    """
    try:
        return _identity(text.strip())
    except _KeyError as error:
        raise IdentityFileError(file=IDENTITY, reason=str(error)) from None


def parse_recipients_file(text: str, file: str) -> tuple[Recipient, ...]:
    """Return the recipients in the text of a recipient file; `file` is its name.

    Raises:
        RecipientFileError: a line is no recipient, or there is none.
    """
    return _parse_lines(text, file, _recipient, RecipientFileError)


def parse_identity_file(
    text: str | bytes, file: str, *, ask_passphrase: Callable[[], str] | None = None
) -> tuple[Identity, ...]:
    """Return the identities in an identity file, or the one in an OpenSSH private key file; `file` is its name.

    Either may be protected by a passphrase (an identity file: what `age -p` wrote, armored or not);
    `ask_passphrase` is called for it only then.

    Raises:
        IdentityFileError: a line is no identity, there is none, or the passphrase is missing or wrong.
    """
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if len(data) > MAX_FILE_BYTES:
        raise IdentityFileError(file=file, reason=N_("it is longer than {limit} bytes"), limit=MAX_FILE_BYTES)
    if data.lstrip().startswith(_SSH_BEGIN):
        return (_ssh_identity(data, file, ask_passphrase),)
    if data.startswith(VERSION_PREFIX) or data.lstrip().startswith(ARMOR_BEGIN):
        data = _decrypt_identities(data, file, ask_passphrase)
    try:
        return _parse_lines(data.decode("utf-8-sig"), file, _identity, IdentityFileError)
    except UnicodeDecodeError:
        raise IdentityFileError(file=file, reason=N_("it is not text")) from None


def _ssh_identity(data: bytes, file: str, ask_passphrase: Callable[[], str] | None) -> SshIdentity:
    """Return the identity of an OpenSSH private key file; its passphrase is asked for where it has one."""
    try:
        return SshIdentity(read_private_key(data, ask_passphrase))
    except ValueError as error:
        raise IdentityFileError(file=file, reason=str(error)) from None


def _decrypt_identities(data: bytes, file: str, ask_passphrase: Callable[[], str] | None) -> bytes:
    """Return the text of an identity file that is itself encrypted."""
    if ask_passphrase is None:
        raise IdentityFileError(file=file, reason=N_("it is protected by a passphrase"))
    sink = BytesIO()
    try:
        decrypt(BytesIO(data), sink, [ScryptIdentity(ask_passphrase())], file=file)
    except NoIdentityMatchError:
        raise IdentityFileError(file=file, reason=N_("the passphrase is wrong")) from None
    except DecryptionError:
        raise IdentityFileError(file=file, reason=N_("it is encrypted, and damaged")) from None
    return sink.getvalue()


def _parse_lines(
    text: str,
    file: str,
    parse: Callable[[str], _Key],
    error_class: type[RecipientFileError | IdentityFileError],
) -> tuple[_Key, ...]:
    """Return the key of each line."""
    keys = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            keys.append(parse(line.strip()))
        except _KeyError as error:
            reason = N_("line {line}: {problem}")
            raise error_class(file=file, reason=reason, line=number, problem=str(error)) from None
    if not keys:
        raise error_class(file=file, reason=N_("it holds no key"))
    return tuple(keys)


def _recipient(text: str) -> Recipient:
    if text.startswith(("ssh-", "ecdsa-", "sk-")):
        return _ssh_recipient(text)
    prefix, key = _decode(text)
    if prefix in _IDENTITY_PREFIXES:
        raise _KeyError(N_("a private key, where a public one belongs"))
    try:
        if prefix == x25519.RECIPIENT_PREFIX:
            return X25519Recipient(key)
        if prefix == hybrid.RECIPIENT_PREFIX:
            return HybridRecipient(key)
    except ValueError:
        raise _KeyError(N_("not a usable public key")) from None
    except UnsupportedAlgorithm:
        raise _KeyError(_NO_MLKEM) from None
    raise _KeyError(N_("a kind of key that is not supported"))


def _ssh_recipient(text: str) -> SshRecipient:
    try:
        key = PublicKey.from_line(text)
    except ValueError:
        raise _KeyError(N_("not a usable public key")) from None
    if key.kind != ED25519:
        raise _KeyError(N_("of SSH keys, only ssh-ed25519 is supported"))
    try:
        return SshRecipient(key)
    except ValueError:
        raise _KeyError(N_("not a usable public key")) from None


def _identity(text: str) -> Identity:
    prefix, key = _decode(text)
    if prefix in _RECIPIENT_PREFIXES:
        raise _KeyError(N_("a public key, where a private one belongs"))
    try:
        if prefix == x25519.IDENTITY_PREFIX:
            return X25519Identity(key)
        if prefix == hybrid.IDENTITY_PREFIX:
            return HybridIdentity(key)
    except ValueError:
        raise _KeyError(N_("not a usable private key")) from None
    except UnsupportedAlgorithm:
        raise _KeyError(_NO_MLKEM) from None
    raise _KeyError(N_("a kind of key that is not supported"))


def _decode(text: str) -> tuple[str, bytes]:
    try:
        return bech32.decode(text)
    except ValueError:
        raise _KeyError(N_("not an age key, or mistyped: its checksum does not fit")) from None
