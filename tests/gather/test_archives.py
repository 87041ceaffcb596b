"""Bills in ZIP archives are gathered as if given by hand; whatever is odd about an archive is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gather.made_archives import aes_zip, plain_zip, traditional_zip
from sealcase.errors import (
    DamagedFileError,
    EmptyFileError,
    LimitError,
    OfficeDocumentError,
    PackedFileError,
    PasswordError,
    SealcaseError,
    UnsupportedFileError,
)
from sealcase.gather import archives, bounds, gather
from sealcase.gather.archives import read_members
from sealcase.model import Exhibit, Kind

BILL = "交易时间,交易对方,金额\n2026-11-22 10:00:01,王小明,12.50\n".encode("gb18030")
LOG = "10:00:01 支付失败\n".encode()


def gathered(folder: Path, data: bytes, password: str = "") -> list[Exhibit]:
    path = folder / "bill.zip"
    path.write_bytes(data)
    return list(gather([path], lambda _: password))


def test_each_file_of_an_archive_is_an_exhibit(tmp_path: Path) -> None:
    data = plain_zip(
        {"dir/": b"", "dir/bill.csv": BILL, "__MACOSX/._bill.csv": b"\0", "app.log": LOG, ".DS_Store": b"x"}
    )
    exhibits = gathered(tmp_path, data)
    assert [(e.id, e.name, e.kind, e.original) for e in exhibits] == [
        ("0001", "bill.csv", Kind.CSV, BILL),
        ("0002", "app.log", Kind.TEXT, LOG),
    ]


def test_numbers_go_on_behind_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(plain_zip({"1.log": LOG, "2.log": LOG}))
    (tmp_path / "b.log").write_bytes(LOG)
    exhibits = gather([tmp_path / "a.zip", tmp_path / "b.log"])
    assert [(e.id, e.name) for e in exhibits] == [("0001", "1.log"), ("0002", "2.log"), ("0003", "b.log")]


@pytest.mark.parametrize("data", [aes_zip({"bill.csv": BILL}), traditional_zip(b"bill.csv", BILL)])
def test_a_password_is_asked_for_and_opens_the_archive(tmp_path: Path, data: bytes) -> None:
    (exhibit,) = gathered(tmp_path, data, "123456")
    assert exhibit.original == BILL
    for wrong in ("", "654321", "中文"):
        with pytest.raises(PasswordError):
            gathered(tmp_path, data, wrong)


def test_a_wrong_password_that_passes_the_check_by_chance_is_still_wrong(tmp_path: Path) -> None:
    data = traditional_zip(b"bill.csv", BILL)
    for number in range(2000):
        with pytest.raises(PasswordError):
            list(read_members(data, "bill.zip", lambda number=number: f"no{number}"))  # type: ignore[misc]


def test_the_password_is_asked_for_once() -> None:
    asked = []

    def unlock() -> str:
        asked.append(1)
        return "123456"

    assert len(list(read_members(aes_zip({"1": LOG, "2": LOG}), "a.zip", unlock))) == 2
    assert asked == [1]


def test_names_in_gb18030_are_read_and_never_paths(tmp_path: Path) -> None:
    (exhibit,) = gathered(tmp_path, traditional_zip("微信支付账单.csv".encode("gb18030"), BILL), "123456")
    assert exhibit.name == "微信支付账单.csv"
    (exhibit,) = gathered(tmp_path, plain_zip({"../../etc/passwd": LOG}))
    assert (exhibit.name, exhibit.path.name) == ("passwd", "bill.zip")


def test_what_is_inside_is_refused_like_a_file(tmp_path: Path) -> None:
    for data, error in (
        ({"inner.zip": plain_zip({"a": LOG})}, PackedFileError),
        ({"a.mp4": b"\0\0\0\x18ftypmp42"}, UnsupportedFileError),
        ({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"}, OfficeDocumentError),
        ({"bill.csv": b""}, EmptyFileError),
        ({}, DamagedFileError),
        ({"dir/": b""}, DamagedFileError),
    ):
        with pytest.raises(error):
            gathered(tmp_path, plain_zip(data))


def test_bombs_are_refused_before_they_go_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LimitError, match="number of files in the archive"):
        gathered(tmp_path, plain_zip({f"{n}.log": LOG for n in range(bounds.MAX_ARCHIVE_MEMBERS + 1)}))
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 100_000)
    monkeypatch.setattr(archives, "MAX_ARCHIVE_BYTES", 200_000)
    with pytest.raises(LimitError, match="largest file"):
        gathered(tmp_path, plain_zip({"a.log": bytes(100_001)}))
    with pytest.raises(LimitError, match="unpacked size"):
        gathered(tmp_path, plain_zip({f"{n}.log": bytes(99_000) for n in range(3)}))


def test_members_over_one_another_and_odd_packing_are_refused(tmp_path: Path) -> None:
    data = traditional_zip(b"a.log", LOG)
    at = data.index(b"PK\x01\x02")
    central, end = data[at : data.index(b"PK\x05\x06")], bytearray(data[data.index(b"PK\x05\x06") :])
    end[8:12] = b"\x03\0\x03\0"
    end[12:16] = (3 * len(central)).to_bytes(4, "little")
    with pytest.raises(DamagedFileError):
        gathered(tmp_path, data[:at] + central * 3 + bytes(end), "123456")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.log", LOG)
    with pytest.raises(UnsupportedFileError, match="unusual"):
        gathered(tmp_path, file.getvalue())


def test_a_size_that_lies_is_damage(tmp_path: Path) -> None:
    data = bytearray(plain_zip({"a.log": LOG * 100}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(DamagedFileError):
        gathered(tmp_path, bytes(data))


@given(st.integers(0, 200), st.integers(0, 255), st.integers(0, 220))
def test_no_damage_passes_or_leaves_a_traceback(at: int, octet: int, length: int) -> None:
    data = bytearray(plain_zip({"a.log": LOG * 3}))
    data[at % len(data)] = octet
    try:
        members = dict(read_members(bytes(data[: len(data) - length % len(data)]), "a.zip", lambda: "x"))
    except SealcaseError:
        return
    assert all(content == LOG * 3 for content in members.values())


def test_errors_name_the_file_in_the_archive(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFileError) as caught:
        gathered(tmp_path, plain_zip({"clip.mp4": b"\0\0\0\x18ftypmp42"}))
    sentence, hint = caught.value.describe()
    assert "bill.zip: clip.mp4" in sentence
    assert "ffmpeg" in hint
