"""Whole age files: header and payload, from one stream to another.

Nothing but the streams is touched; both may be pipes. Memory does not grow with the file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator, Sequence

from sealcase.errors import DecryptionError, LimitError, NoIdentityMatchError, RecipientMixError
from sealcase.locale import N_
from sealcase.package.age.armor import ArmorReader
from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.header import (
    MAX_STANZAS,
    VERSION_PREFIX,
    Header,
    header_size,
    read_header,
    write_header,
)
from sealcase.package.age.scrypt import refuse_scrypt_among_others
from sealcase.package.age.stanza import FILE_KEY_BYTES, Company, Identity, Recipient
from sealcase.package.age.stream import (
    LineReadable,
    PayloadWriter,
    Readable,
    decrypt_payload,
    payload_size,
)
from sealcase.package.streams import Writable, write_all

AGE_FILE = N_("the age file")
"""What errors call the file when the caller gives no name."""

_FIRST_LINE_BYTES = 128
"""More than the version line has; the first line of an armored file is shorter still."""

_READ_BYTES = 256 << 10


def encrypt(source: Readable, sink: Writable, recipients: Sequence[Recipient]) -> None:
    """Write to `sink` an age file that holds what `source` holds, for all `recipients`.

    Raises:
        RecipientMixError: the recipients may not share a file.
        LimitError: there are more than `MAX_STANZAS` recipients.
        ValueError: there are none.
    """
    with encrypting(sink, recipients) as target:
        while piece := source.read(_READ_BYTES):
            target.write(piece)


@contextlib.contextmanager
def encrypting(sink: Writable, recipients: Sequence[Recipient]) -> Iterator[PayloadWriter]:
    """Yield a file to write to; `sink` gets it as an age file for all `recipients`, whole once the block ends well.

    Whatever `sink` is given stays as it is for as long as it is held. Raises as `encrypt` does.
    """
    _check_recipients(recipients)
    file_key = os.urandom(FILE_KEY_BYTES)
    write_all(sink, write_header([recipient.wrap(file_key) for recipient in recipients], file_key))
    target = PayloadWriter(sink, file_key)
    yield target
    target.finish()


def ciphertext_size(plaintext_size: int, recipients: Sequence[Recipient]) -> int:
    """Return the exact length in bytes of the file that `encrypt` would write; raises as `encrypt` does."""
    _check_recipients(recipients)
    return header_size(sum(recipient.stanza_bytes for recipient in recipients)) + payload_size(plaintext_size)


def decrypt(source: LineReadable, sink: Writable, identities: Sequence[Identity], *, file: str = AGE_FILE) -> None:
    """Write to `sink` what the age file in `source`, binary or armored, holds.

    Chunks are written as they prove authentic, so after an error `sink` may hold the beginning of the
    plaintext: write to a private temporary file and throw it away then. `file` is the name that errors
    show.

    Raises:
        NoIdentityMatchError: the header is well formed, but no identity fits.
        DecryptionError: anything is malformed, changed or missing; its field `failure` is a `Failure`.
    """
    for piece in decrypted(source, identities, file=file):
        write_all(sink, piece)


def decrypted(source: LineReadable, identities: Sequence[Identity], *, file: str = AGE_FILE) -> Generator[memoryview]:
    """Yield what the age file in `source` holds, as `decrypt` does; the last piece alone shows that it was whole."""
    try:
        header, payload = _open_header(source)
        file_key = _unwrap(header, identities, file)
        header.check_mac(file_key)
        yield from decrypt_payload(payload, file_key)
    except FormatError as error:
        raise DecryptionError(file=file, failure=error.failure, reason=error.reason, **error.fields) from None


def _open_header(source: LineReadable) -> tuple[Header, LineReadable]:
    """Return the header, and the stream that goes on with the payload.

    Every age file begins with `age-encryption.org/`, so anything else can only be armor.
    """
    first_line = source.readline(_FIRST_LINE_BYTES)
    if not first_line:
        raise FormatError(Failure.HEADER, N_("the file is empty"))
    if first_line.startswith(VERSION_PREFIX):
        return read_header(source, first_line), source
    armored = ArmorReader(source, first_line)
    return read_header(armored, armored.readline(_FIRST_LINE_BYTES)), armored


def _unwrap(header: Header, identities: Sequence[Identity], file: str) -> bytes:
    """Return the file key that the first fitting identity finds."""
    refuse_scrypt_among_others(header.stanzas)
    for identity in identities:
        file_key = identity.unwrap(header.stanzas)
        if file_key is not None:
            return file_key
    raise NoIdentityMatchError(file=file)


def _check_recipients(recipients: Sequence[Recipient]) -> None:
    """Refuse recipients that may not share a file."""
    if not recipients:
        raise ValueError("no recipients")
    if len(recipients) > MAX_STANZAS:
        raise LimitError(
            file=AGE_FILE,
            what=N_("the number of recipients"),
            value=len(recipients),
            limit=MAX_STANZAS,
            unit=N_("recipients"),
        )
    companies = {recipient.company for recipient in recipients}
    if Company.ALONE in companies and len(recipients) > 1:
        raise RecipientMixError(reason=N_("a passphrase stands alone"))
    if len(companies) > 1:
        raise RecipientMixError(reason=N_("a classic key beside post-quantum keys would undo their protection"))
