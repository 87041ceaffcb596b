"""The payload of an age file: ChaCha20-Poly1305 in chunks of 64 KiB (C2SP age.md, "Payload").

Works on pipes, holds a few chunks in memory, and gives out plaintext only after its chunk proved
authentic. That a file was whole is known only at its end: until then the caller keeps the plaintext
where nobody else takes it for real.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sealcase.locale import N_
from sealcase.package import limits
from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.header import LineSource
from sealcase.package.age.stanza import TAG_BYTES, derive_key
from sealcase.package.buffers import Buffers
from sealcase.package.streams import Writable, write_all

CHUNK_BYTES = 64 << 10
NONCE_BYTES = 16
_ENCRYPTED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
_BATCH_CHUNKS = limits.CHUNK_BYTES // _ENCRYPTED_CHUNK_BYTES
"""So many chunks are read and written at a time: fewer calls, and each long enough to be worth another thread."""
_GOES_ON = N_("the file goes on after its last chunk")


class Readable(Protocol):
    """All that encryption and decryption ask of what they read."""

    def read(self, size: int, /) -> bytes | memoryview:
        """Return at most `size` bytes, none at the end."""


class LineReadable(Readable, LineSource, Protocol):
    """What a whole age file is read from, header and payload."""


def payload_size(plaintext_bytes: int) -> int:
    """Return the length of the payload, its nonce included; an empty plaintext still takes one chunk."""
    chunks = max(1, -(-plaintext_bytes // CHUNK_BYTES))
    return NONCE_BYTES + plaintext_bytes + chunks * TAG_BYTES


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """Return the cipher under the payload key."""
    return ChaCha20Poly1305(derive_key(file_key, salt=nonce, info=b"payload"))


class PayloadWriter:
    """Encrypts what is written to it and writes that to `sink`; the payload is whole once it was finished."""

    def __init__(self, sink: Writable, file_key: bytes) -> None:
        self._sink = sink
        nonce = os.urandom(NONCE_BYTES)
        write_all(sink, nonce)
        self._cipher = _cipher(file_key, nonce)
        self._counter = 0
        self._rest = memoryview(bytearray(CHUNK_BYTES))
        self._rest_bytes = 0
        self._buffers = Buffers(_BATCH_CHUNKS * _ENCRYPTED_CHUNK_BYTES)
        self._sealed = self._buffers.take()
        self._sealed_bytes = 0

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all of `data` and return its length."""
        view = memoryview(data)
        while view:
            # A full chunk waits for what comes next: only the end of the file tells whether it was the last.
            if self._rest_bytes == CHUNK_BYTES:
                self._seal_rest(last=False)
            if self._rest_bytes == 0 and len(view) > CHUNK_BYTES:
                self._seal(view[:CHUNK_BYTES], last=False)
                view = view[CHUNK_BYTES:]
            else:
                view = self._keep(view)
        return len(data)

    def finish(self) -> None:
        """Write the last chunk."""
        self._seal_rest(last=True)
        self._hand_on()

    def _keep(self, view: memoryview) -> memoryview:
        """Fill up the chunk that waits, and return what did not go into it."""
        size = min(len(view), CHUNK_BYTES - self._rest_bytes)
        self._rest[self._rest_bytes : self._rest_bytes + size] = view[:size]
        self._rest_bytes += size
        return view[size:]

    def _seal_rest(self, *, last: bool) -> None:
        self._seal(self._rest[: self._rest_bytes], last=last)
        self._rest_bytes = 0

    def _seal(self, chunk: memoryview, *, last: bool) -> None:
        """Encrypt one chunk behind those that wait to be written together."""
        begin, self._sealed_bytes = self._sealed_bytes, self._sealed_bytes + len(chunk) + TAG_BYTES
        target = self._sealed[begin : self._sealed_bytes]
        self._cipher.encrypt_into(_chunk_nonce(self._counter, last=last), chunk, None, target)
        self._counter += 1
        if self._sealed_bytes == len(self._sealed):
            self._hand_on()

    def _hand_on(self) -> None:
        write_all(self._sink, self._sealed[: self._sealed_bytes])
        self._sealed = self._buffers.take()
        self._sealed_bytes = 0


def decrypt_payload(source: Readable, file_key: bytes) -> Generator[memoryview]:
    """Yield what `source` holds, decrypted, in pieces that proved authentic; a piece stays as it is while it is held.

    Raises:
        FormatError: a chunk is not authentic, or the file breaks off or goes on after its last chunk.
    """
    nonce = bytes(read_up_to(source, NONCE_BYTES))
    if len(nonce) < NONCE_BYTES:
        raise FormatError(Failure.HEADER, N_("the file breaks off after the header"))
    cipher = _cipher(file_key, nonce)
    buffers = Buffers(_BATCH_CHUNKS * CHUNK_BYTES)
    counter = 0
    last = False
    while not last:
        sealed = memoryview(read_up_to(source, _BATCH_CHUNKS * _ENCRYPTED_CHUNK_BYTES))
        plaintext = buffers.take()
        opened = 0
        try:
            for start in range(0, max(1, len(sealed)), _ENCRYPTED_CHUNK_BYTES):
                chunk = sealed[start : start + _ENCRYPTED_CHUNK_BYTES]
                size = _plaintext_size(chunk, counter, goes_on=last)
                last = _open_chunk(cipher, counter, chunk, plaintext[opened : opened + size])
                opened += size
                counter += 1
        except FormatError:
            yield plaintext[:opened]
            raise
        yield plaintext[:opened]
    if source.read(1):
        raise FormatError(Failure.PAYLOAD, _GOES_ON)


def _plaintext_size(chunk: memoryview, counter: int, *, goes_on: bool) -> int:
    """Return the length of what `chunk` holds; `goes_on` says that the chunk before it was the last."""
    if goes_on:
        raise FormatError(Failure.PAYLOAD, _GOES_ON)
    size = len(chunk) - TAG_BYTES
    if size < 0:
        raise FormatError(Failure.PAYLOAD, N_("the file breaks off"))
    if size == 0 and counter:
        raise FormatError(Failure.PAYLOAD, N_("the last chunk is empty"))
    return size


def _open_chunk(cipher: ChaCha20Poly1305, counter: int, sealed: memoryview, plaintext: memoryview) -> bool:
    """Decrypt one chunk into `plaintext` and tell whether it is the last: a short one must be, a full one may."""
    for last in (False, True) if len(sealed) == _ENCRYPTED_CHUNK_BYTES else (True,):
        try:
            cipher.decrypt_into(_chunk_nonce(counter, last=last), sealed, None, plaintext)
        except InvalidTag:
            continue
        return last
    raise FormatError(Failure.PAYLOAD, N_("chunk {chunk} is not authentic, or the file breaks off"), chunk=counter)


def _chunk_nonce(counter: int, *, last: bool) -> bytes:
    """Return the nonce of a chunk: eleven bytes of counter and the flag of the last chunk."""
    return (counter << 8 | last).to_bytes(12, "big")


def read_up_to(source: Readable, size: int) -> bytes | memoryview:
    """Return `size` bytes, fewer only at the end: a pipe gives what it has, not what was asked for."""
    data = source.read(size)
    if len(data) == size or not data:
        return data
    parts = [data]
    left = size - len(data)
    while left and (data := source.read(left)):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)
