"""The strict tar: what it reads is exactly what it writes, and other programs can read that."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.samples import archive_of, build_archive
from sealcase.errors import ArchiveError
from sealcase.package import limits
from sealcase.package.archive import BLOCK_BYTES, ArchiveWriter, Entry, header, padded_size, read_archive
from sealcase.package.padding import padme

NAMES = ("manifest.json", "data/complaint.json", "data/items/0001.png")
GOOD = dict(zip(NAMES, (b"{}", bytes(512), b"x" * 1000), strict=True))


def any_name(_position: int, _name: str) -> bool:
    return True


def read(data: bytes) -> list[Entry]:
    return list(read_archive(io.BytesIO(data), any_name, "package"))


def refused(data: bytes) -> str:
    with pytest.raises(ArchiveError) as caught:
        read(data)
    return str(caught.value)


names = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,20}(/[a-z0-9][a-z0-9_.-]{0,20}){0,2}", fullmatch=True)


@given(st.dictionaries(names, st.binary(max_size=1500), max_size=6))
def test_what_is_written_is_read(files: dict[str, bytes]) -> None:
    data = build_archive(files)
    assert len(data) == padded_size(len(content) for content in files.values())
    found = {entry.name: data[entry.offset : entry.offset + entry.size] for entry in read(data)}
    assert found == files


@given(data=st.data())
def test_whatever_parses_is_written_again_with_the_same_bytes(data: st.DataObject) -> None:
    changed = bytearray(build_archive(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, 6 * BLOCK_BYTES))] = data.draw(st.integers(0, 255))
    try:
        entries = read(bytes(changed))
    except ArchiveError:
        return
    files = [(entry.name, bytes(changed[entry.offset : entry.offset + entry.size])) for entry in entries]
    assert archive_of(files) == changed


@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_with_our_error(data: bytes) -> None:
    refused(data)


def test_other_programs_read_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(build_archive(GOOD)), mode="r:") as tar:
        found = tar.getmembers()
        assert [entry.name for entry in found] == list(NAMES)
        assert {(entry.mode, entry.uid, entry.gid, entry.mtime, entry.uname) for entry in found} == {
            (0o644, 0, 0, 0, "")
        }
        assert all(entry.isreg() for entry in found)


def test_every_truncation_is_refused() -> None:
    data = build_archive(GOOD)
    for length in range(0, len(data), 97):
        refused(data[:length])


def test_nothing_after_the_end_but_the_padding() -> None:
    data = build_archive(GOOD)
    refused(data + bytes(512))
    refused(data[:-1] + b"x")
    refused(data + build_archive(GOOD))


def test_the_padding_of_a_file_is_zero() -> None:
    data = bytearray(build_archive(GOOD))
    data[BLOCK_BYTES + 2] = 1
    assert "padding" in refused(bytes(data))


def tar_with(info: tarfile.TarInfo, format_: int = tarfile.USTAR_FORMAT, content: bytes = b"") -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=format_) as tar:
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    return output.getvalue().ljust(limits.ARCHIVE_MINIMUM_BYTES, b"\0")


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.FIFOTYPE,
        tarfile.DIRTYPE,
        tarfile.CONTTYPE,
        tarfile.AREGTYPE,
        tarfile.GNUTYPE_SPARSE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
    ],
)
def test_only_regular_files(kind: bytes) -> None:
    info = tarfile.TarInfo("data/items/0001.png")
    info.type = kind
    info.linkname = "/etc/passwd"
    refused(tar_with(info, tarfile.GNU_FORMAT))


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "data/../../evil",
        "data/./a",
        "data//a",
        "a/b/c/d",
        "C:evil",
        "data\\items",
        "DATA",
        "data/items/\x1b[31m",
        ".hidden",
        "data/.hidden",
        "x" * 101,
        "文件",
    ],
)
def test_names_outside_of_the_closed_form(name: str) -> None:
    refused(tar_with(tarfile.TarInfo(name), tarfile.GNU_FORMAT))
    with pytest.raises(ValueError):
        header(Entry(name=name, size=0))


def test_owners_times_and_modes() -> None:
    for field, value in (("uid", 1000), ("gid", 1000), ("mtime", 1), ("mode", 0o755), ("uname", "root")):
        info = tarfile.TarInfo("manifest.json")
        setattr(info, field, value)
        assert "prescribes" in refused(tar_with(info))


def test_sizes_that_lie() -> None:
    data = bytearray(build_archive({"manifest.json": b"{}"}))
    data[:512] = header(Entry(name="manifest.json", size=8**11 - 1))
    assert "longer than the archive" in refused(bytes(data))
    data[124:136] = b"\x80" + b"\xff" * 11  # base-256, as GNU tar writes huge sizes
    refused(bytes(data))
    data[124:136] = b"-0000000001\0"
    refused(bytes(data))


def test_entries_stop_where_the_layout_says_no() -> None:
    asked: list[int] = []

    def two(position: int, name: str) -> bool:
        asked.append(position)
        return position < 2

    with pytest.raises(ArchiveError, match="does not belong"):
        list(read_archive(io.BytesIO(build_archive(GOOD)), two, "package"))
    assert asked == [0, 1, 2]


def test_the_writer_holds_contents_to_their_stated_size() -> None:
    for content in (b"1", b"123"):
        with pytest.raises(ValueError), ArchiveWriter(io.BytesIO()).entry(Entry(name="a", size=2)) as take:
            take(content)
    with pytest.raises(ValueError):
        header(Entry(name="a", size=8**11))


@given(st.integers(0, 2**40))
def test_padme(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= size + size // 8
    assert padme(padded) == padded


def test_padme_as_the_paper_says() -> None:
    # L = 9: E = 3, S = 2, so the last bit is cleared; L = 1000: E = 9, S = 4, five bits.
    assert [padme(size) for size in (0, 1, 2, 8, 9, 1000, 1 << 20, (1 << 20) + 1)] == [
        0,
        1,
        2,
        8,
        10,
        1024,
        1 << 20,
        (1 << 20) + (1 << 15),
    ]
