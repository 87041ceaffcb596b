"""Killed, out of space, without permission: old files stay as they were, and nothing unfinished has a final name.

A process that is killed cannot clean up: what it leaves is a hidden `.sealcase-…` beside the target, private
to its owner, and whoever writes there next removes it. Everything else that goes wrong leaves nothing at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import sealcase
from package.samples import DESK, KEY, LONG_BYTES, evidence, seal_to
from sealcase.errors import OutputError
from sealcase.model import RedactedItem
from sealcase.package.unseal import unseal
from sealcase.package.verdict import Status
from sealcase.package.verify import Trust, verify

KILLS = 50
"""Of each, sealing and opening."""
SEED = 20261122
TRUST = Trust(fingerprints=frozenset({KEY.public_key.fingerprint}))

# The child says when it begins, so that the kill falls into its work and not into its start.
CHILD = """
import sys
from pathlib import Path
from package.samples import DESK, evidence, seal_to
from sealcase.package.unseal import unseal
what, folder = sys.argv[1], Path(sys.argv[2])
items = evidence(folder / "evidence")
print("begins", flush=True)
if what == "seal":
    seal_to(folder / "target" / "case.sealcase.zip", items)
else:
    unseal(folder / "case.sealcase.zip", [DESK], folder / "target" / "out")
print("ended", flush=True)
"""


def contents(folder: Path) -> dict[str, str]:
    """Return the digest of every file that is not hidden."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = {path: path.relative_to(folder).as_posix() for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path, name in names.items()
        if not name.startswith(".sealcase-")
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("robust")
    for name in ("evidence", "target"):
        (folder / name).mkdir()
    seal_to(folder / "case.sealcase.zip", evidence(folder / "evidence"))
    return folder


def start(what: str, folder: Path) -> subprocess.Popen[str]:
    """Start a child and return it when its work begins."""
    tests, src = Path(__file__).parent.parent, Path(sealcase.__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (tests, src)))}
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, what, str(folder)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def finish(process: subprocess.Popen[str]) -> bool:
    """Wait for a child; tell whether it came to its end."""
    with process:
        assert process.stdout is not None
        return process.stdout.read() == "ended\n"


def killed(what: str, folder: Path, chance: random.Random, lasts_s: float) -> bool:
    """Start a child, kill it at some moment, and tell whether it was still at work."""
    process = start(what, folder)
    time.sleep(chance.uniform(0, lasts_s))  # the moment is what is tested, not how long something takes
    process.kill()
    return not finish(process)


def duration(what: str, folder: Path) -> float:
    """Return how long the work of a child lasts, in seconds."""
    process = start(what, folder)
    begin = time.perf_counter()
    assert finish(process)
    return time.perf_counter() - begin


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no signals")
def test_killed_while_sealing(folder: Path) -> None:
    chance = random.Random(SEED)
    target = folder / "target" / "case.sealcase.zip"
    lasts_s = duration("seal", folder)
    hits = most = 0
    for _ in range(KILLS):
        target.write_bytes(b"an older package")
        hits += killed("seal", folder, chance, lasts_s)
        assert list(contents(target.parent)) == [target.name]
        assert target.read_bytes() == b"an older package" or verify(target, TRUST).status is Status.TRUSTED
        leftovers = list(target.parent.glob(".sealcase-*"))
        assert all(leftover.stat().st_mode & 0o077 == 0 for leftover in leftovers)
        most = max(most, len(leftovers))
    assert hits > KILLS // 4
    assert most == 1  # each removes what the one before it left
    seal_to(target, evidence(folder / "evidence"))
    assert list(target.parent.iterdir()) == [target]
    target.unlink()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no signals")
def test_killed_while_opening(folder: Path) -> None:
    import shutil

    chance = random.Random(SEED)
    out = folder / "target" / "out"
    lasts_s = duration("open", folder)
    whole = contents(out)
    shutil.rmtree(out)
    hits = most = 0
    for _ in range(KILLS):
        out.mkdir()
        (out / "notes.txt").write_text("mine")
        hits += killed("open", folder, chance, lasts_s)
        assert (out / "notes.txt").read_text() == "mine"
        found = contents(out)
        del found["notes.txt"]
        assert found.items() <= whole.items()
        shutil.rmtree(out)
        leftovers = list(out.parent.iterdir())
        assert all(leftover.name.startswith(".sealcase-") for leftover in leftovers)
        assert all(leftover.stat().st_mode & 0o077 == 0 for leftover in leftovers)
        most = max(most, len(leftovers))
    assert hits > KILLS // 4
    assert most >= 1
    unseal(folder / "case.sealcase.zip", [DESK], out, TRUST)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Yield `folder` with a small file system of its own."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("skipped: a file system can be mounted by root on Linux alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)


@pytest.mark.parametrize("size_kib", [16, 64, 512, 2048, 4096])
def test_a_full_disk(folder: Path, tmp_path: Path, size_kib: int) -> None:
    items = evidence(folder / "evidence")
    with mounted(tmp_path / "small", f"size={size_kib}k") as small:
        (small / "case.sealcase.zip").write_bytes(b"an older package")
        (small / "out").mkdir()
        before = sorted(small.rglob("*"))
        with pytest.raises(OutputError) as caught:
            seal_to(small / "case.sealcase.zip", items)
        assert caught.value.fields["reason"] == "No space left on device"
        with pytest.raises(OutputError):
            unseal(folder / "case.sealcase.zip", [DESK], small / "out", TRUST)
        assert sorted(small.rglob("*")) == before
        assert (small / "case.sealcase.zip").read_bytes() == b"an older package"


def test_a_limit_on_the_size_of_files(folder: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    items = evidence(folder / "evidence")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (0, 1, 300_000, LONG_BYTES // 2):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
        try:
            with pytest.raises(OutputError):
                seal_to(tmp_path / "case.sealcase.zip", items)
            with pytest.raises(OutputError):
                unseal(folder / "case.sealcase.zip", [DESK], tmp_path / "out", TRUST)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
        assert list(tmp_path.iterdir()) == []


def check_read_only(package: Path, items: list[RedactedItem], target: Path) -> None:
    with pytest.raises(OutputError):
        seal_to(target / "case.sealcase.zip", items)
    with pytest.raises(OutputError):
        unseal(package, [DESK], target / "out", TRUST)
    assert list(target.iterdir()) == []


def test_a_target_that_may_not_be_written(folder: Path, tmp_path: Path) -> None:
    items = evidence(folder / "evidence")
    target = tmp_path / "target"
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # whom no mode holds back
        with mounted(target, "size=64k,ro"):
            check_read_only(folder / "case.sealcase.zip", items, target)
        return
    target.mkdir(mode=0o500)
    check_read_only(folder / "case.sealcase.zip", items, target)
    target.chmod(0o700)
