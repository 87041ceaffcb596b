"""README.txt: its commands work as they stand there, with the real programs, and a BagIt library accepts the bag."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from package.samples import DESK, KEY, sealed
from sealcase.package.readme import TEXT

PROGRAMS = ("unzip", "ssh-keygen", "sha256sum", "age", "tar")
needs_programs = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason="the programs that README.txt names are not installed"
)


def commands() -> list[str]:
    """Return the indented lines between "Without sealcase" and the end."""
    return [line.strip() for line in TEXT.partition("Without sealcase")[2].splitlines() if line.startswith("    ")]


@needs_programs
def test_the_commands_work_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "complaint.sealcase.zip").write_bytes(sealed(tmp_path)[1])
    identity, signers = tmp_path / "desk.identity", tmp_path / "signers"
    identity.write_text(DESK.to_text() + "\n")
    signers.write_text(f"complainant {KEY.public_key.to_line()}\n")
    values = {
        "NAME.sealcase.zip": "complaint.sealcase.zip",
        "SIGNERS": signers,
        "IDENTITY": identity,
        "NAME": "complainant",
    }
    script = "set -e\n" + "\n".join(commands())
    for name, value in values.items():
        script = re.sub(rf"\b{re.escape(name)}(?=\s|$)", str(value), script, flags=re.MULTILINE)
    assert len(commands()) == 12
    result = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count(KEY.public_key.fingerprint) == 3
    assert result.stdout.count(": OK") == 3 + 4 + 5
    content = tmp_path / "package" / "content"
    assert "Payment failed" in (content / "data" / "complaint.txt").read_text()
    bagit = [sys.executable, "-m", "bagit", "--validate", str(content)]
    result = subprocess.run(bagit, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@needs_programs
def test_the_commands_notice_a_change(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_bytes(sealed(tmp_path)[1])
    subprocess.run(["unzip", "-q", "c.zip", "-d", "package"], cwd=tmp_path, check=True)
    folder = tmp_path / "package"
    checksums = folder / "SHA256SUMS"
    checksums.write_bytes(checksums.read_bytes().replace(b"a", b"b"))
    (signature,) = (line for line in commands() if "check-novalidate" in line and "envelope" in line)
    assert subprocess.run(["bash", "-c", signature], cwd=folder, capture_output=True, check=False).returncode != 0


def test_the_text_says_what_a_signature_does_not_show() -> None:
    assert "It does not show\nthat a screenshot is true" in TEXT
    assert "它不说明截图内容属实" in TEXT
    assert max(map(len, TEXT.splitlines())) <= 120
