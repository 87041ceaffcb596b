"""A package made by `pack` is verified and opened by programs that we did not write, and by them alone."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import DESK_IDENTITY, sealcase
from conftest import PackedCase


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"skipped: {name} is not installed")
    return path


def ran(*command: object, folder: Path, stdin: Path | None = None) -> str:
    source = stdin.open("rb") if stdin else None
    try:
        done = subprocess.run(list(map(str, command)), cwd=folder, stdin=source, capture_output=True, check=False)
    finally:
        if source:
            source.close()
    output = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, output
    return output


@pytest.fixture
def unzipped(packed_case: PackedCase, tmp_path: Path) -> Path:
    ran(program("unzip"), "-q", packed_case.package, "-d", tmp_path / "outer", folder=tmp_path)
    return tmp_path / "outer"


@pytest.fixture
def untarred(unzipped: Path, tmp_path: Path) -> Path:
    tar = tmp_path / "payload.tar"
    ran(program("age"), "-d", "-i", DESK_IDENTITY, "-o", tar, unzipped / "payload.tar.age", folder=tmp_path)
    (tmp_path / "bag").mkdir()
    ran(program("tar"), "-xf", tar, folder=tmp_path / "bag")
    return tmp_path / "bag"


def test_sha256sum_finds_every_member_whole(unzipped: Path) -> None:
    assert sorted(path.name for path in unzipped.iterdir()) == [
        "README.txt",
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "envelope.json",
        "payload.tar.age",
    ]
    said = ran(program("sha256sum"), "-c", "SHA256SUMS", folder=unzipped)
    assert said.count(": OK") == 3


def test_ssh_keygen_verifies_the_outer_signature(packed_case: PackedCase, unzipped: Path) -> None:
    checked = ran(
        program("ssh-keygen"),
        *("-Y", "check-novalidate", "-n", "sealcase-envelope-v1", "-s", "SHA256SUMS.sig"),
        folder=unzipped,
        stdin=unzipped / "SHA256SUMS",
    )
    assert fingerprint_of(packed_case) in checked


def test_ssh_keygen_knows_the_signer_by_allowed_signers(
    packed_case: PackedCase, unzipped: Path, tmp_path: Path
) -> None:
    (tmp_path / "signers").write_text(f"complainant ssh-ed25519 {public_key(unzipped / 'SHA256SUMS.sig')}\n")
    said = ran(
        program("ssh-keygen"),
        *("-Y", "verify", "-f", tmp_path / "signers", "-I", "complainant"),
        *("-n", "sealcase-envelope-v1", "-s", "SHA256SUMS.sig"),
        folder=unzipped,
        stdin=unzipped / "SHA256SUMS",
    )
    assert fingerprint_of(packed_case) in said


def test_age_and_tar_open_it_and_the_inner_signature_is_by_the_same_key(
    packed_case: PackedCase, untarred: Path
) -> None:
    checked = ran(
        program("ssh-keygen"),
        *("-Y", "check-novalidate", "-n", "sealcase-manifest-v1", "-s", "tagmanifest-sha256.txt.sig"),
        folder=untarred,
        stdin=untarred / "tagmanifest-sha256.txt",
    )
    assert fingerprint_of(packed_case) in checked
    ran(program("sha256sum"), "-c", "--strict", "tagmanifest-sha256.txt", folder=untarred)
    ran(program("sha256sum"), "-c", "--strict", "manifest-sha256.txt", folder=untarred)


def test_the_content_is_a_valid_bag(untarred: Path) -> None:
    pytest.importorskip("bagit", reason="skipped: bagit is not installed")
    said = ran(sys.executable, "-m", "bagit", "--validate", untarred, folder=untarred)
    assert "is valid" in said


def test_plain_tools_and_open_give_the_same_files(packed_case: PackedCase, untarred: Path, tmp_path: Path) -> None:
    assert sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", tmp_path / "ours").status == 3
    for path in sorted(untarred.rglob("*")):
        if path.is_file():
            ours = tmp_path / "ours" / path.relative_to(untarred)
            assert hashlib.sha256(ours.read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest()


def public_key(signature: Path) -> str:
    """Return the base64 of the public key inside an SSHSIG file (PROTOCOL.sshsig: magic, version, key, …)."""
    blob = base64.b64decode("".join(signature.read_text().splitlines()[1:-1]))
    assert blob[:10] == b"SSHSIG\0\0\0\1"
    size = int.from_bytes(blob[10:14], "big")
    return base64.b64encode(blob[14 : 14 + size]).decode()


def fingerprint_of(packed_case: PackedCase) -> str:
    """Return the fingerprint that `pack` printed."""
    line = next(line for line in packed_case.outcome.out.splitlines() if line.startswith("Fingerprint:"))
    return line.split()[-1]
