"""Timestamps through the command line: only when asked for, beside the package, and never in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from authority import Authority, authority, needs_openssl, serving
from commandline import DESK, sealcase

__all__ = ["authority"]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("手机 13800138000\n", encoding="utf-8")
    return path


def test_from_pack_to_verify(note: Path, authority: Authority) -> None:
    package = note.parent / "one.sealcase.zip"
    sidecar = note.parent / "one.sealcase.zip.tsr"
    with serving(authority.reply) as url:
        packed = sealcase("pack", note, "--to", DESK, "-o", package, "--timestamp", url, "--json")
    assert packed.status == 0, packed.err
    assert packed.json["timestamp"]["file"] == str(sidecar)
    check = ("verify", package, "--timestamp", sidecar, "--tsa-ca", authority.certificates)
    document = sealcase(*check, "--json")
    assert document.status == document.json["exit_status"] == 3
    assert document.json["timestamp"] == {"status": "ok", "time": packed.json["timestamp"]["time"]}
    words = sealcase(*check, "--signer", packed.json["fingerprint"])
    assert words.status == 0
    assert f"existed at {packed.json['timestamp']['time']}" in words.out
    assert sealcase("verify", package, "--json").json["timestamp"] is None


def test_a_timestamp_of_another_package_ends_with_1(note: Path, authority: Authority) -> None:
    with serving(authority.reply) as url:
        for name in ("one", "two"):
            words = ("pack", note, "--to", DESK, "-o", note.parent / f"{name}.sealcase.zip", "--timestamp", url)
            assert "send it along" in sealcase(*words).out
    sidecar = note.parent / "two.sealcase.zip.tsr"
    check = ("verify", note.parent / "one.sealcase.zip", "--timestamp", sidecar, "--tsa-ca", authority.certificates)
    outcome = sealcase(*check)
    assert outcome.status == 1
    assert "Intact" in outcome.out
    assert "another package" in outcome.err
    document = sealcase(*check, "--json").json
    assert document["timestamp"]["error"]["code"] == "E_TIMESTAMP"
    assert (document["status"], document["exit_status"]) == ("unknown-signer", 1)
    broken = (*check[:3], note, *check[4:])
    assert sealcase(*broken).status == sealcase(*check[:3], note.parent / "no", *check[4:]).status == 1


def test_a_failed_timestamp_does_not_lose_the_package(note: Path) -> None:
    package = note.parent / "one.sealcase.zip"
    with serving(lambda _: b"nonsense") as url:
        outcome = sealcase("pack", note, "--to", DESK, "-o", package, "--timestamp", url)
    assert outcome.status == 1
    assert "the package is complete" in outcome.out
    assert "E_TIMESTAMP" in outcome.err
    assert sealcase("verify", package).status == 3
    assert sorted(path.name for path in note.parent.iterdir()) == ["note.txt", "one.sealcase.zip", "one.vault.age"]
    with serving(lambda _: b"") as url:
        again = sealcase("pack", note, "--to", DESK, "-o", package, "--timestamp", url, "--force", "--json")
    assert again.status == 1
    assert again.json["timestamp"]["status"] == "failed"
    assert again.json["package_id"]


@needs_openssl
def test_a_sidecar_in_the_way_is_known_before_and_appears_with_standard_output(
    note: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(note.parent)
    sidecar = note.parent / "one.sealcase.zip.tsr"
    sidecar.write_text("another")
    with serving(authority.reply) as url:
        words = ("pack", note, "--to", DESK, "--timestamp", url)
        asked = len(authority.requests)
        refused = sealcase(*words, "-o", "one.sealcase.zip")
        assert (refused.status, "E_EXISTS" in refused.err, len(authority.requests)) == (1, True, asked)
        assert sealcase(*words, "-o", "one.sealcase.zip", "--force").status == 0
        assert sidecar.read_text("latin-1") != "another"
        streamed = sealcase(*words, "-o", "-")
    assert streamed.status == 0
    (ours,) = note.parent.glob("complaint-*.tsr")
    (note.parent / "streamed").write_bytes(streamed.raw)
    check = ("verify", note.parent / "streamed", "--timestamp", ours, "--tsa-ca", authority.certificates)
    assert sealcase(*check).status == 3


def test_a_sidecar_that_cannot_be_written_does_not_lose_the_package(
    note: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = note.parent / "one.sealcase.zip"

    def in_the_way(request: bytes) -> bytes:
        (note.parent / "one.sealcase.zip.tsr").write_text("came first")
        return authority.reply(request)

    with serving(in_the_way) as url:
        outcome = sealcase("pack", note, "--to", DESK, "-o", package, "--timestamp", url)
    assert (outcome.status, "E_EXISTS" in outcome.err) == (1, True)
    assert sealcase("verify", package).status == 3
    assert (note.parent / "one.sealcase.zip.tsr").read_text() == "came first"


def test_usage(note: Path) -> None:
    pack = ("pack", note, "--to", DESK, "-o", note.parent / "one.sealcase.zip")
    for url in ("http://tsa.example/", "tsa.example", "ftp://127.0.0.1/"):
        assert sealcase(*pack, "--timestamp", url).status == 2
    assert sealcase("verify", note, "--timestamp", note).status == 2
    assert sealcase("verify", note, "--tsa-ca", note).status == 2
    refused = sealcase("verify", note, "--timestamp", note, "--tsa-ca", note, "--json")
    assert (refused.status, refused.json["timestamp"]) == (1, None)
