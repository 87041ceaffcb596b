"""The strict ZIP: what it reads is exactly what it writes, and other programs can read that."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.samples import build_container
from sealcase.errors import ContainerError, PackageLimitError
from sealcase.package import limits
from sealcase.package.container import (
    ENVELOPE,
    NAMES,
    PAYLOAD,
    SIGNATURE,
    Member,
    content_offsets,
    directory,
    local_header,
    read_container,
    total_size,
)

GOOD = {name: f"content of {name}".encode() for name in NAMES}


def read(data: bytes) -> dict[str, Member]:
    return read_container(io.BytesIO(data), "package")


def refused(data: bytes) -> str:
    with pytest.raises(ContainerError) as caught:
        read(data)
    return str(caught.value)


@given(st.fixed_dictionaries({name: st.binary(max_size=300) for name in NAMES}))
def test_what_is_written_is_read(contents: dict[str, bytes]) -> None:
    data = build_container(contents)
    found = read(data)
    assert {name: data[member.offset : member.offset + member.size] for name, member in found.items()} == contents
    assert len(data) == total_size({name: len(content) for name, content in contents.items()})


@given(data=st.data())
def test_whatever_parses_is_written_again_with_the_same_bytes(data: st.DataObject) -> None:
    package = bytearray(build_container(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        package[data.draw(st.integers(0, len(package) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(package))
    except ContainerError:
        return
    listed = tuple(found.values())
    contents = [bytes(package[member.offset : member.offset + member.size]) for member in listed]
    body = b"".join(local_header(member) + content for member, content in zip(listed, contents, strict=True))
    assert body + directory(listed) == package


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_with_our_error(data: bytes) -> None:
    refused(data)
    refused(data + build_container(GOOD)[-22:])


def test_other_programs_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(build_container(GOOD))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == GOOD
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_truncation_is_refused() -> None:
    data = build_container(GOOD)
    for length in range(len(data)):
        refused(data[:length])


def test_every_flipped_bit_outside_of_the_contents_and_crcs_is_refused() -> None:
    data = build_container(GOOD)
    free: set[int] = set()
    for member in read(data).values():
        free |= set(range(member.offset, member.offset + member.size))
    for position in set(range(len(data))) - free:
        for bit in range(8):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            refused(bytes(changed))


@pytest.mark.parametrize("extra", [b"\0", b"PK\x05\x06" + bytes(18), b"#!/bin/sh\n"])
def test_nothing_before_or_after(extra: bytes) -> None:
    data = build_container(GOOD)
    refused(extra + data)
    refused(data + extra)


def test_nothing_between() -> None:
    data = build_container(GOOD)
    start = read(data)[ENVELOPE].offset + len(GOOD[ENVELOPE])
    refused(data[:start] + b"between" + data[start:])


def by_zipfile(names: list[str], **options: int) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.create_system = 0
            info.external_attr = 0
            info.create_version = info.extract_version = 10
            info.compress_type = options.get("compress_type", zipfile.ZIP_STORED)
            archive.writestr(info, GOOD.get(name, b"extra"))
        archive.comment = b"comment" if options.get("comment") else b""
    return output.getvalue()


def test_other_member_sets_and_orders() -> None:
    swapped = [NAMES[1], NAMES[0], *NAMES[2:]]
    assert "SHA256SUMS" in refused(by_zipfile(swapped))
    assert "five members" in refused(by_zipfile([*NAMES, "evil.exe"]))
    without_signature = [name for name in NAMES if name != SIGNATURE]
    assert "five members" in refused(by_zipfile(without_signature))
    renamed = [*NAMES[:4], "../" + PAYLOAD[3:]]
    assert PAYLOAD in refused(by_zipfile(renamed))
    with pytest.warns(UserWarning, match="Duplicate"):
        repeated = by_zipfile([*NAMES[:4], ENVELOPE])
    refused(repeated)


def test_compression_and_comment() -> None:
    refused(by_zipfile(list(NAMES), compress_type=zipfile.ZIP_DEFLATED))
    refused(by_zipfile(list(NAMES), comment=1))


def test_a_data_descriptor() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    output = Pipe()
    with zipfile.ZipFile(output, "w") as archive:
        for name in NAMES:
            archive.writestr(zipfile.ZipInfo(name), GOOD[name])
    refused(output.getvalue())


def test_local_and_central_header_that_differ() -> None:
    data = build_container(GOOD)
    member = read(data)[ENVELOPE]
    field = member.offset - len(ENVELOPE) - 30 + 18  # size in the local header
    assert struct.unpack_from("<I", data, field)[0] == member.size
    changed = bytearray(data)
    changed[field] ^= 1
    assert "envelope.json" in refused(bytes(changed))


def test_zip64_lies() -> None:
    data = bytearray(build_container(GOOD))
    central = data.index(b"PK\x01\x02")
    data[central + 20 : central + 28] = b"\xff" * 8  # sizes "in the zip64 field"
    refused(bytes(data))
    data = bytearray(build_container(GOOD))
    data[-12:-6] = b"\xff" * 6  # directory "in the zip64 record"
    refused(bytes(data))


def test_the_size_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "sparse.zip"
    with path.open("w+b") as file:
        file.truncate(limits.PACKAGE_BYTES + 1)
        with pytest.raises(PackageLimitError):
            read_container(file, "package")
        file.truncate(limits.PACKAGE_BYTES)
        with pytest.raises(ContainerError):
            read_container(file, "package")


def test_a_directory_that_states_more_than_any_package_may_hold() -> None:
    sizes = dict.fromkeys(NAMES, limits.PACKAGE_BYTES // 4)
    offsets = content_offsets(sizes)
    listed = tuple(Member(name=name, offset=offsets[name], size=sizes[name], crc32=0) for name in NAMES)
    refused(bytes(100) + directory(listed))
