"""Signing through a real ssh-agent: the key never comes here, the package is as good as any other."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from package.samples import DESK, KEY, OTHER_KEY, sealed
from sealcase.errors import EmptyFileError, SigningProgramError
from sealcase.package import agent, limits, sshsig
from sealcase.package.agent import AgentKey, read_public_key
from sealcase.package.seal import _move_down
from sealcase.package.unseal import unseal
from sealcase.package.verify import Trust

needs_ssh_agent = pytest.mark.skipif(
    not all(map(shutil.which, ("ssh-agent", "ssh-add", "ssh-keygen"))), reason="skipped: ssh-agent is not installed"
)


@pytest.fixture
def ssh_agent(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent of the test's own; a socket's path must be short."""
    socket = tmp_path_factory.mktemp("a") / "s"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert b"SSH_AUTH_SOCK" in process.stdout.readline()  # it listens once it says so
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    yield
    process.send_signal(signal.SIGTERM)
    process.communicate()


def key_in_agent(folder: Path, kind: str) -> AgentKey:
    """Put a new key into the agent, and only there; return its public half."""
    private = folder / f"key-{kind}"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "made up", "-f", private], check=True)
    subprocess.run(["ssh-add", "-q", private], check=True)
    private.unlink()
    return read_public_key(private.with_suffix(".pub"))


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
    _move_down(file, 10 + moved, 10, length)
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
