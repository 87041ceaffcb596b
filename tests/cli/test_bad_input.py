"""Bad input: the right exit status and code, one hint, no traceback, and no file left behind."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from commandline import DESK, DESK_IDENTITY, FIXTURES, Outcome, sealcase
from conftest import PackedCase
from gather.made_archives import aes_zip, plain_zip
from sealcase import pipeline

GOOD = FIXTURES / "failed-payment" / "app.log"


def picture(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(buffer, form)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims to be `width` × `height` and holds one tiny, compressed row."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def empty(path: Path) -> None:
    path.touch()


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)


def unreadable(path: Path) -> None:
    path.mkdir()


def missing(path: Path) -> None:
    assert not path.exists()


def holding(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


BAD = {
    "empty file": ("notes.txt", empty, "E_EMPTY"),
    "0-byte PNG": ("screen.png", empty, "E_EMPTY"),
    "truncated JPEG": ("photo.jpg", holding(picture("JPEG")[:2000]), "E_DAMAGED"),
    "truncated PNG": ("screen.png", holding(picture("PNG")[:2000]), "E_DAMAGED"),
    "text named .png": ("screen.png", holding("付款失败\n".encode()), "E_UNSUPPORTED"),
    "400-megapixel PNG": ("huge.png", holding(png_header(20_000, 20_000)), "E_LIMIT"),
    "binary log": ("app.log", holding(bytes(range(256)) * 64), "E_UNSUPPORTED"),
    "2 GB sparse log": ("app.log", sparse, "E_UNSUPPORTED"),
    "a folder": ("app.log", unreadable, "E_UNREADABLE"),
    "missing file": ("app.log", missing, "E_UNREADABLE"),
    "broken ZIP archive": ("bill.zip", holding(b"PK\x03\x04" + bytes(100)), "E_DAMAGED"),
    "ZIP archive with another password": ("bill.zip", holding(aes_zip({"a.log": b"x"}, "other")), "E_PASSWORD"),
    "broken workbook": ("bill.xlsx", holding(plain_zip({"xl/workbook.xml": b"<workbook"})), "E_DAMAGED"),
    "broken mail": (
        "a.eml",
        holding(b"From: a@b.c\nTo: b\nMIME-Version: 1\nContent-Type: text/plain\n\n\xff"),
        "E_DAMAGED",
    ),
    "video": ("clip.mp4", holding(b"\0\0\0\x18ftypmp42"), "E_UNSUPPORTED"),
}


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def assert_refused(outcome: Outcome, code: str, status: int = 1) -> None:
    assert outcome.status == status, outcome.err
    assert outcome.json["error"]["code"] == code
    assert outcome.json["error"]["hint"]
    assert f"[{code}]" in outcome.err
    assert outcome.err.count("hint:") == 1
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["scan", "redact", "pack"])
def test_bad_evidence_is_refused_whole(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALCASE_FILE_PASSWORD", "123456")
    file, make, code = BAD[name]
    bad = tmp_path / file
    make(bad)
    before = everything_in(tmp_path)
    more: dict[str, list[object]] = {
        "scan": [],
        "redact": ["-o", tmp_path / "out"],
        "pack": ["--to", DESK, "-o", tmp_path / "case.sealcase.zip"],
    }
    outcome = sealcase(command, GOOD, bad, *more[command], "--json")
    assert_refused(outcome, code)
    assert file in outcome.json["error"]["message"]
    assert everything_in(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="skipped: this system has no file modes")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "app.log"
    bad.write_text("x")
    bad.chmod(0)
    assert pipeline  # loaded before the rights go: they may be needed to import
    user = os.geteuid()
    try:
        if user == 0:  # the superuser may read anything
            os.seteuid(65534)
        outcome = sealcase("scan", bad, "--json")
    finally:
        os.seteuid(user)
    assert_refused(outcome, "E_UNREADABLE")


def test_an_unknown_recipient_file_is_refused(tmp_path: Path) -> None:
    stranger = tmp_path / "desk.recipient"
    stranger.write_text("# name: nobody\nage1notakey\n")
    outcome = sealcase("pack", GOOD, "--to", stranger, "-o", tmp_path / "case.sealcase.zip", "--json")
    assert_refused(outcome, "E_RECIPIENT")
    assert everything_in(tmp_path) == ["desk.recipient"]


def test_an_unknown_kind_of_complaint_names_the_known_ones(tmp_path: Path) -> None:
    outcome = sealcase("scan", GOOD, "--issue", "lost-keys", "--json")
    assert_refused(outcome, "E_POLICY")
    assert "failed-payment" in outcome.json["error"]["hint"]


def test_an_existing_output_stays_as_it_is(tmp_path: Path) -> None:
    package = tmp_path / "case.sealcase.zip"
    package.write_bytes(b"mine")
    assert_refused(sealcase("pack", GOOD, "--to", DESK, "-o", package, "--json"), "E_EXISTS")
    assert package.read_bytes() == b"mine"
    assert everything_in(tmp_path) == ["case.sealcase.zip"]


def test_an_existing_vault_stays_as_it_is(tmp_path: Path) -> None:
    vault = tmp_path / "case.vault.age"
    vault.write_bytes(b"mine")
    outcome = sealcase("pack", GOOD, "--to", DESK, "-o", tmp_path / "case.sealcase.zip", "--json")
    assert_refused(outcome, "E_EXISTS")
    assert vault.read_bytes() == b"mine"
    assert everything_in(tmp_path) == ["case.vault.age"]


def test_the_wrong_identity_opens_nothing(packed_case: PackedCase, tmp_path: Path) -> None:
    assert sealcase("keygen", "--classic", "-o", tmp_path / "other").status == 0
    other = tmp_path / "other" / "support-desk.identity"
    outcome = sealcase("open", packed_case.package, "-i", other, "-o", tmp_path / "opened", "--json")
    assert_refused(outcome, "E_IDENTITY", status=4)
    assert not (tmp_path / "opened").exists()


def test_open_replaces_nothing(packed_case: PackedCase, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    opened.mkdir()
    (opened / "report.html").write_text("mine")
    outcome = sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", opened, "--json")
    assert_refused(outcome, "E_EXISTS")
    assert everything_in(opened) == ["report.html"]


def test_a_package_with_one_byte_changed_is_refused(packed_case: PackedCase, tmp_path: Path) -> None:
    """Every byte of a small package is flipped in tests/package; here a stride over a real one."""
    data = packed_case.package.read_bytes()
    changed = tmp_path / "changed.sealcase.zip"
    for at in range(0, len(data), max(1, len(data) // 60)):
        changed.write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
        assert sealcase("verify", changed, "--json").status == 1, at
        outcome = sealcase("open", changed, "-i", DESK_IDENTITY, "-o", tmp_path / "opened", "--json")
        assert outcome.status == 1, at
        assert everything_in(tmp_path) == ["changed.sealcase.zip"]


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"PK\x03\x04", GOOD.read_bytes()):
        path = tmp_path / "case.sealcase.zip"
        path.write_bytes(data)
        assert sealcase("verify", path, "--json").status == 1
