"""Files are told by what they hold, and everything else is refused with its own error."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from gather.made_pictures import chunk, encode, png, with_text
from sealcase.contents import Document, Picture
from sealcase.errors import (
    DamagedFileError,
    EmptyFileError,
    LimitError,
    SealcaseError,
    UnreadableFileError,
    UnsupportedFileError,
)
from sealcase.gather import bounds, gather, gather_file
from sealcase.model import Kind


def _file(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_each_kind_by_content(tmp_path: Path) -> None:
    files = {
        "shot.png": (encode(with_text("x"), "JPEG"), Kind.IMAGE),
        "shot.txt": (encode(with_text("x"), "WEBP"), Kind.IMAGE),
        "noname": (encode(with_text("x"), "PNG"), Kind.IMAGE),
        "app.log": (b"12:00 failed\n", Kind.TEXT),
        "bill.xls": (b"name\tphone\tpaid\nAnn\t1\t2.00\n", Kind.CSV),
        "bill.csv": ("姓名,电话,金额\n王小明,13800138000,1.00\n".encode("gb18030"), Kind.CSV),
        "data": (b'{"a": [1]}', Kind.JSON),
        "data.json": (b'{"a": 1}\n{"a": 2}\n', Kind.JSON_LINES),
        "not.json": (b"{a: 1}", Kind.TEXT),
        "not.csv": (b"hello", Kind.TEXT),
        "MZ.txt": (b"MZ is how it begins\n", Kind.TEXT),
    }
    paths = [_file(tmp_path, name, data) for name, (data, _) in files.items()]
    exhibits = list(gather(paths))
    assert [exhibit.id for exhibit in exhibits] == [f"{number:04}" for number in range(1, len(files) + 1)]
    for exhibit, (name, (data, kind)) in zip(exhibits, files.items(), strict=True):
        assert (exhibit.name, exhibit.path.name, exhibit.kind, exhibit.original) == (name, name, kind, data)
        if kind is Kind.IMAGE:
            assert not isinstance(exhibit.content, Document)
            assert isinstance(exhibit.content[0], Picture)
        else:
            document = exhibit.content
            assert isinstance(document, Document)
            assert document.bom + document.text.encode(document.encoding) == data


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_zip(), "Word"),
        (b"\x00\x00\x00\x18ftyphevc\x00\x00\x00\x00msf1hevc", "HEIC"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "AVIF"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video"),
        (b"\x1aE\xdf\xa3\x01\x00", "video"),
        (b"\x7fELF\x02\x01\x01\x00", "program"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "program"),
        (gzip.compress(b"log"), "compressed"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (b"age-encryption.org/v1\n-> X25519", "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "Office"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "sound"),
        (bytes(257) + b"ustar\x00", "tar"),
    ],
)
def test_foreign_kinds_are_named(tmp_path: Path, data: bytes, kind: str) -> None:
    with pytest.raises(UnsupportedFileError, match=kind):
        gather_file(_file(tmp_path, "evidence.txt", data), "0001")


def test_a_binary_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFileError, match="neither a picture nor text"):
        gather_file(_file(tmp_path, "app.log", b"12:00 ok\n\x00\x01\x02"), "0001")


@pytest.mark.parametrize("name", ["shot.png", "SHOT.JPG", "shot.webp", "shot.heic", "shot.svg", "page.pdf"])
def test_text_under_a_pictures_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedFileError, match="name says picture"):
        gather_file(_file(tmp_path, name, "password: hunter2\n"), "0001")


def test_rubbish_under_a_pictures_name_is_damaged(tmp_path: Path) -> None:
    for data in (bytes(100), b"\x89PNG\n\x1a\n" + bytes(20), b"\x89P\x00"):
        with pytest.raises(DamagedFileError):
            gather_file(_file(tmp_path, "shot.png", data), "0001")


def test_no_bytes_and_white_space_are_empty(tmp_path: Path) -> None:
    for name, data in (("shot.png", b""), ("app.log", b""), ("app.txt", b" \r\n")):
        with pytest.raises(EmptyFileError):
            gather_file(_file(tmp_path, name, data), "0001")


def test_what_is_no_file_is_unreadable(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    paths = [tmp_path, tmp_path / "missing", Path(os.devnull)]
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
        paths.append(pipe)
    for path in paths:
        with pytest.raises(UnreadableFileError):
            gather_file(path, "0001")


def test_a_sparse_picture_of_two_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "screen.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(2 * 1024**3)
    with pytest.raises(LimitError) as caught:
        gather_file(path, "0001")
    assert caught.value.fields["value"] == 2 * 1024**3
    assert caught.value.fields["limit"] == bounds.MAX_FILE_BYTES
    with pytest.raises(LimitError):
        gather([path])


def test_a_picture_of_400_megapixels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="400000000 pixels, the limit is 40000000 pixels"):
        gather_file(_file(tmp_path, "shot.png", png(20_000, 20_000, chunk(b"IDAT", b""))), "0001")


def test_too_many_files_are_refused_before_one_is_read(tmp_path: Path) -> None:
    paths = [tmp_path / "missing"] * (bounds.MAX_FILES + 1)
    with pytest.raises(LimitError, match="501 files, the limit is 500 files"):
        gather(paths)


def test_too_many_bytes_are_refused_before_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "part.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(bounds.MAX_FILE_BYTES)
    with pytest.raises(LimitError, match="all files together"):
        gather([path] * 9)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "\\u5f20\\u4e09", "phone": ',
        '[{"name": "\\u5f20\\u4e09"},]',
        '{"name": "\\u5f20\\u4e09"}\n{"name": \n',
    ],
)
def test_broken_json_that_hides_characters_is_damaged(tmp_path: Path, text: str) -> None:
    with pytest.raises(DamagedFileError, match="breaks at line"):
        gather_file(_file(tmp_path, "a.json", text), "0001")


@pytest.mark.parametrize("text", ['{"name": "张三", "phone": ', "[2026-11-22 12:00] \\u5f20 said\n", "{x} \\u5f20"])
def test_broken_json_that_hides_nothing_is_text(tmp_path: Path, text: str) -> None:
    assert gather_file(_file(tmp_path, "a.json", text), "0001").kind is Kind.TEXT


def test_mail_with_encoded_parts_but_no_sender_is_refused(tmp_path: Path) -> None:
    mail = "X-Mailer: none\nContent-Transfer-Encoding: base64\n\nMTM4MDAxMzgwMDA=\n"
    with pytest.raises(UnsupportedFileError, match="mail"):
        gather_file(_file(tmp_path, "a.eml", mail), "0001")


def test_errors_name_the_file_and_translate(tmp_path: Path) -> None:
    for name, data in (
        ("a.png", "text"),
        ("b.txt", b"%PDF-1"),
        ("c.log", b"\x00"),
        ("d.txt", b"\xff\xff"),
        ("e", b"\xff\xd8\xff"),
    ):
        path = _file(tmp_path, name, data)
        with pytest.raises(SealcaseError) as caught:
            gather_file(path, "0001")
        sentence, hint = caught.value.describe()
        assert str(path) in sentence
        assert "{" not in sentence + hint
