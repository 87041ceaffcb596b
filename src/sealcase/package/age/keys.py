"""Keys as text: one recipient or identity, and the files that hold them.

A file holds one key a line; blank lines and lines that begin with `#` are passed over, as `age-keygen`
writes them. Errors name the line, never what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sealcase.errors import IdentityFileError, RecipientFileError
from sealcase.locale import N_
from sealcase.package.age import bech32, x25519
from sealcase.package.age.failure import FormatError
from sealcase.package.age.stanza import Identity, Recipient
from sealcase.package.age.x25519 import X25519Identity, X25519Recipient

_Key = TypeVar("_Key")

RECIPIENT = N_("the recipient")
IDENTITY = N_("the identity")


class _KeyError(Exception):
    """A key that cannot be used; the text is a marked sentence."""


def parse_recipient(text: str) -> Recipient:
    """Return the recipient that `text` is: an `age1…` key.

    Raises:
        RecipientFileError: it is none, or of a kind that is not supported.
    """
    try:
        return _recipient(text.strip())
    except _KeyError as error:
        raise RecipientFileError(file=RECIPIENT, reason=str(error)) from None


def parse_identity(text: str) -> Identity:
    """Return the identity that `text` is: an `AGE-SECRET-KEY-1…` key.

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


def parse_identity_file(text: str, file: str) -> tuple[Identity, ...]:
    """Return the identities in the text of an identity file; `file` is its name.

    Raises:
        IdentityFileError: a line is no identity, or there is none.
    """
    return _parse_lines(text, file, _identity, IdentityFileError)


def _parse_lines(
    text: str,
    file: str,
    parse: Callable[[str], _Key],
    error_class: type[RecipientFileError | IdentityFileError],
) -> tuple[_Key, ...]:
    """Return the key of each line."""
    keys = []
    for number, line in enumerate(text.splitlines(), start=1):
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
    prefix, key = _decode(text)
    if prefix == x25519.RECIPIENT_PREFIX and len(key) == x25519.KEY_BYTES:
        try:
            x25519.exchange(bytes([1] * x25519.KEY_BYTES), key)
        except FormatError:
            raise _KeyError(N_("a public key that protects nothing")) from None
        return X25519Recipient(key)
    if prefix == x25519.IDENTITY_PREFIX:
        raise _KeyError(N_("a private key, where a public one belongs"))
    raise _KeyError(N_("a kind of key that is not supported"))


def _identity(text: str) -> Identity:
    prefix, key = _decode(text)
    if prefix == x25519.IDENTITY_PREFIX and len(key) == x25519.KEY_BYTES:
        return X25519Identity(key)
    if prefix == x25519.RECIPIENT_PREFIX:
        raise _KeyError(N_("a public key, where a private one belongs"))
    raise _KeyError(N_("a kind of key that is not supported"))


def _decode(text: str) -> tuple[str, bytes]:
    try:
        return bech32.decode(text)
    except ValueError:
        raise _KeyError(N_("not an age key, or mistyped: its checksum does not fit")) from None
