"""The complainant's own key: made on first use, kept in their data folder, never sent.

It opens the vaults that `pack` leaves beside each package. The folder is `SEALCASE_HOME` where that
is set, else what the operating system uses for application data.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from sealcase.errors import OutputError, OutputExistsError
from sealcase.files import atomic_file, read_bounded
from sealcase.locale import N_

MAX_FILE_BYTES = 64 * 1024


def home() -> Path:
    """Return the folder for keys and pins."""
    configured = os.environ.get("SEALCASE_HOME")
    return Path(configured) if configured else platformdirs.user_data_path("sealcase")


def _path() -> Path:
    return home() / "identity"


def existing_identity() -> tuple[Path, str] | None:
    """Return the path and text of the complainant's identity file, None where there is none yet.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: it exists and cannot be read.
    """
    path = _path()
    return (path, read_bounded(path, MAX_FILE_BYTES).decode("utf-8", "replace")) if path.exists() else None


def own_identity(make: Callable[[], str]) -> tuple[Path, str]:
    """Return the path and text of the complainant's identity file; `make` writes its text on first use.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: it exists and cannot be read.
        OutputError: it cannot be written.
    """
    path = _path()
    if not path.exists():
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(file=str(path), reason=error.strerror or N_("unknown reason")) from error
        try:
            with atomic_file(path) as file:
                file.write(make().encode())
        except OutputExistsError:
            pass  # another run made it at the same time; its key is the one that counts
    return path, read_bounded(path, MAX_FILE_BYTES).decode("utf-8", "replace")
