"""Private folders: gone after their block, and after a kill gone with the next one; a living one is never touched."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcase import private
from sealcase.private import private_folder, remove_abandoned

CHILD = """
import sys
from pathlib import Path
from sealcase.private import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "plaintext").write_text("secret")
    print(folder, flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def owner(parent: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """Yield a private folder that another process holds, and that process."""
    environment = os.environ | {"PYTHONPATH": str(Path(private.__file__).parent.parent)}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        try:
            yield Path(process.stdout.readline().strip()), process
        finally:
            process.kill()


def left(parent: Path) -> list[str]:
    return [path.name for path in parent.iterdir()]


def test_it_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with private_folder(tmp_path) as folder:
        (folder / "below").mkdir()
        (folder / "below" / "a").write_text("a")
        assert len(left(tmp_path)) == 1
        if sys.platform != "win32":
            assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, folder.parent))
    assert left(tmp_path) == []
    with pytest.raises(KeyboardInterrupt), private_folder(tmp_path):
        raise KeyboardInterrupt
    assert left(tmp_path) == []


def test_what_a_killed_process_left_goes_with_the_next_folder(tmp_path: Path) -> None:
    with owner(tmp_path) as (folder, process):
        process.kill()
        process.wait()
        assert (folder / "plaintext").read_text() == "secret"
        with private_folder(tmp_path) as mine:
            assert left(tmp_path) == [mine.parent.name]
    assert left(tmp_path) == []


def test_a_folder_whose_process_lives_is_not_touched(tmp_path: Path) -> None:
    with owner(tmp_path) as (folder, process), private_folder(tmp_path):
        assert (folder / "plaintext").read_text() == "secret"
        if sys.platform != "win32":
            process.send_signal(signal.SIGSTOP)  # nor one whose process is held up
            remove_abandoned(tmp_path)
            assert (folder / "plaintext").exists()
        with private_folder(tmp_path):
            remove_abandoned(tmp_path)  # nor one of this process
            assert len(left(tmp_path)) == 3


def abandoned(parent: Path, name: str = ".sealcase-abcd_123") -> Path:
    """Return a folder as a killed process leaves it."""
    folder = parent / name
    folder.mkdir(mode=0o700)
    (folder / "lock").touch()
    (folder / "content").mkdir()
    (folder / "content" / "a").touch()
    return folder


def test_only_what_is_named_so_is_removed(tmp_path: Path) -> None:
    kept = [
        abandoned(tmp_path, name)
        for name in (".sealcase-abc", ".sealcase-abcd_123.old", "sealcase-abcd_123", ".sealcase-ABCD1234")
    ]
    without_lock = abandoned(tmp_path, ".sealcase-efgh_456")
    (without_lock / "lock").unlink()
    (tmp_path / ".sealcase-xxxxxxxx").write_text("a file")
    gone, empty = abandoned(tmp_path), tmp_path / ".sealcase-empty_12"
    empty.mkdir(mode=0o700)
    remove_abandoned(tmp_path)
    assert not gone.exists()
    assert not empty.exists()
    assert all((folder / "content" / "a").exists() for folder in kept)
    assert without_lock.exists()
    assert (tmp_path / ".sealcase-xxxxxxxx").exists()
    remove_abandoned(tmp_path / "missing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes and owners of this kind")
def test_only_own_folders_that_are_closed_to_others_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = abandoned(elsewhere)
    (tmp_path / ".sealcase-abcd_link").symlink_to(target, target_is_directory=True)
    opened = abandoned(tmp_path, ".sealcase-opened_1")
    opened.chmod(0o750)
    remove_abandoned(tmp_path)
    assert (target / "content" / "a").exists()
    assert opened.exists()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    remove_abandoned(elsewhere)
    assert target.exists()


def test_what_cannot_be_made_whole_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, mode: int) -> None:
        raise OSError(errno.ENOSPC, f"no space for {mode}")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(OSError, match="no space"), private_folder(tmp_path):
        pass
    assert left(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks with another function")
class TestLocks:
    """What can happen between the making of a folder and its lock."""

    def test_whoever_tidies_up_then_takes_an_empty_folder_at_most(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import fcntl

        lock, calls = fcntl.flock, []

        def taken_first(descriptor: int, operation: int) -> None:
            calls.append(descriptor)
            if len(calls) == 1:
                remove_abandoned(tmp_path)
            lock(descriptor, operation)

        monkeypatch.setattr(fcntl, "flock", taken_first)
        with private_folder(tmp_path) as folder:
            (folder / "a").write_text("a")
            assert left(tmp_path) == [folder.parent.name]
        assert left(tmp_path) == []
        assert len(calls) == 3

    def test_a_lock_that_others_hold_again_and_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import fcntl

        def held(_descriptor: int, _operation: int) -> None:
            raise BlockingIOError(errno.EWOULDBLOCK, "held")

        monkeypatch.setattr(fcntl, "flock", held)
        with pytest.raises(OSError), private_folder(tmp_path):
            pass

    def test_without_locks_nothing_is_removed_but_the_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import fcntl

        def missing(_descriptor: int, _operation: int) -> None:
            raise OSError(errno.ENOLCK, "no locks")

        monkeypatch.setattr(fcntl, "flock", missing)
        other = abandoned(tmp_path)
        with private_folder(tmp_path) as folder:
            (folder / "a").write_text("a")
        assert left(tmp_path) == [other.name]
