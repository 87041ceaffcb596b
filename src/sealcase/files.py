"""Files that appear whole or not at all, reads that have a bound, and text that is safe to show.

Guarantees: a result appears under its final name only when it is complete (a private folder beside
it, fsync, rename), readable by its owner alone, and replaces nothing unless told to. A
failure leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO

from sealcase.errors import (
    EmptyFileError,
    LimitError,
    OutputError,
    OutputExistsError,
    UnreadableFileError,
)
from sealcase.locale import N_

SYSTEM_REASONS = (
    N_("Bad file descriptor"),
    N_("Device or resource busy"),
    N_("Directory not empty"),
    N_("Disk quota exceeded"),
    N_("File exists"),
    N_("File name too long"),
    N_("File too large"),
    N_("Input/output error"),
    N_("Invalid argument"),
    N_("Is a directory"),
    N_("No such device or address"),
    N_("No such file or directory"),
    N_("No space left on device"),
    N_("Not a directory"),
    N_("Operation not permitted"),
    N_("Permission denied"),
    N_("Read-only file system"),
    N_("Too many levels of symbolic links"),
    N_("Too many open files"),
)
"""What an operating system gives as `strerror`, and so the `reason` of an error, for the catalogues to know."""

MAX_NAME_BYTES = 180
"""Of a name that is taken over, without suffix, in UTF-8: with a number before it below the 255 of file systems."""
BLOCK_BYTES = 1024 * 1024
_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,8}\Z")
_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')
"""What Windows refuses in file names, besides control characters."""


def read_bounded(path: Path, limit_bytes: int) -> bytes:
    """Return the bytes of the ordinary file at `path`.

    Raises:
        UnreadableFileError: it is missing, not an ordinary file, or may not be read.
        EmptyFileError: it holds no bytes.
        LimitError: it is larger than `limit_bytes`; no more than that is ever read.
    """
    try:
        with open_ordinary(path) as file:
            size_bytes = os.fstat(file.fileno()).st_size
            if size_bytes > limit_bytes:
                raise size_error(path, size_bytes, limit_bytes)
            data = file.read(limit_bytes + 1)
    except OSError as error:
        raise UnreadableFileError(file=str(path), reason=error.strerror or N_("unknown reason")) from error
    if len(data) > limit_bytes:
        raise size_error(path, len(data), limit_bytes)
    if not data:
        raise EmptyFileError(file=str(path))
    return data


def open_ordinary(path: Path) -> BinaryIO:
    """Return the ordinary file at `path`, open for reading.

    Raises:
        UnreadableFileError: it is not an ordinary file.
        OSError: it is missing or may not be read.
    """
    # O_NONBLOCK: opening a pipe that nobody writes to must not hang (not on Windows, where it is absent).
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableFileError(file=str(path), reason=N_("not an ordinary file"))
    return open(descriptor, "rb")


def blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of the ordinary file at `path`, a block at a time.

    Raises:
        UnreadableFileError: it is missing, not an ordinary file, or cannot be read to its end.
    """
    try:
        with open_ordinary(path) as file:
            while block := file.read(BLOCK_BYTES):
                yield block
    except OSError as error:
        raise UnreadableFileError(file=str(path), reason=error.strerror or N_("unknown reason")) from error


def size_error(path: Path, size_bytes: int, limit_bytes: int) -> LimitError:
    """Return the error for a file of more than `limit_bytes`."""
    return LimitError(file=str(path), what=N_("the file"), value=size_bytes, limit=limit_bytes, unit=N_("bytes"))


@contextlib.contextmanager
def atomic_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """Yield a file, open for writing and reading, that becomes `path` when the block ends well.

    Raises:
        OutputExistsError: `path` exists and `force` is not set; checked before and at the end.
        OutputError: the operating system refused.
    """
    if not force and os.path.lexists(path):
        raise OutputExistsError(file=str(path))
    try:
        with _private_folder(path.parent) as staging:  # which removes what killed processes left there
            temporary = staging / "part"
            with open(os.open(temporary, _NEW_FILE, 0o600), "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _publish(temporary, path, force=force)
    except OSError as error:
        raise OutputError(file=str(path), reason=error.strerror or N_("unknown reason")) from error


def _publish(temporary: Path, path: Path, *, force: bool) -> None:
    """Give `temporary` the name `path`; without `force` never over something that stands there."""
    if force:
        os.replace(temporary, path)
    else:
        try:
            os.link(temporary, path)  # fails, unlike rename, if the name was taken in the meantime
        except FileExistsError:
            raise OutputExistsError(file=str(path)) from None
        except OSError:  # a file system without hard links
            if os.path.lexists(path):
                raise OutputExistsError(file=str(path)) from None
            os.rename(temporary, path)
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    """Make a rename in `directory` last over a power cut, where the system allows it (not Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def atomic_directory(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a private folder whose files move into `path` when the block ends well, readable by their owner alone.

    `path` may exist: files that stand in it already stay, and none is replaced unless `force` is set.

    Raises:
        OutputExistsError: a file of that name stands in `path` and `force` is not set.
        OutputError: the operating system refused.
    """
    try:
        with _private_folder(path.absolute().parent) as staging:
            yield staging
            _merge(staging, path, force=force)
    except OSError as error:
        raise OutputError(file=str(path), reason=error.strerror or N_("unknown reason")) from error


def _merge(staging: Path, target: Path, *, force: bool) -> None:
    """Move every file of `staging` to the same place under `target`: all of them or none."""
    moves = [
        (source, target / source.relative_to(staging)) for source in sorted(staging.rglob("*")) if source.is_file()
    ]
    if not force:
        for _, final in moves:
            if os.path.lexists(final):
                raise OutputExistsError(file=str(final))
    made: list[Path] = []
    moved: list[Path] = []
    try:
        for source, final in moves:
            made += make_private_directories(final.parent)
            existed = os.path.lexists(final)
            source.chmod(0o600)
            with source.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(source, final)
            if not existed:
                moved.append(final)
    except BaseException:  # an interrupt as well
        for final in moved:
            final.unlink(missing_ok=True)
        for directory in reversed(made):
            directory.rmdir()
        raise
    for directory in {final.parent for _, final in moves}:
        _sync_directory(directory)


def make_private_directories(directory: Path) -> list[Path]:
    """Create `directory` and its missing parents with mode 0700; return those made, outermost first."""
    missing = [step for step in (directory, *directory.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(mode=0o700)
    return missing[::-1]


def private_workspace() -> contextlib.AbstractContextManager[Path]:
    """Return what yields a private temporary folder that is gone afterwards, whatever happens."""
    return _private_folder(None)


def _private_folder(parent: Path | None) -> contextlib.AbstractContextManager[Path]:
    # Imported here: `verify`, which writes nothing, does not wait for what writing takes.
    from sealcase.private import private_folder

    return private_folder(parent)


def harmless_name(name: str) -> str:
    """Return the file name in `name` as every system takes it: no folders, nothing hidden, cut to a length.

    The suffix survives the cut; where nothing is left of the name, it is `file`. What Windows keeps for
    devices (`CON`, `NUL.txt`) is not replaced: put something before it.
    """
    visible = "".join(
        "_" if character in _NOT_IN_NAMES or _is_hidden(unicodedata.category(character)) else character
        for character in PurePath(name).name
    ).strip(" .")
    suffix = name_suffix(visible)
    stem = visible[: len(visible) - len(suffix)].rstrip(" .")
    return f"{stem.encode()[:MAX_NAME_BYTES].decode(errors='ignore').rstrip(' .') or 'file'}{suffix}"


def name_suffix(name: str) -> str:
    """Return the suffix of a file name with its dot, empty where there is none."""
    return match.group() if (match := _SUFFIX.search(name)) else ""


def printable(text: str, *, max_chars: int = 200) -> str:
    """Return `text` safe for a terminal: what is no visible character becomes U+FFFD, long text is cut.

    That is control and format characters (bidi among them), surrogates, unassigned ones, and the
    separators of lines and paragraphs (Unicode general categories C*, Zl, Zp).
    """
    shown = text if len(text) <= max_chars else text[: max_chars - 1] + "…"
    return "".join("\ufffd" if _is_hidden(unicodedata.category(character)) else character for character in shown)


def _is_hidden(category: str) -> bool:
    return category[0] == "C" or category in {"Zl", "Zp"}
