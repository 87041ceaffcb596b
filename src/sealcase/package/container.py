"""The outer ZIP: five stored members in one order, written and read by exact rules.

Guarantees: the reader accepts byte for byte what the writer writes and nothing else. Given the sizes
and CRCs that the central directory states, every header of the file is known; the reader builds them
again and compares. Refused: anything before, between or after the members; compression, encryption,
data descriptors, extra fields, comments, dates other than 1980-01-01, 64-bit forms, another name,
another order, a local header that differs from the central one. Source: PKWARE APPNOTE 6.3.10,
sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (end record).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from sealcase.errors import ContainerError, PackageLimitError
from sealcase.files import printable
from sealcase.locale import N_
from sealcase.package import limits
from sealcase.package.streams import read_at

CHECKSUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
README = "README.txt"
ENVELOPE = "envelope.json"
PAYLOAD = "payload.tar.age"
NAMES = (CHECKSUMS, SIGNATURE, README, ENVELOPE, PAYLOAD)

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION_NEEDED = 10
"""1.0: stored files without anything newer (APPNOTE 4.4.3.2). Made by: 1.0 on MS-DOS, so no file modes travel."""
_DOS_DATE = 1 << 5 | 1
"""1980-01-01, the first day of the format (APPNOTE 4.4.6); the time is 00:00:00."""
_DIRECTORY_BYTES = sum(_CENTRAL.size + len(name) for name in NAMES)
_STORED = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One file in the container: where its bytes are, and what the directory says about them."""

    name: str
    offset: int
    """Byte at which its content begins."""
    size: int
    crc32: int


def content_offsets(sizes: Mapping[str, int]) -> dict[str, int]:
    """Return where the content of each member begins, given the `sizes` of all."""
    offsets: dict[str, int] = {}
    position = 0
    for name in NAMES:
        position += _LOCAL.size + len(name)
        offsets[name] = position
        position += sizes[name]
    return offsets


def total_size(sizes: Mapping[str, int]) -> int:
    """Return the size of the whole container in bytes."""
    return content_offsets(sizes)[PAYLOAD] + sizes[PAYLOAD] + _DIRECTORY_BYTES + _END.size


def local_header(member: Member) -> bytes:
    """Return the header that stands before the content of `member`."""
    name = member.name.encode()
    fields = (_VERSION_NEEDED, 0, _STORED, 0, _DOS_DATE, member.crc32, member.size, member.size, len(name), 0)
    return _LOCAL.pack(b"PK\x03\x04", *fields) + name


def directory(members: tuple[Member, ...]) -> bytes:
    """Return the central directory and the end record that stand after the last content."""
    entries = b"".join(_central_header(member) for member in members)
    start = members[-1].offset + members[-1].size
    return entries + _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(entries), start, 0)


def _central_header(member: Member) -> bytes:
    name = member.name.encode()
    start = member.offset - _LOCAL.size - len(name)
    fields = (_VERSION_NEEDED, _VERSION_NEEDED, 0, _STORED, 0, _DOS_DATE, member.crc32, member.size, member.size)
    return _CENTRAL.pack(b"PK\x01\x02", *fields, len(name), 0, 0, 0, 0, 0, start) + name


def read_container(file: BinaryIO, label: str) -> dict[str, Member]:
    """Return the members of the container in `file`; reads headers only, and no more than some hundred bytes.

    Raises:
        ContainerError: a byte outside of the members' content is not what the writer writes.
        PackageLimitError: the file is larger than `limits.PACKAGE_BYTES`.
    """
    size = file.seek(0, 2)
    if size > limits.PACKAGE_BYTES:
        raise PackageLimitError(file=label, what=N_("the package"), value=size, limit=limits.PACKAGE_BYTES)
    tail_bytes = _DIRECTORY_BYTES + _END.size
    tail = read_at(file, max(0, size - tail_bytes), tail_bytes)
    members = _stated_members(tail, label)
    last = members[-1]
    if last.offset + last.size + tail_bytes != size:
        _refuse(label, N_("the sizes of its members do not add up to the size of the file"))
    for member in members:
        expected = local_header(member)
        if read_at(file, member.offset - len(expected), len(expected)) != expected:
            _refuse(label, N_("the header of {member} differs from the directory"), member.name)
    return {member.name: member for member in members}


def _stated_members(tail: bytes, label: str) -> tuple[Member, ...]:
    """Return the members that the central directory in `tail` states, after comparing it with what we would write."""
    if len(tail) < _DIRECTORY_BYTES + _END.size or tail[-_END.size :][:4] != b"PK\x05\x06":
        _refuse(label, N_("it does not end as a ZIP file ends: it was cut off, or something was added"))
    entries = struct.unpack_from("<H", tail, len(tail) - _END.size + 10)[0]
    if entries != len(NAMES):
        _refuse(label, N_("it does not hold the five members of the format"))
    sizes: dict[str, int] = {}
    crcs: dict[str, int] = {}
    position = 0
    for name in NAMES:
        header = tail[position : position + _CENTRAL.size + len(name)]
        if header[:4] != b"PK\x01\x02" or header[_CENTRAL.size :] != name.encode():
            _refuse(label, N_("{member} is not where it belongs"), name)
        crcs[name], sizes[name] = struct.unpack_from("<II", header, 16)
        position += len(header)
    offsets = content_offsets(sizes)
    members = tuple(Member(name=name, offset=offsets[name], size=sizes[name], crc32=crcs[name]) for name in NAMES)
    # The size first: a start beyond 32 bits could not be packed for the comparison.
    if total_size(sizes) > limits.PACKAGE_BYTES or directory(members) != tail:
        _refuse(label, N_("its directory is not the one that the format prescribes"))
    return members


def _refuse(label: str, reason: str, member: str = "") -> NoReturn:
    raise ContainerError(file=label, reason=reason, member=printable(member))
