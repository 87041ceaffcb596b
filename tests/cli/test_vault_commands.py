"""Vault, supersede, replay, passphrases and agent keys through the command line."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from agents import key_in_agent, needs_ssh_agent, ssh_agent
from commandline import DESK, DESK_IDENTITY, ROOT, Outcome, sealcase
from conftest import PackedCase
from sealcase.package import age
from sealcase.package.sshkey import SigningKey

__all__ = ["ssh_agent"]

PASSPHRASE = "made-up horse 电池"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "笔记.txt"
    path.write_text("收款人：张三 手机 13800138000\n", encoding="utf-8")
    return path


def pack(note: Path, name: str, *more: object) -> Outcome:
    return sealcase("pack", note, "--to", DESK, "-o", note.parent / f"{name}.sealcase.zip", *more)


def open_package(note: Path, name: str, *more: object) -> Outcome:
    package = note.parent / f"{name}.sealcase.zip"
    return sealcase("open", package, "-i", DESK_IDENTITY, "-o", note.parent / "inbox" / name, *more)


@pytest.fixture(autouse=True)
def inbox(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()


# ---------------------------------------------------------------------------------------- vault open
def test_the_own_key_opens_the_vault(packed_case: PackedCase, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = sealcase("vault", "open", packed_case.vault, "-o", out, "--json")
    assert outcome.status == 0, outcome.err
    document = outcome.json
    evidence = sorted((ROOT / "fixtures" / packed_case.case).iterdir())
    assert [Path(original["file"]).name for original in document["originals"]] == [path.name for path in evidence]
    for original, path in zip(document["originals"], evidence, strict=True):
        assert Path(original["file"]).read_bytes() == path.read_bytes()
    key = SigningKey.from_text(Path(document["signing_key"]).read_text())
    assert key.public_key.fingerprint == document["signer"]
    assert document["signer"] in packed_case.outcome.out
    assert json.loads(Path(document["openings"]).read_bytes())["package_id"] == document["package_id"]


def test_words_say_what_lies_where(packed_case: PackedCase, tmp_path: Path) -> None:
    outcome = sealcase("vault", "open", packed_case.vault, "-o", tmp_path / "out")
    assert outcome.status == 0
    assert "number 1 of its case" in outcome.out
    for path in (tmp_path / "out").rglob("*"):
        assert path.is_dir() or str(path if path.parent.name != "pixels" else path.parent) in outcome.out
    again = sealcase("vault", "open", packed_case.vault, "-o", tmp_path / "out")
    assert (again.status, "E_EXISTS" in again.err) == (1, True)
    assert sealcase("vault", "open", packed_case.vault, "-o", tmp_path / "out", "--force").status == 0


def test_a_vault_of_someone_else_ends_with_4(packed_case: PackedCase, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.write_text(age.generate_identity().to_text())
    outcome = sealcase("vault", "open", packed_case.vault, "-i", stranger, "-o", tmp_path / "out", "--json")
    assert outcome.status == 4
    assert outcome.json["error"]["code"] == "E_IDENTITY"
    assert "your own key" in outcome.json["error"]["hint"]
    assert not (tmp_path / "out").exists()


def test_without_an_own_key_none_is_made(
    packed_case: PackedCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALCASE_HOME", str(tmp_path / "empty"))
    assert sealcase("vault", "open", packed_case.vault, "-o", tmp_path / "out").status == 4
    assert not (tmp_path / "empty").exists()


def test_damaged_vaults_and_other_files(packed_case: PackedCase, tmp_path: Path) -> None:
    damaged = tmp_path / "case.vault.age"
    damaged.write_bytes(packed_case.vault.read_bytes()[:-1])
    for path, code in ((damaged, "E_VAULT"), (packed_case.package, "E_VAULT"), (tmp_path / "no", "E_UNREADABLE")):
        outcome = sealcase("vault", "open", path, "-o", tmp_path / "out")
        assert (outcome.status, code in outcome.err) == (1, True), outcome.err
        assert "hint:" in outcome.err
    assert not (tmp_path / "out").exists()
    assert sealcase("vault").status == sealcase("vault", "open").status == sealcase("vault", "nonsense").status == 2


# ---------------------------------------------------------------------------------------- passphrase
def test_a_passphrase_from_the_environment(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALCASE_VAULT_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("SEALCASE_HOME", str(note.parent / "home"))
    assert pack(note, "one", "--vault-passphrase").status == 0
    assert not (note.parent / "home").exists(), "no own key is needed"
    assert b"\n-> scrypt " in (note.parent / "one.vault.age").read_bytes()[:100]
    assert sealcase("vault", "open", note.parent / "one.vault.age", "-o", note.parent / "out").status == 0
    assert pack(note, "two", "--vault-passphrase", "--supersedes", note.parent / "one.vault.age").status == 0
    monkeypatch.setenv("SEALCASE_VAULT_PASSPHRASE", "wrong")
    assert sealcase("vault", "open", note.parent / "one.vault.age", "-o", note.parent / "no").status == 4


def on_a_terminal(answers: list[str], *words: object, stdin: bytes | None = None) -> tuple[int, str]:
    """Run sealcase with a terminal, answer each prompt once it stands there; return the status and what was shown."""
    terminal, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "LANGUAGE": "en"}
    # A session of its own whose terminal is the one that is opened first.
    start = "import os, sys; os.close(os.open(sys.argv.pop(1), os.O_RDWR)); from sealcase.__main__ import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", start, os.ttyname(theirs), *map(str, words)],
        stdin=subprocess.PIPE if stdin is not None else theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    )
    if process.stdin is not None and stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
    shown = b""
    for number, answer in enumerate(answers, start=1):
        while shown.count(b": ") < number:
            assert select.select([terminal], [], [], 60)[0], shown
            shown += os.read(terminal, 1000)
        os.write(terminal, f"{answer}\n".encode())
    _, errors = process.communicate(timeout=120)
    while select.select([terminal], [], [], 0)[0]:
        shown += os.read(terminal, 1000)
    os.close(theirs)
    os.close(terminal)
    return process.returncode, shown.decode() + errors.decode()


def test_a_passphrase_is_typed_twice_and_not_shown(note: Path) -> None:
    package, vault = note.parent / "one.sealcase.zip", note.parent / "one.vault.age"
    words = ("pack", "-", "--to", DESK, "-o", package, "--vault-passphrase")
    status, shown = on_a_terminal([PASSPHRASE, PASSPHRASE], *words, stdin=note.read_bytes())
    assert status == 0, shown
    assert shown.count("passphrase") == 1
    assert PASSPHRASE not in shown
    status, shown = on_a_terminal([PASSPHRASE], "vault", "open", vault, "-o", note.parent / "out")
    assert status == 0, shown
    assert PASSPHRASE not in shown
    assert on_a_terminal(["wrong"], "vault", "open", vault, "-o", note.parent / "no")[0] == 4


def test_without_a_terminal_nothing_is_asked_in_the_open(note: Path) -> None:
    words = ["pack", str(note), "--to", str(DESK), "-o", str(note.parent / "x.sealcase.zip"), "--vault-passphrase"]
    done = subprocess.run(
        [sys.executable, "-m", "sealcase", *words],
        input=b"typed in the open\n",
        capture_output=True,
        check=False,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    assert done.returncode == 2
    assert b"SEALCASE_VAULT_PASSPHRASE" in done.stderr
    assert not (note.parent / "x.sealcase.zip").exists()


# --------------------------------------------------------------------------- supersede and replay
def test_a_later_package_carries_the_case_on(note: Path) -> None:
    first = pack(note, "one", "--json").json
    second = pack(note, "two", "--supersedes", note.parent / "one.vault.age", "--json").json
    third = pack(note, "three", "--supersedes", note.parent / "two.vault.age")
    assert (first["sequence"], first["supersedes"], first["timestamp"]) == (1, None, None)
    assert (second["sequence"], second["supersedes"]) == (2, first["package_id"])
    assert second["fingerprint"] == first["fingerprint"]
    assert first["fingerprint"] in third.out
    assert f"Replaces:    package {second['package_id']}; this is number 3" in third.out
    opened = [open_package(note, name, "--json").json for name in ("one", "two", "three")]
    assert [document["notes"] for document in opened] == [[], [], []]
    assert [document["sequence"] for document in opened] == [1, 2, 3]
    assert opened[1]["supersedes"] == first["package_id"]


def test_notes_are_said_and_change_no_status(note: Path) -> None:
    pack(note, "one")
    fingerprint = pack(note, "two", "--supersedes", note.parent / "one.vault.age", "--json").json["fingerprint"]
    assert "replaces package" in open_package(note, "two").out
    old = open_package(note, "one", "--signer", fingerprint)
    assert old.status == 0
    assert "Note:    This is number 1 of its case, but number 2" in old.out
    again = open_package(note, "one", "--force", "--json")
    assert again.status == 3
    assert [found["code"] for found in again.json["notes"]] == ["seen-before", "sequence-goes-back"]
    assert "report.html" in again.json["report"]
    assert "注意" in open_package(note, "one", "--force", "--lang", "zh").out


def test_cases_that_cannot_be_carried_on(note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pack(note, "one").status == 0
    vault = tmp_path / "one.vault.age"
    same = pack(note, "one", "--supersedes", vault, "--force")
    assert (same.status, "would replace" in same.err) == (2, True)
    assert pack(note, "two", "--supersedes", tmp_path / "missing").status == 1
    assert pack(note, "two", "--supersedes", note).status == 1
    (tmp_path / "key.pub").write_text(SigningKey(bytes(32)).public_key.to_line())
    other = pack(note, "two", "--supersedes", vault, "--sign-with", tmp_path / "key.pub")
    assert (other.status, "E_SUPERSEDE" in other.err) == (5, True)
    monkeypatch.setenv("SEALCASE_HOME", str(tmp_path / "elsewhere"))
    assert pack(note, "two", "--supersedes", vault).status == 4
    assert not (tmp_path / "two.sealcase.zip").exists()


# -------------------------------------------------------------------------------------------- agent
@needs_ssh_agent
@pytest.mark.usefixtures("ssh_agent")
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_a_key_in_the_agent_signs_the_case(note: Path, kind: str) -> None:
    key = key_in_agent(note.parent, kind)
    first = pack(note, "one", "--sign-with", key.file, "--json").json
    assert first["fingerprint"] == key.public_key.fingerprint
    opened = sealcase("vault", "open", note.parent / "one.vault.age", "-o", note.parent / "out", "--json").json
    assert (opened["signing_key"], opened["pixels"]) == (None, None)
    assert not (note.parent / "out" / "signing-key").exists()
    assert opened["signer"] == first["fingerprint"]
    without = pack(note, "two", "--supersedes", note.parent / "one.vault.age")
    assert (without.status, "--sign-with" in without.err) == (5, True)
    second = pack(note, "two", "--supersedes", note.parent / "one.vault.age", "--sign-with", key.file, "--json").json
    assert (second["fingerprint"], second["sequence"]) == (first["fingerprint"], 2)
    assert open_package(note, "two", "--signer", first["fingerprint"]).status == 0


def test_keys_that_cannot_sign(note: Path) -> None:
    (note.parent / "key.pub").write_text("ssh-rsa AAAA")
    outcome = pack(note, "one", "--sign-with", note.parent / "key.pub")
    assert (outcome.status, "E_SIGN" in outcome.err) == (1, True)
    assert not (note.parent / "one.sealcase.zip").exists()


# ------------------------------------------------------------------------------------------ signers
@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ('valid-before="20200101Z" ', "no longer valid"),
        ('valid-after="99980101Z" ', "not valid yet"),
        ('namespaces="git" ', "not listed for this purpose"),
        ("cert-authority ", "not in the list"),
    ],
)
def test_listed_signers_that_do_not_count(packed_case: PackedCase, tmp_path: Path, options: str, reason: str) -> None:
    vault = sealcase("vault", "open", packed_case.vault, "-o", tmp_path / "vault", "--json").json
    line = SigningKey.from_text(Path(vault["signing_key"]).read_text()).public_key.to_line()
    signers = tmp_path / "signers"
    signers.write_text(f"complainant {options}{line}\n")
    words = sealcase("verify", packed_case.package, "--signers", signers)
    assert words.status == 3
    assert reason in words.out
    assert reason in sealcase("verify", packed_case.package, "--signers", signers, "--json").json["signer_reason"]
    out = tmp_path / "out"
    opened = sealcase("open", packed_case.package, "-i", DESK_IDENTITY, "-o", out, "--signers", signers)
    assert (opened.status, reason in opened.out) == (3, True)
    assert reason in (out / "report.html").read_text(encoding="utf-8")
    signers.write_text(f"complainant {line}\n")
    assert sealcase("verify", packed_case.package, "--signers", signers).status == 0
    other = sealcase("verify", packed_case.package, "--signer", "SHA256:" + "A" * 43)
    assert "another than the one given" in other.out
