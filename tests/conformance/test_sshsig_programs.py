"""SSH signatures both ways between us and `ssh-keygen`, and OpenSSH's own test signatures."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sealcase.errors import SealcaseError, SignatureError, UntrustedSignerError
from sealcase.package import sshsig
from sealcase.package.allowed_signers import parse_allowed_signers
from sealcase.package.sshkey import PublicKey, SigningKey

NAMESPACE = "sealcase-envelope-v1"
VECTORS = Path(__file__).parents[3] / "shared" / "data" / "sshsig"
SUPPORTED = ("ecdsa", "ed25519", "ed25519_sk")
UNSUPPORTED = ("ecdsa_sk", "ecdsa_sk_webauthn", "mldsa44-ed25519", "rsa")

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="skipped: ssh-keygen is not installed")
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="skipped: no shared data")


def ssh_keygen(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", *arguments], input=stdin, capture_output=True, check=False)


def private_file(folder: Path, key: SigningKey) -> Path:
    path = folder / "key"
    path.touch(mode=0o600)
    path.write_text(key.to_text())
    return path


@needs_ssh_keygen
@pytest.mark.parametrize("size", [0, 1, 1000, 100_000])
def test_we_sign_byte_for_byte_as_ssh_keygen(tmp_path: Path, size: int) -> None:
    key, content = sshsig.generate_key(), os.urandom(size)
    theirs = ssh_keygen("-Y", "sign", "-f", private_file(tmp_path, key), "-n", NAMESPACE, stdin=content)
    assert theirs.stdout == sshsig.sign(io.BytesIO(content), key, NAMESPACE)


@needs_ssh_keygen
def test_keys_and_fingerprints_are_the_same(tmp_path: Path) -> None:
    key = sshsig.generate_key()
    path = private_file(tmp_path, key)
    assert ssh_keygen("-y", "-f", path).stdout.decode().split()[:2] == key.public_key.to_line().split()
    (tmp_path / "key.pub").write_text(key.public_key.to_line() + "\n")
    assert key.public_key.fingerprint in ssh_keygen("-l", "-f", tmp_path / "key.pub").stdout.decode().split()


@needs_ssh_keygen
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_we_verify_what_ssh_keygen_signs(tmp_path: Path, kind: str) -> None:
    ssh_keygen("-q", "-t", kind, "-N", "", "-f", tmp_path / "key")
    signature = ssh_keygen("-Y", "sign", "-f", tmp_path / "key", "-n", NAMESPACE, stdin=b"exhibit").stdout
    key = sshsig.check(io.BytesIO(b"exhibit"), signature, NAMESPACE)
    assert key == PublicKey.from_line((tmp_path / "key.pub").read_text())


SIGNER_LINES = [
    "{name} {key}",
    '"{name},other" {key} a comment',
    '*,!stranger namespaces="sealcase-*" {key}',
    '{name} namespaces="git,file" {key}',
    '{name} namespaces="!sealcase-envelope-v1,*" {key}',
    '{name} valid-after="20200101",valid-before="99991231Z" {key}',
    '{name} valid-before="20200101" {key}',
    '{name} valid-after="99980101000000" {key}',
    "{name} cert-authority {key}",
    '{name} Namespaces="sealcase-envelope-v1" {key}',
    '{name} namespaces="sealcase-[a-z]*" {key}',
    "{name} unknown-option {key}",
    '{name} namespaces="a",namespaces="sealcase-*" {key}',
]


@needs_ssh_keygen
@pytest.mark.parametrize("line", SIGNER_LINES)
def test_we_trust_whom_ssh_keygen_trusts(tmp_path: Path, line: str) -> None:
    key = sshsig.generate_key()
    signers, signature = tmp_path / "signers", tmp_path / "signature"
    signers.write_text(line.format(name="desk", key=key.public_key.to_line()) + "\n")
    signature.write_bytes(sshsig.sign(io.BytesIO(b"exhibit"), key, NAMESPACE))
    theirs = ssh_keygen("-Y", "verify", "-f", signers, "-I", "desk", "-n", NAMESPACE, "-s", signature, stdin=b"exhibit")
    try:
        allowed = parse_allowed_signers(signers.read_text(), "signers")
        sshsig.verify(io.BytesIO(b"exhibit"), signature.read_bytes(), allowed, NAMESPACE)
        ours = 0
    except SealcaseError:
        ours = 255
    assert ours == theirs.returncode, theirs.stderr.decode()


# --------------------------------------------------------------------------------- OpenSSH's vectors
def vector(name: str) -> tuple[PublicKey, bytes, bytes, str]:
    key = PublicKey.from_line((VECTORS / f"{name}.pub").read_text())
    signature = (VECTORS / f"{name}.sig").read_bytes()
    return key, signature, (VECTORS / "signed-data").read_bytes(), (VECTORS / "namespace").read_text()


@needs_vectors
@pytest.mark.parametrize("name", SUPPORTED)
def test_signatures_of_openssh_hold(name: str) -> None:
    key, signature, content, namespace = vector(name)
    assert sshsig.check(io.BytesIO(content), signature, namespace) == key
    flipped = bytearray(content)
    flipped[len(flipped) // 2] ^= 1
    for other_content, other_namespace in ((bytes(flipped), namespace), (content, "other")):
        with pytest.raises(SignatureError):
            sshsig.check(io.BytesIO(other_content), signature, other_namespace)


@needs_vectors
@pytest.mark.parametrize("name", SUPPORTED)
def test_signatures_of_openssh_hold_for_their_key_only(name: str) -> None:
    key, signature, content, namespace = vector(name)
    others = [vector(other)[0].to_line() for other in SUPPORTED if other != name]
    strangers = parse_allowed_signers("".join(f"a {line}\n" for line in others), "signers")
    with pytest.raises(UntrustedSignerError):
        sshsig.verify(io.BytesIO(content), signature, strangers, namespace)
    listed = parse_allowed_signers(f"a {key.to_line()}", "signers")
    assert sshsig.verify(io.BytesIO(content), signature, listed, namespace).key == key


@needs_vectors
@pytest.mark.parametrize("name", UNSUPPORTED)
def test_kinds_that_are_not_supported_are_named(name: str) -> None:
    key, signature, content, namespace = vector(name)
    with pytest.raises(SignatureError, match=key.kind):
        sshsig.check(io.BytesIO(content), signature, namespace)
