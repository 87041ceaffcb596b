"""Writing a package in a single pass: every size is known before the first byte.

So the payload goes straight to its place, and what is made from its digest, before and behind it, follows.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO

from sealcase.crc import crc32
from sealcase.errors import LimitError
from sealcase.locale import N_
from sealcase.package import age, limits, sshsig
from sealcase.package import container as zip_container
from sealcase.package.container import CHECKSUMS, ENVELOPE, NAMES, PAYLOAD, README, SIGNATURE, Member
from sealcase.package.envelope import Envelope
from sealcase.package.readme import README as README_BYTES
from sealcase.package.sshkey import PublicKey, SigningKey
from sealcase.package.streams import Writable, move_down
from sealcase.package.verify import NAMESPACE, checksums_text
from sealcase.package.workers import Beside, Sums, Worker

LABEL = N_("the package")


def write_package(
    output: BinaryIO,
    envelope: Envelope,
    write_content: Callable[[Writable], None],
    recipients: Sequence[age.Recipient],
    key: SigningKey | sshsig.Signer,
) -> tuple[int, bytes]:
    """Write a package to `output`, an empty file that can seek, and return its size and outer signature.

    `write_content` writes the archive, of the size that `envelope` states, to the file that it is given.

    Raises:
        LimitError: the package would be beyond the bound of the format.
        SigningProgramError: the program that holds the key did not sign.
    """
    texts = {README: README_BYTES, ENVELOPE: envelope.to_bytes()}
    planned_at = _payload_offset(texts, envelope.payload_bytes, key.public_key)
    output.seek(planned_at)
    with Worker() as writing, Worker() as summing, Worker() as encrypting:
        sink = _SummingSink(output, writing, summing)
        with age.encrypting(sink, recipients) as target:
            write_content(Beside(target, encrypting))
            encrypting.wait()
        writing.wait()
        sha256, payload_crc32 = sink.both()
    digests = {name: hashlib.sha256(texts[name]).hexdigest() for name in (README, ENVELOPE)} | {PAYLOAD: sha256}
    texts[CHECKSUMS] = checksums_text(digests)
    texts[SIGNATURE] = sshsig.sign(io.BytesIO(texts[CHECKSUMS]), key, NAMESPACE)
    members = _members(texts, envelope.payload_bytes, payload_crc32)
    payload = members[-1]
    move_down(output, planned_at, payload.offset, payload.size)
    output.seek(0)
    output.writelines(zip_container.local_header(member) + texts.get(member.name, b"") for member in members)
    output.seek(payload.offset + payload.size)
    output.write(zip_container.directory(members))
    output.truncate()
    return output.tell(), texts[SIGNATURE]


def _payload_offset(texts: Mapping[str, bytes], payload_bytes: int, key: PublicKey) -> int:
    """Return where the payload begins, or a little behind that: an ECDSA signature may turn out shorter."""
    # The checksums have one length whatever they say.
    blank = checksums_text(dict.fromkeys((README, ENVELOPE, PAYLOAD), "0" * 64))
    sizes = {name: len(text) for name, text in texts.items()} | {CHECKSUMS: len(blank), PAYLOAD: payload_bytes}
    sizes[SIGNATURE] = sshsig.longest_signature(key, NAMESPACE)
    total = zip_container.total_size(sizes)
    if total > limits.PACKAGE_BYTES:
        raise LimitError(file=LABEL, what=LABEL, value=total, limit=limits.PACKAGE_BYTES, unit=N_("bytes"))
    return zip_container.content_offsets(sizes)[PAYLOAD]


def _members(texts: Mapping[str, bytes], payload_bytes: int, payload_crc32: int) -> tuple[Member, ...]:
    sizes = {name: len(text) for name, text in texts.items()} | {PAYLOAD: payload_bytes}
    crcs = {name: crc32(text) for name, text in texts.items()} | {PAYLOAD: payload_crc32}
    offsets = zip_container.content_offsets(sizes)
    return tuple(Member(name=name, offset=offsets[name], size=sizes[name], crc32=crcs[name]) for name in NAMES)


class _SummingSink:
    """Writes to another file, on a thread of its own, and sums up what was written."""

    def __init__(self, output: BinaryIO, writing: Worker, summing: Worker) -> None:
        self._output = Beside(output, writing)
        self._sums = Sums(summing)

    def write(self, data: bytes | memoryview, /) -> int:
        """Write all of `data`, which must not change afterwards, and return its length."""
        self._sums.update(data)
        return self._output.write(data)

    def both(self) -> tuple[str, int]:
        """Return SHA-256 (hexadecimal) and CRC-32 of what was written."""
        return self._sums.both()
