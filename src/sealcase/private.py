"""Private folders for what nobody else may read yet, which do not stay behind for long even after a kill.

Guarantees: a folder is readable by its owner alone (mode 0700) and gone when its block ends. A process that
is killed cannot tidy up; so each folder holds a lock, which the system lets go however its process ends, and
whoever makes another folder at the same place removes those whose lock nobody holds. What is removed is named
as we name them, is a folder and no link, belongs to this user, and is closed to all others.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = ".sealcase-"
_NAME = re.compile(r"\.sealcase-[a-z0-9_]{8}")
"""What `tempfile.mkdtemp` makes of the prefix."""
_LOCK = "lock"
_CONTENT = "content"
_ATTEMPTS = 8
"""Whoever tidies up may take a new folder for an abandoned one until its lock is held; then another is made."""

if sys.platform == "win32":  # pragma: no cover - the counterpart of what is below
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK)) from error

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Lock an open file until it is closed.

        Raises:
            BlockingIOError: another process holds it.
            OSError: this file system has no locks.
        """
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def private_folder(parent: Path | None) -> Iterator[Path]:
    """Yield an empty private folder below `parent`, after removing those that killed processes left there.

    Without `parent` it is where the system keeps temporary files.

    Raises:
        OSError: it cannot be made.
    """
    parent = parent or Path(tempfile.gettempdir())
    remove_abandoned(parent)
    folder, lock = _locked_folder(parent)
    try:
        yield folder / _CONTENT
    finally:
        _remove(folder, lock)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    for _ in range(_ATTEMPTS):
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        try:
            return folder, _occupied(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # it was taken for an abandoned one, and is gone
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK))


def _occupied(folder: Path) -> int:
    """Put a lock and a place for the content into a new folder, and return the lock."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _lock_if_possible(lock)
        (folder / _CONTENT).mkdir(mode=0o700)
    except OSError:
        os.close(lock)
        raise
    return lock


def _lock_if_possible(descriptor: int) -> None:
    """Lock a lock file; where there are no locks, nobody else gets one either, and so removes nothing."""
    try:
        _lock(descriptor)
    except BlockingIOError:
        raise
    except OSError:
        pass


@contextlib.contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold the lock of `file`, which is made where it is missing and stays; where there are no locks, hold nothing.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it cannot be made.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock_if_possible(descriptor)
        yield
    finally:
        os.close(descriptor)


def is_private_name(name: str) -> bool:
    """Tell whether `name` is one that private folders have."""
    return _NAME.fullmatch(name) is not None


def remove_abandoned(parent: Path) -> None:
    """Remove the private folders below `parent` whose processes have ended; what cannot be removed, stays."""
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        found = [Path(entry) for entry in entries if _NAME.fullmatch(entry.name) and _is_ours(entry)]
        for folder in found:
            with contextlib.suppress(OSError):
                _remove_if_abandoned(folder)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a folder of this user that is closed to all others."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    is_private = sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o077)
    return stat.S_ISDIR(status.st_mode) and is_private


def _remove_if_abandoned(folder: Path) -> None:
    """Remove `folder` if nobody holds its lock; raises OSError if somebody does."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        folder.rmdir()  # a new one, whose owner then makes another, or one that was never used; it is empty
        return
    try:
        _lock(lock)
    except OSError:
        os.close(lock)
        raise
    _remove(folder, lock)


def _remove(folder: Path, lock: int) -> None:
    """Remove `folder` and let go of its lock, in this order, so that nobody takes it over in between."""
    shutil.rmtree(folder / _CONTENT, ignore_errors=True)  # before the lock: without one it would stay for good
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)
    with contextlib.suppress(OSError):  # on Windows the open lock was still there
        (folder / _LOCK).unlink()
        folder.rmdir()
