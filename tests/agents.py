"""An ssh-agent of the test's own, and keys that are nowhere else."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcase.package.agent import AgentKey, read_public_key

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
