"""age files both ways between us and others: the program `age`, and the npm package `age-encryption`.

The npm package is looked for in `node_modules` at the root of the repository, or in the folder that
the environment variable `SEALCASE_NODE_MODULES` names; nothing is installed here.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sealcase.package import age
from sealcase.package.sshsig import generate_key

SIZES = [0, 1, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 200_000]


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"skipped: {name} is not installed")
    return path


def run(*command: str | Path, stdin: bytes = b"") -> bytes:
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def sealed(plaintext: bytes, *recipients: age.Recipient) -> bytes:
    sink = io.BytesIO()
    age.encrypt(io.BytesIO(plaintext), sink, recipients)
    return sink.getvalue()


def opened(ciphertext: bytes, *identities: age.Identity) -> bytes:
    sink = io.BytesIO()
    age.decrypt(io.BytesIO(ciphertext), sink, identities)
    return sink.getvalue()


# -------------------------------------------------------------------------------- the program `age`
@pytest.mark.parametrize("size", SIZES)
def test_age_reads_ours_and_we_read_its(tmp_path: Path, size: int) -> None:
    program("age")
    identity, plaintext = age.generate_identity(), os.urandom(size)
    key = tmp_path / "key.txt"
    key.write_text(f"# made up\n{identity.to_text()}\n")
    others = age.generate_identity().recipient()
    assert run("age", "-d", "-i", key, stdin=sealed(plaintext, others, identity.recipient())) == plaintext
    recipient = str(identity.recipient())
    assert opened(run("age", "-r", recipient, stdin=plaintext), identity) == plaintext
    assert opened(run("age", "-a", "-r", str(others), "-r", recipient, stdin=plaintext), identity) == plaintext


def test_keys_that_age_keygen_makes(tmp_path: Path) -> None:
    program("age-keygen")
    key = tmp_path / "key.txt"
    run("age-keygen", "-o", key)
    (identity,) = age.parse_identity_file(key.read_text(), "key.txt")
    assert isinstance(identity, age.X25519Identity)
    assert run("age-keygen", "-y", key).decode().strip() == str(identity.recipient())


def test_ssh_keys(tmp_path: Path) -> None:
    program("age")
    program("ssh-keygen")
    path = tmp_path / "id_ed25519"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path)
    (identity,) = age.parse_identity_file(path.read_text(), "id_ed25519")
    (recipient,) = age.parse_recipients_file(path.with_suffix(".pub").read_text(), "id_ed25519.pub")
    assert opened(run("age", "-R", path.with_suffix(".pub"), stdin=b"exhibit"), identity) == b"exhibit"
    assert run("age", "-d", "-i", path, stdin=sealed(b"exhibit", recipient)) == b"exhibit"


def test_our_ssh_keys_in_age(tmp_path: Path) -> None:
    program("age")
    key = generate_key()
    path = tmp_path / "key"
    path.write_text(key.to_text())
    assert run("age", "-d", "-i", path, stdin=sealed(b"x", age.SshIdentity(key.seed).recipient())) == b"x"


# -------------------------------------------------------------------- the npm package age-encryption
SCRIPT = """
import { Decrypter, Encrypter } from "age-encryption"
const [, mode, kind, key] = process.argv
const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const input = new Uint8Array(Buffer.concat(chunks))
const worker = mode === "encrypt" ? new Encrypter() : new Decrypter()
if (kind === "passphrase") {
  if (mode === "encrypt") worker.setScryptWorkFactor(10)
  worker.setPassphrase ? worker.setPassphrase(key) : worker.addPassphrase(key)
} else if (mode === "encrypt") worker.addRecipient(key)
else worker.addIdentity(key)
process.stdout.write(mode === "encrypt" ? await worker.encrypt(input) : await worker.decrypt(input))
"""


def typage(mode: str, kind: str, key: str, stdin: bytes) -> bytes:
    """Run the package as `node` finds it: beside its `node_modules`."""
    node = program("node")
    modules = Path(os.environ.get("SEALCASE_NODE_MODULES") or Path(__file__).parents[2] / "node_modules")
    if not (modules / "age-encryption").is_dir():
        pytest.skip("skipped: the npm package age-encryption is not installed")
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT, mode, kind, key],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=modules.parent,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("generate", [age.generate_identity, age.generate_hybrid_identity])
def test_the_npm_package_and_keys(generate: Callable[[], age.X25519Identity | age.HybridIdentity]) -> None:
    identity, plaintext = generate(), os.urandom(100_000)
    assert typage("decrypt", "key", identity.to_text(), sealed(plaintext, identity.recipient())) == plaintext
    assert opened(typage("encrypt", "key", str(identity.recipient()), plaintext), identity) == plaintext


def test_the_npm_package_and_passphrases() -> None:
    passphrase = "made-up horse 电池"
    assert typage("decrypt", "passphrase", passphrase, sealed(b"x", age.ScryptRecipient(passphrase, 10))) == b"x"
    assert opened(typage("encrypt", "passphrase", passphrase, b"x"), age.ScryptIdentity(passphrase)) == b"x"
