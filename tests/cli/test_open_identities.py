"""`open -i`: every kind of identity file that a desk may have, for a package to several recipients."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from commandline import sealcase
from package.samples import sealed
from sealcase.package import age

PASSPHRASE = "made up for this test"
SSH = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PROTECTED = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CLASSIC = age.generate_identity()
FILED = age.generate_identity()


def openssh(key: Ed25519PrivateKey, passphrase: str = "") -> bytes:
    from cryptography.hazmat.primitives.serialization import NoEncryption

    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)


def ssh_recipient(key: Ed25519PrivateKey) -> age.Recipient:
    """Return the recipient of a line as `ssh-keygen` writes it, which ends with a comment."""
    from cryptography.hazmat.primitives.serialization import PublicFormat

    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return age.parse_recipient(f"{line} desk@example.com")


def passphrase_file() -> bytes:
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(FILED.to_text().encode()), sink, [age.ScryptRecipient(PASSPHRASE, 2)])
    return sink.getvalue()


FILES = {
    "age-keygen": f"# created: 2026-11-22T16:47:00Z\n{CLASSIC.to_text()}\n".encode(),
    "protected by age -p": passphrase_file(),
    "OpenSSH": openssh(SSH),
    "protected OpenSSH": openssh(PROTECTED, PASSPHRASE),
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    recipients = [ssh_recipient(SSH), CLASSIC.recipient(), ssh_recipient(PROTECTED), FILED.recipient()]
    path = folder / "case.sealcase.zip"
    path.write_bytes(sealed(folder, recipients=recipients)[1])
    return path


@pytest.mark.parametrize("kind", FILES)
def test_each_kind_opens(package: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_IDENTITY_PASSPHRASE", PASSPHRASE)
    (tmp_path / "identity").write_bytes(FILES[kind])
    done = sealcase("open", package, "-i", tmp_path / "identity", "-o", tmp_path / "out", "--json")
    assert done.status == 3, done.err
    assert {check["status"] for check in done.json["checks"] if check["code"] != "E_SIGNER"} == {"ok"}
    assert (tmp_path / "out" / "data" / "items" / "0001.png").exists()


def test_a_wrong_passphrase(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_IDENTITY_PASSPHRASE", "another")
    for kind in ("protected by age -p", "protected OpenSSH"):
        (tmp_path / "identity").write_bytes(FILES[kind])
        done = sealcase("open", package, "-i", tmp_path / "identity", "-o", tmp_path / "out")
        assert done.status == 1
        assert "E_IDENTITY_FILE" in done.err
        assert "another" not in done.err
    assert not (tmp_path / "out").exists()
