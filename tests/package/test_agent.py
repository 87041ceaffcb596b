"""Signing through a real ssh-agent: the key never comes here, the package is as good as any other."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents import key_in_agent, needs_ssh_agent, ssh_agent
from package.samples import DESK, KEY, OTHER_KEY, members, sealed
from sealcase.errors import EmptyFileError, SigningProgramError
from sealcase.package import agent, limits, sshsig
from sealcase.package.agent import AgentKey, read_public_key
from sealcase.package.sshkey import PublicKey, wire_string
from sealcase.package.streams import move_down
from sealcase.package.unseal import unseal
from sealcase.package.verify import Trust

__all__ = ["ssh_agent"]


@needs_ssh_agent
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
@pytest.mark.usefixtures("ssh_agent")
def test_a_package_signed_by_the_agent(tmp_path: Path, kind: str) -> None:
    key = key_in_agent(tmp_path, kind)
    trust = Trust(fingerprints=frozenset({key.public_key.fingerprint}))
    for number in range(8 if kind == "ecdsa" else 1):  # ECDSA signatures differ in length
        result, package = sealed(tmp_path, key=key)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(package)
        opened = unseal(path, [DESK], tmp_path / f"opened-{number}", trust)
        assert opened.verdict.exit_status == 0, opened.verdict.error
        assert result.size_bytes == len(package)
        assert result.fingerprint == key.public_key.fingerprint


@needs_ssh_agent
@pytest.mark.usefixtures("ssh_agent")
def test_a_key_that_the_agent_does_not_hold(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    public = tmp_path / "key.pub"
    public.write_text(KEY.public_key.to_line() + "\n")
    with pytest.raises(SigningProgramError, match="refused"):
        sealed(tmp_path, key=read_public_key(public))
    assert capfd.readouterr().err  # what ssh-keygen says, the person sees


def test_lengths_are_known_before_signing() -> None:
    for namespace in ("sealcase-envelope-v1", "x"):
        made = sshsig.sign(io.BytesIO(b""), KEY, namespace)
        assert sshsig.longest_signature(KEY.public_key, namespace) == len(made)


@pytest.mark.parametrize(("length", "moved"), [(0, 0), (1, 3), (limits.CHUNK_BYTES * 2 + 5, 4)])
def test_a_shorter_signature_moves_the_payload(length: int, moved: int) -> None:
    data = os.urandom(length)
    file = io.BytesIO(b"h" * (10 + moved) + data)
    move_down(file, 10 + moved, 10, length)
    assert file.getvalue()[10 : 10 + length] == data


# -------------------------------------------------------------------------- programs that misbehave
def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> AgentKey:
    """Let `ssh-keygen` be a script of this test."""
    path = folder / "fake-keygen"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    monkeypatch.setattr(agent, "PROGRAM", str(path))
    public = folder / "key.pub"
    public.write_text(KEY.public_key.to_line() + "\n")
    return read_public_key(public)


def test_signatures_that_are_not_the_ones_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = sshsig.sign(io.BytesIO(b"content"), KEY, "file")
    for given in (
        b"",
        b"nonsense",
        good.replace(b"\n", b"\r\n"),
        sshsig.sign(io.BytesIO(b"other"), KEY, "file"),
        sshsig.sign(io.BytesIO(b"content"), KEY, "other"),
        sshsig.sign(io.BytesIO(b"content"), OTHER_KEY, "file"),
    ):
        (tmp_path / "signature").write_bytes(given)
        key = program(tmp_path, f"cat '{tmp_path}/signature'", monkeypatch)
        with pytest.raises(SigningProgramError, match="does not hold"):
            key.sign_armored(b"content", "file")
    (tmp_path / "signature").write_bytes(good)
    assert program(tmp_path, f"cat '{tmp_path}/signature'", monkeypatch).sign_armored(b"content", "file") == good


def test_a_program_that_is_missing_fails_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SigningProgramError, match="refused"):
        program(tmp_path, "exit 1", monkeypatch).sign_armored(b"", "file")
    monkeypatch.setattr(agent, "TIMEOUT_S", 0.01)
    with pytest.raises(SigningProgramError, match=r"0\.01 seconds"):
        program(tmp_path, "exec tail -f /dev/null", monkeypatch).sign_armored(b"", "file")
    key = program(tmp_path, "", monkeypatch)
    monkeypatch.setattr(agent, "PROGRAM", str(tmp_path / "missing"))
    with pytest.raises(SigningProgramError, match="not installed"):
        key.sign_armored(b"", "file")


def test_files_that_hold_no_usable_public_key(tmp_path: Path) -> None:
    path = tmp_path / "key.pub"
    rsa = "ssh-rsa " + "AAAAB3NzaC1yc2EAAAABAwAAAAEB"
    for text, reason in (("hello", "no public key"), (KEY.to_text(), "no public key"), (rsa, "kind ssh-rsa")):
        path.write_text(text)
        with pytest.raises(SigningProgramError, match=re.escape(reason)):
            read_public_key(path)
    path.write_bytes(b"")
    with pytest.raises(EmptyFileError):
        read_public_key(path)


class SecurityKey:
    """What a security key does (OpenSSH PROTOCOL.u2f), without one: it signs its application, flags, a counter."""

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self._touches = 0
        fields = (b"sk-ssh-ed25519@openssh.com", self._private.public_key().public_bytes_raw(), b"ssh:")
        self.public_key = PublicKey.from_blob(b"".join(map(wire_string, fields)))

    def sign_armored(self, content: bytes, namespace: str) -> bytes:
        self._touches += 1
        fields = (namespace.encode(), b"", b"sha512", hashlib.sha512(content).digest())
        signed_data = b"SSHSIG" + b"".join(map(wire_string, fields))
        counter = b"\x01" + self._touches.to_bytes(4, "big")
        digest = hashlib.sha256(b"ssh:").digest() + counter + hashlib.sha256(signed_data).digest()
        inner = wire_string(self.public_key.kind.encode()) + wire_string(self._private.sign(digest)) + counter
        blob = b"SSHSIG\0\0\0\1" + b"".join(map(wire_string, (self.public_key.blob, *fields[:3], inner)))
        text = base64.b64encode(blob)
        lines = [text[start : start + 70] for start in range(0, len(text), 70)]
        return b"\n".join((b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""))


def test_a_package_signed_by_a_security_key_takes_two_touches(tmp_path: Path) -> None:
    key = SecurityKey()
    result, package = sealed(tmp_path, key=key)
    path = tmp_path / "sk.zip"
    path.write_bytes(package)
    trust = Trust(fingerprints=frozenset({key.public_key.fingerprint}))
    assert unseal(path, [DESK], tmp_path / "opened", trust).verdict.exit_status == 0
    assert result.size_bytes == len(package)
    assert int.from_bytes(base64.b64decode(b"".join(_signature(package).split(b"\n")[1:-2]))[-4:], "big") == 2


def _signature(package: bytes) -> bytes:
    return members(package)["SHA256SUMS.sig"]
